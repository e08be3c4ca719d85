"""The plot on which a curve is predicted: which steps and heights it shows, without drawing it."""

import math
from typing import NamedTuple

import numpy as np

from app.scenes.playground.quantities import ANYTHING
from micrograd.runs.buckets import Numbers

# Below and above what is known, in parts of its size: where nothing bounds the quantity, where
# something does. A curve that may change its sign needs more room.
FREE_ROOM, BOUNDED_ROOM = 2.0, 0.6
# On a logarithmic axis, in decades.
DECADES_BELOW, DECADES_ABOVE = 3.0, 1.0
# The decades of a logarithmic axis where nothing above 0 is known.
UNKNOWN_DECADES = (-3.0, 1.0)
# Larger numbers are drawn like this one, which Qt's painter can draw; smaller ones of a
# logarithmic axis like its reciprocal.
LARGEST = 1e150
# A range that is narrower has no numbers of its own on the axis.
NARROWEST = 1e-12


class Curve(NamedTuple):
    """Numbers at steps, in their order."""

    steps: Numbers
    values: Numbers


class CurveAxes(NamedTuple):
    """What a plot shows: from step `begin` on the past, then `steps` more from step `first` on.

    low, high: of the heights, which are logarithms where it `is_log`.
    """

    begin: int
    first: int
    steps: int
    low: float
    high: float
    is_log: bool

    @property
    def last(self) -> int:
        """The last step to be predicted."""
        return self.first + self.steps

    @property
    def height(self) -> float:
        """From the lowest to the highest."""
        return self.high - self.low

    def heights(self, values: Numbers) -> Numbers:
        """Numbers as heights, those that have none or are beyond the plot at its edges."""
        return np.clip(heights_of(values, self.is_log), self.low, self.high)

    def values(self, heights: Numbers) -> Numbers:
        """Heights as numbers."""
        return 10.0**heights if self.is_log else heights


def heights_of(values: Numbers, is_log: bool) -> Numbers:
    """Numbers as heights on an endless axis; what is not a number lies above all."""
    finite = np.clip(np.nan_to_num(values, nan=LARGEST), -LARGEST, LARGEST)
    return np.log10(np.maximum(finite, 1 / LARGEST)) if is_log else finite


def axes_for(
    known: Curve, steps: int, is_log: bool, bounds: tuple[float, float] = ANYTHING
) -> CurveAxes:
    """The axes for the next steps after a known curve of at least one point.

    Its range leaves room for whatever may come, and so tells nothing of it. bounds: that the
    quantity never leaves.
    """
    first = int(known.steps[-1])
    begin = max(int(known.steps[0]), first - steps)
    seen = known.values[known.steps >= begin]
    finite = seen[np.isfinite(seen)]
    low, high = _decades(finite, bounds) if is_log else _range(finite, bounds)
    return CurveAxes(begin, first, steps, low, high, is_log)


def _range(values: Numbers, bounds: tuple[float, float]) -> tuple[float, float]:
    if not len(values):
        values = np.zeros(1)
    drawn = np.clip(values, -LARGEST, LARGEST)
    lowest, highest = float(drawn.min()), float(drawn.max())
    is_bounded = math.isfinite(bounds[0])
    size = max(abs(lowest), abs(highest), highest - lowest)
    room = max(size, NARROWEST) * (BOUNDED_ROOM if is_bounded else FREE_ROOM)
    low = bounds[0] if is_bounded else lowest - room
    high = bounds[1] if math.isfinite(bounds[1]) else highest + room
    return low, high


def _decades(values: Numbers, bounds: tuple[float, float]) -> tuple[float, float]:
    positive = values[values > 0]
    if not len(positive):
        return UNKNOWN_DECADES
    low = float(np.log10(positive.min())) - DECADES_BELOW
    high = float(np.log10(positive.max())) + DECADES_ABOVE
    if 0 < bounds[1] < math.inf:
        high = max(math.log10(bounds[1]), low + DECADES_BELOW)
    return low, high
