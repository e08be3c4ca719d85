"""The rows of a text, which are not more than there is room for."""

import csv
import io
from collections.abc import Iterable, Iterator

from micrograd.data.table.choices import COMMENTS, SEPARATORS

MOST_CELLS, MOST_COLUMNS = 1_000_000, 1_000

Row = tuple[int, list[str]]


def rows_of(text: str, separator: str, comment: str) -> list[Row]:
    """The rows of a text that are not empty, each with its line number, all equally wide.

    Of a text with more than there is room for the first ones, see `check_count`. Raises ValueError
    for rows of other widths, and for too many columns or lines.
    """
    rows: list[Row] = []
    width = 0
    for line, cells in _split(text, separator, comment):
        if not rows:
            width = len(cells)
            if width > MOST_COLUMNS:
                raise ValueError(f"line {line} has more than {MOST_COLUMNS:,} columns")
        elif len(cells) != width:
            raise ValueError(f"line {line} has {len(cells)} columns, but the first row has {width}")
        rows.append((line, cells))
        if len(rows) * width > MOST_CELLS + width:
            # One row more than there is room for, even if the first one is a header.
            break
    return rows


def check_count(rows: list[Row]) -> None:
    """Raise ValueError for more numbers than a dataset has; the header is no row any more."""
    if rows and len(rows) * len(rows[0][1]) > MOST_CELLS:
        line, _ = rows[MOST_CELLS // len(rows[0][1])]
        raise ValueError(f"line {line}: a dataset has at most {MOST_CELLS:,} numbers")


def _split(text: str, separator: str, comment: str) -> Iterator[Row]:
    """The rows that have anything in them."""
    lines: Iterable[str] = io.StringIO(text, newline="")
    if sign := COMMENTS[comment].sign:
        # An empty line in the place of each comment keeps the count of lines.
        lines = ("\n" if line.lstrip(" \t").startswith(sign) else line for line in lines)
    if separator == "blanks":
        yield from ((i, cells) for i, line in enumerate(lines, 1) if (cells := line.split()))
        return
    reader = csv.reader(lines, delimiter=SEPARATORS[separator].sign)
    try:
        for cells in reader:
            if reader.line_num > MOST_CELLS:
                raise ValueError(f"there are more than {MOST_CELLS:,} lines")
            if any(map(str.strip, cells)):
                yield reader.line_num, cells
    except csv.Error as error:
        raise ValueError(f"line {reader.line_num}: {error}") from None
