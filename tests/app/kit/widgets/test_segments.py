"""Segments: one choice of a few, by the mouse, by the keys, and by the program."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kit.widgets.segments import Segment, Segments

NAMES = ("first", "second", "third")


@pytest.fixture
def segments(qtbot: QtBot) -> Segments:
    segments = Segments((Segment(name, f"{name}_button", name, "") for name in NAMES), "first")
    qtbot.addWidget(segments)
    segments.show()
    qtbot.waitActive(segments)
    return segments


@pytest.fixture
def heard(segments: Segments) -> list[str]:
    heard: list[str] = []
    segments.changed.connect(lambda: heard.append(segments.choice()))
    return heard


def test_a_click_chooses(segments: Segments, heard: list[str]) -> None:
    QTest.mouseClick(segments.buttons["second"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(segments.buttons["second"], Qt.MouseButton.LeftButton)
    assert heard == ["second"]


def test_only_the_chosen_one_is_reached_with_tab(segments: Segments) -> None:
    segments.choose("third")
    policies = {name: button.focusPolicy() for name, button in segments.buttons.items()}
    none = Qt.FocusPolicy.NoFocus
    assert policies == {"first": none, "second": none, "third": Qt.FocusPolicy.TabFocus}


def test_the_arrows_choose_the_others(segments: Segments, heard: list[str]) -> None:
    segments.buttons["first"].setFocus()
    for _ in NAMES[1:]:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert heard == ["second", "third"]
    assert segments.buttons["third"].hasFocus()


def test_one_of_those_that_are_offered_is_chosen(segments: Segments) -> None:
    segments.offer(("second", "third"))
    assert not segments.buttons["first"].isVisible()
    assert segments.choice() == "second"


def test_an_unknown_choice_changes_nothing(segments: Segments, heard: list[str]) -> None:
    segments.choose("fourth")
    assert (segments.choice(), heard) == ("first", [])
