"""Shown input: each click and each key is shown once, whoever takes it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.scenes.marks.overlay import Overlay
from app.scenes.marks.shown_input import ShownInput

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
AT = QPoint(200, 150)


@pytest.fixture
def place(qtbot: QtBot) -> QWidget:
    """A window with a field, a button below it and a shortcut for F10."""
    place = QWidget()
    place.resize(600, 400)
    QLineEdit(place).setGeometry(0, 0, 600, 40)
    QPushButton("below", place).setGeometry(0, 60, 600, 340)
    place.shortcut = QShortcut(QKeySequence("F10"), place)
    qtbot.addWidget(place)
    with qtbot.waitExposed(place):
        place.show()
    place.activateWindow()
    place.findChild(QLineEdit).setFocus()
    return place


@pytest.fixture
def overlay(place: QWidget, appearance: Appearance) -> Overlay:
    overlay = Overlay(place, appearance)
    overlay.has_clock = False
    return overlay


@pytest.fixture
def shown(place: QWidget, overlay: Overlay) -> Iterator[ShownInput]:
    """Keys, clicks and halo are shown."""
    shown = ShownInput(place, overlay)
    shown.show_input(True)
    shown.show_halo(True)
    yield shown
    shown.show_input(False)
    shown.show_halo(False)


def test_a_click_is_shown_where_it_is_and_does_its_work(
    qtbot: QtBot, place: QWidget, overlay: Overlay, shown: ShownInput
) -> None:
    with qtbot.waitSignal(place.findChild(QPushButton).clicked):
        qtbot.mouseClick(place.windowHandle(), LEFT, pos=AT)
    assert overlay.clicks == [QPointF(AT)]


def test_the_key_of_a_shortcut_is_shown_once(
    qtbot: QtBot, place: QWidget, overlay: Overlay, shown: ShownInput
) -> None:
    with qtbot.waitSignal(place.shortcut.activated):
        qtbot.keyClick(place.windowHandle(), Qt.Key.Key_F10)
    assert overlay.shown_keys == "F10"
    qtbot.keyClick(place.windowHandle(), Qt.Key.Key_F10)
    assert overlay.shown_keys == "F10 × 2"


def test_what_is_typed_is_shown_and_typed(
    qtbot: QtBot, place: QWidget, overlay: Overlay, shown: ShownInput
) -> None:
    for character in "0.5":
        qtbot.keyClick(place.windowHandle(), character)
    assert overlay.shown_keys == "0.5"
    assert place.findChild(QLineEdit).text() == "0.5"
    qtbot.keyClick(place.windowHandle(), Qt.Key.Key_A, CONTROL)
    assert overlay.shown_keys == "Ctrl+A"


def test_a_sign_is_shown_without_the_key_that_it_needs_on_some_keyboards(
    qtbot: QtBot, place: QWidget, overlay: Overlay, shown: ShownInput
) -> None:
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(place.windowHandle(), Qt.Key.Key_Plus, CONTROL | shift)
    assert overlay.shown_keys == "Ctrl++"
    qtbot.keyClick(place.windowHandle(), Qt.Key.Key_Z, CONTROL | shift)
    assert overlay.shown_keys == "Ctrl+Shift+Z"


def test_a_modifier_alone_is_not_shown(
    qtbot: QtBot, place: QWidget, overlay: Overlay, shown: ShownInput
) -> None:
    qtbot.keyPress(place.windowHandle(), Qt.Key.Key_Shift)
    assert overlay.shown_keys == ""


def test_the_halo_follows_the_mouse(
    qtbot: QtBot, place: QWidget, overlay: Overlay, shown: ShownInput
) -> None:
    # Another test may have left the mouse at the first of these places.
    for at in (AT, AT + QPoint(30, 0)):
        qtbot.mouseMove(place.windowHandle(), at)
    assert overlay.halo == QPointF(AT + QPoint(30, 0))
    qtbot.mouseMove(place.windowHandle(), AT + QPoint(10, 20))
    assert overlay.halo == QPointF(AT + QPoint(10, 20))
    shown.show_halo(False)
    assert overlay.halo is None


def test_nothing_is_shown_where_nobody_asked_for_it(
    qtbot: QtBot, place: QWidget, overlay: Overlay, shown: ShownInput
) -> None:
    shown.show_input(False)
    shown.show_halo(False)
    qtbot.mouseMove(place.windowHandle(), AT)
    qtbot.mouseClick(place.windowHandle(), LEFT, pos=AT)
    qtbot.keyClick(place.windowHandle(), Qt.Key.Key_F10)
    assert (overlay.clicks, overlay.shown_keys, overlay.halo) == ([], "", None)
    assert overlay.isHidden()
