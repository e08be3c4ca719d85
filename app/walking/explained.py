"""Explanation: an operation in words and numbers, and the parts that it is made of."""

from collections.abc import Sequence
from typing import NamedTuple

from app.walking.source_code import Excerpt

# The significant digits of a number in an explanation.
DIGITS = 5


class Cell(NamedTuple):
    """A number of a row. kind: "data", "grad", "rate", or "" for one without a colour."""

    number: float
    kind: str
    caption: str


class Row(NamedTuple):
    """One line of arithmetic: `name = cells[0] signs[0] cells[1] …`, the last one the result.

    note: why a gradient was not 0 before, such as `use 2 of 4`. right: what the right line would
    come to, where a wrong one did it; else None.
    """

    name: str
    cells: tuple[Cell, ...]
    signs: tuple[str, ...]
    note: str = ""
    right: float | None = None


class Formula(NamedTuple):
    """An equation: the quantity, the formula in names, the same in numbers, and the result."""

    gives: str
    names: str
    numbers: str
    result: str


class Explanation(NamedTuple):
    """An operation in words and numbers. rule: a sentence. where: the place in the pass.

    sources: the lines that did it. hint: the way on, where there is no operation to explain.
    """

    rule: str
    where: str
    node: str = ""
    hint: str = ""
    formulas: Sequence[Formula] = ()
    rows: Sequence[Row] = ()
    sources: Sequence[Excerpt] = ()
