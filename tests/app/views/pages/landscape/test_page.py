"""The landscape page: what it shows is true, and what is done on it reaches the session."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.kit.numbers import plain, significant
from app.kit.theme import Appearance
from app.session.session import Session
from app.views.grid_table import SIDE
from app.views.pages.landscape.asking import Drawing
from app.views.pages.landscape.page import LandscapePage
from app.views.pages.landscape.surveyor import TOO_LARGE
from micrograd.compiled import library
from micrograd.data.dataset import Dataset
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment

SMALL = Recipe(layers=(2, 1))

# The compiled loop draws a map forty times sooner than the engine.
pytestmark = pytest.mark.usefixtures("computed_by")


@pytest.fixture
def page(qtbot: QtBot, session: Session, appearance: Appearance) -> Iterator[LandscapePage]:
    """The page alone, at the size that it has at 1440 x 900."""
    session.open(new_experiment(SMALL))
    for _ in range(12):
        session.training.step()
    page = LandscapePage(session, appearance)
    page.resize(716, 560)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    drawn(qtbot, page)
    yield page
    page.end()


def drawn(qtbot: QtBot, page: LandscapePage) -> Drawing:
    """Wait until the thread has nothing left to draw."""
    qtbot.waitUntil(lambda: not (page.work.is_running or page._is_waiting))
    qtbot.waitUntil(lambda: not page._throttle._timer.isActive())
    qtbot.waitUntil(lambda: not page.work.is_running)
    assert page.drawing is not None
    return page.drawing


def here_of(session: Session) -> np.ndarray:
    return np.array([parameter.data for parameter in session.cursor.trainer.parameters])


def choose(qtbot: QtBot, page: LandscapePage, kind: str) -> Drawing:
    """Choose a plane by the keyboard."""
    box = page.controls.plane
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    while page.controls.kind != kind:
        QTest.keyClick(box, Qt.Key.Key_Down)
    return drawn(qtbot, page)


def place_of_point(page: LandscapePage) -> QPoint:
    assert page.drawing is not None
    place = QPointF(*page.drawing.here.tolist())
    return page.map.mapFromScene(page.map.getViewBox().mapViewToScene(place))


# State to screen.


def test_the_path_has_its_true_losses_and_the_point_the_loss_of_the_window(
    qtbot: QtBot, page: LandscapePage, session: Session
) -> None:
    drawing = drawn(qtbot, page)
    losses = session.cursor.run.history.losses.values.tolist()
    assert drawing.walk.losses.tolist() == pytest.approx(losses)
    assert drawing.loss == pytest.approx(session.cursor.evaluation.loss)
    assert drawing.is_done
    assert f"step 12: loss {drawing.loss:.4f}" in page.readout.full_text
    assert "% of the path's variance lies in this plane" in page.plane_text.full_text


@pytest.mark.parametrize("computed_by", ["loop", "engine"], indirect=True)
def test_the_map_shows_the_loss_of_the_parameters_at_its_places(
    qtbot: QtBot, page: LandscapePage, session: Session
) -> None:
    drawing = drawn(qtbot, page)
    # The plane goes through the end of the path, so the map tells the truth there.
    assert drawing.distance == pytest.approx(0, abs=1e-9)
    assert page.map.loss_at(drawing.here) == pytest.approx(drawing.loss, rel=0.1)


def test_the_mouse_reads_the_true_loss_of_a_step_and_its_distance(
    qtbot: QtBot, page: LandscapePage
) -> None:
    drawing = drawn(qtbot, page)
    place = QPointF(*drawing.walk.places[0].tolist())
    position = page.map.mapFromScene(page.map.getViewBox().mapViewToScene(place))
    QTest.mouseMove(page.map.viewport(), position)
    qtbot.waitUntil(lambda: "step 0: true loss" in page.readout.full_text)
    assert "the plane shows" in page.readout.full_text
    QTest.mouseMove(page.map.viewport(), position + QPoint(40, 40))
    qtbot.waitUntil(lambda: "in the plane" in page.readout.full_text)


@pytest.mark.parametrize("kind", ["path", "gradient", "random", "parameters"])
def test_each_plane_is_chosen_with_the_keyboard_and_names_its_axes(
    qtbot: QtBot, page: LandscapePage, kind: str
) -> None:
    drawing = choose(qtbot, page, kind)
    assert drawing.asked.choice.kind == kind
    assert drawing.plane.axes[0] in page.map.getAxis("bottom").labelText.replace("&#x27;", "'")
    assert np.isfinite(drawing.grid).any()


def test_the_plane_of_runs_needs_two_and_says_so(
    qtbot: QtBot, page: LandscapePage, session: Session
) -> None:
    page.controls.plane.setCurrentIndex(page.controls.plane.findData("runs"))
    qtbot.waitUntil(page.hint.isVisible)
    assert "two runs" in page.hint.text()
    cursor = session.cursor
    cursor.go_to(3)
    session.edits.set_learning_rate(0.3)
    for _ in range(5):
        session.training.step()
    qtbot.waitUntil(page.map.isVisible)
    drawing = drawn(qtbot, page)
    ends = [np.array(run.history.last[:11]) for run in session.experiment.runs]  # type: ignore[index]
    page.find_anew()
    drawing = drawn(qtbot, page)
    np.testing.assert_allclose(drawing.plane.distances(np.array(ends)), 0, atol=1e-9)


def test_the_seed_draws_other_random_directions(qtbot: QtBot, page: LandscapePage) -> None:
    first = choose(qtbot, page, "random").plane
    page.controls.seed.setFocus()
    QTest.keyClick(page.controls.seed, Qt.Key.Key_Up)
    second = drawn(qtbot, page).plane
    assert np.abs(first.directions - second.directions).max() > 0.01


def test_the_plane_stays_still_while_the_run_is_less_than_twice_as_long(
    qtbot: QtBot, page: LandscapePage, session: Session
) -> None:
    plane = drawn(qtbot, page).plane
    assert "step 24" in page.still_text.full_text
    for _ in range(5):
        session.training.step()
    drawing = drawn(qtbot, page)
    assert drawing.plane is plane
    assert drawing.asked.step == 17
    for _ in range(20):
        session.training.step()
    assert drawn(qtbot, page).plane is not plane


def test_going_back_keeps_the_plane_and_moves_the_point(
    qtbot: QtBot, page: LandscapePage, session: Session
) -> None:
    plane = drawn(qtbot, page).plane
    session.cursor.go_to(4)
    drawing = drawn(qtbot, page)
    assert drawing.plane is plane
    np.testing.assert_allclose(drawing.here, drawing.walk.places[4])


def test_anew_finds_the_plane_through_the_present_point(
    qtbot: QtBot, page: LandscapePage, session: Session
) -> None:
    for _ in range(3):
        session.training.step()
    before = drawn(qtbot, page)
    QTest.mouseClick(page.controls.anew, Qt.MouseButton.LeftButton)
    after = drawn(qtbot, page)
    assert after.plane is not before.plane
    assert after.distance == pytest.approx(0, abs=1e-9)


def test_the_step_is_that_of_the_last_update(
    qtbot: QtBot, page: LandscapePage, session: Session
) -> None:
    curve = drawn(qtbot, page).curve
    assert curve is not None
    losses = session.cursor.run.history.losses.values
    found = np.interp([0.0, 1.0], curve.shares, curve.losses)
    assert found[0] == pytest.approx(losses[11], rel=1e-2)
    assert found[1] == pytest.approx(session.cursor.evaluation.loss, rel=1e-2)
    grads = np.array(session.cursor.trainer.grads)
    assert curve.slope == pytest.approx(-0.1 * grads @ grads)
    assert page.side.verdict.text().startswith("The step")
    assert page.side.in_total.text()


def test_how_far_the_step_at_hand_went_counts_also_where_the_path_leaves_it_out(
    qtbot: QtBot, page: LandscapePage, session: Session
) -> None:
    for _ in range(session.cursor.steps, 138):
        session.training.step()
    drawing = drawn(qtbot, page)
    assert 137.0 not in drawing.walk.steps
    assert drawing.curve
    assert drawing.curve.best
    steps, moves = drawing.moved
    assert steps[-1] == 138
    assert moves[-1] == drawing.curve.best.overshoot
    assert page.side.overshoots.dots.getData()[0][-1] == 138


def test_before_the_first_step_the_next_one_is_told(
    qtbot: QtBot, page: LandscapePage, session: Session
) -> None:
    session.cursor.go_to(0)
    curve = drawn(qtbot, page).curve
    assert curve is not None
    assert curve.move.is_to_come
    after = curve.move.after
    session.training.step()
    np.testing.assert_allclose(here_of(session), after)


def test_with_batches_the_step_is_told_of_the_batch_and_of_all(
    qtbot: QtBot, page: LandscapePage, session: Session
) -> None:
    session.edits.change_setting("batch_size", 2)
    for _ in range(3):
        session.training.step()
    curve = drawn(qtbot, page).curve
    assert curve is not None
    assert curve.batch_losses is not None
    assert np.interp(0.0, curve.shares, curve.batch_losses) == pytest.approx(
        session.cursor.trainer.loss, rel=1e-2
    )
    assert "of its 2 samples" in page.side.batch_text.text()


# Screen to state.


def test_dragging_the_point_moves_the_parameters_as_one_edit(
    qtbot: QtBot, page: LandscapePage, session: Session
) -> None:
    before, place, count = here_of(session), place_of_point(page), session.undo_stack.count
    plane = drawn(qtbot, page).plane
    QTest.mousePress(page.map.viewport(), Qt.MouseButton.LeftButton, pos=place)
    for i in (10, 20, 30):
        QTest.mouseMove(page.map.viewport(), place + QPoint(i, -i))
    QTest.mouseRelease(page.map.viewport(), Qt.MouseButton.LeftButton, pos=place + QPoint(30, -30))
    after = here_of(session)
    assert session.undo_stack.count == count + 1
    drawing = drawn(qtbot, page)
    assert drawing.plane is plane
    np.testing.assert_allclose(drawing.here, plane.places(after[None])[0])
    # It moved in the plane.
    np.testing.assert_allclose(
        plane.distances(after[None]), plane.distances(before[None]), atol=1e-9
    )
    assert not np.allclose(before, after)
    session.edits.undo()
    np.testing.assert_array_equal(here_of(session), before)


def test_an_arrow_moves_the_parameters_and_frozen_ones_stay(
    qtbot: QtBot, page: LandscapePage, session: Session
) -> None:
    session.edits.change_setting("frozen", ("1.1",))
    before = here_of(session)
    page.map.setFocus()
    QTest.keyClick(page.map, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    after = here_of(session)
    np.testing.assert_array_equal(before[:4], after[:4])
    assert (before[4:] != after[4:]).any()


def test_zoom_and_pan_by_key_are_drawn_and_fit_shows_the_path_again(
    qtbot: QtBot, page: LandscapePage
) -> None:
    first = drawn(qtbot, page).view
    page.map.setFocus()
    QTest.keyClick(page.map, Qt.Key.Key_Plus)
    QTest.keyClick(page.map, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    drawing = drawn(qtbot, page)
    assert drawing.view.right - drawing.view.left == pytest.approx(0.8 * (first.right - first.left))
    assert "zoomed" in page.still_text.full_text
    QTest.keyClick(page.map, Qt.Key.Key_Home)
    again = drawn(qtbot, page).view
    assert again.left == pytest.approx(first.left)
    assert page.map.view.left == pytest.approx(first.left, rel=1e-3)


def test_only_what_moved_of_the_path_is_drawn_again(
    qtbot: QtBot, page: LandscapePage, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    trail, again = page.map.trail, list[str]()
    for name in ("dots", "line", "now"):
        item = getattr(trail, name)
        monkeypatch.setattr(item, "setData", lambda *_, name=name, **__: again.append(name))
    page.map.show_drawing(drawn(qtbot, page))
    assert not again
    session.training.step()
    drawn(qtbot, page)
    assert {*again} == {"dots", "line", "now"}


def test_losses_are_coloured_by_their_logarithm_or_by_themselves(
    qtbot: QtBot, page: LandscapePage
) -> None:
    assert page.map.scale_of_losses.is_log
    QTest.mouseClick(page.controls.scale.buttons["linear"], Qt.MouseButton.LeftButton)
    assert not page.map.scale_of_losses.is_log
    assert page.choices["landscape_scale"].read() == "linear"
    page.choices["landscape_scale"].choose("log")
    assert page.map.scale_of_losses.is_log


def test_the_choice_of_plane_is_remembered(page: LandscapePage) -> None:
    page.choices["landscape_plane"].choose("random")
    page.choices["landscape_seed"].choose("5")
    assert page.controls.choice[:2] == ("random", 5)
    page.choices["landscape_plane"].choose("nonsense")
    assert page.controls.kind == "random"


# What goes wrong.


def test_losses_that_are_not_finite_are_hatched(
    qtbot: QtBot, page: LandscapePage, session: Session
) -> None:
    rows = [[1e3 * x, 1e3, 1e3 * x * x] for x in range(-3, 4)]
    recipe = Recipe(layers=(1,), activations=("linear",), dataset=Dataset.from_rows(rows, 1))
    session.open(new_experiment(recipe))
    # Half as much again, and the loss is larger than any number.
    session.edits.set_parameters({0: 2e150, 1: 0.0, 2: 0.0})
    drawing = choose(qtbot, page, "parameters")
    assert np.isfinite(drawing.loss)
    assert not np.isfinite(drawing.grid).all()
    assert np.isfinite(drawing.grid).any()
    assert "diverged" in page.legend.accessibleDescription()
    page.grab()


def test_after_a_divergence_the_path_is_drawn_up_to_it(
    qtbot: QtBot, page: LandscapePage, session: Session
) -> None:
    rows = [[1e3 * x, 1e3, 1e3 * x * x] for x in range(-3, 4)]
    recipe = Recipe(
        layers=(1,), activations=("linear",), dataset=Dataset.from_rows(rows, 1), learning_rate=1e9
    )
    session.open(new_experiment(recipe))
    while not session.cursor.divergence:
        session.training.step()
    qtbot.waitUntil(lambda: not page.work.is_running)
    page.grab()
    session.cursor.go_to(1)
    drawing = drawn(qtbot, page)
    assert drawing.asked.step == 1
    assert "too high" in page.side.in_total.text()


def test_a_path_that_leads_too_far_for_a_plane_is_told(
    qtbot: QtBot, page: LandscapePage, session: Session
) -> None:
    session.edits.set_parameter(0, 1e308)
    qtbot.waitUntil(page.hint.isVisible)
    assert page.hint.text() == TOO_LARGE
    session.edits.undo()
    drawn(qtbot, page)
    assert page.hint.isHidden()


def test_losses_that_are_all_equal_have_one_colour_and_say_so(
    qtbot: QtBot, page: LandscapePage, session: Session
) -> None:
    recipe = Recipe(layers=(1,), activations=("relu",), dataset=Dataset.from_rows([[0.0, 0.0]], 1))
    session.open(new_experiment(recipe))
    session.edits.set_parameters({0: -1.0, 1: -50.0})
    drawing = drawn(qtbot, page)
    assert np.ptp(drawing.grid) == 0
    assert "everywhere" in page.legend.accessibleDescription()


def test_one_free_parameter_has_no_plane_and_the_page_says_why(
    qtbot: QtBot, page: LandscapePage, session: Session
) -> None:
    session.edits.change_setting("frozen", ("1", "2.1.w1", "2.1.w2"))
    choose_box = page.controls.plane
    choose_box.setCurrentIndex(choose_box.findData("random"))
    qtbot.waitUntil(page.hint.isVisible)
    assert "two parameters that are free" in page.hint.text()
    session.edits.undo()
    qtbot.waitUntil(page.map.isVisible)


def test_of_many_samples_a_share_is_drawn_and_named(
    qtbot: QtBot, page: LandscapePage, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The engine takes a smaller share of them than the compiled loop.
    monkeypatch.setattr(library, "_loaded", None)
    chance = np.random.default_rng(0)
    dataset = Dataset.from_rows(chance.normal(size=(3000, 3)).tolist(), 1)
    recipe = Recipe(layers=(1,), dataset=dataset, learning_rate=1e-5)
    session.open(new_experiment(recipe))
    drawing = drawn(qtbot, page)
    taken, every = drawing.rows
    assert taken < every == 3000
    assert f"of {taken:,} of the 3,000 samples" in page.readout.full_text
    assert f"The loss is of {taken:,}" in page.plane_text.full_text


def test_no_rate_is_blamed_for_a_wrong_line(
    qtbot: QtBot, session: Session, page: LandscapePage
) -> None:
    assert page.side.verdict.text()
    session.sabotage.choose("shifted-targets")
    session.training.step()
    drawing = drawn(qtbot, page)
    assert drawing.loss == pytest.approx(session.cursor.trainer.evaluate().loss)
    assert page.side.verdict.text() == page.side.in_total.text() == ""


def test_the_landscape_is_a_table_of_losses_over_the_plane_along_the_path_and_the_step(
    qtbot: QtBot, session: Session, page: LandscapePage
) -> None:
    qtbot.mouseClick(page.controls.table, Qt.MouseButton.LeftButton)
    drawing, table = drawn(qtbot, page), page.table
    assert not page.map.isVisible()
    grid = table.map.lines
    assert grid.rowCount() == SIDE
    assert grid.index(SIDE - 1, 1).data() == significant(float(drawing.grid[0, 0]), 3, True)
    assert grid.index(0, SIDE).data() == significant(float(drawing.grid[-1, -1]), 3, True)
    path = table.path.lines
    assert path.index(0, 0).data() == "step 0"
    assert path.index(0, 1).data() == plain(float(drawing.walk.losses[0]))
    assert table.step.lines.index(0, 0).data() == "−25 %"
    session.training.step()
    drawn(qtbot, page)
    assert path.rowCount() == len(drawing.walk.steps) + 1
    qtbot.mouseClick(page.controls.table, Qt.MouseButton.LeftButton)
    assert page.map.isVisible()
    assert page.side.step.isVisible()
