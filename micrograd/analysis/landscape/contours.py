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


def contour(numbers: Floats, level: float) -> Floats:
    """The line where numbers on a grid pass a level, as pieces of shape (pieces, 2 ends, 2).

    numbers: shape (rows, columns). Ends are (column, row), counted from 0, with fractions. Cells
    with a number that is not finite have no line.
    """
    height, width = numbers.shape
    corners = np.stack([numbers[r : height - 1 + r, c : width - 1 + c] for r, c in CORNERS])
    above = corners > level
    cases = (above * np.array([1, 2, 4, 8])[:, None, None]).sum(axis=0)
    cases[~np.isfinite(corners).all(axis=0)] = 0
    pieces = []
    for case, edges in EDGES.items():
        rows, columns = np.nonzero(cases == case)
        if not len(rows):
            continue
        own = corners[:, rows, columns]
        for pair in edges:
            ends = [_crossing(own, edge, level) + np.stack([columns, rows], 1) for edge in pair]
            pieces.append(np.stack(ends, axis=1))
    return np.concatenate(pieces) if pieces else np.empty((0, 2, 2))


def _crossing(corners: Floats, edge: int, level: float) -> Floats:
    """Where the numbers of some cells pass the level on an edge, as (column, row) in the cell."""
    first, last = edge, (edge + 1) % 4
    share = (level - corners[first]) / (corners[last] - corners[first])
    (row, column), (last_row, last_column) = CORNERS[first], CORNERS[last]
    places = column + share * (last_column - column), row + share * (last_row - row)
    return np.stack(places, axis=1)
