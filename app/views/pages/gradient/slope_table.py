"""The curve of the slope plot as a table: the loss at some numbers, the present one among them."""

import numpy as np

from app.kit.numbers import plain, signed
from app.views.curve_table import CurveNumbers, CurveTable
from app.views.pages.gradient.slope_picture import SlopePicture

WORDS = "slope_table", "The loss as the number varies"
# The lines of the table, that of the present number beside them.
LINES = 21


class SlopeTable(CurveTable):
    """A line for each number, from small to large."""

    def __init__(self, plot: SlopePicture) -> None:
        self._plot = plot
        super().__init__(WORDS, self._read_curve, "number", self._number)
        plot.work.finished.connect(self.look)

    def _number(self, x: float) -> str:
        reading = self._plot.reading
        return f"{signed(x)}{', now' if reading is not None and reading.x == x else ''}"

    def _read_curve(self) -> CurveNumbers:
        points, reading = self._plot.points, self._plot.reading
        places = np.unique(np.linspace(0, len(points) - 1, LINES).round().astype(int))
        losses = dict(points[place] for place in places) if points else {}
        if reading is not None and reading.is_finite:
            losses[reading.x] = reading.loss
        return CurveNumbers(("loss",), sorted(losses), lambda x, curve: plain(losses[x]))
