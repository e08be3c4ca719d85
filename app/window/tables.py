"""The action that shows the numbers of a page as a table."""

from collections.abc import Callable

from app.views.stage import Stage

NO_TABLE = "Network, Graph, Expression and Map have a table of their numbers; this page has none."


class Tables:
    """The tables of the page that is shown. tell: says a sentence to the person."""

    def __init__(self, stage: Stage, tell: Callable[[str], None]) -> None:
        self._stage, self._tell = stage, tell

    def swap(self) -> None:
        """Show the table with the keyboard in it, or the picture again."""
        found = self._stage.made(self._stage.page).as_table
        if found is None:
            self._tell(NO_TABLE)
            return
        found.button.click()
        (found.table if found.button.isChecked() else found.picture).setFocus()
