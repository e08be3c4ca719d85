"""Why a fault changes nothing in a recipe: what its line needs to make a difference."""

from collections.abc import Callable, Sequence
from typing import Any

from micrograd.data.shuffling import held_out_count
from micrograd.engine import Value, topological_order
from micrograd.recipe.losses import LOSSES
from micrograd.recipe.parts import parameters_in

# Says why a recipe leaves a fault without an effect; "" where it has one.
WithoutEffect = Callable[[Any], str]


def always_acts(recipe: Any) -> str:
    """Nothing: there is always an effect."""
    return ""


def needs_operation(names: frozenset[str], missing: str) -> WithoutEffect:
    """For a fault in the rules of these operations, which activations or the loss may have."""

    def without(recipe: Any) -> str:
        return "" if names & {*recipe.activations, *_loss_operations(recipe)} else missing

    return without


def needs_two_uses(recipe: Any) -> str:
    """For a fault of values that are used several times."""
    is_used_once = recipe.samples_of_step == 1 and max(recipe.layers[1:], default=1) == 1
    uses = [each for node in _loss_nodes(recipe) for each in node._prev]
    is_single = is_used_once and recipe.penalty == "none" and len({*uses}) == len(uses)
    return "no value is used several times" if is_single else ""


def needs_hidden_layer(recipe: Any) -> str:
    """For a fault of what goes on to an earlier layer."""
    return "" if len(recipe.layers) > 1 else "there is one layer only"


def needs_updates(recipe: Any) -> str:
    """For a fault of what moves the parameters."""
    still = parameters_in(recipe.frozen, recipe.widths)
    return "all parameters are frozen" if len(still) == recipe.parameter_count else ""


def needs_samples(recipe: Any) -> str:
    """For a fault that takes the target of another sample of a step."""
    if recipe.samples_of_step > 1:
        return ""
    return "a step has one sample only" if recipe.has_batches else "there is one sample only"


def needs_held_out(recipe: Any) -> str:
    """For a fault of the samples that are held out."""
    held_out = held_out_count(len(recipe.dataset), recipe.test_share)
    return "" if held_out else "no samples are held out"


def needs_terms(recipe: Any) -> str:
    """For a fault of how the terms of the loss are put together."""
    terms = recipe.samples_of_step * len(_loss_terms(recipe))
    return "" if terms > 1 else "the loss of a step has one term only"


def _loss_terms(recipe: Any) -> Sequence[Value]:
    """The terms of one sample."""
    count = recipe.layers[-1]
    encode, terms = LOSSES[recipe.loss].encode, LOSSES[recipe.loss].terms
    found: Sequence[Value] = terms([Value(0.5) for _ in range(count)], [encode(1.0)] * count)
    return found


def _loss_nodes(recipe: Any) -> list[Value]:
    return [node for term in _loss_terms(recipe) for node in topological_order(term)]


def _loss_operations(recipe: Any) -> set[str]:
    return {node._op for node in _loss_nodes(recipe)}
