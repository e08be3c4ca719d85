"""The automatic pilot: each window lies in the one before, where the boundary is richest."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd.maps.axes import Axis
from micrograd.maps.pilot import (
    NO_BOUNDARY,
    NUMBERS_END,
    WHOLE_NUMBERS_END,
    EndOfZoomError,
    richest_place,
    zoomed_in,
)
from micrograd.maps.plan import MapPlan
from micrograd.recipe.recipe import Recipe

RATES = Axis("hidden-rate", 1e-3, 1e6, True), Axis("output-rate", 1e-3, 1e6, True)
# Measures of `convergence`: those of runs that converged are negative.
LEARNED, OTHER = -1.0, 1.0


def plan_of(x=RATES[0], y=RATES[1], width=32, height=24):
    return MapPlan(Recipe(), x, y, width, height, steps=5)


def halves(width=32, height=24, at=16):
    """A picture whose left half has learned."""
    values = np.full((height, width), OTHER)
    values[:, :at] = LEARNED
    return values


def with_dust(values, rows, columns):
    """The same with a chequered region."""
    dusty, (down, across) = values.copy(), np.indices(values.shape)
    is_dust = (down + across) % 2 == 0
    where = np.zeros(values.shape, bool)
    where[rows, columns] = True
    dusty[where] = np.where(is_dust, LEARNED, OTHER)[where]
    return dusty


@given(st.integers(0, 2**32), st.sampled_from([1.5, 2.0, 4.0, 8.0]), st.booleans(), st.floats(0, 1))
def test_every_window_lies_in_the_one_before_and_holds_a_piece_of_the_boundary(
    seed, factor, is_log, smoothness
):
    random = np.random.default_rng(seed)
    axes = RATES if is_log else (Axis("1.1.w1", -3, 5), Axis("data.1.x1", -1, 0))
    plan = plan_of(*axes)
    noise = random.normal(size=(24, 32))
    slope = np.add.outer(np.linspace(-2, 2, 24), np.linspace(-1, 1, 32))
    values = (1 - smoothness) * noise + smoothness * slope
    window = zoomed_in(plan, values, factor)
    for axis, part in ((plan.x, window.x), (plan.y, window.y)):
        assert axis.first <= part.first < part.last <= axis.last
        assert part.width == pytest.approx(axis.width / factor, rel=1e-9)
    columns, rows = (
        slice(int(np.floor(begin * (side - 1))), int(np.ceil(end * (side - 1))) + 2)
        for axis, part, side in ((plan.x, window.x, 32), (plan.y, window.y, 24))
        for begin, end in [(axis.share(part.first), axis.share(part.last))]
    )
    assert np.unique(values[rows, columns] < 0).size == 2


@given(st.integers(0, 2**32))
def test_the_same_numbers_lead_to_the_same_window(seed):
    values = np.random.default_rng(seed).normal(size=(24, 32))
    windows = [zoomed_in(plan_of(), values.copy()) for _ in range(2)]
    assert (windows[0].x, windows[0].y) == (windows[1].x, windows[1].y)


def test_what_is_alike_everywhere_is_zoomed_into_in_the_middle():
    across, up = richest_place(halves() < 0, 4)
    assert (across, up) == (pytest.approx(0.5, abs=0.04), 0.5)


def test_a_straight_boundary_stays_in_the_middle_of_the_window():
    plan = plan_of()
    for _ in range(15):
        at = plan.x.share(50.0)
        middle = zoomed_in(plan, halves(at=round(at * 31 + 0.5)), 2)
        assert 0.3 < middle.x.share(50.0) < 0.7
        plan = middle


def test_dust_beside_a_line_is_richer_than_the_line():
    values = with_dust(halves(), slice(16, 24), slice(12, 20))
    across, up = richest_place(values < 0, 4)
    assert across == pytest.approx(0.5, abs=0.1)
    assert up > 0.6


def test_dust_alone_is_poorer_than_dust_beside_a_line():
    values = with_dust(halves(at=8), slice(14, 24), slice(20, 32))
    values = with_dust(values, slice(0, 10), slice(4, 12))
    across, up = richest_place(values < 0, 4)
    assert across < 0.5
    assert up < 0.5


def test_a_corner_is_richer_than_a_straight_line():
    values = halves(at=16)
    values[:12] = OTHER
    assert richest_place(values < 0, 4)[1] == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("value", [LEARNED, OTHER])
def test_without_a_boundary_the_zoom_ends(value):
    with pytest.raises(EndOfZoomError, match=NO_BOUNDARY):
        zoomed_in(plan_of(), np.full((24, 32), value))


def test_the_zoom_ends_with_the_numbers_of_the_machine():
    windows = [plan_of()]
    with pytest.raises(EndOfZoomError, match=NUMBERS_END):
        windows.extend(zoomed_in(windows[-1], halves(), 2) for _ in range(100))
    # A double has 53 bits; the nine decades have 20.7 e-folds, for 31 distances of pixels.
    assert len(windows) == pytest.approx(53 + math.log2(20.7 / 31), abs=2)
    assert all(len(set(plan.xs)) == plan.width for plan in windows)


def test_the_zoom_ends_where_whole_numbers_do():
    plan = plan_of(x=Axis("seed", 0, 99))
    plan = zoomed_in(plan, halves(), 2)
    with pytest.raises(EndOfZoomError, match=WHOLE_NUMBERS_END):
        zoomed_in(plan, halves(), 2)
