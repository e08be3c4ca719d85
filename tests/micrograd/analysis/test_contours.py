"""A contour is where the numbers have its level, a border where another output is largest."""

import math

import numpy as np
import pytest

from micrograd.analysis.contours import borders, contour, round_levels


def ramp(rows: int = 5, columns: int = 7) -> np.ndarray:
    return np.tile(np.arange(columns, dtype=float), (rows, 1))


def ends(pieces: np.ndarray) -> np.ndarray:
    return pieces.reshape(-1, 2)


def test_the_contour_of_a_ramp_is_a_straight_line_where_it_has_the_level() -> None:
    pieces = contour(ramp(), 2.25)
    assert pieces.shape == (4, 4)
    assert ends(pieces)[:, 0].tolist() == [2.25] * 8
    assert sorted({*ends(pieces)[:, 1]}) == [0, 1, 2, 3, 4]


def test_the_contour_of_a_cone_is_a_circle_without_a_gap() -> None:
    y, x = np.mgrid[0:41, 0:41]
    pieces = contour(np.hypot(x - 20.0, y - 20.0), 12.3)
    distances = np.hypot(*(ends(pieces) - 20.0).T)
    assert np.abs(distances - 12.3).max() < 0.02
    # Every end is that of two pieces.
    _, counts = np.unique(ends(pieces).round(9), axis=0, return_counts=True)
    assert set(counts) == {2}


@pytest.mark.parametrize("middle_is_high", [False, True])
def test_at_a_saddle_two_lines_part_what_is_high_from_what_is_low(middle_is_high: bool) -> None:
    low, high = (-1.0, 3.0) if middle_is_high else (-3.0, 1.0)
    for grid in ([[high, low], [low, high]], [[low, high], [high, low]]):
        pieces = contour(np.array(grid), 0.0)
        assert len(pieces) == 2
        # No line cuts off the middle: each goes around a corner of the other kind.
        corner = [(int(x > 0.5), int(y > 0.5)) for x, y in pieces.reshape(2, 2, 2).mean(axis=1)]
        around = [grid[up][right] for right, up in corner]
        assert around == [low if middle_is_high else high] * 2


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("turns", range(4))
def test_every_corner_is_gone_around(turns: int, sign: float) -> None:
    grid = sign * np.rot90([[1.0, -1.0], [-1.0, -1.0]], turns)
    (piece,) = contour(grid, 0.0)
    row, column = np.argwhere(grid == sign)[0]
    for x, y in piece.reshape(2, 2):
        assert math.hypot(x - column, y - row) == 0.5


def test_there_is_no_line_beside_what_is_no_number_and_none_where_all_is_equal() -> None:
    grid = ramp()
    grid[:, 2] = np.nan
    assert not len(contour(grid, 2.25))
    assert len(contour(grid, 4.5)) == 4
    assert not len(contour(np.ones((4, 4)), 1.0))
    assert not len(contour(np.full((4, 4), np.inf), 0.0))


def test_huge_and_infinite_numbers_are_crossed_in_the_middle() -> None:
    for huge in (1.7e308, math.inf):
        pieces = contour(np.array([[-huge, huge], [-huge, huge]]), 0.0)
        assert pieces[:, [0, 2]].tolist() == [[0.5, 0.5]]


def test_borders_are_where_two_outputs_are_the_largest_ones() -> None:
    left, middle = 4 - ramp(), np.full((5, 7), 1.5)
    pieces = borders(np.array([left, middle, ramp() - 3.5, np.full((5, 7), -9.0)]))
    assert sorted({*ends(pieces)[:, 0].round(12)}) == [2.5, 5.0]
    assert len(borders(np.array([left, left - 1]))) == 0
    assert len(borders(np.full((3, 4, 4), np.nan))) == 0


@pytest.mark.parametrize(
    ("low", "high", "levels"),
    [
        (-1.0, 1.0, [-1.0, -0.5, 0.0, 0.5, 1.0]),
        (0.0, 7.9, [0, 1, 2, 3, 4, 5, 6, 7]),
        (0.1, 0.39, [0.1, 0.15, 0.2, 0.25, 0.3, 0.35]),
        (1200, 9100, [2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000]),
        (1.0, 1.0, []),
        (0.0, math.inf, []),
        (0.0, 5e-324, []),
    ],
)
def test_levels_are_round_numbers(low: float, high: float, levels: list[float]) -> None:
    assert round_levels(low, high) == levels


def test_levels_of_the_largest_range_are_finite() -> None:
    assert all(map(math.isfinite, round_levels(-1.7e308, 1.7e308)))
