"""SegmentedControl: one choice of a few, by the mouse, by the keys, and by the program."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kit.widgets.segmented_control import ControlSegment, SegmentedControl

NAMES = ("first", "second", "third")


@pytest.fixture
def segments(qtbot: QtBot) -> SegmentedControl:
    segments = SegmentedControl(
        (ControlSegment(name, f"{name}_button", name, "") for name in NAMES), "first"
    )
    qtbot.addWidget(segments)
    segments.show()
    qtbot.waitActive(segments)
    return segments


@pytest.fixture
def heard(segments: SegmentedControl) -> list[str]:
    heard: list[str] = []
    segments.changed.connect(lambda: heard.append(segments.choice()))
    return heard


def test_a_click_chooses(segments: SegmentedControl, heard: list[str]) -> None:
    QTest.mouseClick(segments.buttons["second"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(segments.buttons["second"], Qt.MouseButton.LeftButton)
    assert heard == ["second"]


def test_only_the_chosen_one_is_reached_with_tab(segments: SegmentedControl) -> None:
    segments.choose("third")
    policies = {name: button.focusPolicy() for name, button in segments.buttons.items()}
    none = Qt.FocusPolicy.NoFocus
    assert policies == {"first": none, "second": none, "third": Qt.FocusPolicy.TabFocus}


def test_the_arrows_choose_the_others(segments: SegmentedControl, heard: list[str]) -> None:
    segments.buttons["first"].setFocus()
    for _ in NAMES[1:]:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert heard == ["second", "third"]
    assert segments.buttons["third"].hasFocus()


def test_one_of_those_that_are_offered_is_chosen(segments: SegmentedControl) -> None:
    segments.offer(("second", "third"))
    assert not segments.buttons["first"].isVisible()
    assert segments.choice() == "second"


def test_an_unknown_choice_changes_nothing(segments: SegmentedControl, heard: list[str]) -> None:
    segments.choose("fourth")
    assert (segments.choice(), heard) == ("first", [])
