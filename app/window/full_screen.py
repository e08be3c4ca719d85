"""The window on the whole screen, and back."""

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMainWindow

FULL = Qt.WindowState.WindowFullScreen


class FullScreen(QObject):
    """Shows by its action whether the window fills the screen, whoever made it do so.

    Escape leaves it where nothing else in the window has a use for that key.
    """

    def __init__(self, window: QMainWindow, action: QAction) -> None:
        super().__init__(window)
        self._window, self._action = window, action
        # Qt forgets what a maximised window was before that once it has filled the screen.
        self._before: QByteArray | None = None
        action.setCheckable(True)
        window.installEventFilter(self)

    def toggle(self) -> None:
        """Fill the screen, or be the window from before, maximised if it was."""
        if not self._window.isFullScreen():
            self._before = self._window.saveGeometry()
            self._window.setWindowState(self._window.windowState() | FULL)
        else:
            self._window.setWindowState(self._window.windowState() & ~FULL)
            if self._before:
                self._window.restoreGeometry(self._before)
        self._show_state()

    def geometry(self) -> QByteArray:
        """What to remember for the next start: the window, not the full screen."""
        if self._window.isFullScreen() and self._before:
            return self._before
        return self._window.saveGeometry()

    def _show_state(self) -> None:
        self._action.setChecked(self._window.isFullScreen())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Nothing is asked of the window but for these events: it may be about to be destroyed.
        if event.type() == QEvent.Type.WindowStateChange:
            self._show_state()
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        leaves = event.key() == Qt.Key.Key_Escape and self._window.isFullScreen()
        if leaves:
            self.toggle()
        return leaves
