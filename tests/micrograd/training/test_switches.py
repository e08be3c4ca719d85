"""Frozen parameters stay as they are; neurons that are switched off have 0 for their output."""

import math
import random
from typing import Any

import pytest

from micrograd.compiled.engine import CompiledEngine
from micrograd.compiled.machine_code import Kernel
from micrograd.data.dataset import four_samples
from micrograd.engine import Value, operate
from micrograd.nn import ACTIVATIONS, MLP
from micrograd.recipe.optimizers import OPTIMIZERS
from micrograd.recipe.parts import members, neuron_names, parameter_names
from micrograd.training.loss_graph import LossGraph, node_count
from micrograd.training.phases import Phase
from micrograd.training.step_engine import StepEngine
from micrograd.training.trainer import Trainer

WIDTHS = 3, 4, 4, 1
every_optimizer = pytest.mark.parametrize("optimizer", OPTIMIZERS)
every_engine = pytest.mark.parametrize("engine", [StepEngine, CompiledEngine])


def begun(engine: type[StepEngine] = StepEngine, **settings: Any) -> Trainer:
    model = MLP(3, [4, 4, 1], rng=random.Random(1))
    return Trainer(model, four_samples(), 0.02, engine=engine(), **settings)


def bits(numbers: list[float]) -> list[str]:
    return [number.hex() for number in numbers]


# Frozen parameters.


@every_engine
@every_optimizer
def test_what_is_frozen_keeps_its_data_and_its_slots_to_the_last_bit(
    optimizer: str, engine: type[StepEngine], compiled_loop: Kernel
) -> None:
    trainer = begun(engine, optimizer=optimizer, penalty="l2")
    trainer.run(5)
    trainer.change("frozen", ("1.2", "3.1.b"))
    before = bits(trainer.state)
    trainer.run(5)
    frozen, count = members(("1.2", "3.1.b"), parameter_names(WIDTHS)), len(trainer.parameters)
    after = bits(trainer.state)
    numbers = count * (1 + len(trainer.optimizer.slots))
    for place in range(numbers):
        assert (after[place] == before[place]) == (place % count in frozen)
    assert all(trainer.parameters[i].grad for i in frozen)


@every_optimizer
def test_the_gradients_of_all_others_are_those_of_the_whole_network(optimizer: str) -> None:
    free, held = begun(optimizer=optimizer), begun(optimizer=optimizer, frozen=("2",))
    free.step(), held.step()
    assert bits(held.grads) == bits(free.grads)


@every_engine
def test_a_frozen_parameter_whose_update_would_be_infinite_diverges_nothing(
    engine: type[StepEngine], compiled_loop: Kernel
) -> None:
    trainer = begun(engine, frozen=("1", "2", "3"))
    trainer.learning_rate = 1e308
    trainer.edit_parameter(-1, 1e10)
    before = bits(trainer.state)
    trainer.run(3)
    assert bits(trainer.state) == before


def test_an_operation_of_the_update_leaves_a_frozen_parameter_and_is_taken_back() -> None:
    trainer = begun(optimizer="adam", frozen=("1.1.w2",))
    for _ in range(3):
        trainer.step_phase()
    trainer.advance(2)
    update = trainer.last_pass
    assert trainer.phase is Phase.UPDATE
    assert update.left_frozen  # type: ignore[union-attr]
    assert update.last.before == update.last.after  # type: ignore[union-attr]
    assert set(update.last_slots.values()) == {(0.0, 0.0)}  # type: ignore[union-attr]
    trainer.advance(1)
    assert not update.left_frozen  # type: ignore[union-attr]
    state = begun(optimizer="adam").state
    trainer.retreat(3)
    assert bits(trainer.state) == bits(state)


def test_thawed_parameters_are_trained_on() -> None:
    trainer = begun(frozen=("1",))
    trainer.run(2)
    before = trainer.state
    trainer.change("frozen", ())
    trainer.run(1)
    assert all(a != b for a, b in zip(before, trainer.state, strict=True))


# Neurons that are off.


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_neuron_that_is_off_has_0_for_its_output_and_all_of_its_gradients(
    activation: str,
) -> None:
    model = MLP(2, [2, 1], activation, random.Random(4))
    model.layers[0].neurons[1].is_off = True
    for x in ([0.3, -2.0], [-5.0, 1.0], [math.nan, math.inf]):
        (_, off), _ = model.plain()(x)
        assert off.hex() == model.layer_outputs(x)[0][1].data.hex() == (0.0).hex()
    graph = LossGraph(model, four_samples_of_two())
    graph.loss.backward()
    own = model.layers[0].neurons[1].parameters()
    assert [parameter.grad for parameter in own] == [0.0, 0.0, 0.0]
    assert model.layers[1].neurons[0].w[1].grad == 0.0


def four_samples_of_two() -> Any:
    return four_samples().edited([[*row[:2], row[-1]] for row in four_samples().rows()], 1)


def test_off_is_an_operation_of_its_own_and_a_name_of_the_graph() -> None:
    out = operate("off", Value(-7.5))
    out.backward()
    assert (out.data.hex(), out._op, out._prev[0].grad) == ((0.0).hex(), "off", 0.0)
    model = MLP(3, [4, 4, 1], rng=random.Random(1))
    model.layers[1].neurons[2].is_off = True
    graph = LossGraph(model, four_samples())
    addresses = [graph.addresses[graph.index[each[1][2]]] for each in graph.outputs]
    assert [address.label for address in addresses] == [
        f"layer 2 · neuron 3 · out · sample {i}" for i in range(1, 5)
    ]
    before = addresses[0]._replace(name="tanh")
    assert before in graph.addresses
    assert node_count(model, 4) == len(graph.order)


@every_engine
def test_a_network_without_a_neuron_is_trained_as_if_its_weights_were_0(
    engine: type[StepEngine], compiled_loop: Kernel
) -> None:
    trainer, cut = begun(engine, off=("1.3",)), begun(engine)
    names = parameter_names(WIDTHS)
    outgoing = [i for i, name in enumerate(names) if name.startswith("2.") and name.endswith(".w3")]
    for index in outgoing:
        cut.edit_parameter(index, 0.0)
    cut.change("frozen", tuple(names[i] for i in outgoing))
    losses = [loss.hex() for loss in trainer.run(20)]
    assert losses == [loss.hex() for loss in cut.run(20)]
    assert trainer.evaluate() == cut.evaluate()
    assert not trainer.engine.obstacle


@every_engine
def test_a_neuron_is_switched_off_and_on_in_the_course_of_training(
    engine: type[StepEngine], compiled_loop: Kernel
) -> None:
    trainer = begun(engine)
    trainer.run(3)
    whole = trainer.evaluate()
    trainer.change("off", ("2.1", "2.4"))
    assert trainer.evaluate() != whole
    assert sum(neuron.is_off for layer in trainer.model.layers for neuron in layer.neurons) == 2
    trainer.run(3)
    trainer.change("off", ())
    straight = begun(StepEngine)
    straight.run(3)
    straight.change("off", neuron_names(WIDTHS)[4:8:3])
    straight.run(3)
    straight.change("off", ())
    assert [*map(float.hex, trainer.run(3))] == [*map(float.hex, straight.run(3))]
    assert bits(trainer.state) == bits(straight.state)


def test_a_trainer_keeps_the_neurons_that_are_off_in_the_network_it_is_given() -> None:
    model = MLP(3, [4, 4, 1], rng=random.Random(1))
    model.layers[0].neurons[1].is_off = True
    assert Trainer(model, four_samples()).setting("off") == ("1.2",)
    assert Trainer(model, four_samples(), off=()).model.layers[0].neurons[1].is_off is False


@every_engine
def test_a_whole_layer_and_the_output_can_be_off(
    engine: type[StepEngine], compiled_loop: Kernel
) -> None:
    trainer = begun(engine, off=("1", "3"))
    before = bits(trainer.state)
    losses = trainer.run(2)
    assert losses == [4.0, 4.0]
    assert bits(trainer.state) == before
