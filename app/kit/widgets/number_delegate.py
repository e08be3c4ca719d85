"""NumberDelegate: edits a number of a table as text."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.kit.table_model import Index
from app.kit.widgets.fields import describe


class NumberDelegate(QStyledItemDelegate):
    """Edits a number as text, so that the model can say why it refuses one."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._editor: QLineEdit | None = None
        view.model().modelAboutToBeReset.connect(self.close_editor)

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QLineEdit:
        editor = QLineEdit(parent)
        describe(editor, "cell_editor", "New number")
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
