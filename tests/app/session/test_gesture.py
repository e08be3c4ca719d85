"""A gesture is one edit to undo and one change of the run, also while training goes on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QSlider, QSpinBox, QStyle, QStyleOptionSlider, QWidget
from pytestqt.qtbot import QtBot

from app.session.gesture import PAUSE_MS, Gesture
from app.session.session import Session
from app.views.setting_field import SettingField
from app.window.main_window import MainWindow
from micrograd.data.dataset import Dataset
from micrograd.files.reading import read_experiment
from micrograd.recipe.settings import SETTINGS
from micrograd.runs.experiment import new_experiment
from tests.app.sessions import train
from tests.event_loop import turn

LEFT = Qt.MouseButton.LeftButton
NOTCHES = 7
TWO = Dataset([[1.0, 2.0, 3.0], [0.5, 0.0, 1.0]], [0.5, -0.5])


@pytest.fixture
def window(renewed_window: MainWindow) -> MainWindow:
    return renewed_window


def handle_of(slider: QSlider) -> QPoint:
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    complex_control = QStyle.ComplexControl.CC_Slider
    part = QStyle.SubControl.SC_SliderHandle
    return slider.style().subControlRect(complex_control, option, part, slider).center()


def drag(qtbot: QtBot, session: Session, slider: QSlider) -> None:
    """Drag the handle in several moves; between them training goes on where it runs."""
    start = handle_of(slider)
    qtbot.mousePress(slider, LEFT, pos=start)
    for i in range(1, NOTCHES + 1):
        qtbot.mouseMove(slider, start + QPoint(3 * i, 0))
        if session.is_running:
            steps = session.cursor.steps
            qtbot.waitUntil(lambda before=steps: session.cursor.steps > before)
    qtbot.mouseRelease(slider, LEFT, pos=start + QPoint(3 * NOTCHES, 0))


def scroll(widget: QWidget, notches: int = NOTCHES) -> None:
    widget.setFocus()
    middle = QPointF(widget.rect().center())
    for _ in range(notches):
        event = QWheelEvent(
            middle,
            widget.mapToGlobal(middle),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)


def changes(session: Session) -> list[str]:
    return [event.kind for event in session.cursor.run.events]


def rate(session: Session) -> float:
    return session.cursor.trainer.learning_rate


@pytest.mark.parametrize("steps", [0, 5])
def test_a_dragged_rate_is_one_change_and_one_edit(
    qtbot: QtBot, window: MainWindow, session: Session, steps: int
) -> None:
    train(session, steps)
    drag(qtbot, session, window.controls.rate_slider)
    assert rate(session) > 0.1
    assert session.undo_stack.count == 1
    assert changes(session) == ["learning_rate"] * (steps > 0)
    window.actions_by_name["undo"].trigger()
    assert rate(session) == 0.1


def test_a_hand_that_rests_while_it_drags_makes_one_edit(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    slider, pause = (
        window.controls.rate_slider,
        window.controls.findChild(Gesture).findChild(QTimer),
    )
    pause.setInterval(0)
    start = handle_of(slider)
    qtbot.mousePress(slider, LEFT, pos=start)
    for i in range(1, 4):
        qtbot.mouseMove(slider, start + QPoint(6 * i, 0))
        turn(3)
    qtbot.mouseRelease(slider, LEFT, pos=start + QPoint(18, 0))
    pause.setInterval(PAUSE_MS)
    assert rate(session) > 0.1
    assert session.undo_stack.count == 1


def test_a_rate_that_is_dragged_while_it_runs_changes_once_at_the_end(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    window.runner.run()
    qtbot.waitUntil(lambda: session.cursor.steps > 0)
    drag(qtbot, session, window.controls.rate_slider)
    window.runner.pause()
    assert changes(session) == ["learning_rate"]
    assert session.undo_stack.count == 1
    assert float(window.controls.rate.text()) == rate(session) > 0.1


@pytest.mark.parametrize("is_running", [False, True])
def test_a_rate_that_is_scrolled_changes_once(
    qtbot: QtBot, window: MainWindow, session: Session, is_running: bool
) -> None:
    train(session, 3)
    if is_running:
        window.runner.run()
    scroll(window.controls.rate_slider)
    assert float(window.controls.rate.text()) > 0.1
    qtbot.waitUntil(lambda: rate(session) > 0.1)
    window.runner.pause()
    assert changes(session) == ["learning_rate"]
    assert session.undo_stack.count == 1


def test_what_is_scrolled_later_is_another_edit(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    slider = window.controls.rate_slider
    scroll(slider, 2)
    between = rate(session)
    gesture = window.controls.findChild(Gesture)
    gesture.end()
    scroll(slider, 2)
    assert session.undo_stack.count == 2
    session.edits.undo()
    assert rate(session) == between
    assert PAUSE_MS > 600  # A held key repeats after up to 600 ms.


@pytest.mark.parametrize("steps", [0, 4])
@pytest.mark.parametrize("name", ["seed", "layer_1_size"])
def test_a_number_that_is_scrolled_is_one_edit_and_one_run(
    qtbot: QtBot, window: MainWindow, session: Session, name: str, steps: int
) -> None:
    train(session, steps)
    before, runs = session.cursor.recipe, len(session.experiment.runs)
    numbers = [parameter.data for parameter in session.cursor.trainer.parameters]
    field = window.findChild(QSpinBox, name)
    first = field.value()
    scroll(field)
    recipe = session.cursor.recipe
    assert field.value() == first + NOTCHES
    assert (recipe.seed if name == "seed" else recipe.layers[0]) == first + NOTCHES
    assert session.undo_stack.count == 1
    assert len(session.experiment.runs) == runs + (steps > 0)
    session.edits.undo()
    assert (session.cursor.recipe, len(session.experiment.runs)) == (before, runs)
    assert [parameter.data for parameter in session.cursor.trainer.parameters] == numbers
    session.edits.redo()
    assert session.cursor.recipe == recipe


def test_scrolling_through_a_small_layer_keeps_the_weights_of_the_large_one(
    window: MainWindow, session: Session
) -> None:
    train(session, 4)
    field = window.findChild(QSpinBox, "layer_1_size")
    before = [p.data for p in session.cursor.model.layers[0].parameters()]
    gesture = 77
    for width in (3, 2, 1, 4, 5):
        session.edits.resize_layer(0, width, gesture)
    kept = [p.data for p in session.cursor.model.layers[0].parameters()][: len(before)]
    assert kept == before
    assert field.value() == 5


def test_what_was_trained_in_the_middle_of_a_gesture_stays(session: Session) -> None:
    session.edits.start_with("seed", 1, 77)
    train(session, 2)
    trained = session.cursor.run
    session.edits.start_with("seed", 2, 77)
    assert session.undo_stack.count == 2
    session.edits.undo()
    assert (session.cursor.run, session.cursor.steps) == (trained, 2)


def test_a_gesture_back_to_where_it_began_leaves_nothing(session: Session) -> None:
    run = session.cursor.run
    for seed in (1, 2, 1, 0):
        session.edits.start_with("seed", seed, 77)
    assert session.undo_stack.count == 0
    assert session.cursor.run is run


def test_a_seed_that_is_typed_while_it_runs_is_taken(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    window.runner.run()
    qtbot.waitUntil(lambda: session.cursor.steps > 0)
    field = window.findChild(QSpinBox, "seed")
    field.selectAll()
    qtbot.keyClicks(field, "9")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.cursor.recipe.seed == 9)
    window.runner.pause()
    assert isinstance(field.parent(), SettingField)
    assert SETTINGS["seed"].text(9) == field.text()


# Before the gesture has ended.


def scroll_the_rate_of_a_run(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    """Turn the wheel over the rate while it trains; the pause after it is not over yet."""
    window.runner.run()
    qtbot.waitUntil(lambda: session.cursor.steps > 0)
    scroll(window.controls.rate_slider)
    assert rate(session) == 0.1
    window.controls.findChild(Gesture)._pause.stop()


def test_steps_after_a_pause_have_the_rate_that_was_scrolled(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    scroll_the_rate_of_a_run(qtbot, window, session)
    window.actions_by_name["run"].trigger()
    assert not window.runner.is_running
    assert rate(session) == float(window.controls.rate.text()) > 0.1
    assert changes(session) == ["learning_rate"]


def test_what_is_scrolled_stays_in_the_experiment_that_it_was_meant_for(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    scroll_the_rate_of_a_run(qtbot, window, session)
    left = session.cursor.run
    session.open(new_experiment())
    assert [event.kind for event in left.events] == ["learning_rate"]
    window.controls.findChild(Gesture).end()
    assert rate(session) == session.cursor.recipe.learning_rate == 0.1


def test_what_is_scrolled_is_saved(
    qtbot: QtBot, window: MainWindow, session: Session, tmp_path: Path
) -> None:
    scroll_the_rate_of_a_run(qtbot, window, session)
    window.document.belong_to(tmp_path / "scrolled.json")
    window.document.save()
    saved = read_experiment(tmp_path / "scrolled.json")
    assert [event.kind for event in saved.runs[0].events] == ["learning_rate"]


def test_undo_takes_back_what_is_being_scrolled(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    scroll_the_rate_of_a_run(qtbot, window, session)
    session.edits.undo()
    window.controls.findChild(Gesture).end()
    window.runner.pause()
    assert rate(session) == 0.1


# A step under way.


def words_of(session: Session) -> list[str]:
    said: list[str] = []
    session.announced.connect(said.append)
    return said


def stand_in_the_backward_pass(session: Session) -> None:
    train(session, 1)
    for _ in range(2):
        session.training.step_phase()
    session.training.step_operation()
    assert session.cursor.phase.value == "backward pass"


EDITS: dict[str, Callable[[Session], None]] = {
    "a parameter": lambda session: session.edits.set_parameter(0, 0.5, 7),
    "the dataset": lambda session: session.edits.set_dataset(TWO, "use two samples"),
    "a layer": lambda session: session.edits.resize_layer(0, 5),
    "undo": lambda session: session.edits.undo(),
}


@pytest.mark.parametrize("what", EDITS)
def test_an_edit_in_the_middle_of_a_pass_says_that_the_step_begins_again(
    session: Session, what: str
) -> None:
    session.edits.set_parameter(3, 0.25)
    stand_in_the_backward_pass(session)
    said = words_of(session)
    EDITS[what](session)
    assert session.cursor.trainer.is_between_steps
    assert said[-1].endswith("The backward pass was under way: the step begins again.")


def test_a_drag_says_it_once_and_between_steps_nothing_is_said(session: Session) -> None:
    stand_in_the_backward_pass(session)
    said = words_of(session)
    for x in (0.5, 0.6, 0.7):
        session.edits.set_parameter(0, x, 7)
    assert len(said) == 1
    assert "layer 1 · neuron 1 · w1" in said[0].lower()
