"""ShownInput: shows those who watch what the person does with the mouse and the keyboard."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWindow
from PySide6.QtWidgets import QWidget

from app.scenes.marks.key_caps import keys_of
from app.scenes.marks.overlay import Overlay


class ShownInput(QObject):
    """Marks of clicks and keys, and a halo that follows the mouse, in the overlay of a window.

    It watches what the window system tells the windows of the program, before any shortcut is
    looked up, so that each click and each key is seen once, whoever takes it.
    """

    def __init__(self, window: QWidget, overlay: Overlay) -> None:
        super().__init__(window)
        self._window, self._overlay = window, overlay
        self._shows_input = self._has_halo = self._is_watching = False

    def show_input(self, is_shown: bool) -> None:
        """Show clicks and keys from now on, or no more."""
        self._shows_input = is_shown
        self._watch()

    def show_halo(self, is_shown: bool) -> None:
        """Let a halo follow the mouse, or no more."""
        self._has_halo = is_shown
        if not is_shown:
            self._overlay.halo = None
        self._watch()

    def _watch(self) -> None:
        is_needed = self._shows_input or self._has_halo
        application = QCoreApplication.instance()
        if is_needed == self._is_watching or application is None:
            return
        self._is_watching = is_needed
        if is_needed:
            application.installEventFilter(self)
        else:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QWindow):
            self._see(watched, event)
        return False

    def _see(self, of: QWindow, event: QEvent) -> None:
        kind = event.type()
        if isinstance(event, QMouseEvent):
            at = self._window.mapFromGlobal(event.globalPosition())
            if self._has_halo:
                self._overlay.halo = at if self._is_inside(at) else None
            presses = kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
            if self._shows_input and presses and self._is_inside(at):
                self._overlay.click(at)
        elif kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = keys_of(event)
            if self._shows_input and keys:
                self._overlay.show_keys(keys)
        elif kind == QEvent.Type.Leave and of is self._window.windowHandle():
            self._overlay.halo = None

    def _is_inside(self, at: QPointF) -> bool:
        return self._window.rect().contains(at.toPoint())
