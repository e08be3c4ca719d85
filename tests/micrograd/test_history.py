"""What training did is kept exactly, drawn without losing a spike, and takes bounded memory."""

import random
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd.history import History, LossHistory, Mark, ParameterHistory

MEGABYTE = 1_000_000
# On a busy machine an example may take long; that says nothing about the code.
unhurried = settings(deadline=None)


def history_of(losses: list[float]) -> LossHistory:
    history = LossHistory()
    for loss in losses:
        history.append(loss)
    return history


def parameter_history(parameters: int, steps: int, first: int = 0) -> ParameterHistory:
    """Parameter i is at `step + i / 1000` at each step, its gradient is minus that."""
    history = ParameterHistory(parameters)
    history.begin(first)
    offsets = np.arange(parameters) / 1000
    for step in range(first, first + steps):
        if history.wants(step):
            history.record(step, step + offsets, -step - offsets)
    return history


@st.composite
def curves_and_ranges(draw: st.DrawFn) -> tuple[list[float], int, int, int]:
    """Any losses, any range of steps also beyond both ends, any number of points."""
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


def test_a_copy_holds_the_first_losses_and_goes_its_own_way() -> None:
    history = history_of([3.0, 2.0, 1.0])
    copy = history.copy(2)
    copy.append(9.0)
    history.append(0.5)
    assert copy.values.tolist() == [3.0, 2.0, 9.0]
    assert history.values.tolist() == [3.0, 2.0, 1.0, 0.5]


def test_a_copy_of_more_steps_than_there_are_holds_those_there_are() -> None:
    assert history_of([3.0, 2.0]).copy(10).values.tolist() == [3.0, 2.0]


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


# Parameters.


def test_a_short_run_keeps_the_parameters_of_every_step() -> None:
    history = parameter_history(parameters=3, steps=100)
    assert history.steps.tolist() == list(range(100))
    assert history.data(2).tolist() == [step + 0.002 for step in range(100)]
    assert history.grad(2).tolist() == [-step - 0.002 for step in range(100)]


@pytest.mark.parametrize("steps", [4096, 4097, 8192, 10_001, 50_000])
def test_a_long_run_keeps_evenly_spaced_steps_from_the_first_to_the_last(steps: int) -> None:
    history = parameter_history(parameters=41, steps=steps)
    kept = history.steps
    assert kept[0] == 0
    assert set(np.diff(kept).tolist()) == {float(history.stride)}
    assert steps - history.stride <= kept[-1] < steps


def test_what_is_kept_of_a_long_run_belongs_to_its_steps() -> None:
    history = parameter_history(parameters=2, steps=20_000)
    assert history.data(0).tolist() == history.steps.tolist()
    assert history.grad(0).tolist() == (-history.steps).tolist()


@unhurried
@given(st.integers(0, 10_000), st.integers(1, 12_000))
def test_a_history_that_begins_later_is_spaced_from_there(first: int, steps: int) -> None:
    history = parameter_history(parameters=1, steps=steps, first=first)
    assert history.steps[0] == first
    assert history.data(0).tolist() == history.steps.tolist()


def test_a_history_that_begins_anew_has_forgotten_what_came_before() -> None:
    history = parameter_history(parameters=1, steps=5000)
    history.begin(7)
    history.record(7, [1.5], [2.5])
    assert history.steps.tolist() == [7]
    assert history.data(0).tolist() == [1.5]


def test_a_step_that_is_not_wanted_leaves_no_trace() -> None:
    history = parameter_history(parameters=1, steps=5000)
    before = history.steps.tolist()
    unwanted = int(before[-1]) + history.stride + 1
    history.record(unwanted, [1.0], [1.0])
    assert history.stride > 1
    assert history.steps.tolist() == before


# 41 parameters are those of the specification's network, 8448 those of 8 layers of 32.
@pytest.mark.parametrize("parameters", [1, 41, 1000, 8448])
def test_parameters_take_at_most_sixteen_megabytes(parameters: int) -> None:
    numbers = [0.0] * parameters
    tracemalloc.start()
    history = ParameterHistory(parameters)
    for step in range(4200):
        if history.wants(step):
            history.record(step, numbers, numbers)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(history.steps) > 0
    assert taken <= 17 * MEGABYTE


# Marks, and going on.


def test_marks_are_kept_in_their_order() -> None:
    history = History(1)
    history.mark(3, "rate", "rate 0.2")
    history.mark(5, "data", "data")
    assert history.marks == [Mark(3, "rate", "rate 0.2"), Mark(5, "data", "data")]


def test_a_second_mark_of_a_kind_at_a_step_replaces_the_first() -> None:
    history = History(1)
    history.mark(3, "rate", "rate 0.2")
    history.mark(3, "data", "data")
    history.mark(3, "rate", "rate 0.3")
    assert history.marks == [Mark(3, "data", "data"), Mark(3, "rate", "rate 0.3")]


def test_a_history_that_continues_takes_losses_and_marks_over() -> None:
    old = History(2)
    for loss in (3.0, 2.0, 1.0):
        old.losses.append(loss)
    old.mark(1, "rate", "rate 0.2")
    new = History(5)
    new.continue_from(old, 3)
    new.mark(3, "network", "add a layer")
    new.losses.append(0.5)
    new.parameters.record(3, [0.0] * 5, [0.0] * 5)
    assert new.losses.values.tolist() == [3.0, 2.0, 1.0, 0.5]
    assert new.parameters.steps.tolist() == [3]
    assert [mark.step for mark in new.marks] == [1, 3]
    assert old.losses.values.tolist() == [3.0, 2.0, 1.0]
    assert [mark.step for mark in old.marks] == [1]
