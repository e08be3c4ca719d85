"""Draws the bent lines of neurons over a plane, where inputs are computed from others."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from app.kit.text_size import scaled
from app.kit.theme import Theme
from app.views.surface.lines_painter import CHOSEN_STRIPE_OPAQUE, STRIPE, STRIPE_OPAQUE, Marked
from micrograd.analysis.neuron_curves import NeuronCurve
from micrograd.analysis.surface import Floats

# The pieces of a stripe are polygons of four points.
_CORNERS = 4


def ends_in_pixels(curve: NeuronCurve, box: QRectF) -> Floats:
    """Both ends of the pieces, shape (pieces, 2, 2); box: where the plane of the curve lies."""
    ends = curve.pieces.reshape(-1, 2, 2) * (box.width(), -box.height())
    places: Floats = ends + np.array([box.left(), box.bottom()])
    return places


def distance_to_curve(curve: NeuronCurve, box: QRectF, point: QPointF) -> float:
    """The distance of a point from a curve, in pixels."""
    ends = ends_in_pixels(curve, box)
    begin, along = ends[:, 0], ends[:, 1] - ends[:, 0]
    offset = (point.x(), point.y()) - begin
    length = np.maximum((along * along).sum(axis=1), 1e-12)
    share = np.clip((offset * along).sum(axis=1) / length, 0.0, 1.0)
    return float(np.hypot(*(offset - share[:, None] * along).T).min())


class CurvesPainter:
    """Draws the curves in the pens of lines, each with a stripe on its positive side."""

    def __init__(
        self, painter: QPainter, room: QRectF, box: QRectF, theme: Theme, ink: str
    ) -> None:
        """room: in sight. box: where the plane of the curves lies. ink: see `LinesPainter`."""
        self._painter, self._room, self._box = painter, room, box
        self._theme, self._ink = theme, ink

    def draw(self, curves: Sequence[NeuronCurve], marked: Marked) -> None:
        """Draw all curves, at last those that stand out."""
        painter = self._painter
        painter.save()
        painter.setClipRect(self._room)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        looks = [(marked.look(curve.neuron), curve) for curve in curves]
        for look, curve in sorted(looks, key=lambda pair: pair[0].stands_out):
            pen = look.pen(self._theme, self._ink)
            self._draw(ends_in_pixels(curve, self._box), pen, look.stands_out)
        painter.restore()

    def _draw(self, ends: Floats, pen: QPen, is_marked: bool) -> None:
        painter, stripe = self._painter, QColor(pen.color())
        if pen.style() is not Qt.PenStyle.DotLine:
            stripe.setAlphaF(CHOSEN_STRIPE_OPAQUE if is_marked else STRIPE_OPAQUE)
            painter.fillPath(_stripe(ends), stripe)
        line = pg.arrayToQPath(*ends.reshape(-1, 2).T, connect="pairs")
        if is_marked:
            # It is seen on any ground.
            painter.setPen(QPen(self._theme.color("surface"), pen.widthF() + scaled(1.6)))
            painter.drawPath(line)
        painter.setPen(pen)
        painter.drawPath(line)


def _stripe(ends: Floats) -> QPainterPath:
    """What lies beside a curve at its positive side, which is that at the left of each piece."""
    along = ends[:, 1] - ends[:, 0]
    length = np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    # Down is the positive direction on the screen.
    beside = np.stack([along[:, 1], -along[:, 0]], axis=1) / length * scaled(STRIPE)
    corners = np.stack([ends[:, 0], ends[:, 1], ends[:, 1] + beside, ends[:, 0] + beside], axis=1)
    connect = np.ones((len(ends), _CORNERS), np.int32)
    connect[:, -1] = 0
    path = pg.arrayToQPath(*corners.reshape(-1, 2).T, connect=connect.ravel())
    # All go around in the same direction: two that overlap do not leave a hole.
    path.setFillRule(Qt.FillRule.WindingFill)
    return path
