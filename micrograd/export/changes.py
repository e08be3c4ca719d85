"""Everything that was changed on the way to a step of a run, in its ancestors, too."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from micrograd.recipe.settings import CHANGEABLE
from micrograd.runs.restore import restore
from micrograd.runs.run import Run, Start
from micrograd.runs.segments import have_same_network, segments_of


@dataclass(frozen=True)
class Change:
    """The changes at a step, made after it was reached and before its loss was computed.

    text: what happened, in words. begins: the start of another network, which then includes the
    rest. settings: the new values by name. parameters: the new data by index.
    """

    step: int
    text: str
    begins: Start | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    parameters: Mapping[int, float] = field(default_factory=dict)


def changes(run: Run, end: int) -> Iterator[Change]:
    """Everything that was changed on the way to a step of a run, in order, from its beginning."""
    for segment in segments_of(run.owner_of(end)):
        start = segment.run.start
        if segment.run.parent is None:
            yield Change(start.step, "", begins=start)
        else:
            yield _branch(segment.run, segment.run.parent)
        last = min(segment.last, end)
        for event in segment.run.events[: segment.run.events_until(last)]:
            if event.kind != "network":
                yield Change(event.step, event.text, None, event.settings, event.edits)


def differing(data: Sequence[float], others: Sequence[float]) -> dict[int, float]:
    """The numbers of `data` that differ from those of `others`, by index; 0.0 is not -0.0."""
    pairs = enumerate(zip(data, others, strict=True))
    return {i: a for i, (a, b) in pairs if a.hex() != b.hex()}


def _branch(run: Run, parent: Run) -> Change:
    """The change from the run that a branch left to its start, at the same step."""
    start = run.start
    texts = [event.text for event in run.events if event.kind == "network"]
    if texts or not have_same_network(run, parent):
        how = f": {'; '.join(texts)}" if texts else ""
        text = f"{run.name} goes on from {parent.name} with another network{how}"
        return Change(start.step, text, begins=start)
    trainer = parent.start.trainer()
    restore(trainer, parent, start.step)
    values = ((name, getattr(start.recipe, name)) for name in CHANGEABLE)
    return Change(
        start.step,
        f"{run.name} branches off {parent.name}",
        settings={name: new for name, new in values if new != getattr(trainer, name)},
        parameters=differing(start.data, [parameter.data for parameter in trainer.parameters]),
    )
