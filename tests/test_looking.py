"""Looking at a network, whatever page it is on, changes nothing in it."""

import random
from collections.abc import Sequence

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from app.session.session import Session
from app.views.graph.canvas import GraphCanvas
from app.walking.training_walk import SCOPES
from app.window.main_window import MainWindow
from micrograd.analysis.landscape.planes import PLANES
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment
from micrograd.training.phases import PHASES
from micrograd.training.trainer import Trainer
from tests.event_loop import turn
from tests.window_pages import pages_of

# The graph of a smaller network than the first one is drawn sooner, in all of its scopes.
SMALL = Recipe(layers=(3, 2, 1))


def trained(session: Session) -> tuple[Session, Trainer]:
    """A session after three steps and two phases, and an untouched twin of its trainer."""
    twin = Session(new_experiment(SMALL))
    session.open(new_experiment(SMALL))
    for each in (session, twin):
        for _ in range(3):
            each.training.step()
        each.training.step_phase()
        each.training.step_phase()
    return session, twin.cursor.trainer


def bits(trainer: Trainer) -> tuple[object, ...]:
    """Every number of the training, to the last bit, and the place in it."""
    return (
        [(parameter.data.hex(), parameter.grad.hex()) for parameter in trainer.parameters],
        [(value.data.hex(), value.grad.hex()) for value in trainer.graph.order],
        trainer.loss,
        trainer.steps,
        trainer.phase,
        trainer.learning_rate,
        trainer.is_between_phases,
        trainer.next_pass.position,
    )


def settle(canvas: GraphCanvas) -> None:
    """Wait until the layout is there."""
    while canvas.is_working:
        turn()


def look_at_the_graph(window: MainWindow) -> None:
    """One scope, the next one at each call, from near and far and with everything open.

    It is opened and closed, searched, hovered over, zoomed, and nodes are chosen in it.
    """
    window.actions_by_name["show_graph"].trigger()
    page, view, canvas = (
        window.view("graph"),
        window.view("graph").view,
        window.view("graph").view.canvas,
    )
    canvas.camera.glide_ms = 0
    is_last = page.scope.currentIndex() == page.scope.count() - 1
    QTest.keyClick(page.scope, Qt.Key.Key_Home if is_last else Qt.Key.Key_Down)
    settle(canvas)
    canvas.grab()
    for name in ("unfold", "fit"):
        QTest.mouseClick(button_of(window, f"graph_{name}_button"), Qt.MouseButton.LeftButton)
        settle(canvas)
    for box in canvas.scene.layout.boxes[::29]:
        place = canvas.camera.transform.map(QPointF(*box.center)).toPoint()
        QTest.mouseMove(canvas, place)
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place)
    canvas.grab()
    for key in [Qt.Key.Key_Plus] * 9 + [Qt.Key.Key_Minus, Qt.Key.Key_Return, Qt.Key.Key_F]:
        QTest.keyClick(canvas, key)
    view.search.setText("layer 2 w1")
    QTest.keyClick(view.search, Qt.Key.Key_Return)
    canvas.show_selection()
    settle(canvas)
    canvas.grab()
    view.search.clear()
    QTest.mouseClick(button_of(window, "graph_fold_button"), Qt.MouseButton.LeftButton)
    for _ in range(2):
        QTest.mouseClick(view.follow, Qt.MouseButton.LeftButton)
    settle(canvas)


def button_of(window: MainWindow, name: str) -> QToolButton:
    found = window.findChild(QToolButton, name)
    assert found is not None, name
    return found


def look_at_the_gradient(window: MainWindow) -> None:
    """A parameter, a node in the middle and the loss: slope, sources, check, check of all."""
    page, session = window.view("gradient"), window.session
    window.actions_by_name["show_gradient"].trigger()
    values = [
        session.cursor.trainer.parameters[7],
        session.cursor.graph.outputs[1][0][2],
        session.cursor.graph.loss,
    ]
    for value in values:
        session.cursor.choose_value(value)
        window.grab()
        page.plot.fit()
        QTest.mouseMove(page.plot.viewport(), page.plot.viewport().rect().center())
    session.selection.choose([3])
    page.check.check_all_button.click()
    while page.check.work.is_running:
        QApplication.processEvents()
    count = len(session.cursor.trainer.parameters)
    assert f"{count} of {count}" in page.check.headline.text()


def look_at_the_landscape(window: MainWindow, planes: Sequence[str] = tuple(PLANES)) -> None:
    """Each of these planes, zoomed, read with the mouse, in both scales, until the thread ends."""
    page = window.view("landscape")
    window.actions_by_name["show_landscape"].trigger()
    for i, name in enumerate(planes):
        page.controls.plane.setCurrentIndex(page.controls.plane.findData(name))
        page.controls.anew.click()
        while page.work.is_running:
            turn()
        QTest.mouseMove(page.map.viewport(), page.map.viewport().rect().center())
        for key in (Qt.Key.Key_Plus, Qt.Key.Key_Home):
            QTest.keyClick(page.map, key)
        page.controls.scale.choose("linear" if i % 2 else "log")
        window.grab()
    while page.work.is_running:
        turn()


def look_at_the_expression(window: MainWindow) -> None:
    """Type, step and drag there: it has values of its own."""
    page = window.view("expression")
    window.actions_by_name["show_expression"].trigger()
    page.walk.set_text("a = 2; b = 3 * a + a; c = tanh(b)")
    for _ in range(3):
        window.walks.step_back()
    window.walks.step()
    page.walk.set_leaf("a", 0.5)
    window.grab()
    assert page.walk.expression.leaves["a"].data == 0.5


def look_at_the_representation(window: MainWindow) -> None:
    """Every layer and between them, along neurons and principal components, and played."""
    window.actions_by_name["show_representation"].trigger()
    page = window.view("representation")
    for _ in range(page.shown.layers):
        QTest.keyClick(page.picture, Qt.Key.Key_Right)
        page.grab()
        page.shown.choose_axes(None)
        QTest.keyClick(page.picture, Qt.Key.Key_PageDown)
        page.grab()
    page.picture.sample_at(QPointF(page.picture.rect().center()))
    QTest.mouseMove(page.picture, page.picture.rect().center())
    page.player.toggle()
    page.player.toggle()


def look_at_the_surface(window: MainWindow) -> None:
    """Point at places, samples and lines; zoom, pan, other axes, other outputs."""
    page = window.view("surface")
    window.actions_by_name["show_surface"].trigger()
    view, surface = page.view, page.view.surface
    for wanted in (True, False):
        window.session.plane.hold_sample(wanted)
        window.session.plane.choose_axes((2, 0))
        window.grab()
    marks = surface.marks
    for x, y in zip(marks.xs, marks.ys, strict=True):
        QTest.mouseMove(view, view.sight.point(x, y).toPoint())
    for place in (QPoint(100, 60), QPoint(180, 120), QPoint(230, 150)):
        QTest.mouseMove(view, place)
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_PageDown, Qt.Key.Key_N, Qt.Key.Key_F):
        QTest.keyClick(view, key)
    QTest.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    surface.fit()
    window.grab()


def look_at_everything(window: MainWindow) -> None:
    diagram, session = window.view("network").diagram, window.session
    places = diagram.layout_now
    for column in places.columns:
        QTest.mouseMove(diagram, column[0].center.toPoint())
        QTest.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=column[0].center.toPoint())
    QTest.mouseMove(diagram, QPoint(1, 1))
    for kind in ("grad", "data"):
        for has_maps in (True, False):
            diagram.show_kind(kind)
            diagram.show_maps(has_maps)
            QTest.mouseMove(diagram, places.columns[1][0].center.toPoint())
            diagram.grab()
    for sample in range(len(session.cursor.dataset)):
        session.selection.choose_sample(sample)
        window.grab()
    session.selection.choose(range(len(session.cursor.trainer.parameters)))
    assert session.cursor.evaluation.loss > 0
    window.view("parameters").filter.setText("layer 2 b")
    window.view("parameters").digits.setValue(12)
    window.view("parameters").tree.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    window.view("loss").plot.set_logarithmic(False)
    QTest.mouseMove(window.view("loss").plot.viewport(), QPoint(120, 60))
    window.session.step_scale.fit()
    window.view("history").hide()
    window.view("dataset").table.selectAll()
    window.view("dataset").copy()
    window.resize(1300, 850)
    window.grab()
    for _ in SCOPES:
        look_at_the_graph(window)
    look_at_the_gradient(window)
    look_at_the_landscape(window)
    look_at_the_expression(window)
    look_at_the_representation(window)
    look_at_the_surface(window)
    for theme in ("light", "dark"):
        window.theme_actions[theme].trigger()
        for i, _ in enumerate(pages_of(window)):
            session.selection.choose_sample(i % 4)
            session.selection.choose([7 * i % len(session.cursor.trainer.parameters)])
            window.grab()
    window.actions_by_name["show_network"].trigger()


# With the compiled loop, as people look, landscapes and checks come sooner than with the engine.
@pytest.mark.usefixtures("compiled_loop")
def test_looking_changes_nothing_and_training_goes_on_as_if_nobody_had_looked(
    qtbot: QtBot, window: MainWindow
) -> None:
    session, twin = trained(window.session)
    chance = random.getstate()
    look_at_everything(window)
    assert bits(session.cursor.trainer) == bits(twin)
    assert random.getstate() == chance
    assert session.undo_stack.count == 0
    session.training.step()
    twin.step()
    for _ in range(5):
        session.training.step()
    look_at_everything(window)
    losses = twin.run(5)
    assert session.cursor.owner.history.losses.values.tolist()[4:] == losses
    assert bits(session.cursor.trainer) == bits(twin)


@pytest.mark.usefixtures("compiled_loop")
def test_training_with_every_page_in_use_is_training_without_them(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.session.open(new_experiment(SMALL))
    session, twin = window.session, Session(new_experiment(SMALL))
    chance = random.getstate()
    look_at_the_graph(window)
    for _ in range(3):
        session.training.step()
        twin.training.step()
        look_at_the_graph(window)
        assert bits(session.cursor.trainer) == bits(twin.cursor.trainer)
    for _ in PHASES:
        session.training.step_phase()
        twin.training.step_phase()
        look_at_the_graph(window)
        look_at_the_gradient(window)
        look_at_the_landscape(window)
        look_at_the_expression(window)
        look_at_the_representation(window)
        assert bits(session.cursor.trainer) == bits(twin.cursor.trainer)
    assert (
        session.cursor.owner.history.losses.values.tolist()
        == twin.cursor.owner.history.losses.values.tolist()
    )
    assert random.getstate() == chance


def test_looking_changes_nothing_where_the_engine_computes_what_is_shown(
    qtbot: QtBot, window: MainWindow
) -> None:
    session, twin = window.session, Session(new_experiment(SMALL))
    session.open(new_experiment(SMALL))
    for each in (session, twin):
        each.training.step()
    chance = random.getstate()
    look_at_the_gradient(window)
    # The path is drawn first. A map takes the engine three seconds.
    look_at_the_landscape(window, ["random"])
    look_at_the_representation(window)
    look_at_the_surface(window)
    assert bits(session.cursor.trainer) == bits(twin.cursor.trainer)
    assert random.getstate() == chance
    assert session.undo_stack.count == 0


def test_looking_within_a_pass_changes_nothing(qtbot: QtBot, window: MainWindow) -> None:
    session, twin = window.session, Session()
    for operations in (100, 240, 30, 200, 180):
        for _ in range(operations):
            twin.training.step_operation()
        # The window follows the last of them one by one.
        for _ in range(operations - 10):
            session.training.advance(1)
        for _ in range(10):
            session.training.step_operation()
        look_at_the_graph(window)
        assert bits(session.cursor.trainer) == bits(twin.cursor.trainer)
    assert session.undo_stack.count == 0
