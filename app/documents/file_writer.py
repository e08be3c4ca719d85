"""FileWriter: writes the experiment as a file, one with many samples beside the window."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QObject

from app.documents.content import content_of
from app.documents.opened_file import Stamp, stamp_of
from app.kit.beside import Beside
from app.session.session import Session
from micrograd.data.rows import is_many
from micrograd.files.errors import FileError
from micrograd.system.saving import SaveError, write_file


class Written(NamedTuple):
    """A file that was written, or a sentence about why it was not: its `problem`.

    content: what the file has, see `content_of`. stamp: of the file.
    """

    path: Path
    content: list[Any]
    stamp: Stamp | None
    problem: str = ""


Done = Callable[[Written], object]


class FileWriter(QObject):
    """Writes one file after the other, each with what the session is when it is encoded.

    What takes long is done in a thread, which sees nothing that can change meanwhile: samples, and
    the bytes of the file.
    """

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._path = Path()
        self._done: Done = _nobody
        self._waiting: list[Callable[[], object]] = []
        self._written: Written | None = None
        self._beside = Beside("file_writer", self)
        self._beside.delivered.connect(self._take)
        self._beside.finished.connect(self._go_on)

    @cached_property
    def encoder(self) -> Any:
        """Encodes anew only what has changed since the last time."""
        from micrograd.files.writing import Encoder

        return Encoder()

    @property
    def is_writing(self) -> bool:
        """True while a file is written beside the window."""
        return self._beside.is_running

    def write(self, path: Path, done: Done) -> None:
        """Write a file, then call `done`: at once, but where samples are many."""
        self._path, self._done, self._written = path, done, None
        experiment = self._session.experiment
        ahead = self.encoder.work_ahead(experiment)
        if ahead or any(is_many(len(run.recipe.dataset)) for run in experiment.all_runs()):
            self._beside.start(_one_by_one(ahead))
        else:
            done(next(self._writing()))

    def when_written(self, then: Callable[[], object]) -> None:
        """Call `then` once the file that is being written is there, or could not be written."""
        self._waiting.append(then)

    def end(self) -> None:
        """Wait for the thread."""
        self._beside.end()

    def _take(self, written: Written) -> None:
        self._written = written

    def _go_on(self) -> None:
        if self._written is None:
            self._beside.start(self._writing())
        else:
            self._done(self._written)
            waiting, self._waiting = self._waiting, []
            for then in waiting:
                then()

    def _writing(self) -> Iterator[Written]:
        """Encode the session now; the work that writes the file is left to be done."""
        session, path = self._session, self._path
        # Training in the background pauses while the session is encoded.
        session.settle()
        session.keep_place()
        content = content_of(session.experiment)
        try:
            data = self.encoder.encode(session.experiment)
        except FileError as error:
            return iter([_not_written(path, content, error)])
        return _writing(path, content, data)


def _nobody(written: Written) -> None:
    """Nobody waits for a file."""


def _one_by_one(work: Sequence[Callable[[], object]]) -> Iterator[None]:
    for each in work:
        each()
        yield


def _writing(path: Path, content: list[Any], data: bytes) -> Iterator[Written]:
    from micrograd.files.writing import checked_text

    try:
        write_file(path, checked_text(data))
    except (SaveError, FileError) as error:
        yield _not_written(path, content, error)
    else:
        yield Written(path, content, stamp_of(path))


def _not_written(path: Path, content: list[Any], error: Exception) -> Written:
    if isinstance(error, SaveError):
        return Written(path, content, None, f"{error} Save it in another place.")
    return Written(path, content, None, f"{path.name} was not saved: {error}.")
