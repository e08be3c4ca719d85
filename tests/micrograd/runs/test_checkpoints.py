"""Checkpoints: kept now and then, found by step, bounded in number."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from micrograd.runs.checkpoints import MOST_CHECKPOINTS, SMALLEST_GAP, Checkpoints
from micrograd.training.state import Checkpoint


def filled(steps: range, parameters: int = 2) -> Checkpoints:
    checkpoints = Checkpoints(parameters)
    for step in steps:
        checkpoints.offer(step, [float(step)] * parameters)
    return checkpoints


def test_the_last_one_before_a_step_is_found() -> None:
    checkpoints = filled(range(1, 500))
    found = checkpoints.before(200)
    assert found is not None
    assert 200 - SMALLEST_GAP <= found.step < 200
    assert found.state == [float(found.step)] * 2


def test_one_at_the_step_itself_does_not_count() -> None:
    checkpoints = filled(range(100, 101))
    assert checkpoints.before(100) is None
    assert checkpoints.before(101) == Checkpoint(100, [100.0, 100.0])


def test_those_after_a_step_are_forgotten() -> None:
    checkpoints = filled(range(1, 1000))
    checkpoints.rewind(500)
    last = checkpoints.before(10**9)
    assert last is not None
    assert last.step <= 500
    checkpoints.offer(600, [1.5, 2.5])
    assert checkpoints.before(10**9) == Checkpoint(600, [1.5, 2.5])


def test_however_long_the_run_they_stay_bounded_and_evenly_spread() -> None:
    checkpoints = Checkpoints(2)
    for step in range(0, 100 * 5 * MOST_CHECKPOINTS, 100):
        checkpoints.offer(step, [float(step)] * 2)
    assert MOST_CHECKPOINTS // 2 <= len(checkpoints) <= MOST_CHECKPOINTS
    gaps = np.diff(checkpoints.steps)
    assert gaps.max() <= 2 * gaps.min()
    middle = checkpoints.steps[len(checkpoints) // 2]
    assert checkpoints.before(middle + 1) == Checkpoint(middle, [float(middle)] * 2)


def test_many_parameters_have_fewer_checkpoints() -> None:
    checkpoints = filled(range(0, 64 * 4000, 64), parameters=2000)
    assert len(checkpoints) <= 1000


def test_one_in_between_is_kept_where_none_is_close() -> None:
    checkpoints = filled(range(0, 3000, 1000))
    checkpoints.offer(1500, [1.5, 2.5])
    checkpoints.offer(1501, [0.0, 0.0])
    checkpoints.offer(9000, [9.0, 9.0])
    assert list(checkpoints.steps) == [0, 1000, 1500, 2000, 9000]
    assert checkpoints.before(1600) == Checkpoint(1500, [1.5, 2.5])
    assert checkpoints.before(2001) == Checkpoint(2000, [2000.0, 2000.0])
    assert checkpoints.before(10_000) == Checkpoint(9000, [9.0, 9.0])


@given(st.lists(st.integers(0, 20_000), max_size=60))
def test_in_whatever_order_they_come_they_stand_by_step(steps: list[int]) -> None:
    checkpoints = Checkpoints(1)
    for step in steps:
        checkpoints.offer(step, [float(step)])
    assert list(checkpoints.steps) == sorted(set(checkpoints.steps))
    kept = [checkpoints.at(i) for i in range(len(checkpoints))]
    assert all(each.state == [float(each.step)] for each in kept)
    assert all(any(abs(step - each.step) < SMALLEST_GAP for each in kept) for step in steps)
