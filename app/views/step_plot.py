"""A plot over the axis of steps that all views share: mouse, keys and menu move it for all."""

from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent

from app.kit.theme import Appearance
from app.kit.widgets.plot_axes import PlotAxis
from app.kit.widgets.plots import Plot
from app.kit.widgets.step_axis import StepAxis
from app.session.step_scale import StepScale
from app.views.step_menu import PLOT_KEYS, StepMenu, take_key


class StepPlot(Plot):
    """The wheel zooms steps only: each view fits its heights to what is seen."""

    def __init__(
        self,
        scale: StepScale,
        appearance: Appearance,
        left: type[PlotAxis] = PlotAxis,
        y: str = "loss",
        x: str = "step",
        **others: type[PlotAxis],
    ) -> None:
        super().__init__(appearance, left, StepAxis, y, x, **others)
        self.scale, self.menu = scale, StepMenu(scale, self)
        self.setMouseEnabled(x=True, y=False)
        self.getViewBox().sigRangeChangedManually.connect(self._keep_span)

    def show_axis(self) -> None:
        """See the steps that are seen by now, on the kind of axis that holds."""
        self.scale.follow()
        for side in ("bottom", "top"):
            axis = self.getAxis(side)
            if isinstance(axis, StepAxis):
                axis.set_logarithmic(self.scale.is_logarithmic)
        if list(self.scale.span) != self.getViewBox().viewRange()[0]:
            self.setXRange(*self.scale.span, padding=0)

    def _keep_span(self) -> None:
        self.scale.show(*self.getViewBox().viewRange()[0])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.scale.fit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu.popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not take_key(self.scale, event, PLOT_KEYS):
            super().keyPressEvent(event)
