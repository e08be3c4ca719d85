"""The parts of all plots: the theme's pens, quiet axes, a grid one can hardly see."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPicture, QResizeEvent
from PySide6.QtWidgets import QGraphicsEllipseItem, QStyleOptionGraphicsItem

from app.kit.spoken import Chart
from app.kit.text_size import px
from app.kit.theme import Appearance, Theme
from app.kit.widgets.plot_axes import LogAxis, PlotAxis

LABEL_FONT_PX = 11
# The room of the numbers of one axis may change the numbers of another.
MOST_LAYOUTS = 3
# A curve that goes up and down by more than this many pixels together is stroked line by line.
NOISY_PX = 4000


def curve_pen(plot: pg.PlotWidget, color: QColor, width: float = 2) -> QPen:
    """A solid, opaque pen: what pyqtgraph draws fastest above one pixel.

    Its pens are counted in pixels of the device, so the screen's scale is taken into account.
    """
    return pg.mkPen(color, width=width * plot.devicePixelRatioF())


def style_plot(plot: pg.PlotWidget, theme: Theme) -> None:
    """Give background, axes and grid of a plot the colours of the theme."""
    plot.setBackground(theme["surface"])
    font = QFont(plot.font())
    font.setPixelSize(px(LABEL_FONT_PX))
    for side in sides_of(plot):
        axis = plot.getAxis(side)
        axis.setPen(pg.mkPen(theme["border"]))
        axis.setTextPen(pg.mkPen(theme["quiet"]))
        axis.setTickFont(font)
        # A line of the grid takes time to draw: only numbers have one.
        axis.setStyle(tickLength=0, tickTextOffset=6, maxTickLevel=0)
        # Numbers as they are, without a factor beside the axis.
        axis.setSIPrefixEnableRanges(())
        axis.enableAutoSIPrefix(False)
        axis.label.setFont(font)
        axis.label.setDefaultTextColor(theme.color("quiet"))
        axis.fit_title()
        # pyqtgraph has not seen the font of the title.
        axis.showLabel(axis.label.isVisible())
    # pyqtgraph takes opacities of a grid from 0 to 1.
    plot.showGrid(x=True, y=True, alpha=0.18)
    # Two grids over each other would be read as one.
    for side in ("right", "top"):
        plot.getAxis(side).setGrid(False)


def sides_of(plot: pg.PlotWidget) -> list[str]:
    """The sides of a plot that may have an axis."""
    sides = ["left", "bottom", "right", "top"]
    return [side for side in sides if isinstance(plot.getAxis(side), PlotAxis)]


class Plot(pg.PlotWidget):
    """A plot without menu, buttons and frame, whose view sets the ranges itself.

    left, bottom: its axes, labelled `y` and `x`. others: more axes, by side, hidden.
    """

    spoken = Chart

    def __init__(
        self,
        appearance: Appearance,
        left: type[PlotAxis] = PlotAxis,
        bottom: type[PlotAxis] = PlotAxis,
        y: str = "loss",
        x: str = "step",
        **others: type[PlotAxis],
    ) -> None:
        axes = {"left": left("left"), "bottom": bottom("bottom")}
        axes |= {side: axis(side) for side, axis in others.items()}
        super().__init__(axisItems=axes, enableMenu=False)
        self._appearance = appearance
        for side, label in (("left", y), ("bottom", x)):
            self.name_axis(side, label)
            axes[side].setLogMode(isinstance(axes[side], LogAxis))
        self.hideButtons()
        # pyqtgraph makes a menu that is never shown here: it goes with the plot.
        self.plotItem.ctrlMenu.setParent(self, Qt.WindowType.Popup)
        # Qt asks for the place of an item in every frame unless it has no contents.
        self.plotItem.setFlag(self.plotItem.GraphicsItemFlag.ItemHasNoContents)
        self.setFrameShape(self.Shape.NoFrame)
        self.setCacheMode(self.CacheModeFlag.CacheBackground)
        self.getViewBox().setDefaultPadding(0)
        self.getViewBox().disableAutoRange()
        appearance.changed.connect(self.apply_theme)

    def apply_theme(self) -> None:
        """Draw everything in the colours of the theme."""
        style_plot(self, self._appearance.theme)

    def name_axis(self, side: str, name: str) -> None:
        """Write a name beside an axis, the `left` or the `bottom` one."""
        self.getAxis(side).show_title(name)

    def fit_to_size(self) -> None:
        """Draw what depends on the size in pixels."""

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        # pyqtgraph calls this in its constructor, without an event.
        if event is not None:
            self.fit_to_size()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._make_room_for_numbers()
        super().paintEvent(event)

    def _make_room_for_numbers(self) -> None:
        """Lay the axes out before the first drawing, which would else differ from later ones.

        pyqtgraph finds how much room the numbers of an axis need while it draws them.
        """
        for _ in range(MOST_LAYOUTS):
            axes = [axis for side in sides_of(self) if (axis := self.getAxis(side)).isVisible()]
            unknown = [axis for axis in axes if axis.picture is None]
            if not unknown:
                return
            nowhere = QPicture()
            painter = QPainter(nowhere)
            for axis in unknown:
                axis.paint(painter, None, None)
            painter.end()
            self.plotItem.layout.activate()

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        super().drawBackground(painter, rect)
        for side in sides_of(self):
            axis = self.getAxis(side)
            if not axis.isVisible():
                continue
            painter.save()
            painter.setTransform(axis.sceneTransform(), True)
            axis.paint(painter, None, None)
            painter.restore()


class LiveCurve(pg.PlotCurveItem):
    """A curve that changes in every frame: it fills its plot, and is not asked how far it goes."""

    _bounds: QRectF | None = None

    def boundingRect(self) -> QRectF:
        if self._bounds is None:
            # The curve's own `viewRect` keeps the first one for ever.
            self._bounds = self.getViewBox().viewRect()
        return self._bounds

    def viewTransformChanged(self) -> None:
        self.prepareGeometryChange()
        self._bounds = None
        super().viewTransformChanged()


class Dot(QGraphicsEllipseItem):
    """A dot at one point of a plot, of one size at any zoom. diameter: in pixels."""

    def __init__(self, diameter: float) -> None:
        super().__init__(-diameter / 2, -diameter / 2, diameter, diameter)
        self.setPen(Qt.PenStyle.NoPen)
        self.setFlag(self.GraphicsItemFlag.ItemIgnoresTransformations)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, *_: object) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        super().paint(painter, option)


def move_curve(curve: pg.PlotCurveItem, x: np.ndarray, y: np.ndarray) -> None:
    """Move a curve to other points, if any of them is half a pixel away from where it was drawn.

    A picture that would be the same costs nothing: in a long run a frame moves a curve by less.
    """
    old_x, old_y = curve.getData()
    view = curve.getViewBox()
    if old_x is not None and len(old_x) == len(x) and len(x) and view is not None:
        pixel_x, pixel_y = view.viewPixelSize()
        # Nothing is seen of a plot without a height.
        if min(pixel_x, pixel_y) > 0:
            moved = max(np.abs(x - old_x).max() / pixel_x, np.abs(y - old_y).max() / pixel_y)
            if moved < 0.5:
                return
    curve.setData(x, y)
    if view is not None:
        _choose_strokes(curve, y, view.viewPixelSize()[1])


def _choose_strokes(curve: pg.PlotCurveItem, y: np.ndarray, pixel_y: float) -> None:
    """Stroke a curve as a whole, or line by line where it goes up and down a lot.

    The whole of such a curve crosses itself so often that it takes Qt five times as long.
    """
    is_solid = curve.opts["pen"].style() == Qt.PenStyle.SolidLine
    is_noisy = is_solid and np.abs(np.diff(y)).sum() > NOISY_PX * pixel_y
    mode = "on" if is_noisy else "auto"
    if mode != curve.opts["segmentedLineMode"]:
        curve.setSegmentedLineMode(mode)


def fit_height(plot: pg.PlotWidget, curves: Sequence[np.ndarray]) -> None:
    """Bring all of the curves into sight; an axis that fits well already stays."""
    numbers = np.concatenate([*curves, np.empty(0)])
    if not len(numbers):
        return
    low, high = float(numbers.min()), float(numbers.max())
    span = max(high - low, 1e-3 * max(abs(low), abs(high)), 1e-12)
    bottom, top = plot.getViewBox().viewRange()[1]
    fits = bottom <= low and high <= top and span > 0.6 * (top - bottom)
    if not fits:
        plot.setYRange(low - 0.12 * span, high + 0.12 * span, padding=0)
