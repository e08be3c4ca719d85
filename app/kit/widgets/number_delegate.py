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
        self._view = view
        view.model().modelAboutToBeReset.connect(self._close_editor)

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QLineEdit:
        editor = QLineEdit(parent)
        describe(editor, "cell_editor", "New number")
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        return editor

    def _close_editor(self) -> None:
        """Close the editor of a cell that goes away without taking its text."""
        editor = self._view.findChild(QLineEdit, "cell_editor")
        if editor is not None:
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
