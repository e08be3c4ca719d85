"""PresenterKeys: the keys of the remote controls that people present with."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QWidget

# The keys that every remote control sends: they mean the same wherever the focus is.
SURE: dict[int, int] = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
# These are left to what has the focus, where that has a use for them.
OPTIONAL: dict[int, int] = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Space: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Backspace: -1,
}
BLANKS = (Qt.Key.Key_B, Qt.Key.Key_Period)
KEYS = [
    ("PgDown, PgUp", "The next scene, the one before; without a script the next page"),
    ("Right, Space, Left", "The same, where nothing with the focus has a use for the key"),
    ("B", "Make the picture dark, or show it again"),
    ("Esc", "Put the pen away, or end the presentation"),
]


class PresenterKeys(QObject):
    """Listens to a presenter's keys in a window while it is `on`.

    `turned(by)` comes with next, 1, and back, -1; `darkened` with the key that makes the picture
    dark or brings it back; `left` with Escape, but where something is being typed.
    """

    turned = Signal(int)
    darkened = Signal()
    left = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window, self._is_on = window, False

    def listen(self, is_on: bool) -> None:
        """Begin to listen, or end it."""
        application = QCoreApplication.instance()
        if is_on == self._is_on or application is None:
            return
        self._is_on = is_on
        if is_on:
            application.installEventFilter(self)
        else:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A key that a script presses is none of the presenter's.
        if not (isinstance(event, QKeyEvent) and event.spontaneous() and self._is_asked(watched)):
            return False
        act = self._act(event, watched is self._window)
        if act is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            act()
        return event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)

    def _is_asked(self, watched: QObject) -> bool:
        """Whether the key comes to this window, and no menu or dialog is in front of it."""
        if QApplication.activePopupWidget() or QApplication.activeModalWidget():
            return False
        if isinstance(watched, QWindow):
            return watched is self._window.windowHandle()
        return isinstance(watched, QWidget) and watched.window() is self._window

    def _act(self, event: QKeyEvent, is_left_over: bool) -> Callable[[], None] | None:
        """What a key does. is_left_over: nothing with the focus has taken it."""
        key = event.key()
        if key in SURE:
            return partial(self.turned.emit, SURE[key])
        if key == Qt.Key.Key_Escape and not is_typing(self._window.focusWidget()):
            return self.left.emit
        if not is_left_over or event.type() != QEvent.Type.KeyPress:
            return None
        if key in OPTIONAL:
            return partial(self.turned.emit, OPTIONAL[key])
        if key in BLANKS:
            return self.darkened.emit
        return self.left.emit if key == Qt.Key.Key_Escape else None


def is_typing(focus: QWidget | None) -> bool:
    """Whether something is typed into a widget, which Escape would take back."""
    line = focus.lineEdit() if isinstance(focus, QAbstractSpinBox) else focus
    if isinstance(line, QLineEdit):
        return line.isModified()
    return isinstance(line, QPlainTextEdit) and not line.isReadOnly()
