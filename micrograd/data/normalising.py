"""NORMALISERS: what is done to the columns of a dataset before training, a row each.

A column is moved and scaled to mean 0 and standard deviation 1, as StandardScaler of scikit-learn
does it; mean and deviation are those of the samples trained on.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

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

    def applied(self, rows: Sequence[Sequence[float]]) -> list[list[float]]:
        """Rows of numbers, normalised."""
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
    xs: Sequence[Sequence[float]],
    targets: Sequence[Sequence[float]],
    every_target: Sequence[Sequence[float]],
) -> Scales:
    """The scales of inputs and of targets, None where these stay as they are, as classes do.

    every_target: those of samples held out, too, by which classes are known.
    """
    row, task = NORMALISERS[name], task_of(every_target)
    return (
        scale_of(xs) if row.inputs else None,
        scale_of(targets) if row.targets and not task.classes else None,
    )


def scale_of(rows: Sequence[Sequence[float]]) -> Scale:
    """The scale that gives each column mean 0 and deviation 1; a constant one is only moved."""
    columns = [*zip(*rows, strict=True)]
    means = tuple(math.fsum(x / len(rows) for x in column) for column in columns)
    deviations = (
        math.hypot(*(x - mean for x in column)) / math.sqrt(len(rows))
        for column, mean in zip(columns, means, strict=True)
    )
    # A deviation that is not finite, or lost in rounding, is none to divide by.
    sizes = (max(map(abs, column)) for column in columns)
    pairs = zip(deviations, sizes, strict=True)
    return Scale(means, tuple(d if 1e-12 * s < d < math.inf else 1.0 for d, s in pairs))
