"""What screen readers are told of widgets that draw themselves."""

import gc

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.kit import spoken
from app.kit.widgets.segmented_control import ControlSegment, SegmentedControl

pytestmark = pytest.mark.usefixtures("set_up")
Role = QAccessible.Role
SEGMENTS = [ControlSegment(key, f"{key}_button", key, f"Choose {key}") for key in ("log", "linear")]


def told(widget: QWidget) -> QAccessibleInterface:
    return QAccessible.queryAccessibleInterface(widget)


def choice(qtbot: QtBot) -> SegmentedControl:
    control = SegmentedControl(SEGMENTS, "log")
    qtbot.addWidget(control)
    control.show()
    return control


class Marks(QWidget):
    spoken = spoken.Unseen


def test_a_segment_is_a_radio_button_with_a_name_and_a_description(qtbot: QtBot) -> None:
    control = choice(qtbot)
    log = told(control.buttons["log"])
    assert log.role() == Role.RadioButton
    assert log.text(QAccessible.Text.Name) == "log"
    assert log.text(QAccessible.Text.Description) == "Choose log"


def test_the_state_of_segments_follows_a_click(qtbot: QtBot) -> None:
    control = choice(qtbot)
    log, linear = (told(control.buttons[key]) for key in ("log", "linear"))
    assert (log.state().checked, linear.state().checked) == (True, False)
    qtbot.mouseClick(control.buttons["linear"], Qt.MouseButton.LeftButton)
    assert (log.state().checked, linear.state().checked) == (False, True)


def test_a_screen_reader_chooses_a_segment(qtbot: QtBot) -> None:
    control = choice(qtbot)
    actions = told(control.buttons["linear"]).actionInterface()
    assert spoken.PRESS in actions.actionNames()
    actions.doAction(spoken.PRESS)
    assert control.choice() == "linear"


def test_marks_over_a_window_are_not_told_of(qtbot: QtBot) -> None:
    marks = Marks()
    qtbot.addWidget(marks)
    QToolButton(marks)
    marks.show()
    assert told(marks).state().invisible
    assert told(marks).childCount() == 0


def test_widgets_come_and_go_with_what_is_told_of_them(qtbot: QtBot) -> None:
    kept, gone = choice(qtbot), [SegmentedControl(SEGMENTS) for _ in range(20)]
    for control in (kept, *gone):
        assert told(control.buttons["log"]).role() == Role.RadioButton
    for control in gone:
        shiboken6.delete(control)
    gc.collect()
    assert told(kept.buttons["log"]).state().checked


def test_what_is_told_of_a_widget_that_is_gone_is_let_go(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, gone = choice(qtbot), SegmentedControl(SEGMENTS)
    told(gone.buttons["log"])
    told_of_gone = spoken._kept[-1]
    shiboken6.delete(gone)
    monkeypatch.setattr(spoken, "CLEAR_AT", 0)
    told(kept.buttons["log"])
    assert not any(each is told_of_gone for each in spoken._kept)
