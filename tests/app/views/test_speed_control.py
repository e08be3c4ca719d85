"""The speed beside Run: a slider that holds it, a button that lets it rise, the steps a second."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.playing.runner import Runner
from app.playing.speed import FIRST_SPEED, FULL_SPEED, SPEEDS
from app.session.session import Session
from app.views.speed_control import SpeedControl
from app.window.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def runner(session: Session) -> Runner:
    return Runner(session, session)


@pytest.fixture
def control(qtbot: QtBot, runner: Runner, appearance: Appearance) -> SpeedControl:
    control = SpeedControl(runner, appearance)
    qtbot.addWidget(control)
    with qtbot.waitExposed(control):
        control.show()
    return control


def frames(runner: Runner, count: int) -> None:
    """Let the time of so many frames pass, and all of their steps be done."""
    for _ in range(count):
        runner.speed.pass_time(0.02)
        runner.speed.owed = 0.0


# State to screen.


def test_at_first_it_rises_and_says_from_where(control: SpeedControl) -> None:
    assert control.rises.isChecked()
    assert control.reading.text() == "from 4 steps/s"
    assert SPEEDS[control.slider.value()] == FIRST_SPEED


def test_while_a_run_goes_faster_the_slider_and_the_steps_a_second_follow(
    qtbot: QtBot, control: SpeedControl, runner: Runner
) -> None:
    runner.run()
    runner._timer.stop()
    assert control.reading.text() == "4 steps/s"
    frames(runner, 50)
    assert (control.reading.text(), control.slider.value()) == ("8 steps/s", 9)
    frames(runner, 1_000)
    assert control.reading.text() == "full speed"
    assert control.slider.value() == control.slider.maximum()
    runner.pause()
    assert control.reading.text() == "from 4 steps/s"


@pytest.mark.parametrize("per_s", [*SPEEDS])
def test_every_speed_has_room(control: SpeedControl, runner: Runner, per_s: float) -> None:
    runner.speed.hold(per_s)
    reading = control.reading
    assert reading.fontMetrics().horizontalAdvance(reading.text()) <= reading.width()


def test_a_speed_that_rises_lays_nothing_out_anew(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    """No frame pays for the layout of the whole bar because the words beside Run are others."""

    class Layouts(QObject):
        count = 0

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            self.count += event.type() == QEvent.Type.LayoutRequest
            return False

    control = window.controls.speed
    window.runner.speed.rise()
    qtbot.wait(0)
    layouts = Layouts(window)
    for widget in (control, control.parentWidget(), window.controls):
        widget.installEventFilter(layouts)
    for position in range(len(SPEEDS)):
        window.runner.speed.hold(SPEEDS[position])
        qtbot.wait(0)
    assert control.reading.text() == "full speed"
    assert layouts.count == 0


# Screen to state.


def test_the_slider_holds_any_speed_from_one_step_a_second_to_full_speed(
    qtbot: QtBot, control: SpeedControl, runner: Runner
) -> None:
    qtbot.keyClick(control.slider, Qt.Key.Key_Home)
    seen = [(runner.speed.per_s, control.reading.text())]
    for key in (Qt.Key.Key_Right, Qt.Key.Key_PageUp, Qt.Key.Key_End):
        qtbot.keyClick(control.slider, key)
        seen.append((runner.speed.per_s, control.reading.text()))
    assert seen == [
        (1, "1 step/s"),
        (1.25, "1.25 steps/s"),
        (12.5, "12.5 steps/s"),
        (FULL_SPEED, "full speed"),
    ]
    assert not runner.speed.rises
    assert not control.rises.isChecked()


def test_a_run_is_held_at_the_speed_that_it_has(
    qtbot: QtBot, control: SpeedControl, runner: Runner
) -> None:
    runner.run()
    runner._timer.stop()
    frames(runner, 160)
    position = control.slider.value()
    qtbot.mouseClick(control.rises, LEFT)
    frames(runner, 100)
    assert control.slider.value() == position > 12
    assert runner.speed.per_s == SPEEDS[position]
    runner.pause()
    assert control.slider.value() == position


def test_the_button_lets_it_rise_again(qtbot: QtBot, control: SpeedControl, runner: Runner) -> None:
    qtbot.keyClick(control.slider, Qt.Key.Key_End)
    qtbot.keyClick(control.rises, Qt.Key.Key_Space)
    assert runner.speed.rises
    runner.run()
    assert runner.speed.per_s == FIRST_SPEED
    runner.pause()


def test_the_speed_is_changed_while_running(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    window.runner.run()
    qtbot.keyClick(window.controls.speed.slider, Qt.Key.Key_Left)
    steps = session.cursor.steps
    qtbot.waitUntil(lambda: session.cursor.steps > steps)
    assert window.runner.speed.per_s == 1e6
    assert window.runner.is_running
    assert window.controls.phase.text() != "training"


def test_each_phase_is_shown_for_a_moment_at_a_low_speed(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    seen: list[str] = []
    session.cursor.step_taken.connect(lambda: seen.append(window.controls.phase.text()))
    window.controls.speed.slider.setValue(SPEEDS.index(5))
    window.runner.run()
    qtbot.waitUntil(lambda: session.cursor.steps == 1)
    window.runner.pause()
    assert list(dict.fromkeys(seen)) == ["forward pass", "zero grad", "backward pass", "update"]


def test_a_screen_reader_reads_and_sets_steps_a_second(
    control: SpeedControl, runner: Runner
) -> None:
    told = QAccessible.queryAccessibleInterface(control.slider)
    number = told.valueInterface()
    assert told.role() == QAccessible.Role.Slider
    assert number.currentValue() == FIRST_SPEED
    number.setCurrentValue(200)
    assert runner.speed.per_s == 200
    assert number.currentValue() == 200
    assert told.text(QAccessible.Text.Value) == "200 steps/s"
    number.setCurrentValue(number.maximumValue())
    assert runner.speed.per_s == FULL_SPEED
    assert told.text(QAccessible.Text.Value) == "full speed"
