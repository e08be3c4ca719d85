"""A program with its memory: what it says of a run, step by step what the engine did."""

import copy
import random
import threading
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest

from micrograd.compiled import compiled_trainer
from micrograd.compiled import machine as machine_module
from micrograd.compiled.machine import Floats, Machine
from micrograd.compiled.machine_code import Kernel
from micrograd.compiled.program import Program
from micrograd.data.dataset import Dataset, four_samples
from micrograd.engine import Value
from micrograd.nn import MLP
from micrograd.recipe.settings import TRAINING
from micrograd.training.divergence import DivergenceError
from micrograd.training.state import StepStart
from micrograd.training.trainer import Trainer

RATE = 0.05
# A call needs the rate alone: the numbers are loaded before it.
SETTINGS = {**TRAINING, "learning_rate": RATE}
START = StepStart(0, [], None, SETTINGS)


def start_at(rate: float) -> StepStart:
    return START._replace(settings={**SETTINGS, "learning_rate": rate})


def start_of(data: list[float], grads: list[float]) -> StepStart:
    return StepStart(0, data, grads, SETTINGS)


class Steps(NamedTuple):
    """The steps of the engine: row i of `data` is from before step i, `grads` of it.

    `data` has one row more, from after the last step.
    """

    losses: list[float]
    data: Floats
    grads: Floats


def steps_of_the_engine(trainer: Trainer, steps: int) -> Steps:
    losses, data, grads = [], [numbers(trainer)[0]], []
    for _ in range(steps):
        losses.append(trainer.step())
        data.append(numbers(trainer)[0])
        grads.append(numbers(trainer)[1])
    return Steps(losses, np.array(data), np.array(grads))


def numbers(trainer: Trainer) -> tuple[list[float], list[float]]:
    return [p.data for p in trainer.parameters], [p.grad for p in trainer.parameters]


def engine(layers: Sequence[int] = (4, 4, 1), dataset: Dataset | None = None) -> Trainer:
    dataset = dataset or four_samples()
    model = MLP(dataset.nin, list(layers), rng=random.Random(0))
    return Trainer(model, dataset, RATE)


@pytest.fixture
def machine_of(built_loop: Kernel) -> Callable[[Trainer], Machine]:
    """A machine for what a trainer trains, with the parameters as they are there."""

    def make(trainer: Trainer) -> Machine:
        machine = Machine(built_loop, Program(trainer.model), trainer.samples)
        machine.load(start_of(*numbers(trainer)))
        return machine

    return make


def many_samples(count: int) -> Dataset:
    chance = random.Random(count)
    return Dataset.from_rows([[chance.uniform(-1, 1) for _ in range(3)] for _ in range(count)])


# The outcome of a run.


@pytest.mark.parametrize("steps", [1, 2, 3, 40])
def test_an_outcome_has_the_losses_and_numbers_of_the_engine(machine_of, steps: int) -> None:
    trainer = engine()
    outcome = machine_of(trainer).train(START, steps)
    expected = steps_of_the_engine(trainer, steps)
    assert not outcome.was_stopped
    assert outcome.losses.tolist() == expected.losses
    assert outcome.failed is None
    assert outcome.state == expected.data[-1].tolist()
    assert outcome.grads == expected.grads[-1].tolist()


@pytest.mark.parametrize("steps", [2, 3, 40])
def test_the_last_two_steps_begin_with_the_parameters_before_their_updates(
    machine_of, steps: int
) -> None:
    trainer = engine()
    outcome = machine_of(trainer).train(START, steps)
    expected = steps_of_the_engine(trainer, steps)
    assert outcome.starts[-1].state == expected.data[-2].tolist()
    assert outcome.starts[-2].state == expected.data[-3].tolist()


def test_a_single_step_begins_with_what_was_loaded(machine_of) -> None:
    trainer = engine()
    start = start_of(*numbers(trainer))
    assert machine_of(trainer).train(start, 1).starts == [start]


def test_the_numbers_of_an_outcome_have_the_shapes_that_are_told(machine_of) -> None:
    trainer = engine((5, 2), Dataset.from_rows([[1.0, 2.0, 3.0, 4.0, 5.0]], 2))
    outcome = machine_of(trainer).train(START, 7, 3, 3)
    parameters = len(trainer.parameters)
    assert outcome.losses.shape == (7,)
    assert outcome.pieces.shape == (3, 4, parameters)
    for of_parameters in (outcome.state, outcome.grads, *(each.state for each in outcome.starts)):
        assert len(of_parameters) == parameters


def test_a_run_goes_on_where_the_last_one_ended(machine_of) -> None:
    trainer = engine()
    machine = machine_of(trainer)
    losses = [loss for steps in (1, 5, 2, 12) for loss in machine.train(START, steps).losses]
    assert losses == trainer.run(20)


def test_an_outcome_stays_as_it_is_while_training_goes_on(machine_of) -> None:
    machine = machine_of(engine())
    outcome = machine.train(START, 5, 2, 2)
    before = copy.deepcopy(outcome)
    machine.train(START, 50, 2, 2)
    machine.evaluate()
    assert outcome[2:] == before[2:]
    assert np.array_equal(outcome.losses, before.losses)
    assert np.array_equal(outcome.pieces, before.pieces)


def test_the_learning_rate_is_that_of_the_call(machine_of) -> None:
    trainer = engine()
    machine = machine_of(trainer)
    for rate in (0.1, 0.001, 0.02):
        trainer.learning_rate = rate
        assert machine.train(start_at(rate), 3).losses.tolist() == trainer.run(3)


def test_loading_takes_over_every_parameter_and_its_gradient(machine_of) -> None:
    trainer = engine((2, 1))
    machine = machine_of(trainer)
    machine.train(START, 3)
    data = [0.5 - i / 10 for i in range(len(trainer.parameters))]
    grads = [float(i) for i in range(len(trainer.parameters))]
    machine.load(start_of(data, grads))
    machine.stop()
    outcome = machine.train(START, 1)
    assert (outcome.state, outcome.grads) == (data, grads)


def test_two_machines_have_nothing_in_common(machine_of) -> None:
    trainers = [engine(), engine((3, 2, 1), many_samples(11))]
    machines = [machine_of(trainer) for trainer in trainers]
    found: list[list[float]] = [[], []]
    for _ in range(4):
        for losses, machine in zip(found, machines, strict=True):
            losses += machine.train(START, 2).losses.tolist()
    assert found == [trainer.run(8) for trainer in trainers]


# Pieces.


def bounds(steps: Steps, room: int, width: int, done: int) -> list[list[list[float]]]:
    """The bounds of each piece, from what the engine did."""
    edges = [0, *range(room, done, width), done]
    return [
        [
            function(numbers[first:last], axis=0).tolist()
            for numbers in (steps.data, steps.grads)
            for function in (np.min, np.max)
        ]
        for first, last in pairwise(edges)
    ]


@pytest.mark.parametrize("dataset", [four_samples(), many_samples(19)], ids=["4", "19"])
def test_pieces_bound_what_the_engine_had_step_by_step_however_a_run_is_split(
    machine_of, dataset: Dataset
) -> None:
    trainer = engine((3, 1), dataset)
    machine, start = machine_of(trainer), numbers(trainer)
    steps = 12
    expected = steps_of_the_engine(trainer, steps)
    for room in range(1, steps + 2):
        for width in range(1, steps + 2):
            machine.load(start_of(*start))
            outcome = machine.train(START, steps, room, width)
            assert outcome.pieces.tolist() == bounds(expected, room, width, steps), (room, width)


def test_a_run_without_a_split_is_one_piece(machine_of) -> None:
    trainer = engine()
    outcome = machine_of(trainer).train(START, 30)
    expected = steps_of_the_engine(trainer, 30)
    assert outcome.pieces.tolist() == bounds(expected, 30, 30, 30)


@pytest.mark.parametrize(("room", "width", "done"), [(2, 3, 8), (1, 1, 3), (5, 1, 7), (1, 5, 11)])
def test_a_run_ends_early_and_between_steps_when_its_pieces_are_full(
    machine_of, monkeypatch, room: int, width: int, done: int
) -> None:
    monkeypatch.setattr(machine_module, "MOST_PIECES", 3)
    trainer = engine()
    machine = machine_of(trainer)
    outcome = machine.train(START, 100, room, width)
    expected = steps_of_the_engine(trainer, done)
    assert not outcome.was_stopped
    assert outcome.failed is None
    assert outcome.losses.tolist() == expected.losses
    assert outcome.state == expected.data[-1].tolist()
    assert outcome.pieces.tolist() == bounds(expected, room, width, done)
    assert machine.train(START, 4).losses.tolist() == trainer.run(4)


def test_a_run_that_fills_its_pieces_with_its_last_step_is_whole(machine_of, monkeypatch) -> None:
    monkeypatch.setattr(machine_module, "MOST_PIECES", 3)
    outcome = machine_of(engine()).train(START, 8, 2, 3)
    assert len(outcome.losses) == 8
    assert len(outcome.pieces) == 3


def test_however_large_the_network_is_there_is_memory_for_two_pieces(
    machine_of, monkeypatch
) -> None:
    monkeypatch.setattr(machine_module, "PIECES_BYTES", 1)
    outcome = machine_of(engine()).train(START, 100, 3, 4)
    assert len(outcome.losses) == 7
    assert len(outcome.pieces) == 2


def test_pieces_take_no_more_memory_than_is_set_for_them(machine_of, monkeypatch) -> None:
    trainer = engine((1,))
    a_piece = 4 * 8 * Program(trainer.model).weights
    monkeypatch.setattr(machine_module, "PIECES_BYTES", 5 * a_piece + 1)
    assert len(machine_of(trainer).train(START, 100, 1, 1).pieces) == 5


# Stopping.


@pytest.mark.parametrize("samples", [1, 8, 9, 40])
def test_a_run_that_is_stopped_before_it_begins_changes_nothing(machine_of, samples: int) -> None:
    trainer = engine(dataset=many_samples(samples))
    trainer.run(2)
    machine = machine_of(trainer)
    machine.stop()
    outcome = machine.train(START, 10, 3, 3)
    assert outcome.was_stopped
    assert outcome.failed is None
    assert (outcome.state, outcome.grads) == numbers(trainer)
    assert len(outcome.losses) == len(outcome.pieces) == 0


def test_a_run_that_is_stopped_ends_with_a_whole_step(machine_of) -> None:
    trainer = engine()
    machine, start = machine_of(trainer), numbers(trainer)
    stopper = threading.Timer(0.01, machine.stop)
    stopper.start()
    outcome = machine.train(START, 10**7)
    stopper.join()
    done = len(outcome.losses)
    assert outcome.was_stopped
    assert outcome.failed is None
    assert done < 10**7
    machine.load(start_of(*start))
    one_more = machine.train(START, done + 1)
    assert one_more.losses[:done].tolist() == outcome.losses.tolist()
    assert one_more.starts[-1].state == outcome.state


def test_loading_lets_a_machine_that_was_stopped_go_on(machine_of) -> None:
    trainer = engine()
    machine = machine_of(trainer)
    machine.stop()
    machine.load(start_of(*numbers(trainer)))
    assert machine.train(START, 3).losses.tolist() == trainer.run(3)


# Divergence.


def diverging(rate: float, weight: float) -> Trainer:
    """Two linear neurons in a row, whose weights are all the same."""
    trainer = Trainer(MLP(1, [1, 1], "linear", random.Random(0)), Dataset([[1.0]], [0.0]), rate)
    for parameter in trainer.parameters:
        parameter.data = weight
    return trainer


def test_a_loss_that_is_not_finite_ends_the_run_before_its_update(machine_of) -> None:
    trainer = diverging(1.0, 2.0)
    machine = machine_of(trainer)
    outcome = machine.train(start_at(1.0), 100)
    done = len(outcome.losses)
    expected = steps_of_the_engine(trainer, done)
    assert outcome.losses.tolist() == expected.losses
    assert outcome.failed is not None
    assert not np.isfinite(outcome.failed.loss)
    assert (outcome.failed.state, outcome.failed.grads) == (None, None)
    assert outcome.state == expected.data[-1].tolist()
    assert len(outcome.pieces) == 1
    with pytest.raises(DivergenceError, match="loss became"):
        trainer.step()


def test_a_parameter_that_is_not_finite_ends_the_run_after_its_update(machine_of) -> None:
    trainer = diverging(1e307, 2.0)
    outcome = machine_of(trainer).train(start_at(1e307), 100)
    assert len(outcome.losses) == len(outcome.pieces) == 0
    assert outcome.failed is not None
    assert outcome.failed.loss == 100.0
    assert outcome.state == [2.0] * 4
    assert not np.isfinite(outcome.failed.state).all()
    with pytest.raises(DivergenceError, match="w1 became"):
        trainer.step()


def test_after_infinite_gradients_a_machine_trains_again(machine_of) -> None:
    model = MLP(2, [2, 1], ["tanh", "linear"], random.Random(0))
    trainer = Trainer(model, Dataset([[1.0, 2.0]], [1.0]), RATE)
    machine, good = machine_of(trainer), numbers(trainer)
    machine.load(start_of([0.0] * 6 + [1e200, 1e200, 1e150], [0.0] * 9))
    outcome = machine.train(START, 10)
    assert outcome.failed is not None
    assert np.isinf(outcome.failed.grads).any()
    machine.load(start_of(*good))
    outcome = machine.train(START, 10)
    assert not outcome.was_stopped
    assert outcome.losses.tolist() == trainer.run(10)
    assert (outcome.state, outcome.grads) == numbers(trainer)


# Looking.


def test_evaluating_gives_the_predictions_and_errors_of_the_engine(machine_of) -> None:
    trainer = engine((4, 2), Dataset.from_rows([[i / 7, 1, i, 2 - i] for i in range(11)], 2))
    evaluation = machine_of(trainer).evaluate()
    assert [len(prediction) for prediction in evaluation.predictions] == [2] * 11
    assert len(evaluation.sample_losses) == 11
    assert evaluation == trainer.evaluate()


def test_evaluating_leaves_parameters_and_gradients_alone(machine_of) -> None:
    trainer = engine(dataset=many_samples(10))
    machine = machine_of(trainer)
    expected = trainer.run(9)
    assert machine.train(START, 4).losses.tolist() == expected[:4]
    before = machine.evaluate()
    after = machine.evaluate()
    assert before == after
    assert machine.train(START, 5).losses.tolist() == expected[4:]


def test_an_evaluation_stays_as_it_is_while_training_goes_on(machine_of) -> None:
    trainer = engine()
    machine = machine_of(trainer)
    evaluation = machine.evaluate()
    machine.train(START, 10)
    machine.evaluate()
    assert evaluation == trainer.evaluate()


# Networks of other forms, which have a program too.


def skipping(x: Sequence[Value], hidden: list[Value], output: Value) -> Value:
    return output + hidden[0]


def doubling(x: Sequence[Value], hidden: list[Value], output: Value) -> Value:
    return output + output


def adding_an_input(x: Sequence[Value], hidden: list[Value], output: Value) -> Value:
    return output + x[0]


def adding_to_itself(x: Sequence[Value], hidden: list[Value], output: Value) -> Value:
    return output.tanh() + output.relu()


def multiplying_by_itself(x: Sequence[Value], hidden: list[Value], output: Value) -> Value:
    return output * output


def multiplying_by_an_input(x: Sequence[Value], hidden: list[Value], output: Value) -> Value:
    return x[0] * output


def with_cross_entropy(x: Sequence[Value], hidden: list[Value], output: Value) -> Value:
    """log(1 + exp(-|output|)) + max(output, 0) - output · x1, as losses have it."""
    logarithm = ((abs(output) * -1).exp() + 1).log()
    return logarithm + output.maximum(0) + output * x[0]


def taking_the_larger(x: Sequence[Value], hidden: list[Value], output: Value) -> Value:
    return (output * 2).maximum(output * -1 + x[0])


def taking_the_larger_of_itself(x: Sequence[Value], hidden: list[Value], output: Value) -> Value:
    return output.maximum(output)


class Formed(MLP):
    """3-[2, 1]; `form` makes the prediction."""

    def __init__(self, form) -> None:
        super().__init__(3, [2, 1], rng=random.Random(0))
        self._form = form

    def layer_outputs(self, x: Sequence[Value]) -> list[list[Value]]:
        hidden, (output,) = super().layer_outputs(x)
        return [hidden, [self._form(x, hidden, output)]]


@pytest.mark.parametrize(
    "form",
    [
        skipping,
        doubling,
        adding_an_input,
        adding_to_itself,
        multiplying_by_itself,
        multiplying_by_an_input,
        with_cross_entropy,
        taking_the_larger,
        taking_the_larger_of_itself,
    ],
)
def test_a_network_of_another_form_has_the_bits_of_the_engine(compiled_loop, form) -> None:
    dataset = many_samples(10)
    dataset = Dataset([[*x, x[0] * x[1]] for x in dataset.xs], dataset.ys)
    trainer = Trainer(Formed(form), dataset, RATE)
    compiled = compiled_trainer(Formed(form), dataset, RATE)
    assert compiled.run(50) == trainer.run(50)
    assert compiled.can_run_beside, compiled.engine.obstacle
    assert numbers(compiled) == numbers(trainer)


# Networks that can't be traced, since they do with their inputs what numbers can do only.


def dividing(x: Sequence[Value]) -> list[Value]:
    return [1 / value for value in x]


def comparing(x: Sequence[Value]) -> list[Value]:
    return sorted(x)


def finding(x: Sequence[Value]) -> list[Value]:
    place = list(x).index(1.0)
    return [*x[place:], *x[:place]]


class Preparing(MLP):
    """3-[2, 1] that is given what `prepare` makes of its inputs."""

    def __init__(self, prepare: Callable[[Sequence[Value]], list[Value]]) -> None:
        super().__init__(3, [2, 1], rng=random.Random(0))
        self._prepare = prepare

    def layer_outputs(self, x: Sequence[Value]) -> list[list[Value]]:
        return super().layer_outputs(self._prepare(x))


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [(dividing, "division by zero"), (comparing, "no order"), (finding, "not in list")],
)
def test_a_network_that_can_not_be_traced_is_trained_by_the_engine(
    compiled_loop, prepare, reason: str
) -> None:
    dataset = Dataset.from_rows([[1.0, 2.0, 4.0, 0.5], [8.0, 1.0, 0.25, -0.5]])
    trainer = Trainer(Preparing(prepare), dataset, RATE)
    compiled = compiled_trainer(Preparing(prepare), dataset, RATE)
    assert compiled.run(5) == trainer.run(5)
    assert not compiled.can_run_beside
    assert reason in compiled.engine.obstacle
    assert numbers(compiled) == numbers(trainer)
