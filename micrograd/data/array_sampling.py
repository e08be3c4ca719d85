"""What `shuffling` and `normalising` do to samples, for many of them in arrays: the same bits.

Only those import this module, where there are arrays: it needs NumPy.
"""

import math

import numpy as np
import numpy.typing as npt

from micrograd.data.known_columns import of_same_column
from micrograd.data.shuffling import FIRST_FACTOR, GOLDEN, MASK, SECOND_FACTOR, mixed

Places = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.float64]
_30, _27, _31 = map(np.uint64, (30, 27, 31))


def split_by_chance(count: int, wanted: int, seed: int) -> tuple[Places, Places]:
    """The numbers below `count`: the others, and those with the least of `shuffling.stream`."""
    is_wanted = np.zeros(count, dtype=bool)
    if wanted:
        start = np.uint64(mixed((seed + GOLDEN) & MASK))
        # No two of them are the same.
        drawn = _mixed(start + np.arange(count, dtype=np.uint64))
        is_wanted[np.argpartition(drawn, wanted - 1)[:wanted]] = True
    return np.flatnonzero(~is_wanted), np.flatnonzero(is_wanted)


def _mixed(number: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """`shuffling.mixed` of each number."""
    number = (number ^ (number >> _30)) * np.uint64(FIRST_FACTOR)
    number = (number ^ (number >> _27)) * np.uint64(SECOND_FACTOR)
    return number ^ (number >> _31)


@of_same_column
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
    """Normalise rows as `Scale.applied` does. largest: the bound of what would be infinite."""
    with np.errstate(over="ignore"):
        scaled: Numbers = (rows - np.array(means)) / np.array(deviations)
    return scaled.clip(-largest, largest)
