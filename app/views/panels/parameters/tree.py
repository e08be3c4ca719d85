"""ParameterTree: draws a parameter's row in one go, since all of them change in every frame."""

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QTreeView, QWidget

from app.kit.numbers import signed
from app.kit.table_model import Index
from app.kit.theme import Appearance
from app.kit.widgets.number_delegate import TEXT_FLAGS, NumberDelegate
from app.views.panels.parameters.model import BAR_PX, DATA, GRAD, ParameterModel

NAME_FLAGS = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
# Layer and neuron stand left of a parameter; a name begins so far right of its cell's edge.
DEPTH, NAME_MARGIN = 3, 3


class ParameterTree(QTreeView):
    """Rows of layers and neurons are Qt's; a parameter's has its name, two numbers, two bars.

    A delegate for each cell, and the roles that Qt asks for, would take four times as long.
    """

    def __init__(self, model: ParameterModel, appearance: Appearance) -> None:
        super().__init__()
        self._model, self._appearance = model, appearance

    def drawRow(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        proxy = index.model()
        assert isinstance(proxy, QSortFilterProxyModel)
        row = self._model.row_of(proxy.mapToSource(index))
        if row.parameter is None:
            super().drawRow(painter, option, index)
            return
        theme, rect = self._appearance.theme, option.rect
        if self._model.is_chosen(row.parameter):
            painter.fillRect(rect, theme.color("selection"))
        painter.setPen(theme.color("text"))
        left = DEPTH * self.indentation() - self.horizontalOffset() + NAME_MARGIN
        painter.drawText(rect.adjusted(left, 0, 0, 0), NAME_FLAGS, row.name)
        for column in (DATA, GRAD):
            x, width = self.columnViewportPosition(column), self.columnWidth(column)
            cell = QRect(x, rect.y(), width, rect.height())
            self._draw_number(painter, cell, row.parameter, column)

    def _draw_number(self, painter: QPainter, rect: QRect, parameter: int, column: int) -> None:
        """A number, and beside it a small bar to the left or right by its sign and size."""
        theme, model = self._appearance.theme, self._model
        number = model.number_of(parameter, column)
        painter.setPen(theme.color("text"))
        text = signed(number, model.digits)
        painter.drawText(rect.adjusted(4, 0, -2 * BAR_PX - 8, 0), TEXT_FLAGS, text)
        share = model.share(number, column)
        middle = rect.right() - BAR_PX - 2
        length = max(1.0, abs(share) * BAR_PX) if share else 0.0
        bar = QRectF(middle if share > 0 else middle - length, rect.center().y() - 3, length, 7)
        painter.fillRect(bar, theme.signed("data" if column == DATA else "grad", share))
        painter.fillRect(QRectF(middle - 0.5, rect.center().y() - 5, 1, 11), theme.color("border"))


class CellEditor(NumberDelegate):
    """Edits a number in the whole of its cell."""

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        editor.setGeometry(option.rect)
