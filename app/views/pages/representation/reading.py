"""A sample in numbers: its inputs, the outputs of each layer, what it should be."""

from app.kit.numbers import compact
from app.kit.theme import Theme
from app.kit.widgets.held_label import Span
from app.session.session import Session
from micrograd.data.class_names import sample_class

# The most numbers of a layer that are written out.
MOST = 8


def described(session: Session, theme: Theme, row: int, space: int) -> list[Span]:
    """`sample 3: +0.50 +1.00 → layer 1 … → output −0.99 target −1`.

    space: 0, or the layer whose outputs are written beside inputs and output.
    """
    samples = session.cursor.trainer.samples.scaled
    inputs = list(samples.xs[row])
    spans: list[Span] = [(f"sample {row + 1}: ", None), *_numbers(theme, inputs)]
    layers = session.cursor.model.plain()(inputs)
    if 0 < space < len(layers):
        spans += [(f"→ layer {space} ", None), *_numbers(theme, layers[space - 1])]
    spans += [("→ output ", None), *_numbers(theme, layers[-1])]
    targets = samples.targets[row]
    target = sample_class(session.cursor.dataset, row) or " ".join(compact(y, 2) for y in targets)
    return [*spans, (f"target {target}", None)]


def _numbers(theme: Theme, numbers: list[float]) -> list[Span]:
    spans: list[Span] = []
    for number in numbers[:MOST]:
        spans += [(f"{compact(number, 2)} ", theme.signed("data", number, text=True))]
    return [*spans, ("… ", None)] if len(numbers) > MOST else spans
