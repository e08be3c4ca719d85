"""Picture: the measures of a map as far as they are known, and how coarsely."""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from micrograd.maps.axes import Axis, Floats
from micrograd.maps.plan import MapPlan
from micrograd.maps.tiles import Tile, TrainedTile

# Half of a pixel more than this away from the ends of a picture nothing is known from it.
HALF = 0.5
# What stands for less known places around its square is coarser than any square by this factor.
STANDS_IN = 2.0


class Picture:
    """The pixels of a plan, arrays of shape (rows, columns), the first row below.

    values: the measure of each pixel, or of one near it. size: how large the square is, in pixels,
    that a value stands for; infinite where nothing is known. is_trained: True where a value is that
    of the pixel itself.
    """

    def __init__(self, plan: MapPlan) -> None:
        shape = plan.height, plan.width
        self.plan = plan
        self.values = np.full(shape, np.nan)
        self.size = np.full(shape, np.inf)
        self.is_trained = np.zeros(shape, bool)

    @property
    def is_known(self) -> npt.NDArray[np.bool_]:
        """True where there is a value."""
        return np.isfinite(self.size)

    @property
    def trained(self) -> int:
        """The number of pixels with a value of their own."""
        return int(self.is_trained.sum())

    def has(self, tile: Tile) -> bool:
        """True where all pixels of a tile have a value of their own."""
        return bool(self.is_trained[tile.where()].all())

    def put(self, trained: TrainedTile) -> None:
        """Take the values of a tile, and let them stand for what is around where less is known."""
        tile, values = trained
        rows, columns = tile.where()
        self.values[rows, columns] = values
        self.is_trained[rows, columns] = True
        self.size[rows, columns] = 1.0
        # Squares of this level have gaps between them while a tile of a coarser one is in work.
        steps = tile.rows.step, tile.columns.step
        self._spread(trained, steps, STANDS_IN * max(steps))
        self._spread(trained, (tile.stride, tile.stride), tile.stride)

    def _spread(self, trained: TrainedTile, reach: tuple[int, int], size: float) -> None:
        """Let each value stand for so many rows and columns where less is known."""
        if reach == (1, 1):
            return
        tile, values = trained
        all_rows, all_columns = (
            np.add.outer(np.array(places), np.arange(far)).ravel()
            for places, far in zip((tile.rows, tile.columns), reach, strict=True)
        )
        in_rows, in_columns = all_rows < len(self.values), all_columns < self.values.shape[1]
        where = np.ix_(all_rows[in_rows], all_columns[in_columns])
        block = values.repeat(reach[0], 0).repeat(reach[1], 1)[in_rows][:, in_columns]
        is_better = size < self.size[where]
        self.values[where] = np.where(is_better, block, self.values[where])
        self.size[where] = np.where(is_better, size, self.size[where])

    def take_from(self, other: "Picture") -> None:
        """Show what another picture of the same runs knows of these places, where that is finer."""
        columns, across = _places(other.plan.x, other.plan.width, self.plan.x, self.plan.xs)
        rows, down = _places(other.plan.y, other.plan.height, self.plan.y, self.plan.ys)
        mine = np.ix_(np.flatnonzero(rows >= 0), np.flatnonzero(columns >= 0))
        theirs = np.ix_(rows[rows >= 0], columns[columns >= 0])
        size = other.size[theirs] * max(across, down)
        is_better = size < self.size[mine]
        self.values[mine] = np.where(is_better, other.values[theirs], self.values[mine])
        self.size[mine] = np.where(is_better, size, self.size[mine])


def missed_least(plans: Sequence[MapPlan]) -> int:
    """The place of the view that is missed least, of at least four in the order of their times.

    It is neither the newest, nor the widest or the narrowest, and the widths of the others lie
    evenly: whoever zooms out again finds pictures all the way.
    """
    widths = [math.log(plan.x.width) for plan in plans]
    order = sorted(range(len(plans)), key=lambda i: widths[i])
    gaps = {
        place: widths[after] - widths[before]
        for before, place, after in zip(order, order[1:], order[2:], strict=False)
        if place != len(plans) - 1
    }
    return min(gaps, key=lambda place: (gaps[place], place))


def _places(
    of: Axis, pixels: int, axis: Axis, values: Floats
) -> tuple[npt.NDArray[np.intp], float]:
    """The pixels of one axis that are nearest to values of another, -1 where there is none.

    Also how many pixels of the other one lie in one of them.
    """
    shares = np.array([of.share(value) for value in values.tolist()])
    places = np.nan_to_num(shares * (pixels - 1), nan=-np.inf)
    nearest = np.rint(np.clip(places, -1e9, 1e9)).astype(np.intp)
    is_there = (places > -HALF) & (places < pixels - HALF)
    span = places[-1] - places[0]
    # A picture that is a single place here says nothing about its neighbours.
    stretch = (len(values) - 1) / span if np.isfinite(span) and span > 0 else np.inf
    return np.where(is_there, nearest, -1), stretch
