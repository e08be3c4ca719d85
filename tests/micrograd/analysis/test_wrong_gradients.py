"""The gradients of a wrong backward pass: those that training leaves, to the last bit."""

import pytest

from micrograd.analysis.tape import Tape
from micrograd.analysis.wrong_gradients import wrong_gradients
from micrograd.recipe.faults import FAULTS
from micrograd.recipe.network import draw_network
from micrograd.recipe.recipe import Recipe
from micrograd.training.phases import Phase
from micrograd.training.trainer import trainer_for


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("steps", [0, 2])
def test_they_are_those_that_training_leaves(name: str, steps: int) -> None:
    recipe = Recipe(fault=name, learning_rate=0.01)
    trainer = trainer_for(recipe, draw_network(recipe))
    trainer.run(steps)
    before = trainer.grads if trainer.fault.skips_zero_grad else [0.0] * len(trainer.grads)
    while trainer.phase is not Phase.BACKWARD:
        trainer.step_phase()
    graph = trainer.graph
    tape = Tape(graph.loss, graph.order)
    carried = {graph.index[p]: g for p, g in zip(trainer.parameters, before, strict=True)}
    assert trainer.grads_before_backward == before
    found = wrong_gradients(tape, tape.forward(), trainer.fault, carried, trainer.scheduled_rate)
    leaves = {*carried}
    for node, (grad, value) in enumerate(zip(found, graph.order, strict=True)):
        if value._prev or node in leaves:
            assert grad.hex() == value.grad.hex(), (name, graph.addresses[node].label)
