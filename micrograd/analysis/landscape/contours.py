"""Contour lines of numbers on a grid, by marching squares, without a loop over its cells."""

import numpy as np

from micrograd.analysis.landscape.field import Floats

# The corners of a cell, counted around it from the lower left one, as (row, column).
CORNERS = ((0, 0), (0, 1), (1, 1), (1, 0))
# For each case, the sum of 2**i of the corners i that are above the level, the edges that are
# joined; edge i goes from corner i to the next one. Saddles are cut apart.
EDGES: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((3, 0),), 2: ((0, 1),), 3: ((3, 1),), 4: ((1, 2),), 5: ((3, 0), (1, 2)), 6: ((0, 2),),
    7: ((3, 2),), 8: ((2, 3),), 9: ((2, 0),), 10: ((0, 1), (2, 3)), 11: ((2, 1),), 12: ((1, 3),),
    13: ((1, 0),), 14: ((0, 3),),
}  # fmt: skip


# The same as an array of shape (cases, 2 pieces, 2 ends); -1 for a piece that a case has not.
_JOINED = np.full((16, 2, 2), -1)
for _case, _pieces in EDGES.items():
    _JOINED[_case, : len(_pieces)] = _pieces
_CORNERS = np.array(CORNERS)[:, ::-1]


def contour(numbers: Floats, level: float) -> Floats:
    """The line where numbers on a grid pass a level, as pieces of shape (pieces, 2 ends, 2).

    numbers: shape (rows, columns). Ends are (column, row), counted from 0, with fractions. Cells
    with a number that is not finite have no line.
    """
    above = numbers > level
    cases = above[:-1, :-1] + 2 * above[:-1, 1:] + 4 * above[1:, 1:] + 8 * above[1:, :-1]
    rows, columns = np.nonzero((cases > 0) & (cases < 15))
    corners = np.stack([numbers[rows + r, columns + c] for r, c in CORNERS], axis=1)
    kept = np.isfinite(corners).all(axis=1)
    rows, columns, corners = rows[kept], columns[kept], corners[kept]
    joined = _JOINED[cases[rows, columns]]
    cells, pieces = np.nonzero(joined[:, :, 0] >= 0)
    first = joined[cells, pieces]
    last = (first + 1) % 4
    low, high = (np.take_along_axis(corners[cells], edge, axis=1) for edge in (first, last))
    share = ((level - low) / (high - low))[:, :, None]
    places = _CORNERS[first] + share * (_CORNERS[last] - _CORNERS[first])
    return np.asarray(places + np.stack([columns, rows], axis=1)[cells][:, None, :], float)
