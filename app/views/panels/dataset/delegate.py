"""DatasetDelegate: draws the cells of the dataset."""

from PySide6.QtCore import (
    QRect,
    Qt,
)
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyleOptionViewItem,
)

from app.kit.table_model import Index
from app.kit.widgets.number_delegate import TEXT_FLAGS, NumberDelegate
from app.views.panels.dataset.model import KIND_ROLE, NUMBER_ROLE


class DatasetDelegate(NumberDelegate):
    """Predictions in the colour of their sign; a refused cell framed in the warning colour.

    The row of the sample that is shown has a bar at its left: so has the one being computed.
    """

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self.appearance.theme
        rect: QRect = option.rect
        self.draw_background(painter, option, index)
        view = self.parent()
        assert isinstance(view, QAbstractItemView)
        if index.row() == view.currentIndex().row():
            self._draw_shown(painter, rect, index)
        kind = index.data(KIND_ROLE)
        if kind == "prediction":
            color = theme.signed("data", index.data(NUMBER_ROLE), text=True)
        else:
            color = theme.color("quiet" if kind == "error" else "text")
        painter.save()
        font = painter.font()
        font.setBold(kind == "target")
        painter.setFont(font)
        painter.setPen(color)
        text = painter.fontMetrics().elidedText(
            index.data(), Qt.TextElideMode.ElideRight, rect.width() - 8
        )
        painter.drawText(
            rect.adjusted(4, 0, -4, 0),
            TEXT_FLAGS,
            text,
        )
        model = index.model()
        if getattr(model, "refused_cell", None) == (index.row(), index.column()):
            painter.setPen(QPen(theme.color("warning"), 1))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        elif option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.color("accent_text"), 1))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def _draw_shown(self, painter: QPainter, rect: QRect, index: Index) -> None:
        theme = self.appearance.theme
        painter.fillRect(rect, theme.color("selection"))
        if index.column() == 0:
            painter.fillRect(
                QRect(rect.left(), rect.top(), 3, rect.height()), theme.color("accent")
            )
