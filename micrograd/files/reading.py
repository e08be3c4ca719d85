"""Reads an experiment: a file becomes bytes, the bytes types of the format, and these runs."""

import re
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from micrograd.data.csv_samples import looks_like_csv
from micrograd.files import schema as form
from micrograd.files.building import Building
from micrograd.files.errors import FileError, NoExperimentError
from micrograd.files.limits import MOST_BYTES, Size, check_length, check_size
from micrograd.files.migrations import migrated
from micrograd.runs.experiment import Experiment
from micrograd.system.quoting import shortened
from micrograd.system.regular_file import read_regular

# Some editors begin a text with a byte order mark.
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# The most characters of a wrong value, or of its path, that its error quotes.
LONGEST_QUOTE = 200
# Matches in valid JSON a string, the colon that makes it a key, and all up to the next string.
TEXT = re.compile(rb'("(?:[^"\\]++|\\.)*+")(\s*:)?([^"]*+)', re.DOTALL)
NO_BRACES = bytes(each for each in range(256) if each not in b"{}")


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
    try:
        content = _content_of(data)
    except msgspec.ValidationError as error:
        raise _wrong_value(error) from None
    except RecursionError:
        raise FileError("lists are nested too deep") from None
    except UnicodeDecodeError:
        raise _encoding_error(data) from None
    except msgspec.DecodeError as error:
        raise _syntax_error(data, str(error)) from None
    return Building(content)


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
        content = msgspec.json.decode(data, type=form.ExperimentFile)
    else:
        older = migrated(msgspec.json.decode(data), header.version)
        content = msgspec.convert(older, form.ExperimentFile)
    _check_keys(data)
    return content


def _check_keys(data: bytes) -> None:
    """Raise FileError where an object has a key twice: which of the two was meant?"""
    # The brace of the outermost object comes before the first match.
    objects: list[set[str]] = [set()]
    for found in TEXT.finditer(data):
        text, colon, rest = found.groups()
        if colon:
            key = msgspec.json.decode(text, type=str) if b"\\" in text else text[1:-1].decode()
            if key in objects[-1]:
                raise FileError(f"“{key}” is there twice", _position(data, found.start()))
            objects[-1].add(key)
        for brace in rest.translate(None, NO_BRACES):
            if brace == ord("{"):
                objects.append(set())
            else:
                objects.pop()


def _wrong_value(error: msgspec.ValidationError) -> FileError:
    message, _, path = str(error).partition(" - at `$")
    place = path.rstrip("`").removeprefix(".")
    if "[...]" in place:
        # msgspec gives no index into the untyped content of an earlier version.
        place = ""
    return FileError(_one_line(message[:1].lower() + message[1:]), _one_line(place))


def _one_line(text: str) -> str:
    # One character more than is shown tells that there are more; a value may have millions.
    return shortened(text[: LONGEST_QUOTE + 1], LONGEST_QUOTE)


def _syntax_error(data: bytes, message: str) -> FileError:
    if not data.strip():
        return FileError("the file is empty")
    found = re.search(r"\(byte (\d+)\)", message)
    if found:
        # msgspec names the byte after the first trailing character.
        offset = int(found[1]) - ("trailing" in message)
        return FileError("this is not JSON", _position(data, offset))
    return FileError("the file is not whole, it ends too early", _position(data, len(data)))


def _encoding_error(data: bytes) -> FileError:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return FileError("this is not text in UTF-8", _position(data, error.start))
    return FileError("this is not text in UTF-8")


def _position(data: bytes, offset: int) -> str:
    """The line and column of a byte, counted from 1."""
    line = data.count(b"\n", 0, offset) + 1
    column = offset - data.rfind(b"\n", 0, offset)
    return f"line {line:,}, column {column:,}"
