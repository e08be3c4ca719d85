"""Caption: the reason why a text is refused stands in the room of the words above its field."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.kit.widgets.caption import Caption
from app.kit.widgets.parts import fill
from tests.app.drawn_texts import drawn_texts
from tests.event_loop import turn

REASON = "“a number that is none” is not a finite number above 0"


@pytest.fixture
def caption(qtbot: QtBot, appearance: Appearance) -> Iterator[Caption]:
    host, caption = QWidget(), Caption("learning rate")
    fill(QVBoxLayout(host), caption, QLineEdit())
    qtbot.addWidget(host)
    host.resize(120, 80)
    with qtbot.waitExposed(host):
        host.show()
    yield caption  # noqa: PT022 - a return would let go of the host


def test_a_reason_stands_in_the_place_of_the_words_until_it_is_taken_back(caption: Caption) -> None:
    caption.say("no")
    assert drawn_texts(caption) == ["no"]
    caption.say("")
    assert drawn_texts(caption) == ["learning rate"]
    assert caption.toolTip() == ""


def test_a_long_reason_moves_nothing_and_is_told_whole_by_its_tooltip(caption: Caption) -> None:
    field, least = caption.parentWidget().findChild(QLineEdit), caption.parentWidget().sizeHint()
    before = field.geometry(), caption.geometry()
    caption.say(REASON)
    turn(2)
    assert (field.geometry(), caption.geometry()) == before
    assert caption.parentWidget().sizeHint() == least
    [drawn] = drawn_texts(caption)
    assert drawn.endswith("…")
    assert REASON.startswith(drawn[:-1])
    assert caption.toolTip() == REASON
