"""What a run is reduced to, from its losses one by one."""

import math

import numpy as np
import pytest

from micrograd.training.folds import NEVER, first_of_last
from micrograd.training.measures import MEASURES, RunOutcomes

NOTHING = np.empty(0)


def measured(name: str, losses: list[float], target: float = 0.0) -> float:
    measure = MEASURES[name]
    assert measure.fold.keep is not None
    folded = tuple(np.array([number]) for number in measure.fold.start)
    with np.errstate(all="ignore"):
        for step, loss in enumerate(losses):
            last = first_of_last(len(losses))
            folded = measure.fold.keep(np.array([loss]), float(step), target, last, *folded)
    outcomes = RunOutcomes(len(losses), folded, NOTHING, NOTHING, NOTHING, NOTHING)
    return float(measure.of(outcomes)[0])


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_has_a_name_and_words_of_its_own(name: str) -> None:
    row = MEASURES[name]
    assert row.name == name
    assert row.title
    assert row.words[0].isupper()
    assert bool(row.fold.keep) == bool(row.fold.start)


def test_a_run_whose_loss_falls_converges_with_the_sum_of_its_shares() -> None:
    losses = [4.0 / 2**i for i in range(8)]
    assert measured("convergence", losses) == -sum(0.5**i for i in range(8))


def test_a_run_whose_last_losses_are_not_below_the_first_has_the_sum_of_the_inverse_shares() -> (
    None
):
    assert measured("convergence", [2.0, 1.0] + 19 * [2.0] + [4.0]) == 1 + 2 + 19 + 0.5


def test_only_the_last_twenty_losses_tell_whether_a_run_converged() -> None:
    assert measured("convergence", 50 * [3.0] + 20 * [2.9]) < 0
    assert measured("convergence", 50 * [3.0] + 10 * [2.9] + 10 * [3.2]) > 0


@pytest.mark.parametrize("loss", [math.inf, math.nan, 1e9])
def test_a_loss_that_is_no_number_or_too_large_counts_as_a_million_first_ones(loss: float) -> None:
    assert measured("convergence", [1.0, loss]) == 1.0 + 1e-6


def test_the_first_step_with_the_wanted_loss_counts() -> None:
    losses = [5.0, 3.0, 1.0, 2.0, 0.5]
    assert measured("steps-to-loss", losses, 1.0) == 2
    assert measured("steps-to-loss", losses, 9.0) == 0
    assert measured("steps-to-loss", losses, 0.1) == NEVER


def test_a_wanted_loss_that_was_come_to_settles_the_measure() -> None:
    is_settled = MEASURES["steps-to-loss"].fold.is_settled
    assert is_settled is not None
    assert is_settled(np.array([3.0, NEVER])).tolist() == [1.0, 0.0]


def test_an_outcome_is_judged_by_the_first_loss_of_its_own_run() -> None:
    fold = MEASURES["outcome"].fold
    assert fold.keep is not None
    first = np.array([4.0, 1.0])
    (kept,) = fold.keep(first, 0.0, 0.0, 0.0, np.zeros(2))
    (kept,) = fold.keep(np.array([9.0, 9.0]), 1.0, 0.0, 0.0, kept)
    ends = RunOutcomes(
        2, (kept,), np.full(2, NEVER), np.array([2.0, 2.0]), NOTHING, np.full(2, np.nan)
    )
    assert MEASURES["outcome"].of(ends).tolist() == [1.0, 2.0]
