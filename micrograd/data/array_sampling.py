"""What `shuffling` and `normalising` do to samples, for many of them in arrays: the same bits.

Only those import this module, where there are arrays: it needs NumPy.
"""

import math

import numpy as np
import numpy.typing as npt

from micrograd.data.shuffling import FIRST_FACTOR, GOLDEN, MASK, SECOND_FACTOR, mixed

Numbers = npt.NDArray[np.float64]
_30, _27, _31 = map(np.uint64, (30, 27, 31))


def by_chance(count: int, seed: int) -> npt.NDArray[np.int64]:
    """The numbers below `count` in the order of `shuffling.stream`."""
    start = np.uint64(mixed((seed + GOLDEN) & MASK))
    return np.argsort(_mixed(start + np.arange(count, dtype=np.uint64)), kind="stable")


def _mixed(number: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """`shuffling.mixed` of each number."""
    number = (number ^ (number >> _30)) * np.uint64(FIRST_FACTOR)
    number = (number ^ (number >> _27)) * np.uint64(SECOND_FACTOR)
    return number ^ (number >> _31)


def spread_of(column: Numbers) -> tuple[float, float, float]:
    """The mean, the deviation and the largest size of some numbers."""
    count = len(column)
    with np.errstate(over="ignore"):
        mean = math.fsum((column / count).tolist())
        deviation = math.hypot(*(column - mean).tolist()) / math.sqrt(count)
    return mean, deviation, float(np.abs(column).max())


def normalised(
    rows: Numbers, means: tuple[float, ...], deviations: tuple[float, ...], largest: float
) -> Numbers:
    """As `Scale.applied` does it. largest: the bound of what would be infinite."""
    with np.errstate(over="ignore"):
        scaled: Numbers = (rows - np.array(means)) / np.array(deviations)
    return scaled.clip(-largest, largest)
