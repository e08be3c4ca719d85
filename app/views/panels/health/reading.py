"""What the health panel shows of a layer: three histograms, a number for each, its neurons."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from app.kit.numbers import MINUS, significant
from micrograd.analysis.health import GOOD_RATIO, Health, LayerHealth, Numbers, neuron_names_of

BINS = 24
# The powers of ten from end to end of the axis of gradients, and of updates.
GRADIENTS, UPDATES = (-9.0, 2.0), (-7.0, 0.0)
# The good region around the usual share of an update, in powers of ten.
GOOD = math.log10(GOOD_RATIO) - 1.0, math.log10(GOOD_RATIO) + 1.0
# The bounds of the outputs of an activation.
BOUNDS = {"tanh": (-1.0, 1.0), "sine": (-1.0, 1.0), "sigmoid": (0.0, 1.0)}
NOTHING = "–"


class Histogram(NamedTuple):
    """shares: the height of each bin, the highest 1; empty for nothing. span: of the axis.

    text: what is written below it.
    """

    shares: tuple[float, ...]
    span: tuple[float, float]
    text: str


class LayerReading(NamedTuple):
    """A layer as it is shown. state: how its neurons are, in words; "" where all of them work.

    marks: of each neuron `dead`, `saturated`, `off` or "".
    """

    title: str
    state: str
    outputs: Histogram
    grads: Histogram
    updates: Histogram
    marks: tuple[str, ...]

    @property
    def histograms(self) -> tuple[Histogram, Histogram, Histogram]:
        """From left to right."""
        return self.outputs, self.grads, self.updates

    @property
    def spoken(self) -> str:
        """All of it in a sentence."""
        return (
            f"{self.title}: outputs {self.outputs.text}, gradients around {self.grads.text}, "
            f"update by weight {self.updates.text}, {self.state or 'all neurons work'}."
        )


def readings_of(health: Health) -> list[LayerReading]:
    """The layers as they are shown, from the first on."""
    return [_reading(i, layer) for i, layer in enumerate(health.layers)]


def _reading(index: int, layer: LayerHealth) -> LayerReading:
    sizes = np.abs(layer.grads)
    middle = float(np.median(sizes)) if len(sizes) else None
    return LayerReading(
        f"Layer {index + 1} · {layer.activation}",
        _state(index, layer),
        _of_outputs(layer),
        _of_sizes(sizes, GRADIENTS, middle),
        _of_sizes(layer.ratios, UPDATES, layer.moved),
        tuple(map(_mark, range(layer.neurons), [layer] * layer.neurons)),
    )


def _mark(neuron: int, layer: LayerHealth) -> str:
    kinds = {"dead": layer.dead, "saturated": layer.saturated, "off": layer.off}
    return next((kind for kind, neurons in kinds.items() if neuron in neurons), "")


def _state(index: int, layer: LayerHealth) -> str:
    """`2 of 8 dead: 1.3, 1.5 · 1 of 8 off: 1.2`."""
    kinds = {"dead": layer.dead, "saturated": layer.saturated, "off": layer.off}
    return " · ".join(
        f"{len(neurons)} of {layer.neurons} {kind}: {neuron_names_of(index, neurons)}"
        for kind, neurons in kinds.items()
        if neurons
    )


def _of_outputs(layer: LayerHealth) -> Histogram:
    outputs = layer.outputs[np.isfinite(layer.outputs)]
    if not len(outputs):
        return Histogram((), (-1.0, 1.0), NOTHING)
    low, high = float(outputs.min()), float(outputs.max())
    span = BOUNDS.get(layer.activation) or (min(low, 0.0), max(high, 0.0))
    if span[0] == span[1]:
        span = -1.0, 1.0
    text = f"{_short(low)} to {_short(high)}"
    return Histogram(_shares(outputs, span), span, text)


def _of_sizes(sizes: Numbers, span: tuple[float, float], number: float | None) -> Histogram:
    """The histogram of logarithms; zeros stand in the first bin."""
    if number is None or not len(sizes):
        return Histogram((), span, NOTHING)
    with np.errstate(divide="ignore"):
        logarithms = np.clip(np.nan_to_num(np.log10(sizes), neginf=span[0]), *span)
    return Histogram(_shares(logarithms, span), span, _short(number))


def _short(number: float) -> str:
    """`0.0012`, `3.4e−7`."""
    text = significant(number, 2)
    mantissa, _, exponent = text.partition("e")
    return (
        f"{mantissa}e{int(exponent.replace(MINUS, '-'))}".replace("-", MINUS) if exponent else text
    )


def _shares(numbers: Numbers, span: Sequence[float]) -> tuple[float, ...]:
    counts, _ = np.histogram(numbers, BINS, (span[0], span[1]))
    most = counts.max() or 1
    return tuple((counts / most).tolist())


def about_neuron(index: int, neuron: int, mark: str) -> str:
    """A neuron in words, layers and neurons counted from 0."""
    name = f"layer {index + 1} · neuron {neuron + 1}"
    return f"{name}: {WORDS[mark]}"


WORDS = {
    "": "works",
    "dead": "dead, its output and its gradient are 0 on every sample",
    "saturated": "saturated, so flat on nearly all samples that hardly any gradient comes through",
    "off": "switched off",
}
