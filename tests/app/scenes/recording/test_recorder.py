"""Recorder: what is done in a window is played again, bit for bit."""

import random
from collections.abc import Iterator, Mapping

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDockWidget,
    QLineEdit,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.scenes.acts.acts import Show, Train, TriggerAction, Walk
from app.scenes.acts.edits import ChangeParameter, ChangeSetting, Undo
from app.scenes.acts.panels import ShowPanels
from app.scenes.acts.runs import GoTo, OpenExperiment
from app.scenes.playground.playground import Playground
from app.scenes.recording.recorder import Recorder
from app.session.session import Session
from app.session.undo import new_gesture
from app.window.main_window import MainWindow
from micrograd.files.errors import FileError
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment
from tests.app.random_acts import AnyTrainer
from tests.app.scenes.recording.recorded import acts_of, check_played, play, state_of

# Each of these has found a mistake.
SEEDS = [10, 50]


@pytest.fixture
def recorder(renewed_window: MainWindow) -> Recorder:
    recorder = Recorder(Playground(renewed_window), renewed_window)
    recorder.start()
    return recorder


def press(window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    QTest.keyClick(window, key, modifier)
    QApplication.processEvents()


def find(window: MainWindow, kind: type[QWidget], name: str) -> QWidget:
    return next(each for each in window.findChildren(kind, name) if each.isVisible())


class AnyGuest(AnyTrainer):
    """Does things by chance to a session that is there."""

    def __init__(self, seed: int, session: Session) -> None:
        super().__init__(seed)
        self.session = session

    def reopen(self) -> None:
        """Skip this act: the steps of a file are computed in the background, at their own time."""


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_a_person_does_is_played_again(
    renewed_window: MainWindow, session: Session, seed: int
) -> None:
    activations = ("tanh", "linear")
    session.open(new_experiment(Recipe(layers=(2, 1), activations=activations, seed=seed)))
    session.selection.choose([0])
    person, chance = AnyGuest(seed, session), random.Random(seed)
    for _ in range(chance.choice([0, 5])):
        person.act()
    recorder = Recorder(Playground(renewed_window))
    recorder.start()
    for _ in range(25):
        person.act()
        if chance.random() < 0.1:
            session.selection.choose([chance.randrange(3)])
    check_played(renewed_window, recorder.stop())


def test_clicks_and_keys_become_acts(
    renewed_window: MainWindow, recorder: Recorder, qtbot: QtBot
) -> None:
    window, none = renewed_window, Qt.KeyboardModifier.NoModifier
    rate = find(window, QLineEdit, "learning_rate")
    rate.setFocus()
    QTest.keyClick(rate, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(rate, "0.05")
    QTest.keyClick(rate, Qt.Key.Key_Return)
    press(window, Qt.Key.Key_F10, none)
    press(window, Qt.Key.Key_F8, none)
    press(window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    press(window, Qt.Key.Key_F12, none)
    press(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    press(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    script = recorder.stop()
    kinds = [type(act) for act in acts_of(script)]
    assert kinds[:3] == [ChangeSetting, Train, Walk]
    assert kinds.count(GoTo) == 1
    assert kinds[-2:] == [TriggerAction, Undo]
    assert [scene.page for scene in script.scenes] == ["network", "graph"]
    check_played(window, script)


def test_running_is_recorded_by_its_steps(
    renewed_window: MainWindow, session: Session, recorder: Recorder, qtbot: QtBot
) -> None:
    QTest.keyClick(renewed_window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: session.cursor.steps > 50)
    session.edits.set_learning_rate(0.02)
    steps = session.cursor.steps
    qtbot.waitUntil(lambda: session.cursor.steps > steps)
    QTest.keyClick(renewed_window, Qt.Key.Key_F5)
    script = recorder.stop()
    train, rate, more = acts_of(script)
    assert (train.steps, train.steps + more.steps) == (steps, session.cursor.steps)
    assert rate == ChangeSetting(setting="learning_rate", to="0.02", at=rate.at)
    check_played(renewed_window, script)


@pytest.fixture
def slow_recorder(renewed_window: MainWindow) -> Recorder:
    """A recorder where a run shows each phase of a step by itself."""
    renewed_window.runner.speed.hold(5)
    recorder = Recorder(Playground(renewed_window), renewed_window)
    recorder.start()
    return recorder


def test_a_recording_may_begin_amid_a_step_without_an_act(renewed_window: MainWindow) -> None:
    none = Qt.KeyboardModifier.NoModifier
    for key in (Qt.Key.Key_F10, Qt.Key.Key_F12, Qt.Key.Key_F8):
        press(renewed_window, key, none)
    operations = renewed_window.session.cursor.trainer.operations_done
    recorder = Recorder(Playground(renewed_window), renewed_window)
    recorder.start()
    script = recorder.stop()
    assert script.begin.operations == operations > 0
    assert not acts_of(script)
    check_played(renewed_window, script)


def test_a_run_that_a_key_begins_is_one_act(
    renewed_window: MainWindow, session: Session, slow_recorder: Recorder, qtbot: QtBot
) -> None:
    QTest.keyPress(renewed_window, Qt.Key.Key_F5)
    trainer = session.cursor.trainer
    qtbot.waitUntil(lambda: bool(trainer.operations_done))
    QTest.keyRelease(renewed_window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: session.cursor.steps > 1)
    QTest.keyClick(renewed_window, Qt.Key.Key_F5)
    script = slow_recorder.stop()
    assert [type(act) for act in acts_of(script)] == [Train]
    check_played(renewed_window, script)


@pytest.mark.parametrize("edits", [False, True])
def test_a_run_may_end_or_be_edited_amid_a_step(
    renewed_window: MainWindow,
    session: Session,
    slow_recorder: Recorder,
    qtbot: QtBot,
    edits: bool,
) -> None:
    trainer = session.cursor.trainer
    QTest.keyClick(renewed_window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: session.cursor.steps > 0 and trainer.operations_done > 0)
    if edits:
        session.edits.set_parameter(3, 0.25)
        qtbot.waitUntil(lambda: trainer.is_between_steps)
        qtbot.waitUntil(lambda: trainer.operations_done > 0)
    QTest.keyClick(renewed_window, Qt.Key.Key_F5)
    kinds = [Train, ChangeParameter, Train] if edits else [Train]
    script = slow_recorder.stop()
    acts = acts_of(script)
    assert [type(act) for act in acts] == kinds
    assert acts[-1].operations == trainer.operations_done > 0
    check_played(renewed_window, script)


def test_what_is_chosen_and_shown_is_recorded(
    renewed_window: MainWindow, session: Session, recorder: Recorder
) -> None:
    session.selection.choose([2, 5])
    session.selection.choose_sample(3)
    renewed_window.remembered.choose({"nodes": "maps"})
    script = recorder.stop()
    # All of it at one moment, in any order.
    names = [type(act).__name__ for act in acts_of(script)]
    assert sorted(names) == ["Choose", "ChooseParameters", "Show"]
    check_played(renewed_window, script)
    renewed_window.remembered.choose({"nodes": "numbers"})


@pytest.fixture
def panels(renewed_window: MainWindow) -> Iterator[Mapping[str, QDockWidget]]:
    """The panels, of which those come back that a test takes away."""
    shown = renewed_window.docks.shown
    yield renewed_window.panels
    renewed_window.show_page("network")
    Playground(renewed_window).panels.begin(shown)


def toggle(window: MainWindow, name: str) -> None:
    """Show or hide a panel as the menu does."""
    window.panels[name].toggleViewAction().trigger()
    press(window, Qt.Key.Key_Shift, Qt.KeyboardModifier.NoModifier)


def test_panels_that_come_and_go_are_recorded_apart_from_those_that_give_way(
    renewed_window: MainWindow, panels: Mapping[str, QDockWidget]
) -> None:
    window = renewed_window
    toggle(window, "dataset")
    recorder = Recorder(Playground(window), window)
    recorder.start()
    before = window.docks.shown
    toggle(window, "training_loop")
    control = Qt.KeyboardModifier.ControlModifier
    press(window, Qt.Key.Key_4, control)
    assert window.docks.giving_way
    # One that gave way is shown all the same.
    toggle(window, window.docks.giving_way[0])
    press(window, Qt.Key.Key_1, control)
    script = recorder.stop()
    assert {*(script.begin.panels or ())} == {*before}
    acts = [act for act in acts_of(script) if isinstance(act, ShowPanels)]
    assert len(acts) == 2
    assert {*before} ^ {*acts[0].shown} == {"training_loop"}
    recorded = window.docks.shown
    toggle(window, "dataset")
    toggle(window, "training_loop")
    play(script, window)
    assert window.docks.shown == recorded
    check_played(window, script)


def test_a_choice_knows_the_control_that_made_it(
    renewed_window: MainWindow, recorder: Recorder
) -> None:
    faces = find(renewed_window, QAbstractButton, "show_maps_button")
    QTest.mouseClick(faces, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    (act,) = acts_of(recorder.stop())
    assert (act.what, act.to, act.by) == ("nodes", "maps", "show_maps_button")
    renewed_window.remembered.choose({"nodes": "numbers"})


def test_an_expression_is_typed_and_walked(renewed_window: MainWindow, recorder: Recorder) -> None:
    window = renewed_window
    press(window, Qt.Key.Key_7, Qt.KeyboardModifier.ControlModifier)
    walk = window.view("expression").walk
    walk.set_text("a = 2\nb = 3\na * b")
    walk.step_back()
    walk.step_back()
    script = recorder.stop()
    assert [type(act) for act in acts_of(script)] == [Show, Walk]
    play(script, window)
    assert walk.own_passes.place == (0, 0)


def test_a_drag_is_one_act(
    renewed_window: MainWindow, session: Session, recorder: Recorder
) -> None:
    gesture = new_gesture()
    for data in (0.1, 0.2, 0.3):
        session.edits.set_parameter(0, data, gesture)
    session.edits.undo()
    session.edits.redo()
    script = recorder.stop()
    assert [type(act).__name__ for act in acts_of(script)] == ["ChangeParameter", "Undo", "Redo"]
    check_played(renewed_window, script)


def test_an_edit_from_before_the_recording_is_undone_as_well(
    renewed_window: MainWindow, session: Session
) -> None:
    session.edits.set_learning_rate(0.3)
    recorder = Recorder(Playground(renewed_window))
    recorder.start()
    session.edits.undo()
    script = recorder.stop()
    assert OpenExperiment in map(type, acts_of(script))
    check_played(renewed_window, script)


def test_a_recording_ends_in_words_where_the_experiment_gets_too_large_for_a_file(
    renewed_window: MainWindow, session: Session, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def refuse(experiment: object) -> None:
        raise FileError("it is too large")

    recordings = renewed_window.recordings
    session.edits.set_learning_rate(0.3)
    recordings.toggle()
    session.training.step()
    monkeypatch.setattr("app.scenes.recording.recorder.content_for_script", refuse)
    session.edits.undo()
    qtbot.waitUntil(lambda: not recordings.is_recording)
    (told,) = renewed_window.findChildren(QMessageBox)
    assert (told.text(), told.informativeText()) == ("The recording ends here", "it is too large")
    assert recordings.editor
    told.accept()
    recordings.editor.give_up()


def test_a_value_that_is_refused_leaves_no_act(session: Session, recorder: Recorder) -> None:
    with pytest.raises(ValueError, match="number"):
        session.edits.set_learning_rate(-1.0)
    assert acts_of(recorder.stop()) == []


def test_recording_changes_nothing(renewed_window: MainWindow, session: Session) -> None:
    before = state_of(renewed_window)
    recorder = Recorder(Playground(renewed_window))
    recorder.start()
    script = recorder.stop()
    assert state_of(renewed_window) == before
    assert script.begin.settings == {}
    assert script.begin.experiment is None


def test_nothing_is_heard_after_the_stop(session: Session, recorder: Recorder) -> None:
    recorder.stop()
    session.edits.set_learning_rate(0.3)
    assert not session.deeds.is_heard
    recorder.start()
    assert acts_of(recorder.stop()) == []
