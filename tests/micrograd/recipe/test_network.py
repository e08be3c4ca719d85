"""A network is drawn from its seed, and keeps what fits when it is changed."""

import random
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd.nn import MLP
from micrograd.recipe.network import draw_network, keep_parameters
from micrograd.recipe.recipe import Recipe

widths = st.lists(st.integers(1, 4), min_size=1, max_size=4)


def network(nin: int, layers: Sequence[int], seed: int = 0) -> MLP:
    return MLP(nin, layers, rng=random.Random(seed))


def numbers(model: MLP) -> list[float]:
    return [parameter.data for parameter in model.parameters()]


def with_gradients(model: MLP) -> MLP:
    for i, parameter in enumerate(model.parameters()):
        parameter.grad = 100.0 + i
    return model


# Drawing.


def test_its_weights_are_those_of_its_seed() -> None:
    random.seed(7)
    drawn_by_the_module = numbers(MLP(3, [4, 4, 1]))
    assert numbers(draw_network(Recipe(seed=7))) == drawn_by_the_module


def test_another_seed_draws_other_weights() -> None:
    first, second = (draw_network(Recipe(seed=seed)) for seed in (0, 1))
    assert numbers(first) != numbers(second)


def test_drawing_leaves_the_random_numbers_of_others_alone() -> None:
    random.seed(3)
    state = random.getstate()
    draw_network(Recipe())
    assert random.getstate() == state


# Keeping what fits.


@given(st.integers(1, 4), widths)
@settings(max_examples=30, deadline=None)
def test_a_network_of_the_same_shape_keeps_all(nin: int, layers: list[int]) -> None:
    old, new = network(nin, layers, seed=0), network(nin, layers, seed=1)
    kept = keep_parameters(old, new, range(len(layers)))
    assert kept == len(old.parameters())
    assert numbers(new) == numbers(old)


@given(st.integers(1, 4), widths, st.integers(0, 3), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_a_resized_layer_keeps_each_weight_whose_two_ends_are_in_both(
    nin: int, layers: list[int], place: int, width: int
) -> None:
    place %= len(layers)
    resized = [*layers[:place], width, *layers[place + 1 :]]
    old, new, fresh = network(nin, layers), network(nin, resized, 1), network(nin, resized, 1)
    before = {parameter.label: parameter.data for parameter in old.parameters()}
    kept = keep_parameters(old, new, range(len(layers)))
    pairs = list(zip(new.parameters(), fresh.parameters(), strict=True))
    for parameter, drawn in pairs:
        assert parameter.data == before.get(parameter.label, drawn.data)
    assert kept == sum(parameter.label in before for parameter, _ in pairs)


def test_gradients_come_along_with_their_parameters() -> None:
    old, new = with_gradients(network(2, [2, 1])), network(2, [2, 1], seed=1)
    keep_parameters(old, new, [0, 1])
    assert [p.grad for p in new.parameters()] == [p.grad for p in old.parameters()]


def test_a_layer_put_between_starts_anew_and_so_do_the_weights_after_it() -> None:
    old, new, fresh = network(3, [4, 1]), network(3, [4, 4, 1], 1), network(3, [4, 4, 1], 1)
    kept = keep_parameters(old, new, [0, None, 1])
    assert kept == 4 * 4 + 1
    assert numbers_of_layer(new, 0) == numbers_of_layer(old, 0)
    assert numbers_of_layer(new, 1) == numbers_of_layer(fresh, 1)
    assert weights(new, 2) == weights(fresh, 2)
    assert new.layers[2].neurons[0].b.data == old.layers[1].neurons[0].b.data


def test_after_a_layer_that_was_removed_biases_stay_and_weights_start_anew() -> None:
    old, new, fresh = network(3, [4, 4, 1]), network(3, [4, 1], 1), network(3, [4, 1], 1)
    kept = keep_parameters(old, new, [0, 2])
    assert kept == 4 * 4 + 1
    assert numbers_of_layer(new, 0) == numbers_of_layer(old, 0)
    assert weights(new, 1) == weights(fresh, 1)
    assert new.layers[1].neurons[0].b.data == old.layers[2].neurons[0].b.data


def test_without_its_first_layer_a_network_sees_the_inputs_with_new_weights() -> None:
    old, new, fresh = network(3, [3, 2]), network(3, [2], 1), network(3, [2], 1)
    kept = keep_parameters(old, new, [1])
    assert kept == 2
    assert weights(new, 0) == weights(fresh, 0)


def test_the_network_that_was_copied_from_is_left_as_it_was() -> None:
    old = with_gradients(network(3, [4, 1]))
    before = [(p.data, p.grad) for p in old.parameters()]
    new = network(2, [3, 2], seed=1)
    keep_parameters(old, new, [0, 1])
    new.layers[0].neurons[0].b.data = 99.0
    assert [(p.data, p.grad) for p in old.parameters()] == before


def numbers_of_layer(model: MLP, index: int) -> list[float]:
    return [parameter.data for parameter in model.layers[index].parameters()]


def weights(model: MLP, index: int) -> list[float]:
    return [w.data for neuron in model.layers[index].neurons for w in neuron.w]
