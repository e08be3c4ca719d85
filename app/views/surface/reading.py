"""What the mouse reads on a surface, in words: inputs, output, and the target of a sample."""

from collections.abc import Sequence

import numpy as np

from app.kit.numbers import counted, signed, significant
from app.kit.theme import Theme
from app.kit.widgets.held_label import Span
from app.session.session import Session
from app.views.surface.sight import Range
from micrograd.analysis.answers import Answers
from micrograd.analysis.surface import scaled_points
from micrograd.data.class_names import class_names
from micrograd.data.tasks import class_of

# At most this many outputs are read.
FEW = 4


def what_is_seen(session: Session, names: Sequence[str], ranges: Sequence[Range]) -> str:
    """`y over x1 from −1.6 to 2.7 and x2 from −1.1 to 1.6; 200 samples, 40 held out`.

    names: of both axes. Along one input the second one is that of the output.
    """
    samples = session.cursor.trainer.samples
    dataset = samples.dataset
    told = [
        f"{name} from {significant(low, 3)} to {significant(high, 3)}"
        for name, (low, high) in zip(names, ranges, strict=True)
    ]
    outputs = dataset.column_names()[dataset.nin :][:FEW]
    over = f"{', '.join(outputs)} over {' and '.join(told)}"
    held_out = f", {len(samples.held_out):,} held out" if samples.held_out else ""
    return f"{over}; {counted(len(dataset), 'sample')}{held_out}"


def outputs_at(session: Session, inputs: Sequence[float]) -> list[float]:
    """The outputs for some inputs, both in the units of the data."""
    cursor = session.cursor
    samples = cursor.trainer.samples
    (point,) = scaled_points(samples, np.array([inputs], float)).tolist()
    return [*samples.in_units(cursor.model.plain()(point)[-1])]


def read_place(
    session: Session, answers: Answers, axes: Sequence[int], inputs: Sequence[float], theme: Theme
) -> list[Span]:
    """`x1 0.52   x2 −1.3   →  y +0.93   answers yes`; of many inputs the axes alone."""
    return [*_inputs(session, axes, inputs), *_outputs(session, answers, inputs, theme)]


def read_sample(
    session: Session, answers: Answers, axes: Sequence[int], sample: int, theme: Theme
) -> list[Span]:
    """The same for a sample, with its target."""
    dataset = session.cursor.dataset
    inputs, targets = dataset.xs[sample], dataset.targets[sample]
    held_out = ", held out" if sample in session.cursor.trainer.samples.held_out_set else ""
    spans: list[Span] = [
        (f"sample {sample + 1:,}{held_out}:  ", None),
        *_inputs(session, axes, inputs),
    ]
    spans += [(f"target {_target(session, targets)}   ", None)]
    return spans + _outputs(session, answers, inputs, theme)


def _inputs(session: Session, axes: Sequence[int], inputs: Sequence[float]) -> list[Span]:
    names = session.cursor.dataset.input_names()
    return [(f"{names[axis]} {significant(inputs[axis], 4)}   ", None) for axis in axes]


def _target(session: Session, targets: Sequence[float]) -> str:
    names = class_names(session.cursor.dataset)
    if names:
        return names[class_of(targets)]
    more = ", …" if len(targets) > FEW else ""
    return ", ".join(significant(target, 5) for target in targets[:FEW]) + more


def _outputs(
    session: Session, answers: Answers, inputs: Sequence[float], theme: Theme
) -> list[Span]:
    outputs = outputs_at(session, inputs)
    dataset = session.cursor.dataset
    names = dataset.column_names()[dataset.nin :]
    few = [*zip(names, outputs, strict=True)][:FEW]
    spans: list[Span] = [("→  ", None)]
    for name, number in few:
        color = theme.signed("data", number, text=True)
        spans += [(f"{name} ", None), (signed(number), color), ("   ", None)]
    spans += [("…   ", None)] if len(outputs) > len(few) else []
    answer = int(answers.answered(np.array(outputs)[:, None])[0]) if answers.classes else -1
    return [*spans, (f"answers {answers.names[answer]}", None)] if answer >= 0 else spans
