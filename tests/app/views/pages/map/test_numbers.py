"""The numbers of a map: every pixel can be read, chosen and opened with keys alone."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.session.session import Session
from app.views.pages.map.developing import Drawing
from app.views.pages.map.numbers import MapNumbers
from app.views.pages.map.page import MapPage
from tests.app.views.pages.map.test_page import type_into

Wait = Callable[[MapPage], Drawing]


@pytest.fixture
def numbers(page: MapPage, wait: Wait) -> MapNumbers:
    """The table, shown by its button."""
    wait(page)
    page.controls.numbers.click()
    return page.numbers


def test_every_pixel_has_its_measure_where_the_picture_has_it(
    page: MapPage, numbers: MapNumbers
) -> None:
    assert (numbers.isVisible(), page.canvas.isVisible()) == (True, False)
    drawing, model = page.drawing, numbers.pixels
    assert drawing is not None
    plan, values = drawing.question.plan, drawing.picture.values
    assert (model.rowCount(), model.columnCount()) == values.shape
    for row, column in ((0, 0), (plan.height - 1, 3), (7, plan.width - 1)):
        index, up = model.index(row, column), plan.height - 1 - row
        assert float(index.data().replace("−", "-")) == pytest.approx(
            values[up, column], abs=5.1e-6
        )
        assert model.values_at(index) == (plan.xs[column], plan.ys[up])
        color = index.data(Qt.ItemDataRole.BackgroundRole)
        assert color.getRgb()[:3] == tuple(drawing.pixels[row, column, :3])


def test_the_headings_are_the_values_of_both_axes(page: MapPage, numbers: MapNumbers) -> None:
    model, sides = numbers.pixels, Qt.Orientation
    last = model.rowCount() - 1
    assert model.headerData(0, sides.Horizontal) == "0.01000"
    assert [model.headerData(row, sides.Vertical) for row in (0, last)] == ["100.0", "0.01000"]


def test_a_pixel_says_all_of_itself_to_who_does_not_see_it(numbers: MapNumbers) -> None:
    index = numbers.pixels.index(numbers.pixels.rowCount() - 1, 0)
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "hidden rate 0.01, output rate 0.01: convergence −10000.00000"


def test_arrows_move_the_chosen_pixel(page: MapPage, numbers: MapNumbers) -> None:
    page.canvas.choose(numbers.pixels.values_at(numbers.pixels.index(5, 5)))
    assert (numbers.currentIndex().row(), numbers.currentIndex().column()) == (5, 5)
    numbers.setFocus()
    QTest.keyClick(numbers, Qt.Key.Key_Up)
    QTest.keyClick(numbers, Qt.Key.Key_Right)
    assert page.canvas.point == numbers.pixels.values_at(numbers.pixels.index(4, 6))


def test_a_chosen_pixel_keeps_its_colour_in_a_frame(numbers: MapNumbers) -> None:
    index = numbers.pixels.index(5, 5)
    numbers.setCurrentIndex(index)
    place = numbers.visualRect(index)
    image = numbers.viewport().grab(place).toImage()
    fill = index.data(Qt.ItemDataRole.BackgroundRole)
    assert image.pixelColor(6, 6) == fill
    assert image.pixelColor(0, 6) != fill


def test_plus_zooms_around_the_chosen_pixel_which_stays_chosen(
    page: MapPage, numbers: MapNumbers, wait: Wait
) -> None:
    numbers.setFocus()
    numbers.setCurrentIndex(numbers.pixels.index(5, 5))
    point, before = page.canvas.point, page.choice
    QTest.keyClick(numbers, Qt.Key.Key_Plus)
    wait(page)
    assert page.choice != before
    assert page.canvas.point == point
    nearest = numbers.pixels.values_at(numbers.currentIndex())
    np.testing.assert_allclose(nearest, point, rtol=0.05)


def test_enter_opens_the_pixel_as_a_run(
    qtbot: QtBot, page: MapPage, session: Session, wait: Wait
) -> None:
    page.form.steps.setValue(4)
    wait(page)
    page.controls.numbers.click()
    page.numbers.setCurrentIndex(page.numbers.pixels.index(3, 3))
    values = page.canvas.point
    page.numbers.setFocus()
    QTest.keyClick(page.numbers, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.undo_stack.count == 1)
    recipe = session.cursor.recipe
    assert (recipe.learning_rate, recipe.output_rate) == values


def test_points_stand_below_one_another(numbers: MapNumbers) -> None:
    texts = {numbers.pixels.index(row, 5).data() for row in range(numbers.pixels.rowCount())}
    assert {len(text.partition(".")[2]) for text in texts if "e" not in text} == {5}


def test_the_numbers_are_copied_for_a_spreadsheet_as_they_stand_there(
    page: MapPage, numbers: MapNumbers, wait: Wait
) -> None:
    drawing = wait(page)
    plan = drawing.question.plan
    drawing.picture.is_trained[0, 0] = False
    numbers.setFocus()
    QTest.keyClick(numbers, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    head, *rows = [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]
    assert head == ["convergence: output-rate by hidden-rate", *map(str, plan.xs.tolist())]
    assert [float(row[0]) for row in rows] == plan.ys[::-1].tolist()
    assert rows[-1][1] == "nan"
    assert float(rows[0][3]) == drawing.picture.values[-1, 2]


def test_pixels_that_are_not_trained_say_so(page: MapPage, numbers: MapNumbers, wait: Wait) -> None:
    drawing = wait(page)
    drawing.picture.is_trained[:] = False
    numbers.show_drawing(drawing)
    index = numbers.pixels.index(0, 0)
    assert index.data() == "…"
    assert index.data(Qt.ItemDataRole.BackgroundRole) is None
    assert "not trained yet" in index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_the_picture_comes_back_with_the_focus(page: MapPage, numbers: MapNumbers) -> None:
    numbers.setFocus()
    page.controls.numbers.setChecked(False)
    assert (numbers.isVisible(), page.canvas.isVisible()) == (False, True)
    assert page.canvas.hasFocus()


def test_without_a_map_neither_is_shown(page: MapPage, numbers: MapNumbers) -> None:
    type_into(page.form.axes["x"].first, "200")
    assert numbers.isHidden()
    assert page.canvas.isHidden()
    assert page.captions.hint.isVisible()
