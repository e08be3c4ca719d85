"""Banner: its buttons stand beside its words, or below them where it is less high so."""

import pytest
from PySide6.QtCore import QEvent, QObject
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


class LayoutRequests(QObject):
    """Counts how often a widget is asked to lay itself out."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


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


@pytest.mark.parametrize("words", ["All is well.", "word " * 40])
def test_a_banner_that_has_its_place_lays_nothing_out(banner: Told, words: str) -> None:
    banner.words.setText(words)
    turn(5)
    requests = LayoutRequests(banner)
    turn(10)
    assert requests.count == 0


def test_words_of_the_same_size_that_wrap_otherwise_are_measured_again(banner: Told) -> None:
    for words, is_below in (("word", False), ("word " * 40, True), ("word", False)):
        banner.words.setText(words)
        turn(5)
        assert banner.has_button_below == is_below, words
