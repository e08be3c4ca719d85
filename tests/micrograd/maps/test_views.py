"""Views of a map: zoomed, moved, boxed; back and forward among those that were visited."""

import math

import pytest

from micrograd.maps.axes import Axis, AxisError
from micrograd.maps.views import View, VisitedViews

FIRST = View(Axis("learning-rate", 0.01, 100.0, True), Axis("1.1.w1", -2.0, 2.0))


def ends(view: View) -> list[float]:
    x, y = view
    return [math.log10(x.first), math.log10(x.last), y.first, y.last]


def test_what_is_under_the_pointer_stays_there_while_all_else_grows() -> None:
    view = FIRST.zoomed(0.25, 0.75, 2.0)
    assert ends(view) == pytest.approx([-1.5, 0.5, -0.5, 1.5])
    assert view.x.share(FIRST.x.at(0.25)) == pytest.approx(0.25)
    assert view.y.share(FIRST.y.at(0.75)) == pytest.approx(0.75)


def test_zooming_out_again_leads_back() -> None:
    view = FIRST.zoomed(0.3, 0.6, 4.0).zoomed(0.3, 0.6, 0.25)
    assert ends(view) == pytest.approx(ends(FIRST))


def test_a_view_is_moved_by_its_own_sides() -> None:
    assert ends(FIRST.moved(0.5, -0.25)) == pytest.approx([0, 4, -3, 1])


def test_a_view_is_not_moved_beyond_the_end_of_a_setting() -> None:
    view = View(Axis("momentum", 0.0, 0.5), Axis("seed", 0, 9))
    assert view.moved(-0.1, -0.5) == view
    assert view.moved(0.5, 0.5) == View(Axis("momentum", 0.25, 0.75), Axis("seed", 4, 13))


def test_a_box_becomes_the_view() -> None:
    assert ends(FIRST.part(0.5, 0.0, 0.75, 0.5)) == pytest.approx([0, 1, -2, 0])


def test_zooming_ends_where_neighbouring_pixels_become_the_same_number() -> None:
    view, depth = FIRST, 0
    while view.is_resolved(64, 64):
        view, depth = view.zoomed(0.37, 0.61, 4.0), depth + 1
    assert 20 < depth < 26
    with pytest.raises(AxisError):
        view.zoomed(0.37, 0.61, 4.0**9)


def test_one_goes_back_and_forward_through_the_views_that_were_visited() -> None:
    second, third = FIRST.zoomed(0.5, 0.5, 2.0), FIRST.zoomed(0.5, 0.5, 3.0)
    views = VisitedViews(FIRST)
    assert (views.can_go_back, views.can_go_forward) == (False, False)
    views.visit(second)
    views.visit(second)
    assert views.visited == (FIRST, second)
    assert views.go_back() == views.go_back() == FIRST
    assert (views.can_go_back, views.can_go_forward) == (False, True)
    assert views.go_forward() == views.go_forward() == second
    views.go_back()
    views.visit(third)
    assert views.visited == (FIRST, third)
    assert not views.can_go_forward


def test_the_oldest_of_many_views_are_forgotten() -> None:
    views = VisitedViews(FIRST)
    for i in range(VisitedViews.MOST + 5):
        views.visit(FIRST.zoomed(0.5, 0.5, 1.1 + i))
    assert len(views.visited) == VisitedViews.MOST
    assert views.current == FIRST.zoomed(0.5, 0.5, 1.1 + i)
