"""OpenedFile: an experiment read from a file, and whether the file has changed since."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from micrograd.files.errors import FileError
from micrograd.runs.experiment import Experiment

Stamp = tuple[int, ...]


def stamp_of(path: str | Path | None) -> Stamp | None:
    """A stamp that differs once a file was changed; None where there is no file."""
    try:
        state = os.stat(path) if path else None
    except OSError:
        return None
    return (state.st_mtime_ns, state.st_size, state.st_ino) if state else None


class OpenedFile(NamedTuple):
    """The experiment in a file. stamp: that of the file before it was read."""

    path: Path
    experiment: Experiment
    stamp: Stamp | None

    @property
    def is_outdated(self) -> bool:
        """True where the file has changed since."""
        return stamp_of(self.path) != self.stamp

    def renewed(self) -> "OpenedFile":
        """The same, read again if the file has changed since. Raises FileError."""
        return read(self.path) if self.is_outdated else self


class Reading:
    """A file that is being read, some of which may take long.

    error: what came to light in that; None where all is well.
    """

    def __init__(self, path: Path) -> None:
        """Read what is there. Raises FileError."""
        # Imported when needed, as is all that writes files: the types of the format take 40 ms.
        from micrograd.files.reading import begin_reading

        # A stamp taken after reading would hide a change during it.
        self._path, self._stamp = path, stamp_of(path)
        self._building = begin_reading(path)
        self._work = self._building.work()
        self.error: FileError | None = None

    def work(self) -> Iterator[float]:
        """Compute what the file does not have; yields the share that is done."""
        try:
            yield from self._work
        except FileError as error:
            self.error = error

    @property
    def has_to_train(self) -> bool:
        """True where runs have to be computed again, which may take long."""
        return self._building.has_to_train

    @property
    def opened(self) -> OpenedFile:
        """The whole experiment, after the work."""
        return OpenedFile(self._path, self._building.experiment, self._stamp)


def read(path: Path) -> OpenedFile:
    """Read an experiment file, however long it takes. Raises FileError."""
    reading = Reading(path)
    for _ in reading.work():
        pass
    if reading.error:
        raise reading.error
    return reading.opened
