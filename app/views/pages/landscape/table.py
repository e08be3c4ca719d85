"""The landscape as tables: the loss over the plane, along the path, and along the step."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from app.kit.numbers import MINUS, plain, significant
from app.views.curve_table import NO_CURVES, CurveNumbers, CurveTable
from app.views.grid_table import KEYS, SIDE, GridNumbers, GridTable, over_plane
from app.views.number_table import TableStack, Titled
from app.views.pages.landscape.asking import Drawing

# The most lines of the path, and those of the step; the shares of the height.
MOST_STEPS, STEP_LINES = 200, 15
MAP_SHARE, PATH_SHARE = 3, 2
# The columns of the path: its loss, what the plane shows there, how far it lies from the plane, and
# how many times as far the step after it went as would have been best.
OF_PATH = "loss", "plane shows", "off the plane", "best lengths"


class LandscapeTables(TableStack):
    """The numbers of a drawing. drawing: asked for it; None where there is none."""

    def __init__(self, drawing: Callable[[], Drawing | None]) -> None:
        self._drawing = drawing
        self.map = GridTable(("landscape_table", "The loss over the plane"), self._read_map)
        words = "landscape_path_table", "The path of training"
        self.path = CurveTable(words, self._read_path)
        words = "landscape_step_table", "The loss along the step"
        self.step = CurveTable(words, self._read_step, "of the step", _share_text)
        super().__init__(
            (MAP_SHARE, [Titled("Loss over the plane", self.map)]),
            (
                PATH_SHARE,
                [Titled("The path", self.path, 3), Titled("Along the step", self.step, 2)],
            ),
        )

    def look(self) -> None:
        """Show the drawing as it is now."""
        for table in (self.map, self.path, self.step):
            table.look()

    def _read_map(self) -> GridNumbers | None:
        drawing = self._drawing()
        if drawing is None:
            return None
        view, grid = drawing.view, drawing.grid
        rows, columns = (_spread(count, SIDE) for count in grid.shape)
        ys = np.linspace(view.bottom, view.top, len(grid))[rows]
        xs = np.linspace(view.left, view.right, grid.shape[1])[columns]
        across, up = drawing.plane.axes
        self.map.setAccessibleDescription(f"Across: {across}. Up: {up}. {KEYS}")

        def text(row: int, column: int) -> str:
            return significant(float(grid[rows[row], columns[column]]), 3, has_zeros=True)

        return over_plane(("across", "up"), xs.tolist(), ys.tolist(), text)

    def _read_path(self) -> CurveNumbers:
        drawing = self._drawing()
        if drawing is None:
            return NO_CURVES
        walk = drawing.walk
        places = _spread(len(walk.steps), MOST_STEPS - 1)
        if len(walk.steps):
            places = np.union1d(places, [int(walk.losses.argmin())])
        columns = walk.losses, walk.shown, walk.distances, walk.moves
        place_of = {float(walk.steps[place]): place for place in places.tolist()}

        def text(step: float, column: int) -> str:
            number = float(columns[column][place_of[step]])
            return "" if np.isnan(number) else plain(number)

        return CurveNumbers(OF_PATH, [*place_of], text, len(walk.steps) - len(places))

    def _read_step(self) -> CurveNumbers:
        drawing = self._drawing()
        curve = drawing.curve if drawing else None
        if curve is None:
            return NO_CURVES
        columns = [curve.losses, *([] if curve.batch_losses is None else [curve.batch_losses])]
        names = ["loss", "loss of the batch"][: len(columns)]
        places = _spread(len(curve.shares), STEP_LINES)
        place_of = {float(curve.shares[place]): place for place in places.tolist()}
        return CurveNumbers(
            names, [*place_of], lambda share, column: plain(float(columns[column][place_of[share]]))
        )


def _share_text(share: float) -> str:
    return f"{share:.0%}".replace("-", MINUS).replace("%", " %")


def _spread(count: int, most: int) -> npt.NDArray[np.intp]:
    """At most so many of `count` places, from the first to the last one."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(np.intp))
