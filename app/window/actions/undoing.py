"""What Undo and Redo act on: the experiment, or what the page with the focus has of its own."""

from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenuBar, QWidget

from app.kit.plain_text import menu_text
from app.session.session import Session
from app.views.stage import Stage


class Undoing(QObject):
    """Undo and Redo of a window, as menu and keys have them.

    While a menu is open, the focus that was there before counts.
    """

    def __init__(
        self, session: Session, stage: Stage, actions: dict[str, QAction], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._stage, self._actions = session, stage, actions
        # The widget itself is not kept: it may be gone when somebody asks.
        self._is_in_stage = False
        self._listening = _application().focusChanged.connect(self._follow_focus)
        session.undo_stack.changed.connect(self._show)
        stage.page_changed.connect(self._show)
        stage.page_made.connect(self._listen_to)
        self._show()

    def end(self) -> None:
        """Listen to the focus no more: while a window is deleted, it wanders through its parts."""
        QObject.disconnect(self._listening)

    def undo(self) -> None:
        """Take the last edit back."""
        (self._own or self._session.edits).undo()

    def redo(self) -> None:
        """Repeat the edit that was taken back last."""
        (self._own or self._session.edits).redo()

    @property
    def _own(self) -> Any:
        """The undo of the page that has the focus, where it has one of its own."""
        page = self._stage.pages.get(self._stage.page)
        return page.own_undo if page is not None and self._is_in_stage else None

    def _listen_to(self, name: str) -> None:
        own = self._stage.pages[name].own_undo
        if own is not None:
            own.changed.connect(self._show)

    def _follow_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and not isinstance(now, QMenuBar):
            self._is_in_stage = self._stage.isAncestorOf(now)
            self._show()

    def _show(self) -> None:
        stack = self._own or self._session.undo_stack
        for name, text in [("undo", stack.undo_text), ("redo", stack.redo_text)]:
            self._actions[name].setEnabled(bool(text))
            self._actions[name].setText(f"&{name.title()} {menu_text(text)}".rstrip())


def _application() -> QApplication:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return application
