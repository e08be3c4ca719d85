"""History panel: data and grad of the chosen parameters over the steps."""

from typing import Literal

import numpy as np
import pyqtgraph as pg

from app.kit.numbers import signed
from app.kit.signals import connect_all
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.held_label import HeldLabel
from app.kit.widgets.panel import Panel
from app.kit.widgets.plots import (
    LiveCurve,
    Plot,
    StepAxis,
    curve_pen,
    fit_height,
    move_curve,
    roomy_end,
    style_plot,
)
from app.session.session import Session
from app.views.contract import View
from micrograd.runs.buckets import Numbers
from micrograd.runs.history import History
from micrograd.runs.run import Run
from micrograd.runs.segments import Segment, same_network_segments

MOST_CURVES = 6
# Each curve is drawn from some twice so many points, that of each segment from no fewer than these.
POINTS, FEWEST = 160, 8
Kind = Literal["data", "grad"]
KINDS: tuple[Kind, ...] = ("data", "grad")
POINT_PX = 6
# Qt's painter can't draw larger numbers.
LARGEST = 1e150
# What is no farther from zero is drawn like zero.
SMALLEST = 1e-9


class ParameterHistoryPanel(Panel, View):
    """Two plots, one above the other, with a curve for each of the chosen parameters."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__("parameter_history_panel", "History", appearance)
        self._session = session
        self.legend = HeldLabel("history_legend")
        self.plots = {kind: self._new_plot(kind) for kind in KINDS}
        self.lay_out(self.legend, *((plot, 1) for plot in self.plots.values()))
        self.plots["grad"].setXLink(self.plots["data"])
        self.curves: dict[str, list[LiveCurve]] = {"data": [], "grad": []}
        self._line: list[tuple[Run, History, int]] = []
        self._known: dict[tuple[Segment, int, Kind], tuple[Numbers, Numbers]] = {}
        self.points = {kind: pg.ScatterPlotItem(size=POINT_PX, pen=None) for kind in KINDS}
        self._alone: dict[str, list[dict[str, object]]] = {"data": [], "grad": []}
        self.places = {kind: pg.InfiniteLine(angle=90) for kind in KINDS}
        cursor, chosen = session.cursor, session.selection.parameters_changed
        connect_all(self._draw, cursor.step_taken, cursor.parameter_edited, session.runs.changed)
        connect_all(self.show_chosen, cursor.network_rebuilt, chosen, appearance.changed)
        self.show_chosen()

    def _new_plot(self, kind: str) -> pg.PlotWidget:
        plot = Plot(self.appearance, bottom=StepAxis, y=kind, x="")
        shows = f"The {kind} of the chosen parameters over the steps"
        describe(plot, f"{kind}_history", f"History of {kind}", description=shows)
        plot.setMouseEnabled(x=False, y=False)
        plot.getAxis("left").setWidth(72)
        plot.setMinimumHeight(60)
        return plot

    def show_chosen(self) -> None:
        """Draw the chosen parameters anew, in the colours of the theme."""
        theme = self.appearance.theme
        chosen = self._shown()
        for kind, plot in self.plots.items():
            style_plot(plot, theme)
            plot.clear()
            self._known.clear()
            self.places[kind].setPen(pg.mkPen(theme["accent"], width=1))
            plot.addItem(self.places[kind])
            plot.addItem(self.points[kind])
            self.curves[kind] = []
            for i in range(len(chosen)):
                curve = LiveCurve(pen=curve_pen(plot, theme.series(i), 1.5))
                plot.addItem(curve)
                self.curves[kind].append(curve)
        self._draw()

    def _shown(self) -> list[int]:
        return self._session.selection.parameters[::-1][:MOST_CURVES]

    def _draw(self) -> None:
        session = self._session
        run, steps = session.cursor.run, session.cursor.steps
        segments = same_network_segments(run, session.cursor.owner)
        line = [(segment.run, segment.run.history, segment.first) for segment in segments]
        if line != self._line:
            self._line = line
            self._known.clear()
        is_at_end = steps == run.steps
        for kind in KINDS:
            drawn = []
            for curve, index in zip(self.curves[kind], self._shown(), strict=True):
                x, y = self._past(segments, index, kind)
                if kind == "data" and is_at_end:
                    x = np.append(x, steps)
                    y = np.append(y, session.cursor.trainer.parameters[index].data)
                drawn.append(np.clip(y, -LARGEST, LARGEST))
                move_curve(curve, x, drawn[-1])
            self._draw_points(kind)
            _fit(self.plots[kind], drawn)
            self.places[kind].setVisible(not is_at_end)
            if not is_at_end:
                self.places[kind].setValue(steps)
        end = roomy_end(max(10, run.steps))
        bounds = [-0.012 * end, end * 1.012]
        if self.plots["data"].getViewBox().viewRange()[0] != bounds:
            self.plots["data"].setXRange(*bounds, padding=0)
        self._show_legend()

    def _draw_points(self, kind: Kind) -> None:
        """A curve of a single point would not be seen: it is a dot."""
        curves = [(curve.getData(), curve.opts["pen"].color()) for curve in self.curves[kind]]
        alone = [{"pos": (x[0], y[0]), "brush": color} for (x, y), color in curves if len(x) == 1]
        if alone != self._alone[kind]:
            self._alone[kind] = alone
            self.points[kind].setData(alone)
        self.points[kind].setVisible(bool(alone))

    def _past(self, segments: list[Segment], index: int, kind: Kind) -> tuple[Numbers, Numbers]:
        """The curve of one parameter through the segments of the line, from the oldest one on."""
        outlines = [
            self._outline(segment, index, kind, POINTS // len(segments)) for segment in segments
        ]
        steps, numbers = zip(*outlines, strict=True)
        return np.concatenate(steps), np.concatenate(numbers)

    def _outline(
        self, segment: Segment, index: int, kind: Kind, points: int
    ) -> tuple[Numbers, Numbers]:
        """The curve in one segment; that of an ancestor does not change."""
        key = (segment, index, kind)
        if key in self._known:
            return self._known[key]
        history = segment.run.history.parameters
        drawn = history.outline(index, kind, max(FEWEST, points), segment.last)
        if segment.run is not self._session.cursor.run:
            self._known[key] = drawn
        return drawn

    def _show_legend(self) -> None:
        shown = self._shown()
        if not shown:
            self.legend.setText("Choose parameters in the tree or the diagram to see their past.")
            return
        theme = self.appearance.theme
        lines = []
        for i, index in enumerate(shown):
            parameter = self._session.cursor.trainer.parameters[index]
            data_color = theme.signed("data", parameter.data, text=True).name()
            grad_color = theme.signed("grad", parameter.grad, text=True).name()
            lines.append(
                f"<span style='color:{theme.series(i).name()}'>●</span> {parameter.label}"
                f"&nbsp; <span style='color:{data_color}'>{signed(parameter.data)}</span>"
                f"&nbsp; <span style='color:{grad_color}'>∇ {signed(parameter.grad)}</span>"
            )
        hidden = len(self._session.selection.parameters) - len(shown)
        if hidden > 0:
            lines.append(f"and {hidden} more, not drawn")
        self.legend.setText("<br>".join(lines))


def _fit(plot: pg.PlotWidget, curves: list[Numbers]) -> None:
    """Bring the curves into sight; numbers that never changed get calm room around them."""
    numbers = np.concatenate([*curves, np.empty(0)])
    low, high = numbers.min(initial=np.inf), numbers.max(initial=-np.inf)
    if low < high:
        fit_height(plot, curves)
    else:
        middle = float(low) if len(numbers) else 0.0
        room = abs(middle) if abs(middle) > SMALLEST else 1.0
        if plot.viewRange()[1] != [middle - room, middle + room]:
            plot.setYRange(middle - room, middle + room, padding=0)
