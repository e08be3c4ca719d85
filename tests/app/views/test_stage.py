"""The stage: one page at a time, chosen by tab or key, remembered, with room made for it."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QObject, QSettings, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.session.session import Session
from app.views.contract import View
from app.views.stage import Stage
from app.window.main_window import MainWindow
from app.window.view_table import PAGE_SHORTCUTS, PAGES

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier


class Page(QLabel, View):
    """A page with nothing but its name."""


def make_page(name: str) -> tuple[Page, Page]:
    page = Page(f"page {name}")
    page.tools = QLabel(f"tools of {name}") if name != "three" else None
    for each in filter(None, (page, page.tools)):
        each.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return page, page


@pytest.fixture
def stage(qtbot: QtBot, appearance: Appearance) -> Stage:
    """A stage with three pages, two of them with tools, alone in a window."""
    stage = Stage(appearance)
    for name in ("one", "two", "three"):
        action = QAction(f"&{name.title()}", stage)
        action.setToolTip(f"Show {name}")
        action.triggered.connect(lambda checked, name=name: stage.show_page(name))
        stage.add_page(name, partial(make_page, name), action)
    stage.show_page("one")
    stage.resize(500, 300)
    qtbot.addWidget(stage)
    with qtbot.waitExposed(stage):
        stage.show()
    return stage


@pytest.fixture
def window(renewed_window: MainWindow) -> Iterator[MainWindow]:
    """The window of the module; its panels go back to where they are at first."""
    yield renewed_window
    renewed_window.actions_by_name["reset_layout"].trigger()


def tab(stage: Stage, name: str) -> QToolButton:
    found = stage.findChild(QToolButton, f"{name}_tab")
    assert found is not None
    return found


def seen(stage: Stage) -> list[str]:
    return sorted(label.text() for label in stage.findChildren(QLabel) if label.isVisible())


def checked(stage: Stage) -> list[str]:
    return [name for name in stage.names if tab(stage, name).isChecked()]


# A stage alone.


def test_the_first_page_is_shown_at_first(stage: Stage) -> None:
    assert list(stage.names) == ["one", "two", "three"]
    assert stage.page == "one"
    assert seen(stage) == ["page one", "tools of one"]
    assert checked(stage) == ["one"]


def test_a_tab_turns_to_its_page_and_its_tools(qtbot: QtBot, stage: Stage) -> None:
    for name in ("two", "three", "one"):
        qtbot.mouseClick(tab(stage, name), LEFT)
        assert stage.page == name
        tools = [f"tools of {name}"] if name != "three" else []
        assert seen(stage) == [f"page {name}", *tools]
        assert checked(stage) == [name]


def test_the_tab_of_the_page_that_is_shown_stays_checked(qtbot: QtBot, stage: Stage) -> None:
    qtbot.mouseClick(tab(stage, "one"), LEFT)
    assert checked(stage) == ["one"]
    assert stage.page == "one"


def test_signals_come_before_and_after_a_page_is_shown(stage: Stage) -> None:
    told: list[tuple[str, str]] = []
    stage.page_turning.connect(lambda name: told.append((f"to {name}", stage.page)))
    stage.page_changed.connect(lambda: told.append(("changed", stage.page)))
    stage.show_page("two")
    stage.show_page("two")
    assert told == [("to two", "one"), ("changed", "two")]


def test_only_the_page_that_is_shown_limits_the_size(stage: Stage) -> None:
    small = stage.minimumSizeHint().width()
    stage.made("two").setMinimumWidth(900)
    assert stage.minimumSizeHint().width() == small


def test_a_page_is_made_when_it_is_first_needed_and_once(stage: Stage) -> None:
    made: list[str] = []
    stage.page_made.connect(made.append)
    assert list(stage.pages) == ["one"]
    page = stage.made("three")
    assert seen(stage) == ["page one", "tools of one"]
    for name in ("two", "three", "two"):
        stage.show_page(name)
    assert made == ["three", "two"]
    assert stage.pages["three"] is stage.made("three") is page


def test_tab_leads_from_the_tabs_into_the_tools_and_the_page(qtbot: QtBot, stage: Stage) -> None:
    for name in ("three", "two"):
        stage.show_page(name)
    tab(stage, "three").setFocus()
    for widget in (stage.made("two").tools, stage.made("two"), tab(stage, "one")):
        qtbot.keyClick(stage.focusWidget(), Qt.Key.Key_Tab)
        assert stage.focusWidget() is widget


def test_a_tab_has_names_and_says_what_it_shows(stage: Stage) -> None:
    for name in stage.names:
        assert tab(stage, name).accessibleName() == name.title()
        assert tab(stage, name).toolTip() == f"Show {name}"


def test_both_themes_are_drawn(stage: Stage, appearance: Appearance) -> None:
    dark = stage.grab().toImage()
    appearance.choose("light")
    assert stage.grab().toImage() != dark


# A stage in the window.


class ShownWindows(QObject):
    """Notes every widget that is shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget)
        if is_shown and watched.isWindow():
            self.noted.append(repr(watched))
        return False


@pytest.fixture
def shown_windows(qapp: QApplication) -> Iterator[list[str]]:
    watch = ShownWindows()
    qapp.installEventFilter(watch)
    yield watch.noted
    qapp.removeEventFilter(watch)


def test_tabs_keys_and_the_menu_turn_the_pages(
    qtbot: QtBot, window: MainWindow, shown_windows: list[str]
) -> None:
    assert window.stage.page == "network"
    keys = {name: QKeySequence(PAGE_SHORTCUTS[name])[0].key() for name in window.stage.names}
    for name in [*reversed(window.stage.names), *window.stage.names]:
        qtbot.keyClick(window.focusWidget() or window, keys[name], CONTROL)
        assert window.stage.page == name
        assert checked(window.stage) == [name]
    for name in reversed(window.stage.names):
        qtbot.mouseClick(tab(window.stage, name), LEFT)
        assert window.stage.page == name
        assert checked(window.stage) == [name]
    for name in window.stage.names:
        window.actions_by_name[f"show_{name}"].trigger()
        assert window.stage.page == name
    # A part of a page that is not in it yet would flash up as a window.
    assert shown_windows == []


def test_the_keys_of_the_graph_work_at_once_on_its_page(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_4, CONTROL)
    canvas = window.view("graph").view.canvas
    assert window.focusWidget() is canvas
    qtbot.waitUntil(lambda: not canvas.is_working)
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Right)
    assert session.cursor.trainer.last_pass.position == 1


def test_the_loss_gives_way_to_tall_pages_and_comes_back(qtbot: QtBot, window: MainWindow) -> None:
    assert window.view("loss").isVisible()
    for name in window.stage.names:
        window.stage.show_page(name)
        assert window.view("loss").isVisible() == (not PAGES[name].needs_room)
    window.stage.show_page("network")
    assert window.view("loss").isVisible()


def test_a_loss_that_a_person_had_hidden_stays_hidden(qtbot: QtBot, window: MainWindow) -> None:
    window.view("loss").toggleViewAction().trigger()
    window.stage.show_page("graph")
    assert window.view("loss").isHidden()
    window.stage.show_page("network")
    assert window.view("loss").isHidden()


def test_a_loss_that_was_shown_on_the_graph_page_stays_shown(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.stage.show_page("graph")
    window.view("loss").toggleViewAction().trigger()
    assert window.view("loss").isVisible()
    window.stage.show_page("network")
    assert window.view("loss").isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)", extend=True)
def test_a_loss_in_a_window_of_its_own_stays_there(qtbot: QtBot, window: MainWindow) -> None:
    window.view("loss").setFloating(True)
    window.stage.show_page("graph")
    assert not window.view("loss").isHidden()
    window.stage.show_page("network")
    assert not window.view("loss").isHidden()
    assert window.view("loss").isFloating()


@pytest.mark.parametrize("name", ["network", "graph"])
def test_the_page_is_remembered(opened: Callable[[], MainWindow], name: str) -> None:
    first = opened()
    first.stage.show_page(name)
    first.close()
    again = opened()
    assert again.stage.page == name
    assert checked(again.stage) == [name]
    again.stage.show_page("network")
    assert again.view("loss").isVisible()


def test_a_remembered_page_that_is_gone_is_no_error(
    settings: QSettings, opened: Callable[[], MainWindow]
) -> None:
    settings.setValue("page", "no such page")
    assert opened().stage.page == "network"


def test_resetting_the_layout_keeps_the_page(qtbot: QtBot, window: MainWindow) -> None:
    window.stage.show_page("graph")
    window.actions_by_name["reset_layout"].trigger()
    assert window.stage.page == "graph"
    window.stage.show_page("network")
    assert window.view("loss").isVisible()


def test_tabs_keep_their_places_from_page_to_page(window: MainWindow) -> None:
    places = set()
    for name in window.stage.names:
        window.stage.show_page(name)
        QApplication.processEvents()
        places.add(tuple(tab(window.stage, each).x() for each in window.stage.names))
    assert len(places) == 1
