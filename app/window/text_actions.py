"""Larger, smaller and normal text: a choice of the window that is kept for the next start."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QAction

from app.kit import text_size
from app.kit.theme import Appearance
from app.session.session import Session

SETTING = "text_size"


class TextActions(QObject):
    """What the three actions call; one that would change nothing is disabled."""

    def __init__(
        self,
        session: Session,
        appearance: Appearance,
        actions: Mapping[str, QAction],
        settings: QSettings | None,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._appearance = session, appearance
        self._actions, self._settings = actions, settings
        kept = str(settings.value(SETTING, "")) if settings else ""
        if kept.isdecimal() and len(kept) < 4:
            appearance.resize_text(int(kept))
        appearance.changed.connect(self._show_choices)
        self._show_choices()

    def resize(self, by: int = 0) -> None:
        """Make all text so many steps larger, or of normal size for no step."""
        percent = text_size.next_percent(by) if by else text_size.NORMAL
        self._appearance.resize_text(percent)
        if self._settings:
            self._settings.setValue(SETTING, percent)
        self._session.announce(f"text is shown at {percent} %.")

    def _show_choices(self) -> None:
        percent = text_size.percent()
        self._actions["larger_text"].setEnabled(percent < text_size.STEPS[-1])
        self._actions["smaller_text"].setEnabled(percent > text_size.STEPS[0])
