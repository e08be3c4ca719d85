"""Draws the lines of neurons over a plane, each with its positive side."""

import math
from collections.abc import Sequence
from itertools import combinations, groupby
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from app.kit.text_size import scaled
from app.kit.theme import Theme
from app.views.surface.sight import Sight
from micrograd.analysis.neuron_lines import NeuronLine
from micrograd.analysis.surface import Floats

# The widths in pixels of a line, of one that is chosen, and of the stripe on its positive side. Qt
# takes ten times as long for a line that is wider than a pixel and lets the ground shine through.
LINE, CHOSEN, STRIPE = 1.0, 2.6, 8.0
# How opaque a line and its stripe are: many lines must leave the surface to be seen.
OPAQUE, STRIPE_OPAQUE, CHOSEN_STRIPE_OPAQUE = 0.75, 0.13, 0.45
# The share of a line in sight at each end that turns it; what is between moves it.
TURNS = 0.25
# How near the mouse must come, and the radius of a handle.
NEAR, HANDLE = 6.0, 4.5


def _sum_in_pixels(sight: Sight, line: NeuronLine) -> tuple[float, float, float]:
    """The weighted sum at the upper left corner, and its growth with a pixel right and down."""
    (left, right), (low, high), room = sight.x, sight.y, sight.room
    corner = line.sum_at(left, high)
    across = (line.sum_at(right, high) - corner) / room.width()
    return corner, across, (line.sum_at(left, low) - corner) / room.height()


def segment_of(sight: Sight, line: NeuronLine) -> QLineF | None:
    """The part of a line that is in sight, in pixels; None where it is out of sight."""
    corner, across, down = _sum_in_pixels(sight, line)
    if not (math.isfinite(across) and math.isfinite(down) and (across or down)):
        return None
    # Numbers alone: a frame has many lines, and each point of Qt costs more than its arithmetic.
    room = sight.room
    left, top, width, height = room.left(), room.top(), room.width(), room.height()
    points: list[tuple[float, float]] = []
    if abs(across) > abs(down) * 1e-9:
        points += [(-(corner + down * y) / across, y) for y in (0.0, height)]
    if abs(down) > abs(across) * 1e-9:
        points += [(x, -(corner + across * x) / down) for x in (0.0, width)]
    edge = 0.01
    inside = [
        (x, y) for x, y in points if -edge <= x <= width + edge and -edge <= y <= height + edge
    ]
    if len(inside) < 2:
        return None
    a, b = inside if len(inside) == 2 else max(combinations(inside, 2), key=_length)
    if _length((a, b)) <= 1:
        return None
    return QLineF(left + a[0], top + a[1], left + b[0], top + b[1])


def lie_apart(
    sight: Sight, first: Sequence[NeuronLine], other: Sequence[NeuronLine], pixels: float
) -> bool:
    """True where a line in sight moved by more than so many pixels, or turned its positive side."""
    if [line.neuron for line in first] != [line.neuron for line in other]:
        return True
    # The distance is linear: its change is largest in a corner.
    then, now = (_distances_of_corners(sight, lines) for lines in (first, other))
    are_seen = [(each.min(axis=1) < 0) & (each.max(axis=1) > 0) for each in (then, now)]
    moved = np.abs(now - then).max(axis=1)
    return bool((moved[are_seen[0] | are_seen[1]] > pixels).any())


def _distances_of_corners(sight: Sight, lines: Sequence[NeuronLine]) -> Floats:
    """How far the corners of what is in sight are on the positive side, in pixels."""
    _, a, b, c = np.array(lines, float).reshape(-1, 4).T[..., None]
    xs, ys, room = np.repeat(sight.x, 2), np.tile(sight.y, 2), sight.room
    with np.errstate(all="ignore"):
        across = a * (sight.x[1] - sight.x[0]) / room.width()
        down = b * (sight.y[1] - sight.y[0]) / room.height()
        distances: Floats = (a * xs + b * ys + c) / np.hypot(across, down)
    return distances


def _length(ends: tuple[tuple[float, float], ...]) -> float:
    return math.dist(*ends)


def positive_side(sight: Sight, line: NeuronLine, segment: QLineF) -> QPointF:
    """One pixel from a line towards its positive side."""
    return QPointF(*_positive_side(sight, line, segment))


def _positive_side(sight: Sight, line: NeuronLine, segment: QLineF) -> tuple[float, float]:
    _, across, down = _sum_in_pixels(sight, line)
    dx, dy = segment.dx(), segment.dy()
    length = math.copysign(math.hypot(dx, dy), dx * down - dy * across)
    return -dy / length, dx / length


def handles_of(segment: QLineF) -> tuple[QPointF, QPointF]:
    """The two places of a line where it is turned, near its ends."""
    return segment.pointAt(TURNS / 2), segment.pointAt(1 - TURNS / 2)


class LineLook(NamedTuple):
    """How a line looks. stands_out: it is chosen, or under the mouse."""

    stands_out: bool
    is_frozen: bool
    is_off: bool

    def pen(self, theme: Theme, ink: str) -> QPen:
        """Its pen. ink: the token of the colour of one that is nothing special."""
        token = "accent" if self.stands_out else "frozen" if self.is_frozen else ink
        color = QColor(theme.color(token))
        color.setAlphaF(1.0 if self.stands_out else OPAQUE)
        pen = QPen(color, scaled(CHOSEN) if self.stands_out else LINE)
        if self.is_off:
            pen.setStyle(Qt.PenStyle.DotLine)
        elif self.is_frozen:
            pen.setStyle(Qt.PenStyle.DashLine)
        return pen


class Marked(NamedTuple):
    """The neurons, counted from 0, whose lines look otherwise. off: those that are switched off."""

    chosen: Sequence[int] = ()
    hovered: int | None = None
    frozen: Sequence[int] = ()
    off: Sequence[int] = ()

    def look(self, neuron: int) -> LineLook:
        """How the line of a neuron looks."""
        stands_out = neuron == self.hovered or neuron in self.chosen
        return LineLook(stands_out, neuron in self.frozen, neuron in self.off)


class LinesPainter:
    """Draws the lines: solid, frozen ones in their colour, those that are switched off dotted."""

    def __init__(self, painter: QPainter, sight: Sight, theme: Theme, ink: str) -> None:
        """ink: the token of the colour of a line that is nothing special."""
        self._painter, self._sight, self._theme, self._ink = painter, sight, theme, ink

    def draw(self, lines: Sequence[NeuronLine], marked: Marked) -> None:
        """Draw all lines, at last those that stand out."""
        painter, theme, ink = self._painter, self._theme, self._ink
        painter.save()
        painter.setClipRect(self._sight.room)
        parts = ((line, segment_of(self._sight, line)) for line in lines)
        seen = [
            (marked.look(line.neuron), line, segment)
            for line, segment in parts
            if segment is not None
        ]
        plain = [each for each in seen if not each[0].stands_out]
        self._draw_stripes([(line, segment) for look, line, segment in plain if not look.is_off])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for look, group in groupby(plain, lambda each: each[0]):
            painter.setPen(look.pen(theme, ink))
            painter.drawLines([segment for *_, segment in group])
        for look, line, segment in seen:
            if look.stands_out:
                self._draw_marked(line, segment, look.pen(theme, ink))
                if line.neuron == marked.hovered:
                    self._draw_handles(segment)
        painter.restore()

    def _draw_stripes(self, seen: Sequence[tuple[NeuronLine, QLineF]]) -> None:
        """Draw the stripes of lines that are not marked, all at once.

        Their pale edges hide the steps that are left without antialiasing, which is slow.
        """
        path, color = QPainterPath(), QColor(self._theme.color(self._ink))
        path.setFillRule(Qt.FillRule.WindingFill)
        for line, segment in seen:
            path.addPolygon(self._stripe(line, segment))
        color.setAlphaF(STRIPE_OPAQUE)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._painter.fillPath(path, color)

    def _stripe(self, line: NeuronLine, segment: QLineF) -> QPolygonF:
        x, y = _positive_side(self._sight, line, segment)
        # All go around in the same direction, so that two that cross do not leave a hole.
        is_left = x * segment.dy() > y * segment.dx()
        a, b = segment.p1(), segment.p2()
        if not is_left:
            a, b = b, a
        beside = QPointF(x, y) * scaled(STRIPE)
        return QPolygonF([a, b, b + beside, a + beside])

    def _draw_marked(self, line: NeuronLine, segment: QLineF, pen: QPen) -> None:
        painter, stripe = self._painter, QColor(pen.color())
        if pen.style() is not Qt.PenStyle.DotLine:
            stripe.setAlphaF(CHOSEN_STRIPE_OPAQUE)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(stripe)
            painter.drawPolygon(self._stripe(line, segment))
        # It is seen on any ground.
        painter.setPen(QPen(self._theme.color("surface"), pen.widthF() + scaled(1.6)))
        painter.drawLine(segment)
        painter.setPen(pen)
        painter.drawLine(segment)

    def _draw_handles(self, segment: QLineF) -> None:
        painter, radius = self._painter, scaled(HANDLE)
        painter.setPen(QPen(self._theme.color("surface"), scaled(1.5)))
        painter.setBrush(self._theme.color("accent"))
        for point in handles_of(segment):
            painter.drawEllipse(point, radius, radius)
        box = QRectF(0, 0, 2 * radius, 2 * radius)
        box.moveCenter(segment.center())
        painter.drawRect(box)


def distance_to(segment: QLineF, point: QPointF) -> float:
    """The distance of a point from a line in sight, in pixels."""
    length = segment.length()
    offset = point - segment.p1()
    along = (offset.x() * segment.dx() + offset.y() * segment.dy()) / (length * length)
    nearest = segment.pointAt(min(1.0, max(0.0, along)))
    return math.hypot(nearest.x() - point.x(), nearest.y() - point.y())
