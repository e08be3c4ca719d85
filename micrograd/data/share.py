"""A share of many samples that stands for all of them, as in a picture."""

from collections.abc import Sequence
from functools import lru_cache, partial

from micrograd.data.rows import is_many
from micrograd.data.shuffling import stream

# The share is drawn by chance, as every 50th sample may be one of a kind; by a seed that no recipe
# has, so that the same samples are drawn each time, whatever is held out.
SEED = 1


@lru_cache(maxsize=8)
def drawn_share(count: int, most: int) -> Sequence[int]:
    """The places of at most `most` of so many samples, in their order.

    A sample that is added at the end moves few others in or out.
    """
    if count <= most:
        return range(count)
    if is_many(count):
        from micrograd.data.array_sampling import split_by_chance

        _, chosen = split_by_chance(count, most, SEED)
        return tuple(chosen.tolist())
    return tuple(sorted(sorted(range(count), key=partial(stream, SEED))[:most]))
