"""The canvas: the wheel, drags, a box and keys lead to the part of the map that they show."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.views.pages.map.developing import MOST_PICTURES, Drawing
from app.views.pages.map.page import MapPage

Wait = Callable[[MapPage], Drawing]

# The compiled loop trains for a map sooner than the engine.
pytestmark = pytest.mark.usefixtures("computed_by")


def turn_wheel(page: MapPage, place: QPointF, notches: int) -> None:
    canvas = page.canvas
    event = QWheelEvent(
        place, canvas.mapToGlobal(place), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def drag(
    page: MapPage,
    begin: QPoint,
    end: QPoint,
    button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    QTest.mousePress(page.canvas, button, modifier, begin)
    QTest.mouseMove(page.canvas, (begin + end) / 2)
    QTest.mouseMove(page.canvas, end)
    QTest.mouseRelease(page.canvas, button, modifier, end)


def at(page: MapPage, across: float, up: float) -> QPoint:
    plot = page.canvas.plot
    return QPoint(
        round(plot.left() + across * plot.width()), round(plot.bottom() - up * plot.height())
    )


@pytest.mark.parametrize("computed_by", ["loop", "engine"], indirect=True)
def test_the_wheel_zooms_around_the_pointer(page: MapPage, wait: Wait) -> None:
    place = at(page, 0.25, 0.75)
    before = page.canvas.values_at(page.canvas.fractions(QPointF(place)))
    turn_wheel(page, QPointF(place), 2)
    after = page.canvas.values_at(page.canvas.fractions(QPointF(place)))
    assert after == pytest.approx(before, rel=0.05)
    assert page.choice.x.last < 100
    # The fields follow.
    assert float(page.form.axes["x"].last.text()) == page.choice.x.last
    assert wait(page).question.plan.x == page.choice.x


def test_turns_of_the_wheel_in_a_row_are_one_view_to_go_back_from(page: MapPage) -> None:
    first = page.choice
    for _ in range(3):
        turn_wheel(page, QPointF(at(page, 0.5, 0.5)), 1)
    page.controls.back.click()
    assert page.choice == first


def test_a_drag_takes_what_is_under_the_pointer_along(page: MapPage) -> None:
    begin, end = at(page, 0.5, 0.5), at(page, 0.75, 0.5)
    before = page.canvas.values_at(page.canvas.fractions(QPointF(begin)))
    drag(page, begin, end)
    after = page.canvas.values_at(page.canvas.fractions(QPointF(end)))
    assert after == pytest.approx(before, rel=0.05)
    assert page.canvas.point is None


@pytest.mark.parametrize(
    ("button", "modifier"),
    [
        (Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier),
        (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier),
    ],
)
def test_a_box_becomes_the_view(
    page: MapPage, button: Qt.MouseButton, modifier: Qt.KeyboardModifier
) -> None:
    drag(page, at(page, 0.25, 0.25), at(page, 0.5, 0.75), button, modifier)
    x, y = page.choice.x, page.choice.y
    # Two of four decades of y, one of four of x.
    assert np.log10(x.last / x.first) == pytest.approx(1, abs=0.05)
    assert np.log10(y.last / y.first) == pytest.approx(2, abs=0.05)


def test_keys_zoom_and_move_the_map(page: MapPage) -> None:
    page.canvas.setFocus()
    QTest.keyClick(page.canvas, Qt.Key.Key_Plus)
    near = page.choice
    assert near.x.last < 100
    QTest.keyClick(page.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert page.choice.x.last > near.x.last
    assert page.choice.y == near.y
    QTest.keyClick(page.canvas, Qt.Key.Key_Minus)
    assert page.choice.y.last == pytest.approx(100)


def test_what_is_known_stays_in_sight_while_better_comes(
    qtbot: QtBot, page: MapPage, wait: Wait
) -> None:
    wait(page)
    drawings: list[Drawing] = []
    page.asking.work.delivered.connect(drawings.append)
    page.canvas.zoom(0.5, (0.5, 0.5), "")
    # Before anything is trained the old picture is drawn, twice as large.
    assert page.canvas.drawing is not None
    wait(page)
    assert all(drawing.picture.is_known.all() for drawing in drawings)


def test_where_neighbours_become_the_same_number_it_says_so_and_stops(
    page: MapPage, wait: Wait
) -> None:
    for _ in range(80):
        page.canvas.zoom(0.2, (0.3, 0.3), "")
    assert "end here" in page.captions.status.full_text
    last = page.choice
    page.canvas.zoom(0.2, (0.3, 0.3), "")
    assert page.choice == last
    plan = wait(page).question.plan
    assert len(np.unique(plan.xs)) == plan.width
    page.canvas.zoom(2, (0.3, 0.3), "")
    wait(page)
    assert "end here" not in page.captions.status.full_text


def test_whole_numbers_have_one_pixel_each(page: MapPage, wait: Wait) -> None:
    box = page.form.axes["x"].choice
    box.setCurrentIndex(box.findData("seed"))
    box.activated.emit(box.currentIndex())
    page.canvas.zoom(1 / 16, (0.5, 0.5), "")
    plan = wait(page).question.plan
    assert plan.width == plan.x.last - plan.x.first + 1
    assert plan.xs.tolist() == list(range(int(plan.x.first), int(plan.x.last) + 1))


def test_arrows_choose_pixels_and_escape_none(page: MapPage) -> None:
    canvas = page.canvas
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    first = canvas.point
    assert first is not None
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Up)
    x, y = canvas.extents
    assert canvas.point is not None
    assert x.pixel(x.fraction(canvas.point[0])) == x.pixel(x.fraction(first[0])) + 1
    assert y.pixel(y.fraction(canvas.point[1])) == y.pixel(y.fraction(first[1])) + 1
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.point is None


def test_a_click_chooses_the_pixel_under_it(page: MapPage, wait: Wait) -> None:
    place = at(page, 0.5, 0.25)
    QTest.mouseClick(page.canvas, Qt.MouseButton.LeftButton, pos=place)
    plan = wait(page).question.plan
    assert page.canvas.point is not None
    assert page.canvas.point[0] in plan.xs
    assert page.canvas.point[1] in plan.ys
    away = page.canvas.position_of(page.canvas.point) - place
    assert away.manhattanLength() <= 2


def test_zooming_out_shows_what_was_seen_before_at_once(page: MapPage, wait: Wait) -> None:
    whole, place = page.choice, QPointF(at(page, 0.5, 0.5))
    for _ in range(MOST_PICTURES + 3):
        turn_wheel(page, place, 1)
        wait(page)
    deep = page.canvas.grab().toImage()
    page.canvas.show_choice(whole)
    # The newest drawing is that of the deep view; around it is what was there before.
    image, plot = page.canvas.grab().toImage(), page.canvas.plot.toRect().adjusted(2, 2, -2, -2)
    corners = [plot.topLeft(), plot.topRight(), plot.bottomLeft(), plot.bottomRight()]
    ground = Appearance("dark").theme.color("field").rgb()
    assert ground not in {image.pixel(corner) for corner in corners}
    assert image != deep
