"""In a window with room for one of them a page and the panels take turns; none gets lost."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.kit import text_size
from app.scenes.parts.begin import Begin
from app.scenes.parts.targets import StoredTarget
from app.scenes.playground.playground import Playground
from app.window.main_window import MainWindow
from tests.event_loop import turn

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def large(lasting_window: MainWindow) -> Iterator[MainWindow]:
    """The lasting window at 200 %: another size of its text takes a second."""
    lasting_window.appearance.resize_text(200)
    yield lasting_window
    lasting_window.appearance.resize_text(text_size.NORMAL)


@pytest.fixture
def window(large: MainWindow, renewed_window: MainWindow) -> MainWindow:
    """The lasting window at 200 %, 1280 x 720, with its first arrangement."""
    renewed_window.resize(1280, 720)
    if text_size.percent() != 200:
        renewed_window.appearance.resize_text(200)
    turn(3)
    renewed_window.actions_by_name["reset_layout"].trigger()
    turn(3)
    return renewed_window


def docked(window: MainWindow) -> list[str]:
    """The panels that are shown, in front or behind a tab."""
    return [name for name, panel in window.panels.items() if not panel.isHidden()]


def usual(window: MainWindow) -> list[str]:
    return [name for name in window.panels if name != "runs"]


def test_the_page_has_all_the_room_at_first(window: MainWindow) -> None:
    assert docked(window) == []
    assert window.stage.width() > 1200
    for page in window.stage.names:
        window.show_page(page)
        turn()
        assert docked(window) == []


def test_the_panels_leave_the_page_all_the_room_once_the_text_is_large(window: MainWindow) -> None:
    window.appearance.resize_text(text_size.NORMAL)
    window.actions_by_name["reset_layout"].trigger()
    turn(3)
    assert docked(window) == usual(window)
    window.appearance.resize_text(200)
    turn(3)
    assert docked(window) == []
    assert window.stage.width() > 1200
    assert window.view("network").isVisible()


def test_the_tab_of_the_panels_shows_them_and_a_page_comes_back_by_its_name(
    qtbot: QtBot, window: MainWindow
) -> None:
    qtbot.mouseClick(window.stage.panels_tab, LEFT)
    turn(3)
    assert docked(window) == usual(window)
    assert window.stage.panels_tab.isChecked()
    assert window.panels["loss"].is_in_front
    assert window.panels["loss"].width() > 1200
    assert window.panels["loss"].height() > 250
    assert (window.width(), window.height()) == (1280, 720)
    # The page that was there before is asked for as well as any other.
    window.actions_by_name["show_network"].trigger()
    turn(3)
    assert docked(window) == []
    assert window.view("network").isVisible()
    assert not window.stage.panels_tab.isChecked()


def test_a_second_click_on_the_tab_goes_back_to_the_page(qtbot: QtBot, window: MainWindow) -> None:
    for _ in range(2):
        qtbot.mouseClick(window.stage.panels_tab, LEFT)
        turn(2)
    assert docked(window) == []
    assert window.view("network").isVisible()


def test_the_panel_in_front_is_there_again_after_a_page(qtbot: QtBot, window: MainWindow) -> None:
    window.panels["history"].bring_forward()
    turn(3)
    window.show_page("surface")
    turn(3)
    qtbot.mouseClick(window.stage.panels_tab, LEFT)
    turn(3)
    assert [name for name in usual(window) if window.panels[name].is_in_front] == ["history"]


def test_a_script_that_shows_panels_turns_to_them_and_to_its_page_again(
    window: MainWindow,
) -> None:
    playground = Playground(window)
    playground.panels.show(["loss", "runs"])
    turn(3)
    assert docked(window) == ["loss", "runs"]
    assert window.stage.panels_tab.isChecked()
    assert window.panels["loss"].height() > 200
    playground.turn_to("network")
    turn(3)
    assert docked(window) == []
    assert window.view("network").isVisible()


def test_the_panels_that_a_script_begins_with_come_with_their_tab(
    qtbot: QtBot, window: MainWindow
) -> None:
    Playground(window).open(Begin(panels=("loss", "dataset")))
    turn(3)
    assert docked(window) == []
    assert window.view("network").isVisible()
    qtbot.mouseClick(window.stage.panels_tab, LEFT)
    turn(3)
    assert docked(window) == ["dataset", "loss"]


def test_a_panel_that_is_chosen_in_the_menu_comes_in_front(window: MainWindow) -> None:
    window.panels["parameters"].toggleViewAction().trigger()
    turn(3)
    assert window.panels["parameters"].is_in_front
    assert docked(window) == usual(window)


def test_the_page_comes_back_once_the_last_panel_is_hidden(
    qtbot: QtBot, window: MainWindow
) -> None:
    qtbot.mouseClick(window.stage.panels_tab, LEFT)
    turn(2)
    for panel in window.panels.values():
        panel.hide()
    qtbot.waitUntil(window.view("network").isVisible)
    assert not window.stage.panels_tab.isChecked()


def test_with_more_room_both_are_there_again(window: MainWindow) -> None:
    window.appearance.resize_text(100)
    turn(3)
    assert docked(window) == usual(window)
    assert window.view("network").isVisible()
    assert not window.stage.panels_tab.isVisible()


def test_what_the_bar_has_no_room_for_is_behind_its_dots(qtbot: QtBot, window: MainWindow) -> None:
    controls = window.controls
    assert not controls.rate.isVisible()
    qtbot.mouseClick(controls.line.more, LEFT)
    assert controls.rate.isVisible()
    assert controls.run_steps.isVisible()
    controls.line.more.popup.hide()


def test_a_menu_stands_for_the_tabs_of_pages_where_these_have_no_room(window: MainWindow) -> None:
    window.show_page("surface")
    turn(2)
    menu = window.stage.findChild(QToolButton, "pages_menu")
    assert menu.isVisible()
    assert menu.text().startswith("Surface")
    assert [action.iconText() for action in menu.menu().actions()][:2] == ["Network", "Surface"]
    menu.menu().actions()[0].trigger()
    assert window.stage.page == "network"


@pytest.mark.parametrize(
    ("name", "way"), [("go_to_step", "panels_tab"), ("learning_rate", "controls_more")]
)
def test_what_has_no_room_is_pointed_at_by_the_button_that_shows_it(
    qtbot: QtBot, window: MainWindow, name: str, way: str
) -> None:
    sight, target = Playground(window).sight, StoredTarget(control=name)
    button, control = (window.findChild(QWidget, each) for each in (way, name))
    assert sight.places([target]) == [place_of(button, window)]
    qtbot.mouseClick(button, LEFT)
    turn(3)
    assert sight.places([target]) == [place_of(control, window)]
    qtbot.mouseClick(button, LEFT)


def place_of(widget: QWidget, window: MainWindow) -> QRectF:
    return QRectF(widget.rect().translated(widget.mapTo(window, QPoint(0, 0))))
