"""The box-counting dimension of sets whose dimension is known."""

import math

import numpy as np
import pytest

from micrograd.maps.dimension import (
    boundary_dimension,
    boundary_of,
    box_dimension,
    median_dimension,
)


def sierpinski_carpet(depth):
    """A square without the middle one of its 3 x 3 squares, and so on in each of the others."""
    carpet = np.ones((1, 1), bool)
    for _ in range(depth):
        empty = np.zeros_like(carpet)
        row = np.hstack([carpet, carpet, carpet])
        carpet = np.vstack([row, np.hstack([carpet, empty, carpet]), row])
    return carpet


def sierpinski_triangle(depth):
    """The odd numbers of Pascal's triangle: its boxes of powers of two are counted exactly."""
    rows, columns = np.indices((2**depth, 2**depth))
    return rows & columns == 0


def koch_snowflake(side, depth=6):
    """What lies in Koch's snowflake, whose boundary has dimension log 4 / log 3."""
    corners = np.exp(2j * np.pi * np.array([0.25, 0.25 - 1 / 3, 0.25 - 2 / 3]))
    for _ in range(depth):
        ends = np.roll(corners, -1)
        first, last = corners + (ends - corners) / 3, corners + 2 * (ends - corners) / 3
        tip = first + (last - first) * np.exp(1j * np.pi / 3)
        corners = np.stack([corners, first, tip, last], 1).ravel()
    places = np.linspace(-1.1, 1.1, side)
    inside = np.zeros((side, side), bool)
    # A ray to the right crosses the boundary an odd number of times.
    for begin, end in zip(corners, np.roll(corners, -1), strict=True):
        rows = np.flatnonzero((begin.imag > places) != (end.imag > places))
        across = begin.real + (places[rows] - begin.imag) * (end - begin).real / (end - begin).imag
        inside[rows] ^= places < across[:, None]
    return inside


def test_a_line_has_dimension_1():
    assert box_dimension(np.eye(256, dtype=bool)).value == pytest.approx(1.0)


def test_a_filled_region_has_dimension_2():
    assert box_dimension(np.ones((256, 256), bool)).value == pytest.approx(2.0)


def test_a_sierpinski_triangle_has_its_dimension():
    expected = math.log(3) / math.log(2)
    assert box_dimension(sierpinski_triangle(9)).value == pytest.approx(expected)


def test_a_sierpinski_carpet_has_nearly_its_dimension():
    # Boxes of powers of two do not fit the thirds of the carpet.
    expected = math.log(8) / math.log(3)
    assert box_dimension(sierpinski_carpet(6)).value == pytest.approx(expected, abs=0.05)


def test_boxes_are_counted_at_every_size():
    found = box_dimension(sierpinski_triangle(4))
    assert found.sizes == (1, 2, 4)
    assert found.counts == (81, 27, 9)


def test_the_boundary_lies_between_pixels_of_different_sides():
    has_learned = np.array([[True, True, False], [True, True, False], [True, True, True]])
    assert boundary_of(has_learned).astype(int).tolist() == [[0, 1, 0], [0, 1, 1], [0, 0, 0]]


def test_a_straight_boundary_has_dimension_1():
    has_learned = np.zeros((128, 128), bool)
    has_learned[:, 50:] = True
    assert boundary_dimension(has_learned) == pytest.approx(1.0)


@pytest.mark.parametrize("side", [128, 160, 256])
def test_so_few_pixels_make_koch_s_snowflake_a_little_smoother_than_it_is(side):
    exact = math.log(4) / math.log(3)
    assert exact - 0.15 < boundary_dimension(koch_snowflake(side)) < exact


@pytest.mark.parametrize("slope", [0.0, 0.3, 1.0, 4.0])
def test_a_straight_boundary_has_nearly_dimension_1_in_any_direction(slope):
    across, up = np.meshgrid(np.linspace(-1, 1, 128), np.linspace(-1, 1, 128))
    assert boundary_dimension(up > slope * across + 0.01) == pytest.approx(1.0, abs=0.06)


def test_the_slope_at_each_size_is_that_between_its_neighbours():
    found = box_dimension(sierpinski_triangle(6))
    assert found.slopes == pytest.approx([math.log(3) / math.log(2)] * len(found.sizes))
    assert box_dimension(np.zeros((8, 8), bool)).slopes.size == 0


def test_the_median_of_zooms_is_that_of_all_slopes():
    line, triangle = box_dimension(np.eye(64, dtype=bool)), box_dimension(sierpinski_triangle(6))
    assert median_dimension([line]) == pytest.approx(1.0)
    assert median_dimension([line, triangle, triangle]) == pytest.approx(triangle.value)
    assert math.isnan(median_dimension([]))


def test_without_a_boundary_there_is_no_dimension():
    assert math.isnan(boundary_dimension(np.ones((64, 64), bool)))
    assert math.isnan(boundary_dimension(np.eye(4, dtype=bool)))
