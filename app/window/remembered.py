"""What is remembered of a window until the next start: its layout and what was chosen in it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

if TYPE_CHECKING:
    from app.window.main_window import MainWindow

# Counts up when panels come or go, so that an old layout is not laid over a new window.
LAYOUT_VERSION = 2


class Remembered:
    """Reads and writes the settings of a window; without settings it does nothing."""

    def __init__(self, window: "MainWindow", settings: QSettings | None) -> None:
        self._window, self._settings = window, settings

    def restore(self) -> bool:
        """Make the window what it was. True where it had a layout."""
        window, settings = self._window, self._settings
        if settings is None:
            return False
        for name, (_, restore) in self._choices().items():
            if settings.contains(name):
                restore(str(settings.value(name)))
        geometry, state = settings.value("geometry"), settings.value("state")
        if geometry:
            window.restoreGeometry(geometry)
        has_layout = bool(state) and window.restoreState(state, LAYOUT_VERSION)
        page = str(settings.value("page", ""))
        if page in window.stage.names:
            window.stage.show_page(page)
        return has_layout

    def keep(self) -> None:
        """Write down what the window is like."""
        window, settings = self._window, self._settings
        if settings is None:
            return
        settings.setValue("page", window.stage.page)
        # A panel that has only given way to a page is one that is shown.
        window.show_network()
        settings.setValue("geometry", window.saveGeometry())
        settings.setValue("state", window.saveState(LAYOUT_VERSION))
        for name, (now, _) in self._choices().items():
            settings.setValue(name, now())

    def looks(self) -> dict[str, str]:
        """What is chosen in the views, for another window that is to look like this one."""
        window, selection = self._window, self._window.session.selection
        looks = {name: now() for name, (now, _) in self._choices().items()}
        chosen = ",".join(str(index) for index in selection.parameters)
        return {
            **looks,
            "page": window.stage.page,
            "parameters": chosen,
            "sample": str(selection.sample),
        }

    def look_like(self, looks: Mapping[str, str]) -> None:
        """Choose in the views what was chosen in another window of the same experiment."""
        window, selection = self._window, self._window.session.selection
        for name, (_, restore) in self._choices().items():
            if name in looks:
                restore(looks[name])
        if looks.get("page") in window.stage.names:
            window.stage.show_page(looks["page"])
        if "parameters" in looks:
            selection.choose([int(index) for index in looks["parameters"].split(",") if index])
        selection.choose_sample(int(looks.get("sample", 0)))

    def _choices(self) -> dict[str, tuple[Callable[[], str], Callable[[str], None]]]:
        """What else is remembered: how to read it, and how to choose it again."""
        window = self._window
        speed, digits = window.controls.speed, window.parameter_panel.digits
        run_steps, walk = window.controls.run_steps, window.expression_page.walk
        return {
            "speed": (speed.currentText, speed.setCurrentText),
            "loss_axis": (window.loss_panel.axis, window.loss_panel.choose_axis),
            "edges": (window.diagram_panel.kind, window.diagram_panel.choose_kind),
            "expression": (lambda: walk.text, walk.set_text),
            "runs_page": (lambda: window.runs_panel.page, window.runs_panel.choose_page),
            "digits": (digits.text, lambda text: digits.setValue(_whole(text))),
            "run_steps": (run_steps.text, lambda text: run_steps.setValue(_whole(text))),
        }


def _whole(text: str) -> int:
    """The number in a remembered text; 0 where somebody wrote something else there."""
    digits = text.replace(",", "")
    return int(digits) if digits.isdecimal() else 0
