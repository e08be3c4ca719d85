"""What a person does with a window: press keys, click entries of menus, read what is said."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QLabel, QMenu
from pytestqt.qtbot import QtBot

from app.window.main_window import MainWindow
from tests.event_loop import turn

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


def drag_the_line_below(qtbot: QtBot, panel: QDockWidget, by: int) -> None:
    """Drag the line between a panel and the one below it, by so many pixels downwards."""
    window = panel.window()
    turn(2)
    line = QPoint(panel.geometry().center().x(), panel.geometry().bottom() + 3)
    there = line + QPoint(0, by)
    qtbot.mousePress(window, LEFT, pos=line)
    # The mouse move of QTest holds no button.
    place, on_screen = QPointF(there), QPointF(window.mapToGlobal(there))
    none, no_keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    move = QMouseEvent(QEvent.Type.MouseMove, place, on_screen, none, LEFT, no_keys)
    QApplication.sendEvent(window, move)
    turn(2)
    qtbot.mouseRelease(window, LEFT, pos=there)
