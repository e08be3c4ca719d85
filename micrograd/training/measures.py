"""MEASURES: what a whole run is reduced to, one number each, a row each."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from micrograd.training.folds import ARRIVAL, FIRST, LAST_LOSSES, NEVER, NOTHING, SHARES, Fold
from micrograd.training.measuring import Measured
from micrograd.training.outcomes import ORDER, RunEnds, numbers_of
from micrograd.training.score import Score

Floats = npt.NDArray[np.float64]


class RunOutcomes(NamedTuple):
    """How runs of one recipe ended: arrays with a number for each run.

    folded: what the fold of the measure kept. diverged_at: the step whose loss or state was not
    finite, as `DivergenceError` counts it, or NEVER. loss, test_loss: with the parameters after
    the last step; NEVER after a divergence. score: the one that the measure asks for, a share of
    right answers or R². It is nan where it is not defined, and after a divergence.
    The last four are empty where a measure needs no look at the end.
    """

    steps: int
    folded: tuple[Floats, ...]
    diverged_at: Floats
    loss: Floats
    test_loss: Floats
    score: Floats


class Measure(NamedTuple):
    """One row of the table.

    name: as it is typed and stored. title: as it is shown. words: what the number is.
    of(outcomes): the number of each run. fold: what of the losses it needs.
    looks: True where the parameters at the end are looked at. is_of_test: True where it needs
    samples that are held out. score(measured): the score that it needs of those that were asked
    for, None where it needs none.
    """

    name: str
    title: str
    words: str
    of: Callable[[RunOutcomes], Floats]
    fold: Fold = NOTHING
    looks: bool = False
    is_of_test: bool = False
    score: Callable[[Measured], Score] | None = None


def _convergence(outcomes: RunOutcomes) -> Floats:
    _, total, inverses, recent = outcomes.folded
    mean = recent / min(LAST_LOSSES, outcomes.steps)
    return np.where(mean < 1.0, -total, inverses)


def _outcome(outcomes: RunOutcomes) -> Floats:
    has_diverged = outcomes.diverged_at < NEVER
    ends = RunEnds(outcomes.folded[0], outcomes.loss, outcomes.score, has_diverged)
    return numbers_of(ends)


_ROWS = (
    Measure(
        "final-loss",
        "final loss",
        "The loss after the last step; infinite where the run diverged",
        lambda outcomes: outcomes.loss,
        looks=True,
    ),
    Measure(
        "test-loss",
        "test loss",
        "The loss of the samples held out, after the last step; infinite where the run diverged",
        lambda outcomes: outcomes.test_loss,
        looks=True,
        is_of_test=True,
    ),
    Measure(
        "accuracy",
        "accuracy",
        "The share of right answers after the last step, or R² where numbers are to be hit; of the "
        "samples held out where there are any",
        lambda outcomes: outcomes.score,
        looks=True,
        score=lambda measured: measured.test_score or measured.score,
    ),
    Measure(
        "steps-to-loss",
        "steps to a loss",
        "The steps until the loss is the wanted one or less; infinite where it never is",
        lambda outcomes: outcomes.folded[0],
        ARRIVAL,
    ),
    Measure(
        "convergence",
        "convergence",
        "With v = loss / first loss, at most 1e6: -Σv where the mean of the last 20 is below 1, "
        "else Σ1/v",
        _convergence,
        SHARES,
    ),
    Measure(
        "diverged-at",
        "step of divergence",
        "The step whose loss or parameters are no finite numbers; infinite where there is none",
        lambda outcomes: outcomes.diverged_at,
        looks=True,
    ),
    Measure(
        "outcome",
        "outcome",
        f"What became of the run: {', '.join(f'{i} {r.words}' for i, r in enumerate(ORDER))}",
        _outcome,
        FIRST,
        looks=True,
        score=lambda measured: measured.score,
    ),
)
MEASURES = {row.name: row for row in _ROWS}
