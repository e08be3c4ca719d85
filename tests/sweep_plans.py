"""Plans of sweeps, as a test writes them."""

from collections.abc import Sequence

from micrograd.data.dataset import Dataset
from micrograd.recipe.recipe import Recipe
from micrograd.sweeps.plan import Shape, SweepPlan


def sweep_plan(
    dataset: Dataset,
    rates: Sequence[float],
    seeds: Sequence[int],
    shapes: Sequence[Shape],
    hidden: str = "tanh",
    output: str = "tanh",
    steps: int = 1000,
) -> SweepPlan:
    """Every combination; `hidden` is the activation of all layers but the last one."""
    recipe = Recipe(layers=(1, dataset.nout), activations=(hidden, output), dataset=dataset)
    axes = {"learning_rate": rates, "seed": seeds, "layers": shapes}
    return SweepPlan(recipe, axes, steps=steps)
