"""Dialogs: what the window asks and tells in windows of their own, each imported when needed."""

from typing import Any

from PySide6.QtCore import QObject

from app.documents.recovery import Found
from app.kit.application import TITLE
from app.kit.questions import tell
from app.window.view_table import EXPORTED


class Dialogs(QObject):
    """The dialogs of a main window."""

    def __init__(self, window: Any) -> None:
        super().__init__(window)
        self._window = window

    def recover(self, found: list[Found] | None = None) -> None:
        """Offer the unsaved work of windows that were killed. found: None to look for it."""
        from app.views.dialogs.recovery_dialog import RecoveryDialog

        RecoveryDialog(self._window.autosave, self._window, found).open()

    def new_data(self) -> None:
        """Let the person choose samples that are drawn by a rule, or a table."""
        from app.views.dialogs.new_data.dialog import NewDataDialog

        NewDataDialog(self._window.session, self._window.appearance, self._window).open()

    def film_zoom(self) -> None:
        """Pause, and ask how to film a zoom into the map."""
        self.export("film", "zoom")

    def export(self, kind: str = "", along: str = "") -> None:
        """Pause, and ask what to export. along: what goes by in a film."""
        from app.views.dialogs.export.dialog import ExportDialog

        self._window.runner.pause()
        self._window.walks.pause()
        dialog = ExportDialog(
            self._window.session,
            self._window.appearance,
            self._window.offscreen_view,
            EXPORTED,
            self._window,
            kind,
            self._window.remembered.view_choices(),
            self._window.document.suggestion,
        )
        if along:
            dialog.form.begin_film(along)
        dialog.open()

    def show_shortcuts(self) -> None:
        """List the shortcuts of the window and the keys of its panels."""
        from app.window.actions.shortcuts_dialog import ShortcutsDialog

        ShortcutsDialog(self._window).open()

    def show_guide(self) -> None:
        """Show the guide beside this window; one that is open already comes to the front."""
        from app.views.dialogs.guide import GuideDialog

        guide = self._window.findChild(GuideDialog)
        if guide and guide.isVisible():
            guide.raise_()
            guide.activateWindow()
        else:
            GuideDialog(self._window.appearance, self._window).show()

    def report(self) -> None:
        """Show a report of what went wrong so far, to be copied."""
        from app.window.reports.error_reports import show_report

        show_report()

    def show_about(self) -> None:
        """Say what this program is."""
        tell(
            self._window,
            "About",
            TITLE,
            "See a neural network learn, number by number.\n\n"
            "A scalar autograd engine, the network it trains, and every number of both on "
            "screen. Drag a panel by its title; the View menu brings hidden ones back.",
        )
