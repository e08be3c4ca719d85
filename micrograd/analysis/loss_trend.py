"""LossTrend: what the loss did lately, in a few numbers."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

# What the loss does is judged by the newest losses, at most MOST; fewer than FEWEST tell nothing.
MOST, FEWEST = 400, 50


class LossTrend(NamedTuple):
    """The newest losses that were found with the same settings; of batches, of whole epochs.

    length: how many, of `unit` steps each. first, last: the middles of the first and of the last
    third of them, between their quartiles. rises: the share of them that are larger than the one
    before. swing: how far the middle four fifths of the last third lie apart, as a share of `last`.
    """

    length: int
    unit: int
    first: float
    last: float
    rises: float
    swing: float

    @property
    def fall(self) -> float:
        """By which share the loss fell; below 0 where it rose."""
        return 1.0 - self.last / self.first if self.first else 0.0

    @property
    def is_known(self) -> bool:
        """True where there are enough of them to be judged."""
        return self.length >= FEWEST

    @property
    def steps(self) -> int:
        """The number of steps that they are of."""
        return self.length * self.unit


def loss_trend(losses: Numbers, steps_per_epoch: int = 1) -> LossTrend:
    """Judge the losses of consecutive steps, the newest at the end, all finite."""
    whole = len(losses) // steps_per_epoch
    epochs = losses[len(losses) - whole * steps_per_epoch :][-MOST * steps_per_epoch :]
    newest = epochs.reshape(-1, steps_per_epoch).mean(axis=1)
    if len(newest) < FEWEST:
        return LossTrend(len(newest), steps_per_epoch, math.nan, math.nan, math.nan, math.nan)
    third = len(newest) // 3
    end = newest[-third:]
    # A loss that alternates between two numbers has a steady middle, but no steady median.
    first, last = (float(np.percentile(part, [25, 75]).mean()) for part in (newest[:third], end))
    low, high = np.percentile(end, [10, 90])
    rises = float((np.diff(newest) > 0).mean())
    swing = float(high - low) / last if last else 0.0
    return LossTrend(len(newest), steps_per_epoch, first, last, rises, swing)
