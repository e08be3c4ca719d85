"""Normalising: columns of mean 0 and standard deviation 1."""

import math

import pytest

from micrograd.data.normalising import NORMALISERS, scale_of, scales_of


def test_a_column_is_divided_by_the_deviation_of_the_population() -> None:
    rows = [[1.0], [2.0], [4.0], [9.0]]
    # The mean is 4, the mean square around it (9 + 4 + 0 + 25) / 4.
    expected = [(x - 4.0) / math.sqrt(9.5) for (x,) in rows]
    assert [x for (x,) in scale_of(rows).applied(rows)] == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize("number", [0.0, 7.0, 0.1, 1e308, -1e-308])
def test_a_constant_column_is_moved_to_0_and_not_divided(number: float) -> None:
    rows = [[number]] * 3
    assert scale_of(rows).applied(rows) == [[pytest.approx(0.0, abs=abs(number) * 1e-15)]] * 3


@pytest.mark.parametrize("size", [1e-300, 1e-9, 1e9, 1e300])
def test_columns_of_any_size_have_a_deviation_of_1(size: float) -> None:
    rows = [[size * x] for x in (-1.0, 2.0, 5.0)]
    numbers = [x for (x,) in scale_of(rows).applied(rows)]
    assert math.fsum(x * x for x in numbers) / 3 == pytest.approx(1.0)


def test_a_scale_is_undone() -> None:
    rows = [[1.0, -5.0], [2.0, 4.0], [4.5, 0.0]]
    scale = scale_of(rows)
    for row, scaled in zip(rows, scale.applied(rows), strict=True):
        assert scale.undone(scaled) == pytest.approx(row)


def test_each_row_of_the_table_scales_what_it_says() -> None:
    xs, targets = [[1.0], [2.0]], [[3.0], [5.0]]
    for name, row in NORMALISERS.items():
        scales = scales_of(name, xs, targets, targets)
        assert [scale is not None for scale in scales] == [row.inputs, row.targets]
