"""Lanes as numbers of runs: `math.pow` of their settings, and `where` in what measures fold.

Only `run_steps` imports this module, since it needs Numba.
"""

import math

from numba.extending import overload

from micrograd.compiled.inner import inner
from micrograd.compiled.lanes import lane, lanes, load, mask, select, spread, with_lane
from micrograd.compiled.opcodes import LANES
from micrograd.training.folds import where


@inner
def number_of_runs(numbers, place):
    """A number of each run."""
    return load(numbers, place * LANES)


@inner
def power(bases, exponent):
    """Powers of lanes; the same base in all of them, as most settings are, is taken once."""
    result = spread(math.pow(lane(bases, 0), exponent))
    for i in range(1, LANES):
        if lane(bases, i) != lane(bases, 0):
            result = with_lane(result, i, math.pow(lane(bases, i), exponent))
    return result


@overload(math.pow)
def _power(a, b):
    return (lambda a, b: power(a, b)) if a is lanes else None


@overload(where)
def _where(condition, chosen, other):
    """Lanes, or one number for all of them."""
    if condition is not mask:
        return None
    if chosen is lanes:
        if other is lanes:
            return lambda condition, chosen, other: select(condition, chosen, other)
        return lambda condition, chosen, other: select(condition, chosen, spread(other))
    if other is lanes:
        return lambda condition, chosen, other: select(condition, spread(chosen), other)
    return lambda condition, chosen, other: select(condition, spread(chosen), spread(other))
