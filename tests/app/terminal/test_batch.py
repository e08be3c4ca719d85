"""Training and exports without a window: the compiled loop, the past, and interruptions."""

import os
import signal
from collections.abc import Iterator

import pytest

from app.terminal import batch
from app.terminal.batch import (
    WORTH_BUILDING_S,
    complete_past,
    engine_seconds,
    have_compiled_loop,
    show_progress,
    train_on,
)
from app.terminal.interruption import InterruptionError, interruptible
from micrograd.compiled import UnavailableError
from micrograd.data.dataset import Dataset
from micrograd.files.reading import from_bytes
from micrograd.files.writing import to_bytes
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import Experiment, new_experiment


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The calls of a compiled loop that was never built before."""
    calls: list[str] = []

    def load_from_cache() -> bool:
        calls.append("load")
        return False

    monkeypatch.setattr("micrograd.compiled.library.load_from_cache", load_from_cache)
    monkeypatch.setattr("micrograd.compiled.library.load", lambda: calls.append("build"))
    return calls


def test_for_a_few_steps_it_is_not_built(calls: list[str]) -> None:
    have_compiled_loop(WORTH_BUILDING_S / 2)
    assert calls == ["load"]


def test_for_many_steps_it_is_built(calls: list[str]) -> None:
    have_compiled_loop(2 * WORTH_BUILDING_S)
    assert calls == ["load", "build"]


def test_where_it_can_not_be_used_the_engine_trains(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> bool:
        raise UnavailableError("not here")

    monkeypatch.setattr("micrograd.compiled.library.load_from_cache", fail)
    experiment = new_experiment()
    assert train_on(experiment, 3) == ""
    assert (experiment.current.steps, experiment.current.place) == (3, 3)


def test_without_steps_nothing_is_trained(calls: list[str]) -> None:
    experiment = new_experiment()
    assert train_on(experiment, 0) == ""
    assert experiment.current.is_untrained
    assert calls == []


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


def test_training_stops_by_itself_and_says_why() -> None:
    experiment = new_experiment()
    assert train_on(experiment, 50, {"stop_step": 7}) == "stopped at step 7: step 7 is reached"
    assert (experiment.current.steps, experiment.current.place) == (7, 7)
    assert train_on(experiment, 50, {"stop_step": 3}) == "stopped at step 7: step 3 is reached"
    told = train_on(new_experiment(), 500, {"stop_score": 1.0})
    assert told.endswith(": its accuracy or R² is at or above 1")
    told = train_on(experiment, 500, {"stop_loss": 0.01})
    losses = experiment.current.history.losses.values
    assert told == f"stopped at step {len(losses)}: its loss is at or below 0.01"
    assert min(losses) > 0.01


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


def test_training_ends_soon_after_it_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    def train_run(run: object, trainer: object, steps: int, stops: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(batch, "train_run", train_run)
    with interruptible(), pytest.raises(InterruptionError) as told:
        train_on(new_experiment(), 10**9)
    assert told.value.number == signal.SIGTERM


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
        show_progress("film", work(), batch.sys.stderr)
    assert done == ["closed"]


def test_the_second_interruption_lets_the_third_one_kill() -> None:
    before = signal.getsignal(signal.SIGINT)
    with interruptible():
        os.kill(os.getpid(), signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) not in (signal.SIG_DFL, signal.SIG_IGN)
        os.kill(os.getpid(), signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    assert signal.getsignal(signal.SIGINT) is before
