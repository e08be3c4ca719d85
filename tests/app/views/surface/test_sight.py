"""A sight knows where a place is on the screen, and what is in sight after zoom and pan."""

import pytest
from PySide6.QtCore import QPointF, QRectF

from app.views.surface.sight import Sight, in_equal_units, panned, zoomed

SIGHT = Sight(QRectF(100, 50, 400, 200), (-1.0, 3.0), (10.0, 20.0))


def test_a_place_and_its_point_belong_together() -> None:
    assert SIGHT.point(-1.0, 10.0) == QPointF(100, 250)
    assert SIGHT.point(3.0, 20.0) == QPointF(500, 50)
    assert SIGHT.place(QPointF(300, 150)) == (1.0, 15.0)
    assert SIGHT.box((0.0, 1.0), (10.0, 15.0)) == QRectF(200, 150, 100, 100)


def test_zoom_keeps_what_is_under_the_mouse() -> None:
    assert zoomed((0.0, 8.0), 2.0) == (2.0, 6.0)
    assert zoomed((0.0, 8.0), 2.0, 0.25) == (1.0, 5.0)
    assert zoomed((0.0, 8.0), 0.5, 0.0) == (0.0, 16.0)
    assert panned((0.0, 8.0), 0.25) == (2.0, 10.0)


@pytest.mark.parametrize("ends", [(1.0, 1.0 + 1e-11), (-9e306, 9e306)])
def test_zoom_ends_where_numbers_do(ends: tuple[float, float]) -> None:
    for factor in (2.0, 0.5):
        now = ends
        for _ in range(2000):
            now = zoomed(now, factor)
        low, high = now
        assert low < high
        assert max(abs(low), abs(high)) < 1e307


def test_inputs_that_are_comparable_have_a_unit_of_one_length() -> None:
    x, y = in_equal_units([(0.0, 1.0), (0.0, 2.0)], 1.0)
    assert (x, y) == ((-0.5, 1.5), (0.0, 2.0))
    x, y = in_equal_units([(0.0, 2.0), (0.0, 1.0)], 1.0)
    assert (x, y) == ((0.0, 2.0), (-0.5, 1.5))
    # No range becomes more than twice as long.
    assert in_equal_units([(0.0, 1.0), (0.0, 2.0)], 5.0)[0] == (-0.5, 1.5)
    assert in_equal_units([(0.0, 1.0), (0.0, 100.0)], 2.0) == [(0.0, 1.0), (0.0, 100.0)]


def test_the_largest_numbers_have_a_place() -> None:
    sight = Sight(QRectF(0, 0, 100, 100), (-1.7e308, 1.7e308), (0.0, 1.0))
    assert sight.point(0.0, 0.5) == QPointF(50, 50)
    assert sight.place(QPointF(100, 0)) == (1.7e308, 1.0)
