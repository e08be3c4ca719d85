"""NORMALISERS: what is done to the columns of a dataset before training, a row each.

A column is moved and scaled to mean 0 and standard deviation 1, as StandardScaler of scikit-learn
does it; mean and deviation are those of the samples trained on.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from micrograd.data.rows import ArrayRows, Rows
from micrograd.data.tasks import task_of


class Normaliser(NamedTuple):
    """A row: which columns are normalised."""

    name: str
    title: str
    inputs: bool = False
    targets: bool = False


AS_GIVEN = "none"
LARGEST = 1.7976931348623157e308
_ROWS = (
    Normaliser(AS_GIVEN, "as they are"),
    Normaliser("inputs", "inputs", inputs=True),
    Normaliser("inputs-and-targets", "inputs and targets", inputs=True, targets=True),
)
NORMALISERS = {row.name: row for row in _ROWS}


class Scale(NamedTuple):
    """How columns are normalised: (number - mean) / deviation, one of each for each column."""

    means: tuple[float, ...]
    deviations: tuple[float, ...]

    def applied(self, rows: Rows) -> Rows:
        """Rows of numbers, normalised."""
        if isinstance(rows, ArrayRows):
            from micrograd.data.array_sampling import normalised

            return ArrayRows(normalised(rows.array, self.means, self.deviations, LARGEST))
        columns = [*zip(self.means, self.deviations, strict=True)]
        return [
            [finite((x - m) / d) for x, (m, d) in zip(row, columns, strict=True)] for row in rows
        ]

    def undone(self, row: Sequence[float]) -> list[float]:
        """A row of normalised numbers in the units of the dataset."""
        return [x * d + m for x, m, d in zip(row, self.means, self.deviations, strict=True)]


def finite(number: float) -> float:
    """The number, or the largest one where it is too large; it is no nan."""
    return max(-LARGEST, min(LARGEST, number))


Scales = tuple[Scale | None, Scale | None]


def scales_of(
    name: str,
    xs: Rows,
    targets: Rows,
    every_target: Rows,
) -> Scales:
    """The scales of inputs and of targets, None where these stay as they are, as classes do.

    every_target: those of samples held out, too, by which classes are known.
    """
    row = NORMALISERS[name]
    has_numbers = row.targets and not task_of(every_target).classes
    return scale_of(xs) if row.inputs else None, scale_of(targets) if has_numbers else None


def scale_of(rows: Rows) -> Scale:
    """The scale that gives each column mean 0 and deviation 1; a constant one is only moved."""
    if isinstance(rows, ArrayRows):
        from micrograd.data.array_sampling import spread_of

        found = [spread_of(column) for column in rows.array.T]
    else:
        found = [_spread_of(column) for column in zip(*rows, strict=True)]
    # A deviation that is not finite, or lost in rounding, is none to divide by.
    deviations = (each if 1e-12 * size < each < math.inf else 1.0 for _, each, size in found)
    return Scale(tuple(mean for mean, _, _ in found), tuple(deviations))


def _spread_of(column: Sequence[float]) -> tuple[float, float, float]:
    """The mean, the deviation and the largest size of some numbers."""
    mean = math.fsum(x / len(column) for x in column)
    deviation = math.hypot(*(x - mean for x in column)) / math.sqrt(len(column))
    return mean, deviation, max(map(abs, column))
