"""The divider shares a height as the parts need it, until a mouse or a key moves it."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.kit.widgets.divider import HANDLE_PX, KEY_PX, MOST_BELOW, Divider

LEFT = Qt.MouseButton.LeftButton
NATURAL, WISHED, LEAST = 150, 80, 60


@pytest.fixture
def divider(qtbot: QtBot, appearance: Appearance) -> Divider:
    above, below = QLabel("above"), QLabel("below")
    for part in (above, below):
        part.setMinimumHeight(LEAST)
    sizes = (lambda: NATURAL), (lambda: WISHED)
    divider = Divider(above, below, *sizes, appearance, "some_divider", "Some divider")
    divider.resize(400, 500)
    qtbot.addWidget(divider)
    with qtbot.waitExposed(divider):
        divider.show()
    return divider


def below(divider: Divider) -> int:
    return divider.widget(1).height()


def press(qtbot: QtBot, divider: Divider, key: Qt.Key, times: int = 1) -> None:
    for _ in range(times):
        qtbot.keyClick(divider.handle(1), key)


def test_the_part_below_has_what_it_needs_and_keeps_it(divider: Divider) -> None:
    assert below(divider) == NATURAL
    divider.resize(400, 900)
    assert below(divider) == NATURAL


def test_where_there_is_little_room_the_part_below_takes_no_more_than_its_share(
    divider: Divider,
) -> None:
    divider.resize(400, 209)
    assert below(divider) == int(MOST_BELOW * (209 - HANDLE_PX))


def test_where_there_is_less_the_part_above_has_what_it_wishes_first(divider: Divider) -> None:
    divider.resize(400, WISHED + HANDLE_PX + LEAST + 5)
    assert divider.widget(0).height() == WISHED
    divider.resize(400, 2 * LEAST + HANDLE_PX)
    assert below(divider) == LEAST


def test_keys_move_it_and_the_limits_hold(qtbot: QtBot, divider: Divider) -> None:
    press(qtbot, divider, Qt.Key.Key_Up, 2)
    assert below(divider) == NATURAL + 2 * KEY_PX
    press(qtbot, divider, Qt.Key.Key_Down, 100)
    assert below(divider) == LEAST
    press(qtbot, divider, Qt.Key.Key_Up)
    assert below(divider) == LEAST + KEY_PX
    press(qtbot, divider, Qt.Key.Key_Home)
    assert below(divider) == NATURAL


def test_it_is_dragged_and_a_double_click_shares_anew(qtbot: QtBot, divider: Divider) -> None:
    handle = divider.handle(1)
    qtbot.mousePress(handle, LEFT, pos=QPoint(200, 4))
    qtbot.mouseMove(handle, QPoint(200, -36))
    qtbot.mouseRelease(handle, LEFT, pos=QPoint(200, 4))
    assert below(divider) == NATURAL + 40
    divider.resize(400, 700)
    assert below(divider) == NATURAL + 40
    qtbot.mouseDClick(handle, LEFT)
    assert below(divider) == NATURAL


def test_what_was_chosen_is_read_and_chosen_again(qtbot: QtBot, divider: Divider) -> None:
    assert divider.read() == ""
    press(qtbot, divider, Qt.Key.Key_Up)
    kept = divider.read()
    press(qtbot, divider, Qt.Key.Key_Home)
    divider.choose(kept)
    assert below(divider) == NATURAL + KEY_PX


@pytest.mark.parametrize("text", ["", "none", "-3", "1e9", "9" * 40])
def test_a_text_that_is_no_height_shares_anew(divider: Divider, text: str) -> None:
    divider.choose("99")
    divider.choose(text)
    assert below(divider) == NATURAL


def test_it_is_reached_with_the_keyboard_and_says_what_it_is(
    divider: Divider, appearance: Appearance
) -> None:
    handle = divider.handle(1)
    assert handle.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert (handle.objectName(), handle.accessibleName()) == ("some_divider", "Some divider")
    assert "Home" in handle.toolTip()
    handle.clearFocus()
    plain = handle.grab().toImage()
    handle.setFocus()
    assert handle.grab().toImage() != plain
