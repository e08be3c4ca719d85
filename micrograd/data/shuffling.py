"""Shuffling: orders that look random, as pure functions of a seed and a count.

Nothing random is ever stored: the same seed and epoch give the same order everywhere.
"""

# SplitMix64, whose numbers follow from a counter: Steele, Lea, Flood, "Fast splittable
# pseudorandom number generators", 2014.
MASK = 2**64 - 1
GOLDEN, FIRST_FACTOR, SECOND_FACTOR = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


def mixed(number: int) -> int:
    """64 bits that look random, from 64 bits that count."""
    number = ((number ^ (number >> 30)) * FIRST_FACTOR) & MASK
    number = ((number ^ (number >> 27)) * SECOND_FACTOR) & MASK
    return number ^ (number >> 31)


def stream(seed: int, number: int) -> int:
    """The start of the random numbers of an epoch, or of a sample."""
    return mixed((mixed((seed + GOLDEN) & MASK) + number) & MASK)


def shuffled(count: int, seed: int, epoch: int) -> list[int]:
    """The numbers below `count` in the order of an epoch, by Fisher and Yates."""
    order = list(range(count))
    state = stream(seed, epoch)
    for i in range(count - 1, 0, -1):
        state = (state + GOLDEN) & MASK
        j = ((mixed(state) >> 32) * (i + 1)) >> 32
        order[i], order[j] = order[j], order[i]
    return order


def held_out_rows(count: int, share: float, seed: int) -> list[int]:
    """The rows of `count` samples that are kept for testing, in order.

    A sample that is added at the end moves at most a few others between training and testing.
    """
    if not (wanted := held_out_count(count, share)):
        return []
    by_chance = sorted(range(count), key=lambda row: stream(~seed & MASK, row))
    return sorted(by_chance[:wanted])


def held_out_count(count: int, share: float) -> int:
    """How many of `count` samples are: at least one, and one is not, where there are two."""
    return min(max(1, round(share * count)), count - 1) if share and count > 1 else 0
