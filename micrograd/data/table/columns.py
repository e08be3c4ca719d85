"""Column: the cells below each other, what they are, and the numbers that they stand for."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from micrograd.data.columns import distinct_names
from micrograd.data.typed import TwoMeaningsError, is_number, parse_number
from micrograd.system.quoting import quoted

Kind = Literal["numbers", "truth", "text", "empty"]
Role = Literal["input", "target", "label", "left out"]

# What stands for a missing value, in small letters; between numbers some words more do.
GAPS = frozenset(("", "?", "na", "n/a", "#n/a", "nan", "null", "<na>"))
GAPS_BETWEEN_NUMBERS = GAPS | {"-", "--", ".", "none", "missing"}
TRUTH = {"true": 1.0, "yes": 1.0, "false": 0.0, "no": 0.0}
# The names of columns that count the rows, or name them.
NAMES_OF_ROWS = frozenset(("id", "index", "idx", "#", "nr", "no", "row", "rowid", "unnamed0"))
# Rows that count from 0 or 1 by chance are fewer.
FEWEST_COUNTED = 3


@dataclass
class Column:
    """A column. number: its place in the table, from 1 on. name: that of the header, or "".

    lines: the number of the line of each cell. decimal: the decimal sign, "" where the table does
    not tell. marked: the role that the header says, "" where it says none. role: what it is used
    as, and why: a word where that needs one.
    """

    number: int
    name: str
    cells: Sequence[str]
    lines: Sequence[int]
    decimal: str = ""
    marked: Role | Literal[""] = ""
    role: Role = "input"
    why: str = ""
    _bad: dict[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """`column 3, “city”`."""
        return f"column {self.number}, {quoted(self.name)}" if self.name else self.label

    def at(self, row: int) -> str:
        """`line 3, column 2: “?” is not a number`, of a cell without a number."""
        return f"line {self.lines[row]}, column {self.number}: {self.reason(row)}"

    @property
    def label(self) -> str:
        """Its name, or `column 3`."""
        return self.name or f"column {self.number}"

    @property
    def option(self) -> str:
        """How the command line names it."""
        return self.name if self.name and self.name.isidentifier() else str(self.number)

    @cached_property
    def distinct(self) -> list[str]:
        """The different texts in its cells, in the order in which they come."""
        return list(dict.fromkeys(self.cells))

    @cached_property
    def kind(self) -> Kind:
        """What its cells are, gaps aside: numbers where any of them is meant as one."""
        if self._quick is not None:
            return "numbers"
        texts = [text for cell in self.distinct if (text := cell.strip().lower()) not in GAPS]
        if not texts:
            return "empty"
        if any(map(is_number, texts)):
            return "numbers"
        if all(text in TRUTH for text in texts):
            return "truth"
        is_marked = all(text in GAPS_BETWEEN_NUMBERS for text in texts)
        return "empty" if is_marked else "text"

    @cached_property
    def values(self) -> list[float | None]:
        """The number of each cell; None for a gap, and for what is none, see `reason`."""
        if self._quick is not None:
            return self._quick
        known = {cell: self._value(cell) for cell in self.distinct}
        return [known[cell] for cell in self.cells]

    @cached_property
    def _quick(self) -> list[float | None] | None:
        """All cells as numbers where each is one as programs write it; else None."""
        text = "\n".join(self.cells)
        if "_" in text or (self.decimal == "," and "." in text):
            return None
        if self.decimal == ",":
            text = text.replace(",", ".")
        try:
            numbers = list(map(float, text.split("\n")))
        except ValueError:
            return None
        is_whole = len(numbers) == len(self.cells) and all(map(math.isfinite, numbers))
        return [*numbers] if is_whole else None

    def _value(self, cell: str) -> float | None:
        text = cell.strip().lower()
        if self.is_gap(cell):
            return None
        if self.kind == "truth":
            return TRUTH[text]
        try:
            return parse_number(cell, self.decimal)
        except ValueError as error:
            self._bad[cell] = str(error)
            return None

    def is_gap(self, cell: str) -> bool:
        """True for a cell without a value."""
        return cell.strip().lower() in (GAPS if self.kind == "text" else GAPS_BETWEEN_NUMBERS)

    @cached_property
    def gaps(self) -> set[int]:
        """The rows, from 0 on, without a value here."""
        if self._quick is not None:
            return set()
        marks = {cell for cell in self.distinct if self.is_gap(cell)}
        return {i for i, cell in enumerate(self.cells) if cell in marks} if marks else set()

    def reason(self, row: int) -> str:
        """Why a cell has no number: a gap, or what is wrong with it; "" for a number."""
        cell = self.cells[row]
        if self._quick is not None or (self.kind == "text" and not self.is_gap(cell)):
            return ""
        if self.is_gap(cell):
            return _reason_of_gap(cell)
        return self._bad.get(cell, "") if self.values else ""

    @property
    def first_bad(self) -> int | None:
        """The first row whose cell can't be read."""
        if self.kind == "text" or self.values is self._quick or not self._bad:
            return None
        return next(i for i, cell in enumerate(self.cells) if cell in self._bad)

    @property
    def bad_rows(self) -> list[int]:
        """The rows whose cell can't be read."""
        if self.first_bad is None:
            return []
        return [i for i, cell in enumerate(self.cells) if cell in self._bad]

    def has_two_meanings(self, row: int) -> bool:
        """True for a cell that is one number or another, as the decimal sign is unknown."""
        try:
            parse_number(self.cells[row], self.decimal)
        except TwoMeaningsError:
            return True
        except ValueError:
            return False
        return False

    # What it may be used as.

    @cached_property
    def classes(self) -> list[str]:
        """The different labels: numbers by size, else in the order of the alphabet."""
        labels = set(self._labels.values())
        if self.kind == "numbers":
            return sorted(labels, key=lambda label: self._value(label) or 0.0)
        return sorted(
            labels, key=lambda label: (TRUTH.get(label.lower(), 0.0), label.lower(), label)
        )

    @cached_property
    def _labels(self) -> dict[str, str]:
        """The label of each different cell; the same number is one label, however it is written."""
        labels: dict[str, str] = {}
        by_number: dict[float, str] = {}
        for cell in sorted(self.distinct):
            if self.kind != "numbers" and not self.is_gap(cell):
                labels[cell] = cell.strip()
            elif self.kind == "numbers" and (number := self._value(cell)) is not None:
                labels[cell] = by_number.setdefault(number, cell.strip())
        return labels

    def targets(self) -> list[tuple[str, Sequence[float | None]]]:
        """The targets that it is learned as, each with its name and its numbers.

        Two classes are one target, 0 for the first and 1 for the second; more are a target each,
        called like the class.
        """
        if self.role != "label":
            return [(self.name, self.values)]
        labels = [self._labels.get(cell) for cell in self.cells]
        if self._is_of_two:
            return [(self.name, [float(label == self.classes[1]) for label in labels])]
        return [(each, [float(label == each) for label in labels]) for each in self.classes]

    @property
    def names_of_two(self) -> list[str]:
        """The names of the classes of a label that is a single target; else none."""
        names = distinct_names(self.classes) if self._is_of_two else []
        return names if all(names) else []

    @property
    def _is_of_two(self) -> bool:
        return self.role == "label" and len(self.classes) == 2

    @cached_property
    def is_count(self) -> bool:
        """True where it counts the rows from 0 or 1 on."""
        values = self._quick
        if values is None or len(values) < FEWEST_COUNTED or values[0] not in (0, 1):
            return False
        return all(value == i for i, value in enumerate(values, int(values[0] or 0)))

    @property
    def names_rows(self) -> bool:
        """True where every cell is another one, and the header says that it names the rows."""
        return plain_name(self.name) in NAMES_OF_ROWS and len(self.distinct) == len(self.cells)


def plain_name(name: str) -> str:
    """A name without what is written in one way or another: `Y_1` is `y1`."""
    return "".join(c for c in name.lower() if c.isalnum() or c == "#")


def _reason_of_gap(cell: str) -> str:
    try:
        parse_number(cell)
    except ValueError as error:
        return str(error)
    return ""
