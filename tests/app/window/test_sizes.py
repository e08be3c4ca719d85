"""At any size from 960 x 600 on everything of the window can be reached, and is large enough."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from app.session.session import Session
from app.views.walking.walk_view import GRAPH_PX
from app.window.main_window import MainWindow
from app.window.panels.dock_sizes import AROUND_PX
from micrograd.expression.expression import EXAMPLES
from tests.app.window.room import out_of_reach
from tests.event_loop import turn
from tests.window_pages import pages_of

LONG_NAME = "a name that is far longer than its place"
SIZES = [(960, 600), (1024, 600), (1024, 700), (1280, 600), (1280, 696), (1440, 900)]


@pytest.fixture
def window(renewed_window: MainWindow) -> MainWindow:
    """The lasting window, with the first arrangement and the dark theme."""
    actions = renewed_window.actions_by_name
    if actions["stop_conditions"].isChecked():
        actions["stop_conditions"].trigger()
    renewed_window.theme_actions["dark"].trigger()
    resize(renewed_window, 1440, 900)
    actions["reset_layout"].trigger()
    return renewed_window


def resize(window: MainWindow, width: int, height: int) -> None:
    window.resize(width, height)
    turn(3)


# The theme is another in colours alone: the narrowest size tells.
@pytest.mark.parametrize(("theme", "sizes"), [("dark", SIZES), ("light", SIZES[:1])])
def test_everything_can_be_reached_on_every_page(
    window: MainWindow, theme: str, sizes: Sequence[tuple[int, int]]
) -> None:
    window.theme_actions[theme].trigger()
    for size in sizes:
        resize(window, *size)
        for page in pages_of(window):
            turn(2)
            assert out_of_reach(window) == [], (page, size)
            assert (window.width(), window.height()) == size, page


@pytest.mark.parametrize("size", [(960, 600), (1280, 696)])
def test_nothing_that_happens_changes_the_size_of_the_window(
    qtbot: QtBot, window: MainWindow, session: Session, size: tuple[int, int]
) -> None:
    resize(window, *size)
    session.training.step()
    session.edits.same_weights()
    session.runs.rename(session.cursor.run, LONG_NAME)
    for page in pages_of(window):
        session.selection.choose(range(12))
        window.runner.run(3)
        qtbot.waitUntil(lambda: not window.runner.is_running)
        session.edits.set_learning_rate(1e5)
        window.runner.run(10)
        qtbot.waitUntil(lambda: not window.runner.is_running)
        # The tools of the gradient page come and go with each check, and its line folds after.
        qtbot.waitUntil(lambda: not out_of_reach(window))
        assert (window.width(), window.height()) == size, page
        session.edits.set_learning_rate(0.1)
        session.edits.same_weights()


@pytest.mark.parametrize("size", [*SIZES, (1280, 720)])
def test_four_samples_are_seen_whole_beside_the_conditions_of_a_stop(
    window: MainWindow, size: tuple[int, int]
) -> None:
    window.actions_by_name["stop_conditions"].trigger()
    resize(window, *size)
    window.view("dataset").bring_forward()
    turn(3)
    table = window.view("dataset").table
    last = table.visualRect(table.model().index(3, 0))
    assert table.viewport().visibleRegion().boundingRect().contains(last)


@pytest.mark.parametrize("size", [(960, 600), (1280, 696)])
def test_the_conditions_of_a_stop_fit_as_well(window: MainWindow, size: tuple[int, int]) -> None:
    resize(window, *size)
    window.actions_by_name["stop_conditions"].trigger()
    for page in pages_of(window):
        turn(2)
        assert (window.width(), window.height()) == size, page
        assert out_of_reach(window) == [], page


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("title", ["Sum and product", "tanh from exp"])
def test_the_graph_of_an_expression_keeps_its_height(
    window: MainWindow, size: tuple[int, int], title: str
) -> None:
    resize(window, *size)
    window.show_page("expression")
    window.view("expression").walk.set_text(EXAMPLES[title])
    turn(3)
    canvas = window.view("expression").view.canvas
    assert canvas.visibleRegion().boundingRect().height() >= GRAPH_PX


@pytest.mark.parametrize("size", [*SIZES, (1920, 1080)])
def test_a_graph_with_closed_groups_is_as_wide_or_as_high_as_its_room(
    qtbot: QtBot, window: MainWindow, size: tuple[int, int]
) -> None:
    resize(window, *size)
    window.show_page("graph")
    canvas = window.view("graph").view.canvas
    canvas.camera.glide_ms = 0
    qtbot.waitUntil(lambda: not canvas.is_working)
    turn(3)
    canvas.fit()
    drawn = canvas.camera.transform.mapRect(canvas.whole)
    assert QRectF(canvas.rect()).contains(drawn)
    assert max(drawn.width() / canvas.width(), drawn.height() / canvas.height()) > 0.75


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("chosen", [1, 12])
def test_both_plots_of_the_history_are_high_enough(
    window: MainWindow, session: Session, size: tuple[int, int], chosen: int
) -> None:
    resize(window, *size)
    session.selection.choose(range(chosen))
    window.view("history").bring_forward()
    turn(3)
    heights = [plot.getViewBox().height() for plot in window.view("history").plots.values()]
    assert min(heights) >= (45 if chosen == 1 else 30)
    assert heights[0] == pytest.approx(heights[1], abs=4)
    for plot in window.view("history").plots.values():
        assert plot.viewport().visibleRegion().boundingRect() == plot.viewport().rect()


@pytest.mark.parametrize("size", [(940, 680), (1024, 700), (1280, 720), (1600, 1000)])
@pytest.mark.parametrize("page", ["network", "graph"])
def test_the_network_has_the_larger_half_of_its_column(
    window: MainWindow, size: tuple[int, int], page: str
) -> None:
    resize(window, 960, 600)
    window.show_page(page)
    resize(window, *size)
    window.show_page("network")
    turn(3)
    loss, (share,) = window.view("loss"), _shares_below(window, "loss")
    assert window.stage.height() > loss.height()
    assert loss.height() == pytest.approx(share, abs=1)


def _shares_below(window: MainWindow, name: str) -> list[int]:
    """The height that the table of arrangements gives a panel below the stage."""
    room = window.height() - AROUND_PX
    return [
        max(group.least, round(group.share * room))
        for group in window.docks.arranger.arrangement.bottom
        if name in group.panels
    ]


@pytest.mark.parametrize("size", SIZES)
def test_no_panel_is_pushed_below_the_status_bar(window: MainWindow, size: tuple[int, int]) -> None:
    window.actions_by_name["stop_conditions"].trigger()
    resize(window, *size)
    for name, panel in window.panels.items():
        panel.bring_forward()
        turn(3)
        assert panel.geometry().bottom() < window.statusBar().y(), name
    assert window.statusBar().geometry().bottom() < window.height()
