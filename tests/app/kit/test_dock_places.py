"""The places of docks in a window, read from the bytes of Qt."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QTextEdit
from pytestqt.qtbot import QtBot

from app.kit.dock_places import DockSide, sides_of

AREAS = Qt.DockWidgetArea


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    """Two docks in one place at the left with a third one below, and one below the page."""
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(QTextEdit())
    docks = []
    for name, area in zip("abcd", ("Left", "Left", "Left", "Bottom"), strict=True):
        dock = QDockWidget(name)
        dock.setObjectName(name)
        window.addDockWidget(getattr(AREAS, f"{area}DockWidgetArea"), dock)
        docks.append(dock)
    window.tabifyDockWidget(docks[0], docks[1])
    window.resize(600, 500)
    with qtbot.waitExposed(window):
        window.show()
    return window


def dock(window: QMainWindow, name: str) -> QDockWidget:
    found = window.findChild(QDockWidget, name)
    assert isinstance(found, QDockWidget)
    return found


def sides(window: QMainWindow) -> dict[str, DockSide]:
    QApplication.processEvents()
    return sides_of(window.saveState())


def test_docks_are_told_in_their_order_with_the_one_in_front(window: QMainWindow) -> None:
    found = sides(window)
    assert [group.docks for group in found["left"].groups] == [("a", "b"), ("c",)]
    assert [group.docks for group in found["bottom"].groups] == [("d",)]
    assert found["left"].groups[0].front == "b"
    dock(window, "a").raise_()
    assert sides(window)["left"].groups[0].front == "a"


def test_sizes_are_those_on_the_screen(window: QMainWindow) -> None:
    found = sides(window)
    assert found["left"].pixels == dock(window, "c").width()
    assert found["left"].groups[1].pixels == dock(window, "c").height()
    assert found["bottom"].pixels == dock(window, "d").height()


def test_what_is_hidden_or_floats_has_a_place_but_no_size(window: QMainWindow) -> None:
    dock(window, "a").hide()
    dock(window, "b").setFloating(True)
    first, second = sides(window)["left"].groups
    assert (first.docks, first.front, first.pixels) == (("a", "b"), "", 0)
    assert second.pixels == dock(window, "c").height()


def test_the_version_of_a_layout_makes_no_difference(window: QMainWindow) -> None:
    assert sides_of(window.saveState(7)) == sides_of(window.saveState(0))
