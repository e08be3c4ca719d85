"""What learners add to `Value`: attributes, operations and subclasses of their own."""

import gc
import math
import random

import pytest

import micrograd
from micrograd.analysis.dot import to_dot
from micrograd.analysis.gradient_check import Verdict, check_gradient
from micrograd.analysis.tape import Tape
from micrograd.compiled.engine import CompiledEngine, compiled_trainer
from micrograd.data.dataset import four_samples
from micrograd.engine import Value, operate, topological_order
from micrograd.nn import ACTIVATIONS, MLP
from micrograd.operations import OPERATIONS, Operation
from micrograd.training.passes import BackwardPass, ForwardPass, local_derivatives
from micrograd.training.trainer import Trainer

STEPS = 4


def sin(a):
    """Sine, written in the way of the tutorials of micrograd."""
    out = Value(math.sin(a.data), (a,), "sin")

    def _backward():
        a.grad += math.cos(a.data) * out.grad

    out._backward = _backward
    return out


def hyperbolic(x):
    e = math.exp(2 * x)
    return (e - 1) / (e + 1)


def lecture_tanh(a):
    """Tanh as Karpathy's lecture has it: the table has a row of this name; `t` is of the making."""
    t = hyperbolic(a.data)
    out = Value(t, (a,), "tanh")

    def _backward():
        a.grad += (1 - t**2) * out.grad

    out._backward = _backward
    return out


@pytest.fixture
def sine_row(monkeypatch):
    monkeypatch.setitem(OPERATIONS, "sin", Operation(math.sin, lambda out, a: (math.cos(a),)))


@pytest.fixture(params=["sin", "lecture tanh", "row"])
def activation(request, monkeypatch):
    """An activation of one's own, made in each way."""
    if request.param == "row":
        request.getfixturevalue("sine_row")
    row = {
        "sin": (sin, math.sin),
        "lecture tanh": (lecture_tanh, hyperbolic),
        "row": (lambda value: operate("sin", value), math.sin),
    }[request.param]
    monkeypatch.setitem(ACTIVATIONS, "own", row)
    return "own"


def make_model(activation):
    return MLP(3, [4, 4, 1], activation, random.Random(1))


def losses_by_hand(model, steps, rate=0.1):
    """The training loop of the tutorials, with a new graph in each step."""
    dataset, losses = four_samples(), []
    for _ in range(steps):
        loss = sum((model(x) - y) ** 2 for x, y in zip(dataset.xs, dataset.ys, strict=True))
        model.zero_grad()
        loss.backward()
        losses.append(loss.data)
        for parameter in model.parameters():
            parameter.data -= rate * parameter.grad
    return losses


def state_of(trainer):
    return [trainer.steps, trainer.phase, trainer.state, trainer.grads]


# Attributes


def test_a_value_takes_attributes_of_ones_own():
    p = Value(1.0)
    p.m = 0
    p.m += 0.5
    assert (p.m, p.__dict__) == (0.5, {"m": 0.5})


# A `_backward` of one's own


def test_an_operation_as_in_the_tutorials_has_its_gradient():
    a = Value(1.0)
    result = sin(a) * 2 + a
    result.backward()
    assert result.data == math.sin(1.0) * 2 + 1
    assert a.grad == math.cos(1.0) * 2 + 1


def test_the_package_is_that_of_the_tutorials_too():
    a = micrograd.Value(-4.0)
    out = micrograd.Value(max(0.0, a.data), (a,), "ReLU")
    out._backward = lambda: None
    (out + 1).backward()
    assert a.grad == 0.0


def test_passes_go_through_an_operation_of_ones_own_like_any_other():
    a = Value(0.5)
    root = sin(lecture_tanh(a) * 3) + a
    root.backward()
    order = topological_order(root)
    expected = [node.grad for node in order]
    leaves = [node for node in order if not node._prev]
    forward, backward = ForwardPass(order), BackwardPass(order, leaves)
    for current in (forward, backward):
        for _ in range(len(current)):
            current.advance(1)
            assert current.last.node is current.node
    assert [node.grad for node in order] == expected
    (part,) = backward.last.contributions
    assert part.after == a.grad
    assert part.local_derivative == 1 - hyperbolic(0.5) ** 2
    backward.retreat(2)
    backward.advance(2)
    assert [node.grad for node in order] == expected


def test_its_local_derivatives_are_what_it_adds_and_nothing_is_changed():
    a, b = Value(2.0), Value(5.0)
    out = Value(2.0 * 2.0 * 5.0, (a, b, a), "a²b")

    def _backward():
        a.grad += 2 * a.data * b.data * out.grad
        b.grad += a.data**2 * out.grad

    out._backward = _backward
    a.grad, b.grad, out.grad = 0.1, 0.2, 0.3
    assert local_derivatives(out) == (20.0, 4.0, 0.0)
    assert (a.grad, b.grad, out.grad) == (0.1, 0.2, 0.3)


def test_its_data_are_never_computed_by_a_row_of_the_same_name():
    a = Value(-1.0)
    leaky = Value(-0.1, (a,), "relu")
    leaky._backward = lambda: None
    ForwardPass([a, leaky]).advance(1)
    assert leaky.data == -0.1


@pytest.mark.parametrize("function", [sin, lecture_tanh])
def test_stale_data_are_refused_with_what_to_do(function):
    a = Value(1.0)
    order = topological_order(function(a) + 1)
    forward = ForwardPass(order)
    forward.advance(len(forward))
    forward.restart()
    a.data = 2.0
    with pytest.raises(ValueError, match=r"its operands changed.*row of OPERATIONS"):
        forward.advance(len(forward))
    assert forward.position == 0


def test_a_tape_has_its_gradients():
    a = Value(0.5)
    root = sin(a * 3) * a
    root.backward()
    tape = Tape(root)
    data = tape.forward()
    assert data == [node.data for node in tape.nodes]
    assert tape.gradients(data)[tape.index_of(a)] == a.grad
    with pytest.raises(ValueError, match=r"sin.*row of OPERATIONS"):
        tape.data_at(data, tape.index_of(a), 1.0)
    assert check_gradient(tape, tape.index_of(a)).verdict is Verdict.UNDEFINED


def test_it_is_drawn_with_its_name():
    assert 'label="sin"' in to_dot(sin(Value(1.0)))


# Training


def test_a_trainer_trains_it_with_the_bits_of_a_loop_by_hand(activation):
    trainer = Trainer(make_model(activation), four_samples())
    assert trainer.run(STEPS) == losses_by_hand(make_model(activation), STEPS)


def test_a_trainer_goes_through_it_operation_by_operation_there_and_back(activation):
    straight = Trainer(make_model(activation), four_samples())
    straight.run(STEPS)
    trainer = Trainer(make_model(activation), four_samples())
    states = [state_of(trainer)]
    while trainer.steps < 2:
        trainer.step_operation()
        assert trainer.last_pass.last is not None
        states.append(state_of(trainer))
    # It goes back as far as any other trainer, beyond the start of the last step's zero grad.
    trainer.advance(3)
    trainer.retreat(3)
    assert state_of(trainer) == states[-1]
    for state in states[-2:-30:-1]:
        trainer.retreat(1)
        assert state_of(trainer) == state
    trainer.run(STEPS - 2 + 1)
    assert state_of(trainer)[2:] == state_of(straight)[2:]


def test_an_edit_in_the_middle_of_a_step_is_followed(activation):
    trainers = [Trainer(make_model(activation), four_samples()) for _ in range(2)]
    trainers[0].run(2)
    trainers[0].advance(5)
    trainers[1].run(2)
    for trainer in trainers:
        trainer.edit_parameter(0, 0.25)
    assert trainers[0].run(2) == trainers[1].run(2)


def test_the_compiled_loop_says_that_it_cannot(activation):
    trainer = compiled_trainer(make_model(activation), four_samples())
    assert trainer.run(STEPS) == losses_by_hand(make_model(activation), STEPS)
    assert not trainer.engine.is_compiled
    assert trainer.engine.obstacle


def test_the_compiled_loop_leaves_a_row_that_was_replaced_to_the_engine(monkeypatch):
    half = Operation(lambda a: a / 2, lambda out, a: (0.5,))
    compiled_trainer(make_model("relu"), four_samples())
    monkeypatch.setitem(OPERATIONS, "relu", half)
    trainer = Trainer(make_model("relu"), four_samples(), engine=CompiledEngine())
    assert trainer.run(STEPS) == Trainer(make_model("relu"), four_samples()).run(STEPS)
    assert "relu" in trainer.engine.obstacle


# A row of one's own


@pytest.mark.usefixtures("sine_row")
def test_a_row_of_the_table_is_an_operation():
    a = Value(0.5)
    root = operate("sin", a * 3) * a
    root.backward()
    tape = Tape(root)
    assert check_gradient(tape, tape.index_of(a)).verdict is Verdict.AGREES
    assert operate("sin", 1.0) == math.sin(1.0)
    assert Value(math.sin(1.0), (Value(1.0),), "sin")._operation is OPERATIONS["sin"]


def test_a_row_that_was_replaced_is_the_one_that_counts(monkeypatch):
    for factor in (2.0, 3.0):
        row = Operation(lambda a, factor=factor: factor * a, lambda out, a, f=factor: (f,))
        monkeypatch.setitem(OPERATIONS, "times", row)
        a = Value(1.0)
        operate("times", a).backward()
        assert a.grad == factor


def test_a_row_may_have_any_number_of_operands(monkeypatch):
    third = 1 / 3
    row = Operation(lambda *x: sum(x) / 3, lambda out, *x: (third, third, third))
    monkeypatch.setitem(OPERATIONS, "mean", row)
    values = [Value(1.0), Value(2.0), Value(6.0)]
    root = operate("mean", *values) * 2
    root.backward()
    assert root.data == 6.0
    assert [value.grad for value in values] == [2 * third] * 3
    values[0].data = 4.0
    ForwardPass(topological_order(root)).advance(2)
    assert root.data == 8.0
    tape = Tape(root)
    assert tape.gradients(tape.forward())[tape.index_of(values[2])] == 2 * third


def test_whole_results_are_floats(monkeypatch):
    monkeypatch.setitem(OPERATIONS, "zero", Operation(lambda a: 0, lambda out, a: (0,)))
    assert type(operate("zero", Value(2.0)).data) is float


# Subclasses


class Sine(Value):
    """A kind of value with an operation more."""

    def sin(self):
        out = Sine(math.sin(self.data), (self,), "sin")
        out._backward = lambda: setattr(self, "grad", self.grad + math.cos(self.data) * out.grad)
        return out


class Parameter(Value):
    """A kind of value that is made otherwise."""

    def __init__(self, name):
        super().__init__(1.0, label=name)
        self.m = 0.0


class Doubling(Value):
    """A kind of value with rules of its own."""

    def _backward(self):
        for operand in self._prev:
            operand.grad += 2 * self.grad


@pytest.mark.parametrize(
    "combine",
    [
        lambda a: a * 2 + 1,
        lambda a: 1 - a,
        lambda a: Value(2.0) * a,
        lambda a: a**2 / 3,
        lambda a: 1 / a,
        lambda a: a.tanh(),
        lambda a: sum([a, Value(1.0)]),
    ],
)
def test_a_subclass_makes_values_of_its_kind(combine):
    a = Sine(0.5)
    result = combine(a).sin()
    result.backward()
    assert type(result) is Sine
    assert repr(result).startswith("Sine(data=")


def test_a_subclass_with_an_own_way_of_making_takes_part():
    p = Parameter("p")
    result = p * 3 + p
    result.backward()
    assert (type(result), p.grad, p.m) == (Value, 4.0, 0.0)


def test_two_kinds_combine():
    assert type(Sine(1.0) * Doubling(2.0)) is Sine


def test_a_subclass_may_have_rules_of_its_own():
    a = Value(1.0)
    root = Doubling(5.0, (a,), "double")
    root.backward()
    assert a.grad == 2.0
    backward = BackwardPass(topological_order(root), [a])
    backward.advance(1)
    assert backward.last.contributions[0].local_derivative == 2.0


# Memory


@pytest.mark.usefixtures("no_cyclic_collector")
def test_attributes_rows_and_subclasses_leave_nothing_for_the_cyclic_collector(sine_row):
    for i in range(200):
        a, b = Sine(i / 100), Value(2.0)
        b.m = 0
        operate("sin", a * b + 1).backward()
    del a, b
    assert gc.collect() == 0
