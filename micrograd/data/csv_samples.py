"""Reads and writes samples as CSV files."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from micrograd.data.columns import usual_names
from micrograd.data.dataset import Dataset
from micrograd.data.table.choices import COMMENTS, Choices
from micrograd.data.table.table import Table, understand
from micrograd.system.regular_file import read_regular

# A larger file is refused at once: the playground could not train on it.
MOST_BYTES = 2**25
# The bytes, and the lines in them, by which a dataset is known.
BEGINNING, FIRST_LINES = 2**16, 4
# Rows that tell whether a table is understood without marks: more tell nothing else.
FEW_ROWS = 5


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
        return not understand(b"".join(lines)).problem
    except ValueError:
        return False


def csv_text(dataset: Dataset) -> str:
    """A header and one row per sample, every number at full precision.

    Targets are marked, as `y1: price`, where the names alone would not tell them from inputs.
    """
    text, rows, names = io.StringIO(), dataset.rows(), dataset.headings()
    if not _is_certain(names, rows[:FEW_ROWS], dataset.nin):
        usual = usual_names(dataset.nin, dataset.nout)[dataset.nin :]
        marked = zip(usual, names[dataset.nin :], strict=True)
        names = names[: dataset.nin] + [f"{y}: {name}" for y, name in marked]
    _write(text, names, rows)
    return text.getvalue()


def _is_certain(names: Sequence[str], rows: Sequence[Sequence[float]], nin: int) -> bool:
    """True where the first rows below these names tell that the first `nin` are inputs."""
    text = io.StringIO()
    _write(text, names, rows)
    try:
        table = understand(text.getvalue())
    except ValueError:
        return False
    read = [column.name for column in table.columns]
    return table.is_plain and read == [*names] and len(table.inputs) == nin


def _write(text: io.StringIO, names: Sequence[str], rows: Sequence[Sequence[float]]) -> None:
    # In quotes a first name begins neither a comment nor an experiment.
    signs = ("{", *(answer.sign for answer in COMMENTS.values() if answer.sign))
    is_quoted = names[0].startswith(signs)
    csv.writer(text, quoting=csv.QUOTE_ALL if is_quoted else csv.QUOTE_MINIMAL).writerow(names)
    csv.writer(text).writerows([repr(number) for number in row] for row in rows)
