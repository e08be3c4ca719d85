"""NumberDelegate: edits a number of a table as text."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.kit.table_model import Index
from app.kit.widgets.fields import describe

# The frame and the padding of an editor beside its text, in pixels.
AROUND_TEXT = 20


class NumberDelegate(QStyledItemDelegate):
    """Edits a number as text, so that the model can say why it refuses one.

    The editor fills the cell, and grows to the left where its text needs more.
    """

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view, self._cell = view, QRect()
        view.model().modelAboutToBeReset.connect(self._close_editor)

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QLineEdit:
        editor = QLineEdit(parent)
        describe(editor, "cell_editor", "New number")
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.textChanged.connect(self._make_room)
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        self._cell = QRect(option.rect)
        self._make_room()

    def _make_room(self) -> None:
        editor = self._editor
        if editor is None:
            return
        needed = editor.fontMetrics().horizontalAdvance(editor.text()) + AROUND_TEXT
        place = QRect(self._cell)
        place.setLeft(max(0, min(place.left(), place.right() + 1 - needed)))
        place.setRight(min(self._view.viewport().width() - 1, max(place.right(), needed - 1)))
        editor.setGeometry(place)

    @property
    def _editor(self) -> QLineEdit | None:
        return self._view.findChild(QLineEdit, "cell_editor")

    def _close_editor(self) -> None:
        """Close the editor of a cell that goes away without taking its text."""
        editor = self._editor
        if editor is not None:
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
