"""How cells of tables and trees are drawn and edited."""

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.kit.numbers import signed
from app.kit.theme import Appearance
from app.views.panels.dataset import model as dataset_model
from app.views.panels.parameters.model import BAR_PX, DATA, ParameterModel

Index = QModelIndex | QPersistentModelIndex
TEXT_FLAGS = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class NumberDelegate(QStyledItemDelegate):
    """Edits a number as text, so that the model can say why it refuses one."""

    def __init__(self, appearance: Appearance, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._appearance = appearance
        self._editor: QLineEdit | None = None
        view.model().modelAboutToBeReset.connect(self.close_editor)

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QLineEdit:
        editor = QLineEdit(parent)
        editor.setObjectName("cell_editor")
        editor.setAccessibleName("New number")
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._editor = editor
        return editor

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        self._editor = None
        super().destroyEditor(editor, index)

    def close_editor(self) -> None:
        """Close the editor without taking its text, as when its cell goes away."""
        if self._editor is not None:
            self.closeEditor.emit(self._editor, QStyledItemDelegate.EndEditHint.NoHint)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
        editor.selectAll()

    def _draw_background(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        theme = self._appearance.theme
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.color("selection"))


class DatasetDelegate(NumberDelegate):
    """Predictions in the colour of their sign; a refused cell framed in the warning colour.

    The row of the sample that is shown has a bar at its left: so has the one being computed.
    """

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._appearance.theme
        rect: QRect = option.rect
        self._draw_background(painter, option, index)
        view = self.parent()
        assert isinstance(view, QAbstractItemView)
        if index.row() == view.currentIndex().row():
            self._draw_shown(painter, rect, index)
        kind = index.data(dataset_model.KIND_ROLE)
        if kind == "prediction":
            color = theme.signed("data", index.data(dataset_model.NUMBER_ROLE), text=True)
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
        theme = self._appearance.theme
        painter.fillRect(rect, theme.color("selection"))
        if index.column() == 0:
            painter.fillRect(
                QRect(rect.left(), rect.top(), 3, rect.height()), theme.color("accent")
            )


class ParameterDelegate(NumberDelegate):
    """A number, and beside it a small bar to the left or right by its sign and size."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._appearance.theme
        rect: QRect = option.rect
        self._draw_background(painter, option, index)
        # Asked directly: by way of Qt's roles it would take half of the time that painting takes.
        proxy = index.model()
        assert isinstance(proxy, QSortFilterProxyModel)
        model = proxy.sourceModel()
        assert isinstance(model, ParameterModel)
        number = model.number_at(proxy.mapToSource(index))
        if number is None:
            return
        kind = "data" if index.column() == DATA else "grad"
        painter.setPen(theme.color("text"))
        painter.drawText(
            rect.adjusted(4, 0, -2 * BAR_PX - 8, 0), TEXT_FLAGS, signed(number, model.digits)
        )
        share = model.share(number, index.column())
        middle = rect.right() - BAR_PX - 2
        length = max(1.0, abs(share) * BAR_PX) if share else 0.0
        bar = QRectF(middle if share > 0 else middle - length, rect.center().y() - 3, length, 7)
        painter.fillRect(bar, theme.signed(kind, share))
        painter.fillRect(QRectF(middle - 0.5, rect.center().y() - 5, 1, 11), theme.color("border"))

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        editor.setGeometry(option.rect)
