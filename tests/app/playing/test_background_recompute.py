"""The runs of an opened file are computed again in the background."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.playing.background_recompute import BackgroundRecompute
from app.playing.compiled_loop import CompiledLoop
from app.session.session import Session
from micrograd.compiled import library
from micrograd.files.reading import from_bytes
from micrograd.files.writing import to_bytes
from micrograd.runs.experiment import Experiment
from micrograd.runs.recompute import Recomputation
from micrograd.runs.recording import train_run


def train(session: Session, steps: int) -> None:
    session.training.train_on()
    train_run(session.cursor.run, session.cursor.trainer, steps)
    session.cursor.show_progress()


@pytest.fixture(scope="module")
def saved(built_loop: object, qapp: object) -> bytes:
    """A file with a run of 300,000 steps and a branch of that run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "_loaded", built_loop)
        return _trained()


def _trained() -> bytes:
    session = Session()
    train(session, 300_000)
    session.cursor.go_to(100_000)
    session.edits.set_learning_rate(0.05)
    train(session, 200_000)
    session.cursor.run.place = session.cursor.steps
    return to_bytes(session.experiment)


@pytest.fixture
def experiment(saved: bytes, compiled_loop: object) -> Experiment:
    return from_bytes(saved)


@pytest.fixture
def background_recompute(session: Session, compiled_loop: object) -> Iterator[BackgroundRecompute]:
    background_recompute = BackgroundRecompute(session, CompiledLoop(session), session)
    yield background_recompute
    background_recompute.stop()


def is_exact(session: Session) -> bool:
    return not any(run.history.is_outline for run in session.experiment.all_runs())


def test_every_run_is_exact_again_after_a_while(
    qtbot: QtBot,
    session: Session,
    background_recompute: BackgroundRecompute,
    experiment: Experiment,
) -> None:
    said = []
    background_recompute.changed.connect(lambda: said.append(background_recompute.state))
    session.open(experiment)
    assert not is_exact(session)
    qtbot.waitUntil(lambda: is_exact(session))
    assert len(session.cursor.run.history.losses.values) == 200_000
    assert said[0].startswith("computing run 2 again")
    assert said[-1] == ""


def test_training_goes_on_meanwhile_and_stays(
    qtbot: QtBot,
    session: Session,
    background_recompute: BackgroundRecompute,
    experiment: Experiment,
) -> None:
    session.open(experiment)
    before = session.cursor.steps
    train(session, 5_000)
    numbers = [parameter.data for parameter in session.cursor.trainer.parameters]
    qtbot.waitUntil(lambda: is_exact(session))
    assert session.cursor.run.steps == before + 5_000
    assert session.cursor.run.history.last == numbers
    train(session, 1)
    assert session.cursor.run.steps == before + 5_001


def test_another_experiment_is_begun_with_instead(
    qtbot: QtBot,
    session: Session,
    background_recompute: BackgroundRecompute,
    experiment: Experiment,
) -> None:
    session.open(experiment)
    session.open(from_bytes(to_bytes(experiment)))
    qtbot.waitUntil(lambda: is_exact(session))
    assert experiment.current.history.is_outline


def test_other_numbers_than_in_the_file_are_told_and_kept(
    qtbot: QtBot,
    session: Session,
    background_recompute: BackgroundRecompute,
    experiment: Experiment,
) -> None:
    run = experiment.current
    assert run.history.last is not None
    run.history.last[0] += 1e-16
    with qtbot.waitSignal(session.announced) as told:
        session.open(experiment)
    assert "other numbers than run 2" in told.args[0]
    qtbot.waitUntil(lambda: background_recompute.state == "")
    assert run.history.is_outline


def test_numbers_that_diverge_here_are_told_and_kept(
    qtbot: QtBot,
    session: Session,
    background_recompute: BackgroundRecompute,
    experiment: Experiment,
) -> None:
    run = experiment.current
    session.open(experiment)
    background_recompute.stop()
    # Another computer may have finished with this rate.
    run.events[0] = replace(run.events[0], settings={"learning_rate": 1e300})
    with qtbot.waitSignal(session.announced) as told:
        background_recompute.begin()
    assert "other numbers than run 2" in told.args[0]
    assert run.history.is_outline


def test_any_step_is_near_a_checkpoint_while_it_goes_on(
    qtbot: QtBot,
    session: Session,
    background_recompute: BackgroundRecompute,
    experiment: Experiment,
) -> None:
    run = experiment.current
    known = len(run.history.checkpoints)
    session.open(experiment)
    qtbot.waitUntil(lambda: len(run.history.checkpoints) > known)


def test_many_short_runs_take_no_frame_each(
    qtbot: QtBot,
    session: Session,
    background_recompute: BackgroundRecompute,
    compiled_loop: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    in_the_thread: list[Recomputation] = []
    go_on = BackgroundRecompute._go_on

    def count(self: BackgroundRecompute, recomputation: Recomputation) -> None:
        in_the_thread.append(recomputation)
        go_on(self, recomputation)

    monkeypatch.setattr(BackgroundRecompute, "_go_on", count)
    session.training.step()
    for _ in range(60):
        session.runs.duplicate(session.cursor.run)
    session.cursor.keep_place()
    session.open(from_bytes(to_bytes(session.experiment)))
    qtbot.waitUntil(lambda: is_exact(session))
    assert len(in_the_thread) < 40
