"""Loss panel: the timeline stands below the plot, as wide as its axis."""

from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from app.kit.numbers import plain
from app.session.scores import score_text
from app.session.session import Session
from app.views.panels.loss.panel import LossPanel
from app.views.timeline.painter import HANDLE_RADIUS
from app.window.main_window import MainWindow
from micrograd.data.dataset import Dataset
from tests.app.sessions import train
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


def show_as_table(qtbot: QtBot, panel: LossPanel) -> list[list[str]]:
    """The texts of the table, after a click on its button."""
    if not panel.table.isVisible():
        qtbot.mouseClick(panel.as_table.button, Qt.MouseButton.LeftButton)
    model = panel.table.lines
    return [
        [model.index(line, column).data() for column in range(model.columnCount())]
        for line in range(model.rowCount())
    ]


def test_the_losses_and_scores_are_a_table_that_follows_training(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    panel = window.view("loss")
    train(session, 3)
    losses = session.cursor.run.history.losses.values
    lines = show_as_table(qtbot, panel)
    assert [line[0] for line in lines] == [f"step {step}" for step in range(4)]
    assert [line[1] for line in lines[:3]] == [plain(float(loss), 6) for loss in losses]
    assert lines[3][2] == score_text(session.scores.name, session.scores.now.score.value)
    train(session, 1)
    assert len(show_as_table(qtbot, panel)) == 5
    qtbot.mouseClick(panel.as_table.button, Qt.MouseButton.LeftButton)
    assert panel.plot.isVisible()


def column_names(window: MainWindow) -> list[str]:
    """The headings of the table, which is shown."""
    return [column.header for column in window.view("loss").table.lines.columns]


def test_each_run_that_is_drawn_is_a_column_of_the_table(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    train(session, 4)
    session.cursor.go_to(2)
    session.edits.set_learning_rate(0.01)
    train(session, 1)
    lines = show_as_table(qtbot, window.view("loss"))
    first, second = (run.name for run in session.experiment.runs)
    assert column_names(window)[:3] == ["step", f"{second} loss", f"{first} loss"]
    assert lines[2][1] == lines[2][2]
    assert lines[4][1] == ""
    assert lines[4][2] != ""
    second_run = session.experiment.runs[1]
    session.runs.set_hidden([second_run], True)
    assert column_names(window) == ["step", f"{first} loss"]
    session.runs.set_hidden([second_run], False)
    session.runs.delete(second_run)
    assert column_names(window)[:2] == ["step", "loss"]
    session.edits.undo()
    assert f"{second} loss" in column_names(window)
    session.runs.set_hidden(session.experiment.runs, True)
    assert column_names(window) == ["step"]
