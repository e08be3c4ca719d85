"""Full screen: F11 goes there and back, Escape leaves it, and the window keeps its size."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.window.main_window import MainWindow


def press(qtbot: QtBot, key: Qt.Key) -> None:
    """Press a key where the focus is."""
    qtbot.keyClick(QApplication.focusWidget(), key)


def test_f11_fills_the_screen_and_brings_the_window_back(qtbot: QtBot, window: MainWindow) -> None:
    action = window.actions_by_name["full_screen"]
    assert action.isCheckable()
    press(qtbot, Qt.Key.Key_F11)
    assert window.isFullScreen()
    assert action.isChecked()
    press(qtbot, Qt.Key.Key_F11)
    assert not window.isFullScreen()
    assert not action.isChecked()


def test_the_menu_shows_what_the_window_system_did(window: MainWindow) -> None:
    window.showFullScreen()
    assert window.actions_by_name["full_screen"].isChecked()
    window.showNormal()
    assert not window.actions_by_name["full_screen"].isChecked()


def test_escape_leaves_the_full_screen(qtbot: QtBot, window: MainWindow) -> None:
    window.full_screen.toggle()
    press(qtbot, Qt.Key.Key_Escape)
    assert not window.isFullScreen()


def test_a_field_that_takes_escape_keeps_it(qtbot: QtBot, window: MainWindow) -> None:
    window.full_screen.toggle()
    rate = window.controls.rate
    rate.setFocus()
    qtbot.keyClicks(rate, "1")
    press(qtbot, Qt.Key.Key_Escape)
    assert rate.text() == "0.1"
    assert window.isFullScreen()


def test_a_maximised_window_is_maximised_again(qtbot: QtBot, window: MainWindow) -> None:
    window.showMaximized()
    window.full_screen.toggle()
    assert window.isFullScreen()
    window.full_screen.toggle()
    assert window.isMaximized()
    assert not window.isFullScreen()


@pytest.mark.parametrize("is_maximised", [False, True])
def test_what_is_remembered_is_the_window_from_before_the_full_screen(
    qtbot: QtBot, window: MainWindow, settings: QSettings, is_maximised: bool
) -> None:
    if is_maximised:
        window.showMaximized()
    before = window.saveGeometry()
    window.full_screen.toggle()
    window.remembered._settings = settings
    window.close()
    assert settings.value("geometry") == before


def test_the_next_start_is_no_full_screen(opened: Callable[[], MainWindow]) -> None:
    window = opened()
    window.full_screen.toggle()
    window.close()
    again = opened()
    assert not again.isFullScreen()
    assert not again.actions_by_name["full_screen"].isChecked()
