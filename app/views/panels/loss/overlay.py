"""The curves of the other runs as one picture, which is painted only when they change."""

from typing import NamedTuple

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QWidget

from app.kit.theme import Theme, mixed
from app.session.step_scale import StepScale
from app.views.panels.loss.curves import (
    Overlay,
    bounds_of,
    joint_of,
    on_axis,
    outline,
    overlay_of,
    points_of_others,
)
from micrograd.runs.buckets import Numbers
from micrograd.runs.experiment import Experiment
from micrograd.runs.segments import Segment

# The width in pixels of the curve of another run, and the share of its colour that it keeps.
WIDTH, SHARE = 1.25, 0.75


class Curve(NamedTuple):
    """A curve as it is drawn, in the coordinates of the axes."""

    segment: Segment
    steps: Numbers
    heights: Numbers
    pen: QPen


class LossOverlay(pg.GraphicsObject):
    """The curves that are drawn beside that of the current run.

    line_scale: pixels of a picture for each of the layout.
    """

    def __init__(self) -> None:
        super().__init__()
        self.line_scale = 1.0
        self.overlay = Overlay([], [], 0)
        self.curves: list[Curve] = []
        self.bounds = bounds_of([])
        self._chosen: object = None
        self._drawn: object = None
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def choose(self, experiment: Experiment) -> None:
        """Choose the runs of this experiment that the next `draw` shows."""
        overlay = overlay_of(experiment)
        # After a file was opened, outlines are replaced by exact histories one by one.
        chosen = overlay, [segment.run.history for segment in overlay.segments]
        if chosen != self._chosen:
            self._chosen = chosen
            self.overlay = overlay
            self.bounds = bounds_of(overlay.segments)

    def forget(self) -> None:
        """Let the next `draw` draw everything, as after a change of the theme."""
        self._drawn = None

    def draw(self, scale: StepScale, is_logarithmic: bool, plot: QWidget, theme: Theme) -> None:
        """Draw the visible part of each curve, unless that is drawn already.

        is_logarithmic: of the axis of the losses.
        """
        segments = self.overlay.segments
        histories = [segment.run.history for segment in segments]
        joints = [joint_of(segment.run) for segment in segments]
        width, span = plot.width(), scale.steps
        axes = int(span[0]), int(span[1]), scale.is_logarithmic, is_logarithmic
        wanted = segments, histories, joints, axes, width
        if wanted == self._drawn:
            return
        self._drawn = wanted
        points = points_of_others(width, len(segments))
        self.curves = []
        for segment in segments:
            steps, losses = outline(segment, span, points, scale.is_logarithmic)
            color = mixed(theme.color("surface"), theme.of_run(segment.run.number), SHARE)
            pen = pg.mkPen(color, width=WIDTH * plot.devicePixelRatioF())
            heights = on_axis(losses, is_logarithmic)
            self.curves.append(Curve(segment, scale.places(steps), heights, pen))
        self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(self.viewRect())

    def viewTransformChanged(self) -> None:
        self.prepareGeometryChange()
        super().viewTransformChanged()

    def paint(self, painter: QPainter, *_: object) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for curve in self.curves:
            if len(curve.steps) > 1:
                pen = QPen(curve.pen)
                pen.setWidthF(pen.widthF() * self.line_scale)
                painter.setPen(pen)
                painter.drawPath(pg.arrayToQPath(curve.steps, curve.heights))
