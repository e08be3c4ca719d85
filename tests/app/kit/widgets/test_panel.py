"""Panels float, hide, and come back through the View menu."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from app.session.session import Session
from app.window.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton
PANELS = [
    "network_panel",
    "dataset_panel",
    "training_loop_panel",
    "loss_panel",
    "parameters_panel",
    "parameter_history_panel",
]
# The offscreen platform warns about every menu and every floating window.
pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support (raise|grabbing the keyboard)", extend=True
)


@pytest.fixture
def window(renewed_window: MainWindow) -> Iterator[MainWindow]:
    """The window of the module; its panels go back to where they are at first."""
    yield renewed_window
    renewed_window.actions_by_name["reset_layout"].trigger()


def panel_of(window: MainWindow, name: str) -> QDockWidget:
    return window.findChild(QDockWidget, name)


def click(qtbot: QtBot, window: MainWindow, name: str) -> None:
    qtbot.mouseClick(window.findChild(QToolButton, name), LEFT)


def open_menu(qtbot: QtBot, window: MainWindow, name: str) -> QMenu:
    bar = window.menuBar()
    title = next(action for action in bar.actions() if action.text().replace("&", "") == name)
    qtbot.mouseClick(bar, LEFT, pos=bar.actionGeometry(title).center())
    qtbot.waitUntil(lambda: title.menu().isVisible())
    return title.menu()


def choose_in_view_menu(qtbot: QtBot, window: MainWindow, panel: QDockWidget) -> None:
    menu = open_menu(qtbot, window, "View")
    action = panel.toggleViewAction()
    qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
    qtbot.waitUntil(lambda: not menu.isVisible())


def test_a_hidden_panel_comes_back_through_the_view_menu(qtbot: QtBot, window: MainWindow) -> None:
    for name in PANELS:
        panel = panel_of(window, name)
        area = window.dockWidgetArea(panel)
        click(qtbot, window, f"{name}_hide")
        assert not panel.isVisible()
        choose_in_view_menu(qtbot, window, panel)
        assert panel.isVisible()
        assert window.dockWidgetArea(panel) == area
        assert not panel.isFloating()


def test_a_panel_floats_and_goes_back_to_its_place(qtbot: QtBot, window: MainWindow) -> None:
    for name in PANELS:
        panel = panel_of(window, name)
        area = window.dockWidgetArea(panel)
        click(qtbot, window, f"{name}_float")
        assert panel.isFloating()
        assert panel.isVisible()
        click(qtbot, window, f"{name}_float")
        assert not panel.isFloating()
        assert window.dockWidgetArea(panel) == area


def test_the_view_menu_also_hides_a_panel(qtbot: QtBot, window: MainWindow) -> None:
    panel = panel_of(window, "loss_panel")
    choose_in_view_menu(qtbot, window, panel)
    assert not panel.isVisible()


def test_a_floating_panel_follows_the_training_and_changes_it(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    click(qtbot, window, "network_panel_float")
    click(qtbot, window, "loss_panel_float")
    session.training.step()
    assert [window.view("loss").plot.now.x()] == [1]
    click(qtbot, window, "add_layer_button")
    assert session.cursor.recipe.layers == (4, 4, 4, 1)


def test_a_hidden_panel_is_up_to_date_when_it_comes_back(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    panel = panel_of(window, "dataset_panel")
    click(qtbot, window, "dataset_panel_hide")
    window.view("dataset").model.add_row()
    session.training.step()
    choose_in_view_menu(qtbot, window, panel)
    assert window.view("dataset").table.model().rowCount() == 5
    assert window.view("dataset").header.detail.text() == "5 SAMPLES"


def test_every_panel_has_a_title_and_named_buttons(window: MainWindow) -> None:
    for name in PANELS:
        panel = panel_of(window, name)
        title = panel.windowTitle()
        assert title
        for verb in ("Float", "Hide"):
            button = window.findChild(QToolButton, f"{name}_{verb.lower()}")
            assert button.accessibleName() == f"{verb} {title}"
            assert button.toolTip()
