"""The overlay: what it shows, for how long, and that it is in nobody's way."""

import pytest
from PySide6.QtCore import QLineF, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.scenes.marks.key_caps import FADE_S, KEYS_S
from app.scenes.marks.overlay import CLICK_S, Overlay
from app.scenes.marks.painting import Stroke
from app.scenes.marks.spots import (
    MOST_ARROWS,
    arrow_choices,
    bounds_of,
    free_arrows,
    joined,
    ring_around,
)
from tests.event_loop import turn

ROOM = QRectF(0, 0, 600, 400)
SPOT = QRectF(200, 150, 100, 60)
OUTSIDE = QPoint(20, 20)


@pytest.fixture
def place(qtbot: QtBot) -> QWidget:
    """A window of 600 x 400 that is red all over but for a button."""
    place = QWidget()
    place.setStyleSheet("background: red")
    place.resize(600, 400)
    button = QPushButton("here", place)
    button.setGeometry(SPOT.toRect())
    qtbot.addWidget(place)
    with qtbot.waitExposed(place):
        place.show()
    return place


@pytest.fixture
def overlay(place: QWidget, appearance: Appearance) -> Overlay:
    """The overlay of the window, whose time is told by the test; a change takes 0.2 seconds."""
    overlay = Overlay(place, appearance)
    overlay.has_clock, overlay.motion_s = False, 0.2
    return overlay


def color_at(place: QWidget, at: QPoint) -> QColor:
    return place.grab().toImage().pixelColor(at)


def red_at(place: QWidget, at: QPoint = OUTSIDE) -> int:
    return color_at(place, at).red()


# Pointing.


def test_where_nothing_is_dimmed_there_are_ring_and_arrow_alone(
    place: QWidget, overlay: Overlay
) -> None:
    overlay.point_at([SPOT], dims=False)
    overlay.advance(1)
    ring = ring_around(SPOT).toRect()
    assert red_at(place) == 255
    assert color_at(place, QPoint(ring.left(), ring.center().y())) != QColor("red")


def test_all_but_what_is_pointed_at_is_dimmed(place: QWidget, overlay: Overlay) -> None:
    inside = SPOT.toRect().topLeft() + QPoint(4, 4)
    bright = color_at(place, inside)
    overlay.point_at([SPOT])
    overlay.advance(1)
    assert red_at(place) < 120
    assert color_at(place, inside) == bright
    overlay.point_at([])
    overlay.advance(1)
    assert red_at(place) == 255
    assert overlay.isHidden()


def test_dimming_comes_and_goes_within_its_time(place: QWidget, overlay: Overlay) -> None:
    overlay.point_at([SPOT])
    shades = []
    for _ in range(4):
        shades.append(red_at(place))
        overlay.advance(0.07)
    assert shades == sorted(shades, reverse=True)
    assert len(set(shades)) == 4
    assert not overlay.is_moving


def test_what_is_pointed_at_next_is_gone_to(place: QWidget, overlay: Overlay) -> None:
    overlay.point_at([SPOT])
    overlay.advance(1)
    overlay.point_at([SPOT.translated(200, 0)])
    overlay.advance(0.1)
    # Halfway it is bright between the two, and the ground stays as dark as it was.
    assert red_at(place, SPOT.translated(100, 0).center().toPoint()) == 255
    assert red_at(place) < 120


def test_where_motion_is_reduced_nothing_glides(place: QWidget, overlay: Overlay) -> None:
    overlay.motion_s = 0
    overlay.point_at([SPOT])
    assert not overlay.is_moving
    assert red_at(place) < 120


def test_a_reader_of_the_screen_is_told_what_is_pointed_at(overlay: Overlay) -> None:
    overlay.point_at([SPOT], "the button here")
    assert overlay.accessibleName()
    assert overlay.accessibleDescription() == "the button here"
    overlay.point_at([])
    assert overlay.accessibleDescription() == ""


# Arrows.


def arrows_to(spots: list[QRectF], room: QRectF) -> list[QLineF]:
    return free_arrows(arrow_choices(spots, room))


@pytest.mark.parametrize("x", [0, 250, 550])
@pytest.mark.parametrize("y", [0, 180, 370])
def test_an_arrow_stays_in_the_window_and_leads_to_the_ring(x: int, y: int) -> None:
    spot = QRectF(x, y, 50, 30)
    (arrow,) = arrows_to([spot], ROOM)
    assert ROOM.contains(arrow.p1())
    assert ROOM.contains(arrow.p2())
    ring = ring_around(spot)
    assert not ring.contains(arrow.p2())
    assert QLineF(arrow.p2(), ring.center()).length() < QLineF(arrow.p1(), ring.center()).length()
    assert ring.adjusted(-12, -12, 12, 12).contains(arrow.p2())


def test_an_arrow_keeps_off_what_else_is_pointed_at() -> None:
    spots = [QRectF(200, 150, 40, 30), QRectF(260, 200, 80, 80)]
    for arrow, other in zip(arrows_to(spots, ROOM), reversed(spots), strict=True):
        assert not ring_around(other).contains(arrow.center())


def test_lines_of_code_below_each_other_have_one_ring() -> None:
    above, below, far = (QRectF(20, y, 200, 16) for y in (40, 56, 200))
    assert joined([above, far, below]) == [far, QRectF(20, 40, 200, 32)]


def test_what_has_no_room_is_shown_once_by_the_button_of_all_of_it() -> None:
    button = QRectF(180, 80, 70, 30)
    spots = joined([button, QRectF(button)])
    assert spots == [button]
    assert len(arrows_to(spots, ROOM)) == 1


def test_what_is_within_something_else_keeps_its_ring() -> None:
    table, row = QRectF(20, 40, 200, 300), QRectF(20, 80, 200, 16)
    assert joined([table, row]) == [table, row]


def test_many_spots_and_a_spot_as_large_as_the_window_have_no_arrows() -> None:
    many = [QRectF(20 + 60 * i, 150, 30, 30) for i in range(MOST_ARROWS + 1)]
    assert arrows_to(many, ROOM) == []
    assert arrows_to([ROOM], ROOM) == []


def test_a_large_spot_is_seen_without_an_arrow() -> None:
    assert arrows_to([QRectF(50, 150, 500, 120)], ROOM) == []


def test_an_arrow_keeps_off_what_is_taken_and_off_other_arrows() -> None:
    spots = [QRectF(200, 150, 40, 30), QRectF(200, 220, 40, 30)]
    choices = arrow_choices(spots, ROOM)
    usual = free_arrows(choices[:1])[0]
    taken = bounds_of(usual)
    arrows = free_arrows(choices, [taken])
    assert len(arrows) == 2
    assert not any(taken.intersects(bounds_of(arrow)) for arrow in arrows)
    assert not bounds_of(arrows[0]).intersects(bounds_of(arrows[1]))


def test_an_arrow_covers_no_words_where_it_can_come_from_elsewhere(
    place: QWidget, overlay: Overlay, appearance: Appearance
) -> None:
    usual = free_arrows(arrow_choices([SPOT], ROOM))[0]
    words = QLabel("−0.1234\n+5.6789\n−0.1234\n+5.6789", place)
    words.setGeometry(bounds_of(usual).toAlignedRect().adjusted(-10, -10, 30, 30))
    words.show()
    tail, accent = usual.p1().toPoint(), appearance.theme.color("accent")
    overlay.point_at([SPOT])
    overlay.advance(1)
    assert color_at(place, tail) != accent
    words.hide()
    overlay.point_at([SPOT.translated(0, 1)])
    overlay.point_at([SPOT])
    overlay.advance(1)
    assert color_at(place, tail) == accent


# Clicks, keys, pointer, strokes.


def test_a_click_spreads_and_is_gone(place: QWidget, overlay: Overlay) -> None:
    overlay.click(QPointF(OUTSIDE))
    overlay.advance(CLICK_S / 2)
    assert overlay.clicks == [QPointF(OUTSIDE)]
    assert color_at(place, OUTSIDE) != QColor("red")
    overlay.advance(CLICK_S)
    assert overlay.clicks == []
    assert color_at(place, OUTSIDE) == QColor("red")


def test_keys_are_shown_for_a_moment(overlay: Overlay) -> None:
    overlay.show_keys("Ctrl+Z")
    overlay.advance(KEYS_S)
    assert overlay.shown_keys == "Ctrl+Z"
    overlay.advance(FADE_S)
    assert overlay.shown_keys == ""
    assert overlay.isHidden()


@pytest.mark.parametrize(
    ("pressed", "shown"),
    [
        (["F12"] * 3, "F12 × 3"),
        (["F12", "F10"], "F10"),
        (["0", ".", "0", "5"], "0.05"),
        (["Ctrl++", "Ctrl++"], "Ctrl++ × 2"),
        (["Left"], "←"),
    ],
)
def test_keys_are_counted_and_what_is_typed_is_joined(
    overlay: Overlay, pressed: list[str], shown: str
) -> None:
    for keys in pressed:
        overlay.show_keys(keys)
    assert overlay.shown_keys == shown


def test_a_key_that_has_nearly_faded_is_not_counted_on(overlay: Overlay) -> None:
    overlay.show_keys("F12")
    overlay.advance(KEYS_S + FADE_S / 2)
    overlay.show_keys("F12")
    assert overlay.shown_keys == "F12"


def test_pointer_and_halo_stand_where_they_are_told_to(place: QWidget, overlay: Overlay) -> None:
    overlay.pointer = overlay.halo = QPointF(100, 100)
    assert color_at(place, QPoint(103, 110)) == QColor("white")
    assert color_at(place, QPoint(90, 90)) != QColor("red")
    overlay.pointer = overlay.halo = QPointF(300, 300)
    assert color_at(place, QPoint(103, 110)) == QColor("red")
    overlay.pointer = overlay.halo = None
    assert overlay.isHidden()


def test_strokes_are_drawn_in_a_colour_of_the_theme(
    place: QWidget, overlay: Overlay, appearance: Appearance
) -> None:
    overlay.strokes = [Stroke([QPointF(20, 50), QPointF(80, 50)], "warning")]
    overlay.show_marks()
    assert color_at(place, QPoint(50, 50)) == appearance.theme.color("warning")
    appearance.choose("light")
    assert color_at(place, QPoint(50, 50)) == appearance.theme.color("warning")


def test_the_same_times_give_the_same_pictures(place: QWidget, overlay: Overlay) -> None:
    def film() -> list[object]:
        overlay.clear()
        overlay.point_at([SPOT])
        overlay.click(QPointF(OUTSIDE))
        overlay.show_keys("F5")
        pictures = []
        for _ in range(3):
            overlay.advance(1 / 25)
            pictures.append(place.grab().toImage())
        return pictures

    assert film() == film()


def test_on_screen_marks_move_by_themselves(qtbot: QtBot, overlay: Overlay, place: QWidget) -> None:
    overlay.has_clock = True
    overlay.click(QPointF(OUTSIDE))
    qtbot.waitUntil(overlay.isHidden)
    assert not overlay.is_moving


# In nobody's way.


def test_clicks_go_through_to_what_is_below(qtbot: QtBot, place: QWidget, overlay: Overlay) -> None:
    overlay.point_at([SPOT])
    button = place.findChild(QPushButton)
    with qtbot.waitSignal(button.clicked):
        # The window decides which widget is under the mouse.
        qtbot.mouseClick(
            place.windowHandle(), Qt.MouseButton.LeftButton, pos=SPOT.center().toPoint()
        )


def test_it_follows_the_size_of_the_window(place: QWidget, overlay: Overlay) -> None:
    place.resize(700, 500)
    assert overlay.geometry() == place.rect()


def test_it_stays_above_what_is_added_or_raised(place: QWidget, overlay: Overlay) -> None:
    overlay.point_at([SPOT])
    late = QPushButton("late", place)
    late.show()
    turn()
    assert place.children()[-1] is overlay
    place.findChild(QPushButton).raise_()
    late.raise_()
    turn()
    assert place.children()[-1] is overlay


def test_what_is_kept_is_never_dimmed_and_lies_above_what_is_raised(
    place: QWidget, overlay: Overlay
) -> None:
    card = QWidget(place)
    card.setStyleSheet("background: lime")
    card.setGeometry(10, 10, 60, 60)
    card.show()
    overlay.keep(card)
    overlay.point_at([SPOT])
    overlay.advance(1)
    assert color_at(place, OUTSIDE) == QColor("lime")
    place.findChild(QPushButton).raise_()
    turn()
    assert place.children()[-2:] == [card, overlay]
    card.hide()
    assert red_at(place) < 120
