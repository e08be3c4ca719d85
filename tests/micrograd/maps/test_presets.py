"""MAPS: the maps that are drawn where no axes are given."""

import math

import pytest

from micrograd.maps.axes import Axis
from micrograd.maps.plan import MapPlan
from micrograd.maps.presets import MAPS


@pytest.mark.parametrize("name", MAPS)
def test_a_row_is_a_map(name: str) -> None:
    row = MAPS[name]
    recipe = row.recipe()
    axes = Axis.parsed(row.x), Axis.parsed(row.y)
    plan = MapPlan(recipe, *axes, 64, 64, row.measure, steps=row.steps)
    assert [str(axis) for axis in axes] == [row.x, row.y]
    assert (plan.x.caption, plan.y.caption) == ("hidden rate", "output rate")


def test_the_rates_of_the_paper_go_from_a_thousandth_to_a_million() -> None:
    axis = Axis.parsed(MAPS["trainability"].x)
    assert [math.log10(256 * end) for end in (axis.first, axis.last)] == [-3, 6]
