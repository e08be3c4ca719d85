"""What a map is asked to show: two axes, the measure and the steps of each run."""

from dataclasses import dataclass, replace
from functools import lru_cache

from micrograd.maps.axes import HIDDEN_RATE, Axis
from micrograd.maps.plan import USUAL_TARGET_LOSS, MapPlan
from micrograd.maps.presets import MAPS
from micrograd.maps.seen import pixels_of
from micrograd.recipe.recipe import Recipe
from micrograd.runs.kept_map import KeptView

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
# What an axis is called where its caption needs the words around it in a form.
TITLES = {"init-scale": "scale of the weights"}


def title_of(axis: Axis) -> str:
    """What an axis is called."""
    return TITLES.get(axis.name, axis.caption)


def usual_axis(name: str) -> Axis:
    """The axis that a setting, a parameter or a number of the data begins with."""
    return Axis.parsed(f"{name}:{USUAL.get(name, OTHERS)}")


@dataclass(frozen=True)
class MapChoice:
    """The axes, measure and steps of a map; `plan` adds the network and the data."""

    x: Axis
    y: Axis
    measure: str = MAPS[""].measure
    steps: int = MAPS[""].steps
    target_loss: float = USUAL_TARGET_LOSS

    def plan(self, recipe: Recipe, room: tuple[int, int]) -> MapPlan:
        """The map with as many pixels as there is room for. Raises PlanError."""
        width, height = (pixels_of(*pair) for pair in zip((self.x, self.y), room, strict=True))
        measure, target = self.measure, self.target_loss
        return MapPlan(recipe, self.x, self.y, width, height, self.steps, measure, target)

    def seen(self, x: Axis, y: Axis) -> "MapChoice":
        """The same of another part of the axes."""
        return replace(self, x=x, y=y)

    def is_same_picture(self, other: "MapChoice") -> bool:
        """True where the pixels of both are runs of the same kind, perhaps with other values."""
        return self._kind == other._kind

    @property
    def _kind(self) -> tuple[object, ...]:
        return self.x.name, self.y.name, self.measure, self.steps, self.target_loss


@lru_cache(maxsize=1024)
def kept_view(choice: MapChoice) -> KeptView:
    """What an experiment keeps of a choice."""
    x, y = str(choice.x), str(choice.y)
    return KeptView(x, y, choice.measure, choice.steps, choice.target_loss)


def choice_of(kept: KeptView) -> MapChoice:
    """The choice that was kept."""
    x, y = Axis.parsed(kept.x), Axis.parsed(kept.y)
    return MapChoice(x, y, kept.measure, kept.steps, kept.target_loss)


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
