"""The map that an experiment shows, with any number of pixels."""

from dataclasses import replace

import pytest

from micrograd.maps.presets import MAPS
from micrograd.maps.seen import choice_of, seen_of
from micrograd.recipe.recipe import Recipe
from micrograd.runs.kept_map import KeptMap, KeptView
from micrograd.runs.plan import PlanError

NEAR = KeptView("hidden-rate:0.5:0.6:log", "seed:0:9", "final-loss", 20, 0.5)


def test_at_first_it_is_the_specification_s_own():
    plan = seen_of(None, Recipe()).plan(Recipe(), (8, 4))
    assert (str(plan.x), str(plan.y)) == (MAPS[""].x, MAPS[""].y)
    assert (plan.width, plan.height, plan.steps) == (8, 4, MAPS[""].steps)


def test_at_first_it_is_that_of_the_preset_that_the_recipe_is_of():
    row = MAPS["trainability"]
    assert str(seen_of(None, row.recipe()).x) == row.x
    assert str(seen_of(None, row.recipe().changed(seed=5)).x) == MAPS[""].x


def test_it_is_the_view_where_one_stands():
    plan = seen_of(KeptMap((NEAR, NEAR), 1), Recipe()).plan(Recipe(), (100, 100))
    assert (str(plan.x), str(plan.y)) == (NEAR.x, NEAR.y)
    assert (plan.measure, plan.steps, plan.target_loss) == ("final-loss", 20, 0.5)
    # There are ten seeds.
    assert (plan.width, plan.height) == (100, 10)


def test_a_parameter_that_is_not_there_is_told():
    with pytest.raises(PlanError, match="in no network") as error:
        choice_of(replace(NEAR, x="9.1.w1:0:1")).plan(Recipe(), (2, 2))
    assert error.value.part == "x"
