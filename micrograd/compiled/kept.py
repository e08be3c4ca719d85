"""What the compiled loop keeps of a step: copies of numbers, their sums and bounds.

Only `kernel` imports this module, since it needs Numba.
"""

from micrograd.compiled.inner import inner
from micrograd.compiled.lanes import lane, load, offset, select, spread, store
from micrograd.compiled.opcodes import LANES


@inner
def sum_of(numbers, places, count):
    """The numbers at some places, added in the order of these."""
    total = 0.0
    for i in range(count):
        total += numbers[places[i]]
    return total


@inner
def keep(kept, numbers, count):
    """Copy numbers, as many as lanes hold or more."""
    for i in range(0, count, LANES):
        store(kept, i, load(numbers, i))


@inner
def fill(numbers, places, count, number):
    """Let the numbers at some places be this one."""
    for i in range(count):
        numbers[places[i]] = number


@inner
def put_back(numbers, before, places, count):
    """Let the numbers at some places be what they were before."""
    for i in range(count):
        numbers[places[i]] = before[places[i]]


@inner
def oddness(numbers, count):
    """Lanes that are nan where a number is not finite, else 0."""
    odd = spread(0.0)
    for i in range(0, count, LANES):
        number = load(numbers, i)
        odd = odd + (number - number)
    return odd


@inner
def is_zero(numbers):
    """True where all lanes add up to 0: one nan makes the whole sum nan."""
    total = 0.0
    for i in range(LANES):
        total += lane(numbers, i)
    return total == 0.0


@inner
def keep_bounds(piece, numbers, n_weights, is_new):
    """The smallest and the largest of each number since the piece began."""
    for i in range(0, n_weights, LANES):
        number = load(numbers, i)
        low, high = number, number
        if not is_new:
            low, high = load(piece, i), load(piece, n_weights + i)
            low, high = select(number < low, number, low), select(number > high, number, high)
        store(piece, i, low)
        store(piece, n_weights + i, high)


@inner
def keep_piece(pieces, piece, data, grads, n_weights, is_new):
    """Widen the bounds of data and gradients in a piece of a run."""
    bounds = offset(pieces, piece * 4 * n_weights)
    keep_bounds(bounds, data, n_weights, is_new)
    keep_bounds(offset(bounds, 2 * n_weights), grads, n_weights, is_new)
