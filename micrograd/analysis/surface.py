"""Surface: what networks answer over a plane of their inputs, in the units of the data."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from micrograd.data.computed import Rules, rules_of
from micrograd.data.dataset import Dataset
from micrograd.data.normalising import LARGEST, Scale, finite
from micrograd.data.rows import array_of
from micrograd.data.sampling import Samples
from micrograd.training.step_engine import Probe

Floats = npt.NDArray[np.float64]
# The room around the samples, as a share of the range that they take.
MARGIN = 0.15


class Plane(NamedTuple):
    """A rectangle over two inputs, or a piece of a line along one.

    axes: the one or two inputs that vary, by their columns. ranges: low and high of each. held:
    one number for every input, at which those that are no axes stay. All in the units of the data.
    """

    axes: tuple[int, ...]
    ranges: tuple[tuple[float, float], ...]
    held: tuple[float, ...]

    def points(self, columns: int, rows: int = 1) -> Floats:
        """Points from edge to edge, shape (rows * columns, inputs).

        They come row by row from the lowest, and each row from the left.
        """
        points = np.tile(np.array(self.held, float), (rows * columns, 1))
        steps = [_steps(*self.ranges[0], columns)]
        if len(self.axes) == 2:
            steps.append(_steps(*self.ranges[1], rows))
        for axis, grid in zip(self.axes, np.meshgrid(*steps), strict=True):
            points[:, axis] = grid.ravel()
        return points

    def inputs_at(self, *place: float) -> list[float]:
        """The inputs at a place of the plane, a number for each axis."""
        inputs = list(self.held)
        for axis, number in zip(self.axes, place, strict=True):
            inputs[axis] = number
        return inputs


def typed_inputs(dataset: Dataset) -> list[int]:
    """The inputs that can be axes: those that no formula computes from others."""
    return [place for place, formula in enumerate(dataset.formulas) if not formula]


def plane_of(
    dataset: Dataset, axes: Sequence[int] = (), sample: int | None = None, margin: float = MARGIN
) -> Plane:
    """The plane that shows all samples with some room around them.

    axes: the first inputs unless given. sample: the others are held at those of this sample, or at
    the mean of all.
    """
    axes = tuple(axes) or tuple(typed_inputs(dataset)[:2])
    xs = array_of(dataset.xs)
    with np.errstate(over="ignore"):
        held = xs[sample] if sample is not None else (xs / len(xs)).sum(axis=0)
    ranges = [roomy(xs[:, axis].min(), xs[:, axis].max(), margin) for axis in axes]
    return Plane(axes, tuple(ranges), tuple(map(finite, held.tolist())))


def roomy(low: float, high: float, margin: float = MARGIN) -> tuple[float, float]:
    """A range with room at both ends; that of a single number has a width, too."""
    low, high = float(low), float(high)
    with np.errstate(over="ignore"):
        room = margin * high - margin * low if high > low else max(1.0, abs(low) / 10)
    return finite(low - room), finite(high + room)


def _steps(low: float, high: float, count: int) -> Floats:
    """Numbers from low to high; their difference alone may be too large for a float."""
    share = np.linspace(0.0, 1.0, count)
    return low * (1.0 - share) + high * share


class Grid:
    """Points over a plane, and what networks answer there.

    points: as the network sees them, shape (rows * columns, inputs); made once for any number of
    looks.
    """

    def __init__(self, plane: Plane, samples: Samples, columns: int, rows: int = 1) -> None:
        self.plane, self.columns, self.rows = plane, columns, rows
        self._of_inputs, self._of_targets = samples.scales
        self.points = scaled_points(samples, plane.points(columns, rows))

    def outputs(self, probe: Probe, parameters: Sequence[float]) -> Floats:
        """The outputs in the units of the targets, shape (outputs, rows, columns)."""
        outputs = self._laid_out(probe.outputs(parameters, self.points))
        return in_units(self._of_targets, outputs)

    def layer_outputs(self, probe: Probe, parameters: Sequence[float]) -> list[Floats]:
        """The outputs of each layer as they are, arrays of shape (neurons, rows, columns)."""
        return [*map(self._laid_out, probe.layer_outputs(parameters, self.points))]

    def _laid_out(self, outputs: Floats) -> Floats:
        return outputs.reshape(len(outputs), self.rows, self.columns)


def scaled_points(samples: Samples, points: Floats) -> Floats:
    """Points in the units of the data as the network sees them: with computed inputs, normalised.

    A computed input is not a number where its formula has none.
    """
    dataset, scale = samples.dataset, samples.scales[0]
    if any(dataset.formulas):
        points = _with_computed(points, rules_of(dataset.formulas, dataset.input_names()))
    if scale is None:
        return points
    means, deviations = map(np.array, scale)
    with np.errstate(over="ignore", invalid="ignore"):
        scaled: Floats = np.clip((points - means) / deviations, -LARGEST, LARGEST)
    return scaled


def in_units(scale: Scale | None, outputs: Floats) -> Floats:
    """Outputs of the network, one row for each, in the units of the targets."""
    if scale is None:
        return outputs
    means, deviations = (np.array(each).reshape(-1, *[1] * (outputs.ndim - 1)) for each in scale)
    with np.errstate(over="ignore", invalid="ignore"):
        given: Floats = outputs * deviations + means
    return given


def _with_computed(points: Floats, rules: Rules) -> Floats:
    rows = points.tolist()
    for row in rows:
        for place, rule in rules:
            row[place] = _number_of(rule, row)
    return np.array(rows)


def _number_of(rule: Callable[[Sequence[float]], float], row: Sequence[float]) -> float:
    try:
        return rule(row)
    except ValueError:
        return math.nan
