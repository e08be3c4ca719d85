"""How marks over the window are painted: dimming, ring, arrow, pointer, click, halo, stroke."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from app.kit.text_size import scaled
from app.kit.theme import Theme
from app.scenes.marks.spots import ring_around

# How much of the ground covers what is dimmed: it steps back, and can still be read.
DIMMING = {"dark": 0.6, "light": 0.5}
RADIUS = 8
RING_PX, ARROW_WIDTH = 2.5, 3.5
# Pixels between a field and its light.
LIGHT_GAP = 1.5
HEAD_PX, HEAD_ANGLE = 15, math.radians(28)
# Radii in pixels: of the halo, and of a click at its beginning and its end.
HALO_PX, CLICK_FROM, CLICK_TO = 26, 8, 34
HALO_SHARE = 0.22
STROKE_PX, NIB_PX = 4, 7
# The outline of the drawn pointer, an arrow whose tip is its origin, in pixels.
POINTER = ((0, 0), (0, 20), (4.6, 15.8), (7.6, 22.6), (10.8, 21.2), (7.9, 14.6), (14.2, 14.2))
# A little more than any of the marks around a point reaches, in pixels.
REACH_PX = 48


class Stroke(NamedTuple):
    """A stroke of the pen. points: in the window. token: of its colour in the theme."""

    points: list[QPointF]
    token: str = "accent"


def with_share(color: QColor, share: float) -> QColor:
    """A colour of which a share covers what is below it."""
    clear = QColor(color)
    clear.setAlphaF(min(1.0, max(0.0, share)))
    return clear


def draw_dimming(
    painter: QPainter, room: QRectF, spots: Sequence[QRectF], share: float, theme: Theme
) -> None:
    """Cover the room but for the spots, at full strength for a share of 1."""
    dimmed, clear = QPainterPath(), QPainterPath()
    dimmed.addRect(room)
    clear.setFillRule(Qt.FillRule.WindingFill)
    for spot in spots:
        clear.addRoundedRect(ring_around(spot), scaled(RADIUS), scaled(RADIUS))
    cover = with_share(theme.color("background"), DIMMING[theme.name] * share)
    painter.fillPath(dimmed.subtracted(clear), cover)


def draw_ring(painter: QPainter, spot: QRectF, share: float, theme: Theme) -> None:
    """Draw a ring around what is pointed at, which is seen on any ground."""
    ring, radius = ring_around(spot), scaled(RADIUS)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for token, width in (("background", RING_PX + 3), ("accent", RING_PX)):
        painter.setPen(QPen(with_share(theme.color(token), share), scaled(width)))
        painter.drawRoundedRect(ring, radius, radius)


def draw_light(painter: QPainter, field: QRectF, share: float, theme: Theme) -> None:
    """Draw a ring close around a field, which leaves the words beside it alone."""
    gap = scaled(LIGHT_GAP)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(with_share(theme.color("accent"), share), scaled(RING_PX)))
    painter.drawRoundedRect(field.adjusted(-gap, -gap, gap, gap), scaled(RADIUS), scaled(RADIUS))


def draw_arrow(painter: QPainter, arrow: QLineF, share: float, theme: Theme) -> None:
    """Draw an arrow from its tail to its head."""
    angle = math.atan2(arrow.dy(), arrow.dx())
    barbs = [
        arrow.p2() - QPointF(math.cos(angle + turn), math.sin(angle + turn)) * scaled(HEAD_PX)
        for turn in (HEAD_ANGLE, -HEAD_ANGLE)
    ]
    head = QPolygonF([barbs[0], arrow.p2(), barbs[1]])
    for token, more in (("background", 3), ("accent", 0)):
        pen = QPen(with_share(theme.color(token), share), scaled(ARROW_WIDTH + more))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawLine(arrow)
        painter.drawPolyline(head)


def draw_pointer(painter: QPainter, tip: QPointF) -> None:
    """Draw the pointer of the mouse, white with a dark edge as most systems have it."""
    outline = QPolygonF([tip + QPointF(x, y) * scaled(1) for x, y in POINTER])
    pen = QPen(QColor("#14171C"), scaled(1.4))
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(QColor("#FFFFFF"))
    painter.drawPolygon(outline)


def draw_halo(painter: QPainter, at: QPointF, theme: Theme) -> None:
    """Draw a disc of light around the pointer."""
    painter.setPen(QPen(with_share(theme.color("accent"), 0.7), scaled(1.5)))
    painter.setBrush(with_share(theme.color("accent"), HALO_SHARE))
    painter.drawEllipse(at, scaled(HALO_PX), scaled(HALO_PX))


def draw_click(painter: QPainter, at: QPointF, share: float, theme: Theme) -> None:
    """Draw a ring that spreads and fades. share: of its time that is over."""
    eased = 1 - (1 - share) ** 3
    radius = scaled(CLICK_FROM + (CLICK_TO - CLICK_FROM) * eased)
    painter.setBrush(with_share(theme.color("accent"), 0.35 * (1 - share)))
    for token, width in (("background", 5.0), ("accent", 3.0)):
        painter.setPen(QPen(with_share(theme.color(token), 1 - share), scaled(width)))
        painter.drawEllipse(at, radius, radius)


def draw_stroke(painter: QPainter, stroke: Stroke, theme: Theme) -> None:
    """Draw a stroke of the pen, a dot where it did not move."""
    points = stroke.points
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for color, width in ((theme["background"], STROKE_PX + 3), (theme[stroke.token], STROKE_PX)):
        pen = QPen(QColor(color), scaled(width))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        if len(points) == 1:
            painter.drawPoint(points[0])
        else:
            painter.drawPath(smooth(points))


def draw_nib(painter: QPainter, at: QPointF, theme: Theme) -> None:
    """Draw where the pen stands that is moved with the keyboard."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for token, width in (("background", 4.0), ("text", 1.5)):
        painter.setPen(QPen(theme.color(token), scaled(width)))
        painter.drawEllipse(at, scaled(NIB_PX), scaled(NIB_PX))


def smooth(points: Sequence[QPointF]) -> QPainterPath:
    """A path through the middles between neighbouring points, bent towards the points."""
    path = QPainterPath(points[0])
    for point, following in pairwise(points[1:]):
        path.quadTo(point, (point + following) / 2)
    path.lineTo(points[-1])
    return path


def around(at: QPointF) -> QRectF:
    """All that a mark around a point may cover."""
    reach = scaled(REACH_PX)
    return QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
