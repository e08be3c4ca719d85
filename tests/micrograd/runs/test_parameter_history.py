"""The bounds of every parameter in every bucket of steps, in bounded memory."""

import tracemalloc
from functools import cache
from itertools import count

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd.runs.buckets import Numbers
from micrograd.runs.parameter_history import ParameterHistory

MEGABYTE = 1_000_000
# On a busy machine an example may take long; that says nothing about the code.
unhurried = settings(deadline=None)
few = settings(deadline=None, max_examples=25)


def numbers_at(step: int, parameters: int) -> tuple[Numbers, Numbers]:
    """Parameter i is `step + i / 1000` at each step, and its gradient minus that."""
    data = step + np.arange(parameters) / 1000
    return data, -data


def parameter_history(parameters: int, steps: int, first: int = 0) -> ParameterHistory:
    history = ParameterHistory(parameters, first)
    for step in range(first, first + steps):
        history.record(*numbers_at(step, parameters))
    return history


@cache
def one_parameter_in_40_000_steps() -> ParameterHistory:
    """A history for tests that only look at it."""
    return parameter_history(parameters=1, steps=40_000)


def extend(history: ParameterHistory, data: Numbers, grad: Numbers) -> None:
    """Add steps as a compiled loop delivers them; data and grad: (steps, parameters)."""
    starts = np.append(0, np.arange(history.room, len(data), history.width))
    bounds = [
        bound.reduceat(numbers, starts)
        for numbers in (data, grad)
        for bound in (np.minimum, np.maximum)
    ]
    history.extend(np.stack(bounds, axis=1), len(data))


def first_steps(history: ParameterHistory) -> Numbers:
    """The first step of each bucket."""
    return history.first_step + np.arange(len(history), dtype=float) * history.width


def kept(history: ParameterHistory, parameter: int = 0) -> list[list[float]]:
    """Steps and numbers of a parameter, for data and for grad."""
    outlines = [history.outline(parameter, kind, 1_000_000) for kind in ("data", "grad")]
    return [part.tolist() for outline in outlines for part in outline]


# Step by step.


def test_a_short_run_keeps_the_parameters_of_every_step() -> None:
    history = parameter_history(parameters=3, steps=100)
    steps = list(range(100))
    assert first_steps(history).tolist() == steps
    data = [step + 0.002 for step in steps]
    assert kept(history, 2) == [steps, data, steps, [-number for number in data]]


@pytest.mark.parametrize("steps", [4096, 4097, 8192, 10_001, 50_000])
def test_a_long_run_is_kept_in_even_buckets_from_its_first_step_to_its_last(steps: int) -> None:
    history = parameter_history(parameters=41, steps=steps)
    assert history.width & (history.width - 1) == 0
    assert first_steps(history).tolist() == list(range(0, steps, history.width))
    assert 2048 <= len(history) <= 4096
    assert history.room == history.width - steps % history.width


@pytest.mark.parametrize("steps", [5000, 20_000])
def test_each_bucket_bounds_the_steps_it_is_of(steps: int) -> None:
    history = parameter_history(parameters=2, steps=steps)
    _, data = history.outline(0, "data", 1_000_000)
    _, grad = history.outline(0, "grad", 1_000_000)
    first = first_steps(history)
    last = np.minimum(first + history.width, steps) - 1
    assert np.sort(data.reshape(-1, 2)).tolist() == np.stack([first, last], axis=1).tolist()
    assert np.sort(grad.reshape(-1, 2)).tolist() == np.stack([-last, -first], axis=1).tolist()


@few
@given(st.integers(0, 10_000), st.integers(1, 12_000))
def test_a_history_that_begins_later_counts_from_there(first: int, steps: int) -> None:
    history = parameter_history(parameters=1, steps=steps, first=first)
    assert first_steps(history).tolist() == list(range(first, first + steps, history.width))
    drawn, data = history.outline(0, "data", 1_000_000)
    assert (drawn[0], data.min(), data.max()) == (first, first, first + steps - 1)


# Many steps at once.


@few
@given(st.lists(st.integers(0, 5000), min_size=1, max_size=8), st.integers(0, 5000), st.booleans())
def test_any_split_of_the_steps_makes_the_same_buckets(
    sizes: list[int], before: int, continues: bool
) -> None:
    chance = np.random.default_rng(sum(sizes))
    data, grad = chance.normal(size=(2, before + sum(sizes), 2))
    begin = 3 if continues else 0
    one_by_one, split = ParameterHistory(2, begin), ParameterHistory(2, begin)
    for numbers in zip(data, grad, strict=True):
        one_by_one.record(*numbers)
    for numbers in zip(data[:before], grad[:before], strict=True):
        split.record(*numbers)
    first = before
    for size in sizes:
        if size:
            extend(split, data[first : first + size], grad[first : first + size])
        first += size
    assert (split.room, split.width) == (one_by_one.room, one_by_one.width)
    assert first_steps(split).tolist() == first_steps(one_by_one).tolist()
    for parameter in (0, 1):
        assert kept(split, parameter) == kept(one_by_one, parameter)


@pytest.mark.parametrize("before", [0, 4095, 4096, 4097, 8191, 9001])
@pytest.mark.parametrize("more", [1, 2, 5000, 40_001])
def test_the_capacity_may_be_reached_in_the_middle(before: int, more: int) -> None:
    history = parameter_history(parameters=1, steps=before)
    data = np.arange(before, before + more, dtype=float)[:, None]
    extend(history, data, -data)
    assert len(history) <= 4096
    assert history.room == history.width - (before + more) % history.width
    _, drawn = history.outline(0, "data", 1_000_000)
    assert (drawn.min(), drawn.max()) == (0, before + more - 1)


@pytest.mark.parametrize(("pieces", "steps"), [(2, 5), (4, 5), (1, 0), (0, 1)])
def test_pieces_that_do_not_make_the_steps_are_refused(pieces: int, steps: int) -> None:
    # Buckets are of two steps here, and the open one has room for one more.
    history = parameter_history(parameters=1, steps=4097)
    with pytest.raises(ValueError, match="pieces do not make"):
        history.extend(np.zeros((pieces, 4, 1)), steps)
    history.extend(np.zeros((3, 4, 1)), 5)
    assert history.room == 2


# A spike of a single step.


@pytest.mark.parametrize("step", [0, 1, 7777, 39_998, 39_999])
@pytest.mark.parametrize("points", [20, 1000, 100_000])
@pytest.mark.parametrize("spike", [-100.0, 100.0])
def test_a_spike_of_one_step_stays_in_every_drawing(step: int, points: int, spike: float) -> None:
    data, grad = np.zeros((40_000, 3)), np.zeros((40_000, 3))
    data[step, 1], grad[step, 2] = spike, -spike
    history = ParameterHistory(3)
    extend(history, data, grad)
    for parameter, kind, height in [(1, "data", spike), (2, "grad", -spike)]:
        steps, drawn = history.outline(parameter, kind, points)
        assert len(drawn) <= 2 * points + 4
        place = drawn.tolist().index(height)
        assert abs(steps[place] - step) <= max(history.width, 2 * 40_000 / points)
        assert np.count_nonzero(drawn) == 1
    assert not history.outline(1, "grad", points)[1].any()


# Outlines that end before a step.


@pytest.mark.parametrize("end", [0, 1, 60, 100, 101])
def test_the_outline_of_a_short_part_has_all_of_its_steps_and_no_more(end: int) -> None:
    history = parameter_history(parameters=1, steps=100, first=10)
    steps, data = history.outline(0, "data", 200, end=10 + end)
    assert steps.tolist() == data.tolist() == list(range(10, 10 + min(end, 100)))


def test_the_outline_of_a_part_is_as_fine_as_that_part_allows() -> None:
    history = one_parameter_in_40_000_steps()
    steps, data = history.outline(0, "data", 160, end=1500)
    assert 160 < len(steps) <= 320
    assert 1500 - 2 * history.width <= steps[-1] < 1500
    assert np.abs(data - steps).max() <= 2 * history.width


@pytest.mark.parametrize("end", [1, 15, 16, 17, 5000, 39_999])
def test_what_came_after_a_part_leaves_no_trace_in_its_outline(end: int) -> None:
    history = one_parameter_in_40_000_steps()
    for points in (8, 160, 100_000):
        steps, data = history.outline(0, "data", points, end=end)
        assert max(data, default=0) < end
        assert max(steps, default=0) < end
        assert len(steps) == 0 or data.max() >= end - 1 - history.width


@unhurried
@given(st.lists(st.tuples(st.integers(0, 9000), st.integers(1, 4000), st.integers(1, 400))))
def test_a_growing_curve_is_drawn_like_one_that_was_never_drawn_before(
    moves: list[tuple[int, int, int]],
) -> None:
    """moves: a step to go back to where that is earlier, steps to train from there, points."""
    drawn, other = ParameterHistory(2), ParameterHistory(2)
    for back, more, points in moves:
        data = np.random.default_rng(more).normal(size=(more, 2))
        for history in (drawn, other):
            history.rewind(back)
            extend(history, data, -data)
        for end in (None, back):
            drawn.outline(1, "grad", points, end)
    for points in (50, 200):
        expected = np.array(other.outline(1, "grad", points))
        assert np.array_equal(drawn.outline(1, "grad", points), expected)


def test_the_outline_of_a_part_before_what_is_kept_is_empty() -> None:
    history = parameter_history(parameters=1, steps=100, first=50)
    assert [part.tolist() for part in history.outline(0, "grad", 100, end=20)] == [[], []]


# Going back.


@pytest.mark.parametrize("steps", [99, 40, 1, 0])
def test_a_short_run_goes_back_exactly(steps: int) -> None:
    history = parameter_history(parameters=1, steps=100)
    history.rewind(steps)
    assert kept(history) == kept(parameter_history(parameters=1, steps=steps))


def test_a_bucket_that_is_cut_keeps_its_bounds_and_is_filled_again() -> None:
    history = parameter_history(parameters=1, steps=20_000)
    assert history.width == 8
    history.rewind(10_003)
    assert (history.room, first_steps(history)[-1]) == (5, 10_000)
    assert history.outline(0, "data", 1_000_000)[1][-2:].tolist() == [10_000, 10_007]
    for step in range(10_003, 10_010):
        history.record(*numbers_at(step, 1))
    assert history.outline(0, "data", 1_000_000)[1][-4:].tolist() == [
        *(10_000, 10_007),
        *(10_008, 10_009),
    ]


def test_going_back_to_the_beginning_leaves_nothing() -> None:
    history = parameter_history(parameters=1, steps=5, first=10)
    history.rewind(0)
    assert first_steps(history).tolist() == []
    assert kept(history) == [[], [], [], []]


# Memory.


# 41 parameters are those of the specification's network, 8448 those of 8 layers of 32.
@pytest.mark.parametrize("parameters", [1, 41, 1000, 8448])
def test_parameters_take_at_most_sixteen_megabytes(parameters: int) -> None:
    numbers = np.zeros(parameters)
    tracemalloc.start()
    history = ParameterHistory(parameters)
    for _ in range(4200):
        history.record(numbers, numbers)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(history) > 0
    assert taken <= 17 * MEGABYTE


def test_fifty_million_steps_take_no_more() -> None:
    history = ParameterHistory(41)
    tracemalloc.start()
    done = 0
    for piece in count(1):
        pieces = np.full((1000, 4, 41), float(piece))
        steps = history.room + 999 * history.width
        history.extend(pieces, steps)
        done += steps
        if done >= 50_000_000:
            break
    del pieces
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 6 * MEGABYTE
    assert history.width * len(history) >= done
