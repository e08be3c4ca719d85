"""Shortcuts dialog: every key is in it, and it fits on the screen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.window.actions.action_table import MENUS
from app.window.actions.shortcuts_dialog import PRESENTING, Shortcut, ShortcutsDialog
from app.window.view_table import VIEWS, class_of


@pytest.fixture
def behind(qtbot: QtBot, appearance: Appearance) -> QWidget:
    """A window that the dialog stands in front of."""
    behind = QWidget()
    qtbot.addWidget(behind)
    return behind


@pytest.fixture
def dialog(qtbot: QtBot, behind: QWidget) -> ShortcutsDialog:
    """The dialog, shown."""
    dialog = ShortcutsDialog(behind)
    with qtbot.waitExposed(dialog):
        dialog.open()
    return dialog


def test_keys_are_grouped_by_menu_and_by_the_place_where_they_work(
    dialog: ShortcutsDialog,
) -> None:
    heads = [line.keys for line in dialog.list.lines.rows if line.is_title]
    places = [place for spec in VIEWS for place in class_of(spec).keys]
    assert len(places) == 14
    assert heads == [*MENUS, *places, *PRESENTING]


def test_keys_of_places_are_in_it(dialog: ShortcutsDialog) -> None:
    assert Shortcut("F2", "Rename it") in dialog.list.lines.rows
    assert "Shift+Left, Shift+Right" in {line.keys for line in dialog.list.lines.rows}


def test_it_is_lower_than_the_screen_and_scrolls_with_the_keyboard(
    qtbot: QtBot, dialog: ShortcutsDialog
) -> None:
    assert dialog.height() <= 0.8 * dialog.screen().availableGeometry().height()
    bar = dialog.list.verticalScrollBar()
    assert bar.maximum() > 0
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_PageDown)
    assert bar.value() > 0


def test_no_text_is_cut_off_at_the_side(dialog: ShortcutsDialog) -> None:
    assert sum(dialog.list.widths()) <= dialog.list.viewport().width()


def test_each_key_is_a_line_that_a_screen_reader_reads(
    qtbot: QtBot, dialog: ShortcutsDialog
) -> None:
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Down)
    first = dialog.list.lines.rows[1]
    row = dialog.list.currentIndex().row()
    assert [dialog.list.lines.index(row, i).data() for i in (0, 1)] == [*first]


def test_with_large_text_it_is_no_wider_than_the_screen_and_words_wrap(
    qtbot: QtBot, behind: QWidget, appearance: Appearance
) -> None:
    appearance.resize_text(200)
    dialog = ShortcutsDialog(behind)
    with qtbot.waitExposed(dialog):
        dialog.open()
    appearance.resize_text(100)
    assert dialog.width() <= dialog.screen().availableSize().width()
    table = dialog.list
    assert table.columnWidth(0) + table.columnWidth(1) <= table.viewport().width()
    keys = (row for row, line in enumerate(table.lines.rows) if not line.is_title)
    assert len({table.rowHeight(row) for row in keys}) > 1
    dialog.close()


def test_all_keys_of_an_action_are_in_it(dialog: ShortcutsDialog) -> None:
    assert "Ctrl+Shift+Z, Ctrl+Y" in {line.keys for line in dialog.list.lines.rows}


def test_escape_closes_it(qtbot: QtBot, dialog: ShortcutsDialog) -> None:
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Escape)


def test_its_button_closes_it(qtbot: QtBot, dialog: ShortcutsDialog) -> None:
    button = dialog.findChild(QPushButton, "shortcuts_close")
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
