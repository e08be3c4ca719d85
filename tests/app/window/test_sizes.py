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
# One window goes through all of them: making it as at first takes longer than resizing it.
SIZES = [(960, 600), (1024, 600), (1024, 700), (1280, 600), (1280, 696), (1440, 900)]
# A window that becomes smaller has to give back what it gave its parts.
UP_AND_DOWN = [*SIZES, *reversed(SIZES)]


# The compiled loop draws pages sooner than the engine.
pytestmark = pytest.mark.usefixtures("compiled_loop")


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


def test_four_samples_are_seen_whole_beside_the_conditions_of_a_stop(window: MainWindow) -> None:
    window.actions_by_name["stop_conditions"].trigger()
    for size in [*UP_AND_DOWN, (1280, 720)]:
        resize(window, *size)
        window.view("dataset").bring_forward()
        turn(3)
        table = window.view("dataset").table
        last = table.visualRect(table.model().index(3, 0))
        assert table.viewport().visibleRegion().boundingRect().contains(last), size


@pytest.mark.parametrize("size", [(960, 600), (1280, 696)])
def test_the_conditions_of_a_stop_fit_as_well(window: MainWindow, size: tuple[int, int]) -> None:
    resize(window, *size)
    window.actions_by_name["stop_conditions"].trigger()
    for page in pages_of(window):
        turn(2)
        assert (window.width(), window.height()) == size, page
        assert out_of_reach(window) == [], page


def test_the_graph_of_an_expression_keeps_its_height(window: MainWindow) -> None:
    window.show_page("expression")
    canvas = window.view("expression").view.canvas
    for size in SIZES:
        resize(window, *size)
        for title in ("Sum and product", "tanh from exp"):
            window.view("expression").walk.set_text(EXAMPLES[title])
            turn(3)
            assert canvas.visibleRegion().boundingRect().height() >= GRAPH_PX, (title, size)


def test_a_graph_with_closed_groups_is_as_wide_or_as_high_as_its_room(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.show_page("graph")
    canvas = window.view("graph").view.canvas
    canvas.camera.glide_ms = 0
    for size in [*SIZES, (1920, 1080)]:
        resize(window, *size)
        qtbot.waitUntil(lambda: not canvas.is_working)
        turn(3)
        canvas.fit()
        drawn = canvas.camera.transform.mapRect(canvas.whole)
        assert QRectF(canvas.rect()).contains(drawn), size
        share = max(drawn.width() / canvas.width(), drawn.height() / canvas.height())
        assert share > 0.75, size


@pytest.mark.parametrize("chosen", [1, 12])
def test_both_plots_of_the_history_are_high_enough(
    window: MainWindow, session: Session, chosen: int
) -> None:
    session.selection.choose(range(chosen))
    plots = window.view("history").plots.values()
    for size in UP_AND_DOWN:
        resize(window, *size)
        window.view("history").bring_forward()
        turn(3)
        heights = [plot.getViewBox().height() for plot in plots]
        assert min(heights) >= (45 if chosen == 1 else 30), size
        assert heights[0] == pytest.approx(heights[1], abs=4), size
        for plot in plots:
            seen = plot.viewport().visibleRegion().boundingRect()
            assert seen == plot.viewport().rect(), size


@pytest.mark.parametrize("page", ["network", "graph"])
def test_the_network_has_the_larger_half_of_its_column(window: MainWindow, page: str) -> None:
    for size in [(940, 680), (1024, 700), (1280, 720), (1600, 1000)]:
        resize(window, 960, 600)
        window.show_page(page)
        resize(window, *size)
        window.show_page("network")
        turn(3)
        loss, (share,) = window.view("loss"), _shares_below(window, "loss")
        assert window.stage.height() > loss.height(), size
        assert loss.height() == pytest.approx(share, abs=1), size


def _shares_below(window: MainWindow, name: str) -> list[int]:
    """The height that the table of arrangements gives a panel below the stage."""
    room = window.height() - AROUND_PX
    return [
        max(group.least, round(group.share * room))
        for group in window.docks.arranger.arrangement.bottom
        if name in group.panels
    ]


def test_no_panel_is_pushed_below_the_status_bar(window: MainWindow) -> None:
    window.actions_by_name["stop_conditions"].trigger()
    for size in SIZES:
        resize(window, *size)
        for name, panel in window.panels.items():
            panel.bring_forward()
            turn(3)
            assert panel.geometry().bottom() < window.statusBar().y(), (name, size)
        assert window.statusBar().geometry().bottom() < window.height(), size
