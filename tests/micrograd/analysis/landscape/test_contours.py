"""Contour lines lie where the numbers pass the level."""

import numpy as np
import pytest

from micrograd.analysis.landscape.contours import EDGES, contour


def test_a_circle_has_its_radius_and_its_length() -> None:
    axis = np.linspace(-1, 1, 65)
    pieces = contour(np.hypot(axis[:, None], axis), 0.6)
    ends = pieces.reshape(-1, 2) / 32 - 1
    np.testing.assert_allclose(np.hypot(*ends.T), 0.6, atol=2e-3)
    length = np.linalg.norm((pieces[:, 1] - pieces[:, 0]) / 32, axis=1).sum()
    assert length == pytest.approx(2 * np.pi * 0.6, rel=2e-3)


@pytest.mark.parametrize("case", range(16))
def test_each_corner_above_is_cut_from_those_below(case: int) -> None:
    above = [bool(case >> i & 1) for i in range(4)]
    cell = np.array([[above[0], above[1]], [above[3], above[2]]], float)
    pieces = contour(cell, 0.5)
    assert len(pieces) == len(EDGES.get(case, ()))
    for piece in pieces:
        for column, row in piece:
            # Each end is the middle of an edge whose corners differ.
            assert sorted((column % 1, row % 1)) == [0, 0.5]


def test_a_plane_has_a_straight_line_and_what_is_not_finite_none() -> None:
    numbers = np.arange(6.0) + np.zeros((4, 1))
    assert (contour(numbers, 2.25)[:, :, 0] == 2.25).all()
    numbers[1, 2] = np.nan
    assert len(contour(numbers, 2.25)) == 1
    assert len(contour(numbers, 9.0)) == 0
