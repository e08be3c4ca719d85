"""The losses of a map, coarse and fine."""

from collections.abc import Iterator
from time import perf_counter
from typing import NamedTuple

import numpy as np

from app.views.pages.landscape.asking import Rect
from micrograd.analysis.landscape.field import Floats, LossField
from micrograd.analysis.landscape.planes import Plane

# Points of the map on each side, from coarse to fine. The first map is the finest one that takes
# no longer than FIRST_S seconds, so that one that follows a drag does 20 of them in a second.
SIDES, FIRST_S = (12, 24, 48, 128), 0.04
# Numbers of networks that are computed at once, so that the work can be left soon.
NUMBERS_AT_A_TIME = 100_000


class GridKey(NamedTuple):
    """What a map depends on."""

    field: int
    plane: int
    view: Rect


class Grids:
    """Computes the losses of a map; what was computed is kept while it is of the same map."""

    def __init__(self) -> None:
        self._key: GridKey | None = None
        self._grid: Floats | None = None
        self._rows: list[Floats] = []
        self._point_s = 1e-5

    def forget(self) -> None:
        """Let the next map be computed anew, as of another loss."""
        self._key = None

    def grids(
        self, field: LossField, plane: Plane, view: Rect
    ) -> Iterator[tuple[Floats | None, bool]]:
        """Yield the best grid that there is, then finer ones; None between some of their rows.

        What was begun goes on where it was left, also after other questions about the same map.
        """
        key = GridKey(id(field), id(plane), view)
        if self._key != key:
            self._key, self._grid, self._rows = key, None, []
        sides = SIDES if field.is_compiled else SIDES[:-1]
        if self._grid is not None:
            done = sides.index(len(self._grid)) + 1
            yield self._grid, done == len(sides)
        else:
            fast = [i for i, side in enumerate(sides) if side**2 * self._point_s < FIRST_S]
            done = fast[-1] if fast else 0
        for side in sides[done:]:
            yield from self._add_rows(field, plane, view, side)
            self._grid, self._rows = np.concatenate(self._rows), []
            yield self._grid, side == sides[-1]

    def _add_rows(
        self, field: LossField, plane: Plane, view: Rect, side: int
    ) -> Iterator[tuple[None, bool]]:
        """Add the rows that are missing to a grid of side x side points over a part of a plane."""
        xs = np.linspace(view.left, view.right, side)
        ys = np.linspace(view.bottom, view.top, side)
        few = max(1, NUMBERS_AT_A_TIME // (side * len(plane.origin)))
        while (first := sum(map(len, self._rows))) < side:
            began = perf_counter()
            places = np.stack(np.meshgrid(xs, ys[first : first + few]), axis=-1).reshape(-1, 2)
            self._rows.append(field.losses(plane.at(places)).reshape(-1, side))
            self._point_s = (perf_counter() - began) / len(places)
            yield None, False
