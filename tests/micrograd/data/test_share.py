"""A share of many samples has some of every kind, and is the same each time."""

import pytest

from micrograd.data.rows import MANY
from micrograd.data.share import drawn_share


@pytest.mark.parametrize("count", [600, 5 * MANY])
def test_a_share_has_so_many_different_ones_in_their_order(count: int) -> None:
    share = drawn_share(count, 500)
    assert (len(share), list(share)) == (500, sorted(set(share)))
    assert 0 <= share[0] < share[-1] < count


def test_few_samples_are_all_in_it() -> None:
    assert list(drawn_share(7, 7)) == list(range(7))


def test_samples_that_take_turns_are_all_in_it() -> None:
    # Every 50th of them would be of the same kind.
    kinds = [row % 50 for row in drawn_share(100_000, 2000)]
    assert set(kinds) == set(range(50))
    assert max(map(kinds.count, range(50))) < 100


@pytest.mark.parametrize("count", [700, 5 * MANY])
def test_one_sample_more_moves_few_others(count: int) -> None:
    before, after = (set(drawn_share(each, 500)) for each in (count, count + 1))
    assert len(before - after) <= 1
