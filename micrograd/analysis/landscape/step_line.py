"""How far a step went along its own direction, beside how far would have been best."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from micrograd.analysis.landscape.field import Floats

Losses = Callable[[Floats], Floats]

# The distances that are tried, in steps: from 1/4096 of it to 16,384 times as far.
TRIED = 2.0 ** (np.arange(-24, 29) / 2)
# Losses that differ by less than this share are equal: rounding makes no hill.
ROUNDING = 1e-13
# The largest factor that is told as a number.
MANY = 100
# Each refinement has so many points between two neighbours of the best one: three of them find the
# distance to about one part in a thousand.
REFINEMENTS, POINTS = 3, 17


class Best(NamedTuple):
    """The point along a step at which the loss is smallest, before it first rises.

    share: in steps: 1 is where the step landed, 0 where every step that way rises, infinity where
    the loss still falls at the farthest distance tried. loss: there. None where nothing moved.
    """

    share: float
    loss: float

    @property
    def overshoot(self) -> float:
        """How many times as far the step went as would have been best: infinity, if uphill."""
        return math.inf if self.share == 0 else 1 / self.share


def along(before: Floats, after: Floats, shares: Floats) -> Floats:
    """The parameters at shares of a step, shape (shares, parameters)."""
    points: Floats = before + shares[:, None] * (after - before)
    return points


def best_share(losses: Losses, before: Floats, after: Floats) -> Best | None:
    """The best distance along a step; None where its loss is flat, or not finite.

    losses: the loss for each row of an array, see `LossField.losses`.
    """
    if np.array_equal(before, after):
        return None
    tried = np.concatenate([[0.0], TRIED])
    found = _finite(losses(along(before, after, tried)))
    if not math.isfinite(found[0]):
        return None
    rises = np.flatnonzero(found[1:] > found[:-1] + ROUNDING * np.abs(found[:-1]))
    falling = found[: int(rises[0]) + 1 if len(rises) else len(found)]
    # The nearest of equally low places.
    least = float(falling.min())
    i = int(np.flatnonzero(falling <= least + ROUNDING * abs(least))[0])
    if i == 0:
        return Best(0.0, float(found[0])) if len(falling) == 1 else None
    if i == len(found) - 1:
        return Best(math.inf, float(found[-1]))
    low, high = tried[i - 1], tried[i + 1]
    for _ in range(REFINEMENTS):
        shares = np.linspace(low, high, POINTS)
        found = _finite(losses(along(before, after, shares)))
        i = min(max(1, int(np.argmin(found))), POINTS - 2)
        low, high = shares[i - 1], shares[i + 1]
    return Best(float(shares[i]), float(found[i]))


def _finite(losses: Floats) -> Floats:
    """Losses that are not finite count as infinite."""
    return np.where(np.isfinite(losses), losses, np.inf)


# The most that counts as the right length: a step between these is told to be about right.
ABOUT_RIGHT = 0.8, 1.25


def in_words(best: Best | None) -> str:
    """How far the step went, for somebody who has never heard of a line search."""
    if best is None:
        return "The step changed nothing: the loss is flat here."
    if best.share == 0:
        return "The step went uphill: any step this way makes the loss larger."
    if math.isinf(best.share):
        return "The step was short: the loss goes on falling this way, as far as was tried."
    times = best.overshoot
    low, high = ABOUT_RIGHT
    if low <= times <= high:
        return "The step went about as far as would have been best."
    if times > 1:
        return f"The step went {_times(times)} times as far as would have been best."
    return f"The step was short: {_times(best.share)} times as far would have been best."


def _times(number: float) -> str:
    if number > MANY:
        return f"more than {MANY}"
    return f"{number:,.0f}" if number >= 10 else f"{number:.1f}"


# A step that goes at least this many times as far as best has crossed the valley: in a bowl it
# lands as high as it began.
TOO_FAR = 2.0
# A step that goes less than this share of the best distance is told by how much farther that is.
SHORT = 0.1
# What steps do lately is the median of so many of the last ones.
RECENT = 30


def typical(overshoots: Floats) -> float | None:
    """The median of the last steps that are known; None where none is. Uphill is infinite."""
    known = overshoots[~np.isnan(overshoots)][-RECENT:]
    return float(np.quantile(known, 0.5, method="lower")) if len(known) else None


def verdict(steps: Floats, overshoots: Floats) -> str:
    """Whether the learning rate was too high, in two sentences; empty where no step is known.

    steps: counted from 1. overshoots: of each, see `Best`; NaN where that is not known.
    """
    usual, known = typical(overshoots), ~np.isnan(overshoots)
    if usual is None:
        return ""
    if usual >= TOO_FAR:
        return f"The learning rate is too high: lately steps go {_as_far(usual)}."
    far = steps[known][overshoots[known] >= TOO_FAR]
    if not len(far):
        first = "No step went too far."
    elif len(far) == 1:
        first = f"The rate was too high for step {int(far[0]):,}: it went too far."
    else:
        count, of = len(far), int(known.sum())
        looked = f"{of:,} steps" if of > steps[-1] - steps[0] else f"{of:,} steps looked at"
        last = f"the last time at {int(far[-1]):,}"
        first = f"The rate was too high for {count:,} of {looked}, {last}."
    if usual == 0:
        return f"{first} Lately the loss falls on and on along each step."
    if usual < SHORT:
        return f"{first} Lately {_times(1 / usual)} times as far would have been best."
    return f"{first} Lately steps go {_as_far(usual)}."


def _as_far(overshoot: float) -> str:
    if math.isinf(overshoot):
        return "uphill"
    number = _times(overshoot) if overshoot >= 10 else f"{overshoot:.2g}"
    return f"{number} times as far as best"
