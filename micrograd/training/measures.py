"""MEASURES: what a whole run is reduced to, one number each, a row each.

Losses are folded as they come, so that no curve is kept. Each fold is plain arithmetic of arrays
with a number for each run; the compiled loop is built from the same functions.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
# What a measure is of a run that does not come to it.
NEVER = math.inf
# Sohl-Dickstein, "The boundary of neural network trainability is fractal", 2024: a share of the
# first loss that is larger, or no number, counts as this; so many losses at the end are its mean.
LARGEST_SHARE, LAST_LOSSES = 1e6, 20.0


class RunOutcomes(NamedTuple):
    """How runs of one recipe ended: arrays with a number for each run.

    folded: what the fold of the measure kept. diverged_at: the step whose loss or state was not
    finite, as `DivergenceError` counts it, or NEVER. loss, test_loss: with the parameters after
    the last step; NEVER after a divergence. score: the share of right answers, or R²; of the
    samples held out where there are any. It is nan where it is not defined, and after a divergence.
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
    of(outcomes): the number of each run.
    fold(loss, step, target, first_of_last, *folded): what is kept after another loss, a tuple.
    step: the number of steps done before the loss. target: a loss to come to. first_of_last: from
    which step on losses are the last ones. After a divergence every loss is infinite.
    start: what is kept before the first loss. is_settled(*folded): above 0 where no other loss
    changes the number any more. looks: True where the parameters at the end are looked at.
    """

    name: str
    title: str
    words: str
    of: Callable[[RunOutcomes], Floats]
    fold: Callable[..., tuple[Any, ...]] | None = None
    start: tuple[float, ...] = ()
    is_settled: Callable[..., Any] | None = None
    looks: bool = False


def where(condition: Any, chosen: Any, other: Any) -> Any:
    """The one number where a condition holds, else the other; in the compiled loop of lanes."""
    return np.where(condition, chosen, other)


def first_of_last(steps: int) -> float:
    """From which step on losses are the last ones, in a run of so many steps."""
    return max(0.0, steps - LAST_LOSSES)


def _fold_shares(
    loss: Any, step: float, target: Any, first_of_last: float,
    first: Any, total: Any, inverses: Any, recent: Any,
) -> tuple[Any, ...]:  # fmt: skip
    """Keep the first loss, the sums of v = loss / first and of 1 / v, and that of the last v."""
    first = loss if step == 0.0 else first
    share = loss / first
    share = where(share <= LARGEST_SHARE, share, LARGEST_SHARE)
    recent = recent + share if step >= first_of_last else recent
    return first, total + share, inverses + 1.0 / share, recent


def _convergence(outcomes: RunOutcomes) -> Floats:
    _, total, inverses, recent = outcomes.folded
    mean = recent / min(LAST_LOSSES, outcomes.steps)
    return np.where(mean < 1.0, -total, inverses)


def _fold_arrival(
    loss: Any, step: float, target: Any, first_of_last: float, arrived: Any
) -> tuple[Any, ...]:
    """Keep the first step whose loss is the target or less."""
    return (where(loss <= target, where(arrived <= step, arrived, step), arrived),)


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
    ),
    Measure(
        "accuracy",
        "accuracy",
        "The share of right answers after the last step, or R² where numbers are to be hit; of the "
        "samples held out where there are any",
        lambda outcomes: outcomes.score,
        looks=True,
    ),
    Measure(
        "steps-to-loss",
        "steps to a loss",
        "The steps until the loss is the wanted one or less; infinite where it never is",
        lambda outcomes: outcomes.folded[0],
        _fold_arrival,
        (NEVER,),
        lambda arrived: where(arrived < NEVER, 1.0, 0.0),
    ),
    Measure(
        "convergence",
        "convergence",
        "With v = loss / first loss, at most 1e6: -Σv where the mean of the last 20 is below 1, "
        "else Σ1/v",
        _convergence,
        _fold_shares,
        (0.0, 0.0, 0.0, 0.0),
    ),
    Measure(
        "diverged-at",
        "step of divergence",
        "The step whose loss or parameters are no finite numbers; infinite where there is none",
        lambda outcomes: outcomes.diverged_at,
        looks=True,
    ),
)
MEASURES = {row.name: row for row in _ROWS}
