"""OpenedFile: an experiment read from a file, and whether the file has changed since."""

import os
from pathlib import Path
from typing import NamedTuple

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

    def renewed(self) -> "OpenedFile":
        """The same, read again if the file has changed since. Raises FileError."""
        return self if stamp_of(self.path) == self.stamp else read(self.path)


def read(path: Path) -> OpenedFile:
    """Read an experiment file. Raises FileError."""
    # Imported when needed, as is all that writes files: the types of the format take 40 ms.
    from micrograd.files.reading import read_experiment

    # A stamp taken after reading would hide a change during it.
    stamp = stamp_of(path)
    return OpenedFile(path, read_experiment(path), stamp)
