"""Columns of many numbers whose spread was found before are told apart by every bit."""

import numpy as np
import pytest

from micrograd.data import known_columns
from micrograd.data.known_columns import MOST, of_same_column


def test_the_same_numbers_are_looked_at_once_wherever_they_are() -> None:
    seen = []
    total = of_same_column(lambda column: seen.append(column) or float(column.sum()))
    rows = np.arange(12.0).reshape(4, 3)
    assert total(rows[:, 1]) == total(rows.copy()[:, 1]) == 22.0
    assert len(seen) == 1
    assert total(rows[:3, 1]) == 12.0


def test_a_column_that_differs_in_the_sign_of_a_zero_is_another() -> None:
    first = of_same_column(lambda column: str(column[0]))
    assert [first(np.array([zero, 1.0])) for zero in (0.0, -0.0)] == ["0.0", "-0.0"]


def test_a_change_of_an_array_that_was_seen_changes_nothing_that_is_known() -> None:
    total = of_same_column(lambda column: float(column.sum()))
    column = np.ones(3)
    assert total(column) == 3.0
    column[0] = 5.0
    assert total(column) == 7.0


def test_columns_that_were_seen_long_ago_are_forgotten() -> None:
    seen = []
    first = of_same_column(lambda column: seen.append(column[0]))
    for number in [*range(MOST + 1), 0]:
        first(np.array([float(number)]))
    assert len(seen) == MOST + 2


def test_columns_of_very_many_numbers_are_not_all_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(known_columns, "MOST_NUMBERS", 10)
    seen = []
    first = of_same_column(lambda column: seen.append(column[0]))
    for number in (0, 1, 2, 2, 1, 0):
        first(np.full(5, float(number)))
    assert seen == [0, 1, 2, 0]
