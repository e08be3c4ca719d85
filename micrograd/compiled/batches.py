"""Batches of samples in the compiled loop: the functions of `micrograd.data.shuffling` once more.

Only `kernel` and `run_steps` import this module, since it needs Numba.
"""

import numpy as np
from numba import types

from micrograd.compiled import opcodes as codes
from micrograd.compiled.inner import inner
from micrograd.compiled.opcodes import LANES
from micrograd.data import shuffling

_GOLDEN, _FIRST, _SECOND = map(
    np.uint64, (shuffling.GOLDEN, shuffling.FIRST_FACTOR, shuffling.SECOND_FACTOR)
)
_integer = types.int64
SHUFFLE_SIGNATURE = types.void(types.CPointer(_integer), _integer, _integer, _integer)
_30, _27, _31, _32 = map(np.uint64, (30, 27, 31, 32))


@inner
def mixed(number):
    """64 bits that look random, from 64 bits that count."""
    number = (number ^ (number >> _30)) * _FIRST
    number = (number ^ (number >> _27)) * _SECOND
    return number ^ (number >> _31)


@inner
def shuffle(order, count, seed, epoch):
    """Put the numbers below `count` in the order of an epoch, by Fisher and Yates."""
    for i in range(count):
        order[i] = i
    state = mixed(mixed(np.uint64(seed) + _GOLDEN) + np.uint64(epoch))
    for i in range(count - 1, 0, -1):
        state = state + _GOLDEN
        j = np.int64(((mixed(state) >> _32) * np.uint64(i + 1)) >> _32)
        order[i], order[j] = order[j], order[i]


def shuffled(order, count, seed, epoch):
    """The same, as a function of the kernel."""
    shuffle(order, count, seed, epoch)


@inner
def next_batch(order, count, size, choices, numbers):
    """Begin the next batch: its place in the order, and the number of its samples.

    A new epoch has another order.
    """
    if turns_epoch(choices):
        shuffle(order, count, choices[codes.SEED], choices[codes.EPOCH])
    return place_of_batch(count, size, choices, numbers)


@inner
def turns_epoch(choices):
    """True where the next batch is the first of a new epoch, which begins with that."""
    if choices[codes.BATCH] < choices[codes.BATCHES]:
        return False
    choices[codes.BATCH] = 0
    choices[codes.EPOCH] += 1
    return True


@inner
def place_of_batch(count, size, choices, numbers):
    """Where the next batch begins in the order of its epoch, and the number of its samples.

    The mean of a smaller last batch is of its samples alone.
    """
    begin = choices[codes.BATCH] * size
    choices[codes.BATCH] += 1
    if choices[codes.BATCH] < choices[codes.BATCHES]:
        numbers[codes.TERM_WEIGHT] = numbers[codes.BATCH_WEIGHT]
        return begin, size
    numbers[codes.TERM_WEIGHT] = numbers[codes.LAST_WEIGHT]
    return begin, count - begin


@inner
def gather(constants, pool, order, begin, count, width):
    """Put the constants of a batch in blocks of lanes, the last sample first.

    pool: `width` numbers for each sample. Lanes without a sample repeat the first one.
    """
    lane, block = 0, 0
    for place in range(-(-count // LANES) * LANES):
        sample = order[begin + max(0, count - 1 - place)] * width
        for i in range(width):
            constants[block + i * LANES + lane] = pool[sample + i]
        lane += 1
        if lane == LANES:
            lane, block = 0, block + width * LANES
