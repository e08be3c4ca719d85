"""An experiment read from a file, and whether somebody changed the file meanwhile."""

import os
from pathlib import Path
from typing import NamedTuple

from micrograd.runs.experiment import Experiment

Stamp = tuple[int, ...]


def stamp_of(path: str | Path | None) -> Stamp | None:
    """What differs once a file was changed; None where there is no file."""
    try:
        state = os.stat(path) if path else None
    except OSError:
        return None
    return (state.st_mtime_ns, state.st_size, state.st_ino) if state else None


class OpenedFile(NamedTuple):
    """The experiment in a file. stamp: that of the file, from before it was read."""

    path: Path
    experiment: Experiment
    stamp: Stamp | None

    def renewed(self) -> "OpenedFile":
        """The same, or what is in the file by now where that was changed. Raises FileError."""
        return self if stamp_of(self.path) == self.stamp else read(self.path)


def read(path: Path) -> OpenedFile:
    """Read an experiment file. Raises FileError."""
    # Imported when needed, as is all that writes files: the types of the format take 40 ms.
    from micrograd.files.reading import read_experiment

    # A stamp taken after reading would hide what was written meanwhile.
    stamp = stamp_of(path)
    return OpenedFile(path, read_experiment(path), stamp)
