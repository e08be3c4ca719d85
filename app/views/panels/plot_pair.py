"""Two plots of the same steps, one above the other, or side by side where they are low."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.kit.text_size import px
from app.kit.theme import Appearance
from app.views.step_plot import StepPlot

# The least height of a plot, that of the numbers below the lower one, and the gap between both.
LEAST_PX, STEPS_PX, GAP_PX = 42, 24, 6
# Plots stand side by side where they are at least so wide, and lower than this; in pixels.
BESIDE_FROM, BELOW_FROM = 480, 140
# The least height of a plot beside the other one, without its numbers below.
BESIDE_PX = 36


class PlotPair(QWidget):
    """Two plots of the same steps, equally high; the numbers of both stand below the lower one.

    Where it is low and wide they stand side by side.
    """

    def __init__(self, upper: StepPlot, lower: StepPlot, appearance: Appearance) -> None:
        super().__init__()
        self._upper, self._lower = upper, lower
        for plot in (upper, lower):
            plot.setParent(self)
        upper.hideAxis("bottom")
        lower.setXLink(upper)
        appearance.changed.connect(self._follow_text)

    @property
    def _is_wide(self) -> bool:
        return self.width() >= px(BESIDE_FROM)

    def minimumSizeHint(self) -> QSize:
        if self._is_wide:
            return QSize(0, px(BESIDE_PX + STEPS_PX))
        return QSize(0, px(2 * LEAST_PX + STEPS_PX) + GAP_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
        self._arrange()

    def _follow_text(self) -> None:
        self.updateGeometry()
        self._arrange()

    def _arrange(self) -> None:
        is_beside = self._is_wide and self.height() < px(BELOW_FROM)
        self._upper.showAxis("bottom", show=is_beside)
        if is_beside:
            width = (self.width() - GAP_PX) // 2
            self._upper.setGeometry(0, 0, width, self.height())
            self._lower.setGeometry(width + GAP_PX, 0, width, self.height())
            return
        height = (self.height() - GAP_PX - px(STEPS_PX)) // 2
        top = height + GAP_PX
        self._upper.setGeometry(0, 0, self.width(), height)
        self._lower.setGeometry(0, top, self.width(), self.height() - top)
