"""The windows of a zoom: each inside the one before, evenly smaller, on a way that is straight."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd.maps.axes import Axis
from micrograd.maps.plan import MapPlan
from micrograd.maps.zoom_path import (
    Window,
    interpolated,
    piloted,
    through,
    visited,
    windows_between,
)
from micrograd.parallel.workplace import Workplace
from micrograd.recipe.recipe import Recipe

WHOLE = Window(Axis("hidden-rate", 1e-3, 1e6, True), Axis("1.1.w1", -4, 4))


def inside(x=(0.1, 0.2), y=(0.5, 0.9), of=WHOLE):
    return Window(of.x.part(*x), of.y.part(*y))


SHARES = st.tuples(st.floats(0, 0.98), st.floats(1e-9, 1)).map(
    lambda pair: (pair[0], pair[0] + pair[1] * (1 - pair[0]))
)


@given(SHARES, SHARES, st.sampled_from([1.5, 2.0, 4.0]))
def test_windows_lead_from_the_outer_to_the_inner_one_by_small_steps(x, y, factor):
    inner = inside(x, y)
    windows = windows_between(WHOLE, inner, factor)
    assert (windows[0], windows[-1]) == (WHOLE, inner)
    for outer, window in pairwise(windows):
        assert outer.holds(window)
        assert outer.magnification(window) < factor * 1.01


def test_every_window_is_smaller_by_the_same_factor_around_one_point():
    inner = inside((0.25, 0.25 + 1e-10), (0.6, 0.6 + 1e-10))
    windows = windows_between(WHOLE, inner)
    factors = [a.magnification(b) for a, b in pairwise(windows)]
    assert factors == pytest.approx([factors[0]] * len(factors), rel=1e-3)
    # The point of the zoom has the same place in all windows.
    fixed = inner.x.at(1 / 3)
    assert [w.x.share(fixed) for w in windows[:-1]] == pytest.approx(
        [w.x.share(fixed) for w in windows[1:]], abs=0.4
    )


def test_a_window_that_is_as_deep_as_numbers_go_is_reached():
    x = Axis("hidden-rate", 0.114, 0.114 * (1 + 2e-12), True)
    y = Axis("output-rate", 4.0, 4.0 * (1 + 2e-12), True)
    whole = Window(WHOLE.x, Axis("output-rate", 1e-3, 1e6, True))
    windows = windows_between(whole, Window(x, y))
    assert len(windows) == 1 + math.ceil(math.log2(whole.magnification(windows[-1])))
    for outer, window in pairwise(windows):
        assert 1.9 < outer.x.width / window.x.width < 2.1


@given(SHARES, st.floats(0, 1))
def test_the_interval_between_two_begins_with_one_and_ends_with_the_other(ends, way):
    assert interpolated(ends, 0) == pytest.approx((0, 1))
    assert interpolated(ends, 1) == pytest.approx(ends, abs=1e-6)
    begin, end = interpolated(ends, way)
    assert -1e-9 <= begin < end <= 1 + 1e-9


def test_an_interval_that_only_moves_moves_evenly():
    assert interpolated((0.2, 1.2), 0.5) == pytest.approx((0.1, 1.1))


def test_views_that_do_not_lead_into_the_last_one_are_left_out():
    near, elsewhere = inside((0.1, 0.5), (0.1, 0.5)), inside((0.6, 0.9), (0.6, 0.9))
    last = inside((0.4, 0.6), (0.4, 0.6), near)
    assert visited([WHOLE, elsewhere, near, near, last]) == [WHOLE, near, last]
    assert visited([near, elsewhere]) == [elsewhere]
    other = Window(WHOLE.x, Axis("1.1.w2", -4, 4))
    assert visited([other, near]) == [near]


def test_a_way_goes_through_every_view():
    near = inside((0.0, 0.2), (0.1, 0.3))
    last = inside((0.9, 1.0), (0.4, 0.5), near)
    windows = through([WHOLE, near, last])
    assert [windows[0], windows[-1]] == [WHOLE, last]
    assert near in windows
    assert all(a.holds(b) for a, b in pairwise(windows))
    assert through([WHOLE]) == [WHOLE]


def after(work):
    """The shares that work yields, and what it returns."""
    shares = []
    while True:
        try:
            shares.append(next(work))
        except StopIteration as end:
            return shares, end.value


@pytest.mark.usefixtures("run_loop")
def test_the_pilot_goes_as_deep_as_it_is_asked():
    axes = (Axis(f"{name}-rate", 1e-3, 1e6, True) for name in ("hidden", "output"))
    plan = MapPlan(Recipe(), *axes, 24, 20, steps=20)
    shares, windows = after(piloted(plan, 8.0, Workplace()))
    assert [windows[0].magnification(w) for w in windows] == pytest.approx([1, 4, 8])
    assert all(a.holds(b) for a, b in pairwise(windows))
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert after(piloted(plan, 8.0, Workplace()))[1] == windows


@pytest.mark.usefixtures("run_loop")
def test_the_pilot_ends_where_the_pixels_of_the_film_would_be_the_same():
    axes = (Axis(f"{name}-rate", 0.1, 0.1 + 1e-13, True) for name in ("hidden", "output"))
    plan = MapPlan(Recipe(), *axes, 1000, 1000, steps=1, measure="final-loss")
    assert after(piloted(plan, 1e9, Workplace()))[1] == [Window.of(plan)]
