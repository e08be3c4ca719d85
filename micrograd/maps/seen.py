"""The map that an experiment shows: its view, and the plan with so many pixels."""

from micrograd.maps.axes import Axis
from micrograd.maps.plan import USUAL_TARGET_LOSS, MapPlan
from micrograd.maps.presets import MapPreset, preset_for
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import Experiment
from micrograd.runs.kept_map import KeptMap, KeptView


def seen_of(kept: KeptMap | None, recipe: Recipe) -> KeptView:
    """The view that is shown: the whole map of the recipe where nothing was seen yet."""
    return kept.views[kept.place] if kept else whole_of(preset_for(recipe))


def map_of(experiment: Experiment) -> tuple[KeptView, Recipe]:
    """The view that an experiment shows, and the recipe of its current run at its step."""
    run = experiment.current
    recipe = run.owner_of(run.place).recipe_at(run.place)
    return seen_of(experiment.map, recipe), recipe


def whole_of(row: MapPreset) -> KeptView:
    """The view of a row of MAPS."""
    return KeptView(row.x, row.y, row.measure, row.steps, USUAL_TARGET_LOSS)


def plan_of(seen: KeptView, recipe: Recipe, width: int, height: int) -> MapPlan:
    """The map of a view with at most so many pixels on each side. Raises PlanError."""
    x, y = axes_of(seen)
    width, height = pixels_of(x, width), pixels_of(y, height)
    return MapPlan(recipe, x, y, width, height, seen.steps, seen.measure, seen.target_loss)


def axes_of(seen: KeptView) -> tuple[Axis, Axis]:
    """Both axes of a view."""
    return Axis.parsed(seen.x), Axis.parsed(seen.y)


def pixels_of(axis: Axis, room: int) -> int:
    """The pixels of an axis: no more than there is room for, and than it has whole values."""
    return min(room, int(axis.last - axis.first) + 1) if axis.is_whole else room
