"""A window does the same whatever experiments it had before: menus, shortcuts, undo, edits."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QSpinBox, QTableView, QWidget
from pytestqt.qtbot import QtBot

from app.session.session import Session
from app.window.actions.action_table import ACTIONS
from app.window.actions.shortcuts_dialog import ShortcutsDialog
from app.window.main_window import MainWindow
from micrograd.data.dataset import Dataset, four_samples
from micrograd.training.phases import Phase
from tests.app.keyboard import retype
from tests.app.window.by_hand import LEFT, choose, press, said

CONTROL = Qt.KeyboardModifier.ControlModifier
CONTROL_ALT = CONTROL | Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
# The offscreen platform prints this for every menu and every floating panel.
pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support (raise|grabbing the keyboard)", extend=True
)


@pytest.fixture
def window(renewed_window: MainWindow) -> MainWindow:
    return renewed_window


def box_text(qtbot: QtBot, window: MainWindow) -> str:
    """Return the text of the open message box, and close it with its button."""
    box = window.findChild(QMessageBox, "message_box")
    text = box.text()
    assert box.isVisible()
    qtbot.mouseClick(box.buttons()[0], LEFT)
    qtbot.waitUntil(lambda: window.findChild(QMessageBox, "message_box") is None)
    return text


def test_training_is_driven_from_its_menu(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    choose(qtbot, window, "Training", "Step")
    assert session.cursor.steps == 1
    choose(qtbot, window, "Training", "Step phase")
    assert session.cursor.phase is Phase.FORWARD
    choose(qtbot, window, "Training", "Run")
    qtbot.waitUntil(lambda: session.cursor.steps > 3)
    choose(qtbot, window, "Training", "Pause")
    assert not window.runner.is_running
    choose(qtbot, window, "Training", "Reset")
    assert session.cursor.steps == 0


def test_the_network_is_changed_from_its_menu(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    choose(qtbot, window, "Network", "Add layer")
    assert session.cursor.recipe.layers == (4, 4, 4, 1)
    choose(qtbot, window, "Network", "New weights")
    assert session.cursor.recipe.seed == 1
    session.training.step()
    choose(qtbot, window, "Network", "Same weights again")
    assert (session.cursor.recipe.seed, session.cursor.steps) == (1, 0)


def test_a_table_is_pasted_as_a_new_dataset_from_the_menu(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    QGuiApplication.clipboard().setText("a\tb\ty\n1\t2\t3\n")
    choose(qtbot, window, "Edit", "Paste as new dataset")
    assert session.cursor.dataset == Dataset([[1.0, 2.0]], [3.0])
    choose(qtbot, window, "Edit", "Use the four samples")
    assert session.cursor.dataset == four_samples()


def test_about_says_what_this_program_is(qtbot: QtBot, window: MainWindow) -> None:
    choose(qtbot, window, "Help", "About Micrograd Playground")
    assert "Micrograd Playground" in box_text(qtbot, window)


def test_f1_lists_every_shortcut(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_F1)
    dialog = window.findChild(ShortcutsDialog)
    lines = dialog.findChild(QTableView, "shortcuts_list").model()
    texts = {tuple(lines.index(row, i).data() for i in (0, 1)) for row in range(lines.rowCount())}
    assert {(spec.keys, spec.tooltip) for spec in ACTIONS if spec.shortcut} <= texts
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_f10_does_one_step_and_f11_one_phase(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    press(qtbot, window, Qt.Key.Key_F10)
    assert session.cursor.steps == 1
    press(qtbot, window, Qt.Key.Key_F8)
    press(qtbot, window, Qt.Key.Key_F8)
    assert session.cursor.steps == 1
    assert session.cursor.phase is Phase.ZERO_GRAD


def test_f5_runs_and_pauses(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    press(qtbot, window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: session.cursor.steps > 3)
    assert window.runner.is_running
    press(qtbot, window, Qt.Key.Key_F5)
    assert not window.runner.is_running


def test_shift_f5_runs_as_many_steps_as_the_field_says(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    window.controls.run_steps.setValue(9)
    press(qtbot, window, Qt.Key.Key_F5, SHIFT)
    qtbot.waitUntil(lambda: not window.runner.is_running)
    assert session.cursor.steps == 9


def test_ctrl_r_starts_again(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    session.training.step()
    press(qtbot, window, Qt.Key.Key_R, CONTROL)
    assert session.cursor.steps == 0


def test_shortcuts_of_the_network(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    press(qtbot, window, Qt.Key.Key_L, CONTROL)
    assert len(session.cursor.recipe.layers) == 4
    press(qtbot, window, Qt.Key.Key_G, CONTROL)
    assert session.cursor.recipe.seed == 1
    session.training.step()
    press(qtbot, window, Qt.Key.Key_G, CONTROL | SHIFT)
    assert (session.cursor.recipe.seed, session.cursor.steps) == (1, 0)


def test_ctrl_7_fits_the_loss_plot(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    plot = window.view("loss").plot
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    zoomed = plot.getViewBox().viewRange()[0]
    press(qtbot, window, Qt.Key.Key_F, CONTROL_ALT)
    whole = plot.getViewBox().viewRange()[0]
    assert whole[1] - whole[0] > zoomed[1] - zoomed[0]


def test_ctrl_e_edits_the_chosen_parameter(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    session.selection.choose([7])
    press(qtbot, window, Qt.Key.Key_E, CONTROL)
    editor = window.view("parameters").tree.findChild(QWidget, "cell_editor")
    assert editor.isVisible()
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    qtbot.keyClicks(editor, "0.5")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.cursor.trainer.parameters[7].data == 0.5)
    assert session.undo_stack.undo_text == "change layer 1 · neuron 2 · b"


def test_ctrl_shift_v_pastes_a_new_dataset(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    QGuiApplication.clipboard().setText("1\t2\t3\n")
    press(qtbot, window, Qt.Key.Key_V, CONTROL | SHIFT)
    assert session.cursor.dataset == Dataset([[1.0, 2.0]], [3.0])


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda s: s.edits.resize_layer(0, 6), ["parameters kept", "training goes on at step 2"]),
        (lambda s: s.edits.set_activation(0, "relu"), ["all 41 parameters kept", "step 2"]),
        (lambda s: s.edits.set_dataset(Dataset([[1.0] * 3], [1.0]), "paste"), ["all weights kept"]),
        (lambda s: s.edits.new_weights(), ["seed 1", "step count restarted at 0"]),
        (lambda s: s.edits.same_weights(), ["seed 0", "step count restarted at 0"]),
    ],
)
def test_the_status_bar_says_what_an_edit_did(
    window: MainWindow, session: Session, edit: object, words: list[str]
) -> None:
    session.training.step()
    session.training.step()
    edit(session)  # type: ignore[operator]
    for each in words:
        assert each in said(window)


def test_saving_is_said(window: MainWindow, tmp_path: Path) -> None:
    window.view("dataset").save(str(tmp_path / "samples.csv"))
    assert "samples.csv" in said(window)


def test_going_back_pauses_training(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    window.runner.run()
    qtbot.waitUntil(lambda: session.cursor.steps > 3)
    session.cursor.go_to(2)
    assert not window.runner.is_running
    assert (session.cursor.steps, len(session.experiment.runs)) == (2, 1)
    window.runner.run()
    qtbot.waitUntil(lambda: session.cursor.steps > 3)
    assert len(session.experiment.runs) == 2


def test_the_title_names_the_experiment_and_marks_what_is_not_saved(
    window: MainWindow, session: Session
) -> None:
    assert window.windowTitle() == "Untitled[*] — Micrograd Playground"
    assert not window.isWindowModified()
    session.training.step()
    assert window.isWindowModified()


def test_what_was_refused_in_a_panel_is_over_when_a_run_begins(
    qtbot: QtBot, window: MainWindow
) -> None:
    layers, dataset = window.view("layers"), window.view("dataset")
    retype(qtbot, layers.findChild(QSpinBox, "layer_1_size"), "99")
    dataset.model.setData(dataset.model.index(0, 0), "many")
    assert layers.message.isVisible()
    assert dataset.message.isVisible()
    assert dataset.model.refused_cell == (0, 0)
    window.runner.run()
    window.runner.pause()
    assert not layers.message.isVisible()
    assert not dataset.message.isVisible()
    assert dataset.model.refused_cell is None
