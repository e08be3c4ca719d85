"""History panel: a curve of data and one of grad for each chosen parameter."""

from collections.abc import Iterator
from copy import deepcopy
from operator import itemgetter

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from app.kit.numbers import signed
from app.kit.theme import Appearance
from app.session.session import Session
from app.views.panels.parameter_history import MOST_CURVES, ParameterHistoryPanel
from app.views.panels.parameters.model import DATA
from app.window.main_window import MainWindow
from micrograd.runs.history import History
from micrograd.runs.recording import train_run

second = itemgetter(1)
LEFT = Qt.MouseButton.LeftButton
SPOKEN = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def panel(
    qtbot: QtBot, session: Session, appearance: Appearance
) -> Iterator[ParameterHistoryPanel]:
    """The panel alone in a window."""
    panel = ParameterHistoryPanel(session, appearance)
    window = QMainWindow()
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, panel)
    window.resize(380, 420)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    yield panel  # noqa: PT022 - a return would let go of the window


def curve(panel: ParameterHistoryPanel, kind: str, number: int) -> list[tuple[float, float]]:
    """The points of one curve."""
    steps, values = panel.plots[kind].curves[number].getData()
    if steps is None:
        return []
    return list(zip(map(float, steps), map(float, values), strict=True))


def train_and_record(session: Session, steps: int, parameter: int) -> tuple[list, list]:
    """The points that the curves of data and grad should have."""
    data, grad = [], []
    for step in range(steps):
        data.append((float(step), session.cursor.trainer.parameters[parameter].data))
        session.training.step()
        grad.append((float(step), session.cursor.trainer.parameters[parameter].grad))
    data.append((float(steps), session.cursor.trainer.parameters[parameter].data))
    return data, grad


def test_without_a_choice_the_panel_says_what_to_do(panel: ParameterHistoryPanel) -> None:
    assert panel.legend.text().startswith("Choose parameters")
    assert [plot.curves for plot in panel.plots.values()] == [[], []]


def test_a_chosen_parameter_gets_its_past_of_data_and_grad(
    panel: ParameterHistoryPanel, session: Session
) -> None:
    data, grad = train_and_record(session, 12, parameter=7)
    session.selection.choose([7])
    assert curve(panel, "data", 0) == data
    assert curve(panel, "grad", 0) == grad


def test_the_curves_grow_while_the_network_trains(
    qtbot: QtBot, panel: ParameterHistoryPanel, session: Session
) -> None:
    session.selection.choose([7])
    data, grad = train_and_record(session, 12, parameter=7)
    qtbot.waitUntil(lambda: curve(panel, "data", 0) == data)
    assert curve(panel, "grad", 0) == grad


def test_a_spike_of_one_step_in_a_long_run_is_drawn(
    panel: ParameterHistoryPanel, session: Session
) -> None:
    session.step_scale.choose("linear")
    history = session.cursor.owner.history.parameters
    numbers = np.zeros(len(session.cursor.trainer.parameters))
    spike = numbers.copy()
    spike[7] = 5.0
    for step in range(10_000):
        history.record(spike if step == 4321 else numbers, -spike if step == 8765 else numbers)
    session.cursor.owner.history.losses.extend(np.ones(10_000))
    session.cursor.trainer.steps = 10_000
    session.selection.choose([7])
    drawn = {kind: curve(panel, kind, 0) for kind in ("data", "grad")}
    (data_step, _), (grad_step, _) = max(drawn["data"], key=second), min(drawn["grad"], key=second)
    assert {number for _, number in drawn["data"][:-1]} == {0.0, 5.0}
    assert {number for _, number in drawn["grad"]} == {0.0, -5.0}
    assert abs(data_step - 4321) < 64
    assert abs(grad_step - 8765) < 64
    assert all(len(points) < 2010 for points in drawn.values())


def test_several_chosen_parameters_get_a_curve_each(
    panel: ParameterHistoryPanel, session: Session
) -> None:
    data, _ = train_and_record(session, 3, parameter=7)
    session.selection.choose([7, 1, 40])
    assert [len(plot.curves) for plot in panel.plots.values()] == [3, 3]
    assert data in [curve(panel, "data", i) for i in range(3)]
    colors = {c.opts["pen"].color().name() for c in panel.plots["data"].curves}
    assert len(colors) == 3


def test_the_legend_names_each_parameter_with_its_numbers(
    panel: ParameterHistoryPanel, session: Session
) -> None:
    session.training.step()
    session.selection.choose([3, 40])
    for index in (3, 40):
        parameter = session.cursor.trainer.parameters[index]
        assert parameter.label in panel.legend.text()
        assert signed(parameter.data) in panel.legend.text()
        assert signed(parameter.grad) in panel.legend.text()


def test_more_parameters_than_can_be_told_apart_are_counted(
    panel: ParameterHistoryPanel, session: Session
) -> None:
    session.selection.choose(range(MOST_CURVES + 3))
    assert len(panel.plots["data"].curves) == MOST_CURVES
    assert "and 3 more, not drawn" in panel.legend.text()


def test_an_edit_moves_the_end_of_the_curve(
    qtbot: QtBot, panel: ParameterHistoryPanel, session: Session
) -> None:
    session.training.step()
    session.selection.choose([7])
    session.edits.set_parameter(7, 0.75)
    qtbot.waitUntil(lambda: curve(panel, "data", 0)[-1] == (1.0, 0.75))
    assert len(curve(panel, "data", 0)) == 2


def test_another_network_begins_another_past(
    panel: ParameterHistoryPanel, session: Session
) -> None:
    for _ in range(4):
        session.training.step()
    session.selection.choose([2])
    session.edits.resize_layer(0, 6)
    assert curve(panel, "data", 0) == [(4.0, session.cursor.trainer.parameters[2].data)]
    assert curve(panel, "grad", 0) == []


def test_a_branch_shows_the_past_of_its_parent_up_to_where_it_began(
    panel: ParameterHistoryPanel, session: Session
) -> None:
    data, grad = train_and_record(session, 12, parameter=7)
    session.selection.choose([7])
    session.cursor.go_to(5)
    session.edits.set_learning_rate(0.02)
    session.training.step()
    gradient = session.cursor.trainer.parameters[7].grad
    now = session.cursor.trainer.parameters[7].data
    assert curve(panel, "data", 0) == [*data[:6], (6.0, now)]
    assert curve(panel, "grad", 0) == [*grad[:5], (5.0, gradient)]


def test_a_line_marks_a_step_of_the_past_while_the_curves_stay(
    panel: ParameterHistoryPanel, session: Session
) -> None:
    data, grad = train_and_record(session, 30, parameter=7)
    session.selection.choose([7])
    assert not any(plot.place.isVisible() for plot in panel.plots.values())
    session.cursor.go_to(4)
    assert curve(panel, "data", 0) == data
    assert curve(panel, "grad", 0) == grad
    assert [plot.place.value() for plot in panel.plots.values()] == [4, 4]
    assert all(plot.place.isVisible() for plot in panel.plots.values())
    assert signed(data[4][1]) in panel.legend.text()
    left, right = panel.plots["data"].getViewBox().viewRange()[0]
    assert left <= 0 < 30 <= right


def test_going_back_before_another_network_shows_the_past_of_the_old_one(
    panel: ParameterHistoryPanel, session: Session
) -> None:
    data, _ = train_and_record(session, 4, parameter=7)
    session.selection.choose([7])
    session.edits.resize_layer(0, 6)
    session.training.step()
    session.cursor.go_to(2)
    assert curve(panel, "data", 0) == data[:-1]


def test_the_early_part_of_a_long_parent_is_drawn_finely_and_ends_where_the_branch_began(
    panel: ParameterHistoryPanel, session: Session, compiled_loop: object
) -> None:
    session.step_scale.choose("linear")
    session.selection.choose([7])
    session.training.train_on()
    train_run(session.cursor.run, session.cursor.trainer, 400_000)
    session.cursor.show_progress()
    kept = session.cursor.owner.history.parameters.outline(7, "data", 1_000_000, end=6000)[1]
    session.cursor.go_to(6000)
    session.edits.set_learning_rate(0.02)
    session.training.step()
    past = [(step, number) for step, number in curve(panel, "data", 0) if step < 6000]
    assert len(past) >= 80
    numbers = [number for _, number in past]
    assert (min(numbers), max(numbers)) == (kept.min(), kept.max())


def test_a_parent_whose_history_is_replaced_is_drawn_again(
    panel: ParameterHistoryPanel, session: Session
) -> None:
    train_and_record(session, 12, parameter=7)
    session.selection.choose([7])
    session.cursor.go_to(5)
    session.edits.set_learning_rate(0.02)
    session.training.step()
    drawn = curve(panel, "data", 0)
    parent = session.cursor.run.parent
    assert parent is not None
    exact = parent.history
    parent.history = History(41)
    parent.history.take_outline(deepcopy(exact.losses), [(12, exact.last, None)])
    session.runs.changed.emit()
    assert curve(panel, "data", 0) == drawn[5:]
    parent.history = exact
    session.runs.changed.emit()
    assert curve(panel, "data", 0) == drawn


# Before there is a curve.


def dots(panel: ParameterHistoryPanel, kind: str) -> list[tuple[float, float, str]]:
    """Return the places and the colours of single points."""
    spots = panel.plots[kind].dots.points()
    return [(s.pos().x(), s.pos().y(), s.brush().color().name()) for s in spots]


def ticks(panel: ParameterHistoryPanel, kind: str) -> list[str]:
    """The numbers on the axis at the left."""
    axis = panel.plots[kind].getAxis("left")
    low, high = panel.plots[kind].getViewBox().viewRange()[1]
    ((spacing, values), *_) = axis.tickValues(low, high, axis.height())
    return [str(text) for text in axis.tickStrings(values, 1.0, spacing)]


def test_an_untrained_parameter_is_a_dot_with_room_above_and_below(
    panel: ParameterHistoryPanel, session: Session, appearance: Appearance
) -> None:
    session.selection.choose([0])
    number = session.cursor.trainer.parameters[0].data
    assert dots(panel, "data") == [(0, number, appearance.theme.series(0).name())]
    low, high = panel.plots["data"].getViewBox().viewRange()[1]
    assert low < number < high
    assert dots(panel, "grad") == []
    assert all(len(text) <= 4 for kind in ("data", "grad") for text in ticks(panel, kind))


def test_a_dot_becomes_a_curve_with_the_second_point(
    panel: ParameterHistoryPanel, session: Session
) -> None:
    session.selection.choose([0, 9])
    assert len(dots(panel, "data")) == 2
    session.training.step()
    gradients = [session.cursor.trainer.parameters[i].grad for i in (9, 0)]
    assert dots(panel, "data") == []
    assert [(x, y) for x, y, _ in dots(panel, "grad")] == [(0, grad) for grad in gradients]
    session.training.step()
    assert dots(panel, "grad") == []


def test_a_parameter_that_is_zero_is_a_dot_too(
    panel: ParameterHistoryPanel, session: Session
) -> None:
    session.edits.set_parameter(0, 0.0)
    session.selection.choose([0])
    assert [(x, y) for x, y, _ in dots(panel, "data")] == [(0, 0)]
    assert panel.plots["data"].getViewBox().viewRange()[1] == [-1, 1]


def test_a_deep_line_of_branches_draws_a_bounded_number_of_points(
    panel: ParameterHistoryPanel, session: Session
) -> None:
    session.selection.choose([7])
    for i in range(40):
        for _ in range(3):
            session.training.step()
        session.cursor.go_to(session.cursor.steps - 1)
        session.edits.set_learning_rate(0.1 / (i + 1))
    session.training.step()
    steps = [step for step, _ in curve(panel, "data", 0)]
    assert steps == sorted(steps) == [float(step) for step in range(session.cursor.steps + 1)]
    known = dict(panel._known)
    session.training.step()
    assert all(panel._known[key] is known[key] for key in known)


def test_a_network_without_the_chosen_parameter_has_no_curve_of_it(
    panel: ParameterHistoryPanel, session: Session
) -> None:
    session.selection.choose([40])
    session.edits.resize_layer(0, 1)
    assert [plot.curves for plot in panel.plots.values()] == [[], []]


def test_the_curves_take_the_colours_of_the_theme(
    panel: ParameterHistoryPanel, session: Session, appearance: Appearance
) -> None:
    session.selection.choose([1, 2])
    appearance.choose("light")
    drawn = [c.opts["pen"].color().name() for c in panel.plots["data"].curves]
    assert drawn == [appearance.theme.series(i).name() for i in range(2)]


def test_parameters_chosen_in_the_tree_appear_as_curves(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    session.training.step()
    tree, model = window.view("parameters").tree, window.view("parameters").model
    for parameter, modifier in [
        (1, Qt.KeyboardModifier.NoModifier),
        (3, Qt.KeyboardModifier.ControlModifier),
    ]:
        index = window.view("parameters").proxy.mapFromSource(model.index_of(parameter, DATA))
        tree.scrollTo(index)
        qtbot.mouseClick(tree.viewport(), LEFT, modifier, tree.visualRect(index).center())
    history = window.view("history")
    assert len(history.plots["data"].curves) == 2
    ends = {curve(history, "data", i)[-1][1] for i in range(2)}
    assert ends == {session.cursor.trainer.parameters[p].data for p in (1, 3)}
    assert "layer 1 · neuron 1 · w2" in history.legend.text()
    assert "layer 1 · neuron 1 · b" in history.legend.text()


def test_the_history_is_a_table_of_data_and_grad_at_each_step(
    qtbot: QtBot, session: Session, panel: ParameterHistoryPanel
) -> None:
    session.selection.choose([2])
    data, grad = train_and_record(session, 4, 2)
    qtbot.mouseClick(panel.as_table.button, LEFT)
    lines = panel.table.lines
    assert [column.header for column in lines.columns] == ["step", "1.1.w3 data", "1.1.w3 grad"]
    assert lines.headerData(1, Qt.Orientation.Horizontal, SPOKEN) == "layer 1 · neuron 1 · w3 data"
    for column, points in ((1, data), (2, grad)):
        texts = [lines.index(int(step), column).data() for step, _ in points]
        assert texts == [signed(number) for _, number in points]
    session.selection.choose([2, 3])
    assert lines.columnCount() == 5
