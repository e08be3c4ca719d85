"""Health: what a whole step tells of each layer: outputs, gradients, updates, neurons that rest.

Looking changes nothing. All numbers are those between two steps.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from micrograd.analysis.probe import probe_of
from micrograd.data.rows import array_of, taken_rows
from micrograd.data.share import drawn_share
from micrograd.recipe.parts import parameters_in
from micrograd.training.step_engine import Probe
from micrograd.training.trainer import Trainer

Numbers = npt.NDArray[np.float64]

# How many samples are measured at most, evenly spread over those trained on, and how many products
# of weights and inputs: a look takes a few milliseconds. At least FEWEST_SAMPLES are measured.
COMPILED, READABLE = (1000, 2_000_000), (128, 40_000)
FEWEST_SAMPLES = 16
# The slope of an activation below which no gradient to speak of comes through, as a share of its
# largest slope. A neuron counts as saturated where that many of the samples find it so flat.
FLAT, NEARLY_ALL = 1e-3, 0.98
# The share of the weights by which an update should move them, as a rule of thumb.
GOOD_RATIO = 1e-3

# The slope of an activation by its output, as a share of its largest one. Others never are flat on
# both sides, or can't be told from the output alone.
SLOPES: Mapping[str, Callable[[Numbers], Numbers]] = {
    "tanh": lambda out: 1.0 - out * out,
    "sigmoid": lambda out: 4.0 * out * (1.0 - out),
}
# The activations whose output is 0 where their slope is.
DYING = ("relu",)


class LayerHealth(NamedTuple):
    """A layer. All lists of neurons are indices in the layer.

    outputs: shape (samples, neurons). grads, ratios: of its parameters that are trained; a ratio is
    the size of the last update as a share of the parameter, which is not 0. moved: the root mean
    square of all updates as a share of that of the weights; None before the first step.
    dead: 0 on every sample, with the slope 0. saturated: flat on nearly all of them. off: switched
    off by hand, and neither of both.
    """

    activation: str
    outputs: Numbers
    grads: Numbers
    ratios: Numbers
    moved: float | None
    dead: tuple[int, ...]
    saturated: tuple[int, ...]
    off: tuple[int, ...]

    @property
    def neurons(self) -> int:
        """The number of its neurons."""
        return int(self.outputs.shape[1])

    @property
    def working(self) -> int:
        """The number of neurons that are not switched off."""
        return self.neurons - len(self.off)


class Health(NamedTuple):
    """All layers. samples: how many were looked at, of the `of` that are trained on."""

    layers: tuple[LayerHealth, ...]
    samples: int
    of: int

    @property
    def dead(self) -> int:
        """The number of dead neurons."""
        return sum(len(layer.dead) for layer in self.layers)

    @property
    def saturated(self) -> int:
        """The number of saturated neurons."""
        return sum(len(layer.saturated) for layer in self.layers)


def rows_to_measure(trainer: Trainer, is_compiled: bool) -> Sequence[int]:
    """The rows of the dataset that are looked at: all that are trained on, or a share of them.

    The same rows are taken each time, see `drawn_share`.
    """
    rows = trainer.samples.training
    samples, products = COMPILED if is_compiled else READABLE
    most = max(FEWEST_SAMPLES, min(samples, products // len(trainer.parameters)))
    return rows if len(rows) <= most else taken_rows(rows, drawn_share(len(rows), most))


def measured_health(trainer: Trainer, probe: Probe | None = None) -> Health:
    """Measure every layer of a trainer that stands between two steps.

    probe: of its network and samples, which takes a while to be made; None where there is none yet.
    """
    probe = probe or probe_of(trainer)
    rows = rows_to_measure(trainer, probe.is_compiled)
    outputs = _outputs(trainer, rows, probe)
    before, grads, moves = _last_step(trainer)
    trained = _trained(trainer)
    # Before the first step there are no gradients; an edit leaves those of the last one.
    has_step = trainer.would_repeat or bool(grads.any())
    layers, begin = [], 0
    for layer, found in zip(trainer.model.layers, outputs, strict=True):
        end = begin + sum(len(neuron.w) + 1 for neuron in layer.neurons)
        own = slice(begin, end)
        begin = end
        activation = layer.neurons[0].activation
        off = tuple(i for i, neuron in enumerate(layer.neurons) if neuron.is_off)
        which = trained[own] & has_step
        ratios, moved = _ratios(before[own], moves[own], which)
        layers.append(
            LayerHealth(
                activation,
                found,
                grads[own][which],
                ratios,
                moved,
                tuple(i for i in _dead(activation, found) if i not in off),
                tuple(i for i in _saturated(activation, found) if i not in off),
                off,
            )
        )
    return Health(tuple(layers), len(rows), len(trainer.samples.training))


def _trained(trainer: Trainer) -> npt.NDArray[np.bool_]:
    """Which parameters updates move: neither frozen nor of a neuron that is off."""
    widths = (trainer.model.nin, *trainer.model.nouts)
    resting = parameters_in(trainer.setting("frozen"), widths)
    resting |= parameters_in(trainer.setting("off"), widths)
    return np.array([i not in resting for i in range(len(trainer.parameters))], dtype=bool)


def _outputs(trainer: Trainer, rows: Sequence[int], probe: Probe) -> list[Numbers]:
    """The outputs of each layer, shape (samples, neurons)."""
    xs = trainer.samples.scaled.xs
    data = [parameter.data for parameter in trainer.parameters]
    points = array_of(taken_rows(xs, rows))
    return [layer.T for layer in probe.layer_outputs(data, points)]


def _last_step(trainer: Trainer) -> tuple[Numbers, Numbers, Numbers]:
    """The parameters before the last update, their gradients, and how far it moved them.

    Where that start is not known any more, as after an edit, the update to come with the same
    gradients stands for it.
    """
    now = np.array([parameter.data for parameter in trainer.parameters])
    grads = np.array(trainer.grads)
    if trainer.would_repeat:
        before = np.array(trainer.state_before_update[: len(now)])
        return before, grads, now - before
    moves = [trainer.next_move(i, grad) for i, grad in enumerate(grads.tolist())]
    return now, grads, np.array(moves)


def _ratios(
    data: Numbers, moves: Numbers, trained: npt.NDArray[np.bool_]
) -> tuple[Numbers, float | None]:
    """Each update as a share of its parameter, and all as a share of all."""
    known = trained & (data != 0)
    size = math.hypot(*data[trained].tolist())
    if not size:
        return np.empty(0), None
    return np.abs(moves[known] / data[known]), math.hypot(*moves[trained].tolist()) / size


def _dead(activation: str, outputs: Numbers) -> list[int]:
    if activation not in DYING:
        return []
    return np.flatnonzero((outputs == 0).all(axis=0)).tolist()


def _saturated(activation: str, outputs: Numbers) -> list[int]:
    slope = SLOPES.get(activation)
    if slope is None:
        return []
    return np.flatnonzero((slope(outputs) < FLAT).mean(axis=0) >= NEARLY_ALL).tolist()


def neuron_names_of(layer: int, neurons: Sequence[int], most: int = 4) -> str:
    """Neurons in words, layers counted from 0: `2.1, 2.4 and 3 more`."""
    names = [f"{layer + 1}.{i + 1}" for i in neurons[:most]]
    more = len(neurons) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def neuron_of(widths: Sequence[int], parameter: int) -> tuple[int, int]:
    """The layer and the neuron of a parameter, all counted from 0."""
    for layer, (nin, nout) in enumerate(pairwise(widths)):
        if parameter < (nin + 1) * nout:
            return layer, parameter // (nin + 1)
        parameter -= (nin + 1) * nout
    raise IndexError("there is no such parameter")


def parameters_of(widths: Sequence[int], layer: int, neurons: Sequence[int]) -> list[int]:
    """The indices of all parameters of some neurons of a layer, counted from 0."""
    sizes = [(nin + 1, nout) for nin, nout in pairwise(widths)]
    begin = sum(size * nout for size, nout in sizes[:layer])
    size = sizes[layer][0]
    return [begin + i * size + k for i in neurons for k in range(size)]
