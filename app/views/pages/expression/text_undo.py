"""Undo and Redo of a text: on the expression page they mean the text, not the experiment."""

from PySide6.QtCore import QObject, Signal

from app.views.pages.expression.editor import ExpressionEditor

WHAT = "expression"


class TextUndo(QObject):
    """The changes of an editor's text, those of its leaves and examples included."""

    changed = Signal()

    def __init__(self, editor: ExpressionEditor) -> None:
        super().__init__(editor)
        self._editor, self._document = editor, editor.document()
        self._document.undoAvailable.connect(self.changed)
        self._document.redoAvailable.connect(self.changed)

    def undo(self) -> None:
        """Take the last change back."""
        self._editor.undo()
        self._editor.flush()

    def redo(self) -> None:
        """Repeat the change that was taken back last."""
        self._editor.redo()
        self._editor.flush()

    def forget(self) -> None:
        """Let the text as it is be the first one."""
        self._document.clearUndoRedoStacks()

    @property
    def undo_text(self) -> str:
        """What Undo would change; empty where there is nothing to take back."""
        return WHAT if self._document.isUndoAvailable() else ""

    @property
    def redo_text(self) -> str:
        """What Redo would change; empty where there is nothing to repeat."""
        return WHAT if self._document.isRedoAvailable() else ""
