"""The losses of a map, coarse and fine."""

from collections.abc import Iterator
from time import thread_time
from typing import NamedTuple

import numpy as np

from app.views.pages.landscape.asking import Rect
from micrograd.analysis.landscape.field import Floats, LossField
from micrograd.analysis.landscape.planes import Plane

# Points of the map on each side, from coarse to fine. The first map is the finest one that takes
# no longer than FIRST_S seconds, so that one that follows a drag does 20 of them in a second. All
# seconds are processor time: a busy computer would keep maps coarse for good.
SIDES, FIRST_S = (12, 24, 48, 128), 0.04
# The most seconds that a map may take, drawn by the compiled loop or by the readable engine.
MOST_S, MOST_READABLE_S = 8.0, 1.5
LEAST_S = 1e-9
# Numbers of networks, and about the seconds, that are computed at once: then the work can be left.
NUMBERS_AT_A_TIME, SOON_S = 100_000, 0.05


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
        if self._grid is not None:
            place = SIDES.index(len(self._grid))
            yield self._grid, not self._is_worth(place + 1, field)
            place += 1
        else:
            place = self._first_place(field)
        while self._grid is None or self._is_worth(place, field):
            yield from self._add_rows(field, plane, view, SIDES[place])
            self._grid, self._rows = np.concatenate(self._rows), []
            place += 1
            yield self._grid, not self._is_worth(place, field)

    def _first_place(self, field: LossField) -> int:
        """The place in SIDES of the map to begin with."""
        if not field.is_compiled:
            return 0
        fast = [i for i, side in enumerate(SIDES) if side**2 * self._point_s < FIRST_S]
        return fast[-1] if fast else 0

    def _is_worth(self, place: int, field: LossField) -> bool:
        """True for a map that takes no longer than people wait; the readable engine is slow."""
        most_s = MOST_S if field.is_compiled else MOST_READABLE_S
        return place < len(SIDES) and SIDES[place] ** 2 * self._point_s < most_s

    def _add_rows(
        self, field: LossField, plane: Plane, view: Rect, side: int
    ) -> Iterator[tuple[None, bool]]:
        """Add the rows that are missing to a grid of side x side points over a part of a plane."""
        xs = np.linspace(view.left, view.right, side)
        ys = np.linspace(view.bottom, view.top, side)
        few = NUMBERS_AT_A_TIME // (side * len(plane.origin))
        few = max(1, min(few, int(SOON_S / (side * self._point_s))))
        if self._rows and self._rows[0].shape[1] != side:
            self._rows = []
        while (first := sum(map(len, self._rows))) < side:
            began = thread_time()
            places = np.stack(np.meshgrid(xs, ys[first : first + few]), axis=-1).reshape(-1, 2)
            self._rows.append(field.losses(plane.at(places)).reshape(-1, side))
            # A coarse clock may not have moved.
            self._point_s = max(LEAST_S, (thread_time() - began) / len(places))
            yield None, False
