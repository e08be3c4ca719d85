"""The conditions at which a run stops by itself: their fields, what they refuse, what is kept."""

from collections.abc import Callable, Iterable

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from app.session.session import Session
from app.views.stop_bar import StopBar
from app.window.main_window import MainWindow
from micrograd.runs.stopping import STOPS
from tests.app.keyboard import retype
from tests.event_loop import turn

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(renewed_window: MainWindow) -> MainWindow:
    """The window of the module, with no condition, and the line of them hidden."""
    renewed_window.controls.stops.choose({})
    renewed_window.actions_by_name["stop_conditions"].trigger()
    return renewed_window


@pytest.fixture
def bar(qtbot: QtBot, window: MainWindow) -> StopBar:
    """The line of fields, shown."""
    qtbot.mouseClick(window.findChild(QToolButton, "stop_conditions_button"), LEFT)
    return window.controls.stops


def field(bar: StopBar, name: str) -> object:
    return bar.fields[name].field


def said(window: MainWindow) -> str:
    return window.findChild(QLabel, "status_message").text()


# Screen to state.


def test_the_flag_shows_a_field_for_each_condition_and_hides_it_again(
    qtbot: QtBot, window: MainWindow
) -> None:
    bar = window.controls.stops
    flag = window.findChild(QToolButton, "stop_conditions_button")
    assert not bar.isVisible()
    qtbot.mouseClick(flag, LEFT)
    assert flag.isChecked()
    assert all(field(bar, name).isVisible() for name in STOPS)
    assert field(bar, "stop_loss").hasFocus()
    qtbot.mouseClick(flag, LEFT)
    assert not bar.isVisible()


def test_the_keyboard_reaches_every_field(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F5, Qt.KeyboardModifier.ControlModifier)
    bar = window.controls.stops
    for name in STOPS:
        assert window.focusWidget() is field(bar, name)
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)


def test_what_is_typed_stops_the_run_and_the_status_bar_says_why(
    qtbot: QtBot, window: MainWindow, session: Session, bar: StopBar
) -> None:
    retype(qtbot, field(bar, "stop_loss"), "0.01")
    with qtbot.waitSignals([window.runner.running_changed] * 2):
        qtbot.mouseClick(window.findChild(QToolButton, "run_button"), LEFT)
    losses = session.cursor.run.history.losses.values
    assert session.cursor.evaluation.loss <= 0.01 < min(losses)
    assert said(window) == f"Stopped at step {len(losses)}: its loss is at or below 0.01"
    assert window.controls.step.text() == str(len(losses))


def test_a_run_that_has_nothing_to_do_says_why_and_goes_on_without_the_condition(
    qtbot: QtBot, window: MainWindow, session: Session, bar: StopBar
) -> None:
    session.training.step()
    retype(qtbot, field(bar, "stop_step"), "1")
    run = window.findChild(QToolButton, "run_button")
    qtbot.mouseClick(run, LEFT)
    assert not window.runner.is_running
    assert said(window) == "Stopped at step 1: step 1 is reached"
    retype(qtbot, field(bar, "stop_step"), "")
    qtbot.mouseClick(run, LEFT)
    assert window.runner.is_running


def test_run_n_steps_stops_as_well(
    qtbot: QtBot, window: MainWindow, session: Session, bar: StopBar
) -> None:
    retype(qtbot, field(bar, "stop_step"), "7")
    with qtbot.waitSignals([window.runner.running_changed] * 2):
        qtbot.mouseClick(window.findChild(QToolButton, "run_steps_button"), LEFT)
    assert session.cursor.steps == 7


def test_hidden_fields_keep_their_values_but_stop_nothing(
    qtbot: QtBot, window: MainWindow, bar: StopBar
) -> None:
    retype(qtbot, field(bar, "stop_loss"), "0,5")
    qtbot.mouseClick(field(bar, "stop_still"), LEFT)
    assert window.runner.stops == {"stop_loss": 0.5, "stop_still": True}
    window.actions_by_name["stop_conditions"].trigger()
    assert window.runner.stops == {}
    window.actions_by_name["stop_conditions"].trigger()
    assert window.runner.stops == {"stop_loss": 0.5, "stop_still": True}
    assert field(bar, "stop_loss").text() == "0.5"


def test_an_accuracy_in_percent_stops_the_run(
    qtbot: QtBot, window: MainWindow, session: Session, bar: StopBar
) -> None:
    retype(qtbot, field(bar, "stop_score"), "100 %")
    with qtbot.waitSignals([window.runner.running_changed] * 2):
        qtbot.mouseClick(window.findChild(QToolButton, "run_button"), LEFT)
    assert session.scores.now.score.text == "4 of 4"
    at = session.cursor.steps
    assert said(window) == f"Stopped at step {at}: its accuracy or R² is at or above 1"
    session.cursor.go_to(at - 1)
    assert session.scores.now.score.right < 4
    assert field(bar, "stop_score").text() == "1"


# What is refused.


def test_bad_input_is_refused_beside_the_field_and_what_held_holds(
    qtbot: QtBot, window: MainWindow, bar: StopBar
) -> None:
    for name, good, bad, reason in [
        ("stop_loss", "0.1", "low", "“low” is not a number"),
        ("stop_loss", "0.1", "0", "0 is not a finite number above 0"),
        ("stop_score", "0.9", "90", "90 is not above 0 and up to 1; write 0.98 or 98 %"),
        ("stop_step", "100", "1.5", "“1.5” is not a whole number from 1 to"),
        ("stop_step", "100", "-5", "“-5” is not a whole number from 1 to"),
    ]:
        retype(qtbot, field(bar, name), good)
        held = window.runner.stops
        retype(qtbot, field(bar, name), bad)
        assert bar.message.isVisible()
        assert reason in bar.message.text()
        assert (field(bar, name).text(), window.runner.stops) == (bad, held)
        qtbot.keyClick(field(bar, name), Qt.Key.Key_Escape)
        assert field(bar, name).text() == good
        assert not bar.message.isVisible()


def test_of_two_bad_fields_both_are_told_until_each_is_mended(qtbot: QtBot, bar: StopBar) -> None:
    retype(qtbot, field(bar, "stop_loss"), "low")
    retype(qtbot, field(bar, "stop_step"), "soon")
    assert "low" in bar.message.text()
    assert "soon" in bar.message.text()
    retype(qtbot, field(bar, "stop_loss"), "1")
    assert "low" not in bar.message.text()
    assert "soon" in bar.message.text()


# State to screen, and settings.


def test_conditions_that_are_chosen_elsewhere_are_shown(window: MainWindow) -> None:
    bar = window.controls.stops
    bar.choose({"stop_step": 25_000})
    assert bar.isVisible()
    assert [field(bar, name).text() for name in ("stop_loss", "stop_step")] == ["", "25000"]
    assert not field(bar, "stop_still").isChecked()
    assert window.runner.stops == {"stop_step": 25_000}


def test_they_are_remembered(opened: Callable[[], MainWindow]) -> None:
    first = opened()
    first.controls.stops.choose({"stop_loss": 0.02, "stop_still": True})
    first.close()
    window = opened()
    bar = window.controls.stops
    assert bar.isVisible()
    assert window.runner.stops == {"stop_loss": 0.02, "stop_still": True}
    assert field(bar, "stop_still").isChecked()


@pytest.mark.parametrize("names", [["stops"], STOPS])
def test_damaged_settings_stop_nothing(
    settings: QSettings, opened: Callable[[], MainWindow], names: Iterable[str]
) -> None:
    settings.setValue("stops", "on")
    for name in names:
        settings.setValue(name, "nonsense")
    assert opened().runner.stops == {}


# Room.


@pytest.mark.parametrize("width", [960, 1024, 1280])
def test_fields_and_message_have_room(
    qtbot: QtBot, window: MainWindow, bar: StopBar, width: int
) -> None:
    window.resize(width, 600)
    for name in ("stop_loss", "stop_step"):
        retype(qtbot, field(bar, name), "-" + "9" * 40)
    qtbot.waitUntil(lambda: bar.message.isVisible())
    turn()
    assert (window.width(), window.height()) == (width, 600)
    assert bar.message.height() >= bar.message.heightForWidth(bar.message.width())
    for name in STOPS:
        widget = field(bar, name)
        assert widget.width() >= widget.minimumSizeHint().width()
    # The message neither hangs beside the fields, a word a line, nor squeezes what is above them.
    assert bar.message.width() > 3 * window.width() / 4
    assert window.controls.line.height() >= window.controls.line.sizeHint().height()


def test_a_condition_that_never_holds_with_mini_batches_says_so(
    qtbot: QtBot, window: MainWindow, session: Session, bar: StopBar
) -> None:
    qtbot.mouseClick(field(bar, "stop_still"), LEFT)
    assert bar.message.text() == ""
    session.edits.change_setting("batch_size", 2)
    assert bar.message.isVisible()
    assert bar.message.text().startswith("a mini-batch that changes nothing is followed by others")
    qtbot.mouseClick(field(bar, "stop_still"), LEFT)
    assert bar.message.text() == ""
    qtbot.mouseClick(field(bar, "stop_still"), LEFT)
    session.edits.undo()
    assert bar.message.text() == ""
