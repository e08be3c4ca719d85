"""TrialResult: what became of a trial, by the loss that it began with itself."""

from dataclasses import replace

import numpy as np
import pytest

from micrograd.data.dataset import four_samples
from micrograd.runs.run import drawn_start
from micrograd.sweeps.result import TrialResult, outcomes_of
from micrograd.sweeps.sweep import Sweep
from micrograd.training.score import Score
from tests.sweep_plans import sweep_plan

PLAN = sweep_plan(four_samples(), (0.001, 0.1, 1.0), (0,), ((4, 4, 1),), steps=300)
HALF = Score("accuracy", 0.5, 4, 2)


def ended(first: float, loss: float, score: Score = HALF) -> TrialResult:
    return TrialResult(PLAN.trials[0], loss, None, np.array([0, 9]), np.array([first, loss]), score)


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (ended(4.0, 0.04), "learned"),
        (ended(4.0, 3.0, Score("accuracy", 1.0, 4, 4)), "learned"),
        (ended(4.0, 3.0), "got stuck"),
        (ended(4.0, 3.0, Score("R²", None, 4)), "got stuck"),
        (ended(4.0, 5.0), "got worse"),
        (replace(ended(4.0, 0.01), diverged_at=7), "diverged"),
        (TrialResult(PLAN.trials[0], np.inf, 0, np.empty(0), np.empty(0)), "diverged"),
    ],
)
def test_a_trial_has_one_outcome(result: TrialResult, words: str) -> None:
    assert result.outcome.words == words


def test_the_loss_that_a_trial_begins_with_is_that_of_its_first_step() -> None:
    sweep = Sweep(PLAN)
    list(sweep.work())
    for result in sweep.results:
        start = drawn_start(result.trial.recipe)
        assert result.first_loss == pytest.approx(start.trainer().evaluate().loss)


def test_outcomes_are_counted_from_the_best_to_the_worst() -> None:
    results = [ended(4.0, 5.0), ended(4.0, 0.0), ended(4.0, 9.0)]
    counts = {"learned": 1, "got-stuck": 0, "got-worse": 2, "diverged": 0}
    assert [*outcomes_of(results).items()] == [*counts.items()]
