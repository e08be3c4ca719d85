"""Draws the cells of the heat map: colour, loss if there is room, and the choice."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.kit.table_model import Index
from app.kit.theme import Appearance, readable_on
from app.kit.widgets.plots import LABEL_FONT_PX
from app.views.pages.sweep.grid_model import SweepGridModel, cell_texts
from app.views.pages.sweep.legend import draw_diverged
from app.views.pages.sweep.loss_scale import LossScale
from micrograd.sweeps.sweep import TrialResult

# The pixels between two shapes; cells of at least ROOMY pixels are 1 pixel apart.
GROUP_GAP, ROOMY = 4, 12
# At least this many pixels are left on each side of a text.
MARGIN = 2
CENTERED = int(Qt.AlignmentFlag.AlignCenter)


class HeatCellDelegate(QStyledItemDelegate):
    """Draws a cell by a scale: hatched if it diverged, an outline only before it has ended."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._font = parent.font()
        self._font.setPixelSize(LABEL_FONT_PX)
        self._metrics = QFontMetricsF(self._font)
        self._widest: list[float] = []
        self.scale = LossScale([])

    def show(self, results: Sequence[TrialResult]) -> None:
        """Set the scale by these results; texts are long only if each of them fits its cell."""
        self.scale = LossScale(results)
        texts = [cell_texts(result) for result in results]
        width = self._metrics.horizontalAdvance
        self._widest = [max(map(width, column)) for column in zip(*texts, strict=True)]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, model = self._appearance.theme, index.model()
        assert isinstance(model, SweepGridModel)
        assert model.plan is not None
        result = model.result_at(index)
        place = self._place(option, index.column(), len(model.plan.seeds))
        text = self._text_for(result, option, len(model.plan.shapes) > 1)
        painter.setFont(self._font)
        if result is None:
            painter.setPen(theme.color("border"))
            painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))
        elif result.diverged_at is not None:
            draw_diverged(painter, place, theme)
            if text:
                self._draw_word(painter, place, text)
        else:
            fill = self.scale.color(theme, result.loss)
            painter.fillRect(place, fill)
            if text:
                painter.setPen(readable_on(fill))
                painter.drawText(place, CENTERED, text)
        if option.state & QStyle.StateFlag.State_Selected:
            self._draw_choice(painter, place)

    def _text_for(
        self, result: TrialResult | None, option: QStyleOptionViewItem, has_groups: bool
    ) -> str:
        """The text of a cell: the longest form that fits every cell, or nothing."""
        size = option.rect.size()
        if result is None or size.height() < self._metrics.height():
            return ""
        room = size.width() - (GROUP_GAP if has_groups else 0) - 2 * MARGIN
        written = zip(cell_texts(result), self._widest, strict=False)
        return next((text for text, widest in written if widest <= room), "")

    def _place(self, option: QStyleOptionViewItem, column: int, seeds: int) -> QRectF:
        place = QRectF(option.rect)
        if column and column % seeds == 0:
            place.setLeft(place.left() + min(GROUP_GAP, place.width() / 2))
        gap = 1 if min(place.width(), place.height()) >= ROOMY else 0
        return place.adjusted(0, 0, -gap, -gap)

    def _draw_word(self, painter: QPainter, place: QRectF, text: str) -> None:
        theme = self._appearance.theme
        box = self._metrics.boundingRect(text)
        box.moveCenter(place.center())
        painter.fillRect(box.adjusted(-2, -1, 2, 1), theme.color("surface"))
        painter.setPen(theme.color("warning"))
        painter.drawText(place, CENTERED, text)

    def _draw_choice(self, painter: QPainter, place: QRectF) -> None:
        """Draw a frame of two colours, which is visible on every fill."""
        theme = self._appearance.theme
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, inset in (("text", 0.5), ("text", 1.5), ("surface", 2.5)):
            if place.width() > 4 * inset and place.height() > 4 * inset:
                painter.setPen(QPen(theme.color(color), 1))
                painter.drawRect(place.adjusted(inset, inset, -inset, -inset))
