"""Training controls: buttons, readings and the learning rate."""

import math
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QMainWindow, QStyle, QStyleOptionSlider, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.kit.numbers import plain
from app.kit.theme import Appearance
from app.playing.runner import Runner
from app.session.session import Session
from app.views.training_controls import TrainingControls
from app.window.actions.actions import make_actions
from app.window.main_window import MainWindow
from micrograd.data.dataset import Dataset
from micrograd.training.phases import Phase
from tests.app.keyboard import retype
from tests.event_loop import turn

LEFT = Qt.MouseButton.LeftButton


class Host(QMainWindow):
    """A window with nothing but the controls, as wide as the whole one."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.runner = Runner(session, self)
        actions = make_actions(self, appearance)
        self.controls = TrainingControls(session, self.runner, appearance, actions)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.controls)
        self.resize(1440, 100)


@pytest.fixture
def host(qtbot: QtBot, session: Session, appearance: Appearance) -> Iterator[Host]:
    host = Host(session, appearance)
    qtbot.addWidget(host)
    with qtbot.waitExposed(host):
        host.show()
    yield host  # noqa: PT022 - a return would let go of the window


@pytest.fixture
def window(renewed_window: MainWindow) -> MainWindow:
    return renewed_window


def button(window: MainWindow, name: str) -> QToolButton:
    return window.findChild(QToolButton, f"{name}_button")


def middles(window: QMainWindow, *names: str) -> list[float]:
    """How far down in the window the middle of each control is, in pixels."""
    parts = [window.findChild(QWidget, name) for name in names]
    return [part.mapTo(window, QPoint()).y() + part.height() / 2 for part in parts]


@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("width", [1440, 1024, 960])
def test_controls_beside_each_other_stand_in_one_line(
    host: Host, appearance: Appearance, width: int, percent: int
) -> None:
    appearance.resize_text(percent)
    host.resize(width, 100)
    turn(3)
    first = "reset_button", "run_button", "speed_rises_button", "speed", "step_reading"
    counted = "run_steps", "run_steps_button", "stop_conditions_button"
    for names in (first, (*counted, "learning_rate", "learning_rate_slider")):
        found = middles(host, *names)
        assert max(found) - min(found) <= 1, dict(zip(names, found, strict=True))


def click(qtbot: QtBot, window: MainWindow, name: str) -> None:
    qtbot.mouseClick(button(window, name), LEFT)


def reading(window: QMainWindow, name: str) -> str:
    return window.findChild(QLabel, f"{name}_reading").text()


def drag_slider_to_the_end(qtbot: QtBot, window: MainWindow) -> None:
    slider = window.controls.rate_slider
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    parts = QStyle.SubControl
    handle = slider.style().subControlRect(
        QStyle.ComplexControl.CC_Slider, option, parts.SC_SliderHandle, slider
    )
    end = QPoint(slider.width() - 1, handle.center().y())
    qtbot.mousePress(slider, LEFT, pos=handle.center())
    qtbot.mouseMove(slider, end)
    qtbot.mouseRelease(slider, LEFT, pos=end)


def rate(session: Session) -> float:
    return session.cursor.trainer.learning_rate


# Readings.


def test_the_readings_before_the_first_step(host: Host, session: Session) -> None:
    assert reading(host, "step") == "0"
    assert reading(host, "loss") == plain(session.cursor.evaluation.loss, 6)
    assert reading(host, "phase") == "ready"


def test_the_mouse_on_a_reading_or_its_caption_is_told_what_it_is(host: Host) -> None:
    for name, word in (("step", "training steps"), ("loss", "wrong"), ("phase", "forward pass")):
        group = host.findChild(QLabel, f"{name}_reading").parentWidget()
        while not group.toolTip():
            group = group.parentWidget()
        assert word in group.toolTip()
        assert any(label.text() == name for label in group.findChildren(QLabel))


def test_the_readings_follow_the_training(host: Host, session: Session) -> None:
    for _ in range(3):
        session.training.step()
    loss = sum(
        (session.cursor.model(x).data - y) ** 2 for x, y in zip(*samples(session), strict=True)
    )
    assert reading(host, "step") == "3"
    assert float(reading(host, "loss")) == pytest.approx(loss, abs=1e-6)
    assert reading(host, "phase") == "update"


def samples(session: Session) -> tuple[list[list[float]], list[float]]:
    return session.cursor.dataset.xs, session.cursor.dataset.ys


def test_the_loss_follows_edits(host: Host, session: Session) -> None:
    before = reading(host, "loss")
    session.edits.set_parameter(40, 3.0)
    edited = reading(host, "loss")
    assert edited != before
    session.undo_stack.undo()
    assert reading(host, "loss") == before
    session.edits.resize_layer(0, 5)
    assert reading(host, "loss") not in (before, edited)


def test_many_steps_are_written_with_separators(host: Host, session: Session) -> None:
    session.cursor.trainer.steps = 12_345
    session.cursor.show_progress()
    assert reading(host, "step") == "12,345"


# Buttons.


def test_a_hundred_million_steps_and_more_fit_their_place(host: Host, session: Session) -> None:
    for steps, text in [(99_999_999, "99,999,999"), (1_234_567_890, "1,234.6 M")]:
        session.cursor.trainer.steps = steps
        host.controls.show_progress()
        assert reading(host, "step") == text
        label = host.controls.step
        assert label.fontMetrics().horizontalAdvance(text) <= label.width()
        assert label.toolTip() == f"{steps:,} steps"


def test_step_does_one_step(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    before = session.cursor.evaluation.loss
    click(qtbot, window, "step")
    assert reading(window, "step") == "1"
    assert session.cursor.evaluation.loss != before
    assert list(session.cursor.owner.history.losses.values) == [before]


def test_step_phase_goes_through_the_four_phases(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    seen = []
    for _ in range(5):
        click(qtbot, window, "step_phase")
        seen.append((reading(window, "phase"), reading(window, "step")))
    assert seen == [
        ("forward pass", "0"),
        ("zero grad", "0"),
        ("backward pass", "0"),
        ("update", "1"),
        ("forward pass", "1"),
    ]


def test_step_finishes_a_step_that_phases_began(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    click(qtbot, window, "step_phase")
    click(qtbot, window, "step_phase")
    click(qtbot, window, "step")
    assert session.cursor.steps == 1
    assert session.cursor.phase is Phase.UPDATE


def test_run_trains_until_pause(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    assert button(window, "run").text() == "Run"
    click(qtbot, window, "run")
    assert button(window, "run").text() == "Pause"
    qtbot.waitUntil(lambda: session.cursor.steps > 5)
    assert reading(window, "phase") == "training"
    click(qtbot, window, "run")
    assert button(window, "run").text() == "Run"
    assert not window.runner.is_running
    assert session.cursor.trainer.is_between_steps
    assert reading(window, "step") == f"{session.cursor.steps:,}"
    assert reading(window, "phase") == "update"


def test_step_pauses_a_run(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    click(qtbot, window, "run")
    qtbot.waitUntil(lambda: session.cursor.steps > 0)
    click(qtbot, window, "step")
    assert not window.runner.is_running
    assert reading(window, "step") == f"{session.cursor.steps:,}"


def test_reset_goes_back_to_the_first_weights(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    first = [parameter.data for parameter in session.cursor.trainer.parameters]
    loss = reading(window, "loss")
    for _ in range(4):
        click(qtbot, window, "step")
    click(qtbot, window, "reset")
    assert [parameter.data for parameter in session.cursor.trainer.parameters] == first
    assert reading(window, "step") == "0"
    assert reading(window, "loss") == loss
    assert reading(window, "phase") == "ready"


def test_run_n_trains_as_many_steps_as_the_field_says(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    click(qtbot, window, "step")
    retype(qtbot, window.controls.run_steps, "7")
    click(qtbot, window, "run_steps")
    qtbot.waitUntil(lambda: not window.runner.is_running)
    assert session.cursor.steps == 8
    assert reading(window, "step") == "8"


def test_run_n_gives_the_same_parameters_as_single_steps(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    retype(qtbot, window.controls.run_steps, "12")
    click(qtbot, window, "run_steps")
    qtbot.waitUntil(lambda: not window.runner.is_running)
    counted = [parameter.data for parameter in session.cursor.trainer.parameters]
    click(qtbot, window, "reset")
    for _ in range(12):
        click(qtbot, window, "step")
    assert [parameter.data for parameter in session.cursor.trainer.parameters] == counted


def test_a_bad_number_of_steps_is_refused_where_it_was_typed(qtbot: QtBot, host: Host) -> None:
    for text in ["0", "10000001", "ten", ""]:
        retype(qtbot, host.controls.run_steps, text)
        assert host.controls.run_steps.text() == "50"
        assert host.controls.run_caption.text() == "1 to 10,000,000"
        qtbot.keyClick(host.controls.run_steps, Qt.Key.Key_Up)
        assert host.controls.run_caption.text() == "run N steps"
        qtbot.keyClick(host.controls.run_steps, Qt.Key.Key_Down)


# Learning rate.


def test_a_typed_rate_is_taken(qtbot: QtBot, host: Host, session: Session) -> None:
    for text, number in [("0.5", 0.5), ("1e-3", 0.001), ("20", 20.0)]:
        retype(qtbot, host.controls.rate, text)
        assert rate(session) == number
        assert float(host.controls.rate.text()) == number
        assert host.controls.rate_caption.text() == "learning rate"


def test_a_typed_rate_is_taken_when_the_field_is_left(
    qtbot: QtBot, host: Host, session: Session
) -> None:
    retype(qtbot, host.controls.rate, "0.25", Qt.Key.Key_Tab)
    assert rate(session) == 0.25


def test_a_bad_rate_stays_in_the_field_below_its_reason(
    qtbot: QtBot, host: Host, session: Session
) -> None:
    for text, reason in [
        ("fast", "“fast” is not a number"),
        ("0", "0 is not a finite number above 0"),
        ("-1", "-1 is not a finite number above 0"),
        ("inf", "“inf” is not finite"),
        ("nan", "“nan” is not finite"),
        ("", "not a number"),
    ]:
        retype(qtbot, host.controls.rate, text)
        assert rate(session) == 0.1
        assert host.controls.rate.text() == text
        assert reason in host.controls.rate_caption.text()


@pytest.mark.parametrize("width", [1440, 1280, 1024, 960])
def test_a_refused_number_moves_nothing_in_the_tool_bar(
    qtbot: QtBot, host: Host, width: int
) -> None:
    host.resize(width, 100)
    turn(3)
    controls = host.controls
    parts = [each for each in controls.findChildren(QWidget) if each.isVisible()]
    before = [(each.objectName(), each.geometry()) for each in parts]
    for field, text in (
        (controls.rate, "-3"),
        (controls.rate, "1,234"),
        (controls.rate, "a" * 60),
        (controls.run_steps, "0"),
    ):
        retype(qtbot, field, text)
        turn(2)
        assert [(each.objectName(), each.geometry()) for each in parts] == before, text
    qtbot.keyClick(controls.rate, Qt.Key.Key_Escape)
    turn(2)
    assert [(each.objectName(), each.geometry()) for each in parts] == before


def test_escape_puts_the_rate_back(qtbot: QtBot, host: Host, session: Session) -> None:
    retype(qtbot, host.controls.rate, "fast")
    qtbot.keyClick(host.controls.rate, Qt.Key.Key_Escape)
    assert host.controls.rate.text() == "0.1"
    assert host.controls.rate_caption.text() == "learning rate"
    assert rate(session) == 0.1


def test_escape_while_typing_puts_the_rate_back(qtbot: QtBot, host: Host, session: Session) -> None:
    retype(qtbot, host.controls.rate, "0.7", Qt.Key.Key_Escape)
    host.controls.run_steps.setFocus()
    assert host.controls.rate.text() == "0.1"
    assert rate(session) == 0.1


def test_a_rate_set_elsewhere_moves_field_and_slider(host: Host, session: Session) -> None:
    session.edits.set_learning_rate(1.0)
    high = host.controls.rate_slider.value()
    session.edits.set_learning_rate(0.001)
    assert host.controls.rate.text() == "0.001"
    assert host.controls.rate_slider.value() == high - 300


def test_showing_a_rate_does_not_round_it(host: Host, session: Session) -> None:
    session.edits.set_learning_rate(0.123456)
    assert rate(session) == 0.123456
    assert host.controls.rate.text() == "0.123456"


def test_the_keys_of_the_slider_change_the_rate_by_a_factor(
    qtbot: QtBot, host: Host, session: Session
) -> None:
    slider = host.controls.rate_slider
    slider.setFocus()
    seen = []
    for key in [Qt.Key.Key_PageUp, Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_Right]:
        qtbot.keyClick(slider, key)
        seen.append((rate(session), host.controls.rate.text()))
    assert seen == [(1.0, "1"), (10.0, "10"), (0.0001, "0.0001"), (0.000126, "0.000126")]


def test_the_slider_is_dragged_while_running(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    session.edits.set_learning_rate(0.01)
    click(qtbot, window, "run")
    qtbot.waitUntil(lambda: session.cursor.steps > 0)
    drag_slider_to_the_end(qtbot, window)
    assert rate(session) == 10.0
    assert window.controls.rate.text() == "10"
    assert window.runner.is_running


def test_a_rate_is_typed_while_running(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    click(qtbot, window, "run")
    qtbot.waitUntil(lambda: session.cursor.steps > 0)
    qtbot.keyClick(window.controls.rate, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(window.controls.rate, "0.0")
    steps = session.cursor.steps
    qtbot.waitUntil(lambda: session.cursor.steps > steps)
    qtbot.keyClicks(window.controls.rate, "2")
    qtbot.keyClick(window.controls.rate, Qt.Key.Key_Return)
    assert rate(session) == 0.02
    steps = session.cursor.steps
    qtbot.waitUntil(lambda: session.cursor.steps > steps)
    assert math.isfinite(session.cursor.evaluation.loss)


def test_moves_of_the_slider_are_one_edit_to_undo(
    qtbot: QtBot, host: Host, session: Session
) -> None:
    for _ in range(3):
        qtbot.keyClick(host.controls.rate_slider, Qt.Key.Key_Right)
    session.undo_stack.undo()
    assert rate(session) == 0.1
    assert host.controls.rate.text() == "0.1"


# Room.


def test_the_loss_fits_its_place_whatever_its_size(host: Host, session: Session) -> None:
    reading = host.controls.loss
    for target in (0.5, 12.0, 333.0, 2_500.0, 1e30):
        session.edits.set_dataset(Dataset([[1.0, 1.0, 1.0]], [target]), "one sample")
        assert reading.fontMetrics().horizontalAdvance(reading.text()) <= reading.width()


def test_the_number_that_was_typed_is_run_without_leaving_its_field(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    field = window.controls.run_steps
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "7")
    button = window.findChild(QToolButton, "run_steps_button")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.runner.is_running)
    assert session.cursor.steps == 7
