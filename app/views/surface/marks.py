"""The samples of a surface: where they lie, and how each is drawn."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.kit.even_colors import SHADES
from app.kit.text_size import scaled
from app.kit.theme import Theme
from app.views.surface.picture import scale_of
from app.views.surface.sight import Sight, share_of
from micrograd.analysis.answers import Answers
from micrograd.data.rows import taken_rows
from micrograd.data.sampling import Samples
from micrograd.data.share import drawn_share
from micrograd.data.tasks import class_of

# No more samples than this are drawn: as many frames as ever fit into a second.
MOST_SAMPLES = 2000
# Radii in pixels: of a sample among few and among many, and how far the rings are around it.
RADIUS, SMALL_RADIUS, RING, CHOSEN_RING = 4.5, 2.6, 2.4, 4.2
FEW = 400


class SampleMarks(NamedTuple):
    """The samples that are drawn. rows: of the dataset. colors: by class or target.

    hollow: those that are not trained on. is_small: each is drawn small. classes: those of the
    targets, none where these are numbers.
    """

    rows: Sequence[int]
    xs: Sequence[float]
    ys: Sequence[float]
    colors: Sequence[QColor]
    hollow: Collection[int]
    is_small: bool = False
    classes: Sequence[int] = ()

    @property
    def radius(self) -> float:
        """The radius of a sample."""
        return scaled(SMALL_RADIUS if self.is_small else RADIUS)


def drawn_rows(count: int, chosen: int, most: int = MOST_SAMPLES) -> list[int]:
    """The samples that are drawn: all, or as many as fit a frame, the chosen one among them."""
    share = drawn_share(count, most)
    return sorted(share if chosen in share else (*share[:-1], chosen))


def marks_of(
    samples: Samples,
    rows: Sequence[int],
    axes: Sequence[int],
    answers: Answers,
    which: int | None,
    theme: Theme,
    is_small: bool = False,
) -> SampleMarks:
    """The marks of some samples; along one input their targets stand in the other direction."""
    dataset, is_small = samples.dataset, is_small or len(rows) > FEW
    hollow = samples.held_out_set
    inputs, targets = (taken_rows(each, rows) for each in (dataset.xs, dataset.targets))
    xs = [each[axes[0]] for each in inputs]
    if len(axes) == 2:
        ys = [each[axes[1]] for each in inputs]
    else:
        ys = [max(each) if which is None else each[which] for each in targets]
    if len(axes) == 1 and not answers.classes:
        # Their height says the number.
        colors = [theme.of_class(1)] * len(rows)
        return SampleMarks(rows, xs, ys, colors, hollow, is_small)
    colors = [color_of(each, answers, which, theme) for each in targets]
    classes = [*map(class_of, targets)] if answers.classes else []
    return SampleMarks(rows, xs, ys, colors, hollow, is_small, classes)


def color_of(targets: Sequence[float], answers: Answers, which: int | None, theme: Theme) -> QColor:
    """The colour of a sample: that of its class, or of the number to be hit."""
    if answers.classes:
        return theme.of_class(class_of(targets))
    which = which or 0
    share = min(1.0, max(0.0, share_of(targets[which], answers.ranges[which])))
    return QColor.fromRgb(int(scale_of(answers, theme)[round(share * (SHADES - 1))]))


def draw_samples(
    painter: QPainter,
    sight: Sight,
    marks: SampleMarks,
    wrong: Collection[int],
    chosen: int,
    theme: Theme,
) -> None:
    """Draw the samples: filled where trained on, else hollow; wrong ones and the chosen one ringed.

    wrong: rows of the samples whose class is not answered. Nothing is drawn outside of the frame.
    """
    painter.save()
    painter.setClipRect(sight.room, Qt.ClipOperation.IntersectClip)
    _draw_in_frame(painter, sight, marks, wrong, chosen, theme)
    painter.restore()


def _draw_in_frame(
    painter: QPainter,
    sight: Sight,
    marks: SampleMarks,
    wrong: Collection[int],
    chosen: int,
    theme: Theme,
) -> None:
    radius, room = marks.radius, sight.room.adjusted(-6, -6, 6, 6)
    outline = QPen(theme.color("surface"), scaled(1.2))
    for row, x, y, color in zip(marks.rows, marks.xs, marks.ys, marks.colors, strict=True):
        point = sight.point(x, y)
        if not room.contains(point):
            continue
        if row in wrong:
            draw_ring(painter, point, radius + scaled(RING), theme.color("warning"), theme)
        if row in marks.hollow:
            painter.setPen(QPen(color, scaled(2)))
            painter.setBrush(theme.color("surface"))
        else:
            painter.setPen(outline)
            painter.setBrush(color)
        painter.drawEllipse(point, radius, radius)
    if chosen in marks.rows:
        i = marks.rows.index(chosen)
        point = sight.point(marks.xs[i], marks.ys[i])
        if room.contains(point):
            draw_ring(painter, point, radius + scaled(CHOSEN_RING), theme.color("text"), theme)


def draw_ring(
    painter: QPainter, center: QPointF, radius: float, color: QColor, theme: Theme
) -> None:
    """A ring that is seen on any ground."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(theme.color("surface"), scaled(3.4)), QPen(color, scaled(1.6))):
        painter.setPen(pen)
        painter.drawEllipse(center, radius, radius)
