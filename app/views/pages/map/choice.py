"""The choices that a map begins with, and when two recipes make the same map."""

import numpy as np

from micrograd.maps.axes import Axis
from micrograd.maps.presets import MAPS
from micrograd.maps.seen import MapChoice
from micrograd.recipe.recipe import Recipe
from micrograd.runs.plan import PlanError

# Ranges that a map begins with, as they are typed after the name; OTHERS: of all other names.
# Rates reach beyond what one would use: there the boundary is.
USUAL = {
    **{axis.partition(":")[0]: axis.partition(":")[2] for axis in (MAPS[""].x, MAPS[""].y)},
    "learning-rate": "0.001:1000:log",
    "init-scale": "0.01:100:log",
    "penalty-strength": "1e-6:10:log",
    "momentum": "0:0.999",
    "beta1": "0:0.999",
    "beta2": "0:0.999",
    "epsilon": "1e-12:10:log",
    "weight-decay": "1e-5:10:log",
    "seed": "0:255",
}
OTHERS = "-4:4"


def usual_axis(name: str) -> Axis:
    """The axis that a setting, a parameter or a number of the data begins with."""
    return Axis.parsed(f"{name}:{USUAL.get(name, OTHERS)}")


def whole_of_choice(choice: MapChoice, recipe: Recipe) -> MapChoice:
    """The same with the usual ranges of both axes: those of a preset that the runs are of."""
    rows = (row for row in MAPS.values() if is_same_but_for_axes(choice, recipe, row.recipe()))
    row = next(rows, MAPS[""])
    usual = {axis.name: axis for axis in (Axis.parsed(row.x), Axis.parsed(row.y))}
    names = choice.x.name, choice.y.name
    return choice.seen(*(usual.get(name) or usual_axis(name) for name in names))


def is_same_but_for_axes(choice: MapChoice, recipe: Recipe, other: Recipe) -> bool:
    """True where two recipes make the same map: each of its runs has values of its own."""
    corner = np.array([choice.x.first]), np.array([choice.y.first])
    try:
        one, two = (choice.plan(each, (1, 1)).runs(*corner) for each in (recipe, other))
    except PlanError:
        return False
    return one.recipe_of(0) == two.recipe_of(0)
