"""NumberDelegate: edits a number of a table as text."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.kit.table_model import Index
from app.kit.theme import Appearance

TEXT_FLAGS = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class NumberDelegate(QStyledItemDelegate):
    """Edits a number as text, so that the model can say why it refuses one."""

    def __init__(self, appearance: Appearance, view: QAbstractItemView) -> None:
        super().__init__(view)
        self.appearance = appearance
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

    def draw_background(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Fill the cell where it is chosen."""
        theme = self.appearance.theme
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.color("selection"))
