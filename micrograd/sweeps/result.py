"""TrialResult: the outcome of a trial of a sweep."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from micrograd.runs.buckets import Numbers
from micrograd.runs.loss_history import LossHistory
from micrograd.sweeps.plan import Trial
from micrograd.training.measuring import Measured
from micrograd.training.outcomes import OUTCOMES, Outcome, outcome_of
from micrograd.training.score import Score

NOT_MEASURED = Score("score", None, 0)
# A curve has two points for each of at most this many stretches of steps, and the last loss.
STRETCHES = 99
# The stretches of each doubling of the first steps, before those are longer than all alike.
PER_DOUBLING = 8


@dataclass(frozen=True, eq=False)
class TrialResult:
    """The outcome of a trial.

    loss: with the parameters after the last step, or with the last finite ones after a
    divergence. diverged_at: the step whose loss or parameters were not finite, or None.
    score: how well the task is done with the same parameters. test_score: the same of the samples
    held out, where the trials of the plan are compared by that.
    steps, losses: an outline of the curve, some hundred points; it ends with `loss`.
    """

    trial: Trial
    loss: float
    diverged_at: int | None
    steps: Numbers
    losses: Numbers
    score: Score = NOT_MEASURED
    test_score: Score | None = None

    @property
    def first_loss(self) -> float:
        """The loss that it began with; infinite where not even that was finite."""
        return float(self.losses[0]) if len(self.losses) else np.inf

    @cached_property
    def outcome(self) -> Outcome:
        """What became of it."""
        has_diverged = self.diverged_at is not None
        return outcome_of(self.first_loss, self.loss, self.score.value, has_diverged)

    @property
    def compared(self) -> Score:
        """The score that it is compared by."""
        return self.test_score or self.score

    @property
    def compared_name(self) -> str:
        """`accuracy`, `test R²`."""
        return f"test {self.compared.name}" if self.test_score else self.compared.name


def outcomes_of(results: Sequence[TrialResult]) -> dict[str, int]:
    """How many runs had each outcome, by its name, from the best outcome to the worst."""
    counts = Counter(result.outcome.name for result in results)
    return {name: counts[name] for name in OUTCOMES}


def result_of(
    trial: Trial,
    losses: LossHistory,
    end: int,
    loss: float,
    known: Measured,
    diverged_at: int | None,
) -> TrialResult:
    """The outcome of a trial with its last parameters. end: the step that these are of."""
    # A divergence may have taken a step back.
    losses.rewind(end)
    if diverged_at is None and not np.isfinite(loss):
        # The last update has diverged, which only the next step would notice.
        diverged_at = trial.steps
    steps, outline = _outline(losses, end)
    if np.isfinite(loss):
        steps, outline = np.append(steps, end), np.append(outline, loss)
    return TrialResult(trial, loss, diverged_at, steps, outline, known.score, known.test_score)


def _outline(losses: LossHistory, end: int) -> tuple[Numbers, Numbers]:
    """A curve that is as fine along the logarithm of the steps as along the steps."""
    steps, outline = losses.outline(0, end, STRETCHES)
    # From this step on equal stretches are the finer ones.
    joint = end // STRETCHES * PER_DOUBLING
    if not joint:
        return steps, outline
    early, of_early = losses.log_outline(0, joint - 1, PER_DOUBLING)
    first, then = early < joint, steps >= joint
    return (
        np.concatenate([early[first], steps[then]]),
        np.concatenate([of_early[first], outline[then]]),
    )
