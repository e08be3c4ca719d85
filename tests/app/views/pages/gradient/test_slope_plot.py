"""Slope plot: curve, point, tangent and next step; dragging and arrow keys edit the parameter."""

import math

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from app.kit.numbers import plain, shortest, signed
from app.kit.theme import Appearance
from app.session.session import Session
from app.views.pages.gradient.reading import GradientReader
from app.views.pages.gradient.slope_picture import WHY_FIXED
from app.views.pages.gradient.slope_plot import SlopePlot
from micrograd.recipe.optimizers import OPTIMIZERS
from micrograd.recipe.parts import parameter_names

LEFT = Qt.MouseButton.LeftButton
PARAMETER = 2


class Stage:
    """The plot in a window of its own, and what a page does for it."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        self.session, self.reader = session, GradientReader(session)
        self.window = QMainWindow()
        self.plot = SlopePlot(session, appearance)
        session.cursor.edited.connect(self.show)
        session.cursor.step_taken.connect(self.show)

    def show(self) -> None:
        reading = self.reader.read()
        assert reading is not None
        self.plot.show_reading(reading)

    def point(self) -> QPoint:
        """The place of the point on the screen."""
        points = self.plot.point.getData()
        place = QPointF(float(points[0][0]), float(points[1][0]))
        scene = self.plot.getViewBox().mapViewToScene(place)
        return self.plot.mapFromScene(scene)

    def drag(self, *offsets: int) -> None:
        viewport, start = self.plot.viewport(), self.point()
        QTest.mousePress(viewport, LEFT, pos=start)
        for offset in offsets:
            QTest.mouseMove(viewport, start + QPoint(offset, 0))
        QTest.mouseRelease(viewport, LEFT, pos=start + QPoint(offsets[-1], 0))


@pytest.fixture
def stage(qtbot: QtBot, session: Session, appearance: Appearance) -> Stage:
    """Five steps of training, one parameter chosen."""
    for _ in range(5):
        session.training.step()
    session.selection.choose([PARAMETER])
    stage = Stage(session, appearance)
    # pyqtgraph's own close() takes the plot apart: the test closes a window around it.
    stage.window.setCentralWidget(stage.plot)
    stage.window.resize(420, 300)
    qtbot.addWidget(stage.window)
    with qtbot.waitExposed(stage.window):
        stage.window.show()
    stage.show()
    qtbot.waitUntil(lambda: not stage.plot.work.is_running)
    return stage


def data(session: Session, parameter: int = PARAMETER) -> float:
    return session.cursor.trainer.parameters[parameter].data


def curve_is_of_now(stage: Stage) -> bool:
    """Every point of the curve is the loss with the parameter there."""
    plot, reading = stage.plot, stage.reader.read()
    assert reading is not None
    if plot.work.is_running:
        return False
    xs, ys = plot.curve.getData()
    root_at = reading.tape.root_at
    return all(
        root_at(reading.numbers, reading.node, float(x)) == float(y)
        for x, y in zip(xs, ys, strict=True)
    )


# State to screen.


def test_the_curve_is_the_loss_as_this_number_alone_varies(stage: Stage) -> None:
    xs, ys = stage.plot.curve.getData()
    (left, right), (bottom, top) = stage.plot.getViewBox().viewRange()
    assert (float(xs[0]), float(xs[-1])) == pytest.approx((left, right))
    assert list(xs) == sorted(xs)
    assert all(bottom < y < top for y in ys)
    assert curve_is_of_now(stage)


def test_the_range_goes_at_least_one_to_both_sides(stage: Stage) -> None:
    (left, right), _ = stage.plot.getViewBox().viewRange()
    x = data(stage.session)
    assert (left, right) == pytest.approx((x - 1, x + 1))


def test_the_point_is_where_the_network_is(stage: Stage) -> None:
    xs, ys = stage.plot.point.getData()
    assert float(xs[0]) == data(stage.session)
    assert float(ys[0]) == pytest.approx(stage.session.cursor.evaluation.loss, rel=1e-12)


def test_the_tangent_has_the_gradient_for_its_slope(stage: Stage) -> None:
    xs, ys = stage.plot.tangent.getData()
    assert stage.plot.reading is not None
    gradient = stage.plot.reading.gradient
    assert (ys[1] - ys[0]) / (xs[1] - xs[0]) == pytest.approx(gradient)
    # The stored grad is the one before the update.
    assert stage.session.cursor.trainer.parameters[PARAMETER].grad != gradient


def test_the_arrow_ends_where_the_next_step_goes(stage: Stage) -> None:
    session, plot = stage.session, stage.plot
    assert plot.reading is not None
    end = plot.step_head.pos().x()
    assert end == pytest.approx(data(session) - 0.1 * plot.reading.gradient)
    assert "−0.1 × grad" in plot.step_text.toPlainText()
    session.training.step()
    assert data(session) == pytest.approx(end)


def test_the_arrow_follows_the_learning_rate(stage: Stage) -> None:
    stage.session.edits.set_learning_rate(0.5)
    assert "−0.5 × grad" in stage.plot.step_text.toPlainText()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_arrow_ends_where_any_optimizer_goes_with_any_schedule(
    qtbot: QtBot, stage: Stage, name: str
) -> None:
    session, plot = stage.session, stage.plot
    session.edits.change_setting("optimizer", name)
    session.edits.change_setting("warm_up", 9)
    session.edits.change_setting("schedule", "cosine")
    for _ in range(2):
        session.training.step()
    qtbot.waitUntil(lambda: curve_is_of_now(stage))
    end, said = plot.step_head.pos().x(), plot.step_text.toPlainText()
    step = signed(end - data(session), 5)
    assert f">{step}<" in plot.readout()
    rate = float(f"{session.cursor.trainer.scheduled_rate:.4g}")
    assert f"−{shortest(rate)} × " in said or said == f"next step {step}"
    session.training.step()
    assert data(session) == pytest.approx(end)


def test_a_frozen_parameter_has_no_next_step(stage: Stage) -> None:
    session, plot = stage.session, stage.plot
    session.edits.change_setting("frozen", (parameter_names((3, 4, 4, 1))[PARAMETER],))
    assert not plot.step_head.isVisible()
    assert plot.step_text.toPlainText() == "next step +0.00000"
    before = data(session)
    session.training.step()
    assert data(session) == before


def test_the_readout_says_the_numbers(stage: Stage) -> None:
    reading = stage.plot.reading
    assert reading is not None
    said = stage.plot.readout()
    for number in (
        signed(reading.x),
        plain(reading.loss),
        signed(reading.gradient),
        signed(-0.1 * reading.gradient, 5),
    ):
        assert f">{number}<" in said


def test_training_moves_point_and_curve(qtbot: QtBot, stage: Stage) -> None:
    for _ in range(20):
        stage.session.training.step()
    qtbot.waitUntil(lambda: curve_is_of_now(stage))
    assert float(stage.plot.point.getData()[0][0]) == data(stage.session)


def test_training_alone_leaves_the_range_steady(stage: Stage) -> None:
    before = stage.plot.getViewBox().viewRange()[0]
    stage.session.training.step()
    assert stage.plot.getViewBox().viewRange()[0] == before


def test_a_number_that_leaves_the_range_is_followed(stage: Stage) -> None:
    stage.session.edits.set_parameter(PARAMETER, 30.0)
    (left, right), _ = stage.plot.getViewBox().viewRange()
    assert (left, right) == (15.0, 45.0)


def test_another_choice_gets_a_range_of_its_own(qtbot: QtBot, stage: Stage) -> None:
    stage.session.selection.choose([7])
    stage.show()
    (left, right), _ = stage.plot.getViewBox().viewRange()
    assert (left + right) / 2 == pytest.approx(data(stage.session, 7))
    assert (
        stage.session.cursor.trainer.parameters[7].label in stage.plot.getAxis("bottom").labelText
    )
    qtbot.waitUntil(lambda: curve_is_of_now(stage))


def test_what_is_not_finite_is_cut_out(qtbot: QtBot, stage: Stage) -> None:
    for layer in range(3):
        stage.session.edits.set_activation(layer, "linear")
    stage.session.selection.choose([PARAMETER])
    stage.session.edits.set_parameter(PARAMETER, 1e160)
    stage.show()
    qtbot.waitUntil(lambda: not stage.plot.work.is_running)
    _, (bottom, top) = stage.plot.getViewBox().viewRange()
    assert math.isfinite(top - bottom)
    stage.plot.grab()


def test_the_colours_are_those_of_the_theme(stage: Stage, appearance: Appearance) -> None:
    for choice in ("light", "dark"):
        appearance.choose(choice)
        stage.plot.apply_theme()
        theme = appearance.theme
        assert stage.plot.curve.opts["pen"].color() == theme.color("text")
        reading = stage.plot.reading
        assert reading is not None
        assert stage.plot.tangent.opts["pen"].color() == theme.signed("grad", reading.gradient)


# Screen to state.


def test_dragging_the_point_is_one_edit(stage: Stage) -> None:
    session, before = stage.session, data(stage.session)
    edits = session.undo_stack.count
    stage.drag(10, 25, 40)
    pixel = stage.plot.getViewBox().viewPixelSize()[0]
    assert data(session) == pytest.approx(before + 40 * pixel)
    assert session.undo_stack.count == edits + 1
    session.edits.undo()
    assert data(session) == before


def test_a_drag_while_training_goes_on_is_one_change_at_its_end(stage: Stage) -> None:
    session, viewport, start = stage.session, stage.plot.viewport(), stage.point()
    session.is_running = True
    QTest.mousePress(viewport, LEFT, pos=start)
    for offset in (10, 20, 30):
        QTest.mouseMove(viewport, start + QPoint(offset, 0))
        session.training.step()
    before = data(session)
    QTest.mouseRelease(viewport, LEFT, pos=start + QPoint(30, 0))
    assert [event.step for event in session.cursor.run.events] == [session.cursor.steps]
    assert data(session) > before
    assert session.undo_stack.count == 1


def test_a_drag_in_the_middle_of_a_pass_says_once_that_the_step_begins_again(stage: Stage) -> None:
    session, said = stage.session, list[str]()
    for _ in range(2):
        session.training.step_phase()
    session.training.step_operation()
    session.announced.connect(said.append)
    stage.drag(10, 20, 30)
    assert session.undo_stack.count == 1
    assert [text for text in said if "the step begins again" in text] == said
    assert len(said) == 1


def test_two_drags_are_two_edits(stage: Stage) -> None:
    edits = stage.session.undo_stack.count
    stage.drag(10, 20)
    stage.drag(-10, -30)
    assert stage.session.undo_stack.count == edits + 2


def test_pressing_the_point_without_moving_changes_nothing(stage: Stage) -> None:
    before = data(stage.session)
    QTest.mouseClick(stage.plot.viewport(), LEFT, pos=stage.point() + QPoint(4, 3))
    assert data(stage.session) == before
    assert stage.session.undo_stack.count == 0


def test_the_range_does_not_chase_the_mouse(stage: Stage) -> None:
    before = stage.plot.getViewBox().viewRange()[0]
    stage.drag(20, 60, 100, 5000)
    assert stage.plot.getViewBox().viewRange()[0] == before
    assert data(stage.session) == before[1]


def test_while_dragging_the_curve_stays(stage: Stage) -> None:
    before = stage.plot.curve.getData()
    stage.drag(20, 60)
    assert (
        stage.plot.curve.getData() is before or (stage.plot.curve.getData()[1] == before[1]).all()
    )
    assert curve_is_of_now(stage)


def test_dragging_beside_the_point_moves_the_view_only(stage: Stage) -> None:
    start = stage.point() + QPoint(60, -60)
    viewport = stage.plot.viewport()
    QTest.mousePress(viewport, LEFT, pos=start)
    QTest.mouseMove(viewport, start + QPoint(30, 0))
    QTest.mouseRelease(viewport, LEFT, pos=start + QPoint(30, 0))
    assert stage.session.undo_stack.count == 0


@pytest.mark.parametrize(
    ("modifier", "step"),
    [(Qt.KeyboardModifier.NoModifier, 0.01), (Qt.KeyboardModifier.ShiftModifier, 0.1)],
)
def test_arrow_keys_move_the_number(
    stage: Stage, modifier: Qt.KeyboardModifier, step: float
) -> None:
    before = data(stage.session)
    QTest.keyClick(stage.plot, Qt.Key.Key_Right, modifier)
    assert data(stage.session) == pytest.approx(before + step)
    QTest.keyClick(stage.plot, Qt.Key.Key_Left, modifier)
    QTest.keyClick(stage.plot, Qt.Key.Key_Left, modifier)
    assert data(stage.session) == pytest.approx(before - step)
    assert stage.session.undo_stack.count == 3


def test_a_key_held_down_is_one_edit(stage: Stage) -> None:
    before = data(stage.session)
    for is_repeat in (False, True, True):
        event = QKeyEvent(
            QEvent.Type.KeyPress,
            Qt.Key.Key_Right,
            Qt.KeyboardModifier.NoModifier,
            "",
            is_repeat,
        )
        QApplication.sendEvent(stage.plot, event)
    assert data(stage.session) == pytest.approx(before + 0.03)
    assert stage.session.undo_stack.count == 1


def test_keys_do_not_change_what_is_not_chosen_any_more(stage: Stage) -> None:
    stage.session.selection.choose([5])
    before = [parameter.data for parameter in stage.session.cursor.trainer.parameters]
    QTest.keyClick(stage.plot, Qt.Key.Key_Right)
    assert [parameter.data for parameter in stage.session.cursor.trainer.parameters] == before


def test_zoom_and_fit(qtbot: QtBot, stage: Stage) -> None:
    view = stage.plot.getViewBox()
    before = view.viewRange()[0]
    QTest.keyClick(stage.plot, Qt.Key.Key_Plus)
    zoomed = view.viewRange()[0]
    assert zoomed[1] - zoomed[0] == pytest.approx(0.8 * (before[1] - before[0]))
    qtbot.waitUntil(lambda: curve_is_of_now(stage))
    assert float(stage.plot.curve.getData()[0][0]) == pytest.approx(zoomed[0])
    QTest.keyClick(stage.plot, Qt.Key.Key_Home)
    assert view.viewRange()[0] == pytest.approx(before)


def test_the_wheel_zooms_and_the_height_follows(qtbot: QtBot, stage: Stage) -> None:
    view, viewport = stage.plot.getViewBox(), stage.plot.viewport()
    (left, right), (bottom, top) = view.viewRange()
    place = QPointF(stage.point())
    event = QWheelEvent(
        place,
        QPointF(viewport.mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, 480),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)
    qtbot.waitUntil(lambda: curve_is_of_now(stage))
    (left_now, right_now), (bottom_now, top_now) = view.viewRange()
    assert right_now - left_now < right - left
    assert top_now - bottom_now < top - bottom
    stage.session.training.step()
    assert view.viewRange()[0] == [left_now, right_now]


def test_an_intermediate_result_is_not_dragged_and_says_why(qtbot: QtBot, stage: Stage) -> None:
    session = stage.session
    session.selection.choose_node(session.cursor.graph.index[session.cursor.graph.outputs[1][0][2]])
    stage.show()
    qtbot.waitUntil(lambda: curve_is_of_now(stage))
    before = [parameter.data for parameter in session.cursor.trainer.parameters]
    stage.drag(10, 40)
    QTest.keyClick(stage.plot, Qt.Key.Key_Right)
    assert [parameter.data for parameter in session.cursor.trainer.parameters] == before
    assert session.undo_stack.count == 0
    assert stage.plot.why_fixed == WHY_FIXED
    assert WHY_FIXED in stage.plot.readout()
    assert not stage.plot.step_head.isVisible()
    QTest.mouseMove(stage.plot.viewport(), stage.point())
    assert stage.plot.viewport().cursor().shape() is Qt.CursorShape.ForbiddenCursor


def test_the_cursor_says_that_the_point_can_be_dragged(stage: Stage) -> None:
    QTest.mouseMove(stage.plot.viewport(), stage.point())
    assert stage.plot.viewport().cursor().shape() is Qt.CursorShape.OpenHandCursor
    QTest.mouseMove(stage.plot.viewport(), stage.point() + QPoint(60, 40))
    assert stage.plot.viewport().cursor().shape() is Qt.CursorShape.ArrowCursor


def test_an_input_of_the_dataset_says_that_it_stays(stage: Stage) -> None:
    session = stage.session
    places = session.cursor.graph.addresses
    session.selection.choose_node(next(i for i, p in enumerate(places) if p.name == "x2"))
    stage.show()
    assert "dataset" in stage.plot.why_fixed


def test_a_step_with_the_samples_of_the_last_one_is_not_called_the_next(stage: Stage) -> None:
    session, plot = stage.session, stage.plot
    session.edits.change_setting("batch_size", 2)
    stage.show()
    assert "next" in plot.readout()
    for _ in range(2):
        session.training.step()
    stage.show()
    samples = session.cursor.trainer.samples
    assert samples.rows_of(6) != samples.rows_of(7)
    assert "next" not in plot.readout()
    session.training.step_phase()
    stage.show()
    assert "next" in plot.readout()
