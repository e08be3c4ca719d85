"""The colours of final losses: the smaller the loss, the fuller the colour, by powers of ten."""

import math
from collections.abc import Sequence
from statistics import median

from PySide6.QtGui import QColor

from app.kit.numbers import significant
from app.kit.theme import Theme, mixed
from micrograd.sweeps.sweep import TrialResult

# Smaller losses count as this one, because zero has no logarithm.
SMALLEST = 1e-32
# Losses above this multiple of the median first loss share one colour.
WORST = 10.0
# This share of the losses, the smallest, has one colour: one very small loss would otherwise use
# up the whole scale.
OUTSTANDING = 0.02
# The place of the full colour on the scale, and the share of the text's colour at its end.
MIDDLE, BRIGHTEST = 0.6, 0.75


class LossScale:
    """The scale of the final losses of runs that did not diverge.

    low, high: its ends; a few losses may lie outside. is_empty: True before there is a loss.
    """

    def __init__(self, results: Sequence[TrialResult]) -> None:
        arrived = [result for result in results if result.diverged_at is None]
        losses = sorted(max(SMALLEST, result.loss) for result in arrived) or [1.0]
        first = median([float(result.losses[0]) for result in arrived] or [1.0])
        self.is_empty = not arrived
        self.low = losses[int(OUTSTANDING * len(losses))]
        self.high = max(self.low, min(losses[-1], WORST * first))
        self._smallest, self._largest = losses[0], losses[-1]

    @property
    def low_text(self) -> str:
        """The loss at the full end: `≤ 1e−07` if there are smaller ones."""
        text = "0" if self.low == SMALLEST else significant(self.low, 2)
        return f"{'≤ ' if self._smallest < self.low else ''}{text}"

    @property
    def high_text(self) -> str:
        """The loss at the faint end: `≥ 77` if there are larger ones."""
        return f"{'≥ ' if self._largest > self.high else ''}{significant(self.high, 2)}"

    def share(self, loss: float) -> float:
        """The place of a loss: 0 for the largest, 1 for the smallest."""
        low, high = math.log10(self.low), math.log10(self.high)
        here = math.log10(min(max(self.low, loss), self.high))
        return (high - here) / (high - low) if high > low else 1.0

    def color(self, theme: Theme, loss: float) -> QColor:
        """The colour of a loss."""
        return shade(theme, self.share(loss))


def shade(theme: Theme, share: float) -> QColor:
    """The colour at a place of the scale, 0 (near the background) to 1."""
    middle = theme.color("data_positive")
    if share < MIDDLE:
        return mixed(theme.color("field"), middle, share / MIDDLE)
    return mixed(middle, theme.color("text"), (share - MIDDLE) / (1 - MIDDLE) * BRIGHTEST)
