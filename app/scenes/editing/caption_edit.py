"""The field of a caption: each change is taken as it is typed, and undone with the other ones."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit

from app.kit.widgets.fields import describe, is_undo


class CaptionEdit(QPlainTextEdit):
    """`typed` comes with every change that the person makes. Undo and Redo are the window's."""

    typed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        describe(self, "scene_caption", "Caption", "What is said while the scene is shown")
        self.setPlaceholderText("What is said while the scene is shown")
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self._is_showing = False
        self.textChanged.connect(self._tell)

    def show_text(self, text: str) -> None:
        """Show a caption; one that is shown already keeps its cursor."""
        if text != self.toPlainText():
            self._is_showing = True
            self.setPlainText(text)
            self._is_showing = False

    def _tell(self) -> None:
        if not self._is_showing:
            self.typed.emit(self.toPlainText())

    def event(self, event: QEvent) -> bool:
        if is_undo(event):
            # The window's shortcut gets the key.
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not is_undo(event):
            super().keyPressEvent(event)
