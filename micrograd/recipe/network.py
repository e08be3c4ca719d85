"""The network of a recipe, and what it keeps when that is changed."""

import random
from collections.abc import Sequence

from micrograd.nn import MLP
from micrograd.recipe.recipe import Recipe


def draw_network(recipe: Recipe) -> MLP:
    """A network with the weights of its seed."""
    nin, rng = recipe.dataset.nin, random.Random(recipe.seed)
    return MLP(nin, recipe.layers, recipe.activations, rng)


def keep_parameters(old: MLP, new: MLP, origins: Sequence[int | None]) -> int:
    """Copy the parameters that both networks have from `old` to `new`; return their number.

    origins: for each layer of `new`, the index of that layer in `old`; None for a new layer.
    A weight is kept where both of its ends are kept: the weights after a new layer are new.
    """
    kept = 0
    for i, origin in enumerate(origins):
        if origin is None:
            continue
        source = origins[i - 1] if i else -1
        same_inputs = source == origin - 1
        pairs = zip(old.layers[origin].neurons, new.layers[i].neurons, strict=False)
        for before, after in pairs:
            after.b.data, after.b.grad = before.b.data, before.b.grad
            kept += 1
            if same_inputs:
                for w_before, w_after in zip(before.w, after.w, strict=False):
                    w_after.data, w_after.grad = w_before.data, w_before.grad
                    kept += 1
    return kept
