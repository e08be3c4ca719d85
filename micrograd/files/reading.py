"""Reading an experiment from a file."""

import stat
from pathlib import Path

from micrograd.files.building import build
from micrograd.files.checks import check
from micrograd.files.errors import FileError
from micrograd.files.limits import MOST_BYTES, check_length
from micrograd.files.parsing import parse
from micrograd.files.recipes import datasets_of
from micrograd.runs.experiment import Experiment


def read_experiment(path: str | Path) -> Experiment:
    """The experiment in a file, which goes on with the same bits. Raises FileError.

    Any file takes a second at most, and bounded memory.
    """
    try:
        data = _read(Path(path))
    except OSError as error:
        raise FileError(_reason(error)) from error
    return from_bytes(data)


def from_bytes(data: bytes) -> Experiment:
    """The experiment in the bytes of a file. Raises FileError."""
    content = parse(data)
    datasets = datasets_of(content.datasets)
    check(content, datasets)
    return build(content, datasets)


def _read(path: Path) -> bytes:
    state = path.stat()
    if stat.S_ISDIR(state.st_mode):
        raise FileError("it is a folder")
    # A device may have no end, a pipe may never answer.
    if not stat.S_ISREG(state.st_mode):
        raise FileError("it is not a file, but a device or a pipe")
    check_length(state.st_size)
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "you have no permission to read it"
    return error.strerror or str(error)
