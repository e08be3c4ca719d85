"""The box-counting dimension of sets whose dimension is known."""

import math

import numpy as np
import pytest

from micrograd.maps.dimension import boundary_dimension, boundary_of, box_dimension


def sierpinski_carpet(depth):
    """Of 3 x 3 squares the middle one is empty, and so on in each of the others."""
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


def test_without_a_boundary_there_is_no_dimension():
    assert math.isnan(boundary_dimension(np.ones((64, 64), bool)))
    assert math.isnan(boundary_dimension(np.eye(4, dtype=bool)))
