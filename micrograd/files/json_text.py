"""The text of an experiment file: laid out for people; rows of samples are encoded in pieces."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

import msgspec

from micrograd.data.dataset import Dataset
from micrograd.files.table_schema import LONGEST_TEXT

# A list or an object without another one in it. Strings have no line breaks; a string with a
# bracket leaves its list on several lines, which means the same.
INNERMOST = re.compile(rb"([\[{])\n *([^\[\]{}]*+)([\]}])")
LINE_BREAK = re.compile(rb"\n *")
# Samples, without and with layout. Inside a string each quote follows a backslash.
SAMPLES, SAMPLES_LAID_OUT = b'"samples":[[', b'"samples": [\n        ['
# What stands for them while all else is laid out: no encoder writes such a number.
NO_SAMPLES, NO_SAMPLES_LAID_OUT = b'"samples":[-0e0]', b'"samples": [-0e0]'
# Rows that are encoded without letting another thread go on: they take some milliseconds.
ROWS_AT_A_TIME = 2048


def stored_text(text: str, longest: int = LONGEST_TEXT) -> str:
    """A text that UTF-8 can have: lone surrogates, which can be typed, are replaced."""
    return text.encode(errors="replace").decode()[:longest]


def laid_out(data: bytes) -> bytes:
    """The same JSON, indented, with each row of numbers on one line."""
    first, *pieces = data.split(SAMPLES)
    parts = [piece.partition(b"]]") for piece in pieces]
    bare = NO_SAMPLES.join([first, *(rest for _, _, rest in parts)])
    text = INNERMOST.sub(_on_one_line, msgspec.json.format(bare, indent=2))
    first, *rests = text.split(NO_SAMPLES_LAID_OUT)
    tables = (_rows_laid_out(rows) for rows, _, _ in parts)
    both = chain.from_iterable(zip(tables, rests, strict=True))
    return b"".join([first, *both, b"\n"])


def _on_one_line(found: re.Match[bytes]) -> bytes:
    opening, content, closing = found.groups()
    return opening + LINE_BREAK.sub(b" ", content.rstrip()) + closing


def _rows_laid_out(rows: bytes) -> bytes:
    """Rows without what opens the first and closes the last: `1.0,2.0],[3.0,4.0`."""
    apart = rows.replace(b"],[", b"\n").replace(b",", b", ")
    return b"%b%b]\n      ]" % (SAMPLES_LAID_OUT, apart.replace(b"\n", b"],\n        ["))


def encoded_rows(dataset: Dataset) -> bytes:
    """The samples of a dataset as a list of lists."""
    pieces = [msgspec.json.encode(rows)[1:-1] for rows in _pieces(dataset)]
    return b"[%b]" % b",".join(pieces)


def _pieces(dataset: Dataset) -> Iterator[Sequence[Sequence[float]]]:
    for begin in range(0, len(dataset), ROWS_AT_A_TIME):
        some = slice(begin, begin + ROWS_AT_A_TIME)
        pairs = zip(dataset.xs[some], dataset.targets[some], strict=True)
        yield [[*x, *y] for x, y in pairs]
