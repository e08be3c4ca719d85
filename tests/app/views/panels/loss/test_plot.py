"""Loss plot: the curves of all runs, the reading under the mouse, zoom and pan, marks."""

import math
import re
from collections.abc import Iterator
from itertools import combinations, count, product

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QToolButton
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.session.session import Session
from app.session.step_scale import MOST_OTHERS
from app.views.panels.loss.curves import on_axis
from app.views.panels.loss.panel import LossPanel
from app.views.panels.loss.plot import LOW_PX, LossPlot
from micrograd.data.dataset import Dataset
from micrograd.runs.differences import label
from micrograd.runs.history import History
from micrograd.runs.last_loss import last_loss
from micrograd.runs.loss_history import LossHistory
from micrograd.runs.run import Run
from micrograd.training.evaluation import Evaluation
from tests.app.sessions import train
from tests.event_loop import turn

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot: QtBot, session: Session, appearance: Appearance) -> Iterator[LossPanel]:
    """The panel alone in a window."""
    panel = LossPanel(session, appearance)
    window = QMainWindow()
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, panel)
    window.resize(760, 320)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    yield panel  # noqa: PT022 - a return would let go of the window


@pytest.fixture
def plot(panel: LossPanel) -> LossPlot:
    """The plot in the panel."""
    return panel.plot


def click(qtbot: QtBot, panel: LossPanel, name: str) -> None:
    qtbot.mouseClick(panel.findChild(QToolButton, name), LEFT)


def place_of(plot: LossPlot, step: float, y: float) -> QPoint:
    """Return the place in the viewport of a point of the axes."""
    return plot.mapFromScene(plot.getViewBox().mapViewToScene(QPointF(plot.scale.place(step), y)))


def show_steps(plot: LossPlot, left: float, right: float) -> None:
    """Zoom to the steps between two, on whatever axis."""
    plot.scale.show(plot.scale.place(left), plot.scale.place(right))


def point_at(qtbot: QtBot, plot: LossPlot, step: float, until: str) -> None:
    """Move the mouse about a step, half-way up, until this is read there; empty for nothing.

    The plot passes over some moves that come fast, as a person's hand sends many.
    """
    moves = count()

    def is_read() -> bool:
        # Each move aims again: new numbers at the axis may have moved the plot.
        _, (low, high) = plot.getViewBox().viewRange()
        place = place_of(plot, step, (low + high) / 2)
        qtbot.mouseMove(plot.viewport(), place + QPoint(0, next(moves) % 2))
        return reading(plot) == until

    qtbot.waitUntil(is_read)


def reading(plot: LossPlot) -> str:
    """Return the text at the mouse, empty if there is none."""
    return plot.reading.text.toPlainText() if plot.reading.text.isVisible() else ""


def drag(qtbot: QtBot, plot: LossPlot, right: int) -> None:
    viewport, start = plot.viewport(), plot.viewport().rect().center()
    qtbot.mousePress(viewport, LEFT, pos=start)
    for share in (0.25, 0.5, 1):
        qtbot.mouseMove(viewport, start + QPoint(round(share * right), 0))
    qtbot.mouseRelease(viewport, LEFT, pos=start + QPoint(right, 0))


def turn_wheel(plot: LossPlot, notches: int) -> None:
    """One notch is 120; away from the person zooms in."""
    place = QPointF(plot.viewport().rect().center())
    event = QWheelEvent(
        place,
        QPointF(plot.viewport().mapToGlobal(place)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(plot.viewport(), event)


def x_range(plot: LossPlot) -> tuple[float, float]:
    (left, right), _ = plot.getViewBox().viewRange()
    return left, right


def y_range(plot: LossPlot) -> tuple[float, float]:
    _, (low, high) = plot.getViewBox().viewRange()
    return low, high


def width(plot: LossPlot) -> float:
    left, right = x_range(plot)
    return right - left


def mark_texts(plot: LossPlot) -> list[tuple[float, str]]:
    """The step and the words of each mark, in the order of the steps."""
    return sorted((line.value(), line.toolTip()) for line in plot.marks)


# State to screen.


def test_the_last_of_many_steps_is_drawn(
    qtbot: QtBot, panel: LossPanel, plot: LossPlot, session: Session
) -> None:
    train(session, 5)
    qtbot.waitUntil(lambda: [plot.now.x()] == [5])


def test_the_axes_have_names(plot: LossPlot) -> None:
    assert plot.getAxis("bottom").labelText == "step"
    assert plot.getAxis("left").labelText == "loss"


def test_a_low_plot_has_no_title_below_it_whatever_happens_to_its_look(
    plot: LossPlot, appearance: Appearance
) -> None:
    title = plot.getAxis("bottom").label
    for height, has_title in ((LOW_PX + 20, True), (LOW_PX - 20, False), (LOW_PX + 20, True)):
        plot.setFixedHeight(height)
        turn(3)
        assert title.isVisible() == has_title
        for theme in ("light", "dark"):
            appearance.choose(theme)
            turn(3)
            assert title.isVisible() == has_title


def test_the_curve_has_every_loss_and_ends_at_the_present_one(
    plot: LossPlot, session: Session
) -> None:
    train(session, 20)
    steps, losses = plot.curve.getData()
    assert list(steps) == list(range(21))
    expected = [*session.cursor.owner.history.losses.values, session.cursor.evaluation.loss]
    assert losses == pytest.approx(np.log10(expected))


def test_before_training_there_is_one_point(plot: LossPlot, session: Session) -> None:
    assert plot.now.x() == 0
    assert plot.now.y() == pytest.approx(math.log10(session.cursor.evaluation.loss))


def test_following_keeps_the_whole_run_in_sight(plot: LossPlot, session: Session) -> None:
    train(session, 30)
    left, right = x_range(plot)
    low, high = y_range(plot)
    _, drawn = plot.curve.getData()
    assert left <= 0 <= 30 <= right
    assert low <= drawn.min() <= drawn.max() <= high


def test_an_edit_moves_the_present_point(plot: LossPlot, session: Session) -> None:
    train(session, 3)
    before = plot.now.y()
    session.edits.set_parameter(40, session.cursor.trainer.parameters[40].data + 1.0)
    assert plot.now.y() == pytest.approx(math.log10(session.cursor.evaluation.loss))
    assert plot.now.y() != before


def test_a_reset_empties_the_curve(plot: LossPlot, session: Session) -> None:
    train(session, 5)
    session.edits.same_weights()
    assert list(plot.curve.getData()[0]) == [0]


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_plot_takes_the_colours_of_the_theme(
    plot: LossPlot, appearance: Appearance, theme: str
) -> None:
    appearance.choose(theme)
    assert plot.backgroundBrush().color() == appearance.theme.color("surface")
    assert plot.curve.opts["pen"].color() == appearance.theme.of_run(1)


def test_a_loss_that_is_infinite_is_drawn_without_an_error(
    qtbot: QtBot, plot: LossPlot, session: Session
) -> None:
    rows = session.cursor.dataset.rows()
    rows[0][-1] = 1e200
    with qtbot.captureExceptions() as errors:
        session.edits.set_dataset(Dataset.from_rows(rows), "change y of sample 1")
    assert math.isinf(session.cursor.evaluation.loss)
    assert errors == []
    assert all(map(math.isfinite, (*x_range(plot), *y_range(plot))))


# Several runs.


def branch_at(session: Session, step: int, rate: float, steps: int) -> Run:
    """A new run that leaves the current one at a step, with another learning rate."""
    session.cursor.go_to(step)
    session.edits.set_learning_rate(rate)
    train(session, steps)
    return session.cursor.run


def drawn_names(plot: LossPlot) -> list[str]:
    """The runs whose curves are drawn beside the current one's."""
    return [curve.segment.run.name for curve in plot.others.curves]


def losses_of(run: Run) -> list[float]:
    return run.history.losses.values.tolist()


def test_every_run_has_its_curve_in_its_colour(
    plot: LossPlot, session: Session, appearance: Appearance
) -> None:
    train(session, 30)
    first = session.cursor.run
    branch_at(session, 12, 0.05, steps=10)
    (other,) = plot.others.curves
    assert other.segment.run is first
    assert list(other.steps) == list(range(31))
    assert other.heights == pytest.approx(np.log10([*losses_of(first), last_loss(first)]))
    assert plot.curve.opts["pen"].color() == appearance.theme.of_run(2)
    image, scale = plot.grab().toImage(), plot.devicePixelRatio()
    place = place_of(plot, 27, other.heights[27])
    near = [
        image.pixelColor(round(place.x() * scale), round((place.y() + dy) * scale))
        for dy in (-1, 0, 1)
    ]
    assert any(color.blue() > 1.3 * color.red() > 60 for color in near)


def test_a_branch_begins_at_its_parents_point(plot: LossPlot, session: Session) -> None:
    train(session, 30)
    first = session.cursor.run
    branch_at(session, 12, 0.05, steps=4)
    steps, heights = plot.curve.getData()
    assert list(steps) == [12, 12, 13, 14, 15, 16]
    assert heights[0] == pytest.approx(math.log10(losses_of(first)[12]))


def test_a_branch_of_another_network_is_joined_to_where_its_parent_ends(
    plot: LossPlot, session: Session
) -> None:
    train(session, 8)
    first = session.cursor.run
    session.edits.resize_layer(0, 5)
    steps, heights = plot.curve.getData()
    assert list(steps) == [8, 8]
    now = session.cursor.evaluation.loss
    assert heights == pytest.approx(np.log10([last_loss(first), now]))


def test_a_run_that_one_went_back_in_is_drawn_to_its_end(plot: LossPlot, session: Session) -> None:
    train(session, 20)
    end = session.cursor.evaluation.loss
    session.cursor.go_to(5)
    steps, heights = plot.curve.getData()
    assert list(steps) == list(range(21))
    assert heights[-1] == pytest.approx(math.log10(end))


def test_the_mouse_reads_the_last_loss_of_every_run(
    qtbot: QtBot, plot: LossPlot, session: Session
) -> None:
    train(session, 20)
    end = session.cursor.evaluation.loss
    branch_at(session, 12, 0.05, steps=12)
    changed = "rate 0.1, from 12 on 0.05"
    losses = f"{session.cursor.run.loss_at(20).low:.6f}", f"{end:.6f}"
    lines = f"run 2   {losses[0]}   {changed}\nrun 1   {losses[1]}   rate 0.1"
    point_at(qtbot, plot, 20, until=f"step 20\n{lines}")
    session.cursor.go_to(3)
    last = f"{last_loss(session.cursor.run):.6f}"
    point_at(qtbot, plot, 24, until=f"step 24\nrun 2   {last}   {changed}")


def test_the_axis_holds_the_last_loss_of_another_run(plot: LossPlot, session: Session) -> None:
    train(session, 20)
    session.edits.set_parameter(40, 1e3)
    end = math.log10(session.cursor.evaluation.loss)
    assert end > math.log10(max(losses_of(session.cursor.run)))
    session.cursor.go_to(5)
    assert y_range(plot)[1] >= end
    train(session, 5)
    assert y_range(plot)[1] >= end


def replace_losses(session: Session, run: Run, losses: LossHistory) -> None:
    """Do to a run from a file what is done when its exact past has been computed."""
    history = run.history
    run.history = History(len(run.start.data), run.start.step)
    run.history.losses, run.history.last = losses, history.last
    session.runs.changed.emit()


@pytest.mark.parametrize("is_parent_drawn", [True, False])
def test_an_outline_that_is_replaced_by_the_exact_past_is_drawn_again(
    plot: LossPlot, session: Session, is_parent_drawn: bool
) -> None:
    train(session, 30)
    first = session.cursor.run
    branch = branch_at(session, 12, 0.05, steps=4)
    if not is_parent_drawn:
        # Only one point of the parent is drawn, where the branch leaves it.
        session.runs.make_current(first)
    drawn, bounds = plot.others.curves, plot.others.bounds
    exact = first.history.losses
    replace_losses(session, first, LossHistory.of_stretches(*exact.stretches(2), 30))
    (outline,) = plot.others.curves
    assert outline.segment.run is (first if is_parent_drawn else branch)
    assert list(outline.heights) != list(drawn[0].heights)
    replace_losses(session, first, exact)
    (again,) = plot.others.curves
    assert list(again.heights) == list(drawn[0].heights)
    assert plot.others.bounds == bounds


def test_the_axes_hold_all_runs(plot: LossPlot, session: Session) -> None:
    train(session, 90)
    branch_at(session, 12, 0.5, steps=3)
    left, right = x_range(plot)
    low, high = y_range(plot)
    heights = np.concatenate([curve.heights for curve in plot.others.curves])
    assert left <= 0 <= 90 <= right
    assert low <= heights.min() <= heights.max() <= high


def test_a_hidden_run_vanishes_and_comes_back(plot: LossPlot, session: Session) -> None:
    train(session, 30)
    first = session.cursor.run
    branch = branch_at(session, 12, 0.05, steps=4)
    session.runs.make_current(first)
    assert drawn_names(plot) == ["run 2"]
    session.runs.set_hidden([branch], True)
    assert drawn_names(plot) == []
    session.runs.set_hidden([branch], False)
    assert drawn_names(plot) == ["run 2"]
    session.runs.set_hidden([first], True)
    assert len(plot.curve.getData()[0]) == 0
    assert [plot.now.x()] == [12]


@pytest.mark.parametrize("way", ["hidden", "deleted"])
def test_the_past_of_the_current_run_is_drawn_without_its_ancestor(
    plot: LossPlot, session: Session, way: str
) -> None:
    train(session, 30)
    first = session.cursor.run
    branch = branch_at(session, 12, 0.05, steps=4)
    if way == "hidden":
        session.runs.set_hidden([first], True)
    else:
        session.runs.delete(first)
    assert session.cursor.run is branch
    (past,) = plot.others.curves
    assert past.segment == (first, 0, 12)
    assert list(past.steps) == list(range(13))


def test_the_latest_of_many_runs_are_drawn_and_the_header_counts_the_others(
    panel: LossPanel, plot: LossPlot, session: Session
) -> None:
    train(session, 3)
    for _ in range(MOST_OTHERS + 7):
        session.experiment.add(session.experiment.new_run(session.cursor.run.start))
    session.runs.changed.emit()
    assert len(plot.others.overlay.runs) == MOST_OTHERS
    assert drawn_names(plot)[-1] == session.experiment.runs[-1].name
    assert panel.note.full_text == "7 runs not drawn"


def test_the_curves_of_many_long_runs_have_few_points_in_all(
    plot: LossPlot, session: Session
) -> None:
    run_long(plot, session)
    for _ in range(MOST_OTHERS):
        run = session.experiment.new_run(session.cursor.run.start)
        run.history.losses.extend(np.linspace(2, 1, 200_000))
        session.experiment.add(run)
    session.runs.changed.emit()
    assert sum(len(curve.steps) for curve in plot.others.curves) < 6000
    drawn = plot.others.curves
    session.cursor.show_progress()
    assert plot.others.curves is drawn


def test_a_line_marks_the_step_that_is_shown_while_it_is_in_the_past(
    plot: LossPlot, session: Session
) -> None:
    train(session, 30)
    assert not plot.place.isVisible()
    session.cursor.go_to(12)
    assert plot.place.isVisible()
    assert plot.place.value() == 12
    assert (plot.now.x(), plot.now.y()) == (12, plot.curve.getData()[1][12])
    session.cursor.go_to(30)
    assert not plot.place.isVisible()


def test_the_curves_of_all_runs_take_the_colours_of_the_theme(
    plot: LossPlot, session: Session, appearance: Appearance
) -> None:
    train(session, 30)
    branch_at(session, 12, 0.05, steps=4)
    before = plot.others.curves[0].pen.color()
    appearance.choose("light")
    assert plot.curve.opts["pen"].color() == appearance.theme.of_run(2)
    assert plot.others.curves[0].pen.color() != before


def test_the_mouse_reads_every_run(qtbot: QtBot, plot: LossPlot, session: Session) -> None:
    train(session, 30)
    first = session.cursor.run
    branch = branch_at(session, 12, 0.3, steps=10)
    lines = [f"{run.name}   {run.loss_at(20).low:.6f}   {label(run)}" for run in (first, branch)]
    assert lines[1].endswith("   rate 0.1, from 12 on 0.3")
    assert losses_of(first)[20] > losses_of(branch)[8]
    point_at(qtbot, plot, 20, until="\n".join(["step 20", *lines]))
    steps, heights = plot.reading.point.getData()
    assert set(steps) == {20}
    expected = np.log10([first.loss_at(20).low, branch.loss_at(20).low])
    assert sorted(set(heights)) == pytest.approx(sorted(expected))


def test_where_the_plot_is_narrow_the_losses_are_read_alone(
    plot: LossPlot, session: Session
) -> None:
    train(session, 30)
    branch_at(session, 12, 0.3, steps=10)
    plot.resize(240, plot.height())
    plot._read(plot.getViewBox().mapViewToScene(QPointF(plot.scale.place(20), 0)))
    first, second = reading(plot).split("\n")[1:]
    assert re.fullmatch(r"run 1   0\.\d+", first)
    assert re.fullmatch(r"run 2   0\.\d+", second)


def test_each_run_is_read_in_its_colour(
    plot: LossPlot, session: Session, appearance: Appearance
) -> None:
    train(session, 30)
    branch_at(session, 12, 0.3, steps=10)
    plot._read(plot.getViewBox().mapViewToScene(QPointF(20, 0)))
    html = plot.reading.text.toHtml()
    for number, name in enumerate(("run 1", "run 2")):
        color = appearance.theme.of_run(number + 1).name()
        assert re.search(f'color:{color};">{name}', html.replace("\xa0", " "))


def test_only_the_parent_is_read_before_its_branch_began(
    qtbot: QtBot, plot: LossPlot, session: Session
) -> None:
    train(session, 30)
    first = session.cursor.run
    branch_at(session, 12, 0.3, steps=10)
    point_at(qtbot, plot, 5, until=f"step 5\nrun 1   {losses_of(first)[5]:.6f}   rate 0.1")


def test_the_past_of_a_hidden_parent_is_read_all_the_same(
    qtbot: QtBot, plot: LossPlot, session: Session
) -> None:
    train(session, 30)
    first = session.cursor.run
    branch = branch_at(session, 12, 0.3, steps=10)
    session.runs.set_hidden([first], True)
    point_at(qtbot, plot, 5, until=f"step 5\nrun 1   {losses_of(first)[5]:.6f}   rate 0.1")
    text = f"run 2   {branch.loss_at(20).low:.6f}   {label(branch)}"
    point_at(qtbot, plot, 20, until=f"step 20\n{text}")


def test_the_reading_of_many_runs_has_as_many_as_fit_and_stays_inside(
    qtbot: QtBot, panel: LossPanel, plot: LossPlot, session: Session
) -> None:
    train(session, 30)
    for i in range(13):
        run = session.experiment.new_run(session.cursor.run.start)
        run.name = f"<b>{i}</b> " + "long " * 10
        run.history.losses.extend(np.full(40, 0.01 * (i + 1)))
        session.experiment.add(run)
    session.runs.changed.emit()
    view = plot.getViewBox()
    for share in (0.02, 0.5, 0.98):
        left, right = x_range(plot)
        plot._read(view.mapViewToScene(QPointF(left + share * (right - left), 0)))
        lines = reading(plot).split("\n")
        assert re.fullmatch(r"and \d+ more", lines[-1])
        shown = len(lines) - 2
        # The current run ends before the last of these steps.
        assert shown + int(lines[-1].split()[1]) == (13 if share == 0.98 else 14)
        if share < 0.98:
            assert lines[-2].startswith("<b>0</b> long")
        assert "…" in lines[-2]
        box = plot.reading.text.mapRectToScene(plot.reading.text.boundingRect())
        assert view.sceneBoundingRect().adjusted(-1, -1, 1, 1).contains(box)


# The axis.


def test_linear_and_logarithmic_are_chosen_by_buttons(
    qtbot: QtBot, panel: LossPanel, plot: LossPlot, session: Session
) -> None:
    train(session, 10)
    losses = np.array([*session.cursor.owner.history.losses.values, session.cursor.evaluation.loss])
    click(qtbot, panel, "linear_button")
    assert plot.curve.getData()[1] == pytest.approx(losses)
    assert not plot.getAxis("left").logMode
    assert y_range(plot)[0] == 0.0
    click(qtbot, panel, "log_button")
    assert plot.curve.getData()[1] == pytest.approx(np.log10(losses))
    assert plot.getAxis("left").logMode


def test_one_of_the_two_axes_is_always_chosen(qtbot: QtBot, panel: LossPanel) -> None:
    log = panel.findChild(QToolButton, "log_button")
    linear = panel.findChild(QToolButton, "linear_button")
    assert (log.isChecked(), linear.isChecked()) == (True, False)
    click(qtbot, panel, "linear_button")
    click(qtbot, panel, "linear_button")
    assert (log.isChecked(), linear.isChecked()) == (False, True)


# Hover.


@pytest.mark.parametrize("axis", ["log_button", "linear_button"])
def test_the_mouse_reads_step_and_loss(
    qtbot: QtBot, panel: LossPanel, plot: LossPlot, session: Session, axis: str
) -> None:
    train(session, 20)
    click(qtbot, panel, axis)
    for step in (0, 7, 19):
        loss = session.cursor.owner.history.losses.values[step]
        point_at(qtbot, plot, step, until=f"step {step}   loss {loss:.6f}")
        assert plot.reading.line.value() == step


def test_the_mouse_reads_the_present_loss_at_the_last_step(
    qtbot: QtBot, plot: LossPlot, session: Session
) -> None:
    train(session, 20)
    point_at(qtbot, plot, 20, until=f"step 20   loss {session.cursor.evaluation.loss:.6f}")
    assert plot.reading.line.value() == 20


def test_there_is_no_reading_beyond_the_run(qtbot: QtBot, plot: LossPlot, session: Session) -> None:
    train(session, 4)
    point_at(
        qtbot, plot, 3, until=f"step 3   loss {session.cursor.owner.history.losses.values[3]:.6f}"
    )
    point_at(qtbot, plot, 8, until="")
    assert not plot.reading.line.isVisible()


# A long run.


SPIKES = {5: 50.0, 1_234_567: 20.0, 2_999_000: 30.0}


def run_long(plot: LossPlot, session: Session) -> None:
    """Three million steps of a loss of 1, but for the spikes of a step each."""
    losses = np.ones(3_000_000)
    for step, loss in SPIKES.items():
        losses[step] = loss
    session.cursor.owner.history.losses.extend(losses)
    session.cursor.trainer.steps = len(losses)
    session.step_scale.follow()
    plot.show_losses()


@pytest.mark.parametrize("axis", ["log_button", "linear_button"])
def test_all_spikes_of_a_long_run_are_seen_whole(
    qtbot: QtBot, panel: LossPanel, plot: LossPlot, session: Session, axis: str
) -> None:
    click(qtbot, panel, axis)
    run_long(plot, session)
    heights = np.array(sorted(SPIKES.values()))
    drawn = plot.curve.getData()[1]
    on_axis = heights if axis == "linear_button" else np.log10(heights)
    assert len(drawn) < 2010
    assert np.sort(drawn)[-3:] == pytest.approx(on_axis)
    assert y_range(plot)[1] > on_axis[-1]


@pytest.mark.parametrize("kind", ["linear", "log"])
def test_a_spike_is_seen_at_every_zoom(plot: LossPlot, session: Session, kind: str) -> None:
    run_long(plot, session)
    scale = session.step_scale
    scale.choose(kind)
    for step, window in product(SPIKES, (100, 10_000, 1_000_000)):
        show_steps(plot, step - window / 2, step + window / 2)
        places, losses = plot.curve.getData()
        assert losses.max() == pytest.approx(math.log10(SPIKES[step])), (step, window)
        far = abs(scale.step(places[losses.argmax()]) - step)
        assert far <= max(8, window / 200), (step, window)


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (1_234_567, "steps 1,234,564–1,234,567   loss 1.000000 … 20.000000"),
        (2_999_000, "step 2,999,000   loss 30.000000"),
    ],
)
def test_the_mouse_reads_bounds_where_only_these_are_kept(
    qtbot: QtBot, plot: LossPlot, session: Session, step: int, text: str
) -> None:
    run_long(plot, session)
    show_steps(plot, step - 50, step + 50)
    point_at(qtbot, plot, step, until=text)
    ends = plot.reading.point.getData()[1]
    assert max(ends) == pytest.approx(math.log10(SPIKES[step]))
    assert min(ends) == pytest.approx(0.0 if text.startswith("steps") else max(ends))


@pytest.mark.parametrize("step", [1_234_567, 2_999_000])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.7, 0.98])
def test_the_reading_is_seen_whole_wherever_the_mouse_is(
    qtbot: QtBot, plot: LossPlot, session: Session, step: int, share: float
) -> None:
    run_long(plot, session)
    left = step - 100 * share
    show_steps(plot, left, left + 100)
    qtbot.waitUntil(lambda: not plot.getViewBox().sceneBoundingRect().isEmpty())
    plot._read(plot.getViewBox().mapViewToScene(QPointF(plot.scale.place(step), 0.5)))
    text = plot.reading.text.mapRectToScene(plot.reading.text.boundingRect())
    view = plot.getViewBox().sceneBoundingRect()
    assert view.left() - 1 <= text.left() < text.right() <= view.right() + 1


@pytest.mark.parametrize(
    ("loss", "is_logarithmic", "end"),
    [
        (0.0, True, "≤ 1e-32"),
        (1e-40, True, "≤ 1e-32"),
        (1e200, False, "≥ 1e+150"),
        (math.inf, True, "≥ 1e+308"),
    ],
)
def test_an_axis_says_where_it_ends(
    plot: LossPlot, session: Session, loss: float, is_logarithmic: bool, end: str
) -> None:
    plot.is_logarithmic = is_logarithmic
    session.cursor.forget_evaluation(Evaluation([[0.0]], [loss], loss))
    plot.set_logarithmic(is_logarithmic)
    axis = plot.getAxis("left")
    levels = axis.tickValues(*plot.getViewBox().viewRange()[1], plot.height())
    texts = [text for spacing, ticks in levels for text in axis.tickStrings(ticks, 1, spacing)]
    assert end in texts
    assert sum(bool(text) for text in texts) >= 1
    assert texts.count(end) == 1


def test_a_large_loss_is_drawn_where_it_is_on_a_logarithmic_axis() -> None:
    assert on_axis(np.array([1e200, 1e307]), True).tolist() == pytest.approx([200, 307])


def test_the_axis_writes_steps_in_a_few_characters(plot: LossPlot) -> None:
    axis = plot.getAxis("bottom")
    assert axis.tickStrings([0, 5, 10], 1, 5) == ["0", "5", "10"]
    assert axis.tickStrings([500, 1000, 1500], 1, 500) == ["500", "1k", "1.5k"]
    assert axis.tickStrings([0, 200_000, 1_000_000], 1, 200_000) == ["0", "200k", "1M"]
    assert axis.tickStrings([8e8, 1e9, 1.2e9], 1, 2e8) == ["800M", "1B", "1.2B"]


def test_the_axis_writes_steps_far_out_exactly(plot: LossPlot) -> None:
    axis = plot.getAxis("bottom")
    assert axis.tickStrings([999_000_200], 1, 200) == ["999,000,200"]
    assert axis.tickStrings([19_999_200], 1, 200) == ["19,999,200"]
    assert axis.tickStrings([998_000_000, 1_002_000_000], 1, 2e6) == ["998M", "1,002M"]


# Zoom and pan.


def test_the_wheel_zooms_and_leaves_following(plot: LossPlot, session: Session) -> None:
    train(session, 20)
    before = width(plot)
    turn_wheel(plot, 3)
    assert width(plot) < before
    zoomed = x_range(plot)
    train(session, 20)
    assert x_range(plot) == pytest.approx(zoomed)


def test_dragging_pans_and_leaves_following(qtbot: QtBot, plot: LossPlot, session: Session) -> None:
    train(session, 20)
    left, right = x_range(plot)
    drag(qtbot, plot, 120)
    panned = x_range(plot)
    assert panned[0] < left
    assert panned[1] < right
    assert width(plot) == pytest.approx(right - left)
    train(session, 20)
    assert x_range(plot) == pytest.approx(panned)


def test_fit_comes_back_and_follows_again(
    qtbot: QtBot, panel: LossPanel, plot: LossPlot, session: Session
) -> None:
    train(session, 20)
    whole = x_range(plot), y_range(plot)
    turn_wheel(plot, 5)
    drag(qtbot, plot, 60)
    click(qtbot, panel, "fit_button")
    assert x_range(plot) == pytest.approx(whole[0])
    assert y_range(plot) == pytest.approx(whole[1])
    train(session, 20)
    assert x_range(plot)[1] >= 40


def test_keys_zoom_pan_and_come_back(qtbot: QtBot, plot: LossPlot, session: Session) -> None:
    train(session, 20)
    left, right = x_range(plot)
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    assert width(plot) == pytest.approx(0.8 * (right - left))
    qtbot.keyClick(plot, Qt.Key.Key_Minus)
    assert width(plot) == pytest.approx(right - left)
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert x_range(plot)[0] > left
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert x_range(plot)[0] == pytest.approx(left)
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    qtbot.keyClick(plot, Qt.Key.Key_Home)
    assert x_range(plot) == pytest.approx((left, right))


# Marks.


def test_changes_before_the_first_step_are_not_marked(plot: LossPlot, session: Session) -> None:
    session.edits.set_learning_rate(0.2)
    session.edits.resize_layer(0, 5)
    assert plot.marks == []


def test_rate_data_network_and_parameter_changes_are_marked_at_their_step(
    plot: LossPlot, session: Session
) -> None:
    train(session, 5)
    session.edits.set_learning_rate(0.05)
    train(session, 5)
    rows = session.cursor.dataset.rows()
    rows[0][0] = 2.5
    session.edits.set_dataset(Dataset.from_rows(rows), "change x1 of sample 1")
    train(session, 5)
    session.edits.resize_layer(0, 5)
    train(session, 5)
    session.edits.set_parameter(3, 0.5)
    assert [step for step, _ in mark_texts(plot)] == [5, 10, 15, 20]
    words = [text for _, text in mark_texts(plot)]
    assert "rate 0.05" in words[0]
    assert "change x1 of sample 1" in words[1]
    assert "layer 1" in words[2]
    assert "layer 1 · neuron 1 · b = 0.5" in words[3]


def test_marks_stay_with_another_axis_and_another_theme(
    qtbot: QtBot, panel: LossPanel, plot: LossPlot, session: Session, appearance: Appearance
) -> None:
    train(session, 5)
    session.edits.set_learning_rate(0.05)
    before = mark_texts(plot)
    click(qtbot, panel, "linear_button")
    appearance.choose("light")
    assert mark_texts(plot) == before
    assert all(line.scene() is plot.scene() for line in plot.marks)


def test_a_reset_takes_the_marks_away(plot: LossPlot, session: Session) -> None:
    train(session, 5)
    session.edits.set_learning_rate(0.05)
    assert len(plot.marks) == 1
    session.edits.same_weights()
    assert plot.marks == []


def test_epochs_are_counted_above_where_a_step_is_a_part_of_one(
    plot: LossPlot, session: Session
) -> None:
    axis = plot.getAxis("top")
    assert not axis.isVisible()
    session.edits.change_setting("batch_size", 1)
    train(session, 12)
    assert axis.isVisible()
    ticks = axis.tickValues(*plot.getViewBox().viewRange()[0], 600)
    assert {step % 4 for _, steps in ticks[:1] for step in steps} == {0}
    assert axis.tickStrings([8.0], axis.scale, 1 / axis.scale) == ["epoch 2"]
    session.edits.change_setting("batch_size", 2)
    train(session, 6)
    # Three epochs of four steps, then those of two.
    low, high = plot.getViewBox().viewRange()[0]
    levels = axis.tickValues(low, high, 2000)
    assert {12.0, 14.0, 16.0} <= {step for _, steps in levels for step in steps}
    assert axis.tickStrings([8.0, 12.0, 16.0], 1.0, 1.0) == ["epoch 2", "epoch 3", "epoch 5"]
    session.edits.change_setting("batch_size", 0)
    assert not axis.isVisible()


def test_names_of_marks_stand_in_one_row_and_never_on_each_other(
    plot: LossPlot, session: Session
) -> None:
    plot.window().resize(760, 500)
    for i in range(8):
        session.edits.set_learning_rate(0.01 + i / 1000)
        train(session, 4)
    turn(3)
    plot.show_losses()
    children = (child for line in plot.marks for child in line.childItems())
    labels = [child for child in children if isinstance(child, pg.InfLineLabel)]
    boxes = [label.mapRectToScene(label.boundingRect()) for label in labels]
    assert 1 < len(boxes) < len(plot.marks)
    assert len({round(box.top()) for box in boxes}) == 1
    assert not any(a.intersects(b) for a, b in combinations(boxes, 2))


def test_a_low_plot_has_no_title_of_its_steps_whatever_the_size_of_the_text(
    plot: LossPlot, appearance: Appearance
) -> None:
    title, seen = plot.getAxis("bottom").label, set()
    for percent in (100, 150, 100):
        appearance.resize_text(percent)
        for height in (220, 600, 220):
            plot.window().resize(760, height)
            turn(3)
            assert title.isVisible() == (plot.height() >= LOW_PX), (percent, height)
            seen.add(title.isVisible())
    assert seen == {True, False}
