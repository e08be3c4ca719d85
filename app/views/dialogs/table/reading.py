"""Reads a table beside the window, which goes on answering meanwhile."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer

from app.kit.background import background_thread
from micrograd.data.dataset import Dataset
from micrograd.data.table.choices import Choices
from micrograd.data.table.columns import Column
from micrograd.data.table.table import Table, first_lines, understand

# Bytes or characters that are read at once: their table is there sooner than a person sees.
FEW = 200_000
# Milliseconds between two looks whether the table is there.
LOOK_MS = 30


class Content(NamedTuple):
    """A table as it came: the bytes of a file, or a text. name: of the dataset."""

    data: bytes | str
    name: str

    @property
    def is_large(self) -> bool:
        """True where reading it takes a while."""
        return len(self.data) > FEW


class Understood(NamedTuple):
    """A table, its dataset where it can be read, and why it can't; no table where it is none.

    lines: the first lines as they are, where there is no table, and there are any.
    """

    table: Table | None
    dataset: Dataset | None
    problem: str
    lines: Column | None = None


def understood(content: Content, choices: Choices) -> Understood:
    """Read a table with some choices, and say what is understood or wrong."""
    table = None
    try:
        table = understand(content.data, choices)
        # Found out here, so that showing it takes no time.
        table.words  # noqa: B018
        return Understood(table, table.dataset(content.name), "")
    except ValueError as error:
        lines = None if table else _lines(content, choices)
        return Understood(table, None, str(error), lines)


def _lines(content: Content, choices: Choices) -> Column | None:
    try:
        lines = first_lines(content.data, choices.encoding)
    except ValueError:
        return None
    return lines if lines.cells else None


class TableReading(QObject):
    """Calls `then` with what was understood; of several readings only of the last one."""

    def __init__(self, parent: QObject, then: Callable[[Understood], object]) -> None:
        super().__init__(parent)
        self._then = then
        self._executor = background_thread("table")
        self._future: Future[Understood] | None = None
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def is_running(self) -> bool:
        """True until the last reading is there."""
        return self._future is not None

    def read(self, content: Content, choices: Choices) -> None:
        """Read a table: a small one at once, a large one beside the window."""
        self.cancel()
        if not content.is_large:
            self._then(understood(content, choices))
            return
        self._future = self._executor.submit(understood, content, choices)
        self._timer.start()

    def cancel(self) -> None:
        """Want no table any more."""
        self._timer.stop()
        if self._future:
            self._future.cancel()
        self._future = None

    def _look(self) -> None:
        if self._future and self._future.done():
            done = self._future
            self.cancel()
            self._then(done.result())
