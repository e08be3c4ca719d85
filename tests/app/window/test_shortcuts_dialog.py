"""Shortcuts dialog: every key is in it, and it fits on the screen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.window.action_table import MENUS
from app.window.shortcuts_dialog import PRESENTING, ShortcutsDialog
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
    heads = [x.text() for x in dialog.findChildren(QLabel) if x.property("role") == "title"]
    places = [place for spec in VIEWS for place in class_of(spec).keys]
    assert len(places) == 14
    assert heads == [name.upper() for name in [*MENUS, *places, *PRESENTING]]


def test_keys_of_places_are_in_it(dialog: ShortcutsDialog) -> None:
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    at = texts.index("F2")
    assert texts[at + 1] == "Rename it"
    assert "Shift+Left, Shift+Right" in texts


def test_it_is_lower_than_the_screen_and_scrolls_with_the_keyboard(
    qtbot: QtBot, dialog: ShortcutsDialog
) -> None:
    assert dialog.height() <= 0.8 * dialog.screen().availableGeometry().height()
    bar = dialog.list.verticalScrollBar()
    assert bar.maximum() > 0
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_PageDown)
    assert bar.value() > 0


def test_no_text_is_cut_off_at_the_side(dialog: ShortcutsDialog) -> None:
    assert dialog.list.widget().width() <= dialog.list.viewport().width()


def test_with_large_text_it_is_no_wider_than_the_screen_and_words_wrap(
    qtbot: QtBot, behind: QWidget, appearance: Appearance
) -> None:
    appearance.resize_text(200)
    dialog = ShortcutsDialog(behind)
    with qtbot.waitExposed(dialog):
        dialog.open()
    appearance.resize_text(100)
    assert dialog.width() <= dialog.screen().availableSize().width()
    assert dialog.list.widget().width() <= dialog.list.viewport().width()
    dialog.close()


def test_all_keys_of_an_action_are_in_it(dialog: ShortcutsDialog) -> None:
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert "Ctrl+Shift+Z, Ctrl+Y" in texts


def test_escape_closes_it(qtbot: QtBot, dialog: ShortcutsDialog) -> None:
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Escape)


def test_its_button_closes_it(qtbot: QtBot, dialog: ShortcutsDialog) -> None:
    button = dialog.findChild(QPushButton, "shortcuts_close")
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
