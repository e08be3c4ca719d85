"""Canvas: what is known of a view at its pixels, from the first coarse look to the last pixel."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from micrograd.maps.axes import Axis, Floats
from micrograd.maps.local import TrainedTile
from micrograd.maps.plan import MapPlan
from micrograd.maps.sides import Mask
from micrograd.maps.tiles import Tile
from micrograd.maps.views import View

# Strides that no tile has: of a pixel of which nothing is known, and of one that shows the nearest
# pixel of another view.
NOTHING, OTHER_VIEW = 2**15 - 1, 2**15 - 2


class Canvas:
    """The measures of a view, each shown in a square until finer ones come.

    values: shape (rows, columns); not a number where nothing is known. strides: the size of the
    square that each value was trained for, 1 where it is the pixel's own.
    before: the canvas that was on screen, of a map with the same recipe, steps and measure: what
    it knows is shown at its places in this view until better comes.
    """

    def __init__(self, plan: MapPlan, before: "Canvas | None" = None) -> None:
        self.plan = plan
        shape = plan.height, plan.width
        self.values, self.strides = np.full(shape, np.nan), np.full(shape, NOTHING, np.int16)
        self.done = 0
        if before is not None:
            self._show(before)

    @property
    def view(self) -> View:
        """The window that it shows."""
        return View(self.plan.x, self.plan.y)

    @property
    def known(self) -> Mask:
        """True where a pixel shows a measure, if only that of its neighbour."""
        return np.asarray(self.strides < NOTHING)

    @property
    def share(self) -> float:
        """The part of the pixels that were trained."""
        return self.done / self.values.size

    def missing(self, tiles: Iterable[Tile]) -> list[Tile]:
        """Those of the tiles whose measures were not added."""
        return [tile for tile in tiles if not (self.strides[tile.where()] == 1).all()]

    def add(self, trained: TrainedTile) -> None:
        """Show the measures of a tile in squares, where nothing finer is known."""
        tile = trained.tile
        self.done += tile.pixels
        for down in range(tile.stride):
            for across in range(tile.stride):
                self._put(tile.rows, tile.columns, down, across, trained)

    def _put(
        self, rows: range, columns: range, down: int, across: int, trained: TrainedTile
    ) -> None:
        """Show a tile at one place of each of its squares, where that lies in the picture."""
        is_own = down == across == 0
        stride = 1 if is_own else trained.tile.stride
        inside = np.s_[
            rows.start + down : rows.stop + down : rows.step,
            columns.start + across : columns.stop + across : columns.step,
        ]
        strides, values = self.strides[inside], self.values[inside]
        count, width = strides.shape
        is_better = strides > stride
        values[is_better] = trained.values[:count, :width][is_better]
        strides[is_better] = stride

    def _show(self, before: "Canvas") -> None:
        """Show what another canvas knows, each pixel the one that was nearest to its place."""
        columns, is_column = _nearest(before.plan.x, before.plan.width, self.plan.x, self.plan.xs)
        rows, is_row = _nearest(before.plan.y, before.plan.height, self.plan.y, self.plan.ys)
        inside = np.ix_(is_row, is_column)
        chosen = np.ix_(rows[is_row], columns[is_column])
        self.values[inside] = before.values[chosen]
        self.strides[inside] = np.where(before.known[chosen], OTHER_VIEW, NOTHING)


def _nearest(
    before: Axis, pixels: int, axis: Axis, values: Floats
) -> tuple[npt.NDArray[np.intp], Mask]:
    """The old pixel that is nearest to each new value, and whether there is one at all."""
    if (before.name, before.is_log) != (axis.name, axis.is_log):
        nothing = np.zeros(len(values), np.intp)
        return nothing, nothing.astype(bool)
    places = np.array([before.share(value) for value in values.tolist()]) * (pixels - 1)
    # A pixel reaches half of the way to its neighbours.
    is_inside = (places > -0.5) & (places < pixels - 0.5)
    return np.where(is_inside, np.rint(places), 0).astype(np.intp), is_inside
