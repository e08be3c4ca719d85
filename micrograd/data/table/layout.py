"""Layout: how a text is a table. What nobody says is found out from its first lines."""

import csv
import re
from collections.abc import Sequence

from micrograd.data.table.choices import COMMENTS, SEPARATORS
from micrograd.data.typed import is_number

# The characters, and the lines in them, that a separator is found in; those that its cells are
# looked at in where several signs would do.
BEGINNING, FIRST_LINES, MORE_LINES = 2**16, 3, 20
# Programs separate cells by semicolons where the comma is the decimal sign.
DECIMAL_COMMA = re.compile(r";[ \t]*[-+−]?\d*,\d+[ \t]*(?:[;\r\n]|\Z)|\d,\d+[ \t]*;")
# Signs that need not separate cells: a comma between digits, one with which a cell begins as `,5`
# does, and what stands in quotes.
DIGIT_COMMA = re.compile(r"((?<=\d)|(?:^|(?<=[\t;])) *[-+−]?),(?=\d)")
IN_QUOTES = re.compile(r'"[^"]*"')


def comment_of(text: str) -> str:
    """The name of the sign that comment lines begin with: one with which any line begins."""
    for name, answer in COMMENTS.items():
        begins = rf"^[ \t]*{re.escape(answer.sign)}"
        if answer.sign and answer.sign in text and re.search(begins, text, re.MULTILINE):
            return name
    return "none"


def first_lines(text: str, comment: str, count: int) -> list[str]:
    """At most so many lines that are neither empty nor comments."""
    sign = COMMENTS[comment].sign
    lines = (line.strip(" ") for line in text[:BEGINNING].splitlines())
    rows = [line for line in lines if line.strip() and not (sign and line.startswith(sign))]
    return rows[:count]


def separator_of(text: str, comment: str) -> str:
    """The name of the sign that separates cells: one that each of the first rows has.

    Of several the one that makes more cells numbers; the comma where there is none.
    """
    if ";" in text and DECIMAL_COMMA.search(IN_QUOTES.sub("", text) if '"' in text else text):
        return "semicolon"
    rows = first_lines(IN_QUOTES.sub("", text[:BEGINNING]), comment, MORE_LINES)
    bare = [DIGIT_COMMA.sub("", row.strip()) for row in rows[:FIRST_LINES]]
    names = [
        name
        for name, answer in SEPARATORS.items()
        if name != "blanks" and all(answer.sign in row for row in bare)
    ]
    if not bare or not names:
        has_blanks = bool(bare) and all(len(row.split()) > 1 for row in rows[:FIRST_LINES])
        return "blanks" if has_blanks else "semicolon" if _is_one_column(rows) else "comma"
    return max(names, key=lambda name: _share_of_numbers(rows, SEPARATORS[name].sign))


def _is_one_column(rows: Sequence[str]) -> bool:
    """True for one name above numbers with a decimal comma."""
    return len(rows) > 1 and "," not in rows[0] and all("," in row for row in rows[1:])


def _share_of_numbers(rows: Sequence[str], sign: str) -> float:
    """The share of cells that are numbers, in rows that are separated by a sign."""
    cells = [cell for row in rows for cell in row.split(sign)]
    return sum(map(is_number, cells)) / len(cells)


def comment_above(text: str, comment: str, separator: str) -> list[str]:
    """The cells of the last comment line before the first row; none where there is no such line."""
    sign, found = COMMENTS[comment].sign, ""
    for line in map(str.strip, text[:BEGINNING].splitlines()):
        if sign and line.startswith(sign):
            found = line.removeprefix(sign).strip(" ")
        elif line:
            break
    if separator == "blanks":
        return found.split()
    return next(csv.reader([found], delimiter=SEPARATORS[separator].sign), []) if found else []
