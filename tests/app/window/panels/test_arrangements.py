"""Arrangements: the window works at any size from 960 x 600 on, and never changes it by itself."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QTabBar, QToolButton
from pytestqt.qtbot import QtBot

from app.export.kinds import KINDS
from app.kit.theme import Appearance
from app.kit.widgets.panel import Panel
from app.window.main_window import MainWindow
from app.window.panels.arrangements import ARRANGEMENTS, SLACK, SMALLEST, arrangement_for
from app.window.panels.kept_layouts import Layouts
from app.window.view_table import PANELS
from tests.app.window.room import out_of_reach
from tests.event_loop import turn
from tests.window_pages import pages_of

# The table.


def test_every_arrangement_places_every_panel_once() -> None:
    for row in ARRANGEMENTS:
        placed = [
            name for groups in row.areas.values() for group in groups for name in group.panels
        ]
        assert sorted(placed) == sorted(PANELS), row.name


@pytest.mark.parametrize(
    ("width", "height", "name"),
    [
        (1920, 1080, "wide"),
        (1440, 900, "wide"),
        (1280, 690, "wide"),
        (1280, 600, "wide_low"),
        (1024, 700, "narrow"),
        (960, 600, "narrow_low"),
        (720, 450, "small"),
    ],
)
def test_the_first_arrangement_that_fits_is_taken(width: int, height: int, name: str) -> None:
    assert arrangement_for(QSize(width, height)).name == name


def test_an_arrangement_holds_until_a_little_more_is_missing() -> None:
    wide, narrow = (arrangement_for(QSize(*size)) for size in ((1440, 900), (1024, 900)))
    assert arrangement_for(QSize(1280 - SLACK, 900), wide) is wide
    assert arrangement_for(QSize(1279 - SLACK, 900), wide) is narrow
    assert arrangement_for(QSize(1279, 900), narrow) is narrow
    assert arrangement_for(QSize(1280, 900), narrow) is wide


# The window.


def resize(window: MainWindow, width: int, height: int) -> None:
    window.resize(width, height)
    turn(3)


def test_below_its_least_size_a_window_does_not_go(window: MainWindow) -> None:
    window.resize(1, 1)
    turn(2)
    assert window.size() == SMALLEST
    for page in pages_of(window):
        turn(2)
        assert window.size() == SMALLEST, page


def seen_place(panel: Panel) -> tuple[int, int] | None:
    return (panel.x(), panel.height()) if panel.is_in_front else None


def places(window: MainWindow) -> list[tuple[object, ...]]:
    """The place of each panel. Qt gives a panel behind a tab any place, so that is left out."""
    return [
        (name, window.dockWidgetArea(panel), seen_place(panel))
        for name, panel in window.panels.items()
        if not panel.isHidden()
    ]


def whole_places(window: MainWindow) -> list[tuple[object, ...]]:
    """The place and the size of each panel that is seen, and of the page."""
    seen = {name: panel for name, panel in window.panels.items() if panel.is_in_front}
    shown = {**seen, "page": window.stage}
    return [(name, each.geometry().getRect()) for name, each in shown.items()]


@pytest.mark.parametrize("size", [(1440, 760), (1280, 770), (1024, 700), (720, 450)])
def test_the_next_start_looks_as_the_first_one_did(
    size: tuple[int, int], opened: Callable[[], MainWindow]
) -> None:
    first = opened()
    resize(first, *size)
    turn(5)
    before = whole_places(first)
    first.close()
    second = opened()
    turn(5)
    assert second.size() == QSize(*size)
    assert whole_places(second) == before


def test_the_next_start_has_the_sizes_that_a_person_gave_panels(
    opened: Callable[[], MainWindow],
) -> None:
    first = opened()
    resize(first, 1280, 770)
    usual = whole_places(first)
    first.resizeDocks([first.view("parameters")], [401], Qt.Orientation.Horizontal)
    first.resizeDocks([first.view("loss")], [283], Qt.Orientation.Vertical)
    first.docks.arranger.keep()
    turn(5)
    before = whole_places(first)
    assert before != usual
    first.close()
    second = opened()
    turn(5)
    assert whole_places(second) == before


def test_a_larger_window_has_the_first_arrangement_again(window: MainWindow) -> None:
    turn(2)
    before = places(window)
    for size in ((960, 600), (720, 450), (1024, 700), (1280, 600)):
        resize(window, *size)
        assert places(window) != before
    resize(window, 1440, 900)
    assert places(window) == before


def test_what_a_person_arranged_comes_back(window: MainWindow) -> None:
    left = Qt.DockWidgetArea.LeftDockWidgetArea
    turn(2)
    window.addDockWidget(left, window.view("history"))
    window.view("training_loop").hide()
    window.resizeDocks([window.view("history")], [222], Qt.Orientation.Vertical)
    window.docks.arranger.keep()
    turn(2)
    before = places(window)
    resize(window, 960, 600)
    assert window.view("training_loop").isHidden()
    resize(window, 1440, 900)
    assert places(window) == before


def test_a_panel_hidden_in_a_narrow_window_is_hidden_in_a_wide_one(window: MainWindow) -> None:
    resize(window, 960, 600)
    window.view("dataset").hide()
    resize(window, 1440, 900)
    assert window.view("dataset").isHidden()
    window.view("dataset").show()
    resize(window, 960, 600)
    assert not window.view("dataset").isHidden()


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)", extend=True)
def test_a_panel_in_a_window_of_its_own_stays_there(window: MainWindow) -> None:
    panel = window.view("history")
    panel.setFloating(True)
    panel.setGeometry(40, 50, 360, 300)
    for size in ((960, 600), (1440, 900)):
        resize(window, *size)
        assert panel.isFloating()
        assert panel.geometry().getRect() == (40, 50, 360, 300)


def test_the_focus_stays_where_it_is(window: MainWindow) -> None:
    field = window.view("parameters").filter
    field.setFocus()
    for size in ((960, 600), (1440, 900)):
        resize(window, *size)
        assert window.focusWidget() is field


def test_a_window_that_was_small_opens_small_with_its_own_tabs_in_front(
    opened: Callable[[], MainWindow],
) -> None:
    first = opened()
    resize(first, 960, 600)
    first.view("dataset").bring_forward()
    resize(first, 960, 600)
    first.close()
    second = opened()
    turn(2)
    assert second.size() == QSize(960, 600)
    assert second.view("dataset").is_in_front
    assert not second.view("parameters").is_in_front


def test_a_larger_text_needs_more_room(window: MainWindow, appearance: Appearance) -> None:
    for percent, name in ((150, "narrow_low"), (200, "small"), (100, "wide")):
        appearance.resize_text(percent)
        turn(3)
        assert window.docks.arranger.arrangement.name == name
        assert window.size() == QSize(1440, 900)
        assert out_of_reach(window) == []


# The layout of the last start, in a window that is not as large as then.


def start_smaller(window: MainWindow, width: int, height: int) -> None:
    """Go on as after a last start in which a person had sized panels, in a larger window."""
    resize(window, width, height - 10)
    arranger = window.docks.arranger
    name = arranger.arrangement.name
    arranger.restore(Layouts(arranger.states, {name}, name, QSize(width, height)))
    turn(2)


def test_the_layout_of_the_last_start_does_not_come_into_another_arrangement(
    window: MainWindow,
) -> None:
    turn(2)
    wide = places(window)
    start_smaller(window, 1024, 700)
    resize(window, 1440, 900)
    assert places(window) == wide
    resize(window, 1024, 700)
    assert window.docks.arranger.arrangement.name == "narrow"
    narrow = places(window)
    resize(window, 1440, 900)
    assert places(window) == wide
    resize(window, 1024, 700)
    assert places(window) == narrow


def test_a_window_that_is_maximised_after_its_start_has_the_sizes_of_the_last_start(
    window: MainWindow,
) -> None:
    window.resizeDocks([window.view("parameters")], [401], Qt.Orientation.Horizontal)
    window.docks.arranger.keep()
    turn(3)
    before = whole_places(window)
    layouts = window.docks.arranger.layouts
    window.docks.arranger.reset([window.view("runs")])
    resize(window, 960, 600)
    window.docks.arranger.restore(layouts)
    resize(window, 1440, 900)
    assert whole_places(window) == before


def test_a_panel_hidden_since_the_start_stays_hidden_at_the_size_of_the_last_start(
    window: MainWindow,
) -> None:
    start_smaller(window, 1440, 900)
    window.view("dataset").toggleViewAction().trigger()
    QTest.mouseClick(
        window.findChild(QToolButton, f"{window.view('parameters').objectName()}_hide"),
        Qt.MouseButton.LeftButton,
    )
    resize(window, 1440, 900)
    assert window.view("dataset").isHidden()
    assert window.view("parameters").isHidden()


# Tabs of panels.


@pytest.fixture
def narrow(window: MainWindow) -> MainWindow:
    """A window in which parameters, dataset and layers share one place."""
    resize(window, 960, 600)
    assert window.view("parameters").is_in_front
    return window


def tabs_with(window: MainWindow, title: str) -> tuple[QTabBar, int]:
    for bar in window.findChildren(QTabBar):
        titles = [bar.tabText(i) for i in range(bar.count())]
        if title in titles and bar.isVisible():
            return bar, titles.index(title)
    raise AssertionError(title)


def test_a_click_on_a_tab_brings_its_panel_forward(qtbot: QtBot, narrow: MainWindow) -> None:
    bar, index = tabs_with(narrow, "Dataset")
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(index).center())
    assert narrow.view("dataset").is_in_front
    assert not narrow.view("parameters").is_in_front


def test_tabs_have_a_name_and_follow_the_keyboard(qtbot: QtBot, narrow: MainWindow) -> None:
    bar, _ = tabs_with(narrow, "Dataset")
    assert bar.accessibleName()
    assert bar.focusPolicy() & Qt.FocusPolicy.TabFocus
    bar.setFocus()
    qtbot.keyClick(bar, Qt.Key.Key_Right)
    assert narrow.view("dataset").is_in_front


def test_the_view_menu_brings_a_panel_forward_before_it_hides_it(narrow: MainWindow) -> None:
    panel = narrow.view("dataset")
    action = panel.toggleViewAction()
    action.trigger()
    turn(2)
    assert panel.is_in_front
    assert action.isChecked()
    action.trigger()
    turn(2)
    assert panel.isHidden()
    action.trigger()
    turn(2)
    assert panel.is_in_front


def test_a_tab_beyond_the_end_of_a_narrow_column_is_scrolled_to(
    qtbot: QtBot, window: MainWindow, appearance: Appearance
) -> None:
    appearance.resize_text(150)
    resize(window, 1280, 720)
    bar, last = tabs_with(window, "Training loop")
    left, right = bar.findChildren(QToolButton)
    assert bar.tabRect(last).left() > right.x()
    assert bar.tabToolTip(last) == "Training loop"
    while right.isEnabled():
        qtbot.mouseClick(right, Qt.MouseButton.LeftButton)
    assert bar.tabRect(last).right() <= left.x()
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(last).center())
    assert window.view("training_loop").is_in_front
    window.view("loss").bring_forward()
    turn(3)
    window.view("history").bring_forward()
    turn(3)
    index = tabs_with(window, "History")[1]
    assert 0 <= bar.tabRect(index).left() < bar.tabRect(index).right() <= left.x()


def test_a_panel_says_its_title_once(narrow: MainWindow) -> None:
    turn(2)
    assert not narrow.view("parameters").header.title.isVisible()
    resize(narrow, 1440, 900)
    turn(2)
    assert narrow.view("parameters").header.title.isVisible()


def test_the_timeline_is_in_sight_where_the_loss_is_behind_a_tab(narrow: MainWindow) -> None:
    timeline = narrow.view("loss").timeline
    narrow.show_page("graph")
    turn(2)
    assert not timeline.is_compact
    narrow.view("history").bring_forward()
    turn(2)
    assert timeline.is_compact
    assert not timeline.visibleRegion().isEmpty()
    narrow.view("loss").bring_forward()
    turn(2)
    assert not timeline.is_compact


def test_go_to_step_brings_the_loss_forward(narrow: MainWindow) -> None:
    narrow.view("history").bring_forward()
    turn(2)
    narrow.ask_step()
    turn(2)
    assert narrow.view("loss").is_in_front
    assert narrow.focusWidget() is narrow.view("loss").timeline.field


def test_beside_the_stage_a_panel_gives_no_way(narrow: MainWindow) -> None:
    narrow.show_page("gradient")
    assert not narrow.view("loss").isHidden()
    resize(narrow, 1440, 900)
    assert narrow.view("loss").isHidden()
    resize(narrow, 960, 600)
    assert not narrow.view("loss").isHidden()
    narrow.show_page("network")
    resize(narrow, 1440, 900)
    assert not narrow.view("loss").isHidden()


# Dialogs.

FRAMED = QSize(960, 600 - 48)


@pytest.mark.parametrize("action", ["guide", "shortcuts", "about", "recover"])
def test_a_dialog_fits_the_smallest_screen(shared_window: MainWindow, action: str) -> None:
    shared_window.actions_by_name[action].trigger()
    turn(2)
    (dialog,) = (each for each in shared_window.findChildren(QDialog) if each.isVisible())
    least = dialog.minimumSizeHint()
    assert least == least.boundedTo(FRAMED)
    dialog.resize(FRAMED)
    assert dialog.width() <= FRAMED.width()
    assert dialog.height() <= FRAMED.height()
    assert out_of_reach(dialog) == []
    dialog.close()


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_every_kind_of_export_fits_the_smallest_screen(
    shared_window: MainWindow, kind: str
) -> None:
    shared_window.dialogs.export(kind)
    turn(2)
    (dialog,) = (each for each in shared_window.findChildren(QDialog) if each.isVisible())
    assert dialog.size() == dialog.size().boundedTo(FRAMED)
    assert out_of_reach(dialog) == []
    dialog.close()
