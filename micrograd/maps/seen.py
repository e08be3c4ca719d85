"""The view of a map without its pixels: two axes, the measure and the steps of each run."""

from dataclasses import dataclass, replace
from functools import lru_cache

from micrograd.maps.axes import Axis
from micrograd.maps.plan import USUAL_TARGET_LOSS, MapPlan
from micrograd.maps.presets import MAPS, MapPreset, preset_for
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import Experiment
from micrograd.runs.kept_map import KeptMap, KeptView


def pixels_of(axis: Axis, room: int) -> int:
    """The pixels of an axis: no more than there is room for, and than it has whole values."""
    return min(room, int(axis.last - axis.first) + 1) if axis.is_whole else room


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
        parts = self.x, self.y, width, height, self.measure, self.target_loss
        return MapPlan(recipe, *parts, steps=self.steps)

    def seen(self, x: Axis, y: Axis) -> "MapChoice":
        """The same of another part of the axes."""
        return replace(self, x=x, y=y)

    def is_same_picture(self, other: "MapChoice") -> bool:
        """True where the pixels of both are runs of the same kind, perhaps with other values."""
        names = (self.x.name, self.y.name) == (other.x.name, other.y.name)
        return names and self == other.seen(self.x, self.y)


@lru_cache(maxsize=1024)
def kept_view(choice: MapChoice) -> KeptView:
    """What an experiment keeps of a choice."""
    x, y = str(choice.x), str(choice.y)
    return KeptView(x, y, choice.measure, choice.steps, choice.target_loss)


def choice_of(kept: KeptView) -> MapChoice:
    """The choice that was kept."""
    x, y = Axis.parsed(kept.x), Axis.parsed(kept.y)
    return MapChoice(x, y, kept.measure, kept.steps, kept.target_loss)


def whole_of(row: MapPreset) -> MapChoice:
    """The choice of a row of MAPS."""
    return MapChoice(Axis.parsed(row.x), Axis.parsed(row.y), row.measure, row.steps)


def seen_of(kept: KeptMap | None, recipe: Recipe) -> MapChoice:
    """The choice that is shown: the whole map of the recipe where nothing was seen yet."""
    return choice_of(kept.views[kept.place]) if kept else whole_of(preset_for(recipe))


def shown_choice(experiment: Experiment) -> tuple[MapChoice, Recipe]:
    """The choice that an experiment shows, and the recipe of its current run at its step."""
    run = experiment.current
    recipe = run.owner_of(run.place).recipe_at(run.place)
    return seen_of(experiment.map, recipe), recipe


def shown_plan(experiment: Experiment, room: tuple[int, int]) -> MapPlan:
    """The map that an experiment shows. Raises PlanError."""
    choice, recipe = shown_choice(experiment)
    return choice.plan(recipe, room)
