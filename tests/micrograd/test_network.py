"""An experiment starts from its seed, and keeps what fits when its network is changed."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd.data import Dataset, four_samples
from micrograd.network import NetworkConfig, keep_parameters, new_experiment
from micrograd.nn import MLP

widths = st.lists(st.integers(1, 4), min_size=1, max_size=4)


def network(nin: int, layers: Sequence[int], seed: int = 0) -> MLP:
    return MLP(nin, layers, rng=random.Random(seed))


def numbers(model: MLP) -> list[float]:
    return [parameter.data for parameter in model.parameters()]


def with_gradients(model: MLP) -> MLP:
    for i, parameter in enumerate(model.parameters()):
        parameter.grad = 100.0 + i
    return model


# Starting.


def test_without_a_word_it_is_the_four_samples_and_the_network_of_the_specification() -> None:
    experiment = new_experiment()
    assert experiment.dataset == four_samples()
    assert experiment.config == NetworkConfig((4, 4, 1), ("tanh",) * 3, 0)
    assert len(experiment.trainer.parameters) == 41
    assert experiment.trainer.learning_rate == 0.1
    assert experiment.trainer.steps == 0


def test_its_weights_are_those_of_its_seed() -> None:
    config = NetworkConfig(seed=7)
    random.seed(7)
    drawn_by_the_module = numbers(MLP(3, [4, 4, 1]))
    assert numbers(new_experiment(config=config).trainer.model) == drawn_by_the_module


def test_another_seed_draws_other_weights() -> None:
    first, second = (new_experiment(config=NetworkConfig(seed=seed)) for seed in (0, 1))
    assert numbers(first.trainer.model) != numbers(second.trainer.model)


def test_drawing_leaves_the_random_numbers_of_others_alone() -> None:
    random.seed(3)
    state = random.getstate()
    new_experiment()
    assert random.getstate() == state


def test_the_network_takes_what_the_samples_have() -> None:
    dataset = Dataset([[1.0, 2.0, 3.0, 4.0, 5.0]], [[0.0, 1.0]])
    config = NetworkConfig((3, 2), ("relu", "linear"))
    model = new_experiment(dataset, config).trainer.model
    assert model.nin == 5
    assert model.nouts == [3, 2]


def test_a_last_layer_that_does_not_fit_the_targets_is_refused() -> None:
    with pytest.raises(ValueError, match="1 targets, but the network has 2"):
        new_experiment(config=NetworkConfig((4, 2), ("tanh", "tanh")))


def test_two_experiments_of_one_seed_train_to_the_last_bit_alike() -> None:
    first, second = new_experiment(), new_experiment()
    assert first.trainer.run(20) == second.trainer.run(20)
    assert numbers(first.trainer.model) == numbers(second.trainer.model)


def test_the_history_does_not_count_where_experiments_are_compared() -> None:
    experiment = new_experiment()
    before = experiment.history.losses
    before.append(1.0)
    assert experiment == experiment.__class__(
        experiment.dataset, experiment.config, experiment.trainer, new_experiment().history
    )


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
