"""The headings of the heat map: values down, values across, and the groups of these."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView

from app.kit.numbers import cut
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.parts import CENTER, RIGHT
from app.kit.widgets.plots import LABEL_FONT_PX
from app.views.pages.sweep.grid_model import SweepGridModel

# Sizes of the headings in pixels: the height of a label, and the room beside it.
LINE, GAP = 16, 6


class HeatHeader(QHeaderView):
    """A heading that writes as many labels as fit."""

    def __init__(self, along: Qt.Orientation, grid: SweepGridModel, appearance: Appearance) -> None:
        super().__init__(along)
        self.grid, self._appearance = grid, appearance
        appearance.changed.connect(self._fit_text)
        self._fit_text()
        self.setMinimumSectionSize(1)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _fit_text(self) -> None:
        self.setFont(small(self.font()))

    def widest(self, labels: Sequence[str]) -> int:
        """The width of the longest label in pixels."""
        return max(map(self.fontMetrics().horizontalAdvance, labels), default=0)

    def every(self, label: int) -> int:
        """The number of sections that one label needs. label: its size in pixels."""
        return max(1, -(-label // max(1, self.sectionSize(0))))

    def middle_of(self, section: int) -> float:
        """The middle of a section on the screen."""
        return self.sectionViewportPosition(section) + self.sectionSize(section) / 2

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setPen(self._appearance.theme.color("quiet"))
        painter.setFont(self.font())
        self.draw_labels(painter)
        painter.end()

    def draw_labels(self, painter: QPainter) -> None:
        """Write the labels in the quiet colour, with which the painter begins."""
        raise NotImplementedError


class RowHeader(HeatHeader):
    """The values of the first axis, from top to bottom."""

    def sizeHint(self) -> QSize:
        return QSize(self.widest(self.grid.heads) + 2 * GAP, 0)

    def draw_labels(self, painter: QPainter) -> None:
        for row in range(0, len(self.grid.heads), self.every(px(LINE))):
            top = self.middle_of(row) - px(LINE) / 2
            place = QRectF(0, top, self.viewport().width() - GAP, px(LINE))
            painter.drawText(place, RIGHT, self.grid.heads[row])


class ColumnHeader(HeatHeader):
    """The values of the third axis in a line, and below each of them those of the second."""

    def sizeHint(self) -> QSize:
        return QSize(0, 2 * px(LINE) + 4)

    def draw_labels(self, painter: QPainter) -> None:
        seeds = self.grid.inner
        every = self.every(self.widest(seeds) + GAP)
        for group, shape in enumerate(self.grid.groups):
            self._draw_shape(painter, group * len(seeds), len(seeds), shape)
            for i in range(0, len(seeds), every):
                self._draw_seed(painter, group * len(seeds) + i, seeds[i], len(seeds) - i)

    def _draw_shape(self, painter: QPainter, first: int, seeds: int, text: str) -> None:
        """Write a shape in the middle of the visible part of its columns."""
        size = self.sectionSize(first)
        start = self.sectionViewportPosition(first)
        left, right = max(0, start), min(self.viewport().width(), start + seeds * size)
        if right <= left:
            return
        text = cut(text, right - left - 4, self.fontMetrics().horizontalAdvance)
        painter.drawLine(left + 4, px(LINE) + 1, right - 2, px(LINE) + 1)
        painter.save()
        painter.setPen(self._appearance.theme.color("text"))
        painter.drawText(QRectF(left, 0, right - left, px(LINE)), CENTER, text)
        painter.restore()

    def _draw_seed(self, painter: QPainter, column: int, text: str, left: int) -> None:
        """Write a seed. left: the number of columns of its shape from this one on."""
        size = self.sectionSize(column)
        width = self.widest([text]) + 2
        # A label that would overlap the first seed of the next shape is left out.
        if width <= size or (width + size) / 2 <= left * size - GAP:
            place = QRectF(self.middle_of(column) - width / 2, px(LINE) + 3, width, px(LINE))
            painter.drawText(place, CENTER, text)


def small(font: QFont) -> QFont:
    """The font, in the size of labels."""
    font.setPixelSize(px(LABEL_FONT_PX))
    return font
