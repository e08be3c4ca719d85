"""Reads an experiment: a file becomes bytes, the bytes types of the format, and these runs."""

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from micrograd.data.csv_samples import looks_like_csv
from micrograd.files import schema as form
from micrograd.files.building import Building
from micrograd.files.decoding import decoded
from micrograd.files.errors import FileError, NoExperimentError
from micrograd.files.limits import MOST_BYTES, Size, check_length, check_size
from micrograd.files.migrations import migrated
from micrograd.runs.experiment import Experiment
from micrograd.system.regular_file import read_regular

# Some editors begin a text with a byte order mark.
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_experiment(path: str | Path) -> Experiment:
    """The experiment in a file, which goes on with the same bits. Raises FileError.

    See `begin_reading` for what of it may take long.
    """
    return finished(begin_reading(path))


def begin_reading(path: str | Path) -> Building:
    """The experiment in a file, of which some may have to be computed first. Raises FileError.

    Any file takes a second at most, and bounded memory.
    """
    try:
        data = _bytes_of(Path(path))
    except FileNotFoundError as error:
        raise FileError("there is no such file") from error
    except PermissionError as error:
        raise FileError("you have no permission to read it") from error
    except OSError as error:
        raise FileError(error.strerror or str(error)) from error
    return begun(data)


def from_bytes(data: bytes) -> Experiment:
    """The experiment in the bytes of a file of any version. Raises FileError."""
    return finished(begun(data))


def finished(building: Building) -> Experiment:
    """An experiment with all that has to be computed. Raises FileError."""
    for _ in building.work():
        pass
    return building.experiment


def begun(data: bytes) -> Building:
    """The experiment in the bytes of a file, as of `begin_reading`. Raises FileError."""
    check_size(Size.of(data))
    data = data.removeprefix(BYTE_ORDER_MARK)
    if not data.lstrip().startswith(b"{") and looks_like_csv(data):
        message = "this is a table of samples, no experiment: open it as dataset (--data)"
        raise NoExperimentError(message)
    return Building(decoded(data, _content_of))


def _bytes_of(path: Path) -> bytes:
    check_length(path.stat().st_size)
    return read_regular(path, MOST_BYTES)


class _Header(Struct):
    """The fields that every version has."""

    format: str = ""
    version: Annotated[int, Meta(ge=1, le=10**6)] = 1


def _content_of(data: bytes) -> form.ExperimentFile:
    header = msgspec.json.decode(data, type=_Header)
    if header.format != form.FORMAT:
        raise FileError("this is not an experiment of Micrograd Playground", "format")
    if header.version > form.VERSION:
        raise FileError(
            "it was written by a newer version of Micrograd Playground "
            f"(format {header.version}; this one reads up to {form.VERSION})"
        )
    if header.version == form.VERSION:
        return msgspec.json.decode(data, type=form.ExperimentFile)
    older = migrated(msgspec.json.decode(data), header.version)
    return msgspec.convert(older, form.ExperimentFile)
