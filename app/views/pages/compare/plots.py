"""The plots of compared runs, one above the other, over one axis of steps."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.kit.text_size import hold, px
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import fill
from app.kit.widgets.plot_axes import LogAxis, PlotAxis
from app.kit.widgets.plots import LiveCurve, curve_pen, fit_height, move_curve
from app.session.step_scale import StepScale
from app.views.pages.compare.curves import Curve
from app.views.panels.loss.curves import on_axis
from app.views.step_plot import StepPlot
from micrograd.runs.buckets import Numbers
from micrograd.runs.run import Run

LOSSES, SCORES, DIFFERENCES = "losses", "scores", "differences"
# The stretch of each plot, and the pixels that it needs at least.
STRETCHES = {LOSSES: 4, SCORES: 2, DIFFERENCES: 3}
LEAST_PX, AXIS_PX, STEPS_PX = 48, 72, 24
# Lower plots have no room for scores.
ROOMY_PX = 250
# Heights nearer to each other than this share are drawn as one, with this room above and below.
FLAT, ROOM = 1e-9, 0.5
ABOUT = {
    LOSSES: ("Losses of the compared runs", "The losses of the compared runs over the steps"),
    SCORES: ("Scores of the compared runs", "Their accuracy or R² over the steps"),
    DIFFERENCES: (
        "Differences of the losses",
        "How the losses differ from those of the first run at the same step",
    ),
}


class FactorAxis(LogAxis):
    """An axis of factors: × 0.1, × 1, × 10."""

    def logTickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [f"× {text}" for text in super().logTickStrings(values, scale, spacing)]


class ComparePlot(StepPlot):
    """A curve for each of the runs, in its colour."""

    def __init__(self, name: str, scale: StepScale, appearance: Appearance) -> None:
        axes: Mapping[str, type[PlotAxis]] = {LOSSES: LogAxis, DIFFERENCES: FactorAxis}
        super().__init__(scale, appearance, axes.get(name, PlotAxis), y="", x="")
        accessible, about = ABOUT[name]
        describe(self, f"compared_{name}", accessible, description=about)
        hold(self, least_height=LEAST_PX)
        self.curves: dict[Run, LiveCurve] = {}
        self.even = pg.InfiniteLine(0.0, angle=0)
        self.even.setVisible(name == DIFFERENCES)
        self.addItem(self.even)
        self.apply_theme()

    def apply_theme(self) -> None:
        super().apply_theme()
        theme = self._appearance.theme
        self.getAxis("left").setWidth(px(AXIS_PX))
        if self.getAxis("bottom").isVisible():
            self.getAxis("bottom").setHeight(px(STEPS_PX))
        pen = pg.mkPen(theme["quiet"], width=1, style=Qt.PenStyle.DashLine)
        self.even.setPen(pen)
        for run, curve in self.curves.items():
            curve.setPen(curve_pen(self, theme.of_run(run.number), 1.5))

    def draw(self, curves: Mapping[Run, Curve]) -> None:
        """Draw these curves, and fit the heights to them."""
        for run in [run for run in self.curves if run not in curves]:
            self.removeItem(self.curves.pop(run))
        for run, curve in curves.items():
            if run not in self.curves:
                color = self._appearance.theme.of_run(run.number)
                self.curves[run] = LiveCurve(pen=curve_pen(self, color, 1.5))
                self.addItem(self.curves[run])
            move_curve(self.curves[run], *curve)
        left, right = self.scale.span
        seen = [y[(x >= left) & (x <= right)] for x, y in curves.values()]
        self._fit(np.concatenate([*seen, np.zeros(int(self.even.isVisible()))]))

    def _fit(self, heights: Numbers) -> None:
        """Bring all heights into sight; where all are alike there is room above and below."""
        if not len(heights):
            return
        low, high = float(heights.min()), float(heights.max())
        if high - low > FLAT * max(1.0, abs(low), abs(high)):
            fit_height(self, [heights])
        elif self.viewRange()[1] != [low - ROOM, high + ROOM]:
            self.setYRange(low - ROOM, high + ROOM, padding=0)


class ComparedPlots(QWidget):
    """Losses, scores and differences; the numbers of the steps stand below the last one."""

    def __init__(self, scale: StepScale, appearance: Appearance) -> None:
        super().__init__()
        self.plots = {name: ComparePlot(name, scale, appearance) for name in STRETCHES}
        fill(QVBoxLayout(self), *((self.plots[n], s) for n, s in STRETCHES.items()), spacing=4)
        for name in (LOSSES, SCORES):
            self.plots[name].hideAxis("bottom")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The table tells the scores, too.
        self.plots[SCORES].setVisible(self.height() >= px(ROOMY_PX))

    def show_axis(self) -> None:
        """See the steps that are seen by now."""
        for plot in self.plots.values():
            plot.show_axis()

    def draw_losses(self, curves: Mapping[Run, Curve]) -> None:
        """Draw losses on their logarithmic axis."""
        on = {run: Curve(x, on_axis(y, is_logarithmic=True)) for run, (x, y) in curves.items()}
        self.plots[LOSSES].name_axis("left", "loss")
        self.plots[LOSSES].draw(on)

    def draw_scores(self, name: str, curves: Mapping[Run, Curve]) -> None:
        """Draw scores under their name."""
        self.plots[SCORES].name_axis("left", name)
        self.plots[SCORES].draw(curves)

    def draw_differences(self, curves: Mapping[Run, Curve], is_factor: bool) -> None:
        """Draw factors on a logarithmic axis, or differences on a linear one."""
        plot = self.plots[DIFFERENCES]
        if plot.getAxis("left").logMode != is_factor:
            plot.getAxis("left").setLogMode(is_factor)
        plot.name_axis("left", "factor" if is_factor else "difference")
        plot.draw(curves)

    @property
    def in_order(self) -> Sequence[ComparePlot]:
        """The plots from top to bottom."""
        return [*self.plots.values()]
