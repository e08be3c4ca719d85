"""A step that takes long to come to is waited for, and the wait can be cancelled."""

import json
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from app.kit import waiting
from app.kit.waiting import WaitingDialog
from app.session import approach, step_scale
from app.session.session import Session
from app.views.panels.loss import curves
from app.window.main_window import MainWindow
from micrograd.compiled import library
from micrograd.data.dataset import Dataset
from micrograd.files.reading import from_bytes
from micrograd.files.writing import to_bytes
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import Experiment, new_experiment
from micrograd.runs.last_loss import unknown_ends
from micrograd.runs.recording import train_run
from micrograd.runs.restore import near_step, restore, steps_to_replay
from micrograd.runs.run import Run, Start, drawn_start
from tests.app.sessions import numbers

STEPS, FAR = 600_000, 400_000


@pytest.fixture(scope="module")
def saved(built_loop: object) -> bytes:
    """A file with an untrained current run, and one of many steps with one checkpoint."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "_loaded", built_loop)
        experiment = new_experiment()
        run = experiment.current
        train_run(run, run.start.trainer(), STEPS)
        experiment.add(experiment.new_run(run.start))
        experiment.current = experiment.runs[1]
        content = json.loads(to_bytes(experiment))
    content["runs"][0]["checkpoints"] = content["runs"][0]["checkpoints"][-1:]
    content["runs"][0]["place"] = 0
    return json.dumps(content).encode()


@pytest.fixture
def experiment(saved: bytes, compiled_loop: object) -> Experiment:
    return from_bytes(saved)


@pytest.fixture
def opened(
    window: MainWindow, session: Session, experiment: Experiment, monkeypatch: pytest.MonkeyPatch
) -> Session:
    """A window that has opened the file, and computes nothing in the background."""
    monkeypatch.setattr(waiting, "AT_ONCE_S", 0.0)
    monkeypatch.setattr(approach, "FAR_S", 0.01)
    session.opened.disconnect(window.background_recompute.begin)
    session.open(experiment)
    session.runs.make_current(session.experiment.runs[0])
    assert session.cursor.steps == 0
    return session


def dialog_of(window: MainWindow) -> WaitingDialog | None:
    dialogs = window.findChildren(WaitingDialog)
    return next((dialog for dialog in dialogs if dialog.isVisible()), None)


def state_of(session: Session) -> tuple[object, ...]:
    cursor = session.cursor
    return cursor.run, cursor.steps, cursor.run.place, numbers(session), cursor.trainer


def expected_at(session: Session, step: int) -> list[float]:
    run = session.experiment.runs[0]
    trainer = run.start.trainer()
    restore(trainer, run, step)
    return [parameter.data for parameter in trainer.parameters]


def test_a_far_step_shows_its_progress_and_is_reached(
    qtbot: QtBot, window: MainWindow, opened: Session
) -> None:
    opened.cursor.go_to(FAR)
    dialog = dialog_of(window)
    assert dialog is not None
    assert dialog.findChild(QLabel, "waiting_text").text() == f"Going to step {FAR:,} of run 1"
    bar = dialog.findChild(QProgressBar)
    shown: list[int] = []
    bar.valueChanged.connect(shown.append)
    assert opened.cursor.steps == 0
    qtbot.waitUntil(lambda: opened.cursor.steps == FAR)
    assert shown == sorted(shown)
    assert dialog_of(window) is None
    assert numbers(opened) == expected_at(opened, FAR)


def test_a_wait_that_is_cancelled_leaves_everything_as_it_was(
    qtbot: QtBot, window: MainWindow, opened: Session
) -> None:
    before = state_of(opened)
    field = window.view("loss").timeline.field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, f"{FAR}")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    dialog = dialog_of(window)
    assert dialog is not None
    qtbot.mouseClick(dialog.findChild(QPushButton, "waiting_cancel"), Qt.MouseButton.LeftButton)
    assert dialog_of(window) is None
    assert state_of(opened) == before
    qtbot.wait(1)
    assert state_of(opened) == before
    opened.cursor.go_to(1)
    assert opened.cursor.steps == 1


def test_the_way_that_was_gone_need_not_be_gone_again(
    qtbot: QtBot, window: MainWindow, opened: Session
) -> None:
    run = opened.cursor.run
    opened.cursor.go_to(FAR)
    before = steps_to_replay(run, FAR)
    qtbot.waitUntil(lambda: steps_to_replay(run, FAR) < before)
    dialog = dialog_of(window)
    assert dialog is not None
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    opened.cursor.go_to(FAR)
    qtbot.waitUntil(lambda: opened.cursor.steps == FAR)
    assert steps_to_replay(run, FAR) == 2


def test_a_run_whose_place_is_far_is_waited_for_too(
    qtbot: QtBot, window: MainWindow, opened: Session
) -> None:
    first, second = opened.experiment.runs
    opened.runs.make_current(second)
    first.place = FAR
    opened.runs.make_current(first)
    assert opened.cursor.run is second
    dialog = dialog_of(window)
    assert dialog is not None
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert (opened.cursor.run, opened.cursor.steps) == (second, 0)
    opened.runs.make_current(first)
    qtbot.waitUntil(lambda: opened.cursor.run is first)
    assert opened.cursor.steps == FAR


def test_a_move_that_is_part_of_an_edit_waits_for_nothing_and_stands_near(
    qtbot: QtBot, window: MainWindow, opened: Session
) -> None:
    first, second = opened.experiment.runs
    opened.runs.make_current(second)
    first.place = FAR
    opened.runs.delete(second)
    assert (dialog_of(window), opened.cursor.run) == (None, first)
    assert steps_to_replay(first, opened.cursor.steps) < FAR / 2
    opened.undo_stack.undo()
    assert (opened.cursor.run, opened.cursor.steps) == (second, 0)


def test_near_steps_need_no_dialog(window: MainWindow, opened: Session) -> None:
    for step in (0, 3, 100, STEPS // 1000):
        opened.cursor.go_to(step)
        assert dialog_of(window) is None
        assert opened.cursor.steps == step


def test_a_handle_that_was_let_go_during_a_wait_is_not_held(
    qtbot: QtBot, window: MainWindow, opened: Session
) -> None:
    strip = window.view("loss").timeline.strip
    opened.step_scale.choose("linear")
    qtbot.mousePress(strip, Qt.MouseButton.LeftButton, pos=QPoint(strip.width() // 2, 20))
    dialog = dialog_of(window)
    assert dialog is not None
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.mouseMove(strip, QPoint(strip.width() // 2 + 40, 20))
    assert dialog_of(window) is None
    assert opened.cursor.steps == 0


def test_without_a_window_nobody_waits(compiled_loop: object, experiment: Experiment) -> None:
    session = Session(experiment)
    session.runs.make_current(experiment.runs[0])
    session.cursor.go_to(FAR)
    assert session.cursor.steps == FAR


@pytest.fixture
def unequal(compiled_loop: object, monkeypatch: pytest.MonkeyPatch) -> tuple[Session, list[str]]:
    """A run of quick and one of slow steps, and what is waited for."""
    monkeypatch.setattr(approach, "FAR_S", 0.001)
    experiment = new_experiment()
    points = [i / 2_000 for i in range(2_000)]
    slow = Recipe(layers=(16, 16, 1), dataset=Dataset([[x] for x in points], points))
    experiment.add(experiment.new_run(drawn_start(slow.changed(learning_rate=1e-6))))
    for run in experiment.runs:
        train_run(run, run.start.trainer(), 14)
        assert steps_to_replay(run, 12) >= 6
    session, texts = Session(experiment), list[str]()
    session.cursor.approach.wait = lambda text, work, then, cancelled: texts.append(text)
    return session, texts


def stand_in(session: Session, run: Run) -> None:
    session.cursor.move(run, 0)
    for other in session.experiment.runs:
        other.place = 12


def test_the_wait_is_guessed_for_the_network_and_samples_that_one_goes_to(
    unequal: tuple[Session, list[str]],
) -> None:
    session, texts = unequal
    quick, slow = session.experiment.runs
    stand_in(session, quick)
    session.runs.make_current(slow)
    assert texts == [f"Going to step 12 of {slow.name}"]
    stand_in(session, slow)
    session.runs.make_current(quick)
    assert (len(texts), session.cursor.run, session.cursor.steps) == (1, quick, 12)


def test_an_edit_stands_as_near_as_the_run_that_it_turns_to_allows(
    unequal: tuple[Session, list[str]],
) -> None:
    session, texts = unequal
    quick, slow = session.experiment.runs
    stand_in(session, quick)
    session.runs.delete(quick)
    assert session.cursor.run is slow
    assert session.cursor.steps < 12
    session.undo_stack.undo()
    stand_in(session, slow)
    session.runs.delete(slow)
    assert (session.cursor.run, session.cursor.steps, texts) == (quick, 12, [])


# The dialog itself.


def test_short_work_shows_no_dialog(window: MainWindow) -> None:
    done: list[str] = []
    waiting.wait_for(window, "w", iter([0.5, 1.0]), lambda: done.append("then"), done.clear)
    assert done == ["then"]
    assert dialog_of(window) is None


def test_an_error_of_the_work_closes_the_dialog(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "AT_ONCE_S", 0.0)
    caught: list[type[BaseException]] = []
    monkeypatch.setattr("sys.excepthook", lambda kind, error, trace: caught.append(kind))

    def work() -> Iterator[float]:
        yield 0.1
        yield 0.2
        raise ZeroDivisionError

    called: list[str] = []

    def call(name: str) -> Callable[[], object]:
        return lambda: called.append(name)

    waiting.wait_for(window, "w", work(), call("then"), call("cancelled"))
    qtbot.waitUntil(lambda: bool(caught))
    assert caught == [ZeroDivisionError]
    assert (dialog_of(window), called) == (None, [])


def deep_line(length: int) -> Experiment:
    """A run of one step, and branches of branches of one step each; the first one is shown."""
    experiment = new_experiment()
    run = experiment.current
    train_run(run, run.start.trainer(), 1)
    for _ in range(length):
        state, count = run.history.last, len(run.start.grads)
        assert state is not None
        start = Start(run.steps, run.recipe, (*state,), (0.0,) * count)
        run = experiment.new_run(start, run)
        train_run(run, run.start.trainer(), 1)
        run.place = run.steps
        experiment.add(run)
    return experiment


def test_a_branch_of_many_branches_is_waited_for_and_the_wait_can_be_cancelled(
    qtbot: QtBot, window: MainWindow, opened: Session
) -> None:
    experiment = deep_line(80)
    opened.open(experiment)
    first, deepest = experiment.runs[0], experiment.runs[-1]
    opened.runs.make_current(deepest)
    dialog = dialog_of(window)
    assert dialog is not None
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert opened.cursor.run is first
    opened.runs.make_current(deepest)
    assert dialog_of(window) is not None
    qtbot.waitUntil(lambda: opened.cursor.run is deepest)
    assert unknown_ends(deepest) == []
    opened.runs.make_current(first)
    opened.runs.make_current(deepest)
    # All is known by now.
    assert opened.cursor.run is deepest


def test_of_many_ancestors_the_nearest_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step_scale, "MOST_OTHERS", 1)
    monkeypatch.setattr(curves, "MOST_PAST", 3)
    experiment = deep_line(6)
    *_, one, two, three, experiment.current = experiment.runs
    overlay = curves.overlay_of(experiment)
    assert [segment.run for segment in overlay.past] == [experiment.runs[2], one, two]
    assert [segment.run for segment in overlay.runs] == [three]


def test_the_place_of_a_deep_branch_is_found_without_a_look_at_its_ancestors(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = deep_line(5).runs[-1]
    monkeypatch.setattr(Run, "lineage", property(lambda run: pytest.fail("they were looked at")))
    assert near_step(run, run.place, 0.1) == 6


def test_ancestors_without_steps_take_no_time_in_the_history(
    window: MainWindow, opened: Session
) -> None:
    experiment = new_experiment()
    run = experiment.current
    for _ in range(5):
        run = experiment.new_run(run.start, run)
        experiment.add(run)
    opened.open(experiment)
    opened.runs.make_current(run)
    assert opened.cursor.run is run
    assert len(window.view("history")._line) == 1
