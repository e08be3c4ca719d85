"""Panels that a person moves are there again when a recording is played."""

import random
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from app.scenes.acts.panels import ArrangePanels, FloatPanel, RaisePanel
from app.scenes.playground.playground import Playground
from app.scenes.playground.window_panels import WindowPanels
from app.scenes.recording.recorder import Recorder
from app.window.main_window import MainWindow
from app.window.panels.dock_tabs import tab_bars
from tests.app.scenes.recording.recorded import acts_of, check_played, play, sizes_of
from tests.app.window.room import out_of_reach

LEFT = Qt.MouseButton.LeftButton
# Half the width of the line between two panels, in pixels.
HALF_PX = 4


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


def dividers(window: MainWindow) -> list[QPoint]:
    """The middles of the lines between panels, and between panels and the page."""
    seen = [each for each in window.panels.values() if each.is_in_front and not each.isFloating()]
    page = window.centralWidget().geometry()
    found = []
    for rect in [page, *(panel.geometry() for panel in seen)]:
        right = QPoint(rect.right() + HALF_PX, rect.center().y())
        below = QPoint(rect.center().x(), rect.bottom() + HALF_PX)
        found += [place for place in (right, below) if window.isSeparator(place)]
    return found


def drag(window: MainWindow, place: QPoint, by: QPoint) -> None:
    """Drag the line at a place of the window with the mouse."""
    assert window.isSeparator(place)
    QTest.mousePress(window, LEFT, pos=place)
    for share in (0.5, 1.0):
        QTest.mouseMove(window, place + by * share)
        settle()
    QTest.mouseRelease(window, LEFT, pos=place + by)
    settle()


def drag_each(window: MainWindow, by: QPoint) -> None:
    """Drag each of the lines; those beside columns move the others as well."""
    for i in range(len(dividers(window))):
        drag(window, dividers(window)[i], by)


def test_the_panel_in_front_of_its_tabs_is_in_front_again(
    window: MainWindow, recorder: Recorder
) -> None:
    click_tab(window, window.panels["health"].windowTitle())
    assert "health" in WindowPanels(window).layout.fronts
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
    # Those that stay have more room: that they keep their sizes is an act of its own.
    assert {type(act) for act in acts_of(script)} == {FloatPanel, ArrangePanels}
    check_played(window, script)
    assert panel.isFloating()


def test_a_panel_that_came_back_stands_beside_the_page(
    window: MainWindow, recorder: Recorder
) -> None:
    float_by_button(window, "dataset")
    float_by_button(window, "dataset")
    script = recorder.stop()
    # It floated for a moment only.
    assert [type(act) for act in acts_of(script)] == [ArrangePanels]
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
    assert acts_of(script) == []
    check_played(window, script)
    assert window.panels["dataset"].isFloating()


def test_every_line_that_was_dragged_is_there_again(window: MainWindow, recorder: Recorder) -> None:
    drag_each(window, QPoint(-24, -24))
    script = recorder.stop()
    assert {type(act) for act in acts_of(script)} == {ArrangePanels}
    check_played(window, script)


def test_lines_that_were_dragged_before_the_recording_are_there_when_it_begins(
    window: MainWindow,
) -> None:
    drag_each(window, QPoint(-16, 20))
    recorder = Recorder(Playground(window), window)
    recorder.start()
    script = recorder.stop()
    assert acts_of(script) == []
    sizes = sizes_of(window)
    window.docks.reset()
    settle()
    assert sizes_of(window) != sizes
    play(script, window)
    settle()
    assert sizes_of(window) == sizes


@pytest.mark.parametrize("percent", [100, 110])
def test_in_another_window_columns_are_as_wide_for_text_and_share_their_height_alike(
    window: MainWindow, recorder: Recorder, percent: int
) -> None:
    drag(window, dividers(window)[0], QPoint(-60, 0))
    drag(window, next(each for each in dividers(window) if each.x() > 1000), QPoint(0, 30))
    script, before = recorder.stop(), sizes_of(window)
    window.docks.reset()
    window.resize(1640, 980)
    window.appearance.resize_text(percent)
    settle()
    play(script, window)
    settle()
    sizes = sizes_of(window)
    for name in ("layers", "parameters"):
        assert sizes[name][2] == round(before[name][2] * percent / 100)
    share, was = (
        each["parameters"][3] / (each["parameters"][3] + each["history"][3])
        for each in (sizes, before)
    )
    assert share == pytest.approx(was, abs=0.01)
    window.appearance.resize_text(100)
    window.resize(1440, 900)
    settle()


def test_a_window_with_another_arrangement_keeps_its_own(
    window: MainWindow, recorder: Recorder
) -> None:
    WindowPanels(window).dock("parameters", "left")
    drag(window, dividers(window)[0], QPoint(-60, 0))
    script = recorder.stop()
    window.docks.reset()
    window.resize(1000, 700)
    settle()
    narrow, sizes = WindowPanels(window).layout, sizes_of(window)
    play(script, window)
    settle()
    assert WindowPanels(window).layout == narrow
    assert sizes_of(window) == sizes
    window.resize(1440, 900)
    settle()


def test_panels_of_a_crowded_column_scroll_in_a_lower_window(
    window: MainWindow, recorder: Recorder
) -> None:
    WindowPanels(window).dock("parameters", "left")
    settle()
    script = recorder.stop()
    window.docks.reset()
    window.resize(1440, 720)
    settle()
    play(script, window)
    settle()
    left = [group.panels for group in WindowPanels(window).layout.parts["left"].groups]
    assert len(left) == 4
    assert out_of_reach(window) == []
    window.docks.reset()
    window.resize(1440, 900)
    settle()


def test_panels_that_nobody_touched_are_left_to_the_window_that_plays(recorder: Recorder) -> None:
    assert recorder.stop().begin.layout is None


def test_a_recording_that_begins_in_a_presentation_is_read_and_played_again(
    window: MainWindow,
) -> None:
    window.actions_by_name["presentation"].trigger()
    settle()
    recorder = Recorder(Playground(window), window)
    recorder.start()
    script = recorder.stop()
    window.actions_by_name["presentation"].trigger()
    settle()
    assert script.begin.layout is None
    play(script, window)
    assert window.docks.shown == [*(script.begin.panels or ())]


@pytest.mark.parametrize("seed", range(3))
def test_panels_go_back_to_wherever_they_were_moved(
    window: MainWindow, recorder: Recorder, seed: int
) -> None:
    chance, panels = random.Random(seed), WindowPanels(window)
    names = list(window.docks.shown)
    for _ in range(7):
        name, other = chance.sample(names, 2)
        way = chance.choice(["area", "tabs", "float", "front", "line", "line", "hide"])
        if way == "float":
            window.panels[name].toggle_floating()
        elif way == "front":
            panels.bring_forward(name)
        elif way == "hide":
            window.panels[name].setVisible(window.panels[name].isHidden())
        elif way == "line" and (places := dividers(window)):
            drag(window, chance.choice(places), QPoint(*(chance.randint(-60, 60) for _ in "xy")))
        elif way == "tabs" and not window.panels[other].isFloating():
            panels.dock(name, "right", other)
        else:
            panels.dock(name, chance.choice(["left", "right", "bottom", "top"]))
        settle()
        QTest.keyClick(window, Qt.Key.Key_Shift)
        settle()
    script, sizes = recorder.stop(), sizes_of(window)
    play(script, window)
    settle()
    assert sizes_of(window) == sizes
    check_played(window, script)
