"""The first start: the window fits on the screen, and its panels fit the size that it gets."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QDockWidget
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.session.session import Session
from app.window.initial_dock_sizes import show_first
from app.window.main_window import MainWindow
from tests.event_loop import turn

LEFT = Qt.MouseButton.LeftButton
FULL_HD = QSize(1920, 1040)


@pytest.fixture
def first(qtbot: QtBot, session: Session, appearance: Appearance) -> MainWindow:
    """A window that is not shown yet."""
    window = MainWindow(session, appearance)
    qtbot.addWidget(window)
    return window


def show(qtbot: QtBot, window: MainWindow, available: QSize) -> None:
    with qtbot.waitExposed(window):
        show_first(window, available)


def test_where_there_is_room_it_has_its_own_size(qtbot: QtBot, first: MainWindow) -> None:
    show(qtbot, first, FULL_HD)
    assert not first.isMaximized()
    assert first.size() == QSize(1440, 900)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 720), (1366, 768), (1920, 930)])
def test_where_it_does_not_fit_with_its_frame_it_is_maximised(
    qtbot: QtBot, first: MainWindow, width: int, height: int
) -> None:
    show(qtbot, first, QSize(width, height))
    assert first.isMaximized()
    assert first.normalGeometry().height() < height


def maximise(qtbot: QtBot, window: MainWindow) -> None:
    before = window.height()
    window.showMaximized()
    qtbot.waitUntil(lambda: window.height() < before)
    turn(2)


def test_panels_are_shared_out_for_a_maximised_window(qtbot: QtBot, first: MainWindow) -> None:
    show(qtbot, first, FULL_HD)
    turn(2)
    before = first.view("dataset").height()
    maximise(qtbot, first)
    # Left to Qt, all panels of a column give way; this one keeps room for four samples.
    qtbot.waitUntil(lambda: first.view("dataset").height() == before)


def drag_the_line_below(qtbot: QtBot, panel: QDockWidget, by: int) -> None:
    window = panel.window()
    turn(2)
    line = QPoint(panel.geometry().center().x(), panel.geometry().bottom() + 3)
    there = line + QPoint(0, by)
    qtbot.mousePress(window, LEFT, pos=line)
    # That of QTest holds no button.
    place, on_screen = QPointF(there), QPointF(window.mapToGlobal(there))
    none, no_keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    move = QMouseEvent(QEvent.Type.MouseMove, place, on_screen, none, LEFT, no_keys)
    QApplication.sendEvent(window, move)
    turn(2)
    qtbot.mouseRelease(window, LEFT, pos=there)


def test_sizes_that_the_person_gave_to_panels_are_kept(qtbot: QtBot, first: MainWindow) -> None:
    show(qtbot, first, FULL_HD)
    drag_the_line_below(qtbot, first.view("parameters"), -80)
    assert first.view("history").height() > first.view("parameters").height()
    maximise(qtbot, first)
    assert first.view("history").height() > first.view("parameters").height()
