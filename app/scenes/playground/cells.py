"""Cells of tables and trees, by the row that is seen and the column, both counted from 1."""

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QTreeView

from app.kit.widgets.table import edit_cell
from app.scenes.parts.form import ScriptError
from app.scenes.playground.controls import write


def cell_of(editor: QLineEdit) -> tuple[QAbstractItemView, int, int] | None:
    """The table and the place of the cell that an editor is in; None for a field of its own."""
    around = editor.parentWidget()
    view = around.parentWidget() if around else None
    if not isinstance(view, QAbstractItemView) or around is not view.viewport():
        return None
    # The current cell is the one that is edited.
    index = view.currentIndex()
    return (view, _row_of(view, index), index.column() + 1) if index.isValid() else None


def type_into_cell(view: QAbstractItemView, row: int, column: int, text: str) -> None:
    """Type a text into a cell, which takes or refuses it; the keyboard stays where it is.

    Raises ScriptError where there is no such cell, or none that can be edited.
    """
    index = _index_at(view, row, column)
    focus = view.window().focusWidget()
    view.scrollTo(index)
    edit_cell(view, index)
    editor = view.indexWidget(index)
    if not isinstance(editor, QLineEdit):
        raise ScriptError(f"{view.objectName()} has no cell to edit at {row}, {column}")
    write(editor, text)
    # Enter would take it with the next events only.
    delegate = view.itemDelegateForIndex(index)
    delegate.commitData.emit(editor)
    delegate.closeEditor.emit(editor)
    if focus:
        focus.setFocus()


def _row_of(view: QAbstractItemView, index: QModelIndex) -> int:
    if not isinstance(view, QTreeView):
        return index.row() + 1
    row, above = 0, index.siblingAtColumn(0)
    while above.isValid():
        row, above = row + 1, view.indexAbove(above)
    return row


def _index_at(view: QAbstractItemView, row: int, column: int) -> QModelIndex:
    index = view.model().index(0, 0)
    if not isinstance(view, QTreeView):
        return view.model().index(row - 1, column - 1)
    for _ in range(row - 1):
        if not index.isValid():
            break
        index = view.indexBelow(index)
    return index.siblingAtColumn(column - 1)
