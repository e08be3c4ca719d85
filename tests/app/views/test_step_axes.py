"""Loss plot, timeline and history: one axis of steps, which mouse, keys and menus move for all."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.session.session import Session
from app.views.panels.loss.plot import LossPlot
from app.views.step_menu import StepMenu
from app.window.main_window import MainWindow
from tests.app.sessions import train
from tests.event_loop import turn

pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support (raise|grabbing the keyboard)", extend=True
)
LONG = 200_000


@pytest.fixture
def window(renewed_window: MainWindow) -> MainWindow:
    """The lasting window with the axis of steps that a new one has."""
    renewed_window.session.step_scale.choose("automatic")
    renewed_window.session.step_scale.follow()
    return renewed_window


@pytest.fixture
def plot(window: MainWindow, session: Session) -> Iterator[LossPlot]:
    """The loss plot in a window whose run has many steps, each with half the loss of 10 before."""
    history = session.cursor.run.history
    history.losses.extend(1.0 / np.arange(1, LONG + 1))
    for begin in range(0, LONG, 1000):
        data = np.arange(begin, begin + 1000, dtype=float)
        starts = np.append(0, np.arange(history.parameters.room, 1000, history.parameters.width))
        bounds = [f.reduceat(data, starts) for f in (np.minimum, np.maximum)]
        pieces = np.repeat(np.stack([*bounds, *bounds], axis=1)[:, :, None], 41, axis=2)
        history.parameters.extend(pieces, 1000)
    session.cursor.trainer.steps = LONG
    session.cursor.step_taken.emit()
    session.selection.choose([7])
    turn(3)
    return window.view("loss").plot


def pixel_in_plot(plot: LossPlot, step: float) -> float:
    """The place at which the plot draws a step, in pixels of the window."""
    place = QPointF(plot.scale.place(step), 0)
    return plot.viewport().mapTo(plot.window(), plot.getViewBox().mapViewToScene(place)).x()


def pixel_in_strip(window: MainWindow, step: int) -> float:
    strip = window.view("loss").timeline.strip
    return strip.mapTo(window, QPoint(strip.scale.x(step), 0)).x()


def turn_wheel(plot: LossPlot) -> None:
    place = QPointF(plot.viewport().rect().center())
    event = QWheelEvent(
        place,
        QPointF(plot.viewport().mapToGlobal(place)),
        QPoint(),
        QPoint(0, 360),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(plot.viewport(), event)


@pytest.mark.parametrize("kind", ["linear", "log"])
@pytest.mark.parametrize("is_zoomed", [False, True])
def test_a_step_stands_at_the_same_pixel_in_plot_and_timeline(
    window: MainWindow, plot: LossPlot, kind: str, is_zoomed: bool
) -> None:
    plot.scale.choose(kind)
    if is_zoomed:
        plot.scale.show(plot.scale.place(90), plot.scale.place(150_000))
    turn(3)
    for step in (100, 5_000, 120_000):
        assert pixel_in_strip(window, step) == pytest.approx(pixel_in_plot(plot, step), abs=1)


@pytest.mark.parametrize("kind", ["linear", "log"])
def test_the_history_shows_the_steps_that_the_plot_shows(
    window: MainWindow, plot: LossPlot, kind: str
) -> None:
    plot.scale.choose(kind)
    for history in window.view("history").plots.values():
        assert history.getViewBox().viewRange()[0] == pytest.approx(plot.scale.span)
        assert history.getAxis("bottom").is_logarithmic == (kind == "log")


def test_the_first_hundred_steps_of_a_long_run_are_drawn_one_by_one(
    window: MainWindow, plot: LossPlot
) -> None:
    assert plot.scale.is_logarithmic
    places, heights = plot.curve.getData()
    steps = plot.scale.step(2.0)
    first = places <= plot.scale.place(16)
    assert steps == pytest.approx(99)
    assert plot.scale.places(np.arange(17.0)) == pytest.approx(places[first])
    assert heights[first] == pytest.approx(-np.log10(np.arange(1, 18)))
    assert pixel_in_plot(plot, 100) - pixel_in_plot(plot, 0) > plot.getViewBox().width() / 4
    drawn = window.view("history").plots["data"].curves[0].getData()
    assert np.count_nonzero(drawn[0] < plot.scale.place(100)) > 25


def test_a_drag_of_the_timeline_goes_to_the_step_under_the_mouse(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    train(session, 60)
    session.step_scale.choose("log")
    turn(3)
    strip = window.view("loss").timeline.strip
    for step in (0, 3, 25, 60):
        assert strip.scale.step(strip.scale.x(step)) == pytest.approx(step, abs=1)
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(strip.scale.x(7), 26))
    qtbot.waitUntil(lambda: session.cursor.steps == 7)


def test_the_plot_follows_where_the_timeline_goes_beyond_what_is_seen(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    train(session, 60)
    session.step_scale.show(30, 40)
    qtbot.keyClick(window.view("loss").timeline.strip, Qt.Key.Key_Home)
    first, last = session.step_scale.steps
    assert first < 0 < last < 20


def test_the_wheel_zooms_steps_only_and_the_loss_fits_what_is_seen(
    plot: LossPlot, session: Session
) -> None:
    session.step_scale.show(session.step_scale.place(1_000), session.step_scale.place(2_000))
    before = plot.scale.span
    turn_wheel(plot)
    left, right = plot.scale.span
    assert right - left < before[1] - before[0]
    low, high = plot.getViewBox().viewRange()[1]
    first, last = plot.scale.steps
    assert low < -np.log10(last) < -np.log10(first) < high
    assert high - low < 1
    session.step_scale.show(session.step_scale.place(10), session.step_scale.place(100))
    low, high = plot.getViewBox().viewRange()[1]
    assert low < -2 < -1 < high


def test_a_double_click_fits_all(qtbot: QtBot, plot: LossPlot) -> None:
    whole = plot.scale.span
    turn_wheel(plot)
    assert not plot.scale.follows
    qtbot.mouseDClick(plot.viewport(), Qt.MouseButton.LeftButton)
    assert (plot.scale.follows, plot.scale.span) == (True, whole)


def test_the_loss_axis_fits_this_run_alone(qtbot: QtBot, plot: LossPlot, session: Session) -> None:
    session.edits.new_weights()
    train(session, 20)
    assert plot.scale.steps[1] > LONG
    qtbot.keyClick(plot, Qt.Key.Key_F, Qt.KeyboardModifier.ShiftModifier)
    assert 20 < plot.scale.steps[1] < 25
    low, _ = plot.getViewBox().viewRange()[1]
    assert low > -3
    qtbot.keyClick(plot, Qt.Key.Key_F)
    assert plot.scale.steps[1] > LONG
    assert plot.getViewBox().viewRange()[1][0] < -5


def axis_views(window: MainWindow) -> list[QWidget]:
    history = window.view("history").plots["data"]
    return [window.view("loss").plot, window.view("loss").timeline.strip, history]


@pytest.mark.parametrize("view", [0, 1, 2])
def test_each_of_the_three_has_the_keys_and_the_menu(
    qtbot: QtBot, window: MainWindow, session: Session, view: int
) -> None:
    train(session, 20)
    widget, scale = axis_views(window)[view], session.step_scale
    qtbot.keyClick(widget, Qt.Key.Key_L)
    assert (scale.choice, scale.is_logarithmic) == ("log", True)
    qtbot.keyClick(widget, Qt.Key.Key_L)
    assert (scale.choice, scale.is_logarithmic) == ("linear", False)
    whole = scale.span
    qtbot.keyClick(widget, Qt.Key.Key_Plus)
    assert not scale.follows
    qtbot.keyClick(widget, Qt.Key.Key_F)
    assert scale.span == whole
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, QPoint(9, 9), widget.mapToGlobal(QPoint(9, 9))
    )
    QApplication.sendEvent(getattr(widget, "viewport", lambda: widget)(), event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, StepMenu)
    assert menu.kinds["linear"].isChecked()
    menu.kinds["automatic"].trigger()
    menu.close()
    assert scale.choice == "automatic"


def test_the_button_says_what_is_chosen_and_the_choice_is_remembered(
    window: MainWindow, session: Session
) -> None:
    panel = window.view("loss")
    menu = panel.step_button.menu()
    menu.kinds["log"].trigger()
    choice = panel.choices["step_axis"]
    assert choice.read() == "log" == session.step_scale.choice
    choice.choose("automatic")
    assert session.step_scale.choice == "automatic"
    menu.aboutToShow.emit()
    assert menu.kinds["automatic"].isChecked()


def test_the_history_marks_where_the_run_branched_off(window: MainWindow, session: Session) -> None:
    session.selection.choose([7])
    train(session, 20)
    session.cursor.go_to(12)
    session.edits.set_learning_rate(0.01)
    train(session, 5)
    data = window.view("history").plots["data"]
    (mark,) = data.branches
    assert (mark.value(), mark.toolTip()) == (12, "step 12: run 2 branches off")
    places, _ = data.curves[0].getData()
    assert (places[0], places[-1]) == (0, 17)
    session.step_scale.choose("log")
    assert data.branches[0].value() == pytest.approx(np.log10(13))
