"""Larger, smaller and normal text: a choice of the window that is kept for the next start."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QAction

from app.kit import text_size
from app.kit.theme import Appearance
from app.session.session import Session

# The settings that keep the size: that of the window, and that of its presentations.
SETTING, OF_PRESENTATIONS = "text_size", "presentation_text"


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
        self._setting, self._least = SETTING, text_size.STEPS[0]
        # The sizes that were chosen, by their settings.
        self._chosen: dict[str, int] = {}
        for setting in (SETTING, OF_PRESENTATIONS):
            kept = str(settings.value(setting, "")) if settings else ""
            if kept.isdecimal() and len(kept) < 4:
                self._chosen[setting] = int(kept)
        if SETTING in self._chosen:
            appearance.resize_text(self._chosen[SETTING])
        appearance.changed.connect(self._show_choices)
        self._show_choices()

    def resize(self, by: int = 0) -> None:
        """Make all text so many steps larger, or of normal size for no step."""
        percent = max(self._least, text_size.next_percent(by) if by else text_size.NORMAL)
        self._appearance.resize_text(percent)
        self._chosen[self._setting] = text_size.percent()
        if self._settings:
            self._settings.setValue(self._setting, percent)
        if self._setting == SETTING:
            self._session.announce(f"text is shown at {percent} %.")

    def present(self, is_presenting: bool) -> None:
        """Turn to the size that presentations have, of 100 % at least, or back to the window's."""
        before = text_size.percent()
        if is_presenting:
            self._chosen[SETTING] = before
        self._setting = OF_PRESENTATIONS if is_presenting else SETTING
        self._least = text_size.NORMAL if is_presenting else text_size.STEPS[0]
        percent = max(self._least, self._chosen.get(self._setting, text_size.NORMAL))
        if percent != before:
            self._appearance.resize_text(percent)
        self._show_choices()

    def _show_choices(self) -> None:
        percent = text_size.percent()
        self._actions["larger_text"].setEnabled(percent < text_size.STEPS[-1])
        self._actions["smaller_text"].setEnabled(percent > self._least)
