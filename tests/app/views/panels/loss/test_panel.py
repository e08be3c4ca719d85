"""Loss panel: the timeline stands below the plot, as wide as its axis."""

from PySide6.QtCore import QPoint, QPointF
from pytestqt.qtbot import QtBot

from app.session.session import Session
from app.views.panels.loss.panel import LossPanel
from app.views.timeline.painter import HANDLE_RADIUS
from app.window.main_window import MainWindow
from micrograd.data.dataset import Dataset
from tests.event_loop import turn


def edges_of_axis(panel: LossPanel) -> tuple[float, float]:
    """Both ends of the axis of the steps, in pixels of the panel."""
    plot, view = panel.plot, panel.plot.getViewBox()
    axis = view.mapRectToScene(view.rect())
    ends = (plot.viewport().mapTo(panel, QPointF(x, 0)).x() for x in (axis.left(), axis.right()))
    left, right = ends
    return left, right


def edges_of_track(panel: LossPanel) -> tuple[int, int]:
    strip = panel.timeline.strip
    left, right = (strip.mapTo(panel, QPoint(x, 0)).x() for x in strip.scale[2:4])
    return left, right


def are_aligned(panel: LossPanel) -> bool:
    pairs = zip(edges_of_axis(panel), edges_of_track(panel), strict=True)
    return all(abs(axis - track) <= 1 for axis, track in pairs)


def test_the_timeline_is_as_wide_as_the_axis_above_it(window: MainWindow, session: Session) -> None:
    panel = window.view("loss")
    for _ in range(3):
        session.training.step()
    turn(3)
    assert are_aligned(panel)


def test_it_follows_where_the_numbers_of_the_axis_get_wider(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    panel = window.view("loss")
    turn(3)
    before = edges_of_track(panel)
    session.edits.set_dataset(Dataset([[1.0, 2.0, 3.0]], [1e60]), "use a far target")
    qtbot.waitUntil(lambda: edges_of_axis(panel)[0] > before[0] + 1)
    assert are_aligned(panel)
    for width in (1280, 1700):
        window.resize(width, 900)
        turn(3)
        assert are_aligned(panel)


def test_under_a_page_it_has_its_own_width_and_below_the_plot_that_of_the_axis_again(
    window: MainWindow, session: Session
) -> None:
    panel, strip = window.view("loss"), window.view("loss").timeline.strip
    window.show_page("graph")
    turn(3)
    assert strip.scale.left == strip.width() - strip.scale.right
    window.show_page("network")
    turn(3)
    assert are_aligned(panel)


def test_the_handle_is_drawn_whole_at_both_ends(window: MainWindow, session: Session) -> None:
    panel = window.view("loss")
    turn(3)
    strip = panel.timeline.strip
    assert strip.scale.left >= HANDLE_RADIUS
    assert strip.width() - strip.scale.right >= HANDLE_RADIUS


def test_a_legend_without_room_in_the_header_stands_below_it(
    window: MainWindow, session: Session
) -> None:
    panel = window.view("loss")
    session.training.step()
    turn(3)
    assert panel.legend.fits
    assert not panel.legend_below.isVisible()
    session.edits.change_setting("test_share", 0.25)
    session.training.step()
    # A second run opens the list of runs beside the plot.
    panel.toggle_floating()
    panel.resize(360, 300)
    turn(3)
    assert not panel.legend.fits
    assert panel.legend_below.isVisible()
    assert panel.legend_below.fits
    assert "— accuracy" in panel.legend_below.text()
    panel.resize(900, 300)
    turn(3)
    assert not panel.legend_below.isVisible()
    assert panel.legend.fits
