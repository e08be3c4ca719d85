"""The window's layout: which panel stands where, and the sizes that fit the screen at first."""

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kit.text_size import px
from app.kit.theme import Appearance
from app.session.session import Session
from app.views.timeline.painter import TRACK_Y
from app.window.main_window import MainWindow
from app.window.panels.docks import show_first
from app.window.view_table import PAGES
from tests.app.window.by_hand import drag_the_line_below
from tests.event_loop import turn

LEFT = Qt.MouseButton.LeftButton
FULL_HD = QSize(1920, 1040)


@pytest.fixture
def trained(window: MainWindow, session: Session) -> Session:
    """The window's session, after twelve steps."""
    for _ in range(12):
        session.training.step()
    return session


def is_under_the_stage(window: MainWindow) -> bool:
    """True where the timeline stands under the stage; False where it is in the loss panel."""
    timeline = window.view("loss").timeline
    if window.view("loss").isAncestorOf(timeline):
        assert not timeline.is_compact
        return False
    assert timeline.is_compact
    assert timeline.isVisible()
    top = timeline.mapTo(window, QPoint(0, 0)).y()
    assert top > window.stage.mapTo(window, window.stage.rect().bottomLeft()).y()
    return True


def test_pages_that_show_a_step_have_the_timeline_under_them(window: MainWindow) -> None:
    for name in ("network", "graph", "gradient", "expression", "graph", "sweep", "network"):
        window.stage.show_page(name)
        QApplication.processEvents()
        assert is_under_the_stage(window) == PAGES[name].shows_step
        assert window.view("loss").timeline.isVisible() == (
            PAGES[name].shows_step or not PAGES[name].needs_room
        )


def test_dragging_under_the_graph_shows_the_graph_of_that_step(
    qtbot: QtBot, window: MainWindow, trained: Session
) -> None:
    window.show_page("graph")
    QApplication.processEvents()
    canvas, strip = window.view("graph").view.canvas, window.view("loss").timeline.strip
    qtbot.waitUntil(lambda: not canvas.is_working)
    before = canvas.grab().toImage()
    start, end = (QPoint(strip.scale.x(step), TRACK_Y) for step in (12, 3))
    qtbot.mousePress(strip, LEFT, pos=start)
    qtbot.mouseMove(strip, end)
    assert trained.cursor.steps == 3
    assert window.stage.page == "graph"
    qtbot.waitUntil(lambda: canvas.grab().toImage() != before)
    qtbot.mouseRelease(strip, LEFT, pos=end)


def test_a_loss_that_is_shown_beside_the_graph_has_the_timeline(window: MainWindow) -> None:
    window.show_page("graph")
    show_or_hide = window.view("loss").toggleViewAction()
    show_or_hide.trigger()
    assert not is_under_the_stage(window)
    assert window.view("loss").timeline.isVisible()
    show_or_hide.trigger()
    assert is_under_the_stage(window)
    window.show_page("network")
    assert not is_under_the_stage(window)


def test_a_hidden_loss_hides_the_timeline_but_not_that_of_the_graph(window: MainWindow) -> None:
    window.view("loss").hide()
    assert not window.view("loss").timeline.isVisible()
    window.show_page("graph")
    assert is_under_the_stage(window)
    window.show_page("network")
    assert window.view("loss").isHidden()
    window.view("loss").show()
    assert window.view("loss").timeline.isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)", extend=True)
def test_a_loss_in_a_window_of_its_own_keeps_the_timeline(window: MainWindow) -> None:
    window.view("loss").setFloating(True)
    window.show_page("graph")
    assert not is_under_the_stage(window)
    assert window.view("loss").timeline.isVisible()
    window.view("loss").hide()
    assert is_under_the_stage(window)


def test_resetting_the_layout_beside_the_graph_leaves_one_timeline(window: MainWindow) -> None:
    window.show_page("graph")
    window.docks.reset()
    assert window.view("loss").isVisible()
    assert not is_under_the_stage(window)


def test_go_to_step_stays_on_the_graph(qtbot: QtBot, window: MainWindow, trained: Session) -> None:
    window.show_page("graph")
    QApplication.processEvents()
    window.actions_by_name["go_to_step"].trigger()
    assert window.stage.page == "graph"
    field = window.focusWidget()
    assert field is window.view("loss").timeline.field
    qtbot.keyClicks(field, "4")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert trained.cursor.steps == 4
    assert window.stage.page == "graph"


@pytest.mark.parametrize("page", ["expression", "sweep", "network"])
def test_go_to_step_brings_the_timeline_back_where_there_is_none(
    window: MainWindow, page: str
) -> None:
    window.stage.show_page(page)
    window.view("loss").hide()
    window.ask_step()
    assert window.stage.page == "network"
    assert window.focusWidget() is window.view("loss").timeline.field


def test_with_the_timeline_a_small_window_holds_everything(
    qtbot: QtBot, window: MainWindow, trained: Session
) -> None:
    window.resize(1280, 720)
    trained.cursor.go_to(5)
    for page in [name for name in PAGES if PAGES[name].shows_step]:
        window.stage.show_page(page)
        QApplication.processEvents()
        assert (window.width(), window.height()) == (1280, 720), page
        timeline = window.view("loss").timeline
        assert 40 <= timeline.height() <= 48, page
        for part in (window.stage, timeline, timeline.field, timeline.count):
            assert window.rect().contains(part.mapTo(window, part.rect().bottomRight())), page
        assert window.stage.height() > 500, page


# The first size, and a maximised window.


@pytest.fixture
def first(qtbot: QtBot, session: Session, appearance: Appearance) -> MainWindow:
    """A window that is not shown yet."""
    window = MainWindow(session, appearance)
    qtbot.addWidget(window)
    return window


def show(qtbot: QtBot, window: MainWindow, available: QSize) -> None:
    with qtbot.waitExposed(window):
        show_first(window, available)


def test_where_there_is_room_it_has_its_own_size(qtbot: QtBot, first: MainWindow) -> None:
    show(qtbot, first, FULL_HD)
    assert not first.isMaximized()
    assert first.size() == QSize(1440, 900)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 720), (1366, 768), (1920, 930)])
def test_where_it_does_not_fit_with_its_frame_it_is_maximised(
    qtbot: QtBot, first: MainWindow, width: int, height: int
) -> None:
    show(qtbot, first, QSize(width, height))
    assert first.isMaximized()
    assert first.normalGeometry().height() < height


def maximise(qtbot: QtBot, window: MainWindow) -> None:
    before = window.height()
    window.showMaximized()
    qtbot.waitUntil(lambda: window.height() < before)
    turn(2)


def test_panels_are_shared_out_for_a_maximised_window(qtbot: QtBot, first: MainWindow) -> None:
    show(qtbot, first, FULL_HD)
    turn(2)
    before = first.view("dataset").height()
    maximise(qtbot, first)
    # Qt alone would shrink all panels of a column; this one keeps room for four samples.
    qtbot.waitUntil(lambda: first.view("dataset").height() == before)


def test_sizes_that_the_person_gave_to_panels_are_kept(qtbot: QtBot, first: MainWindow) -> None:
    show(qtbot, first, FULL_HD)
    drag_the_line_below(qtbot, first.view("parameters"), -80)
    assert first.view("history").height() > first.view("parameters").height()
    maximise(qtbot, first)
    assert first.view("history").height() > first.view("parameters").height()


def beside_the_stage(window: MainWindow) -> set[str]:
    """The panels in sight at the left and at the right of the stage."""
    names = "layers", "dataset", "training", "training_loop", "parameters", "history", "health"
    return {name for name in names if window.view(name).isVisible()}


def test_panels_beside_the_stage_step_back_from_the_map_where_it_would_be_narrow(
    window: MainWindow,
) -> None:
    window.resize(1280, 720)
    QApplication.processEvents()
    before = beside_the_stage(window)
    assert before
    window.show_page("map")
    assert not beside_the_stage(window)
    QApplication.processEvents()
    assert window.stage.width() > 1200
    # They come back with any page that is about the run.
    window.show_page("surface")
    assert beside_the_stage(window) == before
    window.show_page("map")
    window.show_page("network")
    assert beside_the_stage(window) == before


def test_panels_that_are_put_back_leave_the_map_its_room(window: MainWindow) -> None:
    window.resize(1280, 720)
    window.show_page("map")
    window.docks.reset()
    assert not beside_the_stage(window)
    window.show_page("network")
    assert beside_the_stage(window)


def test_a_wide_window_has_the_map_between_the_panels(window: MainWindow) -> None:
    window.resize(1280, 720)
    window.show_page("map")
    QApplication.processEvents()
    assert not beside_the_stage(window)
    window.resize(1700, 900)
    turn()
    assert beside_the_stage(window)
    window.resize(1400, 900)
    turn()
    assert not beside_the_stage(window)


def test_a_panel_can_be_shown_beside_the_map_by_hand(window: MainWindow) -> None:
    window.resize(1280, 720)
    window.show_page("map")
    window.view("dataset").toggleViewAction().trigger()
    assert "dataset" in beside_the_stage(window)
    window.resize(1300, 740)
    turn()
    assert "dataset" in beside_the_stage(window)


def test_a_panel_that_was_hidden_stays_hidden_after_the_map(window: MainWindow) -> None:
    window.resize(1280, 720)
    window.view("dataset").hide()
    window.show_page("map")
    window.show_page("network")
    assert window.view("dataset").isHidden()
    assert window.view("layers").isVisible()


@pytest.mark.parametrize("percent", [100, 150])
def test_panels_shown_at_a_side_that_was_empty_have_the_width_of_the_table(
    window: MainWindow, percent: int
) -> None:
    window.resize(1280, 720)
    window.appearance.resize_text(percent)
    turn(3)
    window.docks.show([])
    turn(3)
    window.docks.show(["parameters"])
    turn(3)
    width = window.docks.arranger.arrangement.right_width
    assert window.view("parameters").width() == px(width)
