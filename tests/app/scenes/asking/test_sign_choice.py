"""A sign is chosen by the keyboard alone."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.scenes.asking.sign_choice import SignChoice


@pytest.fixture
def choice(qtbot: QtBot, set_up: None) -> SignChoice:
    choice = SignChoice()
    qtbot.addWidget(choice)
    with qtbot.waitActive(choice):
        choice.show()
    choice.first.setFocus()
    return choice


def test_arrows_lead_from_one_sign_to_the_other(qtbot: QtBot, choice: SignChoice) -> None:
    assert choice.sign() is None
    for key, sign in ((Qt.Key.Key_Space, -1), (Qt.Key.Key_Right, 0), (Qt.Key.Key_Right, 1)):
        qtbot.keyClick(choice.focusWidget(), key)
        assert choice.sign() == sign


@pytest.mark.parametrize(("key", "sign"), [(Qt.Key.Key_Left, -1), (Qt.Key.Key_Right, 0)])
def test_an_arrow_chooses_where_nothing_is_chosen_yet(
    qtbot: QtBot, choice: SignChoice, key: Qt.Key, sign: int
) -> None:
    qtbot.keyClick(choice.focusWidget(), key)
    assert choice.sign() == sign
    assert choice.focusWidget() is choice.buttons[str(sign)]


def test_tab_leads_to_the_chosen_sign_only(qtbot: QtBot, choice: SignChoice) -> None:
    qtbot.keyClicks(choice.focusWidget(), "+")
    tab = Qt.FocusPolicy.TabFocus
    led_to = [key for key, button in choice.buttons.items() if button.focusPolicy() & tab]
    assert led_to == ["1"]
    assert choice.focusWidget() is choice.buttons["1"]


@pytest.mark.parametrize(("key", "sign"), [("-", -1), ("0", 0), ("+", 1), ("=", 1)])
def test_a_sign_has_its_key(qtbot: QtBot, choice: SignChoice, key: str, sign: int) -> None:
    qtbot.keyClicks(choice.focusWidget(), key)
    assert choice.sign() == sign


@pytest.mark.usefixtures("appearance")
def test_the_ring_of_the_keyboard_is_dashed_until_a_sign_is_chosen(
    qtbot: QtBot, choice: SignChoice
) -> None:
    minus = choice.buttons["-1"]

    def upper_edge() -> set[str]:
        """The colours along the middle of the upper edge of the button that has the keyboard."""
        image, middle = minus.grab().toImage(), minus.width() // 2
        return {image.pixelColor(x, 0).name() for x in range(middle - 5, middle + 6)}

    assert len(upper_edge()) > 1
    qtbot.keyClicks(choice.focusWidget(), "-")
    assert len(upper_edge()) == 1
