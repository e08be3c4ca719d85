"""The window: menus, shortcuts, messages, theme, undo and redo, layout."""

import math
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QSettings, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMenu,
    QMessageBox,
    QSpinBox,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.session.session import Session
from app.window.action_table import ACTIONS
from app.window.main_window import MainWindow
from app.window.shortcuts_dialog import ShortcutsDialog
from micrograd.data.dataset import Dataset, four_samples
from micrograd.files.reading import read_experiment
from micrograd.training.phases import Phase
from tests.app.keyboard import retype
from tests.event_loop import turn

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
# The offscreen platform prints this for every menu and every floating panel.
pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support (raise|grabbing the keyboard)", extend=True
)


def press(
    qtbot: QtBot, window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE
) -> None:
    """Press a key where the focus is."""
    qtbot.keyClick(window.focusWidget() or window, key, modifier)


def plain_text(action: QAction) -> str:
    return action.text().replace("&", "")


def open_menu(qtbot: QtBot, window: MainWindow, name: str) -> QMenu:
    bar = window.menuBar()
    title = next(action for action in bar.actions() if plain_text(action) == name)
    qtbot.mouseClick(bar, LEFT, pos=bar.actionGeometry(title).center())
    qtbot.waitUntil(title.menu().isVisible)
    return title.menu()


def click_in_menu(qtbot: QtBot, menu: QMenu, text: str) -> QAction:
    action = next(action for action in menu.actions() if plain_text(action) == text)
    qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
    return action


def choose(qtbot: QtBot, window: MainWindow, menu: str, text: str) -> None:
    """Click an entry of a menu."""
    click_in_menu(qtbot, open_menu(qtbot, window, menu), text)


def choose_theme(qtbot: QtBot, window: MainWindow, text: str) -> None:
    submenu = click_in_menu(qtbot, open_menu(qtbot, window, "View"), "Theme").menu()
    qtbot.waitUntil(submenu.isVisible)
    click_in_menu(qtbot, submenu, text)


def said(window: MainWindow) -> str:
    return window.findChild(QLabel, "status_message").text()


def box_text(qtbot: QtBot, window: MainWindow) -> str:
    """Return the text of the open message box, and close it with its button."""
    box = window.findChild(QMessageBox, "message_box")
    text = box.text()
    assert box.isVisible()
    qtbot.mouseClick(box.buttons()[0], LEFT)
    qtbot.waitUntil(lambda: window.findChild(QMessageBox, "message_box") is None)
    return text


# Menus.


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
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    for spec in ACTIONS:
        if spec.shortcut:
            assert spec.keys in texts
            assert spec.tooltip in texts
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_the_theme_is_switched_through_the_menu(
    qtbot: QtBot, window: MainWindow, appearance: Appearance
) -> None:
    def background() -> str:
        return QApplication.palette().window().color().name().upper()

    dark = background()
    choose_theme(qtbot, window, "Light")
    assert appearance.theme.name == "light"
    assert background() == appearance.theme["background"]
    assert background() != dark
    choose_theme(qtbot, window, "Dark")
    assert background() == dark
    choose_theme(qtbot, window, "System")
    assert appearance.choice == "system"


def test_another_theme_repaints_every_panel(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    session.training.step()
    widgets: list[QWidget] = [*window.panels.values(), window.view("network"), window.controls]
    dark = [widget.grab().toImage() for widget in widgets]
    choose_theme(qtbot, window, "Light")
    light = [widget.grab().toImage() for widget in widgets]
    assert all(before != after for before, after in zip(dark, light, strict=True))


# Shortcuts.


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
    press(qtbot, window, Qt.Key.Key_7, CONTROL)
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


# Undo and redo.


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


# Messages.


def test_the_status_bar_says_how_to_begin(window: MainWindow) -> None:
    assert "F5" in said(window)


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


def test_the_speed_is_read_while_running_and_pause_is_said(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    reading = window.findChild(QLabel, "speed_reading")
    assert reading.text() == ""
    press(qtbot, window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: session.cursor.steps > 3)
    assert reading.text().endswith("steps per second")
    press(qtbot, window, Qt.Key.Key_F5)
    assert reading.text() == "paused"


# While running.


class LayoutRequests(QObject):
    """Counts how often a window is asked to lay itself out."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.count = 0
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


@pytest.mark.parametrize("page", ["network", "graph", "expression", "sweep"])
def test_a_step_of_training_lays_nothing_out(
    window: MainWindow, session: Session, page: str
) -> None:
    for panel in window.panels.values():
        panel.show()
    window.stage.show_page(page)
    for _ in range(2):
        session.training.step()
        turn(5)
    requests = LayoutRequests(window)
    for _ in range(5):
        session.training.step()
        turn(2)
    assert requests.count == 0


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


def test_closing_the_window_stops_the_training(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    press(qtbot, window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: session.cursor.steps > 0)
    window.close()
    assert not window.runner.is_running


def question_of(window: MainWindow) -> QMessageBox:
    return window.findChild(QMessageBox, "message_box")


def answer(qtbot: QtBot, box: QMessageBox, text: str) -> None:
    (button,) = [b for b in box.buttons() if b.text().replace("&", "") == text]
    qtbot.mouseClick(button, LEFT)


def test_closing_asks_once_about_what_is_not_saved(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    session.training.step()
    window.close()
    assert window.isVisible()
    answer(qtbot, question_of(window), "Cancel")
    assert window.isVisible()
    window.close()
    answer(qtbot, question_of(window), "Don't save")
    assert not window.isVisible()


def test_save_in_that_question_saves_and_closes(
    qtbot: QtBot, window: MainWindow, session: Session, tmp_path: Path
) -> None:
    file = tmp_path / "two steps.json"
    session.training.step()
    window.document.belong_to(file)
    session.training.step()
    window.close()
    answer(qtbot, question_of(window), "Save")
    qtbot.waitUntil(lambda: not window.isVisible())
    assert read_experiment(file).current.steps == 2


def test_without_changes_it_closes_without_a_word(window: MainWindow) -> None:
    window.close()
    assert not window.isVisible()


# Layout.


def panel_places(window: MainWindow) -> list[tuple]:
    return [
        (p.isVisible(), p.isFloating(), window.dockWidgetArea(p), p.geometry().getRect())
        for p in window.panels.values()
    ]


def test_reset_the_layout_puts_every_panel_back(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.view("loss").width() > 400)
    before = panel_places(window)
    qtbot.mouseClick(window.findChild(QToolButton, "loss_panel_hide"), LEFT)
    qtbot.mouseClick(window.findChild(QToolButton, "network_panel_float"), LEFT)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, window.view("dataset"))
    assert panel_places(window) != before
    choose(qtbot, window, "View", "Reset the layout")
    qtbot.waitUntil(lambda: [p[:3] for p in panel_places(window)] == [p[:3] for p in before])
    qtbot.waitUntil(lambda: panel_places(window) == before)


def test_everything_is_inside_the_window_at_its_first_size(window: MainWindow) -> None:
    assert (window.width(), window.height()) == (1440, 900)
    panels = [panel for panel in window.panels.values() if panel is not window.view("runs")]
    for widget in [*panels, window.view("network"), window.controls]:
        assert widget.isVisible()
        corner = widget.mapTo(window, widget.rect().bottomRight())
        assert window.rect().contains(corner)


def test_the_list_of_runs_comes_with_the_second_run(window: MainWindow, session: Session) -> None:
    assert window.view("runs").isHidden()
    session.training.step()
    session.edits.same_weights()
    assert window.view("runs").isVisible()
    assert window.view("runs").geometry().left() > window.view("loss").geometry().right()


def test_a_list_of_runs_that_was_hidden_stays_hidden(window: MainWindow, session: Session) -> None:
    session.training.step()
    session.edits.same_weights()
    window.view("runs").hide()
    session.training.step()
    session.edits.same_weights()
    assert window.view("runs").isHidden()


def test_the_list_of_runs_gives_way_to_the_graph_and_comes_back(
    window: MainWindow, session: Session
) -> None:
    window.show_page("graph")
    session.training.step()
    session.edits.same_weights()
    assert window.view("runs").isHidden()
    window.show_page("network")
    assert window.view("runs").isVisible()
    window.show_page("graph")
    assert window.view("runs").isHidden()


def test_going_back_pauses_training(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    window.runner.run()
    qtbot.waitUntil(lambda: session.cursor.steps > 3)
    session.cursor.go_to(2)
    assert not window.runner.is_running
    assert (session.cursor.steps, len(session.experiment.runs)) == (2, 1)
    window.runner.run()
    qtbot.waitUntil(lambda: session.cursor.steps > 3)
    assert len(session.experiment.runs) == 2


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


def test_the_title_names_the_experiment_and_marks_what_is_not_saved(
    window: MainWindow, session: Session
) -> None:
    assert window.windowTitle() == "Untitled[*] — Micrograd Playground"
    assert not window.isWindowModified()
    session.training.step()
    assert window.isWindowModified()


def test_size_and_panels_are_remembered(
    qtbot: QtBot, session: Session, appearance: Appearance, tmp_path: Path
) -> None:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)

    def opened() -> MainWindow:
        window = MainWindow(Session(), appearance, settings)
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        return window

    first = opened()
    first.resize(1200, 780)
    qtbot.mouseClick(first.findChild(QToolButton, "loss_panel_hide"), LEFT)
    first.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, first.view("dataset"))
    choose_theme(qtbot, first, "Light")
    first.close()
    second = opened()
    assert not second.view("loss").isVisible()
    right = Qt.DockWidgetArea.RightDockWidgetArea
    assert second.dockWidgetArea(second.view("dataset")) == right
    assert abs(second.width() - 1200) <= 1200 - min(1200, second.screen().availableSize().width())
    assert settings.value("theme") == "light"


def test_a_file_opens_with_what_was_chosen_and_planned(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.session.selection.choose([5, 9])
    window.show_page("sweep")
    field = window.view("sweep").form.fields["rates"]
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0.1, 0.3")
    path = tmp_path / "planned.json"
    window.document.path = path
    window.document.save()
    again = MainWindow(Session(read_experiment(path)), window.appearance)
    qtbot.addWidget(again)
    assert again.session.selection.parameters == [5, 9]
    assert again.view("sweep").form.fields["rates"].text() == "0.1, 0.3"
    assert not again.document.is_changed
    again.close()


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
