"""The action that shows the numbers of a page as a table."""

from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from app.views.contract import AsTable, View
from app.views.stage import Stage

NO_TABLE = "What this page shows now has no table in its place."


class Tables:
    """The tables of the page that is shown, and of panels. tell: says a sentence to the person."""

    def __init__(self, stage: Stage, tell: Callable[[str], None]) -> None:
        self._stage, self._tell = stage, tell

    def swap(self) -> None:
        """Show the table with the keyboard in it, or the picture again.

        It is that of the panel with the keyboard, else that of the page.
        """
        found = _around_focus() or self._stage.made(self._stage.page).as_table
        if found is None or not found.button.isEnabled():
            self._tell(NO_TABLE)
            return
        found.button.click()
        (found.table if found.button.isChecked() else found.picture).setFocus()


def _around_focus() -> AsTable | None:
    """The table of the view that has the keyboard."""
    widget = QApplication.focusWidget()
    while widget is not None:
        if isinstance(widget, View) and widget.as_table:
            return widget.as_table
        widget = widget.parentWidget()
    return None
