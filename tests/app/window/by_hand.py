"""What a person does with a window: press keys, click entries of menus, read what is said."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot

from app.window.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


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


def said(window: MainWindow) -> str:
    return window.findChild(QLabel, "status_message").text()
