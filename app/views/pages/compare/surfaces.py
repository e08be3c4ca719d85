"""What two runs answer over the plane of two inputs, and where they differ, as pictures."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.kit.even_colors import image_of, shades, signed_scale
from app.kit.numbers import cut, significant
from app.kit.spoken import Whole
from app.kit.text_size import px
from app.kit.theme import Appearance, Theme
from app.kit.widgets.fields import describe
from app.views.surface.picture import pixels_of
from micrograd.analysis.answers import answers_of
from micrograd.analysis.probe import probe_of
from micrograd.analysis.surface import Floats, Grid, plane_of, typed_inputs
from micrograd.runs.outcome import trainer_at_end
from micrograd.runs.run import Run

# Points along each side of a picture.
SIDE = 64
LEAST_PX, CAPTION_PX, GAP_PX, TEXT_PX = 44, 18, 8, 11
WHY_NONE = "Surfaces need two inputs that both runs have."
ALONE = "Choose a second run to see surfaces and their difference."


class Small(NamedTuple):
    """A picture and what stands above it."""

    caption: str
    image: QImage


def comparable(first: Run, other: Run) -> bool:
    """True where both have the same two or more inputs to vary, and as many outputs."""
    ours, theirs = first.recipe.dataset, other.recipe.dataset
    is_same = (ours.nin, ours.nout) == (theirs.nin, theirs.nout)
    return is_same and len(typed_inputs(ours)) >= 2 and typed_inputs(ours) == typed_inputs(theirs)


def pictures_of(first: Run, other: Run, theme: Theme) -> list[Small]:
    """The surface at the end of each run, on the plane of the first one, and their difference."""
    trainers = [trainer_at_end(run) for run in (first, other)]
    plane = plane_of(first.recipe.dataset)
    answers = answers_of(trainers[0])
    which = None if answers.classes and first.recipe.dataset.nout > 1 else 0
    outputs: list[Floats] = []
    drawn: list[Small] = []
    for run, trainer in zip((first, other), trainers, strict=True):
        grid = Grid(plane, trainer.samples, SIDE, SIDE)
        data = [parameter.data for parameter in trainer.parameters]
        outputs.append(grid.outputs(probe_of(trainer), data))
        drawn.append(Small(run.name, image_of(pixels_of(outputs[-1], answers, which, theme))))
    return [*drawn, _difference(outputs, which, theme)]


def _difference(outputs: Sequence[Floats], which: int | None, theme: Theme) -> Small:
    """The second surface minus the first; of classes how much of their outputs is another."""
    with np.errstate(invalid="ignore", over="ignore"):
        change = outputs[1] - outputs[0]
        change = np.abs(change).max(axis=0) if which is None else change[which]
    most = float(np.nanmax(np.abs(change), initial=0.0))
    share = 0.5 + change / (2 * most) if most > 0 and np.isfinite(most) else 0.5 + 0 * change
    pixels = signed_scale(theme)[shades(share)]
    return Small(f"difference ± {significant(most, 2)}", image_of(pixels))


class SmallSurfaces(QWidget):
    """The pictures side by side, as large as there is room."""

    spoken = Whole

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        about = "What both runs answer over two inputs, and the difference of their answers"
        describe(self, "compared_surfaces", "Surfaces of the compared runs", about)
        # The pictures, or in their place the reason why there are none.
        self.pictures: list[Small] = []
        self.reason = ALONE
        self._shown: object = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(3 * px(150), px(150) + px(CAPTION_PX))

    def minimumSizeHint(self) -> QSize:
        return QSize(3 * px(LEAST_PX), px(LEAST_PX) + px(CAPTION_PX))

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Draw the first two of these runs at their ends, unless they are drawn already."""
        pair = list(runs[:2])
        theme = self._appearance.theme
        ends = [(run, run.name, run.start, run.steps, run.history, [*run.events]) for run in pair]
        if (ends, theme.name) == self._shown:
            return
        self._shown = ends, theme.name
        self.reason = ALONE if len(pair) < 2 else "" if comparable(*pair) else WHY_NONE
        self.pictures = [] if self.reason else pictures_of(pair[0], pair[1], theme)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = self.font()
        font.setPixelSize(px(TEXT_PX))
        painter.setFont(font)
        painter.setPen(self._appearance.theme.color("quiet"))
        if self.reason:
            center = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect(), center, self.reason)
        else:
            self._draw(painter)
        painter.end()

    def _draw(self, painter: QPainter) -> None:
        caption = px(CAPTION_PX)
        side = min((self.width() - 2 * GAP_PX) / 3, self.height() - caption)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for i, (text, image) in enumerate(self.pictures):
            left = i * (side + GAP_PX)
            shown = cut(text, int(side), painter.fontMetrics().horizontalAdvance)
            painter.drawText(QRectF(left, 0, side, caption), int(flags), shown)
            painter.drawImage(QRectF(left, caption, side, side), image)
