"""Sentences that screen readers say, wherever the keyboard is."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.kit import spoken
from app.kit.spoken import Notice, announce, in_speech

pytestmark = pytest.mark.usefixtures("set_up")


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[QWidget]:
    """A window on a system where Orca listens."""
    monkeypatch.setattr(spoken.sys, "platform", "linux")
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    QAccessible.setActive(True)
    yield window
    QAccessible.setActive(False)


def said(window: QWidget) -> list[str]:
    return [name for each in window.findChildren(Notice) if (name := each.accessibleName())]


def test_a_sentence_is_a_notification_of_its_window(window: QWidget) -> None:
    announce(QWidget(window), "Undone: a thing.")
    assert said(window) == ["Undone: a thing."]
    (notice,) = (each for each in window.findChildren(Notice) if each.accessibleName())
    assert QAccessible.queryAccessibleInterface(notice).role() == QAccessible.Role.Notification
    assert notice.size().isEmpty()


def test_sentences_in_a_row_do_not_take_the_place_of_each_other(window: QWidget) -> None:
    sentences = [f"Sentence {i}." for i in range(spoken.NOTICES)]
    for sentence in sentences:
        announce(window, sentence)
    assert said(window) == sentences
    announce(window, "One more.")
    assert said(window) == ["One more.", *sentences[1:]]


def test_nothing_is_said_where_nobody_listens(window: QWidget) -> None:
    QAccessible.setActive(False)
    announce(window, "Undone: a thing.")
    assert said(window) == []


def test_dots_between_words_are_pauses() -> None:
    assert in_speech("layer 1 · neuron 2 · w3") == "layer 1, neuron 2, w3"
