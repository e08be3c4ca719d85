"""Losses, parameters and checkpoints of a history grow together, and go back together."""

import numpy as np

from micrograd.runs.history import History
from micrograd.runs.loss_history import LossHistory
from micrograd.training.state import Checkpoint


def recorded_steps(history: History) -> list[float]:
    """The steps whose parameters are known, where each has a bucket of its own."""
    steps: list[float] = history.parameters.outline(0, "data", 1000)[0].tolist()
    return steps


def grown(steps: int, first_step: int = 0) -> History:
    history = History(1, first_step)
    for step in range(first_step, first_step + steps):
        number = float(step)
        history.record_step(number, [number], [-number], [number + 1])
    return history


def test_every_step_is_kept() -> None:
    history = grown(3)
    assert history.losses.values.tolist() == [0.0, 1.0, 2.0]
    assert recorded_steps(history) == [0, 1, 2]
    assert (history.steps, history.last) == (3, [3.0])


def test_a_branch_counts_its_steps_from_where_it_begins() -> None:
    history = grown(2, first_step=7)
    assert history.losses.values.tolist() == [7.0, 8.0]
    assert recorded_steps(history) == [7, 8]
    assert history.steps == 9


def test_a_step_back_is_forgotten_by_all_of_them() -> None:
    history = grown(200)
    assert history.checkpoints.steps[-1] > 100
    history.rewind(100, [100.0])
    assert len(history.losses) == history.steps == 100
    assert recorded_steps(history) == list(range(100))
    assert history.checkpoints.steps[-1] <= 100
    assert history.last == [100.0]


def test_before_its_first_step_there_is_no_last_one() -> None:
    history = grown(2)
    history.rewind(0, [5.0])
    assert history.last is None


# A history from a file, with an outline only.


def outlined(steps: int, first_step: int = 0) -> History:
    losses = LossHistory()
    losses.extend(np.arange(float(steps)))
    width, bounds = losses.stretches(8)
    history = History(1, first_step)
    history.take_outline(
        LossHistory.of_stretches(width, bounds, steps),
        [Checkpoint(first_step + step, [float(step)]) for step in (10, 11, steps)],
    )
    return history


def test_an_outlined_history_goes_on_where_it_ended() -> None:
    history = outlined(100, first_step=7)
    assert history.is_outline
    assert (history.steps, history.last) == (107, [100.0])
    history.record_step(5.0, [100.0], [0.5], [101.0])
    assert (history.steps, history.last) == (108, [101.0])
    assert history.losses.at(100) == (100, 100, 5.0, 5.0)
    assert history.losses.at(3) == (0, 15, 0.0, 15.0)
    steps, numbers = history.parameters.outline(0, "data", 100)
    assert (steps.tolist(), numbers.tolist()) == ([107], [100.0])


def test_an_outlined_history_has_the_checkpoints_of_the_file() -> None:
    history = outlined(100)
    assert list(history.checkpoints.steps) == [10, 11, 100]
    assert history.checkpoints.before(50) == Checkpoint(11, [11.0])


def test_before_it_goes_on_an_outlined_history_has_no_parameters() -> None:
    steps, numbers = outlined(100).parameters.outline(0, "grad", 100)
    assert (len(steps), len(numbers)) == (0, 0)


def test_an_outlined_history_can_be_cut() -> None:
    history = outlined(100)
    history.rewind(99, [99.0])
    history.record_step(5.0, [99.0], [0.5], [100.0])
    assert history.is_outline
    assert recorded_steps(history) == [99]
    assert history.steps == 100
    history.rewind(-3, [0.0])
    assert not history.is_outline
    assert (history.steps, history.last) == (0, None)


def test_going_back_to_the_end_changes_nothing() -> None:
    history = grown(3)
    history.rewind(3, [7.0])
    assert (history.steps, history.last) == (3, [3.0])
