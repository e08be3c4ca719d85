"""`Trainer`: the specification's loop as one sequence, taken in steps of any size."""

import gc
import math
import random
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from micrograd.data.dataset import Dataset, four_samples
from micrograd.engine import topological_order
from micrograd.nn import ACTIVATIONS, MLP
from micrograd.recipe.objective import Objective
from micrograd.training.divergence import DivergenceError
from micrograd.training.loss_graph import LossGraph
from micrograd.training.passes import BackwardStep, OperationRecord
from micrograd.training.phases import Phase
from micrograd.training.trainer import Trainer

PHASES = [Phase.FORWARD, Phase.ZERO_GRAD, Phase.BACKWARD, Phase.UPDATE]


def make_trainer(nouts=(4, 4, 1), activations="tanh", seed=0, rate=0.1, dataset=None):
    dataset = dataset or four_samples()
    model = MLP(dataset.nin, list(nouts), activations, rng=random.Random(seed))
    return Trainer(model, dataset, rate)


def make_small_trainer(seed=0):
    """Few operations to a step, for tests that walk through them one by one."""
    dataset = Dataset([[0.5, -1.0], [1.0, 2.0]], [1.0, -0.5])
    return make_trainer((2, 1), seed=seed, dataset=dataset)


def data_of(trainer):
    return [parameter.data.hex() for parameter in trainer.model.parameters()]


def grad_of(trainer):
    return [parameter.grad.hex() for parameter in trainer.model.parameters()]


def state_of(trainer):
    """Every bit of the parameters and of their gradients."""
    return data_of(trainer), grad_of(trainer)


def bits(numbers):
    return [number.hex() for number in numbers]


def as_list(outputs):
    return outputs if isinstance(outputs, list) else [outputs]


def loss_of_the_specification(n, dataset):
    ypred = [yout for x in dataset.xs for yout in as_list(n(x))]
    ys = [ygt for target in dataset.targets for ygt in target]
    return sum((yout - ygt) ** 2 for ygt, yout in zip(ys, ypred, strict=True))


def loop_of_the_specification(n, dataset, rates):
    """The loop as it is written there, with the graph built anew in every step."""
    losses = []
    for rate in rates:
        # forward pass
        loss = loss_of_the_specification(n, dataset)
        # backward pass
        n.zero_grad()
        loss.backward()
        # update
        for p in n.parameters():
            p.data += -rate * p.grad
        losses.append(loss.data)
    return losses


# The reference figures


def test_the_losses_are_those_of_the_reference(reference_case):
    trainer = make_trainer(reference_case["nouts"], seed=reference_case["random_seed"])
    trainer.learning_rate = reference_case["learning_rate"]
    losses = trainer.run(reference_case["steps"])
    assert losses == pytest.approx(reference_case["losses"], rel=1e-9, abs=0)


def test_the_first_gradients_are_those_of_the_reference(reference_case):
    trainer = make_trainer(reference_case["nouts"], seed=reference_case["random_seed"])
    trainer.step()
    gradients = [parameter.grad for parameter in trainer.model.parameters()]
    assert gradients == pytest.approx(reference_case["first_gradients"], rel=1e-9, abs=0)


def test_the_final_parameters_are_those_of_the_reference(reference_case):
    trainer = make_trainer(reference_case["nouts"], seed=reference_case["random_seed"])
    trainer.learning_rate = reference_case["learning_rate"]
    trainer.run(reference_case["steps"])
    parameters = [parameter.data for parameter in trainer.model.parameters()]
    assert parameters == pytest.approx(reference_case["final_parameters"], rel=1e-9, abs=0)


# The specification's loop


@pytest.mark.parametrize("seed", range(3))
def test_fifty_steps_are_the_loop_of_the_specification_to_the_last_bit(seed):
    trainer, plain = make_trainer(seed=seed), make_trainer(seed=seed)
    losses = loop_of_the_specification(plain.model, four_samples(), [0.1] * 50)
    assert bits(trainer.run(50)) == bits(losses)
    assert state_of(trainer) == state_of(plain)


@settings(deadline=None, max_examples=40)
@given(
    data=st.data(),
    layers=st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from(list(ACTIVATIONS))),
        min_size=1,
        max_size=3,
    ),
    nin=st.integers(1, 3),
    seed=st.integers(0, 1000),
    rate=st.floats(1e-4, 0.05),
)
def test_any_network_is_trained_as_by_the_loop_to_the_last_bit(data, layers, nin, seed, rate):
    nouts, activations = zip(*layers, strict=True)
    width = nin + nouts[-1]
    row = st.lists(st.floats(-3, 3), min_size=width, max_size=width)
    dataset = Dataset.from_rows(data.draw(st.lists(row, min_size=1, max_size=3)), nouts[-1])
    trainer, plain = (make_trainer(nouts, activations, seed, rate, dataset) for _ in range(2))
    losses = loop_of_the_specification(plain.model, dataset, [rate] * 3)
    assert bits(trainer.run(3)) == bits(losses)
    assert state_of(trainer) == state_of(plain)


def test_the_loss_of_the_specifications_network_has_470_nodes():
    dataset = four_samples()
    model = MLP(3, [4, 4, 1])
    loss = Objective().total([[model(x)] for x in dataset.xs], dataset.targets)
    assert len(topological_order(loss)) == 470
    assert len(topological_order(loss_of_the_specification(model, dataset))) == 470


def test_the_learning_rate_is_a_tenth_unless_given():
    model = MLP(3, [4, 4, 1])
    assert Trainer(model, four_samples()).learning_rate == 0.1
    assert Trainer(model, four_samples(), learning_rate=0.5).learning_rate == 0.5


def test_step_returns_the_loss_before_the_update():
    trainer = make_trainer()
    before = loss_of_the_specification(trainer.model, four_samples()).data
    assert trainer.step() == before == trainer.loss
    assert loss_of_the_specification(trainer.model, four_samples()).data != before


def test_run_returns_the_loss_of_every_step():
    trainer, other = make_trainer(), make_trainer()
    assert trainer.run(5) == [other.step() for _ in range(5)]
    assert trainer.steps == 5


def test_run_of_no_steps_does_nothing():
    trainer = make_trainer()
    before = state_of(trainer)
    assert trainer.run(0) == []
    assert (state_of(trainer), trainer.steps) == (before, 0)


def test_making_a_trainer_leaves_the_network_alone():
    model = MLP(3, [4, 4, 1], rng=random.Random(0))
    for parameter in model.parameters():
        parameter.grad = 0.5
    before = [(p.data, p.grad) for p in model.parameters()]
    Trainer(model, four_samples())
    assert [(p.data, p.grad) for p in model.parameters()] == before


def test_a_parameter_edited_between_steps_is_trained_on_from_there():
    trainer, plain = make_trainer(), make_trainer()
    trainer.run(2)
    loop_of_the_specification(plain.model, four_samples(), [0.1] * 2)
    for each in (trainer, plain):
        each.model.layers[0].neurons[0].b.data = 0.75
    losses = loop_of_the_specification(plain.model, four_samples(), [0.1] * 3)
    assert bits(trainer.run(3)) == bits(losses)


# One sequence, in pieces of any size


def test_the_phases_come_in_the_order_of_the_loop():
    trainer = make_trainer()
    assert [trainer.step_phase() for _ in range(9)] == [*PHASES, *PHASES, Phase.FORWARD]
    assert trainer.steps == 2


def test_the_phase_is_that_of_the_last_operation():
    trainer = make_small_trainer()
    assert trainer.phase is None
    for phase in PHASES:
        trainer.step_operation()
        assert trainer.phase is phase
        if not trainer.is_between_phases:
            trainer.step_phase()
        assert trainer.phase is phase


def test_the_forward_pass_finds_the_loss_and_changes_no_parameter():
    trainer = make_trainer()
    trainer.run(2)
    before = state_of(trainer)
    expected = loss_of_the_specification(trainer.model, four_samples()).data
    trainer.step_phase()
    assert trainer.loss == expected
    assert state_of(trainer) == before


def test_zero_grad_sets_the_gradients_to_zero_and_changes_no_parameter():
    trainer = make_trainer()
    trainer.run(2)
    before = data_of(trainer)
    trainer.step_phase()
    trainer.step_phase()
    assert grad_of(trainer) == [(0.0).hex()] * 41
    assert data_of(trainer) == before


def test_the_backward_pass_finds_the_gradients_and_changes_no_parameter():
    trainer, plain = make_trainer(), make_trainer()
    trainer.run(2)
    loop_of_the_specification(plain.model, four_samples(), [0.1] * 2)
    before = data_of(trainer)
    for _ in range(3):
        trainer.step_phase()
    plain.model.zero_grad()
    loss_of_the_specification(plain.model, four_samples()).backward()
    assert grad_of(trainer) == grad_of(plain)
    assert data_of(trainer) == before


def test_the_update_moves_every_parameter_against_its_gradient():
    trainer = make_trainer(rate=0.25)
    for _ in range(3):
        trainer.step_phase()
    expected = [p.data + -0.25 * p.grad for p in trainer.model.parameters()]
    gradients = grad_of(trainer)
    trainer.step_phase()
    assert state_of(trainer) == (bits(expected), gradients)


def test_a_step_ends_with_its_last_operation_only():
    trainer = make_small_trainer()
    loss = loss_of_the_specification(trainer.model, trainer.dataset)
    operations = sum(bool(node._prev) for node in topological_order(loss))
    parameters = len(trainer.model.parameters())
    length = 2 * operations + 2 * parameters
    ends = [trainer.step_operation() for _ in range(2 * length)]
    assert [k for k, is_end in enumerate(ends, start=1) if is_end] == [length, 2 * length]
    assert trainer.steps == 2


def test_an_operation_of_the_update_moves_one_parameter():
    trainer = make_small_trainer()
    for _ in range(3):
        trainer.step_phase()
    before = data_of(trainer)
    trainer.step_operation()
    after = data_of(trainer)
    assert after[0] != before[0]
    assert after[1:] == before[1:]


def test_an_operation_of_zero_grad_zeroes_one_gradient():
    trainer = make_small_trainer()
    trainer.step()
    trainer.step_phase()
    before = grad_of(trainer)
    trainer.step_operation()
    assert grad_of(trainer) == [(0.0).hex(), *before[1:]]


def test_steps_of_the_specifications_network_by_operation_are_those_of_run():
    by_operation, at_once = make_trainer(), make_trainer()
    while by_operation.steps < 3:
        by_operation.step_operation()
    at_once.run(3)
    assert state_of(by_operation) == state_of(at_once)


def test_fifty_steps_are_the_same_one_by_one_at_once_and_in_phases():
    one_by_one, at_once, mixed = make_trainer(), make_trainer(), make_trainer()
    losses = [one_by_one.step() for _ in range(50)]
    assert bits(at_once.run(50)) == bits(losses)
    for _ in range(25):
        mixed.step()
        for _ in range(4):
            mixed.step_phase()
    assert state_of(one_by_one) == state_of(at_once) == state_of(mixed)


def take(trainer, piece):
    """Advance by a piece of the sequence; the losses of the steps that it ended."""
    kind, count = piece
    if kind == "run":
        return trainer.run(count)
    losses = []
    for _ in range(count):
        steps = trainer.steps
        {
            "operations": trainer.step_operation,
            "phases": trainer.step_phase,
            "steps": trainer.step,
        }[kind]()
        if trainer.steps > steps:
            losses.append(trainer.loss)
    return losses


PIECES = st.lists(
    st.one_of(
        st.tuples(st.just("operations"), st.integers(1, 150)),
        st.tuples(st.just("phases"), st.integers(1, 6)),
        st.tuples(st.just("steps"), st.integers(1, 3)),
        st.tuples(st.just("run"), st.integers(1, 3)),
    ),
    min_size=1,
    max_size=12,
)


@settings(deadline=None, max_examples=100)
@given(pieces=PIECES, seed=st.integers(0, 100))
def test_any_mix_of_operations_phases_steps_and_runs_gives_the_same_bits(pieces, seed):
    mixed, at_once = make_small_trainer(seed), make_small_trainer(seed)
    losses = [loss for piece in pieces for loss in take(mixed, piece)]
    if not mixed.is_between_steps:
        losses.append(mixed.step())
    assert bits(losses) == bits(at_once.run(mixed.steps))
    assert state_of(mixed) == state_of(at_once)


@settings(deadline=None, max_examples=50)
@given(pieces=st.lists(st.integers(1, 200), min_size=1, max_size=20))
def test_advance_never_goes_past_a_phase(pieces):
    trainer, at_once = make_small_trainer(), make_small_trainer()
    phases = []
    for operations in pieces:
        ended = trainer.advance(operations)
        assert ended == (trainer.is_between_steps and trainer.phase is Phase.UPDATE)
        phases.append(trainer.phase)
    changes = [pair for pair in pairwise(phases) if pair[0] is not pair[1]]
    assert all(PHASES[(PHASES.index(a) + 1) % 4] is b for a, b in changes)
    trainer.step()
    at_once.run(trainer.steps)
    assert state_of(trainer) == state_of(at_once)


def test_a_step_under_way_is_finished_by_step():
    trainer, other = make_trainer(), make_trainer()
    trainer.step_phase()
    trainer.step_operation()
    assert trainer.step() == other.step()
    assert (state_of(trainer), trainer.steps) == (state_of(other), 1)


# Looking changes nothing


@settings(deadline=None, max_examples=50)
@given(operations=st.integers(0, 300), looks=st.integers(1, 3))
def test_evaluating_at_any_moment_changes_nothing(operations, looks):
    watched, alone = make_small_trainer(), make_small_trainer()
    for trainer in (watched, alone):
        for _ in range(operations):
            trainer.step_operation()
    for _ in range(looks):
        watched.evaluate()
    assert state_of(watched) == state_of(alone)
    assert (watched.steps, watched.phase, watched.loss) == (alone.steps, alone.phase, alone.loss)
    assert bits(watched.run(3)) == bits(alone.run(3))
    assert state_of(watched) == state_of(alone)


def test_evaluating_draws_no_random_number():
    state = random.getstate()
    make_trainer().evaluate()
    assert random.getstate() == state


@pytest.mark.parametrize("activations", ACTIVATIONS)
def test_the_loss_evaluated_is_the_loss_of_the_next_step_to_the_last_bit(activations):
    trainer = make_trainer(activations=activations, rate=0.001)
    for _ in range(10):
        evaluated = trainer.evaluate().loss
        assert evaluated.hex() == trainer.step().hex()


@settings(deadline=None, max_examples=50)
@given(
    rows=st.lists(st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=4), min_size=1, max_size=6),
    seed=st.integers(0, 100),
)
def test_the_loss_evaluated_is_added_up_in_the_order_of_the_loop(rows, seed):
    trainer = make_trainer((3, 2), "linear", seed, 1e-9, Dataset.from_rows(rows, nout=2))
    evaluated = trainer.evaluate().loss
    assert evaluated.hex() == trainer.step().hex()


def test_an_evaluation_has_the_predictions_and_squared_errors_of_every_sample():
    dataset = Dataset([[1.0], [2.0]], [[0.5, -0.5], [0.25, 1.0]])
    trainer = make_trainer((3, 2), dataset=dataset)
    evaluation = trainer.evaluate()
    predictions = [[output.data for output in trainer.model(x)] for x in dataset.xs]
    assert evaluation.predictions == predictions
    assert evaluation.sample_losses == [
        sum((p - y) ** 2 for p, y in zip(outputs, target, strict=True))
        for outputs, target in zip(predictions, dataset.targets, strict=True)
    ]
    assert evaluation.loss == pytest.approx(sum(evaluation.sample_losses))


# The learning rate


def test_a_learning_rate_changed_between_steps_holds_from_the_next_step_on():
    trainer, plain = make_trainer(), make_trainer()
    losses = trainer.run(3)
    trainer.learning_rate = 0.025
    losses += trainer.run(3)
    expected = loop_of_the_specification(plain.model, four_samples(), [0.1] * 3 + [0.025] * 3)
    assert bits(losses) == bits(expected)
    assert state_of(trainer) == state_of(plain)


@pytest.mark.parametrize("phases", [1, 2, 3])
def test_a_learning_rate_changed_before_the_update_holds_for_this_step(phases):
    trainer, plain = make_trainer(), make_trainer()
    trainer.run(2)
    for _ in range(phases):
        trainer.step_phase()
    trainer.learning_rate = 0.025
    trainer.step()
    loop_of_the_specification(plain.model, four_samples(), [0.1, 0.1, 0.025])
    assert state_of(trainer) == state_of(plain)


def test_a_learning_rate_changed_within_the_update_holds_for_all_of_it():
    trainer = make_trainer(rate=0.1)
    for _ in range(3):
        trainer.step_phase()
    before = [(p.data, p.grad) for p in trainer.model.parameters()]
    for _ in range(10):
        trainer.step_operation()
    trainer.learning_rate = 0.5
    assert [(p.data, p.grad) for p in trainer.model.parameters()] == before
    trainer.step_phase()
    expected = [data + -0.5 * grad for data, grad in before]
    assert data_of(trainer) == bits(expected)


@pytest.mark.parametrize("rate", [0, -0.1, math.nan, math.inf, -math.inf])
def test_a_learning_rate_that_is_not_finite_and_positive_is_refused(rate):
    trainer = make_trainer(rate=0.2)
    with pytest.raises(ValueError, match="learning rate"):
        trainer.learning_rate = rate
    assert trainer.learning_rate == 0.2
    model, dataset = trainer.model, trainer.dataset
    with pytest.raises(ValueError, match="learning rate"):
        Trainer(model, dataset, rate)


# The dataset


@settings(deadline=None, max_examples=50)
@given(operations=st.integers(0, 300))
def test_a_dataset_replaced_at_any_moment_trains_like_a_new_trainer_from_there(operations):
    trainer, fresh = make_small_trainer(), make_small_trainer()
    for _ in range(operations):
        trainer.step_operation()
    dataset = Dataset([[1.0, 1.0], [0.0, -2.0], [0.5, 0.25]], [0.5, -1.0, 0.0])
    trainer.dataset = dataset
    for ours, theirs in zip(fresh.model.parameters(), trainer.model.parameters(), strict=True):
        ours.data = theirs.data
    assert trainer.is_between_steps
    losses = loop_of_the_specification(fresh.model, dataset, [0.1] * 4)
    assert trainer.evaluate().loss == losses[0]
    assert bits(trainer.run(4)) == bits(losses)
    assert state_of(trainer) == state_of(fresh)


def test_replacing_the_dataset_leaves_the_parameters_alone():
    trainer = make_trainer()
    trainer.run(2)
    before = state_of(trainer)
    trainer.dataset = Dataset([[9.0, 8.0, 7.0]], [1.0])
    assert state_of(trainer) == before


@pytest.mark.parametrize(
    ("dataset", "message"),
    [
        (Dataset([[1.0, 2.0]], [1.0]), r"\b2 inputs.*\b3\b"),
        (Dataset([[1.0] * 4], [1.0]), r"\b4 inputs.*\b3\b"),
        (Dataset([[1.0] * 3], [[1.0, 2.0]]), r"\b2 targets.*\b1\b"),
    ],
)
def test_a_dataset_that_does_not_fit_is_refused_and_training_goes_on(dataset, message):
    trainer, other = make_trainer(), make_trainer()
    trainer.step_phase()
    with pytest.raises(ValueError, match=message):
        trainer.dataset = dataset
    assert bits(trainer.run(3)) == bits(other.run(3))
    model = trainer.model
    with pytest.raises(ValueError, match=message):
        Trainer(model, dataset)


# Divergence


def by_operation(trainer):
    while trainer.steps < 20:
        trainer.step_operation()


def by_phase(trainer):
    while trainer.steps < 20:
        trainer.step_phase()


def by_step(trainer):
    while trainer.steps < 20:
        trainer.step()


def by_run(trainer):
    trainer.run(20)


every_way = pytest.mark.parametrize("drive", [by_operation, by_phase, by_step, by_run])
# A loss that explodes, and an update that overshoots every float.
exploding_loss = {"nouts": (4, 1), "activations": "linear", "rate": 0.5}
exploding_parameter = {"nouts": (4, 1), "activations": "linear", "rate": 1e308}


def diverge(trainer, drive=by_run):
    with pytest.raises(DivergenceError) as raised:
        drive(trainer)
    return raised.value


@every_way
def test_a_loss_that_is_not_finite_stops_training_at_its_step(drive):
    trainer, plain = make_trainer(**exploding_loss), make_trainer(**exploding_loss)
    error = diverge(trainer, drive)
    losses = loop_of_the_specification(plain.model, four_samples(), [0.5] * 10)
    first = next(k for k, loss in enumerate(losses) if not math.isfinite(loss))
    assert (error.step, error.name) == (first, "loss")
    assert repr(error.value) == repr(losses[first])
    assert first > 0


@every_way
def test_a_parameter_that_is_not_finite_stops_training_and_is_named(drive):
    trainer, plain = make_trainer(**exploding_parameter), make_trainer(**exploding_parameter)
    error = diverge(trainer, drive)
    loop_of_the_specification(plain.model, four_samples(), [1e308])
    first = next(p for p in plain.model.parameters() if not math.isfinite(p.data))
    assert (error.step, error.name, error.value) == (0, first.label, first.data)


@pytest.mark.parametrize("network", [exploding_loss, exploding_parameter])
def test_the_message_says_at_which_step_and_what_went_first(network):
    error = diverge(make_trainer(**network))
    assert f"step {error.step}:" in str(error)
    assert error.name in str(error)
    assert len(str(error).splitlines()) == 1


def test_the_parameter_named_is_the_first_one_only():
    trainer = make_trainer((1,), "linear", rate=1e300)
    trainer.model.layers[0].neurons[0].w[0].data = 0.0
    trainer.dataset = Dataset([[0.0, 1e20, 1e20]], [1.0])
    assert diverge(trainer).name == "layer 1 · neuron 1 · w2"


@every_way
@pytest.mark.parametrize("network", [exploding_loss, exploding_parameter])
def test_the_last_finite_parameters_are_kept(drive, network):
    trainer = make_trainer(**network)
    diverge(trainer, drive)
    assert all(math.isfinite(parameter.data) for parameter in trainer.model.parameters())
    assert math.isfinite(trainer.evaluate().loss)
    assert trainer.is_between_steps


@every_way
def test_an_update_that_overshoots_is_taken_back_altogether(drive):
    trainer = make_trainer(**exploding_parameter)
    before = data_of(trainer)
    diverge(trainer, drive)
    assert (data_of(trainer), trainer.steps) == (before, 0)


@pytest.mark.parametrize("network", [exploding_loss, exploding_parameter])
def test_the_parameters_kept_are_those_after_as_many_updates_as_are_counted(network):
    trainer, again = make_trainer(**network), make_trainer(**network)
    diverge(trainer)
    again.run(trainer.steps)
    assert data_of(trainer) == data_of(again)


@pytest.mark.parametrize("rate", [1e150, 1e308])
def test_training_goes_on_after_lowering_the_rate(rate):
    trainer = make_trainer((4, 1), "linear", rate=rate)
    diverge(trainer)
    trainer.learning_rate = 0.001
    fresh = make_trainer((4, 1), "linear", rate=0.001)
    assert bits(trainer.run(10)) == bits(fresh.run(10))
    assert state_of(trainer) == state_of(fresh)


def test_without_a_lower_rate_it_diverges_again_in_the_same_way():
    trainer = make_trainer(**exploding_parameter)
    first, second = diverge(trainer), diverge(trainer)
    assert (first.step, first.name, first.value) == (second.step, second.name, second.value)


def test_data_that_overflow_the_loss_leave_the_parameters_as_they_were():
    trainer = make_trainer()
    trainer.run(5)
    before = data_of(trainer)
    trainer.dataset = Dataset([[1.0, 1.0, 1.0]], [1e200])
    assert diverge(trainer).name == "loss"
    assert data_of(trainer) == before


@pytest.mark.parametrize("operations", [1, 5, 20])
def test_data_replaced_within_an_overshooting_update_do_not_lose_the_finite_parameters(operations):
    trainer = make_trainer(**exploding_parameter)
    for _ in range(3):
        trainer.step_phase()
    for _ in range(operations):
        trainer.step_operation()
    trainer.dataset = four_samples()
    diverge(trainer)
    assert all(math.isfinite(parameter.data) for parameter in trainer.model.parameters())


def test_a_parameter_edited_by_hand_is_not_taken_back_by_a_divergence():
    trainer = make_trainer((1,), "linear", rate=0.01)
    trainer.run(5)
    parameter = trainer.model.layers[0].neurons[0].b
    parameter.data = 1e200
    trainer.restart_step()
    before = data_of(trainer)
    assert diverge(trainer).name == "loss"
    assert data_of(trainer) == before


def test_saturated_neurons_do_not_stop_training():
    trainer = make_trainer(dataset=Dataset([[1e308, 0.0, 0.0], [0.0, -1e308, 0.0]], [1.0, -1.0]))
    assert all(math.isfinite(loss) for loss in trainer.run(5))


# Back in time


def every_gradient(trainer):
    """Every bit of the gradients of all nodes, also of those that are no parameters."""
    return bits(node.grad for node in trainer.graph.order)


def computed_so_far(trainer, count):
    """The data of the first operations of the forward pass."""
    return bits([node.data for node in trainer.graph.order if node._prev][:count])


def walk_forward(trainer, operations):
    for _ in range(operations):
        trainer.step_operation()


def walk_back(trainer):
    """Go all the way back, one by one; how many operations that were."""
    operations = 0
    while trainer.can_retreat:
        trainer.retreat(1)
        operations += 1
    return operations


def phase_lengths(trainer):
    """Count the operations of each of the four phases."""
    operations = sum(bool(node._prev) for node in trainer.graph.order)
    return [operations, len(trainer.parameters), operations, len(trainer.parameters)]


class Route:
    """The position of a trainer after any moves, in operations from its first one.

    earliest: the start of the step that can still be taken back to.
    """

    def __init__(self, trainer):
        self.lengths = phase_lengths(trainer)
        self.position = self.earliest = 0

    @property
    def step_length(self):
        return sum(self.lengths)

    def bounds(self, position):
        """The bounds of the phase of the operation at `position`."""
        start = position - position % self.step_length
        for length in self.lengths:
            if position < start + length:
                break
            start += length
        return start, start + length

    def take(self, trainer, move):
        kind, count = move
        if kind == "advance":
            trainer.advance(count)
            self.go_to(min(self.position + count, self.bounds(self.position)[1]))
        elif kind == "phase":
            trainer.step_phase()
            self.go_to(self.bounds(self.position)[1])
        elif kind == "step":
            trainer.step()
            self.go_to(self.position - self.position % self.step_length + self.step_length)
        else:
            can_retreat = self.position > self.earliest
            assert trainer.can_retreat == can_retreat
            reopens = can_retreat and self.position % self.step_length == 0
            assert trainer.retreat(count) == reopens
            if can_retreat:
                self.position = max(self.position - count, self.bounds(self.position - 1)[0])

    def go_to(self, position):
        self.position = position
        # The step before is closed by the first operation of zero grad.
        begun, inside = divmod(position - 1, self.step_length)
        if inside >= self.lengths[0]:
            self.earliest = max(self.earliest, begun * self.step_length)

    def check(self, trainer, straight):
        """Compare it with a trainer that went straight to this position."""
        walk_forward(straight, self.position)
        assert trainer.steps == straight.steps == self.position // self.step_length
        assert trainer.is_between_phases == straight.is_between_phases
        assert trainer.is_between_steps == straight.is_between_steps
        assert trainer.can_retreat == (self.position > self.earliest)
        assert state_of(trainer) == state_of(straight)
        assert every_gradient(trainer) == every_gradient(straight)
        inside = self.position % self.step_length
        assert computed_so_far(trainer, inside) == computed_so_far(straight, inside)
        if inside:
            assert trainer.phase is straight.phase
            assert trainer.last_pass.position == straight.last_pass.position


MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("advance"), st.integers(1, 60)),
        st.tuples(st.just("retreat"), st.integers(1, 60)),
        st.tuples(st.just("phase"), st.just(1)),
        st.tuples(st.just("step"), st.just(1)),
    ),
    max_size=25,
)


@settings(deadline=None, max_examples=100)
@given(
    moves=MOVES,
    layers=st.lists(
        st.tuples(st.integers(1, 2), st.sampled_from(list(ACTIVATIONS))), min_size=1, max_size=2
    ),
    samples=st.integers(1, 3),
    seed=st.integers(0, 1000),
)
@example(
    moves=[("step", 1), ("phase", 1), ("retreat", 9), ("retreat", 3), ("retreat", 9)],
    layers=[(1, "tanh")],
    samples=1,
    seed=0,
)
def test_any_mix_of_moves_there_and_back_is_where_a_straight_walk_is(moves, layers, samples, seed):
    nouts, activations = zip(*layers, strict=True)
    chance = random.Random(seed)
    rows = [[chance.uniform(-1, 1) for _ in range(2 + nouts[-1])] for _ in range(samples)]
    dataset = Dataset.from_rows(rows, nouts[-1])
    trainer, straight = (
        make_trainer(nouts, activations, seed, 0.01, dataset=dataset) for _ in range(2)
    )
    route = Route(trainer)
    for move in moves:
        route.take(trainer, move)
    route.check(trainer, straight)
    assert trainer.step().hex() == straight.step().hex()
    assert state_of(trainer) == state_of(straight)


def test_each_pass_of_the_specifications_network_has_340_operations():
    trainer = make_trainer()
    assert len(trainer.graph.order) == 470
    assert phase_lengths(trainer) == [340, 41, 340, 41]
    lengths = []
    for _ in PHASES:
        lengths.append(len(trainer.next_pass))
        trainer.step_phase()
    assert lengths == [340, 41, 340, 41]


@pytest.mark.parametrize("activations", ACTIVATIONS)
def test_a_step_walked_back_is_at_each_operation_as_it_was_on_the_way_there(activations):
    trainer = make_trainer((2, 2), activations, rate=0.01, dataset=two_targets())
    trainer.run(2)
    states = [(state_of(trainer), every_gradient(trainer))]
    for _ in range(sum(phase_lengths(trainer))):
        trainer.step_operation()
        states.append((state_of(trainer), every_gradient(trainer)))
    assert trainer.steps == 3
    for state in states[-2::-1]:
        trainer.retreat(1)
        assert (state_of(trainer), every_gradient(trainer)) == state
    assert (trainer.steps, trainer.can_retreat) == (2, False)


def two_targets():
    return Dataset([[0.5, -1.0], [1.0, 2.0], [0.0, 0.25]], [[1.0, 0.0], [-0.5, 0.5], [0.0, 1.0]])


def test_a_step_walked_there_back_and_there_again_is_a_step_to_the_last_bit():
    walked, stepped = make_trainer(), make_trainer()
    before = state_of(walked)
    length = sum(phase_lengths(walked))
    walk_forward(walked, length)
    assert walk_back(walked) == length
    assert (state_of(walked), walked.steps, walked.phase) == (before, 0, None)
    walk_forward(walked, length)
    assert (walked.steps, walked.loss) == (1, stepped.step())
    assert state_of(walked) == state_of(stepped)
    assert every_gradient(walked) == every_gradient(stepped)
    assert bits(walked.run(3)) == bits(stepped.run(3))


def test_the_first_gradients_walked_to_are_those_of_the_reference(reference_case):
    trainer = make_trainer(reference_case["nouts"], seed=reference_case["random_seed"])
    lengths = phase_lengths(trainer)
    walk_forward(trainer, sum(lengths[:3]) - 40)
    trainer.retreat(lengths[0] // 2)
    while trainer.phase is not Phase.UPDATE:
        trainer.step_operation()
    trainer.retreat(1)
    plain = make_trainer(reference_case["nouts"], seed=reference_case["random_seed"])
    loss_of_the_specification(plain.model, four_samples()).backward()
    assert grad_of(trainer) == grad_of(plain)
    gradients = [parameter.grad for parameter in trainer.parameters]
    assert gradients == pytest.approx(reference_case["first_gradients"], rel=1e-9, abs=0)


def test_nothing_can_be_taken_back_before_the_first_operation():
    trainer = make_small_trainer()
    before = state_of(trainer)
    assert not trainer.can_retreat
    assert not trainer.retreat(5)
    assert (state_of(trainer), trainer.steps, trainer.phase) == (before, 0, None)


def test_going_back_never_goes_past_a_phase():
    trainer = make_small_trainer()
    trainer.step()
    for phase in reversed(PHASES):
        assert trainer.can_retreat
        trainer.retreat(3)
        assert trainer.phase is phase
        trainer.retreat(10_000)
        assert trainer.is_between_phases
    assert trainer.is_between_steps


def test_a_step_just_finished_can_be_opened_again():
    trainer, straight = make_small_trainer(), make_small_trainer()
    trainer.run(2)
    before = trainer.state_before_update
    assert trainer.retreat(1)
    assert (trainer.steps, trainer.phase) == (1, Phase.UPDATE)
    assert not trainer.retreat(1)
    walk_forward(straight, 2 * sum(phase_lengths(straight)) - 2)
    assert state_of(trainer) == state_of(straight)
    assert not trainer.step_operation()
    assert trainer.step_operation()
    assert trainer.steps == 2
    assert trainer.state_before_update == before


@pytest.mark.parametrize("operations", [1, 5, 10_000])
def test_a_step_can_be_opened_again_until_the_next_one_zeroes_its_gradients(operations):
    trainer, straight = make_small_trainer(), make_small_trainer()
    trainer.run(2)
    trainer.advance(operations)
    trainer.retreat(10_000)
    assert (trainer.phase, trainer.steps) == (Phase.UPDATE, 2)
    assert trainer.retreat(10_000)
    walk_forward(straight, 2 * sum(phase_lengths(straight)) - len(straight.parameters))
    assert (trainer.phase, trainer.steps) == (Phase.BACKWARD, 1)
    assert state_of(trainer) == state_of(straight)


def test_a_step_stays_closed_once_the_next_one_zeroed_a_gradient():
    trainer = make_small_trainer()
    trainer.run(2)
    trainer.step_phase()
    trainer.step_operation()
    before = data_of(trainer)
    assert walk_back(trainer) == len(trainer.next_pass) + 1
    assert not trainer.retreat(1)
    assert (trainer.steps, trainer.phase, data_of(trainer)) == (2, None, before)


def edit_a_parameter(trainer):
    trainer.edit_parameter(0, 0.5)


def replace_the_dataset(trainer):
    trainer.dataset = Dataset([[1.0, 1.0]], [0.5])


@pytest.mark.parametrize("edit", [edit_a_parameter, replace_the_dataset])
@pytest.mark.parametrize("operations", [0, 3, 10_000])
def test_what_was_before_an_edit_can_not_be_taken_back(edit, operations):
    trainer = make_small_trainer()
    trainer.run(2)
    trainer.advance(operations)
    edit(trainer)
    before = state_of(trainer)
    assert not trainer.can_retreat
    assert not trainer.retreat(1)
    assert (state_of(trainer), trainer.steps) == (before, 2)
    trainer.step_operation()
    assert walk_back(trainer) == 1
    assert state_of(trainer) == before


@pytest.mark.parametrize("network", [exploding_loss, exploding_parameter])
def test_what_was_before_a_divergence_can_not_be_taken_back(network):
    trainer = make_trainer(**network)
    diverge(trainer)
    before = state_of(trainer), trainer.steps
    assert not trainer.can_retreat
    assert not trainer.retreat(1)
    assert (state_of(trainer), trainer.steps) == before


def opening_every_step_again(trainer):
    while trainer.steps < 20:
        if trainer.step_phase() is Phase.UPDATE:
            trainer.retreat(7)
            trainer.step_phase()


@pytest.mark.parametrize("network", [exploding_loss, exploding_parameter])
def test_after_a_step_was_opened_again_a_divergence_is_the_same(network):
    trainer, straight = make_trainer(**network), make_trainer(**network)
    error, expected = diverge(trainer, opening_every_step_again), diverge(straight)
    assert str(error) == str(expected)
    assert (data_of(trainer), trainer.steps) == (data_of(straight), straight.steps)


def test_an_update_begun_after_going_back_still_diverges_to_the_last_finite_parameters():
    trainer = make_trainer(**exploding_parameter)
    before = data_of(trainer)
    for _ in range(3):
        trainer.step_phase()
    trainer.advance(5)
    trainer.retreat(2)
    diverge(trainer)
    assert (data_of(trainer), trainer.steps) == (before, 0)


@pytest.mark.parametrize("operations", [0, 5, 10_000])
def test_a_step_opened_again_that_then_diverges_goes_back_to_its_own_start(operations):
    trainer = make_trainer((4, 1), "linear", rate=0.001)
    before = data_of(trainer)
    trainer.step()
    # The next forward pass already found its loss to be finite.
    trainer.advance(operations)
    trainer.retreat(operations)
    trainer.retreat(10_000)
    assert bits(trainer.state_before_update) == before
    trainer.learning_rate = 1e308
    assert diverge(trainer).step == 0
    assert (data_of(trainer), trainer.steps) == (before, 0)


@pytest.mark.parametrize("operations", [1, 4, 9])
def test_a_rate_changed_within_the_update_does_not_change_what_is_taken_back(operations):
    trainer = make_small_trainer()
    for _ in range(3):
        trainer.step_phase()
    before = state_of(trainer)
    walk_forward(trainer, operations - 1)
    trainer.learning_rate = 0.7
    trainer.step_operation()
    trainer.retreat(operations)
    assert state_of(trainer) == before
    expected = [p.data + -0.7 * p.grad for p in trainer.parameters]
    trainer.step_phase()
    assert data_of(trainer) == bits(expected)


@settings(deadline=None, max_examples=50)
@given(operations=st.integers(0, 300))
def test_a_parameter_can_be_edited_at_any_moment_and_the_graph_shows_it(operations):
    trainer = make_small_trainer()
    fresh = make_small_trainer()
    walk_forward(trainer, operations)
    steps = trainer.steps
    trainer.edit_parameter(1, 0.375)
    fresh.run(steps)
    fresh.parameters[1].data = 0.375
    assert data_of(trainer) == data_of(fresh)
    built_anew = LossGraph(fresh.model, fresh.dataset)
    assert bits(v.data for v in trainer.graph.order) == bits(v.data for v in built_anew.order)
    assert trainer.graph.loss.data == trainer.evaluate().loss
    assert (trainer.is_between_steps, trainer.steps) == (True, steps)
    assert bits(trainer.run(3)) == bits(fresh.run(3))


def test_an_edit_after_a_step_was_opened_again_is_one_of_the_step_before():
    trainer, fresh = make_small_trainer(), make_small_trainer()
    trainer.run(2)
    trainer.retreat(3)
    trainer.edit_parameter(1, 0.375)
    fresh.run(1)
    fresh.edit_parameter(1, 0.375)
    assert (trainer.steps, data_of(trainer)) == (1, data_of(fresh))
    assert bits(trainer.run(3)) == bits(fresh.run(3))


@pytest.mark.parametrize("operations", [1, 4, 8])
def test_a_step_restarted_within_its_update_has_its_first_parameters_again(operations):
    trainer, straight = make_small_trainer(), make_small_trainer()
    trainer.run(2)
    before = data_of(trainer)
    for _ in range(3):
        trainer.step_phase()
    walk_forward(trainer, operations)
    assert data_of(trainer) != before
    trainer.restart_step()
    assert (data_of(trainer), trainer.steps, trainer.phase) == (before, 2, None)
    straight.run(2)
    assert bits(trainer.run(2)) == bits(straight.run(2))


# The last operation


def test_before_the_first_operation_there_is_no_last_pass():
    trainer = make_small_trainer()
    assert trainer.last_pass is None
    trainer.step_operation()
    trainer.retreat(1)
    assert trainer.last_pass is None


def test_the_last_pass_is_that_of_the_phase_and_knows_how_much_of_it_is_done():
    trainer = make_small_trainer()
    for length in phase_lengths(trainer):
        for position in range(1, length + 1):
            trainer.step_operation()
            assert (trainer.last_pass.position, len(trainer.last_pass)) == (position, length)


def test_the_last_operation_is_told_with_its_numbers_in_every_phase():
    trainer = make_small_trainer()
    trainer.run(2)
    kinds = []
    for _ in range(sum(phase_lengths(trainer))):
        before = {node: (node.data, node.grad) for node in trainer.graph.order}
        trainer.step_operation()
        last = trainer.last_pass.last
        kinds.append(type(last))
        if isinstance(last, OperationRecord):
            # Either the data or the gradient of one node was overwritten.
            slot = 1 if trainer.phase is Phase.ZERO_GRAD else 0
            assert last.before == before[last.node][slot]
            assert last.after == (last.node.data, last.node.grad)[slot]
            assert trainer.phase is not Phase.UPDATE or (
                last.after == last.before + -0.1 * last.node.grad
            )
        else:
            final = {each.operand: each.after for each in last.contributions}
            assert all(operand.grad == after for operand, after in final.items())
    assert set(kinds) == {OperationRecord, BackwardStep}


def test_after_a_phase_was_taken_back_altogether_the_last_operation_is_of_the_one_before():
    trainer = make_small_trainer()
    trainer.step()
    told = [trainer.last_pass.last]
    for _ in range(3):
        trainer.retreat(10_000)
        told.append(trainer.last_pass.last)
    nodes = [node for node in trainer.graph.order if node._prev]
    expected = [trainer.parameters[-1], nodes[0], trainer.parameters[-1], trainer.graph.loss]
    assert [last.node for last in told] == expected


# Memory


@pytest.mark.usefixtures("no_cyclic_collector")
def test_a_dropped_trainer_leaves_nothing_for_the_cyclic_collector(count_values):
    before = count_values()
    trainer = make_trainer()
    trainer.run(3)
    assert count_values() > before + 400
    del trainer
    assert count_values() == before
    assert gc.collect() == 0


@pytest.mark.usefixtures("no_cyclic_collector")
def test_a_graph_replaced_by_that_of_another_dataset_leaves_nothing_either(count_values):
    trainer = make_small_trainer()
    trainer.run(2)
    trainer.graph.addresses  # noqa: B018 - computed once, then kept by the graph
    before = count_values()
    for _ in range(20):
        trainer.dataset = Dataset(trainer.dataset.xs, trainer.dataset.ys)
        trainer.run(2)
    assert count_values() == before
    assert gc.collect() == 0


def test_the_last_layer_can_have_a_rate_of_its_own() -> None:
    usual, other = (
        Trainer(MLP(3, [2, 1], rng=random.Random(1)), four_samples(), 0.1, output_rate=rate)
        for rate in (0.0, 0.3)
    )
    before = [parameter.data for parameter in usual.parameters]
    for trainer in (usual, other):
        trainer.step()
    moves = [
        [p.data - old for p, old in zip(trainer.parameters, before, strict=True)]
        for trainer in (usual, other)
    ]
    assert moves[0][:8] == moves[1][:8]
    assert moves[1][8:] == pytest.approx([3 * move for move in moves[0][8:]])
