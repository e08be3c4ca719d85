"""The choices that a map begins with, and when two recipes make the same map."""

from micrograd.maps.axes import HIDDEN_RATE, Axis
from micrograd.maps.presets import MAPS
from micrograd.maps.seen import MapChoice
from micrograd.recipe.recipe import Recipe

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
    changed = recipe
    names = [axis.name for axis in (choice.x, choice.y)]
    if HIDDEN_RATE in names and not (recipe.output_rate or "output-rate" in names):
        # The last layer has the rate that the run has now.
        return recipe == other
    for axis in (choice.x, choice.y):
        try:
            cell = axis.cell(other)
            if axis.setting:
                name = axis.setting.name
                changed = changed.changed(**{name: getattr(other, name)})
            elif cell and axis.cell(recipe):
                rows = changed.dataset.rows()
                row = [*rows[cell.sample]]
                row[cell.column] = other.dataset.rows()[cell.sample][cell.column]
                changed = changed.changed(dataset=changed.dataset.with_samples({cell.sample: row}))
        except ValueError:
            return False
    return changed == other
