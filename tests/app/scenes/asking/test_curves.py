"""The plot of a prediction leaves room for what may come; what is drawn on it is a whole curve."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.scenes.asking.axes import Curve, CurveAxes, axes_for
from app.scenes.asking.guess import MOST_PLACES, MOST_POINTS, Guess
from app.scenes.asking.outcomes import curve_outcome

LOSSES = Curve(np.arange(11.0), np.linspace(8.0, 0.5, 11))
AXES = CurveAxes(0, 10, 20, 0.0, 1.0, False)


@pytest.fixture
def guess() -> Guess:
    """Nothing drawn, beginning at step 10 and half of the height."""
    return Guess(AXES, 0.5)


# Axes.


def test_a_plot_shows_as_much_of_the_past_as_is_to_be_predicted() -> None:
    axes = axes_for(LOSSES, 4, is_log=False)
    assert (axes.begin, axes.first, axes.last) == (6, 10, 14)
    assert axes_for(LOSSES, 400, is_log=False).begin == 0


def test_a_loss_has_room_down_to_zero_and_above_what_it_was() -> None:
    axes = axes_for(LOSSES, 20, is_log=False, bounds=(0, math.inf))
    assert axes.low == 0
    assert axes.high == pytest.approx(1.6 * 8)


def test_a_number_without_bounds_has_room_for_another_sign() -> None:
    axes = axes_for(Curve(np.array([0.0]), np.array([0.5])), 20, is_log=False)
    assert axes.low < 0 < 0.5 < axes.high


def test_a_logarithmic_axis_has_room_for_three_decades_below() -> None:
    axes = axes_for(Curve(np.array([0.0]), np.array([10.0])), 20, True, (0, math.inf))
    assert (axes.low, axes.high) == (-2, 2)
    assert list(axes.values(axes.heights(np.array([0.1, 1.0, 1e9, 0.0, math.nan])))) == [
        pytest.approx(each) for each in (0.1, 1.0, 100, 0.01, 100)
    ]


def test_an_accuracy_is_between_0_and_1() -> None:
    axes = axes_for(Curve(np.array([0.0]), np.array([0.5])), 20, False, (0.0, 1.0))
    assert (axes.low, axes.high) == (0, 1)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.floats(), min_size=1, max_size=5),
    st.booleans(),
    st.sampled_from([(-math.inf, math.inf), (0, math.inf), (0, 1)]),
)
def test_whatever_is_known_the_plot_has_a_height(
    values: list[float], is_log: bool, bounds: tuple[float, float]
) -> None:
    known = Curve(np.arange(float(len(values))), np.clip(values, *bounds))
    axes = axes_for(known, 10, is_log, bounds)
    assert 0 < axes.height < math.inf
    assert np.isfinite(axes.heights(known.values)).all()


# What is drawn.


def test_a_stroke_fills_the_places_between_where_the_mouse_was_seen(guess: Guess) -> None:
    guess.stroke(None, (12, 0.2))
    guess.stroke((12, 0.2), (22, 0.7))
    drawn = guess.places[np.isfinite(guess.heights)]
    assert list(drawn) == list(range(12, 23))
    assert guess.heights[guess.places == 17] == pytest.approx(0.45)


@pytest.mark.parametrize("way", [1, -1])
def test_drawing_over_a_curve_replaces_it(guess: Guess, way: int) -> None:
    guess.stroke(None, (11, 0.2))
    guess.stroke((11, 0.2), (30, 0.2))
    ends = [(14.0, 0.9), (20.0, 0.9)][::way]
    guess.stroke(*ends)
    assert set(guess.heights[(guess.places >= 14) & (guess.places <= 20)]) == {0.9}
    assert set(guess.heights[(guess.places < 14) | (guess.places > 20)]) == {0.2}


def test_strokes_stay_on_the_plot_and_after_the_known_curve(guess: Guess) -> None:
    guess.stroke(None, (15, 7.0))
    guess.stroke((15, 7.0), (5, 7.0))
    guess.stroke(None, (25, -3.0))
    assert list(guess.heights[np.isfinite(guess.heights)]) == [1] * 5 + [0]
    guess.clear()
    guess.stroke(None, (9, 0.5))
    assert not guess.is_drawn


def test_a_curve_is_straight_over_gaps_and_level_after_its_end(guess: Guess) -> None:
    guess.stroke(None, (20, 1.0))
    whole = guess.whole()
    assert whole[guess.places == 15] == pytest.approx(0.75)
    assert whole[-1] == 1.0
    steps, heights = guess.line()
    assert (list(steps), list(heights)) == ([10, 20], [0.5, 1.0])


def test_a_long_prediction_has_few_places_and_its_end_is_one() -> None:
    guess = Guess(AXES._replace(steps=5000), 0.5)
    assert len(guess.places) == MOST_PLACES
    assert guess.places[-1] == 5010
    assert len(guess.points) == MOST_POINTS
    assert guess.points[-1] == MOST_PLACES - 1


def test_one_step_is_predicted_by_one_point() -> None:
    guess = Guess(AXES._replace(steps=1), 0.5)
    guess.choose(5)
    guess.lift(0.25)
    assert guess.line()[1].tolist() == [0.5, 0.75]


def test_a_point_moves_and_the_next_one_begins_as_high(guess: Guess) -> None:
    guess.lift(-0.2)
    assert guess.point_height == pytest.approx(0.3)
    guess.choose(1)
    assert guess.point_height == pytest.approx(0.3)
    guess.lift(-0.1)
    assert guess.whole()[-1] == pytest.approx(0.2)


def test_moving_a_point_keeps_its_neighbours(guess: Guess) -> None:
    for point in range(len(guess.points)):
        guess.choose(point)
        guess.lift(0.1)
    before = guess.heights[guess.points].copy()
    guess.choose(3)
    guess.lift(-0.3)
    moved = guess.heights[guess.points] - before
    assert list(np.flatnonzero(moved)) == [3]
    between = (guess.places > guess.places[guess.points[2]]) & (guess.places < guess.point_step)
    assert (guess.heights[between] < before[2]).all()


def test_points_stop_at_the_edges_of_the_plot(guess: Guess) -> None:
    guess.lift(9)
    assert guess.point_height == 1
    guess.choose(-4)
    assert guess.point == 0
    guess.choose(99)
    assert guess.point == len(guess.points) - 1


# What came of it.


def test_a_curve_is_compared_where_the_run_went(guess: Guess) -> None:
    guess.stroke(None, (11, 0.5))
    truth = Curve(np.arange(10.0, 15.0), np.full(5, 0.5))
    assert curve_outcome(AXES, guess, truth) == ("", "Right all the way.", 100)
    off = truth._replace(values=np.array([0.5, 0.6, 0.6, 0.6, 0.6]))
    assert curve_outcome(AXES, guess, off) == ("", "On average 0.1 off.", 50)


def test_a_curve_on_a_logarithmic_axis_is_off_by_a_factor() -> None:
    axes = AXES._replace(low=-4.0, high=0.0, is_log=True)
    guess = Guess(axes, -1.0)
    guess.stroke(None, (11, -1.0))
    truth = Curve(np.array([11.0, 12.0]), np.array([0.01, 0.01]))
    assert curve_outcome(axes, guess, truth) == ("", "On average a factor of 10 off.", 17)


def test_where_nothing_was_trained_there_is_no_score(guess: Guess) -> None:
    guess.stroke(None, (11, 0.5))
    truth = Curve(np.array([10.0]), np.array([0.5]))
    assert curve_outcome(AXES, guess, truth).score is None
    assert curve_outcome(AXES, None, truth).score is None
