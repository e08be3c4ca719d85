"""Banner: its buttons stand beside its words, or below them where it is less high so."""

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.kit.widgets.banner import Banner
from app.kit.widgets.parts import fill
from tests.event_loop import turn


class Told(Banner):
    """Some words, a button with a long text and one at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.button, self.close_button = QLabel(), QPushButton(), QPushButton("x")
        self.words.setWordWrap(True)
        self.button.setText("Start again, with another loss and another rate")
        self.lay_out(self.words, [self.button], None, self.close_button)

    @property
    def has_button_below(self) -> bool:
        return self.button.y() >= self.words.geometry().bottom()


@pytest.fixture
def banner(qtbot: QtBot) -> Told:
    host, banner = QWidget(), Told()
    fill(QVBoxLayout(host), banner, None)
    qtbot.addWidget(host)
    host.resize(640, 300)
    with qtbot.waitExposed(host):
        host.show()
    banner.host = host
    return banner


def test_a_button_stands_beside_words_that_have_the_width_for_one_line(banner: Told) -> None:
    banner.words.setText("All is well.")
    turn(2)
    assert not banner.has_button_below
    assert banner.button.x() > banner.words.geometry().right()


def test_a_long_button_leaves_long_words_the_width(banner: Told) -> None:
    banner.words.setText("word " * 40)
    turn(2)
    assert banner.has_button_below
    assert banner.words.height() >= banner.words.heightForWidth(banner.words.width())
    low = banner.height()
    banner.button.setText("Help")
    turn(2)
    assert not banner.has_button_below
    assert banner.height() < low


def test_the_button_goes_below_and_comes_back_with_the_width(banner: Told) -> None:
    banner.words.setText("word " * 40)
    for width, is_below in ((3000, False), (640, True), (3000, False)):
        banner.host.resize(width, 300)
        turn(3)
        assert banner.has_button_below == is_below, width
        assert banner.height() == banner.layout().totalHeightForWidth(banner.width())
