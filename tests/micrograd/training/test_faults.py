"""Training with one wrong line: what each fault does, and that nothing else is touched."""

import math
import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd.analysis.gradient_check import Verdict, check_gradient
from micrograd.analysis.tape import Tape
from micrograd.operations import BUILT_IN, OPERATIONS
from micrograd.recipe.faults import FAULTS
from micrograd.recipe.network import draw_network
from micrograd.recipe.recipe import Recipe
from micrograd.training.divergence import DivergenceError
from micrograd.training.passes import BackwardStep
from micrograd.training.phases import Phase
from micrograd.training.step_engine import StepEngine
from micrograd.training.trainer import Trainer, trainer_for

NAMES = [name for name, row in FAULTS.items() if row.is_any]
every_fault = pytest.mark.parametrize("name", NAMES)


def trainer_with(
    fault: str = "none", engine: StepEngine | None = None, **values: object
) -> Trainer:
    recipe = Recipe(fault=fault, **values)
    return trainer_for(recipe, draw_network(recipe), engine)


def numbers(trainer: Trainer) -> list[str]:
    graph = [number.hex() for node in trainer.graph.order for number in (node.data, node.grad)]
    return [*graph, *(number.hex() for number in trainer.state)]


@pytest.fixture(autouse=True)
def _global_table_stays() -> Iterator[None]:
    before = OPERATIONS.copy()
    yield
    assert before == OPERATIONS == BUILT_IN
    assert all(OPERATIONS[name] is row for name, row in before.items())


# What becomes of the loss.


@pytest.mark.parametrize(
    "name", ["no-zero-grad", "updated-weight", "shifted-targets", "trained-on-test", "sum-for-mean"]
)
def test_many_a_fault_still_learns(name: str) -> None:
    losses = trainer_with(name).run(200)
    assert losses[-1] < 0.05 * losses[0]


@pytest.mark.parametrize("name", ["uphill", "no-upstream"])
def test_some_make_the_loss_larger(name: str) -> None:
    losses = trainer_with(name).run(50)
    assert losses[-1] > losses[0]


def test_the_slope_of_the_input_diverges() -> None:
    with pytest.raises(DivergenceError):
        trainer_with("slope-of-input").run(50)


def test_an_overwritten_gradient_gets_stuck() -> None:
    right, wrong = trainer_with().run(200), trainer_with("overwritten-grad").run(200)
    assert wrong[-1] > 100 * right[-1]


def test_in_the_wrong_order_no_gradient_arrives() -> None:
    trainer = trainer_with("reversed-order")
    losses = trainer.run(3)
    assert len(set(losses)) == 1
    assert set(trainer.grads) == {0.0}


def test_all_weights_zero_stay_zero() -> None:
    trainer = trainer_with("zero-start")
    trainer.run(5)
    *others, last = trainer.grads
    assert set(others) == {0.0}
    assert last == 0.0  # Two targets of 1 and two of -1: the bias has no gradient either.


def test_shifted_targets_learn_the_wrong_predictions() -> None:
    trainer = trainer_with("shifted-targets")
    trainer.run(300)
    found = [prediction[0] for prediction in trainer.evaluate().predictions]
    targets = [target for (target,) in trainer.dataset.targets]
    assert [round(each) for each in found] == [*targets[1:], targets[0]]
    assert trainer.evaluate().loss == trainer.loss_to_come() < 0.1


def test_the_test_set_is_trained_on() -> None:
    trainer = trainer_with("trained-on-test", test_share=0.25)
    assert [*trainer.graph.rows] == [0, 1, 2, 3]
    right = trainer_with(test_share=0.25)
    assert len(right.graph.rows) == 3
    for each in (trainer, right):
        each.run(300)
    assert trainer.evaluate().test_loss < right.evaluate().test_loss


def test_the_test_set_is_in_every_batch() -> None:
    trainer = trainer_with("trained-on-test", test_share=0.25, batch_size=1)
    (held_out,) = trainer.samples.held_out
    for _ in range(4):
        assert held_out in trainer.graph.rows
        assert len(trainer.graph.rows) == 2
        trainer.step()


def test_without_zero_grad_the_gradients_of_all_steps_add_up() -> None:
    trainer, right = trainer_with("no-zero-grad", learning_rate=1e-12), trainer_with()
    trainer.run(3)
    right.step()
    for wrong, once in zip(trainer.grads, right.grads, strict=True):
        assert math.isclose(wrong, 3 * once, rel_tol=1e-6)


def test_the_update_of_the_wrong_sign_goes_uphill() -> None:
    trainer, right = trainer_with("uphill"), trainer_with()
    before = trainer.state
    for each in (trainer, right):
        each.step()
    moved = zip(before, trainer.state, right.state, strict=True)
    for old, wrong, new in moved:
        assert math.isclose(wrong - old, old - new, rel_tol=1e-9, abs_tol=1e-15)


# The gradient check.


def checked(trainer: Trainer) -> list[Verdict]:
    """The verdicts on what the last backward pass left, at the data that it was made with."""
    while trainer.phase is not Phase.BACKWARD:
        trainer.step_phase()
    graph = trainer.graph
    tape = Tape(graph.loss, graph.order)
    return [
        check_gradient(tape, tape.index_of(parameter), parameter.grad).verdict
        for parameter in trainer.parameters
    ]


@pytest.mark.parametrize(
    "name",
    ["overwritten-grad", "no-upstream", "slope-of-input", "reversed-order", "updated-weight"],
)
def test_the_check_disagrees_where_the_backward_pass_is_wrong(name: str) -> None:
    assert FAULTS[name].is_of_backward
    assert Verdict.DISAGREES in checked(trainer_with(name, seed=1))


def test_the_check_disagrees_where_gradients_add_up() -> None:
    trainer = trainer_with("no-zero-grad")
    assert set(checked(trainer)) == {Verdict.AGREES}
    trainer.step()
    assert Verdict.DISAGREES in checked(trainer)


@pytest.mark.parametrize(
    "name", ["uphill", "zero-start", "shifted-targets", "trained-on-test", "sum-for-mean"]
)
def test_the_check_agrees_where_only_something_else_is_wrong(name: str) -> None:
    assert set(checked(trainer_with(name, test_share=0.25))) == {Verdict.AGREES}


# Nothing else is touched.


@every_fault
def test_another_trainer_at_the_same_time_is_right(name: str) -> None:
    wrong, right, alone = trainer_with(name), trainer_with(), trainer_with()
    for _ in range(3):
        wrong.step_phase()
        right.step()
        wrong.step_phase()
    assert [right.loss] == alone.run(3)[-1:]
    assert right.state == alone.state


@every_fault
def test_a_fault_that_is_mended_leaves_the_right_training(name: str) -> None:
    trainer, right = trainer_with(), trainer_with()
    trainer.change("fault", name)
    trainer.change("fault", "none")
    assert trainer.run(3) == right.run(3)
    assert numbers(trainer) == numbers(right)


def test_a_fault_begins_at_any_step() -> None:
    trainer, right = trainer_with(), trainer_with()
    losses = trainer.run(2)
    trainer.change("fault", "uphill")
    losses += trainer.run(2)
    kept = right.run(4)
    assert losses[:3] == kept[:3]
    assert losses[3] > losses[2] > kept[3]


@every_fault
def test_there_is_no_machine_for_a_fault(name: str) -> None:
    class Machines(StepEngine):
        is_compiled = True

        def machine(self, *parts: object) -> None:
            raise AssertionError("asked for a machine")

    trainer = trainer_with(name, engine=Machines())
    assert not trainer.can_run_beside
    trainer.step()
    assert trainer.expected_step_s > 1e-4


# There and back.


@settings(max_examples=8)
@given(
    st.sampled_from(NAMES),
    st.lists(st.tuples(st.booleans(), st.sampled_from([1, 7, 400, 3000])), max_size=12),
    st.randoms(use_true_random=False),
)
def test_operations_with_a_fault_are_taken_back_exactly(
    name: str, moves: list[tuple[bool, int]], rng: random.Random
) -> None:
    values = {
        "layers": (2, 1),
        "learning_rate": 0.003,
        "optimizer": rng.choice(["adam", "momentum"]),
    }
    trainer, straight = trainer_with(name, **values), trainer_with(name, **values)
    trainer.step()
    for goes_on, count in moves:
        if goes_on:
            trainer.advance(count)
        else:
            trainer.retreat(count)
    while not trainer.is_between_steps:
        trainer.step_phase()
    assert trainer.loss is not None
    straight.run(trainer.steps)
    if trainer.phase is not None:
        assert numbers(trainer) == numbers(straight)


def test_a_step_that_was_given_up_leaves_the_gradients_before_it() -> None:
    trainer, straight = trainer_with("no-zero-grad"), trainer_with("no-zero-grad")
    for each in (trainer, straight):
        each.step()
    for _ in range(3):
        trainer.step_phase()
    trainer.restart_step()
    assert trainer.grads == straight.grads
    assert trainer.run(2) == straight.run(2)


# One operation.


def last_of(trainer: Trainer, operation: str) -> BackwardStep:
    """The first operation of this name in the backward pass, done."""
    while trainer.phase is not Phase.ZERO_GRAD:
        trainer.step_phase()
    trainer.step_operation()
    while trainer.last_pass.node._op != operation:
        trainer.step_operation()
    return trainer.last_pass.last


def test_the_last_operation_tells_what_the_right_rule_would_have_done() -> None:
    step = last_of(trainer_with("no-upstream"), "tanh")
    (part,), ((slope, after),) = step.contributions, step.right
    assert part.after == part.before + part.local_derivative
    assert slope == part.local_derivative
    assert after == part.before + slope * step.upstream


def test_the_right_slope_stands_beside_the_wrong_one() -> None:
    step = last_of(trainer_with("slope-of-input"), "tanh")
    ((slope, _),) = step.right
    (operand,) = step.node._prev
    assert step.contributions[0].local_derivative == 1.0 - operand.data * operand.data
    assert slope == 1.0 - step.node.data * step.node.data


def test_a_right_backward_pass_has_nothing_beside() -> None:
    assert last_of(trainer_with(), "tanh").right == ()
