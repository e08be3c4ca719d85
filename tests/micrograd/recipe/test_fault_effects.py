"""A fault says that it changes nothing exactly where a right run has the same numbers."""

import pytest

from micrograd.data.dataset import Dataset
from micrograd.recipe.faults import FAULTS
from micrograd.recipe.network import draw_network
from micrograd.recipe.recipe import Recipe
from micrograd.training.divergence import DivergenceError
from micrograd.training.trainer import trainer_for

ONE_SAMPLE = Dataset([[2.0, 3.0]], [[1.0]])
RECIPES = {
    "usual": {},
    "held out": {"test_share": 0.25},
    "linear": {"activations": "linear"},
    "linear with relu in the loss": {"activations": "linear", "loss": "huber"},
    "relu": {"activations": "relu"},
    "one layer": {"layers": (1,)},
    "batches of one": {"batch_size": 1},
    "one neuron and batches of one": {"batch_size": 1, "layers": (1,)},
    "all frozen": {"frozen": ("1", "2", "3")},
    "one sample": {"dataset": ONE_SAMPLE},
}


def numbers(recipe: Recipe) -> list[object]:
    """Losses, gradients and parameters of some steps, as far as they are finite."""
    trainer, found = trainer_for(recipe, draw_network(recipe)), []
    for _ in range(6):
        try:
            found.append((trainer.step(), trainer.grads, trainer.state))
        except DivergenceError:
            found.append("diverged")
            break
    return found


@pytest.mark.parametrize("which", RECIPES)
def test_a_fault_says_that_it_changes_nothing_exactly_where_it_does_not(which: str) -> None:
    recipe = Recipe(**{"seed": 3, **RECIPES[which]})
    right = numbers(recipe)
    for fault in FAULTS.values():
        is_same = numbers(recipe.changed(fault=fault.name)) == right
        if fault.is_any and not fault.zero_start:
            assert is_same is bool(fault.without_effect(recipe)), fault.name
