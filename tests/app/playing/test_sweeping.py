"""Sweeping trains beside the event loop and changes no run; any trial opens as a run."""

from collections.abc import Iterator
from threading import Barrier, current_thread
from time import process_time
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.playing.sweep_text import SeenSweep
from app.playing.sweeping import Sweeping
from app.session.session import Session
from micrograd.compiled import many, run_library
from micrograd.compiled.many import StopFlag
from micrograd.data.dataset import Dataset, four_samples
from micrograd.parallel import threads
from micrograd.runs.experiment import new_experiment
from micrograd.sweeps.pieces import Indices
from micrograd.sweeps.plan import SweepPlan
from micrograd.sweeps.result import TrialResult
from micrograd.sweeps.sweep import Sweep
from tests.app.sessions import full_speed_runner
from tests.event_loop import is_at_rest, turn
from tests.sweep_plans import sweep_plan


@pytest.fixture
def sweeping(session: Session) -> Iterator[Sweeping]:
    sweeping = Sweeping(session)
    yield sweeping
    sweeping.close()


def plan_of(**parts: Any) -> SweepPlan:
    given = {"rates": (0.02, 0.1), "seeds": (0, 1), "shapes": ((4, 4, 1),), "steps": 20}
    return sweep_plan(four_samples(), **(given | parts))


def finish(sweeping: Sweeping) -> None:
    while sweeping.training.is_running:
        QApplication.processEvents()


def begin_endless(sweeping: Sweeping) -> None:
    sweeping.start(plan_of(seeds=tuple(range(100)), steps=1_000_000))


def bits(session: Session) -> tuple[object, ...]:
    trainer = session.cursor.trainer
    numbers = [(p.data.hex(), p.grad.hex()) for p in trainer.parameters]
    return (
        numbers,
        trainer.steps,
        trainer.learning_rate,
        session.cursor.run,
        len(session.experiment.runs),
    )


def test_it_ends_with_a_result_of_each_trial(qtbot: QtBot, sweeping: Sweeping) -> None:
    with qtbot.waitSignal(sweeping.finished):
        sweeping.start(plan_of(steps=100))
    assert [result.trial.index for result in sweeping.results] == [0, 1, 2, 3]
    assert sweeping.is_complete
    assert sweeping.training.progress.share == pytest.approx(1.0)


def test_the_best_trial_is_looked_at_unless_another_was_chosen(sweeping: Sweeping) -> None:
    sweeping.start(plan_of())
    finish(sweeping)
    losses = [result.loss for result in sweeping.results]
    assert sweeping.chosen == losses.index(min(losses))
    sweeping.start(plan_of(steps=150))
    assert sweeping.training.is_running
    sweeping.choose(0)
    finish(sweeping)
    assert sweeping.chosen == 0


def test_cancel_answers_at_once_and_the_results_so_far_stay(
    qtbot: QtBot, sweeping: Sweeping
) -> None:
    sweeping.start(plan_of(seeds=tuple(range(100)), steps=200))
    qtbot.waitUntil(lambda: len(sweeping.results) >= 2)
    began = process_time()
    with qtbot.waitSignal(sweeping.finished, timeout=0):
        sweeping.cancel()
    assert process_time() - began < 0.05
    count = len(sweeping.results)
    assert 2 <= count < 200
    assert is_at_rest(sweeping)
    turn()
    assert len(sweeping.results) == count
    assert not sweeping.training.is_running
    assert not sweeping.is_complete


@pytest.mark.parametrize("trains", ["run_loop", "compiled_loop"])
def test_cancel_answers_at_once_in_the_middle_of_a_long_compiled_trial(
    qtbot: QtBot,
    session: Session,
    sweeping: Sweeping,
    trains: str,
    request: pytest.FixtureRequest,
) -> None:
    request.getfixturevalue(trains)
    begin_endless(sweeping)
    qtbot.waitUntil(lambda: sweeping.training.progress.share > 0)
    turn()
    # Time of this process alone, its threads included: a second of it would end the trial.
    began = process_time()
    sweeping.cancel()
    assert process_time() - began < 0.05
    assert not sweeping.training.is_running


@pytest.mark.usefixtures("compiled_loop", "run_loop")
def test_all_threads_train_and_the_results_are_those_of_one(
    sweeping: Sweeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "usual_threads", lambda: 2)
    # No piece of the first thread ends before the second thread has one.
    both, names = Barrier(2, timeout=20), set[str]()
    work = Sweep.work

    def meeting(sweep: Sweep, stop: StopFlag | None = None) -> Iterator[float]:
        if (name := current_thread().name) not in names:
            names.add(name)
            both.wait()
        return work(sweep, stop)

    plan = plan_of(seeds=tuple(range(40)), steps=50)
    alone = Sweep(plan)
    list(alone.work())
    with monkeypatch.context() as met:
        met.setattr(Sweep, "work", meeting)
        sweeping.start(plan)
        finish(sweeping)
    assert len(names) == 2
    assert "MainThread" not in names
    assert [facts(result) for result in sweeping.results] == [*map(facts, alone.results)]


def facts(result: TrialResult) -> tuple[object, ...]:
    curve = result.steps.tolist(), result.losses.tolist()
    return result.trial, result.loss.hex(), result.diverged_at, result.score, curve


def test_a_sweep_that_somebody_saw_is_trained_as_far_and_tells_their_seconds(
    sweeping: Sweeping,
) -> None:
    plan = plan_of(seeds=(0, 1, 2), steps=30)
    alone = Sweep(plan)
    list(alone.work())
    ended = list[object]()
    sweeping.finished.connect(lambda: ended.append(sweeping.seconds))
    for results, seconds in ((2, None), (5, None), (6, 1.234)):
        sweeping.show(SeenSweep(plan_of(seeds=(0, 1, 2), steps=30), results, seconds))
        assert sweeping.told == (results, seconds)
        finish(sweeping)
        assert sweeping.is_running == (seconds is None)
        expected = [*map(facts, alone.results)][:results]
        assert [facts(result)[1:] for result in sweeping.results] == [each[1:] for each in expected]
        assert sweeping.share == pytest.approx(results / 6)
    assert ended == [1.234]
    assert sweeping.is_complete
    best = min(alone.results, key=lambda result: result.loss)
    assert sweeping.chosen == best.trial.index


def test_what_a_script_shows_next_goes_on_with_the_training_under_way(sweeping: Sweeping) -> None:
    plan = plan_of(seeds=tuple(range(20)), steps=200)
    sweeping.show(SeenSweep(plan, 20, None))
    assert sweeping.training.is_running
    sweeping.show(SeenSweep(plan, 40, 2.5))
    finish(sweeping)
    assert (len(sweeping.results), sweeping.seconds) == (40, 2.5)


def test_a_sweep_that_somebody_cancelled_trains_no_more_than_they_saw(sweeping: Sweeping) -> None:
    plan = plan_of(seeds=tuple(range(400)), steps=20)
    sweeping.show(SeenSweep(plan, 3, 0.4))
    finish(sweeping)
    assert (len(sweeping.results), sweeping.seconds, sweeping.is_complete) == (3, 0.4, False)
    sweeping.show(SeenSweep(plan, 1, None))
    assert (len(sweeping.results), sweeping.is_running) == (1, True)
    # The person may end what a script has left going on, or begin another sweep.
    sweeping.cancel()
    assert (len(sweeping.results), sweeping.is_running) == (1, False)
    sweeping.start(plan_of())
    finish(sweeping)
    assert sweeping.is_complete
    sweeping.clear()
    assert (sweeping.plan, sweeping.results, sweeping.chosen) == (None, [], None)
    assert not sweeping.is_running


@pytest.fixture
def handed_out(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The indices of the trials that several threads are given."""
    given = list[int]()
    hand_out = threads.ThreadWorkers.hand_out

    def counted(self: object, pieces: list[Indices]) -> Iterator[object]:
        given.extend(index for piece in pieces for index in piece)
        return hand_out(self, pieces)  # type: ignore[arg-type]

    monkeypatch.setattr(threads.ThreadWorkers, "hand_out", counted)
    return given


def test_trials_are_trained_in_all_threads_from_when_the_loop_is_there(
    qtbot: QtBot,
    sweeping: Sweeping,
    handed_out: list[int],
    built_run_loop: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan = plan_of(seeds=tuple(range(40)), steps=20)
    sweeping.start(plan)
    qtbot.waitUntil(lambda: len(sweeping.results) >= 2)
    monkeypatch.setattr(run_library, "_loaded", built_run_loop)
    finish(sweeping)
    assert [result.trial for result in sweeping.results] == list(plan.trials)
    assert handed_out == list(range(80 - len(handed_out), 80))
    assert 0 < len(handed_out) < 80


@pytest.mark.usefixtures("compiled_loop", "run_loop")
def test_a_recipe_that_the_loop_does_not_know_is_trained_trial_after_trial(
    sweeping: Sweeping, handed_out: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many, "OPTIMIZERS_OF_KERNEL", {})
    plan = plan_of()
    sweeping.start(plan)
    finish(sweeping)
    assert [result.trial for result in sweeping.results] == list(plan.trials)
    assert handed_out == []


def test_a_new_sweep_takes_the_place_of_the_one_before(sweeping: Sweeping) -> None:
    begin_endless(sweeping)
    plan = plan_of()
    sweeping.start(plan)
    finish(sweeping)
    assert sweeping.plan is plan
    assert [result.trial for result in sweeping.results] == list(plan.trials)


def test_what_is_left_is_told_once_there_is_something_to_tell_from(
    qtbot: QtBot, sweeping: Sweeping
) -> None:
    begin_endless(sweeping)
    assert sweeping.training.progress.remaining_s is None
    qtbot.waitUntil(lambda: sweeping.training.progress.remaining_s is not None)
    assert (sweeping.training.progress.remaining_s or 0) > 1


@pytest.mark.parametrize("trains", ["run_loop", "compiled_loop", "engine_trains"])
def test_the_run_stays_as_it_is(
    session: Session, sweeping: Sweeping, trains: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(trains)
    for _ in range(3):
        session.training.step()
    before = bits(session)
    sweeping.start(plan_of(shapes=((3, 1), (4, 4, 1))))
    finish(sweeping)
    assert bits(session) == before
    assert session.undo_stack.count == 0


def test_training_goes_on_meanwhile_with_the_same_bits(
    qtbot: QtBot, session: Session, sweeping: Sweeping, compiled_loop: object, run_loop: object
) -> None:
    runner = full_speed_runner(session)
    begin_endless(sweeping)
    runner.run(2000)
    qtbot.waitUntil(lambda: not runner.is_running)
    assert sweeping.training.is_running
    twin = Session()
    losses = twin.cursor.trainer.run(2000)
    assert session.cursor.owner.history.losses.values.tolist() == losses
    assert bits(session)[:2] == bits(twin)[:2]


def test_a_trial_opens_as_the_current_run_with_its_bits_and_undo_takes_it_back(
    qtbot: QtBot, session: Session, sweeping: Sweeping
) -> None:
    session.training.step()
    before = session.cursor.run
    sweeping.start(plan_of(shapes=((3, 1),)))
    finish(sweeping)
    sweeping.choose(3)
    result = sweeping.result_of(3)
    assert result is not None
    with qtbot.waitSignal(session.announced) as said:
        sweeping.open()
        while sweeping.opening.is_running:
            QApplication.processEvents()
    assert session.cursor.run.name == "rate 0.1 · seed 1 · 3,1"
    assert said.args == ["Rate 0.1 · seed 1 · 3,1 is in the list of runs now, and the current one."]
    assert (session.cursor.run.number, session.cursor.steps) == (2, 20)
    assert session.cursor.trainer.learning_rate == 0.1
    assert session.cursor.evaluation.loss.hex() == result.loss.hex()
    assert session.cursor.owner.history.losses.values.tolist() == result.losses[:-1].tolist()
    session.edits.undo()
    assert session.experiment.runs == [before]
    session.edits.redo()
    assert session.cursor.evaluation.loss.hex() == result.loss.hex()


def test_a_trial_that_diverged_opens_at_its_last_finite_step(
    session: Session, sweeping: Sweeping
) -> None:
    sweeping.start(plan_of(rates=(1.0,), seeds=(0,), steps=300, hidden="linear", output="linear"))
    finish(sweeping)
    (result,) = sweeping.results
    assert result.diverged_at is not None
    sweeping.choose(0)
    sweeping.open()
    while sweeping.opening.is_running:
        QApplication.processEvents()
    assert 0 < session.cursor.steps <= result.diverged_at < 300
    assert session.cursor.evaluation.loss.hex() == result.loss.hex()


def test_an_opening_that_is_cancelled_leaves_the_runs_as_they_are(
    session: Session, sweeping: Sweeping
) -> None:
    begin_endless(sweeping)
    sweeping.cancel()
    before = bits(session)
    sweeping.choose(7)
    sweeping.open()
    assert sweeping.opening.is_running
    sweeping.opening.cancel()
    assert not sweeping.opening.is_running
    QApplication.processEvents()
    assert bits(session) == before
    assert session.experiment.new_run(session.cursor.run.start).number == 2


def test_another_experiment_ends_an_opening(session: Session, sweeping: Sweeping) -> None:
    begin_endless(sweeping)
    sweeping.cancel()
    sweeping.choose(0)
    sweeping.open()
    session.open(new_experiment())
    assert not sweeping.opening.is_running


def test_results_are_of_the_data_at_the_time_and_a_cell_opens_with_these(
    session: Session, sweeping: Sweeping
) -> None:
    sweeping.start(plan_of())
    finish(sweeping)
    assert not sweeping.is_outdated
    session.edits.set_dataset(Dataset([[1.0, 2.0], [0.0, 1.0]], [1.0, 0.0]), "edit samples")
    assert sweeping.is_outdated
    sweeping.open()
    while sweeping.opening.is_running:
        QApplication.processEvents()
    assert session.cursor.dataset == four_samples()
    assert not sweeping.is_outdated


def test_a_neighbour_in_the_grid_is_chosen_but_none_beyond_its_edge(sweeping: Sweeping) -> None:
    sweeping.start(plan_of())
    sweeping.cancel()
    sweeping.choose(None)
    sweeping.move_choice(1, 0)
    assert sweeping.chosen == 0
    sweeping.move_choice(1, 0)
    assert sweeping.chosen == 1
    sweeping.move_choice(0, 1)
    assert sweeping.chosen == 3
    for beyond in ((1, 0), (0, 1)):
        sweeping.move_choice(*beyond)
        assert sweeping.chosen == 3
