"""Reads and writes samples as CSV text."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from micrograd.data.columns import distinct_names, usual_names
from micrograd.data.dataset import Dataset
from micrograd.data.typed import decimal_sign_of, is_number, parse_number
from micrograd.system.regular_file import read_regular

# A larger file is refused at once: the playground could not train on it.
MOST_BYTES, MOST_CELLS, MOST_COLUMNS = 2**24, 1_000_000, 1_000
# The bytes, and the lines in them, by which a dataset is known.
BEGINNING, FIRST_LINES = 2**16, 3
# Where the comma is the decimal sign, programs separate cells by semicolons.
DECIMAL_COMMA = re.compile(r";[ \t]*[-+−]?\d*,\d+[ \t]*(?:[;\r\n]|\Z)|\d,\d+[ \t]*;")
# Signs that need not separate cells: a comma between digits, one with which a cell begins as `,5`
# does, and what stands in quotes.
DIGIT_COMMA = re.compile(r"((?<=\d)|(?:^|(?<=[\t;])) *[-+−]?),(?=\d)")
IN_QUOTES = re.compile(r'"[^"]*"')
# The heading of a target: `y` or `y1`, or as `y1: price` where it has a name of its own.
TARGET, NAMED_TARGET = re.compile(r"y\d*", re.IGNORECASE), re.compile(r"y(\d*): *(.*)")


def parse_table(rows: Iterable[tuple[int, Sequence[str]]], name: str = "") -> Dataset:
    """A dataset of rows of text, each with its line number. name: where they came from.

    A first row without any number is a header: its last columns, named y, y1, …, or `y: price`,
    are the targets. Without such names, or a header, the last column is the target. A decimal
    comma is read where the cells agree.
    Raises ValueError with the line and column.
    """
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        raise ValueError("there is no row of numbers")
    if len(first[1]) > MOST_COLUMNS:
        raise ValueError(f"line {first[0]} has more than {MOST_COLUMNS:,} columns")
    header = [cell.strip() for cell in first[1]]
    names = _marked_targets(header)
    nout = len(names)
    if not names and any(map(is_number, header)):
        header, nout = [], 1
    elif not names:
        nout = _count_targets(first[0], header)
    table = _checked(rows if header else chain([first], rows), len(first[1]), nout)
    if not table:
        raise ValueError("there is a header, but no row of numbers")
    decimal_sign = decimal_sign_of_rows(cells for _, cells in table)
    columns = distinct_names([*header[: len(header) - len(names)], *names])
    return Dataset.from_rows([_parse_row(*row, decimal_sign) for row in table], nout, name, columns)


Table = list[tuple[int, Sequence[str]]]


def _checked(rows: Iterable[tuple[int, Sequence[str]]], width: int, nout: int) -> Table:
    """The rows of numbers, all equally wide and not too many."""
    table: Table = []
    for line, cells in rows:
        if width < nout + 1:
            raise ValueError(f"line {line}: a row needs an input and a target")
        if len(cells) != width:
            raise ValueError(f"line {line} has {len(cells)} columns, but the first row has {width}")
        table.append((line, cells))
        if len(table) * width > MOST_CELLS:
            raise ValueError(f"line {line}: a dataset has at most {MOST_CELLS:,} numbers")
    return table


def decimal_sign_of_rows(rows: Iterable[Sequence[str]]) -> str:
    """The decimal sign that all cells of a table agree in, see `decimal_sign_of`."""
    cells = [cell for row in rows for cell in row]
    # Without any comma nothing needs to be decided.
    return decimal_sign_of(cells) if any("," in cell for cell in cells) else ""


def read_csv(path: str | Path) -> Dataset:
    """The dataset in a CSV file, see `parse_table`; empty lines are skipped.

    Raises OSError where the file can't be read, ValueError where its text is wrong.
    """
    content = read_regular(path, MOST_BYTES)
    if len(content) > MOST_BYTES:
        raise ValueError(f"the file is larger than the {MOST_BYTES >> 20} MB of a dataset")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise ValueError("this is not a text file in UTF-8")
    if text.lstrip().startswith("{"):
        raise ValueError("this is JSON, no table: open an experiment as such (--open)")
    return parse_table(_rows_of(text), Path(path).name)


def looks_like_csv(content: bytes) -> bool:
    """True where the first lines of a file are those of a dataset."""
    lines = content[:BEGINNING].decode("utf-8-sig", "replace").splitlines()[:FIRST_LINES]
    try:
        parse_table(_rows_of("\n".join(lines)))
    except ValueError:
        return False
    return True


def _rows_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV text that are not empty, each with its line number."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator_of(text))
    try:
        for cells in reader:
            if reader.line_num > MOST_CELLS:
                raise ValueError(f"there are more than {MOST_CELLS:,} lines")
            if any(map(str.strip, cells)):
                yield reader.line_num, cells
    except csv.Error as error:
        raise ValueError(f"line {reader.line_num}: {error}") from None


def _separator_of(text: str) -> str:
    """The sign that separates cells: one that each of the first rows has, the comma if in doubt."""
    if DECIMAL_COMMA.search(text):
        return ";"
    lines = IN_QUOTES.sub("", text[:BEGINNING]).splitlines()
    rows = [DIGIT_COMMA.sub("", line.strip()) for line in lines if line.strip()][:FIRST_LINES]
    return next((sign for sign in ",;\t" if all(sign in row for row in rows)), ",")


def csv_text(dataset: Dataset) -> str:
    """A header and one row per sample, every number at full precision.

    Targets are marked, as `y1: price`, where their names alone would not tell them from inputs.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_header(dataset))
    writer.writerows([repr(number) for number in row] for row in dataset.rows())
    return text.getvalue()


def _header(dataset: Dataset) -> list[str]:
    names, nin = dataset.headings(), dataset.nin
    if not any(map(is_number, names)) and not _marked_targets(names):
        is_target = list(map(_is_target, names))
        as_usual = [False] * nin + [True] * dataset.nout
        if is_target == as_usual or (dataset.nout == 1 and not any(is_target)):
            return names
    usual = usual_names(nin, dataset.nout)[nin:]
    return names[:nin] + [f"{y}: {name}" for y, name in zip(usual, names[nin:], strict=True)]


def _marked_targets(header: Sequence[str]) -> list[str]:
    """The names of the last columns, if those are headed as `y1: cat`, `y2: dog`; or none."""
    last = NAMED_TARGET.fullmatch(header[-1]) if header else None
    count = int(last[1] or 1) if last else 0
    marked = [NAMED_TARGET.fullmatch(cell) for cell in header[-count:]] if count else []
    usual = usual_names(0, count) if count <= len(header) else []
    found = [each[2] for each, y in zip(marked, usual, strict=False) if each and y == f"y{each[1]}"]
    return found if len(found) == count else []


def _is_target(cell: str) -> bool:
    return TARGET.fullmatch(cell.strip()) is not None


def _count_targets(line: int, header: Sequence[str]) -> int:
    is_target = list(map(_is_target, header))
    count = sum(is_target) or 1
    if any(is_target) and not all(is_target[-count:]):
        raise ValueError(f"line {line}: the target columns (y, y1, …) must come after the inputs")
    return count


def _parse_row(line: int, cells: Sequence[str], decimal_sign: str) -> list[float]:
    numbers = []
    for column, cell in enumerate(cells, start=1):
        try:
            numbers.append(parse_number(cell, decimal_sign))
        except ValueError as error:
            raise ValueError(f"line {line}, column {column}: {error}") from None
    return numbers
