"""Reads and writes samples as CSV files."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any, Literal

from micrograd.data.class_names import class_names
from micrograd.data.columns import distinct_names, usual_names
from micrograd.data.dataset import Dataset
from micrograd.data.rows import joined, lowest
from micrograd.data.table.choices import COMMENTS, Choices
from micrograd.data.table.table import Table, understand
from micrograd.data.tasks import classes_of
from micrograd.system.regular_file import read_regular

# A larger file is refused at once: the playground could not train on it.
MOST_BYTES = 2**25
# The bytes, and the lines in them, by which a dataset is known.
BEGINNING, FIRST_LINES = 2**16, 4
# Rows that tell whether a table is understood without marks: more tell nothing else.
FEW_ROWS = 5
# Rows that are written as one piece: in a few milliseconds.
ROWS_AT_A_TIME = 512
# The heading of a column of several classes, each of which is a target.
LABEL = "class"
Row = Sequence[float | str]


def read_csv(path: str | Path, **choices: Any) -> Dataset:
    """The dataset in a CSV file, called like it. choices: the fields of `Choices`.

    What is not chosen is found out: a first row without any number names the columns; the last
    column, or each named y, y1, …, is a target; a last column of texts, or one named class, is a
    class label. A decimal comma is read where the cells agree, empty lines are skipped.

    Raises OSError where the file can't be read, ValueError where its text is wrong, and where it
    may be meant in several ways: that names the option which settles it.
    """
    return settled_table(path, Choices(**choices)).dataset(Path(path).name)


def settled_table(path: str | Path, choices: Choices) -> Table:
    """Understand a file with nothing left open; raises as `read_csv` does."""
    table = understand(read_bytes(path), choices)
    table.check_settled()
    return table


def read_bytes(path: str | Path) -> bytes:
    """The bytes of a file of samples. Raises OSError; ValueError where they are too many."""
    content = read_regular(path, MOST_BYTES)
    if len(content) > MOST_BYTES:
        raise ValueError(f"the file is larger than the {MOST_BYTES >> 20} MB of a dataset")
    return content


def looks_like_csv(content: bytes) -> bool:
    """True where the first lines of a file are those of a dataset."""
    lines = content[:BEGINNING].splitlines(keepends=True)[:FIRST_LINES]
    try:
        doubts = understand(b"".join(lines)).doubts
        # The first rows may be all of one class.
        return not any(doubt.stops and doubt.choice != "label" for doubt in doubts)
    except ValueError:
        return False


def csv_text(dataset: Dataset) -> str:
    """A header and one row per sample, every number at full precision.

    Classes that have names are a column of these, which comes back as the same classes. Targets
    are marked, as `y1: price`, or `class: kind`, where the names alone would not tell them from
    inputs.
    """
    return "".join(csv_pieces(dataset))


def csv_pieces(dataset: Dataset) -> Iterator[str]:
    """The same in pieces, each of some rows."""
    for names, marks, rows in _forms(dataset):
        for headings in (names, names[: dataset.nin] + marks):
            if _is_read(headings, names, rows, dataset):
                return _written(headings, rows)
    return _written(headings, rows)


def _forms(dataset: Dataset) -> Iterator[tuple[list[str], list[str], Sequence[Row]]]:
    """The headings, those of targets as they are marked, and the rows; with names of classes first.

    Without them where a class has no sample, from which it would be known, and where its numbers
    would come back as others.
    """
    names, nin = dataset.headings(), dataset.nin
    numbers = joined(dataset.xs, dataset.targets)
    classes = class_names(dataset)
    chosen = classes_of(dataset.targets) if classes else []
    is_usual = bool(classes) and lowest(dataset.targets) == 0
    if is_usual and len(set(chosen)) == len(classes):
        label = names[nin] if dataset.nout == 1 else distinct_names([*names[:nin], LABEL])[-1]
        rows: list[Row] = [[*x, classes[each]] for x, each in zip(dataset.xs, chosen, strict=True)]
        yield [*names[:nin], label], [f"class: {label}"], rows
    usual = usual_names(nin, dataset.nout)[nin:]
    yield names, [f"{y}: {name}" for y, name in zip(usual, names[nin:], strict=True)], numbers


def _is_read(
    headings: Sequence[str], names: Sequence[str], rows: Sequence[Row], dataset: Dataset
) -> bool:
    """True where the first rows below these headings are read as columns of these names.

    With names of classes, each of them stands in one of these rows.
    """
    few = rows[:FEW_ROWS]
    classes = class_names(dataset) if isinstance(rows[0][-1], str) else []
    if classes:
        few = rows[: max(FEW_ROWS, len(classes))]
        few = [[*row[:-1], name] for row, name in zip(few, cycle(classes), strict=False)]
    try:
        table = understand("".join(_written(headings, few)))
    except ValueError:
        return False
    is_whole = [column.name for column in table.columns] == [*names]
    is_whole = is_whole and len(table.inputs) == dataset.nin
    if not classes:
        return table.is_plain and is_whole
    label = table.columns[-1]
    is_label = label.role == "label" and label.classes == classes
    return is_whole and is_label and not table.doubts


def _written(names: Sequence[str], rows: Sequence[Row]) -> Iterator[str]:
    # In quotes a first name begins neither a comment nor an experiment.
    signs = ("{", *(each.sign for each in COMMENTS.values() if each.sign))
    is_quoted = names[0].startswith(signs)
    yield _piece([names], csv.QUOTE_ALL if is_quoted else csv.QUOTE_MINIMAL)
    for begin in range(0, len(rows), ROWS_AT_A_TIME):
        some = rows[begin : begin + ROWS_AT_A_TIME]
        yield _piece(
            [each if isinstance(each, str) else repr(each) for each in row] for row in some
        )


def _piece(rows: Iterable[Sequence[str]], quoting: Literal[0, 1] = csv.QUOTE_MINIMAL) -> str:
    text = io.StringIO()
    csv.writer(text, quoting=quoting).writerows(rows)
    return text.getvalue()
