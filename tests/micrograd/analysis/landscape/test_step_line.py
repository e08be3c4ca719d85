"""How far a step went, beside how far would have been best: in a bowl both are known."""

import math

import numpy as np
import pytest

from micrograd.analysis.landscape.step_line import (
    RECENT,
    TOO_FAR,
    best_share,
    in_words,
    typical,
    verdict,
)

BEFORE = np.array([4.0, 1.0])


def bowl(points: np.ndarray) -> np.ndarray:
    return (points[:, 0] ** 2).copy()


@pytest.mark.parametrize("rate", [0.001, 0.05, 0.3, 0.5, 0.9, 1.5, 20.0])
def test_the_overshoot_of_gradient_descent_in_a_bowl_is_twice_its_rate(rate: float) -> None:
    # The gradient is 2x, the best update x: a rate of 0.5 lands in the middle.
    best = best_share(bowl, BEFORE, BEFORE - rate * np.array([2 * BEFORE[0], 0.0]))
    assert best is not None
    assert best.overshoot == pytest.approx(2 * rate, rel=1e-2)
    assert best.loss == pytest.approx(0, abs=1e-3)


def test_the_words_say_it_to_a_newcomer() -> None:
    def words(rate: float) -> str:
        return in_words(best_share(bowl, BEFORE, BEFORE - rate * np.array([8.0, 0.0])))

    assert words(0.9) == "The step went 1.8 times as far as would have been best."
    assert words(0.51) == "The step went about as far as would have been best."
    assert words(0.01) == "The step was short: 50 times as far would have been best."
    assert words(1e-4) == ("The step was short: more than 100 times as far would have been best.")
    assert words(-0.1) == "The step went uphill: any step this way makes the loss larger."
    assert words(0.0) == "The step changed nothing: the loss is flat here."


def test_a_loss_that_falls_for_ever_is_told_as_that() -> None:
    best = best_share(lambda points: -points[:, 0], BEFORE, BEFORE + 1)
    assert best is not None
    assert math.isinf(best.share)
    assert in_words(best).endswith("the loss goes on falling this way, as far as was tried.")


def test_losses_that_are_not_finite_are_walls() -> None:
    def wall(points: np.ndarray) -> np.ndarray:
        return np.where(points[:, 0] < 3.0, np.nan, points[:, 0])

    best = best_share(wall, BEFORE, BEFORE - np.array([2.0, 0.0]))
    assert best is not None
    assert best.share == pytest.approx(0.5, rel=0.02)
    assert best_share(lambda points: np.full(len(points), np.nan), BEFORE, BEFORE + 1) is None


def test_the_verdict_says_whether_the_rate_was_too_high() -> None:
    def told(*overshoots: float) -> str:
        return verdict(np.arange(1.0, len(overshoots) + 1), np.array(overshoots))

    assert told(0.5, 0.02) == ("No step went too far. Lately 50 times as far would have been best.")
    assert told(8.0, 0.3, 0.3) == (
        "The rate was too high for step 1: it went too far. "
        "Lately steps go 0.3 times as far as best."
    )
    assert told(8.0, math.inf, np.nan, 0.3, 0.3, 0.3).startswith(
        "The rate was too high for 2 of 5 steps looked at, the last time at 2."
    )
    assert told(2.5, 1e4, 1e5) == (
        "The learning rate is too high: lately steps go more than 100 times as far as best."
    )
    assert told(2.5, 3.0) == (
        "The learning rate is too high: lately steps go 2.5 times as far as best."
    )
    assert told(math.inf).endswith("lately steps go uphill.")
    assert told(0.0).endswith("Lately the loss falls on and on along each step.")
    assert told(np.nan) == ""


def test_what_steps_do_lately_is_the_median_of_the_last() -> None:
    assert typical(np.array([9.0] * 50 + [0.3, np.nan] * RECENT)) == 0.3


def test_a_step_that_lands_higher_than_it_began_went_at_least_twice_as_far_as_best() -> None:
    for rate in (0.9, 0.99, 1.01, 2.0):
        after = BEFORE - rate * np.array([8.0, 0.0])
        best = best_share(bowl, BEFORE, after)
        assert best is not None
        rises = bowl(after[None])[0] > bowl(BEFORE[None])[0]
        assert rises == (best.overshoot >= TOO_FAR)


def test_a_flat_loss_has_no_best_place_whatever_its_rounding() -> None:
    def flat(points: np.ndarray) -> np.ndarray:
        return 8.0 + 1e-15 * np.sin(1e3 * points[:, 0])

    assert best_share(flat, BEFORE, BEFORE + 1) is None


def test_where_the_loss_ends_falling_on_a_plain_the_edge_of_that_is_best() -> None:
    def plain(points: np.ndarray) -> np.ndarray:
        return np.maximum(points[:, 0], 0.0) + 1e-9

    best = best_share(plain, BEFORE, BEFORE - np.array([0.1, 0.0]))
    assert best is not None
    assert best.share == pytest.approx(40, rel=0.02)
