"""Neuron lines: where the weighted sum of a neuron of the first layer is zero, over a plane."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from micrograd.analysis.surface import Plane
from micrograd.data.normalising import Scale
from micrograd.data.sampling import Samples


class NeuronLine(NamedTuple):
    """a x + b y + c: the weighted sum of a neuron at a place of the plane, in units of the data.

    It is 0 on the line and larger on its positive side. Along one input b is 0. neuron: counted
    from 0.
    """

    neuron: int
    a: float
    b: float
    c: float

    def sum_at(self, x: float, y: float) -> float:
        """The weighted sum at a place."""
        return self.a * x + self.b * y + self.c

    def through(self, x: float, y: float) -> "NeuronLine":
        """The parallel line through a place."""
        return self._replace(c=-(self.a * x + self.b * y))


class FirstLayer:
    """The first layer of a network over a plane: its lines, and the parameters that move them.

    The network sees the inputs scaled; a line is in the units of the data. Where inputs are
    computed from others there are none, see `neuron_curves`.
    """

    def __init__(self, plane: Plane, samples: Samples, neurons: int) -> None:
        self._plane, self._neurons = plane, neurons
        self._nin = samples.dataset.nin
        self._has_lines = not any(samples.dataset.formulas)
        nothing = Scale((0.0,) * self._nin, (1.0,) * self._nin)
        self._means, self._deviations = samples.scales[0] or nothing

    def lines(self, parameters: Sequence[float]) -> list[NeuronLine]:
        """The line of each neuron that has one."""
        if not self._has_lines:
            return []
        lines = (self._line(neuron, parameters) for neuron in range(self._neurons))
        return [line for line in lines if math.isfinite(line.c) and (line.a or line.b)]

    def _line(self, neuron: int, parameters: Sequence[float]) -> NeuronLine:
        first = self.first_parameter(neuron)
        weights = parameters[first : first + self._nin]
        slopes = [w / d for w, d in zip(weights, self._deviations, strict=True)]
        a, b = self._along_axes(slopes)
        return NeuronLine(neuron, a, b, parameters[first + self._nin] + self._rest(weights))

    def _along_axes(self, numbers: Sequence[float]) -> tuple[float, float]:
        axes = self._plane.axes
        return numbers[axes[0]], numbers[axes[1]] if len(axes) == 2 else 0.0

    def _rest(self, weights: Sequence[float]) -> float:
        """What the weighted sum has beside the bias where all axes are at 0."""
        rest = 0.0
        for i, weight in enumerate(weights):
            at = 0.0 if i in self._plane.axes else self._plane.held[i]
            rest += weight * (at - self._means[i]) / self._deviations[i]
        return rest

    def first_parameter(self, neuron: int) -> int:
        """The index of a neuron's first weight; the others follow, then its bias."""
        return neuron * (self._nin + 1)

    def parameters_of(self, neuron: int) -> range:
        """The indices of the weights and of the bias of a neuron."""
        first = self.first_parameter(neuron)
        return range(first, first + self._nin + 1)

    def numbers_of(self, line: NeuronLine, parameters: Sequence[float]) -> dict[int, float]:
        """The weights along the axes and the bias, by index, with which a neuron has this line.

        A line that was only moved differs in its bias, the last of them.
        """
        first = self.first_parameter(line.neuron)
        weights = [*parameters[first : first + self._nin]]
        for axis, slope in zip(self._plane.axes, (line.a, line.b), strict=False):
            # A weight whose slope stays keeps its bits.
            if slope != weights[axis] / self._deviations[axis]:
                weights[axis] = slope * self._deviations[axis]
        bias = line.c - self._rest(weights)
        numbers = {first + axis: weights[axis] for axis in self._plane.axes}
        return {**numbers, first + self._nin: bias}

    def turned(
        self, line: NeuronLine, pivot: tuple[float, float], place: tuple[float, float]
    ) -> NeuronLine:
        """The line through a pivot and a place; the weights stay as large as they are together.

        Its positive side turns along. The same line where both places are one.
        """
        axes = self._plane.axes
        if len(axes) < 2:
            return line
        wide, high = (self._deviations[axis] for axis in axes)
        right, up = (place[0] - pivot[0]) / wide, (place[1] - pivot[1]) / high
        length = math.hypot(right, up)
        if not 0 < length < math.inf:
            return line
        before = line.a * wide, line.b * high
        size = math.hypot(*before) / length
        first, second = -up * size, right * size
        if first * before[0] + second * before[1] < 0:
            first, second = -first, -second
        return line._replace(a=first / wide, b=second / high).through(*pivot)
