"""The pen: it draws with mouse and keys, takes back, and nothing below it notices."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QCursor, QKeySequence, QPaintEvent, QRegion, QShortcut
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.scenes.marks.overlay import Overlay
from app.scenes.marks.pen import LONG_STEP_PX, STEP_PX, Pen

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
SHIFT, NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
MIDDLE = QPointF(300, 200)


@pytest.fixture
def place(qtbot: QtBot) -> QWidget:
    """A window of 600 x 400, full of one button, with a shortcut for Ctrl+Z."""
    place = QWidget()
    place.resize(601, 401)
    button = QPushButton("below", place)
    button.setGeometry(place.rect())
    place.undo = QShortcut(QKeySequence("Ctrl+Z"), place)
    qtbot.addWidget(place)
    with qtbot.waitExposed(place):
        place.show()
    place.activateWindow()
    button.setFocus()
    return place


@pytest.fixture
def overlay(place: QWidget, appearance: Appearance) -> Overlay:
    return Overlay(place, appearance)


@pytest.fixture
def pen(place: QWidget, overlay: Overlay) -> Iterator[Pen]:
    """The pen, taken."""
    pen = Pen(place, overlay)
    pen.toggle()
    yield pen
    if pen.is_on:
        pen.toggle()


def press(qtbot: QtBot, place: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    """Press a key as the window system tells it: shortcuts are looked up."""
    qtbot.keyClick(place.windowHandle(), key, modifier)


def draw(qtbot: QtBot, place: QWidget, *points: tuple[int, int]) -> None:
    """Drag the mouse from point to point; the window decides what is under it."""
    window, (first, *others) = place.windowHandle(), [QPoint(*point) for point in points]
    qtbot.mousePress(window, LEFT, pos=first)
    for point in others:
        qtbot.mouseMove(window, point)
    qtbot.mouseRelease(window, LEFT, pos=others[-1])


def test_a_drag_draws_a_stroke_and_the_button_below_does_not_notice(
    qtbot: QtBot, place: QWidget, overlay: Overlay, pen: Pen
) -> None:
    with qtbot.assertNotEmitted(place.findChild(QPushButton).pressed):
        draw(qtbot, place, (100, 100), (150, 120), (200, 100))
    (stroke,) = overlay.strokes
    assert stroke.points == [QPointF(100, 100), QPointF(150, 120), QPointF(200, 100)]


def test_a_stroke_of_a_fast_mouse_is_drawn_without_gaps(
    qtbot: QtBot, place: QWidget, overlay: Overlay, pen: Pen
) -> None:
    drawn: list[QRegion] = []

    class Drawn(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if isinstance(event, QPaintEvent):
                drawn.append(event.region())
            return False

    watch = Drawn()
    overlay.installEventFilter(watch)
    qtbot.mousePress(place.windowHandle(), LEFT, pos=QPoint(20, 100))
    QApplication.processEvents()
    drawn.clear()
    qtbot.mouseMove(place.windowHandle(), QPoint(350, 120))
    QApplication.processEvents()
    qtbot.mouseRelease(place.windowHandle(), LEFT, pos=QPoint(350, 120))
    assert any(region.contains(QPoint(180, 110)) for region in drawn)


def test_without_the_pen_the_button_is_pressed_again(
    qtbot: QtBot, place: QWidget, overlay: Overlay, pen: Pen
) -> None:
    draw(qtbot, place, (100, 100), (150, 120))
    pen.toggle()
    with qtbot.waitSignal(place.findChild(QPushButton).clicked):
        draw(qtbot, place, (100, 100), (150, 120))
    # The drawing stays.
    assert len(overlay.strokes) == 1
    assert overlay.isVisible()


def test_what_the_mouse_was_over_is_told_that_it_left(
    qtbot: QtBot, place: QWidget, overlay: Overlay, monkeypatch: pytest.MonkeyPatch
) -> None:
    button, told = place.findChild(QPushButton), []
    on_screen = place.mapToGlobal(QPoint(200, 200))
    monkeypatch.setattr(QCursor, "pos", lambda: on_screen)

    class Below(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            told.append(event.type())
            return False

    below = Below()
    button.installEventFilter(below)
    pen = Pen(place, overlay)
    pen.toggle()
    pen.toggle()
    assert QEvent.Type.Leave in told


def test_control_z_takes_the_last_stroke_back_and_not_the_last_edit(
    qtbot: QtBot, place: QWidget, overlay: Overlay, pen: Pen
) -> None:
    draw(qtbot, place, (100, 100), (150, 120))
    draw(qtbot, place, (10, 10), (20, 20))
    with qtbot.assertNotEmitted(place.undo.activated):
        press(qtbot, place, Qt.Key.Key_Z, CONTROL)
        assert [stroke.points[0] for stroke in overlay.strokes] == [QPointF(100, 100)]
        press(qtbot, place, Qt.Key.Key_Backspace)
        press(qtbot, place, Qt.Key.Key_Backspace)
    assert overlay.strokes == []
    pen.toggle()
    with qtbot.waitSignal(place.undo.activated):
        press(qtbot, place, Qt.Key.Key_Z, CONTROL)


def test_delete_clears_and_escape_clears_and_leaves(
    qtbot: QtBot, place: QWidget, overlay: Overlay, pen: Pen
) -> None:
    draw(qtbot, place, (100, 100), (150, 120))
    press(qtbot, place, Qt.Key.Key_Delete)
    assert overlay.strokes == []
    assert pen.is_on
    draw(qtbot, place, (100, 100), (150, 120))
    with qtbot.waitSignal(pen.changed):
        press(qtbot, place, Qt.Key.Key_Escape)
    assert overlay.strokes == []
    assert not pen.is_on
    assert overlay.isHidden()


def test_digits_choose_the_colour_of_the_next_stroke(
    qtbot: QtBot, place: QWidget, overlay: Overlay, pen: Pen
) -> None:
    draw(qtbot, place, (100, 100), (150, 120))
    press(qtbot, place, Qt.Key.Key_4)
    draw(qtbot, place, (100, 100), (150, 120))
    assert [stroke.token for stroke in overlay.strokes] == ["accent", "warning"]


def test_the_keyboard_alone_draws(qtbot: QtBot, place: QWidget, overlay: Overlay, pen: Pen) -> None:
    press(qtbot, place, Qt.Key.Key_Left)
    assert overlay.strokes == []
    press(qtbot, place, Qt.Key.Key_Space)
    press(qtbot, place, Qt.Key.Key_Right, SHIFT)
    press(qtbot, place, Qt.Key.Key_Up)
    press(qtbot, place, Qt.Key.Key_Space)
    press(qtbot, place, Qt.Key.Key_Down)
    begin = MIDDLE - QPointF(STEP_PX, 0)
    corner = begin + QPointF(LONG_STEP_PX, 0)
    (stroke,) = overlay.strokes
    assert stroke.points == [begin, corner, corner - QPointF(0, STEP_PX)]
    assert overlay.nib == corner


def test_the_pen_stays_in_the_window(
    qtbot: QtBot, place: QWidget, overlay: Overlay, pen: Pen
) -> None:
    for _ in range(20):
        press(qtbot, place, Qt.Key.Key_Up, SHIFT)
    assert overlay.nib == QPointF(MIDDLE.x(), 0)


def test_keys_that_the_pen_does_not_know_are_left_to_the_window(
    qtbot: QtBot, place: QWidget, overlay: Overlay, pen: Pen
) -> None:
    shortcut = QShortcut(QKeySequence("F5"), place)
    with qtbot.waitSignal(shortcut.activated):
        press(qtbot, place, Qt.Key.Key_F5)
