"""Parsing the bytes of a file as the types of its format; an error names the place."""

import re
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from micrograd.files import schema as form
from micrograd.files.errors import FileError
from micrograd.files.limits import Size, check_length, check_size
from micrograd.files.migrations import migrated

# A byte order mark, as some editors write it.
MARK = b"\xef\xbb\xbf"
# Characters of a wrong value or of its path that an error quotes.
LONGEST_QUOTE = 200
# In valid JSON: a string, the colon that makes it a key, and all up to the next string.
TEXT = re.compile(rb'("(?:[^"\\]++|\\.)*+")(\s*:)?([^"]*+)', re.DOTALL)
NO_BRACES = bytes(each for each in range(256) if each not in b"{}")


class _Header(Struct):
    """The fields that every version has."""

    format: str = ""
    version: Annotated[int, Meta(ge=1, le=10**6)] = 1


_header = msgspec.json.Decoder(_Header)
_newest = msgspec.json.Decoder(form.ExperimentFile)


def parse(data: bytes) -> form.ExperimentFile:
    """The content of a file of any version up to the newest. Raises FileError."""
    check_length(len(data))
    check_size(Size.of(data))
    data = data.removeprefix(MARK)
    try:
        return _parsed(data)
    except msgspec.ValidationError as error:
        raise _wrong_value(error) from None
    except RecursionError:
        raise FileError("lists are nested too deep") from None
    except UnicodeDecodeError:
        raise _encoding_error(data) from None
    except msgspec.DecodeError as error:
        raise _syntax_error(data, str(error)) from None


def _parsed(data: bytes) -> form.ExperimentFile:
    header = _header.decode(data)
    if header.format != form.FORMAT:
        raise FileError("this is not an experiment of Micrograd Playground", "format")
    if header.version > form.VERSION:
        raise FileError(
            "it was written by a newer version of Micrograd Playground "
            f"(format {header.version}; this one reads up to {form.VERSION})"
        )
    if header.version == form.VERSION:
        content = _newest.decode(data)
    else:
        older = migrated(msgspec.json.decode(data), header.version)
        content = msgspec.convert(older, form.ExperimentFile)
    _check_keys(data)
    return content


def _wrong_value(error: msgspec.ValidationError) -> FileError:
    message, _, path = str(error).partition(" - at `$")
    place = path.rstrip("`").removeprefix(".")
    if "[...]" in place:
        # msgspec gives no index into the untyped content of a past version.
        place = ""
    return FileError(_one_line(message[:1].lower() + message[1:]), _one_line(place))


def _one_line(text: str) -> str:
    line = "".join(each if each.isprintable() else " " for each in text[: LONGEST_QUOTE + 1])
    return line if len(text) <= LONGEST_QUOTE else f"{line[:LONGEST_QUOTE]}…"


def _syntax_error(data: bytes, message: str) -> FileError:
    if not data.strip():
        return FileError("the file is empty")
    found = re.search(r"\(byte (\d+)\)", message)
    if found:
        # For trailing characters msgspec counts the second byte.
        offset = int(found[1]) - ("trailing" in message)
        return FileError("this is not JSON", position(data, offset))
    return FileError("the file is not whole, it ends too early", position(data, len(data)))


def _encoding_error(data: bytes) -> FileError:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return FileError("this is not text in UTF-8", position(data, error.start))
    return FileError("this is not text in UTF-8")


def _check_keys(data: bytes) -> None:
    """Raise FileError where an object has a key twice: which of the two was meant?"""
    # The brace of the outermost object comes before the first match.
    objects: list[set[str]] = [set()]
    for found in TEXT.finditer(data):
        text, colon, rest = found.groups()
        if colon:
            key = msgspec.json.decode(text, type=str)
            if key in objects[-1]:
                raise FileError(f"“{key}” is there twice", position(data, found.start()))
            objects[-1].add(key)
        for brace in rest.translate(None, NO_BRACES):
            if brace == ord("{"):
                objects.append(set())
            else:
                objects.pop()


def position(data: bytes, offset: int) -> str:
    """The line and column of a byte, counted from 1."""
    line = data.count(b"\n", 0, offset) + 1
    column = offset - data.rfind(b"\n", 0, offset)
    return f"line {line:,}, column {column:,}"
