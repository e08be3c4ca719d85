"""Nothing is cut where text is large: no text, no control, and the window keeps its size."""

from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from app.kit import text_size
from app.kit.widgets.scroll_if_cramped import ScrollIfCramped
from app.session.session import Session
from app.views.panels.runs.differences import DifferencesTable
from app.views.walking.operation_card import CardArea
from app.window.main_window import MainWindow
from tests.app.window.room import cut_paintings, cut_texts, out_of_reach
from tests.event_loop import turn
from tests.window_pages import pages_of

# The compiled loop draws pages sooner than the engine.
pytestmark = pytest.mark.usefixtures("compiled_loop")


@pytest.fixture
def window(renewed_window: MainWindow, session: Session) -> Iterator[MainWindow]:
    """The lasting window with two runs, and a size of text that each test chooses."""
    renewed_window.actions_by_name["reset_layout"].trigger()
    session.training.step()
    session.edits.set_learning_rate(0.05)
    session.training.step()
    session.cursor.go_to(1)
    session.training.step()
    renewed_window.actions_by_name["step_operation"].trigger()
    yield renewed_window
    renewed_window.appearance.resize_text(text_size.NORMAL)
    turn(3)


def views_of(window: MainWindow) -> Iterator[str]:
    """Every page, then every panel, in front."""
    yield from pages_of(window)
    for name, panel in window.panels.items():
        panel.bring_forward()
        yield name


def scrolling(window: MainWindow, tables: Sequence[type] = (DifferencesTable,)) -> list[str]:
    """The parts in sight of which a person would have to scroll to see all: the rest was to go.

    tables: those whose rows are to be in sight, too.
    """
    parts = (ScrollIfCramped, CardArea, *tables)
    areas = [area for part in parts for area in window.findChildren(part)]
    seen = [area for area in areas if not area.visibleRegion().isEmpty()]
    return [area.objectName() for area in seen if area.verticalScrollBar().maximum()]


@pytest.mark.parametrize(
    ("width", "height", "percent"),
    [(1280, 700, 100), (1024, 700, 150), (1280, 720, 175), (1280, 720, 200), (1280, 720, 250)],
)
def test_every_text_has_its_room_and_the_window_keeps_its_size(
    window: MainWindow, width: int, height: int, percent: int
) -> None:
    window.resize(width, height)
    window.appearance.resize_text(percent)
    turn(3)
    for name in views_of(window):
        # Lines of tools within each other fold one after the other.
        turn(6)
        if percent >= 200:
            assert scrolling(window) == [], name
        assert cut_texts(window) == [], name
        assert cut_paintings(window) == [], name
        assert out_of_reach(window) == [], name
        assert (window.width(), window.height()) == (width, height), name


@pytest.mark.parametrize("percent", [200, 250])
def test_what_a_page_is_about_keeps_most_of_the_width_and_a_third_of_the_height(
    window: MainWindow, percent: int
) -> None:
    window.resize(1280, 720)
    window.appearance.resize_text(percent)
    main = {"network": "diagram", "representation": "picture", "surface": "view"}
    for page, part in main.items():
        window.show_page(page)
        turn(3)
        widget = getattr(window.view(page), part)
        assert widget.width() > 0.9 * 1280, page
        assert widget.visibleRegion().boundingRect().height() > 720 / 3, page


@pytest.mark.parametrize(
    ("width", "height", "name"), [(1280, 720, "training"), (1024, 700, "dataset")]
)
def test_the_tab_in_front_is_there_again_when_the_text_is_smaller_again(
    window: MainWindow, width: int, height: int, name: str
) -> None:
    window.resize(width, height)
    turn(3)
    window.view(name).raise_()
    turn(3)
    before = [name for name, panel in window.panels.items() if panel.is_in_front]
    assert name in before
    for percent in (200, text_size.NORMAL):
        window.appearance.resize_text(percent)
        turn(3)
    assert [name for name, panel in window.panels.items() if panel.is_in_front] == before


def test_a_graph_and_its_operation_are_both_in_sight(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(1280, 720)
    window.appearance.resize_text(200)
    window.show_page("graph")
    view = window.view("graph").view
    qtbot.waitUntil(lambda: not view.canvas.is_working)
    window.actions_by_name["step_operation"].trigger()
    turn(3)
    for part in (view.canvas, view.card.rule, view.card.table):
        seen = part.visibleRegion().boundingRect()
        assert seen.size() == part.size(), part.objectName()
    assert view.canvas.height() > 200


@pytest.mark.parametrize("percent", [200, 250])
def test_what_is_secondary_leaves_a_view_before_it_scrolls_below_a_banner(
    window: MainWindow, session: Session, percent: int
) -> None:
    window.resize(1280, 720)
    window.appearance.resize_text(percent)
    session.sabotage.choose("no-zero-grad")
    turn(3)
    above_pages = window.sabotage.height()
    # At 250 % six differences are higher than the page: their table may scroll, nothing else.
    tables = (DifferencesTable,) if percent == 200 else ()
    for name in views_of(window):
        turn(6)
        assert scrolling(window, tables) == [], name
        assert cut_texts(window) == [], name
    window.panels["training"].bring_forward()
    turn(3)
    settings = window.findChild(QScrollArea, "training_settings")
    # At 250 % the bars and the banner leave less height than the settings need.
    if percent == 200:
        assert settings.verticalScrollBar().maximum() == 0
    assert window.sabotage.height() == above_pages


def test_the_choices_of_a_surface_stand_in_one_line(window: MainWindow) -> None:
    window.resize(1280, 720)
    window.appearance.resize_text(200)
    window.show_page("surface")
    turn(6)
    page = window.view("surface")
    assert page.choices_of_data.held.isVisible()
    assert page.sample.y() == page.choices_of_data.y()
    assert page.tools.height() < 2 * page.sample.height()
