"""Showing: the switches of what those who watch are shown, in the window and in presentations."""

from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QSettings

from app.scenes.marks.shown_input import ShownInput

ON, OFF = "on", "off"
# Settings of presentations begin with it.
PREFIX = "presentation_"


class Switch(NamedTuple):
    """A row. name: of its action. in_window, in_presentation: whether it is on at first."""

    name: str
    in_window: bool
    in_presentation: bool


SWITCHES = (Switch("show_input", False, True), Switch("halo", False, True))


class Showing(QObject):
    """Switches that have one state in the window and one in its presentations, both remembered."""

    def __init__(self, window: Any, settings: QSettings | None) -> None:
        super().__init__(window)
        self._settings, self._is_presenting = settings, False
        self._actions = {row.name: window.actions_by_name[row.name] for row in SWITCHES}
        self._input = ShownInput(window, window.overlay)
        self._chosen: dict[str, bool] = {}
        for row in SWITCHES:
            for name, first in (
                (row.name, row.in_window),
                (PREFIX + row.name, row.in_presentation),
            ):
                kept = str(settings.value(name, "")) if settings else ""
                self._chosen[name] = kept == ON if kept in (ON, OFF) else first
        for action in self._actions.values():
            action.setCheckable(True)
        self.present(False)

    def follow(self) -> None:
        """Take over what was switched."""
        for name, action in self._actions.items():
            key = self._key(name)
            if self._chosen[key] != action.isChecked():
                self._chosen[key] = action.isChecked()
                if self._settings:
                    self._settings.setValue(key, ON if action.isChecked() else OFF)
        self._apply()

    def present(self, is_presenting: bool) -> None:
        """Turn to the state of presentations, or back to that of the window."""
        self._is_presenting = is_presenting
        for name, action in self._actions.items():
            action.setChecked(self._chosen[self._key(name)])
        self._apply()

    def _key(self, name: str) -> str:
        return PREFIX + name if self._is_presenting else name

    def _apply(self) -> None:
        self._input.show_input(self._actions["show_input"].isChecked())
        self._input.show_halo(self._actions["halo"].isChecked())
