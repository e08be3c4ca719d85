"""MessageOver: it lies over a part of its view, but never over the field with the keyboard."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.kit.widgets.message_room import MessageOver
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
