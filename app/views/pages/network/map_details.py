"""What stands on the small maps of neurons: the lines where sums are zero, and the samples."""

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from app.kit.text_size import scaled
from app.kit.theme import Theme
from app.views.surface.marks import SampleMarks
from app.views.surface.sight import Sight
from micrograd.analysis.contours import Floats, contour
from micrograd.analysis.surface import Plane

# Maps of half this width or more, in pixels, have room for a line, and for samples.
LINE_RADIUS, SAMPLES_RADIUS = 9.0, 30.0
# The most samples on a small map: dots on each other would hide it.
MOST_DOTS = 120
# The width in pixels of a line, and that of a sample as a share of its map.
LINE, DOT = 1.0, 0.032
# The width of what sets a sample off its ground, and the radius of the ring, in widths of it.
DOT_GROUND, RING = 1.5, 1.4


class ZeroLines:
    """The lines on which the weighted sums of a layer's neurons are zero, all found at once."""

    def __init__(self, sums: Floats) -> None:
        """sums: shape (neurons, rows, columns)."""
        count, self._rows, self._columns = sums.shape
        # No line goes from one map to the next: what is not a number stands between them.
        apart = np.full((count, self._rows + 1, self._columns), np.nan)
        apart[:, : self._rows] = sums
        self._pieces = contour(apart.reshape(-1, self._columns), 0.0)
        self._owners = (self._pieces[:, 1] // (self._rows + 1)).astype(int)

    def draw(self, painter: QPainter, box: QRectF, row: int, theme: Theme) -> None:
        """Draw that of a neuron over its map."""
        ends = self._pieces[self._owners == row].reshape(-1, 2)
        if not len(ends):
            return
        xs = box.left() + ends[:, 0] * (box.width() / (self._columns - 1))
        ups = ends[:, 1] - row * (self._rows + 1)
        ys = box.bottom() - ups * (box.height() / (self._rows - 1))
        painter.setPen(QPen(theme.color("text"), scaled(LINE)))
        painter.drawPath(pg.arrayToQPath(xs, ys, connect="pairs"))


class Dots:
    """The samples as dots, in the colour of their class or target, and a ring around one."""

    def __init__(self, marks: SampleMarks, plane: Plane, chosen: int, theme: Theme) -> None:
        """chosen: the row of the sample with the ring."""
        self._theme = theme
        self._kept: tuple[tuple[float, float], QImage] | None = None
        self._chosen = [*marks.rows].index(chosen) if chosen in marks.rows else None
        sight = Sight(QRectF(0, 0, 1, 1), plane.ranges[0], plane.ranges[1])
        points = [sight.point(x, y) for x, y in zip(marks.xs, marks.ys, strict=True)]
        self._places = np.array([(point.x(), point.y()) for point in points])
        colors: dict[int, list[int]] = {}
        for i, color in enumerate(marks.colors):
            colors.setdefault(color.rgb(), []).append(i)
        self._colors = [(QColor.fromRgb(rgb), np.array(places)) for rgb, places in colors.items()]

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Draw them over a map: as pixels of the device, which maps of one size share."""
        scale, side = painter.deviceTransform().m11(), box.width()
        if self._kept is None or self._kept[0] != (side, scale):
            self._kept = (side, scale), self._made(side, scale)
        corner = QPointF(round(box.left() * scale), round(box.top() * scale)) / scale
        painter.drawImage(corner, self._kept[1])

    def _made(self, side: float, scale: float) -> QImage:
        pixels = math.ceil(side * scale)
        image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(scale)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        places = self._places * side
        everything, dot = [(self._theme.color("surface"), np.arange(len(places)))], DOT * side
        for width, some in ((dot * DOT_GROUND, everything), (dot, self._colors)):
            for color, which in some:
                pen = QPen(color, width)
                pen.setCapStyle(Qt.PenCapStyle.RoundCap)
                painter.setPen(pen)
                painter.drawPoints(pg.functions.arrayToQPolygonF(*places[which].T))
        if self._chosen is not None:
            painter.setPen(QPen(self._theme.color("text"), scaled(LINE)))
            painter.drawEllipse(QPointF(*places[self._chosen]), dot * RING, dot * RING)
        painter.end()
        return image
