"""Choices: every setting has a usual range, and only what no axis changes makes another map."""

import pytest

from app.views.pages.map.choice import is_same_but_for_axes, usual_axis, whole_of_choice
from micrograd.maps.axes import AXIS_SETTINGS, Axis
from micrograd.maps.presets import MAPS
from micrograd.maps.seen import MapChoice, pixels_of
from micrograd.recipe.recipe import Recipe


@pytest.mark.parametrize("name", [*AXIS_SETTINGS, "1.1.w1", "data.1.x1"])
def test_everything_that_can_change_has_a_usual_range(name: str) -> None:
    assert usual_axis(name).tells_apart(pixels_of(usual_axis(name), 500))


def test_the_whole_of_a_preset_s_map_has_its_axes_at_any_rate() -> None:
    row = MAPS["trainability"]
    x, y = Axis.parsed("hidden-rate:0.1:0.2"), Axis.parsed("init-scale:1:2")
    whole = whole_of_choice(MapChoice(x, y), row.recipe())
    assert (str(whole.x), whole.y) == (row.x, usual_axis("init-scale"))
    both = MapChoice(x, Axis.parsed("output-rate:1:2"))
    faster = row.recipe().changed(learning_rate=3.0, output_rate=2.0)
    assert str(whole_of_choice(both, faster).x) == row.x
    assert whole_of_choice(both, Recipe()).x == usual_axis("hidden-rate")


def test_a_map_stays_while_only_its_axes_are_edited() -> None:
    choice = MapChoice(usual_axis("learning-rate"), usual_axis("data.2.x1"))
    recipe = Recipe()
    row = [*recipe.dataset.rows()[1]]
    moved = recipe.dataset.with_samples({1: [row[0] + 1, *row[1:]]})
    edited = recipe.changed(learning_rate=0.5, dataset=moved)
    assert is_same_but_for_axes(choice, edited, recipe)
    assert not is_same_but_for_axes(choice, recipe.changed(seed=4), recipe)
    other = recipe.dataset.with_samples({1: [row[0], row[1] + 1, *row[2:]]})
    assert not is_same_but_for_axes(choice, recipe.changed(dataset=other), recipe)


def test_a_learning_rate_is_that_of_the_last_layer_beside_a_hidden_rate() -> None:
    choice = MapChoice(usual_axis("hidden-rate"), usual_axis("init-scale"))
    faster = Recipe().changed(learning_rate=0.5)
    assert not is_same_but_for_axes(choice, faster, Recipe())


def test_whole_numbers_take_no_more_pixels_than_there_are() -> None:
    assert pixels_of(Axis.parsed("seed:0:9"), 500) == 10
    assert pixels_of(Axis.parsed("momentum:0:0.9"), 500) == 500
