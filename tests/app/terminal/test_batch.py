"""Training and exports without a window: the past, and interruptions."""

import os
import signal
import sys
from collections.abc import Iterator

import pytest

from app.terminal.batch import complete_past, engine_seconds, show_progress
from app.terminal.interruption import InterruptionError, interruptible
from app.terminal.training import train_on
from micrograd.data.dataset import Dataset
from micrograd.files.reading import from_bytes
from micrograd.files.writing import to_bytes
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import Experiment, new_experiment


def test_a_past_that_is_not_there_is_work_like_steps_that_are_asked_for() -> None:
    opened = reopened(9)
    assert engine_seconds(opened, 0) == pytest.approx(engine_seconds(new_experiment(), 9))
    assert engine_seconds(opened, 3) == pytest.approx(engine_seconds(new_experiment(), 12))
    complete_past(opened)
    assert engine_seconds(opened, 0) == 0


def test_work_in_batches_is_that_of_the_samples_of_a_step() -> None:
    rows = Dataset([[0.1 * i] for i in range(100)], [0.5] * 100)
    few = Dataset(rows.xs[:10], rows.ys[:10])
    batched = new_experiment(Recipe(dataset=rows, batch_size=10))
    assert engine_seconds(batched, 9) == engine_seconds(new_experiment(Recipe(dataset=few)), 9)


# The past of a file.


def reopened(steps: int) -> Experiment:
    """An experiment that was trained so many steps, then read from its file."""
    experiment = new_experiment()
    train_on(experiment, steps)
    return from_bytes(to_bytes(experiment))


def test_the_past_of_a_file_is_trained_once_more() -> None:
    opened = reopened(9)
    assert opened.current.history.is_outline
    complete_past(opened)
    assert opened.current.history.parameters.first_step == 0


def test_a_run_with_other_numbers_keeps_its_outline_and_that_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    opened = reopened(9)
    last = opened.current.history.last
    assert last is not None
    last[0] += 1.0
    complete_past(opened)
    assert opened.current.history.is_outline
    assert "other numbers than run 1 has in the file" in capsys.readouterr().err


# Interruptions.


def test_what_is_interrupted_is_closed_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    done = []

    def work() -> Iterator[float]:
        try:
            yield 0.5
            os.kill(os.getpid(), signal.SIGINT)
            yield 0.6
            done.append("went on")
        finally:
            done.append("closed")

    with interruptible(), pytest.raises(InterruptionError):
        show_progress("film", work(), sys.stderr)
    assert done == ["closed"]


def test_work_is_done_without_a_terminal_to_show_it_in() -> None:
    parts: list[int] = []

    def work() -> Iterator[float]:
        for part in range(3):
            parts.append(part)
            yield part / 3

    show_progress("film", work(), None)
    assert parts == [0, 1, 2]


def test_the_second_interruption_lets_the_third_one_kill() -> None:
    before = signal.getsignal(signal.SIGINT)
    with interruptible():
        os.kill(os.getpid(), signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) not in (signal.SIG_DFL, signal.SIG_IGN)
        os.kill(os.getpid(), signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    assert signal.getsignal(signal.SIGINT) is before
