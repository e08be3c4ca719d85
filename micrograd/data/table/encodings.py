"""The text in the bytes of a table, and the encoding that it was written in."""

import codecs
import re
from typing import NamedTuple

from micrograd.data.table.choices import ENCODINGS, Doubt
from micrograd.system.quoting import quoted

BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# The bytes that an encoding is guessed from, and the share of every other one that is 0 in UTF-16.
BEGINNING, MANY_ZEROS = 2**16, 0.6
NO_TEXT = "this is not a text file"
# Characters that no table has; a few others end lines, pages and files.
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")
# A word with a letter that encodings differ in.
FOREIGN_WORD = re.compile(r"[\w.-]*[^\x00-\x7f][\w.-]*")
# What every table of numbers has.
PLAIN = re.compile(r"[0-9A-Za-z]")


class Decoded(NamedTuple):
    """The text. encoding: a name of ENCODINGS. doubts: whether it is the right one."""

    text: str
    encoding: str
    doubts: list[Doubt]


def decoded(content: bytes, encoding: str | None = None) -> Decoded:
    """The text of bytes, in the encoding that is named or found. Raises ValueError for no text."""
    name = encoding or encoding_of(content)
    try:
        text = content.decode(ENCODINGS[name].sign).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        title = ENCODINGS[name].title
        raise ValueError(f"byte {error.start + 1:,} is no text in {title}") from None
    if "\0" in text or (name.startswith("utf-16") and text and not PLAIN.search(text)):
        raise ValueError(NO_TEXT)
    is_guess = not encoding and name not in ("utf-8", "utf-16-le", "utf-16-be")
    return Decoded(text, name, [_doubt(name, text)] if is_guess else [])


def encoding_of(content: bytes) -> str:
    """The encoding that bytes are probably written in. Raises ValueError for no text."""
    for mark, name in BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return name
    if b"\0" in content[:BEGINNING]:
        return _by_zeros(content[:BEGINNING])
    for name in ("utf-8", "cp1252"):
        try:
            text = content.decode(ENCODINGS[name].sign)
        except UnicodeDecodeError:
            continue
        if name != "utf-8" and CONTROLS.search(text):
            raise ValueError(NO_TEXT)
        return name
    return "latin-1"


def _by_zeros(content: bytes) -> str:
    """UTF-16, which writes a 0 beside each letter, before it or behind it."""
    for name, zeros in (("utf-16-be", content[::2]), ("utf-16-le", content[1::2])):
        if len(content) % 2 == 0 and zeros.count(0) > MANY_ZEROS * len(zeros):
            return name
    raise ValueError(NO_TEXT)


def _doubt(name: str, text: str) -> Doubt:
    found = FOREIGN_WORD.search(text)
    example = f" it has {quoted(found[0])}" if found else " it can be read"
    question = f"this is not text in UTF-8; as {ENCODINGS[name].title}{example}"
    return Doubt("encoding", question, f"say --encoding {name} if that is right")
