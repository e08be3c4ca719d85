"""Tab goes from control to control as one reads: whatever page and panels are shown, and back."""

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QTabBar, QToolBar, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.kit.reading_order import tab_stops
from app.window.main_window import MainWindow
from tests.event_loop import turn
from tests.test_controls import controls_of
from tests.window_pages import pages_of


def walk(qtbot: QtBot, window: MainWindow, key: Qt.Key = Qt.Key.Key_Tab) -> list[QWidget]:
    """Press a key at each control until the first one has the focus again."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.controls.findChild(QToolButton, "reset_button").setFocus()
    seen: list[QWidget] = []
    while not seen or QApplication.focusWidget() is not seen[0]:
        seen.append(QApplication.focusWidget())
        assert len(seen) < 200
        assert len(set(seen)) == len(seen)
        qtbot.keyClick(seen[-1], key)
    return seen


def place_of(widget: QWidget, window: MainWindow) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def block_of(widget: QWidget, window: MainWindow) -> QWidget:
    """The tool bar, the panel or the stage that a control stands in."""
    while widget.parentWidget() is not window:
        widget = widget.parentWidget()
    return widget


def is_read_first(first: QRect, second: QRect) -> bool:
    """True where one is wholly above the other, or wholly at the left in a line with it."""
    is_above = first.bottom() < second.top()
    is_left = first.right() < second.left()
    shares_line = abs(first.center().y() - second.center().y()) < 12
    shares_column = first.left() <= second.right() and second.left() <= first.right()
    return (is_above and shares_column) or (is_left and shares_line)


def backwards(stops: list[QWidget], window: MainWindow) -> list[tuple[str, str]]:
    """The pairs of one block that Tab goes through the wrong way round."""
    return wrong_pairs(stops, window, {stop: place_of(stop, window) for stop in stops})


def wrong_pairs(
    stops: list[QWidget], window: MainWindow, places: dict[QWidget, QRect]
) -> list[tuple[str, str]]:
    blocks = {stop: block_of(stop, window) for stop in stops}
    return [
        (earlier.objectName(), later.objectName())
        for earlier, later in combinations(stops, 2)
        if blocks[earlier] is blocks[later] and is_read_first(places[later], places[earlier])
    ]


def test_tab_goes_through_every_page_as_one_reads_it(qtbot: QtBot, window: MainWindow) -> None:
    # In so large a window panels stay beside each page.
    window.resize(1920, 1080)
    window.view("runs").show()
    for page in pages_of(window):
        # A page that was just made is laid out first.
        qtbot.waitUntil(lambda: not backwards(tab_stops(window), window))
        # On the way what is low is scrolled, and a button is enabled by the leaf that is chosen.
        places = {stop: place_of(stop, window) for stop in tab_stops(window)}
        stops = walk(qtbot, window)
        known = [stop for stop in stops if stop in places]
        assert set(known) == places.keys()
        assert len(known) > 50
        assert wrong_pairs(known, window, places) == [], page
        for control in controls_of(window):
            is_behind = block_of(control, window).geometry().right() < 0
            takes_focus = control.focusPolicy() & Qt.FocusPolicy.TabFocus
            if control.isEnabled() and takes_focus and not is_behind:
                assert control in stops, control.objectName()


def test_tool_bar_then_left_then_middle_then_right(qtbot: QtBot, window: MainWindow) -> None:
    blocks = list(dict.fromkeys(block_of(stop, window) for stop in walk(qtbot, window)))
    names = [
        "controls"
        if isinstance(block, QToolBar)
        else block.objectName()
        if isinstance(block, QDockWidget | QTabBar)
        else "stage"
        for block in blocks
    ]
    assert names == [
        "controls",
        "network_panel",
        "dataset_panel",
        "panel_tabs",
        "training_loop_panel",
        "stage",
        "loss_panel",
        "parameters_panel",
        "panel_tabs",
        "parameter_history_panel",
    ]


def test_backtab_goes_the_same_way_back(qtbot: QtBot, window: MainWindow) -> None:
    there = walk(qtbot, window)
    back = walk(qtbot, window, Qt.Key.Key_Backtab)
    assert back == [there[0], *reversed(there[1:])]


def test_rows_that_come_later_stand_where_they_are_seen(qtbot: QtBot, window: MainWindow) -> None:
    window.session.edits.add_layer()
    turn(3)
    stops = walk(qtbot, window)
    assert backwards(stops, window) == []
    names = [stop.objectName() for stop in stops]
    assert names.index("layer_4_size") < names.index("add_layer_button")


def test_a_panel_that_was_moved_comes_where_it_stands_now(qtbot: QtBot, window: MainWindow) -> None:
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, window.view("layers"))
    turn(3)
    names = [stop.objectName() for stop in walk(qtbot, window)]
    assert names.index("network_tab") < names.index("layer_1_size")
    assert names.index("dataset_table") < names.index("network_tab")


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_panel_that_floats_has_its_own_round(qtbot: QtBot, window: MainWindow) -> None:
    panel = window.view("layers")
    panel.setFloating(True)
    turn(3)
    assert not any(panel.isAncestorOf(stop) for stop in walk(qtbot, window))
    field = panel.findChild(QWidget, "layer_1_size")
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert panel.isAncestorOf(QApplication.focusWidget())
    panel.setFloating(False)


def test_the_export_dialog_is_gone_through_as_one_reads_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.actions_by_name["export"].trigger()
    dialog = QApplication.activeModalWidget()
    turn(3)
    first = QApplication.focusWidget()
    stops: list[QWidget] = []
    while not stops or QApplication.focusWidget() is not first:
        stops.append(QApplication.focusWidget())
        assert len(stops) < 50
        qtbot.keyClick(stops[-1], Qt.Key.Key_Tab)
    places = [QRect(stop.mapTo(dialog, QPoint(0, 0)), stop.size()) for stop in stops]
    wrong = [(a, b) for a, b in combinations(places, 2) if is_read_first(b, a)]
    dialog.close()
    assert wrong == []
