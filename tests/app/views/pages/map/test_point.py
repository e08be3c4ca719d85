"""The pixel and the current run: what is told of them, opened, begun and moved."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.session.session import Session
from app.views.pages.map.developing import Drawing
from app.views.pages.map.page import MapPage
from micrograd.compiled.many import train_many
from micrograd.training.outcomes import OUTCOMES
from tests.app.views.pages.map.test_canvas import at, drag
from tests.event_loop import turn

Wait = Callable[[MapPage], Drawing]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def short(qtbot: QtBot, page: MapPage, wait: Wait) -> MapPage:
    """The page with runs of few steps."""
    page.form.steps.setValue(4)
    wait(page)
    return page


def final_loss(page: MapPage, values: tuple[float, float]) -> float:
    runs = page.drawing.question.plan.runs(*(np.array([each]) for each in values))  # type: ignore[union-attr]
    measured = train_many(runs, "final-loss")
    assert measured is not None
    return float(measured[0])


def test_the_pixel_under_the_mouse_is_told_with_its_outcome_and_its_curve(
    qtbot: QtBot, short: MapPage
) -> None:
    QTest.mouseMove(short.canvas, at(short, 0.5, 0.75))
    QTest.mouseMove(short.canvas, at(short, 0.5, 0.76))
    values = short.canvas.pixel
    assert values is not None
    assert values != short.canvas.here
    texts = short.point.texts
    qtbot.waitUntil(lambda: texts[0].full_text.startswith("hidden rate"))
    assert float(texts[1].full_text.split()[-1]) == pytest.approx(values[1], rel=1e-6)
    qtbot.waitUntil(lambda: "converge" in texts[2].full_text)
    assert texts[3].full_text[2:] in {row.words for row in OUTCOMES.values()}
    steps, levels = short.point.curve.curve.getData()
    assert steps.tolist() == [0, 1, 2, 3]
    first = short.drawing.question.plan.start(values).trainer().evaluate().loss  # type: ignore[union-attr]
    assert 10 ** levels[0] == pytest.approx(first)
    assert short.point.title.text() == "The pixel"


def test_without_a_pixel_the_current_run_is_told(qtbot: QtBot, short: MapPage) -> None:
    qtbot.waitUntil(lambda: "converge" in short.point.texts[2].full_text)
    assert short.point.title.text() == "The current run"
    assert short.point.texts[0].full_text == "hidden rate  0.1"
    assert not short.point.open.isEnabled()


@pytest.mark.parametrize("how", ["enter", "double click", "button"])
def test_a_pixel_is_opened_as_a_run_with_exactly_its_final_loss(
    qtbot: QtBot, short: MapPage, session: Session, how: str
) -> None:
    place = at(short, 0.4, 0.35)
    if how == "double click":
        QTest.mouseDClick(short.canvas, LEFT, pos=place)
    else:
        QTest.mouseClick(short.canvas, LEFT, pos=place)
        if how == "enter":
            QTest.keyClick(short.canvas, Qt.Key.Key_Return)
        else:
            short.point.open.click()
    values = short.canvas.point
    assert values is not None
    qtbot.waitUntil(lambda: session.undo_stack.count == 1)
    cursor = session.cursor
    assert (cursor.steps, cursor.run.steps) == (4, 4)
    assert cursor.evaluation.loss == final_loss(short, values)
    assert (cursor.recipe.learning_rate, cursor.recipe.output_rate) == values
    assert cursor.run.name.startswith("hidden rate")
    # The run stands where the pixel is.
    short._ask()
    assert short.canvas.here == values
    session.edits.undo()
    assert len(session.experiment.runs) == 1


def test_a_run_begins_at_the_chosen_pixel(short: MapPage, session: Session) -> None:
    QTest.mouseClick(short.canvas, LEFT, pos=at(short, 0.6, 0.2))
    short.point.begin.click()
    cursor = session.cursor
    assert cursor.steps == 0
    assert (cursor.recipe.learning_rate, cursor.recipe.output_rate) == short.canvas.point
    for _ in range(4):
        session.training.step()
    assert short.canvas.point is not None
    assert cursor.evaluation.loss == final_loss(short, short.canvas.point)


def test_dragging_the_mark_moves_the_settings_of_the_run_as_one_edit(
    qtbot: QtBot, short: MapPage, session: Session, called: list[int]
) -> None:
    before = session.cursor.recipe
    here = short.canvas.here
    assert here is not None
    trained = len(called)
    drag(short, short.canvas.position_of(here), at(short, 0.5, 0.5))
    recipe = session.cursor.recipe
    assert (recipe.learning_rate, recipe.output_rate) == short.canvas.here
    assert recipe.learning_rate == pytest.approx(1, rel=0.1)
    assert session.undo_stack.count == 1
    short._ask()
    # It is the same map.
    assert len(called) == trained
    session.edits.undo()
    assert session.cursor.recipe == before
    short._ask()
    assert short.canvas.here == here


def test_escape_takes_the_drag_of_the_mark_back(short: MapPage, session: Session) -> None:
    before, here = session.cursor.recipe, short.canvas.here
    assert here is not None
    QTest.mousePress(short.canvas, LEFT, pos=short.canvas.position_of(here))
    QTest.mouseMove(short.canvas, at(short, 0.5, 0.5))
    assert session.cursor.recipe != before
    QTest.keyClick(short.canvas, Qt.Key.Key_Escape)
    assert session.cursor.recipe == before
    assert session.undo_stack.count == 0
    QTest.mouseRelease(short.canvas, LEFT, pos=QPoint(5, 5))


def test_the_mark_follows_an_edit_elsewhere(short: MapPage, session: Session) -> None:
    session.edits.set_learning_rate(0.25)
    short._ask()
    assert short.canvas.here == (0.25, 0.25)


def test_the_starting_value_of_a_parameter_can_be_an_axis(
    qtbot: QtBot, short: MapPage, session: Session, wait: Wait
) -> None:
    box = short.form.axes["x"].choice
    box.setCurrentIndex(box.findData("1.1.w1"))
    box.activated.emit(box.currentIndex())
    wait(short)
    short._ask()
    assert short.canvas.here is not None
    assert short.canvas.here[0] == session.cursor.trainer.parameters[0].data
    QTest.mouseClick(short.canvas, LEFT, pos=at(short, 0.2, 0.2))
    short.point.begin.click()
    assert short.canvas.point is not None
    assert session.cursor.trainer.parameters[0].data == short.canvas.point[0]


@pytest.mark.parametrize("height", [700, 560, 480, 420, 380])
def test_a_low_panel_leaves_out_the_curve_then_the_buttons_before_lines_squeeze(
    qtbot: QtBot, short: MapPage, height: int
) -> None:
    short.resize(1000, height)
    point = short.point
    turn(3)
    shown = [each for each in (point.title, *point.texts) if each.isVisible()]
    assert all(each.height() >= each.fontMetrics().height() for each in shown)
    assert not point.curve.isVisible() or point.buttons.isVisible()
    assert not point.buttons.isVisible() or len(shown) == 5
    assert not point.buttons.isVisible() or point.buttons.height() >= point.begin.height()
