"""Presets of the page: a map that is known, and the experiment that its runs are of."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QAction

from app.session.session import Session
from app.views.pages.map.developing import Drawing
from app.views.pages.map.page import MapPage
from micrograd.maps.presets import MAPS
from micrograd.recipe.recipe import Recipe

Wait = Callable[[MapPage], Drawing]
PAPER = MAPS["trainability"]


def choose(page: MapPage, name: str) -> None:
    action = page.controls.presets.findChild(QAction, f"map_preset_{name}")
    assert action is not None
    action.trigger()


def test_every_row_is_offered_with_its_words(page: MapPage) -> None:
    offered = [
        (action.text(), action.toolTip()) for action in page.controls.presets.menu().actions()
    ]
    assert offered == [(row.title, row.words) for row in MAPS.values()]


def test_the_paper_comes_with_its_network_data_axes_and_measure(
    page: MapPage, session: Session, wait: Wait
) -> None:
    page.form.steps.setValue(3)
    choose(page, "trainability")
    assert session.cursor.recipe == PAPER.recipe()
    plan = wait(page).question.plan
    assert (str(plan.x), str(plan.y), plan.steps) == (PAPER.x, PAPER.y, PAPER.steps)
    assert plan.recipe.layers == (16, 1)


def test_the_run_of_a_preset_is_an_edit_that_undo_takes_back(
    page: MapPage, session: Session
) -> None:
    before = session.cursor.recipe
    choose(page, "trainability")
    assert session.undo_stack.count == 1
    session.edits.undo()
    assert session.cursor.recipe == before


def test_an_experiment_that_is_the_preset_s_goes_on(page: MapPage, session: Session) -> None:
    session.edits.set_learning_rate(0.7)
    page.canvas.zoom(0.2, (0.5, 0.5), "")
    choose(page, "first")
    assert session.undo_stack.count == 1
    assert str(page.choice.x) == MAPS[""].x
    # What was seen before is one step back.
    page.controls.back.click()
    assert page.choice.x.last < 100


def test_home_shows_all_of_the_paper_s_rates(page: MapPage) -> None:
    choose(page, "trainability")
    page.canvas.zoom(0.2, (0.5, 0.5), "")
    page.controls.whole.click()
    assert (str(page.choice.x), str(page.choice.y)) == (PAPER.x, PAPER.y)


def test_a_preset_of_the_file_menu_has_its_axes_while_no_other_map_was_seen(
    page: MapPage, session: Session
) -> None:
    session.begin_preset("trainability")
    assert str(page.choice.x) == PAPER.x
    session.edits.undo()
    assert str(page.choice.x) == MAPS[""].x
    page.canvas.zoom(0.5, (0.5, 0.5), "")
    near = page.choice
    session.begin_preset("trainability")
    assert page.choice == near


@pytest.mark.parametrize("layers", [(3, 1), (4, 4, 1)])
def test_the_first_preset_brings_the_first_network_back(
    page: MapPage, session: Session, layers: tuple[int, ...]
) -> None:
    session.edits.start_again("other", layers=layers, activations=("tanh",) * len(layers))
    choose(page, "first")
    assert session.cursor.recipe == Recipe()
