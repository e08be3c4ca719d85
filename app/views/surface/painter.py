"""Draws a surface into a rectangle: its colours, contours and borders, or its curve."""

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.kit.text_size import scaled
from app.kit.theme import Theme
from app.views.surface.picture import SurfacePicture, ink_on
from app.views.surface.sight import Sight
from micrograd.analysis.answers import Line
from micrograd.analysis.surface import Floats, Plane

# The widths of a contour and of a border in pixels.
CONTOUR, BORDER = 1.0, 2.2
CONTOUR_OPAQUE = 0.35


def draw_surface(painter: QPainter, sight: Sight, picture: SurfacePicture, theme: Theme) -> None:
    """Draw the colours and lines over two inputs, where they are in sight."""
    image, plane = picture.image, picture.plane
    if image is None:
        return
    box = sight.box(*plane.ranges)
    if not box.contains(sight.room):
        painter.fillRect(sight.room, theme.color("border"))
    painter.save()
    painter.setClipRect(sight.room)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    # The outermost points of the grid are on the edges of the plane.
    across = box.width() / max(1, image.width() - 1) / 2
    down = box.height() / max(1, image.height() - 1) / 2
    painter.drawImage(box.adjusted(-across, -down, across, down), image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    ink = ink_on(picture.request.answers)
    for line in picture.lines:
        draw_line(painter, box, line, picture.outputs.shape[1:], theme, ink)
    painter.restore()


def draw_line(
    painter: QPainter,
    box: QRectF,
    line: Line,
    shape: tuple[int, ...],
    theme: Theme,
    ink: str = "text",
) -> None:
    """Draw a contour, or a border of answers, over the box of a plane. ink: a theme token."""
    if not len(line.pieces):
        return
    rows, columns = shape
    ends = line.pieces.reshape(-1, 2)
    xs = box.left() + ends[:, 0] * (box.width() / (columns - 1))
    ys = box.bottom() - ends[:, 1] * (box.height() / (rows - 1))
    path = pg.arrayToQPath(xs, ys, connect="pairs")
    color = QColor(theme.color(ink))
    color.setAlphaF(1.0 if line.is_border else CONTOUR_OPAQUE)
    painter.setPen(QPen(color, scaled(BORDER if line.is_border else CONTOUR)))
    painter.drawPath(path)


def draw_curves(painter: QPainter, sight: Sight, picture: SurfacePicture, theme: Theme) -> None:
    """Draw the outputs along one input, and how far each sample is from its target."""
    painter.fillRect(sight.room, theme.color("field"))
    painter.save()
    painter.setClipRect(sight.room)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    request = picture.request
    is_classes = request.which is None
    which = range(len(picture.outputs)) if is_classes else [request.which or 0]
    for i in which:
        color = theme.of_class(i) if is_classes else theme.color("accent")
        painter.setPen(QPen(color, scaled(2.2)))
        for points in _runs_of(sight, picture.plane, picture.outputs[i, 0]):
            painter.drawPolyline(QPolygonF(points))
    painter.restore()


def draw_residuals(painter: QPainter, sight: Sight, picture: SurfacePicture, theme: Theme) -> None:
    """Draw a line from each target to the output for its sample."""
    request = picture.request
    which = request.which
    if which is None:
        return
    dataset, axis = request.samples.dataset, picture.plane.axes[0]
    painter.setPen(QPen(theme.color("quiet"), scaled(1)))
    for row, output in zip(request.drawn, picture.predictions[which].tolist(), strict=True):
        x, target = dataset.xs[row][axis], dataset.targets[row][which]
        if abs(output) < 1e300:
            painter.drawLine(sight.point(x, target), _within(sight.point(x, output)))


def _runs_of(sight: Sight, plane: Plane, outputs: Floats) -> list[list[QPointF]]:
    """The points of a curve in sight, parted where an output is not a number."""
    runs: list[list[QPointF]] = [[]]
    xs = plane.points(len(outputs))[:, plane.axes[0]].tolist()
    for x, y in zip(xs, outputs.tolist(), strict=True):
        if y != y:
            runs.append([])
        else:
            runs[-1].append(_within(sight.point(x, max(-1e307, min(1e307, y)))))
    return [run for run in runs if len(run) > 1]


def _within(point: QPointF) -> QPointF:
    """The point, not so far away that Qt could not draw a line to it."""
    return QPointF(point.x(), max(-1e5, min(1e5, point.y())))
