"""Draws a space into a rectangle: the grid of the inputs' plane as it lies there, the samples."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.kit.text_size import scaled
from app.kit.theme import Theme, mixed
from app.views.pages.representation.spaces import Sights
from app.views.surface.marks import SampleMarks, draw_samples
from app.views.surface.sight import Sight
from micrograd.analysis.representation import Floats, Frame, at_place, mixed_frames, split_place

# The widths of the lines of the grid, and how far their colours are from the background's.
GRID, ACROSS, UP = 1.0, 0.6, 0.32
# Farther outside than so many pixels nothing is drawn.
FARTHEST = 20_000.0


class Marks(NamedTuple):
    """How the samples look, see `SampleMarks`. wrong: rows; chosen: a row."""

    colors: Sequence[QColor]
    hollow: Collection[int]
    wrong: Collection[int]
    chosen: int


def frame_at(sights: Sights, place: float) -> Frame:
    """The frame at a place between the layers."""
    layer, share = split_place(place)
    outputs = sights.frames[layer][1]
    return mixed_frames(outputs, *sights.frames[layer + 1], share) if share else outputs


def sight_of(frame: Frame, room: QRectF) -> Sight:
    """The ranges that fill a rectangle, with all of a frame in it."""
    side = max(1.0, min(room.width(), room.height()))
    reach_x = frame.reach_x * room.width() / side
    reach_y = frame.reach_y * room.height() / side
    x, y = (frame.x - reach_x, frame.x + reach_x), (frame.y - reach_y, frame.y + reach_y)
    return Sight(room, x, y)


def draw_space(
    painter: QPainter, sight: Sight, sights: Sights, place: float, marks: Marks, theme: Theme
) -> None:
    """Draw grid and samples at a place between the layers."""
    painter.save()
    painter.setClipRect(sight.room)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_grid(painter, sight, sights, place, theme)
    painter.setClipping(False)
    draw_samples(painter, sight, marks_at(sights, place, marks), marks.wrong, marks.chosen, theme)
    painter.restore()


def marks_at(sights: Sights, place: float, marks: Marks) -> SampleMarks:
    """The samples where they are at a place."""
    xs, ys = np.nan_to_num(at_place(sights.samples, sights.planes, place)).tolist()
    return SampleMarks(sights.rows, xs, ys, marks.colors, marks.hollow)


def draw_grid(
    painter: QPainter, sight: Sight, sights: Sights, place: float, theme: Theme, every: int = 1
) -> None:
    """Draw the lines of the grid; those along the first input stand out."""
    xs, ys = on_screen(sight, at_place(sights.grid, sights.planes, place))
    lines = [each.reshape(-1, sights.points) for each in (xs, ys)]
    # The lines along the first axis come first; a single input has only one.
    half = (len(lines[0]) + 1) // 2
    for share, part in ((UP, slice(half, None)), (ACROSS, slice(0, half))):
        across, down = (each[part][::every] for each in lines)
        if across.size:
            path = pg.arrayToQPath(across.ravel(), down.ravel(), connect=_joined(across))
            color = mixed(theme.color("surface"), theme.color("text"), share)
            painter.setPen(QPen(color, scaled(GRID)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(path)


def on_screen(sight: Sight, points: Floats) -> tuple[Floats, Floats]:
    """The pixels of points of shape (2, points), in numbers that a painter can take."""
    room, found = sight.room, []
    with np.errstate(invalid="ignore", over="ignore"):
        right = (points[0] - sight.x[0]) / (sight.x[1] - sight.x[0])
        up = (points[1] - sight.y[0]) / (sight.y[1] - sight.y[0])
        found = [room.left() + right * room.width(), room.bottom() - up * room.height()]
    xs, ys = (np.clip(np.nan_to_num(each), -FARTHEST, FARTHEST) for each in found)
    return xs, ys


def draw_border(painter: QPainter, sight: Sight, ends: Floats, theme: Theme) -> None:
    """Draw where the output changes its answer as a dashed line across the picture."""
    xs, ys = on_screen(sight, ends)
    painter.save()
    painter.setClipRect(sight.room)
    painter.setPen(QPen(theme.color("text"), scaled(1.5), Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(xs[0], ys[0]), QPointF(xs[1], ys[1]))
    painter.restore()


def _joined(xs: Floats) -> np.ndarray:
    """Which point is joined to the next: the last one of a line is not."""
    is_joined = np.ones(xs.shape, dtype=np.int32)
    is_joined[:, -1] = 0
    return is_joined.ravel()
