"""The network of a recipe, and what it keeps when that is changed."""

import random
from collections.abc import Collection, Sequence
from itertools import pairwise

from micrograd.nn import MLP
from micrograd.recipe.initialisers import INITIALISERS
from micrograd.recipe.kinds import counted
from micrograd.recipe.parts import fewest, members, neuron_names, parameters_in
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import SETTINGS, feeding

# The settings that starting weights are drawn from.
DRAWN_FROM = feeding("weights")


def drawn_from(recipe: Recipe) -> str:
    """What its weights are drawn from: the seed, and what else is not as usual."""
    if recipe.sabotage.zero_start:
        return "nothing, all are 0"
    rows = [SETTINGS[name] for name in DRAWN_FROM]
    values = [(row, getattr(recipe, row.name)) for row in rows]
    return ", ".join(
        row.told.format(row.text(value))
        for row, value in values
        if row.name == "seed" or value != row.default
    )


def draw_network(recipe: Recipe) -> MLP:
    """A network with the weights of its seed; they are drawn by neuron, each bias last."""
    model = MLP(recipe.dataset.nin, recipe.layers, recipe.activations, random.Random(0))
    for parameter, data in zip(model.parameters(), drawn_numbers(recipe), strict=True):
        parameter.data = data
    switch_off(model, recipe.off)
    return model


def drawn_numbers(recipe: Recipe, seed: int | None = None) -> list[float]:
    """The data of all parameters that its seed draws, or another one."""
    rng = random.Random(recipe.seed if seed is None else seed)
    if recipe.sabotage.zero_start:
        return [0.0] * recipe.parameter_count
    initialiser, numbers = INITIALISERS[recipe.init], []
    for sizes in pairwise(recipe.widths):
        for _ in range(sizes[1]):
            numbers += [recipe.init_scale * initialiser.draw(rng, *sizes) for _ in range(sizes[0])]
            is_drawn = initialiser.draws_biases
            numbers.append(recipe.init_scale * initialiser.draw(rng, *sizes) if is_drawn else 0.0)
    return numbers


def is_as_drawn(model: MLP, recipe: Recipe) -> bool:
    """True where no parameter is other than it was drawn."""
    pairs = zip(draw_network(recipe).parameters(), model.parameters(), strict=True)
    return all(drawn.data == now.data for drawn, now in pairs)


def dropped(before: Recipe, after: Recipe) -> str:
    """A sentence about what was frozen or off and is in no network any more; empty without any."""
    frozen = _count(before.frozen, before) - _count(after.frozen, after)
    off = len(members(before.off, neuron_names(before.widths)))
    off -= len(members(after.off, neuron_names(after.widths)))
    told = [f"{counted(frozen, 'frozen parameter')}"] if frozen > 0 else []
    told += (
        [f"{counted(off, 'neuron')} that {'was' if off == 1 else 'were'} off"] if off > 0 else []
    )
    are = "are" if len(told) > 1 or max(frozen, off) > 1 else "is"
    return f" {' and '.join(told)} {are} gone." if told else ""


def _count(frozen: tuple[str, ...], recipe: Recipe) -> int:
    return len(parameters_in(frozen, recipe.widths))


def switch_off(model: MLP, off: Collection[str]) -> None:
    """Switch the neurons in these parts off, and all others on."""
    neurons = [neuron for layer in model.layers for neuron in layer.neurons]
    chosen = members(off, neuron_names((model.nin, *model.nouts)))
    for i, neuron in enumerate(neurons):
        neuron.is_off = i in chosen


def switched_off(model: MLP) -> tuple[str, ...]:
    """The parts of a network whose neurons are switched off."""
    neurons = [neuron for layer in model.layers for neuron in layer.neurons]
    off = [i for i, neuron in enumerate(neurons) if neuron.is_off]
    return fewest(off, neuron_names((model.nin, *model.nouts))) if off else ()


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
