"""Contours: the lines along which numbers on a grid have one level, by marching squares."""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
# Which edges of a cell a line crosses, by the corners above the level: 1 is the corner at the
# lower left, 2 the one at the lower right, 4 at the upper right, 8 at the upper left. Edges are
# counted from the lower one to the right, upper and left one; -1 is none. The two cells with a
# saddle (5 and 10) have two lines, chosen by the mean of the corners.
_FIRST = np.array(
    [
        *[(-1, -1), (3, 0), (0, 1), (3, 1), (1, 2), (3, 0), (0, 2), (3, 2)],
        *[(2, 3), (2, 0), (0, 1), (2, 1), (1, 3), (1, 0), (0, 3), (-1, -1)],
    ]
)
_SECOND = {5: (1, 2), 10: (2, 3)}
# The lines of a saddle whose middle is above the level.
_HIGH = {5: ((3, 2), (0, 1)), 10: ((3, 0), (1, 2))}
# The offsets of the corners, right and up from the lower left one.
_OFFSETS = ((0, 0), (1, 0), (1, 1), (0, 1))
# The corner that each edge begins at, the one that it ends at, where it begins and its way.
_BEGINS, _ENDS = np.array([0, 1, 3, 0]), np.array([1, 2, 2, 3])
_STARTS = np.array([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0)])
_WAYS = np.array([(1.0, 0.0), (0.0, 1.0), (1.0, 0.0), (0.0, 1.0)])
# Larger numbers would overflow where two of them are subtracted.
_MOST = 1e150


def contour(grid: Floats, level: float) -> Floats:
    """The pieces of the line at a level, shape (pieces, 4): x and y of both of their ends.

    grid: shape (rows, columns). The ends are in cells: x from 0 to columns - 1, y to rows - 1.
    There is no line beside what is not a number.
    """
    return contours(grid, [level])[0]


def contours(grid: Floats, levels: Sequence[float]) -> list[Floats]:
    """The pieces of the line at each level, as `contour` has them: a call for many is faster."""
    of_level = np.asarray(levels, float)
    is_above = (grid > of_level[:, None, None]).view(np.uint8)
    low, high = is_above[:, :-1], is_above[:, 1:]
    cases = low[..., :-1] + 2 * low[..., 1:] + 4 * high[..., 1:] + 8 * high[..., :-1]
    # Neither none nor all of the corners: 0 - 1 is the largest of these integers.
    crossed = np.flatnonzero(cases - np.uint8(1) < 14)
    which, rows, columns = np.unravel_index(crossed, cases.shape)
    corners = np.stack([grid[rows + up, columns + right] for right, up in _OFFSETS], axis=1)
    known = np.flatnonzero(~np.isnan(corners).any(axis=1))
    corners = np.clip(corners[known], -_MOST, _MOST)
    edges, lines = _lines(cases.ravel()[crossed[known]], corners, of_level[which[known]])
    cells = known[lines]
    which = which[cells]
    places = np.stack([columns, rows], axis=1)[cells]
    ends = places[:, None] + _crossings(corners[lines], edges, of_level[which])
    pieces = ends.reshape(-1, 4)
    return [pieces[which == i] for i in range(len(levels))]


def _lines(
    cases: npt.NDArray[np.uint8], corners: Floats, level: Floats
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The two edges of each line, and the cell that it is in; a saddle has two lines."""
    edges, cells = [_FIRST[cases]], [np.arange(len(cases))]
    saddles = np.flatnonzero((cases == 5) | (cases == 10))
    if len(saddles):
        is_high = corners[saddles].mean(axis=1) > level[saddles]
    for case, second in _SECOND.items() if len(saddles) else ():
        of_case = cases[saddles] == case
        low, high = saddles[of_case & ~is_high], saddles[of_case & is_high]
        edges[0][high] = _HIGH[case][0]
        edges += [np.tile(second, (len(low), 1)), np.tile(_HIGH[case][1], (len(high), 1))]
        cells += [low, high]
    return np.concatenate(edges), np.concatenate(cells)


def _crossings(corners: Floats, edges: npt.NDArray[np.int64], level: Floats) -> Floats:
    """The points at which each line, at its level, crosses both of its edges, from the lower left.

    Shape (lines, 2 ends, 2 for x and y).
    """
    # Flat indices: they take half the time of pairs.
    flat, first_of = corners.ravel(), 4 * np.arange(len(edges))[:, None]
    first, second = flat[first_of + _BEGINS[edges]], flat[first_of + _ENDS[edges]]
    share = (level[:, None] - first) / (second - first)
    crossing: Floats = _STARTS[edges] + _WAYS[edges] * share[..., None]
    return crossing


def borders(outputs: Floats) -> Floats:
    """The pieces of the lines at which another output becomes the largest one; see `contour`.

    outputs: shape (outputs, rows, columns).
    """
    winner = outputs.argmax(axis=0)
    # The border of the last winner is that of all others.
    others = np.unique(winner)[:-1]
    if not len(others):
        return np.empty((0, 4))
    second, first = np.partition(outputs, -2, axis=0)[-2:]
    with np.errstate(invalid="ignore", over="ignore"):
        margins = [outputs[i] - np.where(winner == i, second, first) for i in others]
    return np.concatenate([contour(margin, 0.0) for margin in margins])


def round_levels(low: float, high: float, about: int = 8) -> list[float]:
    """Round numbers between two numbers, some `about` of them: multiples of 1, 2 or 5."""
    span = high / about - low / about
    if not (math.isfinite(span) and span > 0):
        return []
    power = 10.0 ** math.floor(math.log10(span))
    if power == 0.0:
        return []
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= span)
    first, last = math.ceil(low / step), math.floor(high / step)
    # A product of a decimal step is rounded to the number that people would write.
    return [float(f"{i * step:.12g}") for i in range(first, last + 1)]
