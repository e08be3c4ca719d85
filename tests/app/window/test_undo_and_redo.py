"""Every edit is taken back and done again, in a window that had other experiments before."""

import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from app.session.session import Session
from app.window.main_window import MainWindow
from micrograd.data.dataset import Dataset, four_samples
from micrograd.recipe.presets import PRESETS
from tests.app.window.by_hand import choose, plain_text, press

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
# The offscreen platform prints this for every menu and every floating panel.
pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support (raise|grabbing the keyboard)", extend=True
)


@pytest.fixture
def window(renewed_window: MainWindow) -> MainWindow:
    return renewed_window


def state(session: Session) -> tuple:
    """Everything that an edit may change."""
    parameters = [parameter.data for parameter in session.cursor.trainer.parameters]
    return (
        session.cursor.recipe,
        session.cursor.dataset,
        session.cursor.trainer.learning_rate,
        parameters,
    )


EDITS = {
    "the network": lambda session: session.edits.resize_layer(0, 6),
    "an activation": lambda session: session.edits.set_activation(1, "relu"),
    "the weights": lambda session: session.edits.new_weights(),
    "the dataset": lambda session: session.edits.set_dataset(Dataset([[1.0, 2.0]], [1.0]), "paste"),
    "the learning rate": lambda session: session.edits.set_learning_rate(0.5),
    "all settings": lambda session: session.begin_preset("micrograd-demo"),
    "a parameter": lambda session: session.edits.set_parameter(3, 0.25),
}


def test_ctrl_z_takes_an_edit_back_and_ctrl_shift_z_does_it_again(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    session.training.step()
    for name, edit in EDITS.items():
        before = state(session)
        edit(session)
        after = state(session)
        assert after != before, name
        press(qtbot, window, Qt.Key.Key_Z, CONTROL)
        assert state(session) == before, name
        press(qtbot, window, Qt.Key.Key_Z, CONTROL | SHIFT)
        assert state(session) == after, name


def test_all_edits_in_a_row_are_taken_back_one_by_one(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    states = [state(session)]
    for edit in EDITS.values():
        edit(session)
        states.append(state(session))
    for expected in states[-2::-1]:
        press(qtbot, window, Qt.Key.Key_Z, CONTROL)
        assert state(session) == expected
    for expected in states[1:]:
        press(qtbot, window, Qt.Key.Key_Z, CONTROL | SHIFT)
        assert state(session) == expected


def test_the_menu_says_what_undo_takes_back(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    undo = window.findChild(QAction, "undo")
    redo = window.findChild(QAction, "redo")
    assert (undo.isEnabled(), redo.isEnabled()) == (False, False)
    session.edits.set_learning_rate(0.5)
    assert (undo.isEnabled(), redo.isEnabled()) == (True, False)
    assert plain_text(undo) == "Undo change learning rate"
    choose(qtbot, window, "Edit", "Undo change learning rate")
    assert plain_text(redo) == "Redo change learning rate"
    assert (undo.isEnabled(), redo.isEnabled()) == (False, True)


def test_undo_of_a_reset_brings_the_run_back(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    for _ in range(5):
        session.training.step()
    before, losses = state(session), list(session.cursor.owner.history.losses.values)
    press(qtbot, window, Qt.Key.Key_R, CONTROL)
    press(qtbot, window, Qt.Key.Key_Z, CONTROL)
    assert state(session) == before
    assert session.cursor.steps == 5
    assert list(session.cursor.owner.history.losses.values) == losses


def test_a_rate_just_typed_is_taken_back_from_where_it_was_typed(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    rate = window.controls.rate
    rate.setFocus()
    qtbot.keyClick(rate, Qt.Key.Key_A, CONTROL)
    qtbot.keyClicks(rate, "0.5")
    qtbot.keyClick(rate, Qt.Key.Key_Return)
    assert session.cursor.trainer.learning_rate == 0.5
    qtbot.keyClick(rate, Qt.Key.Key_Z, CONTROL)
    assert session.cursor.trainer.learning_rate == 0.1


def test_edits_of_every_kind_while_running_are_safe(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    session.edits.set_learning_rate(0.01)
    press(qtbot, window, Qt.Key.Key_F5)
    edits = [
        *EDITS.values(),
        lambda s: s.edits.set_learning_rate(0.01),
        lambda s: s.selection.choose([0, 5]),
        lambda s: s.undo_stack.undo(),
        lambda s: s.undo_stack.redo(),
        lambda s: s.edits.set_dataset(four_samples(), "use the four samples"),
        lambda s: s.edits.add_layer(),
        lambda s: s.edits.remove_layer(0),
    ]
    for edit in edits:
        edit(session)
        steps = session.cursor.steps
        qtbot.waitUntil(lambda steps=steps: session.cursor.steps > steps)
    assert window.runner.is_running
    assert math.isfinite(session.cursor.evaluation.loss)
    assert session.cursor.run.steps == session.cursor.steps


def test_undo_that_leads_to_an_earlier_step_pauses_training(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    window.runner.run()
    qtbot.waitUntil(lambda: session.cursor.steps > 3)
    session.edits.resize_layer(0, 5)
    steps = session.cursor.steps
    qtbot.waitUntil(lambda: session.cursor.steps > steps)
    old = session.cursor.run.parent
    assert old is not None
    window.runner.pause()
    session.edits.undo()
    session.training.step()
    assert session.cursor.run is not old or session.cursor.steps == old.steps


def test_karpathys_demo_is_begun_from_its_menu_and_again_after_it_was_trained(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    session.training.step()
    first = session.cursor.run
    for _ in range(2):
        choose(qtbot, window, "File", "Karpathy's micrograd demo")
        assert session.cursor.recipe == PRESETS["micrograd-demo"].recipe()
        assert (session.cursor.steps, len(session.cursor.dataset)) == (0, 100)
        session.training.step()
    for _ in range(2):
        press(qtbot, window, Qt.Key.Key_Z, CONTROL)
    assert session.cursor.run is first
