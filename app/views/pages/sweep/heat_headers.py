"""The headings of the heat map: rates at the left, shapes and their seeds above."""

from typing import ClassVar

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from app.kit.numbers import shortest
from app.kit.theme import Appearance
from app.kit.widgets.parts import RIGHT
from app.kit.widgets.plots import LABEL_FONT_PX
from app.views.pages.sweep.grid_model import SweepGridModel
from micrograd.sweeps.plan import SweepPlan, shape_text

LINE, GAP = 16, 6


class HeatHeader(QHeaderView):
    """A heading that writes as many labels as fit."""

    along: ClassVar[Qt.Orientation]

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(self.along, parent)
        self._appearance = appearance
        font = self.font()
        font.setPixelSize(LABEL_FONT_PX)
        self.setFont(font)
        self.setMinimumSectionSize(1)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def _plan(self) -> SweepPlan | None:
        model = self.model()
        return model.plan if isinstance(model, SweepGridModel) else None

    def _every(self, label: int) -> int:
        """The number of sections that one label needs. label: its size in pixels."""
        return max(1, -(-label // max(1, self.sectionSize(0))))

    def paintEvent(self, event: QPaintEvent) -> None:
        if plan := self._plan:
            painter = QPainter(self.viewport())
            painter.setPen(self._appearance.theme.color("quiet"))
            painter.setFont(self.font())
            self._draw(painter, plan)
            painter.end()

    def _draw(self, painter: QPainter, plan: SweepPlan) -> None:
        """Write the labels."""
        raise NotImplementedError


class RateHeader(HeatHeader):
    """The learning rates, from top to bottom."""

    along = Qt.Orientation.Vertical

    def sizeHint(self) -> QSize:
        plan = self._plan
        rates = plan.rates if plan else ()
        widths = [self.fontMetrics().horizontalAdvance(shortest(rate)) for rate in rates]
        return QSize(max(widths, default=0) + 2 * GAP, 0)

    def _draw(self, painter: QPainter, plan: SweepPlan) -> None:
        for row in range(0, len(plan.rates), self._every(LINE)):
            middle = self.sectionViewportPosition(row) + self.sectionSize(row) / 2
            place = QRectF(0, middle - LINE / 2, self.viewport().width() - GAP, LINE)
            painter.drawText(place, RIGHT, shortest(plan.rates[row]))


class ColumnHeader(HeatHeader):
    """The shapes in a line, and below each of them its seeds."""

    along = Qt.Orientation.Horizontal

    def sizeHint(self) -> QSize:
        return QSize(0, 2 * LINE + 4)

    def _draw(self, painter: QPainter, plan: SweepPlan) -> None:
        seeds = len(plan.seeds)
        for group, shape in enumerate(plan.shapes):
            self._draw_shape(painter, group * seeds, seeds, shape_text(shape))
        widest = max(self.fontMetrics().horizontalAdvance(str(seed)) for seed in plan.seeds)
        for group in range(len(plan.shapes)):
            for i in range(0, seeds, self._every(widest + GAP)):
                self._draw_seed(painter, group * seeds + i, str(plan.seeds[i]), seeds - i)

    def _draw_shape(self, painter: QPainter, first: int, seeds: int, text: str) -> None:
        """Write a shape in the middle of the visible part of its columns."""
        width = self.viewport().width()
        left = max(0, self.sectionViewportPosition(first))
        last = first + seeds - 1
        right = min(width, self.sectionViewportPosition(last) + self.sectionSize(last))
        if right <= left:
            return
        painter.setPen(self._appearance.theme.color("text"))
        text = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, right - left - 4)
        painter.drawText(QRectF(left, 0, right - left, LINE), Qt.AlignmentFlag.AlignCenter, text)
        painter.setPen(self._appearance.theme.color("quiet"))
        painter.drawLine(left + 4, LINE + 1, right - 2, LINE + 1)

    def _draw_seed(self, painter: QPainter, column: int, text: str, left: int) -> None:
        """Write a seed. left: the number of columns of its shape from this one on."""
        size = self.sectionSize(column)
        middle = self.sectionViewportPosition(column) + size / 2
        width = self.fontMetrics().horizontalAdvance(text) + 2
        if width > size and (width + size) / 2 > left * size - GAP:
            # The label would overlap the first seed of the next shape.
            return
        place = QRectF(middle - width / 2, LINE + 3, width, LINE)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
