"""Opens a table of one's own: at once where it has one meaning, else after it was seen."""

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject

from app.kit.widgets.fields import MessageLine
from app.kit.widgets.panel import Panel
from app.session.session import Session
from app.views.dialogs.table.dialog import TableDialog
from app.views.dialogs.table.reading import Content, understood
from micrograd.data.csv_samples import read_bytes
from micrograd.data.dataset import Dataset
from micrograd.data.table.choices import Choices


class Opened(NamedTuple):
    """The table that was opened last. text: what Undo calls that. prefix: of messages about it."""

    content: Content
    text: str
    prefix: str


class TableOpening(QObject):
    """Reads files and pasted texts for a panel, and says in its message line what is wrong."""

    def __init__(self, session: Session, panel: Panel, message: MessageLine) -> None:
        super().__init__(panel)
        self._session, self._panel, self._message = session, panel, message
        self._opened: Opened | None = None

    def load(self, path: str) -> None:
        """Open the table in a file."""
        name = Path(path).name
        try:
            content = Content(read_bytes(path), name)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            self._message.say(f"{name}: {reason}.")
        else:
            self._begin(Opened(content, f"open {name}", name))

    def paste(self, text: str) -> None:
        """Open the table in a text."""
        self._begin(Opened(Content(text, "pasted"), "paste a dataset", "Not pasted"))

    def read_again(self) -> None:
        """Show the table that was opened last, to read it in another way."""
        if self._opened:
            self._show(takes_plain=False)
        else:
            self._message.say("No table was opened or pasted yet.")

    def _begin(self, opened: Opened) -> None:
        self._opened = opened
        if opened.content.is_large:
            self._message.say("")
            self._show(takes_plain=True)
            return
        found = understood(opened.content, Choices())
        self._message.say(f"{opened.prefix}: {found.problem}." if found.problem else "")
        if found.table and found.table.is_plain and found.dataset:
            self._use(found.dataset, found.table.words)
        elif found.table:
            self._show(takes_plain=False)

    def _show(self, takes_plain: bool) -> None:
        assert self._opened
        content, window = self._opened.content, self._panel.window()
        TableDialog(content, self._panel.appearance, window, self._use, takes_plain).open()

    def _use(self, dataset: Dataset, words: str) -> None:
        """Train on the samples of a table. words: what was understood of it."""
        assert self._opened
        try:
            self._session.edits.set_dataset(dataset, self._opened.text)
        except ValueError as error:
            self._message.say(f"{self._opened.prefix}: {error}.")
        else:
            self._message.say("")
            self._session.announce(f"{self._opened.text}: {words}.")
