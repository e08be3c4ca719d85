"""DatasetDelegate: draws the cells of the dataset."""

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem

from app.kit.table_model import RIGHT, Index
from app.kit.theme import Appearance
from app.kit.widgets.number_delegate import NumberDelegate
from app.kit.widgets.table import draw_bar, draw_text
from app.views.panels.dataset.model import DatasetModel

# The pixels that are free above and below the bar of a wrong prediction.
GAP = 4


class DatasetDelegate(NumberDelegate):
    """Draws predictions in the colour of their sign, and a frame around a refused cell.

    The row of the sample that is shown has a bar at its left, and one before its prediction where
    that is of another class. A sample that is held out is quiet.
    """

    def __init__(self, appearance: Appearance, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._appearance = appearance

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, rect, model = self._appearance.theme, option.rect, index.model()
        assert isinstance(model, DatasetModel)
        row, column = index.row(), index.column()
        is_shown = row == self._view.currentIndex().row()
        if is_shown or option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("selection"))
        if is_shown and column == 0:
            draw_bar(painter, rect, theme.color("accent"))
        if model.is_wrong(row, column):
            draw_bar(painter, rect.adjusted(0, GAP, 0, -GAP), theme.color("warning"))
        painter.save()
        kind = model.kind(column)
        # A font that is set anew is looked up anew: most cells have that of the table.
        if kind in ("target", "computed"):
            font = painter.font()
            font.setBold(kind == "target")
            font.setItalic(kind == "computed")
            painter.setFont(font)
        if kind == "prediction":
            painter.setPen(theme.signed("data", model.number(row, column), text=True))
        else:
            is_quiet = kind in ("computed", "error") or row in model.held_out
            painter.setPen(theme.color("quiet" if is_quiet else "text"))
        is_number = kind != "target" or not model.classes
        number = model.number(row, column) if is_number else None
        draw_text(painter, rect, index.data(), RIGHT, number=number)
        is_refused = model.refused_cell == (row, column)
        if is_refused or option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.color("warning" if is_refused else "accent_text"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()
