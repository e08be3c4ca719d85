"""History panel: data and grad of the chosen parameters over the steps."""

from typing import Literal

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QLabel

from app.numbers import signed
from app.session import Session
from app.theme import Appearance
from app.views.fields import describe
from app.views.panel import Panel
from app.views.plots import (
    StepAxis,
    curve_pen,
    fit_height,
    move_curve,
    roomy_end,
    set_up_plot,
    style_plot,
)

MOST_CURVES = 6
# Each curve is drawn from at most twice so many points.
POINTS = 160
KINDS: tuple[Literal["data", "grad"], ...] = ("data", "grad")
# Qt's painter can't draw larger numbers.
LARGEST = 1e150


class ParameterHistoryPanel(Panel):
    """Two plots, one above the other, with a curve for each of the chosen parameters."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__("parameter_history_panel", "History", appearance)
        self._session = session
        self.legend = QLabel()
        self.legend.setObjectName("history_legend")
        self.legend.setWordWrap(True)
        self.body.addWidget(self.legend)
        self.plots = {kind: self._new_plot(kind) for kind in KINDS}
        self.plots["grad"].setXLink(self.plots["data"])
        self.curves: dict[str, list[pg.PlotCurveItem]] = {"data": [], "grad": []}
        session.step_taken.connect(self._draw)
        session.parameter_edited.connect(self._draw)
        session.network_rebuilt.connect(self.show_chosen)
        session.selection.parameters_changed.connect(self.show_chosen)
        appearance.changed.connect(self.show_chosen)
        self.show_chosen()

    def _new_plot(self, kind: str) -> pg.PlotWidget:
        plot = pg.PlotWidget(axisItems={"bottom": StepAxis("bottom")})
        describe(plot, f"{kind}_history", f"History of {kind}", "")
        plot.setAccessibleDescription(f"The {kind} of the chosen parameters over the steps")
        set_up_plot(plot)
        plot.setLabel("left", kind)
        plot.setMouseEnabled(x=False, y=False)
        plot.getViewBox().disableAutoRange()
        plot.getAxis("left").setWidth(72)
        plot.setMinimumHeight(60)
        self.body.addWidget(plot, 1)
        return plot

    def show_chosen(self) -> None:
        """Draw the chosen parameters anew, in the colours of the theme."""
        theme = self.appearance.theme
        chosen = self._shown()
        for kind, plot in self.plots.items():
            style_plot(plot, theme)
            plot.clear()
            self.curves[kind] = []
            for i in range(len(chosen)):
                curve = pg.PlotCurveItem(pen=curve_pen(plot, theme.series(i), 1.5))
                plot.addItem(curve)
                self.curves[kind].append(curve)
        self._draw()

    def _shown(self) -> list[int]:
        return self._session.selection.parameters[::-1][:MOST_CURVES]

    def _draw(self) -> None:
        history = self._session.history.parameters
        parameters = self._session.trainer.parameters
        for kind in KINDS:
            drawn = []
            for curve, index in zip(self.curves[kind], self._shown(), strict=True):
                steps, numbers = history.outline(index, kind, POINTS)
                if kind == "data":
                    steps = np.append(steps, self._session.steps)
                    numbers = np.append(numbers, parameters[index].data)
                drawn.append(np.clip(numbers, -LARGEST, LARGEST))
                move_curve(curve, steps, drawn[-1])
            fit_height(self.plots[kind], drawn)
        end = roomy_end(max(10, self._session.steps))
        bounds = [-0.012 * end, end * 1.012]
        if self.plots["data"].getViewBox().viewRange()[0] != bounds:
            self.plots["data"].setXRange(*bounds, padding=0)
        self._show_legend()

    def _show_legend(self) -> None:
        shown = self._shown()
        if not shown:
            self.legend.setText("Choose parameters in the tree or the diagram to see their past.")
            return
        theme = self.appearance.theme
        lines = []
        for i, index in enumerate(shown):
            parameter = self._session.trainer.parameters[index]
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
