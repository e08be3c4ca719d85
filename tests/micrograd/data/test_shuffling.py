"""Shuffling: orders that look random, as pure functions."""

from collections import Counter

import pytest

from micrograd.data.shuffling import held_out_rows, mixed, shuffled


def test_the_numbers_are_those_of_splitmix64() -> None:
    # The first three of seed 1234567, as Vigna's splitmix64.c prints them.
    golden = 0x9E3779B97F4A7C15
    states = [(1234567 + i * golden) % 2**64 for i in (1, 2, 3)]
    assert list(map(mixed, states)) == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
    ]


@pytest.mark.parametrize("count", [0, 1, 2, 7, 1000])
def test_an_epoch_has_every_number_once(count: int) -> None:
    assert sorted(shuffled(count, 5, 3)) == list(range(count))


def test_another_epoch_or_seed_has_another_order_and_the_same_ones_the_same() -> None:
    orders = [tuple(shuffled(20, seed, epoch)) for seed in range(5) for epoch in range(5)]
    assert len(set(orders)) == 25
    assert orders[7] == tuple(shuffled(20, 1, 2))


def test_every_order_of_three_comes_about_as_often() -> None:
    counts = Counter(tuple(shuffled(3, 0, epoch)) for epoch in range(6000))
    assert len(counts) == 6
    assert all(850 < count < 1150 for count in counts.values())


def test_so_many_rows_are_held_out_as_the_share_says() -> None:
    rows = held_out_rows(150, 0.2, 7)
    assert len(rows) == 30
    assert rows == sorted(set(rows))
    assert set(rows) < set(range(150))


def test_no_share_holds_nothing_out() -> None:
    assert held_out_rows(150, 0.0, 7) == []


@pytest.mark.parametrize(("count", "share", "expected"), [(4, 0.01, 1), (4, 0.99, 3), (1, 0.5, 0)])
def test_there_is_always_something_to_train_on_and_to_test_with(
    count: int, share: float, expected: int
) -> None:
    assert len(held_out_rows(count, share, 0)) == expected


def test_another_seed_holds_out_other_rows() -> None:
    assert len({tuple(held_out_rows(100, 0.3, seed)) for seed in range(10)}) == 10


def test_a_sample_more_moves_hardly_any_other() -> None:
    for count in range(50, 100):
        before, after = (set(held_out_rows(each, 0.3, 1)) for each in (count, count + 1))
        assert len(before - after) <= 1
