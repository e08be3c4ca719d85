"""The automatic pilot: zooms into a map where the boundary of what can be trained is richest.

A place is rich where the boundary has much to show both in single pixels and as coarse lines, best
in more than one direction: lines alone become one smooth line, dust alone stays dust.
"""

from dataclasses import replace

import numpy as np

from micrograd.maps.axes import Axis, AxisError, Floats
from micrograd.maps.dimension import Mask, boundary_of
from micrograd.maps.plan import MapPlan
from micrograd.runs.plan import PlanError

# How many times smaller the next window is, where nothing else is asked for.
USUAL_FACTOR = 4.0
# Coarse lines are what is left where squares of this share of the picture are averaged.
COARSE_SHARE, SMALLEST_COARSE = 1 / 32, 3
# The inner half of a window counts so many times as much again: what is there stays in view.
INNER = 2.0
NO_BOUNDARY = "there is no boundary in view to zoom into"
NUMBERS_END = "the numbers of the machine end here: neighbouring pixels would be the same run"
WHOLE_NUMBERS_END = "closer in, there are fewer whole numbers than pixels"


class EndOfZoomError(ValueError):
    """There is nothing to zoom into, in one line."""


def zoomed_in(plan: MapPlan, values: Floats, factor: float = USUAL_FACTOR) -> MapPlan:
    """The window inside a map, `factor` times smaller along both axes, that is richest.

    values: the measures of the plan's pixels. The same numbers lead to the same window. Raises
    EndOfZoomError where no boundary is in view, and where pixels would no longer differ.
    """
    across, up = richest_place(plan.has_learned(values), factor)
    x, y = _part(plan.x, across, factor), _part(plan.y, up, factor)
    try:
        return replace(plan, x=x, y=y)
    except PlanError as error:
        raise EndOfZoomError(_end_of(x if error.part == "x" else y)) from None


def richest_place(has_learned: Mask, factor: float) -> tuple[float, float]:
    """The middle of the richest window that lies in the picture: shares of its width and height.

    has_learned: shape (rows, columns). Of windows that are equal it is that nearest to the middle.
    Raises EndOfZoomError.
    """
    score = _scores(has_learned, factor)
    best = score.max(initial=0.0)
    if not best:
        raise EndOfZoomError(NO_BOUNDARY)
    places = np.argwhere(score == best)
    middle = (np.array(score.shape) - 1) / 2
    row, column = places[np.argmin(((places - middle) ** 2).sum(1))].tolist()
    # A window that begins at the last possible pixel ends with the picture.
    rows, columns = (max(1, count - 1) for count in score.shape)
    half = 0.5 / factor
    return half + (1 - 2 * half) * column / columns, half + (1 - 2 * half) * row / rows


def _scores(has_learned: Mask, factor: float) -> Floats:
    """How rich each window is, by its first row and column."""
    window, inner = (
        tuple(max(1, round(side * share / factor)) for side in has_learned.shape)
        for share in (1.0, 0.5)
    )
    side = round(COARSE_SHARE * min(has_learned.shape))
    # Sums of whole numbers are not rounded: windows that are alike have equal scores.
    counts = _counts(has_learned, max(SMALLEST_COARSE, side | 1))
    up, across = np.asarray(np.gradient(counts))
    numbers = boundary_of(has_learned).astype(float), across**2, up**2, across * up
    fine, xx, yy, xy = (_sums(each, window, inner) for each in numbers)
    # The structure tensor: its trace is how much line there is, its determinant is 0 where all of
    # it runs in one direction.
    coarse = xx + yy + np.sqrt(np.maximum(xx * yy - xy**2, 0.0))
    return fine * coarse


def _sums(numbers: Floats, window: tuple[int, ...], inner: tuple[int, ...]) -> Floats:
    """The sum of each window, the inner part of it counted more."""
    outer, within = _box_sums(numbers, *window), _box_sums(numbers, *inner)
    row, column = ((a - b) // 2 for a, b in zip(window, inner, strict=True))
    return outer + INNER * within[row : row + len(outer), column : column + outer.shape[1]]


def _counts(has_learned: Mask, side: int) -> Floats:
    """How many have learned in the square around each pixel; side: an odd number."""
    padded = np.pad(has_learned.astype(float), side // 2, mode="edge")
    return _box_sums(padded, side, side)


def _box_sums(numbers: Floats, height: int, width: int) -> Floats:
    """The sum of every box that lies in the array, by its first row and column."""
    sums = np.pad(numbers.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    rows = sums[height:] - sums[:-height]
    return np.asarray(rows[:, width:] - rows[:, :-width])


def _part(axis: Axis, middle: float, factor: float) -> Axis:
    half = 0.5 / factor
    try:
        part = axis.part(middle - half, middle + half)
    except AxisError:
        raise EndOfZoomError(_end_of(axis)) from None
    # Rounding must not lead out of the window.
    return replace(part, first=max(part.first, axis.first), last=min(part.last, axis.last))


def _end_of(axis: Axis) -> str:
    return WHOLE_NUMBERS_END if axis.is_whole else NUMBERS_END
