"""Error reports: an error that nobody caught is told in a dialog, with what is safe."""

import traceback
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.kit import unexpected
from app.kit.numbers import counted
from app.kit.unexpected import Incident, UnexpectedErrors
from app.views.dialogs.error_dialog import ErrorDialog
from app.window.reports.report_text import report_text
from app.window.reports.restarting import keep, restart

AGAIN = "The same error again, {times}: Help > Report an error… has it."


class ErrorReports(QObject):
    """Tells of the unexpected errors of all windows: each once, in one dialog at a time."""

    def __init__(self, errors: UnexpectedErrors) -> None:
        super().__init__(errors)
        self._errors = errors
        # Telling may meet the same error.
        self._is_telling = False
        errors.happened.connect(self._tell)

    def _tell(self, incident: Incident) -> None:
        windows = main_windows()
        if self._is_telling or not windows:
            return
        self._is_telling = True
        try:
            self._tell_in(windows, incident)
        except Exception:
            traceback.print_exc()
        finally:
            self._is_telling = False

    def _tell_in(self, windows: Sequence[Any], incident: Incident) -> None:
        # A broken view may raise the same error with each frame.
        if not _is_power_of_two(incident.times):
            return
        opened = _dialog_of(windows)
        if opened is None and incident.times > 1:
            times = counted(incident.times, "time")
            windows[0].session.announce(AGAIN.format(times=times))
            return
        for window in windows:
            window.runner.pause()
            window.walks.pause()
        _show(opened or _open(windows), windows, self._errors.incidents)


def show_report() -> None:
    """Show all that went wrong so far; without an error a report of versions and actions."""
    windows, errors = main_windows(), unexpected.errors
    _show(_dialog_of(windows) or _open(windows), windows, errors.incidents if errors else [])


def main_windows() -> list[Any]:
    """The windows that the person sees: one that is filmed is visible to Qt alone."""
    hidden = Qt.WidgetAttribute.WA_DontShowOnScreen
    windows = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    windows = [each for each in windows if each.objectName() == "main_window"]
    return [each for each in windows if not each.testAttribute(hidden)]


def _dialog_of(windows: Sequence[Any]) -> ErrorDialog | None:
    found = (each for window in windows for each in window.findChildren(ErrorDialog))
    return next((each for each in found if each.isVisible()), None)


def _open(windows: Sequence[Any]) -> ErrorDialog:
    around: QWidget | None = QApplication.activeModalWidget() or QApplication.activeWindow()
    dialog = ErrorDialog(around or windows[0], lambda: restart(main_windows()))
    dialog.open()
    return dialog


def _show(dialog: ErrorDialog, windows: Sequence[Any], incidents: Sequence[Incident]) -> None:
    report = report_text(windows[0], incidents)
    safe = " ".join(dict.fromkeys(map(safe_text, windows)))
    if incidents:
        dialog.show_state(incidents[-1].text, f"Training is paused. {safe}", report)
    else:
        dialog.show_state("", safe, report)


def safe_text(window: Any) -> str:
    """Keep the work of a window at once, and say whether it is safe."""
    problem = keep(window)
    if problem:
        return f"The work could not be kept: {problem}. Save it elsewhere (Ctrl+Shift+S)."
    if not window.document.is_changed:
        return "All work is saved." if window.document.path else "There is no unsaved work."
    return "The unsaved work is safe: a restart brings it back."


def _is_power_of_two(number: int) -> bool:
    return number & (number - 1) == 0
