"""The map page: its picture is that of the experiment, and what is done on it changes the view."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.playing.compiled_loop import loop_of_many_runs
from app.session.session import Session
from app.views.pages.map.developing import Drawing
from app.views.pages.map.page import MapPage
from micrograd.maps.presets import MAPS
from tests.app.views.pages.map.conftest import BOUNDARY

Wait = Callable[[MapPage], Drawing]


def type_into(field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


# State to screen.


def test_the_first_map_is_that_of_the_specification(page: MapPage, wait: Wait) -> None:
    plan = wait(page).question.plan
    assert (str(plan.x), str(plan.y)) == (MAPS[""].x, MAPS[""].y)
    assert plan.recipe == page._session.cursor.recipe
    assert (plan.width, plan.height) == page.canvas.room


def test_every_pixel_is_the_run_of_its_own_values(page: MapPage, wait: Wait) -> None:
    drawing = wait(page)
    plan, values = drawing.question.plan, drawing.picture.values
    product = np.outer(plan.ys, plan.xs)
    np.testing.assert_array_equal(values, np.where(product < BOUNDARY, -1 / product, product))
    assert drawing.picture.is_trained.all()


def test_no_run_is_trained_twice(page: MapPage, called: list[int], wait: Wait) -> None:
    assert sum(called) == wait(page).picture.values.size


def test_the_legend_has_both_sides_in_the_units_of_the_measure(page: MapPage) -> None:
    told = page.captions.legend.accessibleDescription()
    assert "converged: " in told
    assert "did not converge: " in told
    assert page.captions.measure.text() == "convergence"


def test_the_line_below_tells_what_was_trained_and_what_the_map_does_not_show(
    page: MapPage,
) -> None:
    width, height = page.canvas.room
    assert page.captions.status.full_text == f"{width} × {height} runs of 500 steps"
    assert page.captions.progress.isHidden()
    assert "does not show" in page.captions.caveat.text()


def test_a_part_of_the_pixels_shows_how_far_it_is_and_the_time_left(
    page: MapPage, wait: Wait
) -> None:
    page._take_drawing(wait(page)._replace(trained=page.canvas.room[0], left_s=12.0))
    assert "12 s left" in page.captions.status.full_text
    assert page.captions.progress.isVisible()


def test_a_map_without_rates_does_not_speak_of_rates(page: MapPage) -> None:
    assert "rates" in page.captions.caveat.text()
    for name, number in (("x", "1.1.w1"), ("y", "data.1.x1")):
        box = page.form.axes[name].choice
        box.setCurrentIndex(box.findData(number))
        box.activated.emit(box.currentIndex())
    assert "rates" not in page.captions.caveat.text()
    assert "does not show" in page.captions.caveat.text()


def test_without_a_map_no_pixel_is_told(page: MapPage) -> None:
    page.canvas.choose(page.canvas.values_at((0.5, 0.5)))
    assert page.point.begin.isEnabled()
    type_into(page.form.axes["x"].first, "200")
    assert not page.point.begin.isEnabled()
    assert page.point.texts[1].full_text == ""


def test_another_network_is_another_map(page: MapPage, session: Session, wait: Wait) -> None:
    session.edits.resize_layer(0, 3)
    drawing = wait_for_recipe(page, session, wait)
    assert drawing.question.plan.recipe.layers == (3, 4, 1)


def wait_for_recipe(page: MapPage, session: Session, wait: Wait) -> Drawing:
    page._ask()
    drawing = wait(page)
    assert drawing.question.plan.recipe == session.cursor.recipe
    return drawing


def test_an_edit_of_what_an_axis_changes_is_no_other_map(
    page: MapPage, session: Session, wait: Wait, called: list[int]
) -> None:
    wait(page)
    trained = len(called)
    session.edits.change_setting("output_rate", 0.2)
    page._ask()
    assert not page.asking.work.is_running
    assert len(called) == trained


def test_without_the_compiled_loop_the_page_wants_it_and_trains_nothing(
    qtbot: QtBot,
    session: Session,
    appearance: Appearance,
    monkeypatch: pytest.MonkeyPatch,
    actions: dict[str, QAction],
) -> None:
    loop, wanted = loop_of_many_runs(), []
    monkeypatch.setattr(loop, "want", lambda: wanted.append(True))
    loop.is_preparing = True
    page = MapPage(session, appearance, loop, actions)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    qtbot.waitUntil(page.captions.hint.isVisible)
    assert wanted
    assert "is being made ready" in page.captions.hint.text()
    loop.is_preparing, loop.state = False, "training on the engine: no Numba"
    loop.changed.emit()
    qtbot.waitUntil(lambda: "no Numba" in page.captions.hint.text())
    assert page.canvas.isHidden()
    assert not page.asking.work.is_running
    page.end()


def test_training_is_not_changed_by_looking(page: MapPage, session: Session, wait: Wait) -> None:
    trainer = session.cursor.trainer
    before = [*trainer.state], [*trainer.grads]
    wait(page)
    assert ([*trainer.state], [*trainer.grads]) == before
    assert session.undo_stack.count == 0


def test_a_hidden_page_trains_nothing(page: MapPage) -> None:
    page.canvas.zoom(0.5, (0.5, 0.5), "")
    page._ask()
    assert page.asking.work.is_running
    page.hide()
    assert not page.asking.work.is_running
    page._ask()
    assert not page.asking.work.is_running


# Screen to state.


def test_another_setting_along_an_axis_comes_with_its_usual_range(
    page: MapPage, wait: Wait
) -> None:
    box = page.form.axes["y"].choice
    box.setCurrentIndex(box.findData("init-scale"))
    box.activated.emit(box.currentIndex())
    drawing = wait(page)
    assert str(drawing.question.plan.y) == "init-scale:0.01:100:log"


def test_typed_ends_are_those_of_the_map(page: MapPage, wait: Wait) -> None:
    type_into(page.form.axes["x"].first, "0.5")
    plan = wait(page).question.plan
    assert (plan.x.first, plan.xs[0]) == (0.5, 0.5)


def test_a_wrong_end_is_told_below_it_and_the_picture_goes(page: MapPage, wait: Wait) -> None:
    type_into(page.form.axes["x"].first, "200")
    assert "does not go to a larger number" in page.form.axes["x"].message.text()
    assert page.form.axes["x"].message.isVisible()
    assert page.canvas.isHidden()
    type_into(page.form.axes["x"].first, "0.02")
    assert page.form.axes["x"].message.isHidden()
    assert wait(page).question.plan.x.first == 0.02


def test_the_same_setting_on_both_axes_is_told_at_the_second(qtbot: QtBot, page: MapPage) -> None:
    box = page.form.axes["y"].choice
    box.setCurrentIndex(box.findData("hidden-rate"))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(page.form.axes["y"].message.isVisible)
    assert "other axis" in page.form.axes["y"].message.text()


def test_a_linear_axis_has_equal_distances(page: MapPage, wait: Wait) -> None:
    QTest.keyClicks(page.form.axes["x"].scale, "linear")
    xs = wait(page).question.plan.xs
    np.testing.assert_allclose(np.diff(xs), xs[1] - xs[0])


def test_a_logarithmic_axis_from_below_0_is_refused_in_words(page: MapPage) -> None:
    box = page.form.axes["x"].choice
    box.setCurrentIndex(box.findData("1.1.w1"))
    box.activated.emit(box.currentIndex())
    QTest.keyClicks(page.form.axes["x"].scale, "log")
    assert "begins above 0" in page.form.axes["x"].message.text()
    assert page.canvas.isHidden()


def test_other_steps_and_another_measure_are_another_map(page: MapPage, wait: Wait) -> None:
    page.form.steps.setFocus()
    QTest.keyClick(page.form.steps, Qt.Key.Key_Up)
    assert wait(page).question.plan.steps > 500
    box = page.form.measure
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    assert wait(page).question.plan.measure == "final-loss"
    assert page.captions.measure.text() == "final loss"


def test_only_steps_to_a_loss_ask_for_the_loss(page: MapPage, wait: Wait) -> None:
    assert page.form.target.isHidden()
    box = page.form.measure
    box.setCurrentIndex(box.findData("steps-to-loss"))
    box.activated.emit(box.currentIndex())
    assert page.form.target.isVisible()
    type_into(page.form.target, "-1")
    assert "above 0" in page.form.message.text()
    type_into(page.form.target, "0.1")
    assert wait(page).question.plan.target_loss == 0.1
    assert page.form.message.isHidden()


def test_a_test_loss_without_a_test_set_is_told_in_words(qtbot: QtBot, page: MapPage) -> None:
    box = page.form.measure
    box.setCurrentIndex(box.findData("test-loss"))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(page.form.message.isVisible)
    assert "held out" in page.form.message.text()


def test_a_line_that_is_wrong_has_no_map_until_it_is_mended(
    qtbot: QtBot, page: MapPage, session: Session
) -> None:
    session.sabotage.choose("uphill")
    qtbot.waitUntil(lambda: "which has no wrong line" in page.form.message.text())
    session.sabotage.mend()
    qtbot.waitUntil(lambda: page.form.message.text() == "")


def test_locked_colours_stay_while_the_view_changes(page: MapPage, wait: Wait) -> None:
    colors = wait(page).scale.kept
    page.controls.lock.click()
    page.canvas.zoom(0.2, (0.5, 0.5), "")
    drawing = wait(page)
    assert drawing.scale.kept == colors
    # The legend tells how many of those in view are on each side.
    share = float((drawing.picture.values < 0).mean())
    assert [side.share for side in drawing.legend] == [share, 1 - share]
    assert share != colors.share
    page.controls.lock.click()
    page._ask()
    assert wait(page).scale.kept != colors


def test_back_and_forward_lead_through_what_was_seen(
    page: MapPage, wait: Wait, called: list[int]
) -> None:
    first = page.choice
    assert not page.controls.back.isEnabled()
    page.canvas.setFocus()
    QTest.keyClick(page.canvas, Qt.Key.Key_Plus)
    near = page.choice
    wait(page)
    trained = sum(called)
    QTest.keyClick(page.canvas, Qt.Key.Key_Backspace)
    assert page.choice == first
    assert wait(page).has_all
    # What was known is not trained again.
    assert sum(called) == trained
    page.controls.forward.click()
    assert page.choice == near
    QTest.keyClick(page.canvas, Qt.Key.Key_Home)
    assert page.choice == first


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_both_themes_show_the_same_colours(page: MapPage, theme: str) -> None:
    before = page.canvas.grab().toImage().pixelColor(page.canvas.plot.center().toPoint())
    page.canvas._painter._appearance.choose(theme)
    after = page.canvas.grab().toImage().pixelColor(page.canvas.plot.center().toPoint())
    assert after == before


def test_the_button_of_a_zoom_film_triggers_its_action(
    page: MapPage, actions: dict[str, QAction]
) -> None:
    asked: list[bool] = []
    actions["zoom_film"].triggered.connect(lambda: asked.append(True))
    film = page.controls.film
    assert (film.objectName(), film.accessibleName()) == ("map_zoom_film", "Zoom film…")
    QTest.mouseClick(film, Qt.MouseButton.LeftButton)
    assert asked == [True]
