"""Panels that a person moves are there again when a recording is played."""

import random
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from app.scenes.panel_acts import DockPanel, FloatPanel, RaisePanel
from app.scenes.playground import Playground
from app.scenes.recording.panels import moves_between
from app.scenes.recording.recorder import Recorder
from app.scenes.window_panels import Docked, Floating, Place, WindowPanels
from app.window.dock_tabs import tab_bars
from app.window.main_window import MainWindow
from tests.app.scenes.recording.recorded import acts_of, check_played

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(renewed_window: MainWindow) -> Iterator[MainWindow]:
    """A window whose panels are afterwards where they were."""
    shown = renewed_window.docks.shown
    yield renewed_window
    renewed_window.show_page("network")
    renewed_window.docks.reset()
    Playground(renewed_window).panels.begin(shown)
    QApplication.processEvents()


@pytest.fixture
def recorder(window: MainWindow) -> Recorder:
    recorder = Recorder(Playground(window), window)
    recorder.start()
    return recorder


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def click_tab(window: MainWindow, title: str) -> None:
    """Click on the tab of a panel."""
    bar, place = next(
        (bar, place)
        for bar in tab_bars(window)
        for place in range(bar.count())
        if bar.isVisible() and bar.tabText(place) == title
    )
    QTest.mouseClick(bar, LEFT, pos=bar.tabRect(place).center())
    settle()


def float_by_button(window: MainWindow, name: str) -> None:
    """Click on the button that takes a panel out, or back."""
    button = window.panels[name].findChild(QAbstractButton, f"{name}_panel_float")
    button = button or window.panels[name].findChild(QAbstractButton, f"{name}_float")
    assert button is not None
    QTest.mouseClick(button, LEFT)
    settle()


def test_the_panel_in_front_of_its_tabs_is_in_front_again(
    window: MainWindow, recorder: Recorder
) -> None:
    click_tab(window, window.panels["health"].windowTitle())
    assert "health" in WindowPanels(window).in_front
    script = recorder.stop()
    (act,) = acts_of(script)
    assert act == RaisePanel(panel="health", at=act.at)
    check_played(window, script)


def test_a_panel_that_floats_lies_at_the_same_place_of_the_window(
    window: MainWindow, recorder: Recorder
) -> None:
    float_by_button(window, "parameters")
    panel = window.panels["parameters"]
    panel.setGeometry(QRect(window.pos() + QPoint(200, 150), panel.size() / 1.5))
    settle()
    script = recorder.stop()
    assert {type(act) for act in acts_of(script)} == {FloatPanel}
    check_played(window, script)
    assert panel.isFloating()


def test_a_panel_that_came_back_stands_beside_the_page(
    window: MainWindow, recorder: Recorder
) -> None:
    float_by_button(window, "dataset")
    float_by_button(window, "dataset")
    script = recorder.stop()
    assert [type(act) for act in acts_of(script)] == [FloatPanel, DockPanel]
    check_played(window, script)
    assert not window.panels["dataset"].isFloating()


def test_a_panel_that_floated_before_the_recording_floats_when_it_begins(
    window: MainWindow,
) -> None:
    float_by_button(window, "dataset")
    click_tab(window, window.panels["health"].windowTitle())
    recorder = Recorder(Playground(window), window)
    recorder.start()
    script = recorder.stop()
    assert [type(act) for act in acts_of(script)] == [FloatPanel, RaisePanel]
    check_played(window, script)


@pytest.mark.parametrize("seed", range(3))
def test_panels_go_back_to_wherever_they_were_moved(
    window: MainWindow, recorder: Recorder, seed: int
) -> None:
    chance, panels = random.Random(seed), WindowPanels(window)
    names = list(window.docks.shown)
    for _ in range(5):
        name, other = chance.sample(names, 2)
        way = chance.choice(["area", "tabs", "float", "front"])
        if way == "float":
            window.panels[name].toggle_floating()
        elif way == "front":
            panels.bring_forward(name)
        elif way == "tabs" and not window.panels[other].isFloating():
            panels.dock(name, "right", other)
        else:
            panels.dock(name, chance.choice(["left", "right", "bottom"]))
        settle()
        QTest.keyClick(window, Qt.Key.Key_Shift)
        settle()
    check_played(window, recorder.stop())


def test_a_panel_that_moved_into_the_place_of_another_one_is_one_act() -> None:
    before: dict[str, Place] = {
        "a": Docked("left", frozenset()),
        "b": Docked("right", frozenset({"c"})),
        "c": Docked("right", frozenset({"b"})),
    }
    now: dict[str, Place] = {
        "a": Docked("right", frozenset({"b", "c"})),
        "b": Docked("right", frozenset({"a", "c"})),
        "c": Docked("right", frozenset({"a", "b"})),
    }
    assert moves_between(before, now) == [DockPanel(panel="a", area="right", tabs="b")]
    floats = now | {"a": Floating(0.1, 0.1, 0.5, 0.5)}
    assert [type(act) for act in moves_between(before, floats)] == [FloatPanel]
