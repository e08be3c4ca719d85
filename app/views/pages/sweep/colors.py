"""The scales of a sweep's pictures: final losses, scores, learning rates."""

import math
from collections.abc import Sequence
from statistics import median

from PySide6.QtGui import QColor

from app.kit.numbers import significant
from app.kit.theme import Theme, mixed
from micrograd.sweeps.result import TrialResult

# Smaller losses count as this one, because zero has no logarithm.
SMALLEST = 1e-32
# Losses above this multiple of the median first loss share one colour.
WORST = 10.0
# This share of the losses, the smallest, has one colour: one very small loss would otherwise use
# up the whole scale.
OUTSTANDING = 0.02
# The colours of the smallest, the middle and the largest learning rate.
RATES = ("data_positive", "grad_positive", "data_negative")


class LossScale:
    """The scale of the final losses of runs that did not diverge.

    low, high: its ends; a few losses may lie outside. is_empty: True before there is a loss.
    """

    title = "final loss"

    def __init__(self, results: Sequence[TrialResult]) -> None:
        arrived = [result for result in results if result.diverged_at is None]
        losses = sorted(result.loss for result in arrived) or [1.0]
        first = median([float(result.losses[0]) for result in arrived] or [1.0])
        self.is_empty = not arrived
        self.low = max(SMALLEST, losses[int(OUTSTANDING * len(losses))])
        self.high = max(self.low, min(losses[-1], WORST * first))
        # The texts at both ends: `≤ 1e−07` if there are smaller losses, `≥ 77` if larger ones.
        low = significant(self.low, 2)
        self.low_text = f"≤ {low}" if losses[0] < self.low else low
        if losses[0] == 0 and self.low == SMALLEST:
            self.low_text = "0"
        high = significant(self.high, 2)
        self.high_text = f"≥ {high}" if losses[-1] > self.high else high

    def share(self, loss: float) -> float:
        """The place of a loss: 0 for the largest, 1 for the smallest."""
        low, high = math.log10(self.low), math.log10(self.high)
        here = math.log10(min(max(self.low, loss), self.high))
        return (high - here) / (high - low) if high > low else 1.0

    def place(self, result: TrialResult) -> float:
        """The place of a result."""
        return self.share(result.loss)


class ScoreScale:
    """The scale of the scores, of which the largest is the best; an R² below 0 counts as 0."""

    title: str

    def __init__(self, results: Sequence[TrialResult]) -> None:
        arrived = [each for each in results if each.diverged_at is None]
        arrived = [each for each in arrived if each.compared.value is not None]
        scores = [each.compared for each in arrived]
        self.is_empty = not scores
        self.title = f"final {arrived[0].compared_name if scores else 'score'}"
        ranked = sorted(scores, key=lambda score: score.value or 0.0)
        self._ends = [max(0.0, score.value or 0.0) for score in (*ranked[:1], *ranked[-1:])]
        self.high_text, self.low_text = (ranked[i].percent if ranked else "" for i in (0, -1))

    def place(self, result: TrialResult) -> float:
        """The place of a result: 0 for the smallest score, and where there is none."""
        score = result.compared.value
        if score is None:
            return 0.0
        worst, best = self._ends
        return (max(0.0, score) - worst) / (best - worst) if best > worst else 1.0


def rate_color(theme: Theme, share: float) -> QColor:
    """The colour at a place among the learning rates, 0 to 1."""
    low, middle, high = map(theme.color, RATES)
    if share < 0.5:
        return mixed(low, middle, 2 * share)
    return mixed(middle, high, 2 * share - 1)
