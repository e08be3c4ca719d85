"""Whether the first row of a table names its columns, and what is left open about that."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from micrograd.data.columns import usual_names
from micrograd.data.table.choices import Doubt
from micrograd.data.table.columns import GAPS_BETWEEN_NUMBERS, Role
from micrograd.data.table.splitting import Row
from micrograd.data.typed import is_number
from micrograd.system.quoting import quoted

# The rows below the first that it is compared with.
MOST_COMPARED = 1_000
# At least this many consecutive whole numbers that do not begin at 0 may be names.
FEWEST_NUMBERED = 3
# The heading of a target that is marked as one, `y1: price`, and that of a class label,
# `class: kind`, as the program writes them.
NAMED_TARGET = re.compile(r"y(\d{0,4}): *(.*)")
NAMED_LABEL = re.compile(r"class: *(.*)")
ADVICE = "say --header yes or --header no"


class Header(NamedTuple):
    """answer: one of HEADERS. doubts: what a person should be asked about it."""

    answer: str
    doubts: list[Doubt]


class Marked(NamedTuple):
    """The role of the last columns that a header marks, and their names; none where it does not."""

    role: Role
    names: list[str]


def find_header(rows: Sequence[Row], choice: str | None = None) -> Header:
    """Whether the first of the rows, of which there is one at least, names the columns."""
    if choice:
        return Header(choice, [])
    line, first = rows[0]
    below = [cells for _, cells in rows[1 : MOST_COMPARED + 1]]
    if marked(first).names:
        return Header("yes", [])
    if any(map(is_number, first)):
        return _of_numbers(line, first, below)
    texts = [cell.strip() for cell in first]
    if all(text.lower() in GAPS_BETWEEN_NUMBERS for text in texts):
        return Header("no", [])
    return Header("yes", _again(line, texts, below))


def marked(header: Sequence[str]) -> Marked:
    """The last columns, if headed as `y1: cat`, `y2: dog`, or the last one as `class: pet`."""
    label = NAMED_LABEL.fullmatch(header[-1].strip())
    return Marked("label", [label[1]]) if label else Marked("target", _marked_targets(header))


def _marked_targets(header: Sequence[str]) -> list[str]:
    last = NAMED_TARGET.fullmatch(header[-1].strip())
    count = int(last[1] or 1) if last else 0
    if not 1 <= count <= len(header):
        return []
    found = [NAMED_TARGET.fullmatch(cell.strip()) for cell in header[-count:]]
    usual = usual_names(0, count)
    is_marked = all(m and f"y{m[1]}" == y for m, y in zip(found, usual, strict=True))
    return [each[2] for each in found if each] if is_marked else []


def _again(line: int, texts: Sequence[str], below: Sequence[Sequence[str]]) -> list[Doubt]:
    """A doubt where a cell of the first row is one of a row below it, too."""
    for column, text in enumerate(texts):
        if text and any(cells[column].strip() == text for cells in below):
            question = (
                f"line {line} has {quoted(text)} as a line below has: does it name the columns?"
            )
            return [Doubt("header", question, ADVICE)]
    return []


def _of_numbers(line: int, first: Sequence[str], below: Sequence[Sequence[str]]) -> Header:
    """A row with numbers is one of numbers, unless that is doubtful."""
    for column, cell in enumerate(first):
        is_text = not is_number(cell) and cell.strip().lower() not in GAPS_BETWEEN_NUMBERS
        if is_text and below and all(is_number(cells[column]) for cells in below):
            question = f"line {line} has {quoted(cell)} above numbers: does it name the columns?"
            return Header("yes", [Doubt("header", question, ADVICE)])
    if _counts(first, below):
        shown = ", ".join(cell.strip() for cell in first[:4])
        more = ", …" if len(first) > 4 else ""
        question = f"line {line}, {shown}{more}, may name the columns or be a row of numbers"
        return Header("yes", [Doubt("header", question, ADVICE)])
    return Header("no", [])


def _counts(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """True for whole numbers one after the other, where these may be names.

    From 0 on, as programs number columns; or where no cell below them is a whole number.
    """
    texts = [cell.strip() for cell in first]
    if not below or len(texts) < 2 or not all(map(str.isdecimal, texts)):
        return False
    start = int(texts[0])
    if texts != [str(number) for number in range(start, start + len(texts))]:
        return False
    if start == 0:
        return True
    has_whole = any(cell.strip().lstrip("-").isdecimal() for cells in below for cell in cells)
    return len(texts) >= FEWEST_NUMBERED and not has_whole
