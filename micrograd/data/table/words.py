"""What was understood of a table, in one line."""

from collections.abc import Sequence
from typing import Any

from micrograd.data.table.choices import COMMENTS, ENCODINGS, HEADERS, SEPARATORS
from micrograd.data.table.columns import Column
from micrograd.system.quoting import shortened

# More names than these are counted.
MOST_NAMES = 6


def told(layout: Any, columns: Sequence[Column], rows: int, left_out: int, gaps: str) -> str:
    """`150 rows; comma, header; inputs: a, b; class label: kind (0 is no, 1 is yes)`.

    left_out: the number of rows that have gaps, or what else `gaps` says.
    """
    parts = [_counted(rows, "row"), _layout(layout)]
    for role, one, many in (
        ("input", "input", "inputs"),
        ("target", "target", "targets"),
        ("label", "class label", "class labels"),
        ("left out", "left out", "left out"),
    ):
        names = [_named(column) for column in columns if column.role == role]
        if names:
            parts.append(f"{one if len(names) == 1 else many}: {_listed(names)}")
    if left_out:
        parts.append(f"{_counted(left_out, 'row')} with {gaps} left out")
    return "; ".join(parts)


def _layout(layout: Any) -> str:
    """The signs that were found; those that are usual everywhere need no word."""
    words = [SEPARATORS[layout.separator].title]
    if layout.decimal == "comma":
        words.append("decimal comma")
    words.append(HEADERS[layout.header].title)
    if layout.comment != "none":
        words.append(f"comments with {COMMENTS[layout.comment].sign}")
    if layout.encoding != "utf-8":
        words.append(ENCODINGS[layout.encoding].title)
    return ", ".join(words)


def _named(column: Column) -> str:
    name = shortened(column.label)
    if column.role == "label":
        return f"{name} ({_classes(column.classes)})"
    if column.role != "left out" and column.kind == "truth":
        return f"{name} (1 is {_true(column)})"
    return f"{name} ({column.why})" if column.why else name


def _classes(classes: Sequence[str]) -> str:
    if len(classes) == 2:
        return ", ".join(f"{i} is {shortened(each)}" for i, each in enumerate(classes))
    return f"{len(classes)} classes: {_listed([shortened(each) for each in classes])}"


def _true(column: Column) -> str:
    return next(
        (cell.strip() for cell in column.distinct if cell.strip().lower() in ("true", "yes")),
        "true",
    )


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMES
    return ", ".join([*names[:MOST_NAMES], *([f"{more} more"] if more > 0 else [])])


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
