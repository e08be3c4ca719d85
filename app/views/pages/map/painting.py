"""Paints a map: its picture in the present view, the numbers along its axes, what is marked."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QTransform
from PySide6.QtWidgets import QWidget

from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.parts import CENTER, RIGHT
from app.kit.widgets.plots import LABEL_FONT_PX
from app.views.pages.map.developing import Drawing
from app.views.pages.map.ticks import Ticks, ticks_of
from app.views.pages.map.viewing import Extent
from micrograd.maps.axes import Axis

# The least distance of two numbers along each axis, and the length of a tick, in pixels.
APART, TICK = QSize(84, 44), 4
# The diameters of the ring around a chosen pixel, and of the mark of the current run.
RING, MARK = 14, 10
# A picture that would be drawn larger than this many screens is left out until a better one comes.
LARGEST = 1e4

# RGBA, of shape (rows, columns, 4).
Pixels = npt.NDArray[np.uint8]


class Scene(NamedTuple):
    """One painting of a map. plot: the place of the picture. extents: its axes as they are seen.

    point: where the chosen pixel is. here: where the current run is. box: what is to be zoomed
    into, empty for nothing.
    """

    plot: QRectF
    extents: tuple[Extent, Extent]
    drawing: Drawing | None
    point: QPointF | None
    here: QPointF | None
    box: QRectF


class CanvasPainter:
    """Paints scenes on a canvas."""

    def __init__(self, canvas: QWidget, appearance: Appearance) -> None:
        self._canvas, self._appearance = canvas, appearance
        # Those that were painted last, each beside the pixels that it was made of.
        self._images: dict[int, tuple[Pixels, QImage]] = {}

    def paint(self, scene: Scene) -> None:
        """Paint everything."""
        canvas, theme, plot = self._canvas, self._appearance.theme, scene.plot
        painter = QPainter(canvas)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.fillRect(plot, theme.color("field"))
        painter.save()
        painter.setClipRect(plot)
        if scene.drawing is not None:
            self._draw_pictures(painter, scene, scene.drawing)
        self._draw_marks(painter, scene)
        painter.restore()
        painter.setPen(QPen(theme.color("accent" if canvas.hasFocus() else "border"), 1))
        painter.drawRect(plot.adjusted(-0.5, -0.5, 0.5, 0.5))
        self._draw_axes(painter, scene)
        painter.end()

    def _image_of(self, pixels: Pixels) -> QImage:
        if id(pixels) not in self._images:
            rows, columns, _ = pixels.shape
            form = QImage.Format.Format_RGBA8888
            image = QImage(pixels.data, columns, rows, 4 * columns, form)
            # The image refers to the pixels, which are kept beside it.
            image = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
            self._images[id(pixels)] = pixels, image
        return self._images[id(pixels)][1]

    def _draw_pictures(self, painter: QPainter, scene: Scene, drawing: Drawing) -> None:
        """Draw the picture, and where it leaves something free those of other views below it."""
        shown: list[tuple[QRectF, Pixels]] = []
        for each in (drawing, *reversed(drawing.under)):
            place = _place_of(each, scene)
            if place.isEmpty():
                continue
            shown.append((place, each.pixels))
            # Half a pixel is a rounding.
            if place.adjusted(-0.5, -0.5, 0.5, 0.5).contains(scene.plot):
                break
        for place, pixels in reversed(shown):
            painter.drawImage(place, self._image_of(pixels))
        are_shown = {id(pixels) for _, pixels in shown}
        self._images = {key: self._images[key] for key in are_shown}

    def _draw_marks(self, painter: QPainter, scene: Scene) -> None:
        theme = self._appearance.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if scene.here is not None:
            # Black and white around it: the accent alone is not seen on every colour.
            for color, size in (("#000000", MARK + 5), ("#FFFFFF", MARK + 2), ("", MARK)):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(color) if color else theme.color("accent"))
                painter.drawEllipse(scene.here, px(size) / 2, px(size) / 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # A light line within a dark one is seen on any colour.
        for color, width in (("#000000", 4.0), ("#FFFFFF", 1.6)):
            painter.setPen(QPen(QColor(color), width))
            if scene.point is not None:
                painter.drawEllipse(scene.point, px(RING) / 2, px(RING) / 2)
            if not scene.box.isEmpty():
                painter.drawRect(scene.box)
        if not scene.box.isEmpty():
            shade = QColor(theme.color("text"))
            shade.setAlpha(30)
            painter.fillRect(scene.box, shade)

    # The axes.

    def _draw_axes(self, painter: QPainter, scene: Scene) -> None:
        font = QFont(self._canvas.font())
        font.setPixelSize(px(LABEL_FONT_PX))
        painter.setFont(font)
        x, y = scene.extents
        self._draw_below(painter, scene.plot, x, QFontMetricsF(font))
        self._draw_left(painter, scene.plot, y, QFontMetricsF(font))

    def _draw_below(
        self, painter: QPainter, plot: QRectF, extent: Extent, metrics: QFontMetricsF
    ) -> None:
        ticks = ticks_of(extent.axis, max(1, int(plot.width() / px(APART.width()))))
        theme, line = self._appearance.theme, metrics.height()
        top, right_end = plot.bottom() + px(TICK), -1e9
        for tick in ticks.ticks:
            across = plot.left() + plot.width() * extent.of_share(tick.share)
            painter.setPen(theme.color("border"))
            painter.drawLine(QPointF(across, plot.bottom()), QPointF(across, top))
            width = metrics.horizontalAdvance(tick.text)
            left = min(across - width / 2, self._canvas.width() - width)
            if left < right_end:
                continue
            right_end = left + width + px(6)
            painter.setPen(theme.color("quiet"))
            painter.drawText(QRectF(left, top, width + 1, line), CENTER, tick.text)
        painter.setPen(theme.color("text"))
        place = QRectF(plot.left(), top + line, plot.width(), line + 2)
        painter.drawText(place, CENTER, _title(extent.axis, ticks))

    def _draw_left(
        self, painter: QPainter, plot: QRectF, extent: Extent, metrics: QFontMetricsF
    ) -> None:
        ticks = ticks_of(extent.axis, max(1, int(plot.height() / px(APART.height()))))
        theme, line = self._appearance.theme, metrics.height()
        right = plot.left() - px(TICK)
        for tick in ticks.ticks:
            up = plot.bottom() - plot.height() * extent.of_share(tick.share)
            painter.setPen(theme.color("border"))
            painter.drawLine(QPointF(plot.left(), up), QPointF(right, up))
            painter.setPen(theme.color("quiet"))
            place = QRectF(line, up - line / 2, right - px(3) - line, line)
            painter.drawText(place, RIGHT, tick.text)
        painter.save()
        painter.setTransform(QTransform().translate(0, plot.bottom()).rotate(-90), True)
        painter.setPen(theme.color("text"))
        painter.drawText(QRectF(0, 0, plot.height(), line + 2), CENTER, _title(extent.axis, ticks))
        painter.restore()


def _place_of(drawing: Drawing, scene: Scene) -> QRectF:
    """The place of a drawing in the present view; empty where it has none."""
    plot, (x, y), plan = scene.plot, scene.extents, drawing.question.plan
    if (plan.x.is_log, plan.y.is_log) != (x.axis.is_log, y.axis.is_log):
        return QRectF()
    left, right = x.edges(Extent(plan.x, plan.width))
    low, high = y.edges(Extent(plan.y, plan.height))
    if not (0 < right - left < LARGEST and 0 < high - low < LARGEST):
        return QRectF()
    if (plan.x, plan.y) == (x.axis, y.axis) and plan.width == x.pixels:
        # The picture of this very view is drawn pixel for pixel.
        left, right, low, high = 0.0, 1.0, 0.0, 1.0
    return QRectF(
        plot.left() + left * plot.width(),
        plot.bottom() - high * plot.height(),
        (right - left) * plot.width(),
        (high - low) * plot.height(),
    )


def _title(axis: Axis, ticks: Ticks) -> str:
    title = axis.title
    return f"{title} − {ticks.base}" if ticks.base else title
