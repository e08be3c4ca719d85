"""Draws the timeline: the track, branches below it, changes above it, and the handle."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPolygonF

from app.kit.text_size import px
from app.kit.theme import Theme, mixed
from app.session.cursor import Cursor
from app.views.timeline.layout import Mark, Scale
from micrograd.runs.run import Run
from micrograd.runs.segments import segments_of

HEIGHT = 40
TEXT_PX = 11
# Heights in pixels, from top to bottom: marks and their words, the track, the branches.
MARK_Y, STEM_TOP, TRACK_Y, BRANCH_TOP, BRANCH_BOTTOM = 7, 13, 26, 31, 37
TRACK_HEIGHT, HANDLE_RADIUS, MARK_RADIUS = 4, 7, 4
# The corners of marks around their middle, by the kind of change.
CORNERS = {
    "learning_rate": ((0, -4), (4, 0), (0, 4), (-4, 0)),
    "parameter": ((0, -4), (4, 3.5), (-4, 3.5)),
}
# The share of its colour that the track keeps after the handle.
SHARE_AHEAD = 0.4


class Picture(NamedTuple):
    """Everything that is drawn: equal pictures look alike. All places are in pixels.

    stretches: the left end, the right end and the colour of each part of the track.
    ticks: where another run leaves the line, and the colour of that run.
    marks: the place and the kind of each mark. words: where they begin. handle: its place.
    """

    stretches: list[tuple[int, int, str]]
    ticks: list[tuple[int, str]]
    marks: list[tuple[int, str]]
    words: list[tuple[int, str]]
    handle: int


def small(font: QFont) -> QFont:
    """Return a font in the size of the words."""
    font = QFont(font)
    font.setPixelSize(px(TEXT_PX))
    return font


def words_of(marks: list[Mark], metrics: QFontMetrics, right: int) -> list[tuple[int, str]]:
    """The words that fit after their mark, else before it; the others are left out."""
    words = []
    free = 0
    for i, mark in enumerate(marks):
        end = marks[i + 1].x - 2 * MARK_RADIUS if i + 1 < len(marks) else right
        width = metrics.horizontalAdvance(mark.text)
        after, before = mark.x + MARK_RADIUS + 4, mark.x - MARK_RADIUS - 4 - width
        taken = mark.x
        if after + width <= end:
            words.append((after, mark.text))
            taken = after + width
        elif before >= free:
            words.append((before, mark.text))
        free = taken + 2 * MARK_RADIUS
    return words


def picture_of(
    cursor: Cursor,
    theme: Theme,
    scale: Scale,
    branches: Sequence[tuple[int, Run]],
    marks: Sequence[Mark],
    words: list[tuple[int, str]],
) -> Picture:
    """The drawing of the present run."""
    x = scale.x
    stretches = [
        (x(segment.first), x(segment.last), theme.of_run(segment.run.number).name())
        for segment in segments_of(cursor.run)
    ]
    if scale.first == scale.last:
        # An untrained run shows an empty track.
        stretches = [(scale.left, scale.right, theme["border"])]
    return Picture(
        stretches,
        [(x(step), theme.of_run(run.number).name()) for step, run in branches],
        [(mark.x, mark.kind) for mark in marks],
        words,
        x(cursor.steps),
    )


def paint(painter: QPainter, picture: Picture, theme: Theme, has_focus: bool) -> None:
    """Draw the picture in the colours of the theme."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_track(painter, picture, theme)
    for x, color in picture.ticks:
        painter.setPen(QPen(QColor(color), 2))
        painter.drawLine(QPointF(x, BRANCH_TOP), QPointF(x, BRANCH_BOTTOM))
    _paint_marks(painter, picture, theme)
    _paint_handle(painter, picture.handle, theme, has_focus)


def _paint_track(painter: QPainter, picture: Picture, theme: Theme) -> None:
    """Draw the track, in full colour up to the handle and quieter after it."""
    top = TRACK_Y - TRACK_HEIGHT / 2
    for left, right, name in picture.stretches:
        color, seam = QColor(name), min(max(picture.handle, left), right)
        ahead = mixed(theme.color("surface"), color, SHARE_AHEAD)
        painter.fillRect(QRectF(left, top, seam - left, TRACK_HEIGHT), color)
        painter.fillRect(QRectF(seam, top, right - seam, TRACK_HEIGHT), ahead)


def _paint_marks(painter: QPainter, picture: Picture, theme: Theme) -> None:
    quiet = theme.color("quiet")
    for x, kind in picture.marks:
        painter.setPen(QPen(theme.color("disabled"), 1))
        painter.drawLine(QPointF(x + 0.5, STEM_TOP), QPointF(x + 0.5, TRACK_Y - TRACK_HEIGHT / 2))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(quiet)
        _paint_shape(painter, QPointF(x + 0.5, MARK_Y), kind)
    painter.setPen(quiet)
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    room = max(MARK_Y, px(MARK_Y))
    for x, text in picture.words:
        painter.drawText(QRectF(x, MARK_Y - room, 1000, 2 * room), flags, text)


def _paint_shape(painter: QPainter, center: QPointF, kind: str) -> None:
    """Draw a diamond for a rate, a square for data, a triangle for a parameter, a disc for a
    network, and three dots for several kinds."""
    r = MARK_RADIUS
    if kind in CORNERS:
        painter.drawPolygon(QPolygonF([center + QPointF(x, y) for x, y in CORNERS[kind]]))
    elif kind == "dataset":
        painter.drawRect(QRectF(center.x() - r + 0.5, center.y() - r + 0.5, 2 * r - 1, 2 * r - 1))
    elif kind == "network":
        painter.drawEllipse(center, r, r)
    else:
        for shift in (-r, 0, r):
            painter.drawEllipse(center + QPointF(shift, 0), 1.5, 1.5)


def _paint_handle(painter: QPainter, place: int, theme: Theme, has_focus: bool) -> None:
    center = QPointF(place, TRACK_Y)
    if has_focus:
        painter.setPen(QPen(theme.color("text"), 1.5))
        painter.setBrush(theme.color("surface"))
        painter.drawEllipse(center, HANDLE_RADIUS + 3, HANDLE_RADIUS + 3)
    painter.setPen(QPen(theme.color("surface"), 2))
    painter.setBrush(theme.color("accent"))
    painter.drawEllipse(center, HANDLE_RADIUS, HANDLE_RADIUS)
