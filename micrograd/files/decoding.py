"""Decodes JSON for a reader of files: every mistake becomes one line that says what and where."""

import re
from collections.abc import Callable
from typing import TypeVar

import msgspec

from micrograd.files.errors import FileError
from micrograd.system.quoting import shortened

Content = TypeVar("Content")

# The most characters of a wrong value, or of its path, that its error quotes.
LONGEST_QUOTE = 200
# Matches in valid JSON a string, the colon that makes it a key, and all up to the next string.
TEXT = re.compile(rb'("(?:[^"\\]++|\\.)*+")(\s*:)?([^"]*+)', re.DOTALL)
# What keeps a text from being JSON at a byte, by what msgspec says of it.
SYNTAX = {
    "expected ',' or": "a comma is missing before it",
    "expected ':'": "a colon is missing before it",
    "trailing comma": "the comma before it is one too many",
    "object keys must be strings": "a name in double quotes has to stand here",
    "trailing characters": "nothing may follow here",
}
NO_BRACES = bytes(each for each in range(256) if each not in b"{}")


def decoded(data: bytes, decode: Callable[[bytes], Content]) -> Content:
    """What `decode` makes of the bytes of a JSON file. Raises FileError for all that msgspec does.

    No object of the file may have a key twice.
    """
    try:
        content = decode(data)
    except msgspec.ValidationError as error:
        raise _wrong_value(error) from None
    except RecursionError:
        raise FileError("lists are nested too deep") from None
    except UnicodeDecodeError:
        raise _encoding_error(data) from None
    except msgspec.DecodeError as error:
        raise _syntax_error(data, str(error)) from None
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
    # msgspec names no key of an object, and no index into untyped content: the place is the whole.
    place = path.rstrip("`").removeprefix(".").partition("[...]")[0]
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
        reasons = (reason for said, reason in SYNTAX.items() if said in message)
        told = ": ".join(["this is not JSON", *reasons])
        return FileError(told, _position(data, offset))
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
