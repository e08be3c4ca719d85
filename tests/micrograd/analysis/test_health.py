"""Health: what a whole step tells of each layer."""

import math

import numpy as np
import pytest

from micrograd.analysis.health import (
    FEWEST_SAMPLES,
    LayerHealth,
    measured_health,
    neuron_names_of,
    neuron_of,
    parameters_of,
    rows_to_measure,
)
from micrograd.data.dataset import Dataset
from micrograd.data.generators import GENERATORS
from micrograd.recipe.network import draw_network
from micrograd.recipe.recipe import Recipe
from micrograd.training.trainer import Trainer, trainer_for


def trained(steps: int = 3, **settings: object) -> Trainer:
    recipe = Recipe(**settings)
    trainer = trainer_for(recipe, draw_network(recipe))
    trainer.run(steps)
    return trainer


def layers(trainer: Trainer) -> tuple[LayerHealth, ...]:
    return measured_health(trainer).layers


def test_outputs_are_those_of_the_network_on_every_sample_trained_on() -> None:
    trainer = trained(dataset=GENERATORS["moons"].dataset(20), test_share=0.2)
    forward, xs = trainer.model.plain(), trainer.samples.scaled.xs
    for i, layer in enumerate(layers(trainer)):
        rows = trainer.samples.training
        assert layer.outputs.tolist() == [forward(xs[row])[i] for row in rows]


def test_gradients_and_updates_are_those_of_the_last_step() -> None:
    trainer = trained(learning_rate=0.05)
    before = np.array(trainer.state_before_update)
    now = np.array(trainer.state)
    found = layers(trainer)
    assert np.concatenate([layer.grads for layer in found]).tolist() == trainer.grads
    ratios = np.concatenate([layer.ratios for layer in found])
    assert ratios == pytest.approx(np.abs((now - before) / before))
    first = slice(0, 16)
    moved = math.hypot(*(now - before)[first]) / math.hypot(*before[first])
    assert found[0].moved == pytest.approx(moved)


def test_before_the_first_step_there_is_no_update() -> None:
    found = layers(trained(0))
    assert [(layer.moved, len(layer.ratios)) for layer in found] == [(None, 0)] * 3


def test_after_an_edit_the_update_to_come_stands_for_the_last_one() -> None:
    trainer = trained()
    trainer.edit_parameter(0, 0.5)
    moves = [trainer.next_move(i, grad) for i, grad in enumerate(trainer.grads)]
    ratios = np.concatenate([layer.ratios for layer in layers(trainer)])
    data = [parameter.data for parameter in trainer.parameters]
    assert ratios == pytest.approx(np.abs(np.array(moves) / data))


def with_bias(neuron: int, bias: float, activation: str, **settings: object) -> Trainer:
    """A trainer whose neuron of the first layer has such a bias, beside which weights are small."""
    recipe = Recipe(activations=(activation, "tanh", "tanh"), init_scale=0.1, **settings)
    trainer = trainer_for(recipe, draw_network(recipe))
    trainer.edit_parameter(4 * neuron + 3, bias)
    return trainer


def test_a_relu_that_is_0_on_every_sample_is_dead() -> None:
    assert layers(with_bias(2, -100.0, "relu"))[0].dead == (2,)
    assert layers(with_bias(2, 100.0, "relu"))[0].dead == ()


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
@pytest.mark.parametrize("bias", [-100.0, 100.0])
def test_a_neuron_that_is_flat_on_every_sample_is_saturated(activation: str, bias: float) -> None:
    found = layers(with_bias(1, bias, activation))[0]
    assert (found.saturated, found.dead) == ((1,), ())


@pytest.mark.parametrize("activation", ["linear", "leaky-relu", "gelu", "softplus", "sine"])
def test_others_are_neither(activation: str) -> None:
    for bias in (-100.0, 100.0):
        found = layers(with_bias(1, bias, activation))[0]
        assert (found.saturated, found.dead) == ((), ())


def test_a_neuron_that_is_switched_off_is_neither_dead_nor_saturated() -> None:
    for activation in ("relu", "sigmoid", "tanh"):
        found = layers(with_bias(2, -100.0, activation, off=("1.3",)))[0]
        assert (found.dead, found.saturated, found.off) == ((), (), (2,))
        assert found.working == 3


def test_frozen_parameters_and_those_of_neurons_that_are_off_count_for_no_update() -> None:
    found = layers(trained(frozen=("1.1",), off=("1.2",)))[0]
    assert len(found.grads) == len(found.ratios) == 8


def test_of_many_samples_a_share_is_measured_always_the_same_one() -> None:
    xs = [[float(i), 1.0] for i in range(5000)]
    trainer = trained(0, dataset=Dataset(xs, [[1.0]] * 5000))
    rows = rows_to_measure(trainer, is_compiled=False)
    assert rows == rows_to_measure(trainer, is_compiled=False)
    assert FEWEST_SAMPLES <= len(rows) <= 128
    assert rows == sorted(set(rows))
    assert {row % 2 for row in rows} == {0, 1}
    health = measured_health(trainer)
    assert (health.samples, health.of) == (len(rows), 5000)


def test_measuring_changes_nothing() -> None:
    trainer = trained(3)
    before = trainer.state, trainer.grads, trainer.steps, trainer.phase, trainer.loss
    measured_health(trainer)
    assert (trainer.state, trainer.grads, trainer.steps, trainer.phase, trainer.loss) == before
    assert trainer.run(2) == trained(5 - 2).run(2)


def test_neurons_have_parameters_and_names() -> None:
    widths = (3, 4, 2)
    assert parameters_of(widths, 0, [1]) == [4, 5, 6, 7]
    assert parameters_of(widths, 1, [1]) == [21, 22, 23, 24, 25]
    for layer, count in enumerate(widths[1:]):
        for neuron in range(count):
            owned = parameters_of(widths, layer, [neuron])
            assert {neuron_of(widths, index) for index in owned} == {(layer, neuron)}
    with pytest.raises(IndexError, match="no such parameter"):
        neuron_of(widths, 26)
    assert neuron_names_of(1, [0, 3]) == "2.1, 2.4"
    assert neuron_names_of(0, range(6)) == "1.1, 1.2, 1.3, 1.4 and 2 more"
