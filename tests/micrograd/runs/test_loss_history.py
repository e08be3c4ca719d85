"""Losses are kept exactly or in bounds, drawn without losing a spike, in bounded memory."""

import random
import tracemalloc
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from micrograd.runs import loss_history
from micrograd.runs.buckets import Numbers
from micrograd.runs.loss_history import LossHistory, LossRange

MEGABYTE = 1_000_000
MILLION = 1_000_000
# On a busy machine an example may take long; that says nothing about the code.
unhurried = settings(deadline=None)
# A long run, in few examples.
long_runs = settings(deadline=None, max_examples=20)


def history_of(losses: list[float] | Numbers) -> LossHistory:
    history = LossHistory()
    for loss in losses:
        history.append(float(loss))
    return history


def long_history(steps: int, spikes: dict[int, float] | None = None) -> LossHistory:
    """Losses of 1, but for the spikes."""
    losses = np.ones(steps)
    for step, loss in (spikes or {}).items():
        losses[step] = loss
    history = LossHistory()
    history.extend(losses)
    return history


@st.composite
def curves_and_ranges(draw: st.DrawFn) -> tuple[list[float], int, int, int]:
    """Any losses, any number of points, and any range of steps, which may go beyond both ends."""
    numbers = random.Random(draw(st.integers(0, 10_000)))
    losses = [numbers.gauss(0, 10.0) for _ in range(draw(st.integers(1, 300)))]
    first = draw(st.integers(-10, len(losses) + 10))
    last = draw(st.one_of(st.integers(first, len(losses) + 20), st.just(len(losses) + 20)))
    return losses, first, last, draw(st.integers(1, 40))


# Losses.


def test_every_loss_is_kept_in_its_place() -> None:
    losses = [1 / (step + 1) for step in range(5000)]
    history = history_of(losses)
    assert len(history) == 5000
    assert history.values.tolist() == losses


def test_a_hundred_thousand_losses_take_less_than_two_megabytes() -> None:
    tracemalloc.start()
    history = LossHistory()
    append = history.append
    for _ in range(100_000):
        append(1.0)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(history) == 100_000
    assert taken < 2 * MEGABYTE


# Their outline.


def test_a_short_range_is_outlined_by_every_step_of_it() -> None:
    steps, losses = history_of([5.0, 4.0, 3.0, 2.0]).outline(1, 2, 10)
    assert steps.tolist() == [1, 2]
    assert losses.tolist() == [4.0, 3.0]


@pytest.mark.parametrize(("first", "last"), [(0, 10), (5, 3), (-8, -2)])
def test_nothing_is_outlined_where_there_is_nothing(first: int, last: int) -> None:
    steps, losses = LossHistory().outline(first, last, 10)
    assert len(steps) == len(losses) == 0


@unhurried
@given(curves_and_ranges())
def test_an_outline_is_short(case: tuple[list[float], int, int, int]) -> None:
    losses, first, last, points = case
    steps, drawn = history_of(losses).outline(first, last, points)
    assert len(steps) == len(drawn) <= 2 * points + 4


@unhurried
@given(curves_and_ranges())
def test_an_outline_goes_from_left_to_right(case: tuple[list[float], int, int, int]) -> None:
    losses, first, last, points = case
    steps, _ = history_of(losses).outline(first, last, points)
    assert (np.diff(steps) >= 0).all()


@unhurried
@given(curves_and_ranges())
def test_an_outline_draws_only_losses_that_there_were(
    case: tuple[list[float], int, int, int],
) -> None:
    losses, first, last, points = case
    _, drawn = history_of(losses).outline(first, last, points)
    assert set(drawn.tolist()) <= set(losses)


@unhurried
@given(curves_and_ranges())
def test_an_outline_keeps_the_largest_and_the_smallest_loss(
    case: tuple[list[float], int, int, int],
) -> None:
    losses, first, last, points = case
    _, drawn = history_of(losses).outline(first, last, points)
    visible = losses[max(0, first) : max(0, last + 1)]
    if visible:
        assert drawn.max() >= max(visible)
        assert drawn.min() <= min(visible)


@pytest.mark.parametrize("spike", [-100.0, 100.0])
@pytest.mark.parametrize("step", [0, 1, 500, 990, 996, 998, 999])
def test_one_spike_up_or_down_stays_wherever_it_stands(step: int, spike: float) -> None:
    losses = [1.0] * 1000
    losses[step] = spike
    steps, drawn = history_of(losses).outline(0, 999, 100)
    assert spike in drawn
    assert abs(float(steps[drawn.tolist().index(spike)]) - step) <= 16


def test_buckets_that_are_full_stay_the_same_while_the_curve_grows() -> None:
    losses = [float((7 * step) % 101) for step in range(1000)]
    history = history_of(losses)
    before = history.outline(0, 999, 300)
    for step in range(1000, 1100):
        history.append(float((7 * step) % 101))
    after = history.outline(0, 1099, 300)
    count = len(before[0]) - 2
    assert after[0][:count].tolist() == before[0][:count].tolist()
    assert after[1][:count].tolist() == before[1][:count].tolist()


@unhurried
@given(
    moves=st.lists(st.lists(st.floats(0, 10), max_size=50) | st.integers(1, 200), max_size=16),
    points=st.integers(2, 30),
)
@example(moves=[[1.0] * 200, 150, [2.0] * 150], points=10)
def test_a_curve_that_was_looked_at_in_between_is_drawn_alike(
    moves: list[list[float] | int], points: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loss_history, "MOST_EXACT", 64)
        patch.setattr(loss_history, "LOSSES_AT_A_TIME", 16)
        looked_at, unseen = LossHistory(), LossHistory()
        for move in moves:
            for history in (looked_at, unseen):
                if isinstance(move, int):
                    history.rewind(len(history) - move if move < len(history) else 0)
                else:
                    history.extend(np.array(move))
            if not isinstance(move, int):
                looked_at.outline(0, len(looked_at), points)
        for first in (0, len(unseen) // 3):
            ours, theirs = (h.outline(first, len(h), points) for h in (looked_at, unseen))
            assert [each.tolist() for each in ours] == [each.tolist() for each in theirs]


def test_a_rising_curve_is_drawn_without_teeth() -> None:
    _, drawn = history_of([float(step) for step in range(1024)]).outline(0, 1023, 100)
    assert len(drawn) < 200
    assert (np.diff(drawn[2:]) >= 0).all()


# Many losses at once.


@unhurried
@given(st.lists(st.lists(st.floats(0, 10), max_size=50), max_size=20))
def test_many_losses_at_once_are_kept_as_one_by_one(groups: list[list[float]]) -> None:
    history = LossHistory()
    for group in groups:
        history.extend(np.array(group, dtype=float))
    losses = [loss for group in groups for loss in group]
    assert history.values.tolist() == losses
    assert history.bounds() == history_of(losses).bounds()


def test_a_run_of_2_to_the_20_steps_is_kept_exactly() -> None:
    losses = np.random.default_rng(0).random(2**20)
    history = LossHistory()
    history.extend(losses)
    assert history.exact_from == 0
    assert (history.values == losses).all()


@long_runs
@given(st.lists(st.integers(1, 900_000), min_size=3, max_size=8), st.integers(0, 100))
def test_of_a_long_run_the_last_losses_are_exact_and_the_others_in_bounds(
    sizes: list[int], seed: int
) -> None:
    losses = np.random.default_rng(seed).random(sum(sizes))
    history = LossHistory()
    for group in np.split(losses, np.cumsum(sizes)[:-1]):
        history.extend(group)
    assert len(history) == len(losses)
    assert len(history.values) >= min(len(losses), 2**18)
    assert (history.values == losses[history.exact_from :]).all()
    step = 0
    while step < history.exact_from:
        first, last, low, high = history.at(step)
        assert (first, last <= history.exact_from - 1) == (step, True)
        assert (low, high) == (losses[first : last + 1].min(), losses[first : last + 1].max())
        step = max(last + 1, (step + 99_991) // 1024 * 1024)
    assert history.bounds() == (losses.min(), losses.max())


def test_losses_one_by_one_make_the_same_history_as_all_at_once() -> None:
    losses = np.random.default_rng(0).random(2**20 + 1000)
    one_by_one, at_once = history_of(losses), LossHistory()
    at_once.extend(losses)
    for step in (0, 1000, 262_143, 262_144, 2**20 + 999):
        assert one_by_one.at(step) == at_once.at(step)
    for points in (10, 1000):
        ours, theirs = (h.outline(0, len(losses), points) for h in (one_by_one, at_once))
        assert [each.tolist() for each in ours] == [each.tolist() for each in theirs]


def test_fifty_million_losses_take_less_than_twenty_megabytes() -> None:
    losses = np.random.default_rng(0).random(5 * MILLION)
    tracemalloc.start()
    history = LossHistory()
    for _ in range(10):
        history.extend(losses)
    taken, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(history) == 50 * MILLION
    assert taken < 20 * MEGABYTE
    assert most < 60 * MEGABYTE


# A spike of a single step in a long run.


@lru_cache(maxsize=1)
def history_with(step: int, spike: float) -> LossHistory:
    """Four million steps, one of which is a spike; looked at at one zoom after the other."""
    return long_history(4_000_000, {step: spike})


@pytest.mark.parametrize("window", [100, 5_000, 300_000, 2_000_000, 10_000_000])
@pytest.mark.parametrize("step", [0, 1_234_567, 3_000_001, 3_999_000, 3_999_999])
@pytest.mark.parametrize("spike", [-100.0, 100.0])
def test_a_spike_survives_at_every_zoom(step: int, spike: float, window: int) -> None:
    history = history_with(step, spike)
    steps, drawn = history.outline(step - window // 2, step + window // 2, 1000)
    assert len(drawn) <= 2010
    assert np.count_nonzero(drawn == spike) == 1
    kept = history.at(step)
    width = max(window / 500, kept.last - kept.first + 1)
    assert abs(float(steps[drawn.tolist().index(spike)]) - step) <= width
    assert (np.diff(steps) >= 0).all()


def test_bounds_include_a_spike_that_is_no_longer_exact() -> None:
    history = long_history(4_000_000, {7: 100.0, 9: 0.25})
    assert history.exact_from > 9
    assert history.bounds() == (0.25, 100.0)


def test_where_only_bounds_are_kept_a_reading_names_its_steps() -> None:
    assert long_history(2_000_000, {5: 100.0}).at(6) == LossRange(4, 7, 1.0, 100.0)


@pytest.mark.parametrize("step", [-1, 3])
def test_there_is_no_reading_beyond_the_run(step: int) -> None:
    with pytest.raises(IndexError, match="no loss of step"):
        history_of([3.0, 2.0, 1.0]).at(step)


def test_a_run_without_a_step_has_bounds_that_bound_nothing() -> None:
    low, high = LossHistory().bounds()
    assert low > high


# Going back.


def test_what_is_forgotten_bounds_nothing_any_more() -> None:
    history = history_of([3.0, 2.0, 50.0])
    history.rewind(2)
    assert history.values.tolist() == [3.0, 2.0]
    assert history.bounds() == (2.0, 3.0)


@pytest.mark.parametrize("steps", [3_999_999, 3_500_000, 1_000_003, 5, 0])
def test_a_long_run_goes_back_any_number_of_steps_and_on_from_there(steps: int) -> None:
    history = long_history(4_000_000, {1: 9.0})
    history.rewind(steps)
    assert len(history) == steps
    history.append(5.0)
    assert len(history) == steps + 1
    assert history.at(steps) == LossRange(steps, steps, 5.0, 5.0)
    assert history.bounds() == (1.0 if steps else 5.0, 9.0 if steps else 5.0)
    history.extend(np.full(2_000_000, 2.0))
    assert len(history) == steps + 2_000_001
    assert history.at(steps).high >= 5.0
    assert history.at(steps + 100).low <= 2.0


def test_the_bucket_that_a_cut_goes_through_keeps_its_bounds() -> None:
    history = long_history(2_000_000, {7: 100.0})
    history.rewind(6)
    assert history.at(5) == LossRange(4, 5, 1.0, 100.0)
    assert history.outline(0, 5, 10)[1].tolist() == [1.0, 1.0, 1.0, 100.0]


# Stretches: the few bounds that a file keeps.


def bounds_of(losses: Numbers, width: int) -> list[list[float]]:
    parts = [losses[i : i + width] for i in range(0, len(losses), width)]
    return [[float(part.min()), float(part.max())] for part in parts]


@given(st.integers(0, 2000), st.integers(1, 64), st.integers(0, 1000))
@unhurried
def test_stretches_have_the_bounds_of_their_losses(steps: int, most: int, seed: int) -> None:
    losses = np.random.default_rng(seed).normal(size=steps)
    width, bounds = history_of(losses).stretches(most)
    assert width & (width - 1) == 0
    assert len(bounds) <= most
    assert bounds.tolist() == bounds_of(losses, width)
    again = LossHistory.of_stretches(width, bounds, steps)
    assert len(again) == steps
    assert again.bounds() == history_of(losses).bounds()
    assert again.stretches(most)[1].tolist() == bounds.tolist()


@pytest.mark.parametrize("steps", [1_048_576, 1_048_577, 3_000_001])
def test_stretches_of_a_long_run_are_of_bounds_and_of_losses(steps: int) -> None:
    losses = np.random.default_rng(steps).normal(size=steps)
    history = LossHistory()
    history.extend(losses)
    width, bounds = history.stretches(64)
    assert bounds.tolist() == bounds_of(losses, width)


@given(st.integers(1, 3000), st.integers(1, 16), st.integers(0, 200))
@unhurried
def test_what_is_known_from_stretches_goes_on_exactly(steps: int, most: int, more: int) -> None:
    losses = np.random.default_rng(steps).normal(size=steps + more)
    history = LossHistory.of_stretches(*history_of(losses[:steps]).stretches(most), steps)
    history.extend(losses[steps:])
    assert len(history) == steps + more
    for step in range(0, steps + more, 17):
        kept = history.at(step)
        assert kept.low <= losses[step] <= kept.high
        assert step < steps or kept.low == kept.high
    drawn_steps, drawn = history.outline(0, steps + more, 40)
    assert (np.diff(drawn_steps) >= 0).all()
    assert (drawn.min(), drawn.max()) == (losses.min(), losses.max())


def test_a_run_that_is_known_from_stretches_grows_without_end() -> None:
    history = LossHistory.of_stretches(2**20, np.array([[1.0, 9.0]] * 3), 3 * 2**20 - 5)
    history.extend(np.full(3_000_000, 2.0))
    assert len(history) == 3 * 2**20 - 5 + 3_000_000
    assert history.bounds() == (1.0, 9.0)
    assert history.at(3 * 2**20 - 1) == LossRange(2**21, 3 * 2**20 - 1, 1.0, 9.0)
    assert history.at(3 * 2**20).high == 2.0
    assert history.at(len(history) - 1).low == 2.0
