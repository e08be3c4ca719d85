"""ArrayScorer: scores predictions for many samples, with the bits of `Scorer`.

Only those import this module where the samples are in arrays: it needs NumPy.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from micrograd.data.known_columns import of_same_column
from micrograd.data.rows import Rows, array_of
from micrograd.training.score import Scorer, exact_sum, middle


class ArrayScorer(Scorer):
    """A scorer whose numbers are in arrays."""

    def _places_of(self, rows: Iterable[int]) -> Any:
        return np.array(rows, dtype=np.int64)

    def _chosen(self, of_all: Sequence[Any]) -> Any:
        array = array_of(of_all)
        return array if self._rows is None else array[self._rows]

    def _middle_of(self, targets: Rows) -> float:
        return middle([np.unique(array_of(targets)).tolist()])

    def _varied_columns(self) -> list[tuple[int, Any, float]]:
        columns = [(i, column, _varied(column)) for i, column in enumerate(self._targets.T)]
        return [(i, column, total) for i, column, total in columns if total is not None]

    def _count_right(self, outputs: Any) -> int:
        if self._is_single:
            is_second, wants_second = outputs[:, 0] > self.boundary, self._wanted > 0
            is_first = outputs[:, 0] <= self.boundary
            return int(np.count_nonzero(np.where(wants_second, is_second, is_first)))
        is_right = outputs.argmax(axis=1) == self._wanted
        return int(np.count_nonzero(is_right & ~np.isnan(outputs).any(axis=1)))

    def _left_of(self, outputs: Any, i: int, column: Any) -> float:
        with np.errstate(over="ignore", invalid="ignore"):
            return _sum_of_squares(outputs[:, i] - column)


@of_same_column
def _varied(column: Any) -> float | None:
    """Σ(y - mean of y)²; None where all are the same."""
    if not (column != column[0]).any():
        return None
    return _sum_of_squares(column - exact_sum(column.tolist()) / len(column))


def _sum_of_squares(differences: Any) -> float:
    with np.errstate(over="ignore", invalid="ignore"):
        return exact_sum((differences * differences).tolist())
