"""The faces of nodes: a disc with a number, or a picture of what the neuron makes of its inputs."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.kit.even_colors import NO_NUMBER, image_of, signed_scale
from app.kit.numbers import NO_ROOM, compact, fitted
from app.kit.painter_fonts import PainterFonts
from app.kit.text_size import px, scaled
from app.kit.theme import Theme, mixed, readable_on
from app.views.pages.network.layout import DiagramLayout, Node
from app.views.pages.network.map_details import LINE_RADIUS, SAMPLES_RADIUS, Dots, ZeroLines
from app.views.pages.network.maps import FINEST as FINEST_LEVEL
from app.views.pages.network.maps import ZERO, ColumnMaps
from app.views.pages.network.numbers import FINEST, DiagramNumbers
from app.views.pages.network.spacing import SHORT_NUMBER_RADIUS

# Nodes of this radius or larger have room for numbers inside and for a bias beside them.
NUMBER_RADIUS = 19.0
# The pixels of a node's width that its number leaves free.
INSIDE = 3.0
# The size of numbers in pixels, by the radius of nodes at 100 %: −0.9 fits into each of them.
NUMBER_SIZES = ((30.0, 16), (22.0, 13), (15.0, 11), (13.5, 10), (SHORT_NUMBER_RADIUS, 9))
# The largest numbers of three decimals, and the smallest of all, in pixels.
LONG_NUMBER_PX, SMALLEST_PX = 14, 9
# Numbers below this, which round to 0 in one decimal, are written as 0 where no other form fits.
ALMOST_ZERO = 0.05
# The radius of the corners of a picture, and the share of its height that a curve has to each side.
CORNER, CURVE_SHARE = 4.0, 0.38
# Pictures of half this width or more have room for the number of their neuron, in this size.
NUMBERED, NUMBER_PX = 15.0, 9
# The share of the full colour between a curve and its zero line.
TINT = 0.55


@lru_cache(maxsize=4096)
def _node_colors(theme: Theme, is_negative: bool, level: int) -> tuple[QColor, QColor]:
    """A node's fill, and the colour of the number on it."""
    # The neutral middle of the scale would read as "no node": it starts a little above.
    share = 0.25 + 0.75 * level / FINEST
    fill = theme.diverging("data", -share if is_negative else share)
    return fill, readable_on(fill)


def largest_number_px(radius: float) -> int:
    """The size of a number in a node of this radius, in pixels at 100 %; smaller if it is long."""
    # Divided by the size of text, a radius could miss the limit that it was capped at.
    return next(size for limit, size in NUMBER_SIZES if radius >= scaled(limit))


class NumberFaces:
    """Discs, each filled with the colour of its number, which is written where there is room."""

    def __init__(
        self,
        painter: QPainter,
        fonts: PainterFonts,
        layout: DiagramLayout,
        theme: Theme,
        numbers: DiagramNumbers,
    ) -> None:
        self._painter, self._fonts, self._layout = painter, fonts, layout
        self._theme, self._numbers = theme, numbers

    def draw(self, node: Node, outline: QPen, is_off: bool) -> None:
        """Draw one node."""
        painter, radius = self._painter, node.radius
        fill, text_color = _node_colors(self._theme, *self._numbers.node(node))
        if is_off:
            fill, text_color = self._theme.color("surface"), self._theme.color("quiet")
        painter.setPen(outline)
        painter.setBrush(fill)
        painter.drawEllipse(node.center, radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._layout.has_numbers:
            painter.setPen(text_color)
            self._write(node, "off" if is_off else "")

    def _write(self, node: Node, word: str) -> None:
        zoom = self._layout.zoom
        number = self._numbers.columns[node.column][node.row]
        digits = self._layout.digits if node.radius >= scaled(NUMBER_RADIUS) else 1
        largest = largest_number_px(node.radius)
        if digits > 2:
            largest = min(largest, LONG_NUMBER_PX)
        box = QRectF(0, 0, px(80 * zoom), px(24 * zoom))
        box.moveCenter(node.center)
        room = 2 * node.radius - INSIDE
        # Digits go first, then the size of all of them, and the number last.
        for size in (largest, SMALLEST_PX):
            self._fonts.use(round(size * zoom), bold=True)
            advance = self._painter.fontMetrics().horizontalAdvance
            text = word or fitted(compact(number, digits), room, advance, number)
            if text != NO_ROOM:
                break
        if text == NO_ROOM and abs(number) < ALMOST_ZERO:
            text = "0"
        # Dots alone would say less than the colour does.
        if text != NO_ROOM:
            self._painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def outline(self, node: Node, pen: QPen) -> None:
        """Draw a ring around a node."""
        self._painter.setPen(pen)
        self._painter.drawEllipse(node.center, node.radius, node.radius)


class MapFaces:
    """Squares with rounded corners, each with the map of its neuron, or with its curve.

    On a map with the room stand the line where the weighted sum is 0, and the samples.
    """

    def __init__(
        self,
        painter: QPainter,
        fonts: PainterFonts,
        theme: Theme,
        maps: Sequence[ColumnMaps],
        make_dots: Callable[[], Dots],
    ) -> None:
        self._painter, self._fonts, self._theme, self._maps = painter, fonts, theme, maps
        self._make_dots = make_dots
        self._dots: Dots | None = None
        self._lines: dict[int, ZeroLines] = {}
        # One below the other; the last row of pixels is the lowest one.
        scale = signed_scale(theme)
        self._images = [
            image_of(scale[column.levels[::-1]].reshape(-1, column.levels.shape[2]))
            for column in maps
        ]
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)

    def draw(self, node: Node, outline: QPen, is_off: bool) -> None:
        """Draw one node."""
        painter, box = self._painter, self._box(node)
        levels = self._maps[node.column].levels[node.row]
        if is_off:
            self._draw_off(box)
        elif len(levels) == 1:
            draw_curve(painter, box, levels[0], self._theme)
        else:
            _, rows, columns = self._maps[node.column].levels.shape
            # The outermost points of a map are on its edges.
            source = QRectF(0.5, node.row * rows + 0.5, columns - 1, rows - 1)
            painter.drawImage(box, self._images[node.column], source)
            self._draw_details(node, box)
        # A stroke in the colour of the background makes the corners round.
        corner = _corner(node)
        reach = corner / 2
        painter.setPen(QPen(self._theme.color("surface"), 2 * reach))
        around = box.adjusted(-reach, -reach, reach, reach)
        painter.drawRoundedRect(around, corner + reach, corner + reach)
        self.outline(node, outline)
        if node.radius >= scaled(NUMBERED) and 0 < node.column < len(self._maps) - 1:
            self._number(box, str(node.row + 1))

    def _draw_details(self, node: Node, box: QRectF) -> None:
        sums = self._maps[node.column].sums
        if sums is not None and node.radius >= scaled(LINE_RADIUS):
            if node.column not in self._lines:
                self._lines[node.column] = ZeroLines(sums)
            self._lines[node.column].draw(self._painter, box, node.row, self._theme)
        if node.radius >= scaled(SAMPLES_RADIUS):
            self._dots = self._dots or self._make_dots()
            self._dots.draw(self._painter, box)

    def _number(self, box: QRectF, text: str) -> None:
        """Write the number of a neuron of its layer in the corner, so that words can name it."""
        painter = self._painter
        self._fonts.use(NUMBER_PX)
        width = painter.fontMetrics().horizontalAdvance(text) + px(5)
        tag = QRectF(box.topLeft(), QSizeF(width, px(NUMBER_PX + 3)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("surface"))
        painter.drawRoundedRect(tag, 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._theme.color("text"))
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_off(self, box: QRectF) -> None:
        painter, theme = self._painter, self._theme
        painter.fillRect(box, theme.color("field"))
        painter.setPen(QPen(theme.color("quiet"), 1.5))
        painter.drawLine(QLineF(box.topLeft(), box.bottomRight()))
        painter.drawLine(QLineF(box.bottomLeft(), box.topRight()))

    def outline(self, node: Node, pen: QPen) -> None:
        """Draw a frame around a node."""
        self._painter.setPen(pen)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRoundedRect(self._box(node), _corner(node), _corner(node))

    def _box(self, node: Node) -> QRectF:
        side = 2 * node.radius
        box = QRectF(0, 0, side, side)
        box.moveCenter(node.center)
        return box


def _corner(node: Node) -> float:
    return min(CORNER, node.radius / 4)


def draw_curve(painter: QPainter, box: QRectF, levels: npt.NDArray[np.uint8], theme: Theme) -> None:
    """Draw the outputs along one input as a curve, coloured to the middle line."""
    painter.fillRect(box, theme.color("field"))
    xs = np.linspace(box.left(), box.right(), len(levels))
    middle, reach = box.center().y(), box.height() * CURVE_SHARE
    shares = (levels.astype(float) - ZERO) / FINEST_LEVEL
    ups = np.where(levels == NO_NUMBER, 0.0, shares) * reach
    painter.setPen(Qt.PenStyle.NoPen)
    for sign in (-1, 1):
        painter.setBrush(mixed(theme.color("field"), theme.signed("data", sign), TINT))
        edge = _points(xs, middle - sign * np.maximum(sign * ups, 0.0))
        ends = QPointF(box.left(), middle), QPointF(box.right(), middle)
        painter.drawPolygon(QPolygonF([ends[0], *edge, ends[1]]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("quiet"), 1))
    painter.drawLine(QLineF(box.left(), middle, box.right(), middle))
    painter.setPen(QPen(theme.color("text"), 1.5))
    painter.drawPolyline(_points(xs, middle - ups))


def _points(xs: npt.NDArray[np.float64], ys: npt.NDArray[np.float64]) -> list[QPointF]:
    return [QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]
