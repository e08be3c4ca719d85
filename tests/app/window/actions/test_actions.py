"""The table of actions: each row is whole, has keys of its own, and does something."""

from collections import Counter

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.views.dialogs.export.dialog import ExportDialog
from app.window.actions.action_spec import ActionSpec
from app.window.actions.action_table import ACTIONS, MENUS, THEMES
from app.window.actions.actions import method_of
from app.window.main_window import MainWindow
from app.window.view_table import PANELS, VIEWS, class_of
from tests.test_documentation import KEY
from tests.window_pages import pages_of

SPECS = {spec.name: spec for spec in ACTIONS}
each_action = pytest.mark.parametrize("spec", ACTIONS, ids=SPECS)


def twice(items: list[str]) -> list[str]:
    return [item for item, count in Counter(items).items() if count > 1]


def test_every_name_is_there_once() -> None:
    assert not twice([spec.name for spec in ACTIONS])


def test_every_shortcut_is_there_once() -> None:
    keys = [keys for spec in ACTIONS for keys in (spec.shortcut, spec.also) if keys]
    shortcuts = [QKeySequence(each).toString() for each in keys]
    assert len(shortcuts) > 10
    assert not twice(shortcuts)


@each_action
def test_a_row_is_whole(spec: ActionSpec) -> None:
    assert spec.name.isidentifier()
    assert spec.name == spec.name.lower()
    assert spec.text.replace("&", "")
    assert spec.tooltip[0].isupper()
    assert not spec.tooltip.endswith(".")


@each_action
def test_a_shortcut_is_one_that_qt_knows(spec: ActionSpec) -> None:
    keys = QKeySequence(spec.shortcut)
    assert keys.isEmpty() == (spec.shortcut == "")
    assert keys.toString() == spec.shortcut
    assert all(combination.key() != Qt.Key.Key_unknown for combination in keys)


# What a person who knows other programs presses.
DESKTOP = {
    "Ctrl+N": "new_experiment",
    "Ctrl+O": "open_experiment",
    "Ctrl+S": "save_experiment",
    "Ctrl+Shift+S": "save_experiment_as",
    "Ctrl+W": "quit",
    "Ctrl+Q": "quit",
    "Ctrl+Z": "undo",
    "Ctrl+Shift+Z": "redo",
    "Ctrl+Y": "redo",
    "Ctrl+F": "find_node",
    "Ctrl+PgUp": "previous_page",
    "Ctrl+PgDown": "next_page",
    "F1": "shortcuts",
    "F11": "full_screen",
    "Ctrl++": "larger_text",
    "Ctrl+=": "larger_text",
    "Ctrl+-": "smaller_text",
    "Ctrl+0": "normal_text",
}
# Keys that open a menu, mark or move text, leave the window or go through its fields.
RESERVED = {
    *("Shift+F10", "Menu", "Alt+F4", "Ctrl+Tab", "Ctrl+Shift+Tab", "Esc", "Return", "Space"),
    *("Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+Home", "Ctrl+End", "Ctrl+Left", "Ctrl+Right"),
    *("Alt+Down", "Alt+Up", "F2", "F4", "F6", "F7"),
}


def keys_of(spec: ActionSpec) -> set[str]:
    return {keys for keys in (spec.shortcut, spec.also) if keys}


def test_keys_do_what_they_do_in_other_programs(shared_window: MainWindow) -> None:
    actions = shared_window.actions_by_name
    for keys, name in DESKTOP.items():
        assert keys in [each.toString() for each in actions[name].shortcuts()], keys
    for spec in ACTIONS:
        assert not keys_of(spec) & RESERVED, spec.name


def test_keys_in_the_words_of_a_control_are_keys_of_an_action(shared_window: MainWindow) -> None:
    known = {keys for spec in ACTIONS for keys in keys_of(spec)}
    places = [rows for spec in VIEWS for rows in class_of(spec).keys.values()]
    known |= {key for rows in places for names, _ in rows for key in names.split(", ")}
    said: set[str] = set()
    for page in pages_of(shared_window):
        assert page
        for widget in shared_window.findChildren(QWidget):
            said |= set(KEY.findall(widget.toolTip()))
            if isinstance(widget, QLabel):
                said |= set(KEY.findall(widget.text()))
    assert len(said) > 15
    assert said - known == set()


def test_the_next_page_follows_the_last_and_the_first(qtbot: QtBot, window: MainWindow) -> None:
    seen = [window.stage.page]
    while len(seen) <= len(window.stage.names):
        qtbot.keyClick(window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
        seen.append(window.stage.page)
    assert seen == [*window.stage.names, window.stage.names[0]]
    qtbot.keyClick(window, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert window.stage.page == window.stage.names[-1]


def test_a_number_that_is_still_being_typed_is_taken_before_an_action(
    qtbot: QtBot, window: MainWindow
) -> None:
    rate, button = (window.findChild(QWidget, name) for name in ("learning_rate", "step_button"))
    assert isinstance(rate, QLineEdit)
    assert button is not None
    rate.setFocus()
    rate.selectAll()
    qtbot.keyClicks(rate, "0.3")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    cursor = window.session.cursor
    assert (cursor.steps, cursor.recipe.learning_rate) == (1, 0.3)


def test_letters_of_a_menu_are_there_once() -> None:
    menus = {(menu, spec.submenu) for menu, rows in MENUS.items() for spec in rows if spec}
    for menu, submenu in menus:
        texts = [spec.text for spec in MENUS[menu] if spec and spec.submenu == submenu]
        letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
        assert letters
        assert not twice(letters), menu


def test_every_slot_is_a_method_of_the_window_or_of_what_it_holds(
    shared_window: MainWindow,
) -> None:
    for spec in ACTIONS:
        assert callable(method_of(spec, shared_window)), spec.slot


def submenus(menu: QMenu) -> list[QMenu]:
    return [entry.menu() for entry in menu.actions() if entry.menu()]


def test_every_action_stands_in_its_menu_with_its_tooltip_and_keys(
    shared_window: MainWindow,
) -> None:
    menus = {action.text().replace("&", ""): action.menu() for action in menu_bar(shared_window)}
    assert list(menus) == list(MENUS)
    for menu, spec in [(menu, spec) for menu, rows in MENUS.items() for spec in rows if spec]:
        action = shared_window.findChild(QAction, spec.name)
        assert action is shared_window.actions_by_name[spec.name]
        inside = {"": menus[menu]} | {each.title(): each for each in submenus(menus[menu])}
        assert action in inside[spec.submenu].actions()
        assert spec.tooltip in action.toolTip()
        assert spec.shortcut in action.toolTip()
        assert action.shortcut().toString() == spec.shortcut


def groups_of(window: MainWindow, name: str) -> list[list[str]]:
    """The texts of each group of a menu; a line ends a group."""
    menu = next(entry.menu() for entry in menu_bar(window) if entry.text() == f"&{name}")
    groups: list[list[str]] = [[]]
    for action in menu.actions():
        if action.isSeparator():
            groups.append([])
        else:
            groups[-1].append(action.text().replace("&", ""))
    return groups


def test_what_belongs_together_stands_between_two_lines_of_a_menu(
    shared_window: MainWindow,
) -> None:
    assert groups_of(shared_window, "File") == [
        ["New", "Open…", "Open recent", "Save", "Save as…", "Open script…", "Recover…"],
        ["Export…", "Record a film…", "Zoom film…"],
        [
            "New data…",
            "Karpathy's micrograd demo",
            "Sohl-Dickstein's trainability",
            "Open dataset…",
            "Read table again…",
            "Save dataset…",
        ],
        ["Quit"],
    ]
    assert groups_of(shared_window, "Runs")[1] == ["Rename…", "Duplicate", "Hide or show the curve"]
    for menu in ("File", "Edit", "Training", "Network", "Runs", "View"):
        groups = groups_of(shared_window, menu)
        assert len(groups) > 1, menu
        assert all(groups), menu


def test_no_text_stands_twice_in_a_menu(shared_window: MainWindow) -> None:
    for menu in MENUS:
        assert not twice([text for group in groups_of(shared_window, menu) for text in group]), menu


def test_pages_panels_and_menus_have_names_of_their_own(shared_window: MainWindow) -> None:
    titles = [spec.plain_title for spec in VIEWS]
    assert not twice(titles)
    for spec in PANELS.values():
        panel = shared_window.view(spec.name)
        assert panel.windowTitle() == panel.accessibleName() == spec.title
        assert panel.toggleViewAction().text() == f"{spec.title} panel"


def test_the_tab_of_a_page_is_shorter_than_its_entry_in_the_menu(shared_window: MainWindow) -> None:
    assert shared_window.actions_by_name["show_network"].text() == "&Network page"
    assert shared_window.findChild(QToolButton, "network_tab").text() == "Network"


def test_icons_stand_where_the_table_has_one(shared_window: MainWindow) -> None:
    for spec in ACTIONS:
        assert shared_window.actions_by_name[spec.name].icon().isNull() == (not spec.icon)


def test_shortcuts_of_the_whole_window_are_there_once(shared_window: MainWindow) -> None:
    actions = set(shared_window.findChildren(QAction))
    keys = [keys.toString() for action in actions for keys in action.shortcuts()]
    assert not twice([key for key in keys if key])


def menu_bar(window: MainWindow) -> list[QAction]:
    return window.menuBar().actions()


# Actions that are triggered.

# The dialogs that ask with Qt, answered with nothing.
ASKING = ["getOpenFileName", "getSaveFileName"]
IN_FRONT = ["shortcuts", "about"]


def close_dialogs(window: MainWindow) -> None:
    for widget in QApplication.topLevelWidgets():
        if widget is not window and widget.isVisible():
            widget.close()
    # Closed ones would be styled with each new size of the text.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


# The largest experiment that an action begins takes the engine seconds to look at.
@pytest.mark.usefixtures("compiled_loop")
def test_every_action_can_be_triggered_at_any_time(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    for method in ASKING:
        monkeypatch.setattr(QFileDialog, method, lambda *arguments: ("", ""))
    QApplication.clipboard().setText("1\t2\t3\n4\t5\t6\n")
    triggered = []
    for before in ("untrained", "trained", "within a step"):
        if before == "trained":
            window.session.training.step()
        elif before == "within a step":
            window.session.training.step_phase()
        for name in SPECS:
            if name != "quit" and name not in IN_FRONT:
                window.actions_by_name[name].trigger()
                triggered.append(name)
                window.runner.pause()
                close_dialogs(window)
    assert len(triggered) == 3 * (len(SPECS) - 1 - len(IN_FRONT))


@pytest.mark.parametrize("name", IN_FRONT)
def test_help_opens_a_dialog_that_can_be_closed(
    qtbot: QtBot, window: MainWindow, name: str
) -> None:
    window.actions_by_name[name].trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    # It is gone, not hidden.
    qtbot.waitUntil(lambda: not isValid(dialog))


def test_a_zoom_film_is_asked_for(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_by_name["zoom_film"].trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ExportDialog)
    assert (dialog.kind.choice(), dialog.form.options().along) == ("film", "zoom")
    dialog.close()


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
    dataset = window.session.cursor.dataset
    for name in ("open_dataset", "save_dataset"):
        window.actions_by_name[name].trigger()
    assert asked == ASKING
    assert window.session.cursor.dataset is dataset
    assert window.session.undo_stack.count == 0


# Actions are enabled where they do something.


def test_undo_and_redo_are_enabled_where_there_is_something_to(window: MainWindow) -> None:
    undo, redo = window.actions_by_name["undo"], window.actions_by_name["redo"]
    assert not undo.isEnabled()
    assert not redo.isEnabled()
    window.session.edits.set_learning_rate(0.2)
    assert undo.isEnabled()
    assert "learning rate" in undo.text()
    undo.trigger()
    assert not undo.isEnabled()
    assert redo.isEnabled()
    assert window.session.cursor.trainer.learning_rate == 0.1


def test_a_layer_can_be_added_up_to_the_eighth(window: MainWindow) -> None:
    add = window.actions_by_name["add_layer"]
    while add.isEnabled():
        add.trigger()
    assert len(window.session.cursor.recipe.layers) == 8
    window.session.undo_stack.undo()
    assert add.isEnabled()


def test_the_theme_menu_has_one_choice_checked(window: MainWindow) -> None:
    assert list(window.theme_actions) == list(THEMES)
    window.theme_actions["light"].trigger()
    checked = [name for name, action in window.theme_actions.items() if action.isChecked()]
    assert checked == ["light"]
    assert window.appearance.theme.name == "light"


# The runs, from the menu.


@pytest.fixture
def two_runs(window: MainWindow) -> MainWindow:
    """Run 1 has two steps; run 2, a branch of it, is the current one."""
    session = window.session
    session.training.step()
    session.training.step()
    session.cursor.go_to(1)
    session.training.step()
    return window


def test_the_menu_renames_the_chosen_run_in_the_list(qtbot: QtBot, two_runs: MainWindow) -> None:
    window = two_runs
    window.view("runs").segments.choose("Compare")
    window.show_page("graph")
    window.actions_by_name["rename_run"].trigger()
    field = window.view("runs").table.findChild(QLineEdit)
    qtbot.waitUntil(field.isVisible)
    qtbot.keyClicks(field, "branch")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.session.cursor.run.name == "branch")


def test_the_menu_turns_to_the_chosen_run(two_runs: MainWindow) -> None:
    session, table = two_runs.session, two_runs.view("runs").table
    table.choose([session.experiment.runs[0]])
    two_runs.actions_by_name["make_run_current"].trigger()
    assert session.cursor.run is session.experiment.runs[0]


def test_where_no_run_is_chosen_the_menu_acts_on_the_current_one(two_runs: MainWindow) -> None:
    session, table = two_runs.session, two_runs.view("runs").table
    current = session.cursor.run
    table.clearSelection()
    two_runs.actions_by_name["make_run_current"].trigger()
    assert session.cursor.run is current
    assert table.chosen == [current]


@pytest.mark.parametrize("name", ["rename_run", "edit_parameter"])
def test_an_editor_that_is_open_already_is_gone_on_with(
    qtbot: QtBot, two_runs: MainWindow, name: str
) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    # In a window behind another one an editor does not close when the focus would leave it.
    qtbot.waitUntil(lambda: not two_runs.isActiveWindow())
    two_runs.actions_by_name[name].trigger()
    editors = [each for each in two_runs.findChildren(QLineEdit) if "editor" in each.objectName()]
    two_runs.actions_by_name[name].trigger()
    again = [each for each in two_runs.findChildren(QLineEdit) if "editor" in each.objectName()]
    assert editors == again
    assert len(editors) == 1
