"""The table of actions: each row is whole, has keys of its own, and does something."""

from collections import Counter
from operator import attrgetter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from app.action_table import ACTIONS, MENUS, THEMES, ActionSpec
from app.main_window import MainWindow

SPECS = {spec.name: spec for spec in ACTIONS}
each_action = pytest.mark.parametrize("spec", ACTIONS, ids=SPECS)


def twice(items: list[str]) -> list[str]:
    return [item for item, count in Counter(items).items() if count > 1]


def test_every_name_is_there_once() -> None:
    assert not twice([spec.name for spec in ACTIONS])


def test_every_shortcut_is_there_once() -> None:
    shortcuts = [QKeySequence(spec.shortcut).toString() for spec in ACTIONS if spec.shortcut]
    assert len(shortcuts) > 10
    assert not twice(shortcuts)


@each_action
def test_a_row_is_whole(spec: ActionSpec) -> None:
    assert spec.name.isidentifier()
    assert spec.name == spec.name.lower()
    assert spec.menu in MENUS
    assert spec.text.replace("&", "")
    assert spec.tooltip[0].isupper()
    assert not spec.tooltip.endswith(".")


@each_action
def test_a_shortcut_is_one_that_qt_knows(spec: ActionSpec) -> None:
    keys = QKeySequence(spec.shortcut)
    assert keys.isEmpty() == (spec.shortcut == "")
    assert keys.toString() == spec.shortcut
    assert all(combination.key() != Qt.Key.Key_unknown for combination in keys)


def test_letters_of_a_menu_are_there_once() -> None:
    for menu in MENUS:
        texts = [spec.text for spec in ACTIONS if spec.menu == menu]
        letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
        assert letters
        assert not twice(letters), menu


def test_every_slot_is_a_method_of_the_window_or_of_what_it_holds(window: MainWindow) -> None:
    for spec in ACTIONS:
        assert callable(attrgetter(spec.slot)(window)), spec.slot


def test_every_action_stands_in_its_menu_with_its_tooltip_and_keys(window: MainWindow) -> None:
    menus = {action.text().replace("&", ""): action.menu() for action in menu_bar(window)}
    assert list(menus) == MENUS
    for spec in ACTIONS:
        action = window.actions_by_name[spec.name]
        assert action in menus[spec.menu].actions()
        assert action.objectName() == spec.name
        assert spec.tooltip in action.toolTip()
        assert spec.shortcut in action.toolTip()
        assert action.shortcut().toString() == spec.shortcut


def test_icons_stand_where_the_table_has_one(window: MainWindow) -> None:
    for spec in ACTIONS:
        assert window.actions_by_name[spec.name].icon().isNull() == (not spec.icon)


def test_shortcuts_of_the_whole_window_are_there_once(window: MainWindow) -> None:
    actions = set(window.findChildren(QAction))
    keys = [keys.toString() for action in actions for keys in action.shortcuts()]
    assert not twice([key for key in keys if key])


def menu_bar(window: MainWindow) -> list[QAction]:
    return window.menuBar().actions()


# Triggered.

# What Qt asks with, where nothing is chosen.
ASKING = ["getOpenFileName", "getSaveFileName"]
WITH_A_BOX = ["shortcuts", "about"]


def close_dialogs(window: MainWindow) -> None:
    for widget in QApplication.topLevelWidgets():
        if widget is not window and widget.isVisible():
            widget.close()


def test_every_action_can_be_triggered_at_any_time(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    for method in ASKING:
        monkeypatch.setattr(QFileDialog, method, lambda *arguments: ("", ""))
    QApplication.clipboard().setText("1\t2\t3\n4\t5\t6\n")
    triggered = []
    for before in ("untrained", "trained", "within a step"):
        if before == "trained":
            window.session.step()
        elif before == "within a step":
            window.session.step_phase()
        for name in SPECS:
            if name != "quit" and name not in WITH_A_BOX:
                window.actions_by_name[name].trigger()
                triggered.append(name)
                window.runner.pause()
                close_dialogs(window)
    assert len(triggered) == 3 * (len(SPECS) - 1 - len(WITH_A_BOX))


@pytest.mark.parametrize("name", WITH_A_BOX)
def test_help_opens_a_box_that_can_be_closed(qtbot: QtBot, window: MainWindow, name: str) -> None:
    window.actions_by_name[name].trigger()
    box = window.findChild(QMessageBox, "message_box")
    assert box.isVisible()
    assert box.text()
    with qtbot.waitSignal(box.destroyed):
        box.close()


def test_the_list_of_shortcuts_has_all_of_them(qtbot: QtBot, window: MainWindow) -> None:
    window.show_shortcuts()
    box = window.findChild(QMessageBox, "message_box")
    for spec in ACTIONS:
        assert spec.shortcut in box.text()
    with qtbot.waitSignal(box.destroyed):
        box.close()


def test_quit_closes_the_window_and_ends_the_run(qtbot: QtBot, window: MainWindow) -> None:
    window.runner.run()
    window.actions_by_name["quit"].trigger()
    assert not window.isVisible()
    assert not window.runner.is_running


def test_a_file_dialog_that_is_cancelled_changes_nothing(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    for method in ASKING:
        answer = lambda *arguments, method=method: asked.append(method) or ("", "")  # noqa: E731
        monkeypatch.setattr(QFileDialog, method, answer)
    dataset = window.session.dataset
    for name in ("open_dataset", "save_dataset"):
        window.actions_by_name[name].trigger()
    assert asked == ASKING
    assert window.session.dataset is dataset
    assert window.session.undo_stack.count == 0


# Enabled where they do something.


def test_undo_and_redo_are_enabled_where_there_is_something_to(window: MainWindow) -> None:
    undo, redo = window.actions_by_name["undo"], window.actions_by_name["redo"]
    assert not undo.isEnabled()
    assert not redo.isEnabled()
    window.session.set_learning_rate(0.2)
    assert undo.isEnabled()
    assert "learning rate" in undo.text()
    undo.trigger()
    assert not undo.isEnabled()
    assert redo.isEnabled()
    assert window.session.trainer.learning_rate == 0.1


def test_a_layer_can_be_added_up_to_the_eighth(window: MainWindow) -> None:
    add = window.actions_by_name["add_layer"]
    while add.isEnabled():
        add.trigger()
    assert len(window.session.config.layers) == 8
    window.session.undo_stack.undo()
    assert add.isEnabled()


def test_the_theme_menu_has_one_choice_checked(window: MainWindow) -> None:
    assert list(window.theme_actions) == list(THEMES)
    window.theme_actions["light"].trigger()
    checked = [name for name, action in window.theme_actions.items() if action.isChecked()]
    assert checked == ["light"]
    assert window.appearance.theme.name == "light"
