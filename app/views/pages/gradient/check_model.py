"""The gradient checks of all parameters as a table."""

import math
from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import NamedTuple

from app.kit.numbers import counted, signed
from app.kit.table_model import TableColumn
from micrograd.analysis.gradient_check import GradientCheck, Verdict

# A mark, readable without colour, and words for each verdict; the table is sorted in this order.
WORDS = {
    Verdict.DISAGREES: "✗ disagrees",
    Verdict.UNDEFINED: "? undefined",
    Verdict.KINK: "? at a corner",
    Verdict.UNRESOLVED: "? unresolved",
    Verdict.AGREES: "✓ agrees",
}


Column = IntEnum("Column", "NAME AUTOGRAD CENTRAL ERROR VERDICT", start=0)


class CheckedParameter(NamedTuple):
    """One row. position: the index of the parameter."""

    position: int
    name: str
    check: GradientCheck


def error_text(error: float) -> str:
    """Write a relative error: `3.1e−09`, or `0` if both numbers are equal."""
    return "–" if math.isnan(error) else "0" if error == 0 else f"{error:.1e}".replace("-", "−")


def mark_of(verdict: Verdict) -> str:
    """The mark of a verdict."""
    return WORDS[verdict][0]


def _six_digits(number: float) -> str:
    return signed(number, 6)


def _number_column(
    header: str, tooltip: str, field: str, written: Callable[[float], str]
) -> TableColumn[CheckedParameter]:
    """A column of numbers. NaN is sorted as the largest."""

    def number(row: CheckedParameter) -> float:
        return float(getattr(row.check, field))

    def key(row: CheckedParameter) -> float:
        return math.inf if math.isnan(number(row)) else number(row)

    return TableColumn(
        header, tooltip, lambda row: written(number(row)), lambda row: repr(key(row)), key
    )


COLUMNS: Sequence[TableColumn[CheckedParameter]] = (
    TableColumn(
        "name",
        "The parameter",
        lambda row: row.name,
        lambda row: row.name,
        lambda row: row.position,
        is_text=True,
    ),
    _number_column(
        "autograd", "The gradient that the backward pass finds", "autograd", _six_digits
    ),
    _number_column(
        "central diff.",
        "Central difference: (loss at x + h − loss at x − h) / 2h, at the best h",
        "central_difference",
        _six_digits,
    ),
    _number_column(
        "relative error",
        "The difference of the two, relative to the larger one",
        "relative_error",
        error_text,
    ),
    TableColumn(
        "verdict",
        "What the comparison says about the gradient",
        lambda row: WORDS[row.check.verdict],
        lambda row: row.check.verdict.value,
        lambda row: list(WORDS).index(row.check.verdict),
        is_text=True,
    ),
)


def result_of(checks: Sequence[GradientCheck]) -> str:
    """`41 of 41 agree; largest relative error 3.1e−09`."""
    errors = [c.relative_error for c in checks if math.isfinite(c.relative_error)]
    agreeing = sum(check.verdict is Verdict.AGREES for check in checks)
    text = f"{agreeing:,} of {len(checks):,} agree"
    if errors:
        text += f"; largest relative error {error_text(max(errors))}"
    wrong = sum(check.verdict is Verdict.DISAGREES for check in checks)
    return text + (f"; {counted(wrong, 'gradient')} wrong" if wrong else "")
