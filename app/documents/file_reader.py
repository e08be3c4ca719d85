"""FileReader: reads an experiment file, a large one beside the window."""

from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.documents.opened_file import OpenedFile, Reading
from app.kit.beside import Beside
from app.kit.waiting import wait_for
from app.session.session import Session
from micrograd.files.errors import FileError
from micrograd.system.quoting import shortened

# Bytes that are read at once: no longer than a frame.
FEW = 500_000
Then = Callable[[OpenedFile], object]


class FileReader(QObject):
    """Reads one file; another one that is asked for before it is there replaces it.

    refuse: is told of a file that can't be opened, and why.
    """

    def __init__(
        self, session: Session, window: QWidget, refuse: Callable[[Path, FileError], object]
    ) -> None:
        super().__init__(window)
        self._session, self._window, self._refuse = session, window, refuse
        self._path = Path()
        self._then: Then = _nobody
        self._beside = Beside("file_reader", self)
        self._beside.delivered.connect(self._take)

    def read(self, path: Path, then: Then) -> None:
        """Read a file and go on with it; where its runs are to be computed again, that is shown."""
        self._path, self._then = path, then
        work = _begun(path)
        if _size_of(path) > FEW:
            self._session.announce(f"Reading {path.name} …")
            self._beside.start(work)
        else:
            self._beside.cancel()
            self._take(next(work))

    def end(self) -> None:
        """Wait for the thread."""
        self._beside.end()

    def _take(self, found: Reading | FileError) -> None:
        path, then = self._path, self._then
        if isinstance(found, FileError):
            self._refuse(path, found)
            return

        def go_on() -> None:
            if found.error:
                self._refuse(path, found.error)
            else:
                then(found.opened)

        text = f"{shortened(path.name)} has no losses in it: its runs are computed again"
        wait_for(self._window, text, found.work(), go_on, lambda: None)


def _nobody(file: OpenedFile) -> None:
    """Nobody waits for a file."""


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _begun(path: Path) -> Iterator[Reading | FileError]:
    """Read a file, and do what is left to do, but for runs that have to be computed again."""
    try:
        reading = Reading(path)
    except FileError as error:
        yield error
        return
    if not reading.has_to_train:
        deque(reading.work(), maxlen=0)
    yield reading
