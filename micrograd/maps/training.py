"""TileTraining: the training of a map's tiles, as work that threads or other machines can do."""

import numpy as np

from micrograd.compiled.many import StopFlag, train_many
from micrograd.maps.axes import Floats
from micrograd.maps.plan import MapPlan
from micrograd.maps.tiles import Tile


class TileTraining:
    """Trains the runs of a tile's pixels."""

    def __init__(self, plan: MapPlan) -> None:
        self._plan = plan
        # Another machine might come to other values between the ends of an axis.
        self._xs, self._ys = plan.xs, plan.ys

    def do(self, tile: Tile, stop: StopFlag) -> Floats | None:
        """The measures of a tile, shape (rows, columns); None where it was stopped."""
        plan, (rows, columns) = self._plan, tile.where()
        ys, xs = np.meshgrid(self._ys[rows], self._xs[columns], indexing="ij")
        values = train_many(plan.runs(xs.ravel(), ys.ravel()), plan.measure, plan.target_loss, stop)
        return None if values is None else values.reshape(tile.shape)
