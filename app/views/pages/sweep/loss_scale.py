"""The colours of final losses: the smaller the loss, the fuller the colour, by powers of ten."""

import math
from collections.abc import Sequence
from statistics import median

from PySide6.QtGui import QColor

from app.kit.numbers import significant
from app.kit.theme import Theme, mixed
from micrograd.sweeps.sweep import TrialResult

# A loss below this counts as this: zero has no logarithm.
SMALLEST = 1e-32
# So many times as bad as the runs began: worse ones look the same, and leave colours for others.
WORST = 10.0
# This part of the losses, the smallest, share one colour: a lucky one would take the others theirs.
OUTSTANDING = 0.02
# Where the scale has its full colour, and how near it comes to that of text at its end.
MIDDLE, BRIGHTEST = 0.6, 0.75


class LossScale:
    """From small to large final losses of runs that did not diverge; a few may lie outside.

    is_empty: True before there is a loss. low, high: the ends of the scale.
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
        """The loss at the full end: `≤ 1e−07` where there are smaller ones."""
        text = "0" if self.low == SMALLEST else significant(self.low, 2)
        return f"{'≤ ' if self._smallest < self.low else ''}{text}"

    @property
    def high_text(self) -> str:
        """The loss at the faint end: `≥ 77` where there are larger ones."""
        return f"{'≥ ' if self._largest > self.high else ''}{significant(self.high, 2)}"

    def share(self, loss: float) -> float:
        """0 for the largest loss, 1 for the smallest."""
        low, high = math.log10(self.low), math.log10(self.high)
        here = math.log10(min(max(self.low, loss), self.high))
        return (high - here) / (high - low) if high > low else 1.0

    def color(self, theme: Theme, loss: float) -> QColor:
        """The colour of a loss."""
        return shade(theme, self.share(loss))


def shade(theme: Theme, share: float) -> QColor:
    """The colour at a place of the scale, 0 to 1: ever farther from the background."""
    middle = theme.color("data_positive")
    if share < MIDDLE:
        return mixed(theme.color("field"), middle, share / MIDDLE)
    return mixed(middle, theme.color("text"), (share - MIDDLE) / (1 - MIDDLE) * BRIGHTEST)
