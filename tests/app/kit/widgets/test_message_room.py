"""Messages lie over a part of their view, never over its field; or one of them has a line."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.kit.widgets.message_room import MessageArea, MessageOver, ShortMessage
from app.kit.widgets.parts import fill
from tests.event_loop import turn


class Host(QWidget):
    """Two fields, far from each other, below one message."""

    def __init__(self) -> None:
        super().__init__()
        self.part, self.message = QWidget(), MessageOver("told")
        self.first, self.last = QLineEdit(), QLineEdit()
        fill(QVBoxLayout(self.part), self.first, None, self.last)
        self.message.lie_over(self.part)
        fill(QVBoxLayout(self), self.part)


@pytest.fixture
def host(qtbot: QtBot) -> Iterator[Host]:
    host = Host()
    qtbot.addWidget(host)
    host.resize(300, 200)
    with qtbot.waitExposed(host):
        host.show()
    yield host  # noqa: PT022 - a return would let go of the host


def test_it_leaves_the_field_with_the_keyboard_free(host: Host) -> None:
    for field in (host.first, host.last, host.first):
        field.setFocus()
        place = field.geometry()
        host.message.say("“fast” is not a number")
        turn(2)
        assert host.message.isVisible()
        assert field.geometry() == place
        assert not host.message.geometry().intersects(place)
        host.message.say("")


def test_a_click_puts_it_away(qtbot: QtBot, host: Host) -> None:
    host.message.say("“fast” is not a number")
    turn(2)
    qtbot.mouseClick(host.message, Qt.MouseButton.LeftButton)
    assert not host.message.isVisible()


def test_in_a_strip_of_one_row_it_lies_beside_the_field_and_its_tooltip_has_the_rest(
    qtbot: QtBot, host: Host
) -> None:
    host.last.hide()
    host.first.setFixedWidth(80)
    host.part.setFixedHeight(28)
    turn(2)
    host.first.setFocus()
    reason = "“fast” is not a number from one to a hundred, as the neurons of a layer are"
    host.message.say(reason)
    turn(2)
    message = host.message
    assert message.isVisible()
    assert not message.geometry().intersects(host.first.geometry())
    assert host.part.rect().contains(message.geometry())
    assert message.text().endswith("…")
    assert message.height() >= message.heightForWidth(message.width())
    assert message.toolTip() == reason


def test_a_message_longer_than_the_free_part_is_cut_at_a_whole_line(host: Host) -> None:
    host.first.setFocus()
    host.message.say("a reason of many words " * 60)
    turn(2)
    assert not host.message.geometry().intersects(host.first.geometry())
    assert host.message.text().endswith("…")
    assert host.message.height() >= host.message.heightForWidth(host.message.width())


def test_a_line_has_the_newest_message_and_the_one_before_when_that_ends(qtbot: QtBot) -> None:
    first, second = ShortMessage("first"), ShortMessage("second")
    host, below = QWidget(), QLineEdit()
    area = MessageArea(first, second)
    fill(QVBoxLayout(host), area, below, None)
    qtbot.addWidget(host)
    host.resize(200, 100)
    with qtbot.waitExposed(host):
        host.show()
    places = {below.y()}

    def shown() -> list[str]:
        turn(2)
        places.add(below.y())
        return [each.objectName() for each in (first, second) if each.isVisible() and each.height()]

    first.say("The first is wrong.")
    assert shown() == ["first"]
    long = "The second is wrong for a reason of which the line has only the beginning"
    second.say(long)
    assert shown() == ["second"]
    assert second.text().endswith("…")
    assert second.toolTip() == long
    second.say("")
    assert shown() == ["first"]
    first.say("")
    assert shown() == []
    assert len(places) == 1
