"""Scores fall with the distance from the truth, alike on both sides, whatever the numbers."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.scenes.asking.outcomes import number_outcome, sign_outcome
from app.scenes.asking.scoring import curve_score, number_score, rounding, sign_of, sign_score
from app.scenes.script import Question

finite = st.floats(allow_nan=False, allow_infinity=False)
ordinary = st.floats(-1e6, 1e6)
digits = st.integers(1, 17)
heights = st.lists(st.floats(-300, 300), min_size=1, max_size=20).map(np.array)


@given(finite, digits, st.booleans())
def test_the_truth_itself_is_right(truth: float, digits: int, by_ratio: bool) -> None:
    assert number_score(truth, truth, digits, by_ratio) == 100


@given(ordinary, st.integers(1, 6))
@example(0.34565, 4)
@example(0.0, 4)
def test_the_truth_as_it_is_shown_is_right(truth: float, digits: int) -> None:
    assert number_score(float(f"{truth:.{digits}g}"), truth, digits) == 100


@given(finite, finite, digits, st.booleans())
@example(1e308, -1e308, 4, False)
@example(-1.0, 1.0, 4, True)
@example(5e-324, 1e308, 17, True)
def test_every_number_has_a_score(guess: float, truth: float, digits: int, by_ratio: bool) -> None:
    score = number_score(guess, truth, digits, by_ratio)
    assert isinstance(score, int)
    assert 0 <= score <= 100


@given(finite, finite, finite, digits, st.booleans())
def test_who_is_nearer_never_has_less(
    one: float, other: float, truth: float, digits: int, by_ratio: bool
) -> None:
    # By ratio both have to be on the same side: a half is nearer than 1.9 but counts as 2.
    if by_ratio and (one - truth > 0) != (other - truth > 0):
        return
    near, far = sorted((one, other), key=lambda guess: abs(guess - truth))
    if abs(near - truth) < abs(far - truth):
        assert number_score(near, truth, digits, by_ratio) >= number_score(
            far, truth, digits, by_ratio
        )


@given(st.integers(-1000, 1000), st.integers(0, 1000))
def test_too_high_and_too_low_lose_alike(truth: int, off: int) -> None:
    scores = {number_score(truth + sign * off, truth, 4) for sign in (-1, 1)}
    assert len(scores) == 1


@given(ordinary, ordinary)
def test_the_signs_of_both_make_no_difference(guess: float, truth: float) -> None:
    assert number_score(guess, truth, 4) == number_score(-guess, -truth, 4)


@given(st.floats(1e-6, 1e6), st.integers(0, 20))
def test_by_ratio_twice_is_as_far_as_half(truth: float, doublings: int) -> None:
    factor = 2.0**doublings
    scores = [number_score(each, truth, 4, True) for each in (truth * factor, truth / factor)]
    # What both round to may differ by one.
    assert abs(scores[0] - scores[1]) <= 1


@pytest.mark.parametrize(
    ("guess", "truth", "by_ratio", "score"),
    [
        (2.5, 2.0, False, 50),
        (1.0, 2.0, False, 25),
        (0.025, 0.0, False, 50),
        (-0.02, 0.02, False, 32),
        (0.01, 0.001, True, 6),
        (0.002, 0.001, True, 43),
        (0.0, 0.001, True, 0),
        # No ratio leads to a negative number.
        (-2.5, -2.0, True, 50),
    ],
)
def test_a_score_halves_with_a_quarter_of_the_scale(
    guess: float, truth: float, by_ratio: bool, score: int
) -> None:
    assert number_score(guess, truth, 4, by_ratio) == score


@pytest.mark.parametrize("truth", [math.inf, -math.inf, math.nan])
def test_nobody_is_right_about_what_is_no_number(truth: float) -> None:
    assert number_score(1.0, truth, 4) == 0
    assert sign_score(1, truth) == 0


@pytest.mark.parametrize(
    ("number", "digits", "half"), [(0.3456, 2, 0.005), (0, 3, 0.005), (-12345, 3, 50)]
)
def test_rounding_is_half_a_unit_of_the_last_digit(number: float, digits: int, half: float) -> None:
    assert rounding(number, digits) == pytest.approx(half)


@pytest.mark.parametrize(("number", "sign"), [(2.0, 1), (-1e-300, -1), (0.0, 0), (-0.0, 0)])
def test_a_sign_is_right_or_wrong(number: float, sign: int) -> None:
    assert sign_of(number) == sign
    assert [sign_score(guess, number) for guess in (-1, 0, 1)] == [
        100 * (guess == sign) for guess in (-1, 0, 1)
    ]


# Curves.


@given(heights)
def test_the_very_curve_is_right(truth: np.ndarray) -> None:
    assert curve_score(truth, truth, 4.0) == 100


@given(heights, st.floats(0, 300), st.floats(0, 300))
def test_a_curve_that_is_further_away_never_has_more(
    truth: np.ndarray, one: float, other: float
) -> None:
    near, far = sorted((one, other))
    assert curve_score(truth + near, truth, 4.0) >= curve_score(truth + far, truth, 4.0)


@given(heights, st.floats(0, 300))
def test_a_curve_above_and_one_below_lose_alike(truth: np.ndarray, off: float) -> None:
    scores = [curve_score(truth + sign * off, truth, 4.0) for sign in (1, -1)]
    assert abs(scores[0] - scores[1]) <= 1
    assert all(0 <= score <= 100 for score in scores)


def test_a_curve_that_is_a_tenth_of_the_plot_away_has_half() -> None:
    truth = np.zeros(5)
    assert curve_score(truth + 0.4, truth, 4.0) == 50
    assert curve_score(truth + 0.04, truth, 4.0) == 100
    # The second half may be twice as far away if the first one is right.
    assert curve_score(np.array([0, 0.8]), np.zeros(2), 4.0) == 50
    assert curve_score(np.array([1e300]), np.array([-1e300]), 4.0) == 0


# What is said of an answer.


@pytest.mark.parametrize(
    ("guess", "truth", "scale", "told"),
    [
        (0.001, 5.3e-06, "log", ("0.000005", "You said 0.001: 190 times too high.")),
        (0.2, 12345.0, "linear", ("10,000", "You said 0.2: 12,000 too low.")),
        (2.0, 4e-20, "log", ("4e−20", "You said 2: 5e+19 times too high.")),
    ],
)
def test_numbers_are_told_as_people_write_them(
    guess: float, truth: float, scale: Any, told: tuple[str, str]
) -> None:
    question = Question(text="?", kind="number", of="loss", digits=1, scale=scale)
    assert number_outcome(question, guess, truth)[:2] == told


@pytest.mark.parametrize(("guess", "off"), [(85.0, "255 too low"), (1_000.5, "660 too high")])
def test_a_count_is_off_by_a_count(guess: float, off: str) -> None:
    question = Question(text="?", kind="number", of="operations", digits=3)
    words = number_outcome(question, guess, 340.0).words
    assert words.endswith(f": {off}.")


def test_a_sign_that_is_none_is_0() -> None:
    question = Question(text="?", kind="sign", of="loss")
    assert sign_outcome(question, 0, 0.0)[:2] == ("0", "You said 0: right.")
