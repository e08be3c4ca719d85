"""`Tape`: both passes to the last bit, one node held at a number, nothing written."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd.analysis.tape import Tape
from micrograd.data.dataset import four_samples
from micrograd.engine import Value, topological_order
from micrograd.nn import ACTIVATIONS, MLP
from micrograd.recipe.objective import Objective

ACTIVATION = st.sampled_from(list(ACTIVATIONS))


def as_list(outputs):
    return outputs if isinstance(outputs, list) else [outputs]


def loss_of(model, xs, targets):
    return Objective().total([as_list(model(x)) for x in xs], targets)


def specified(seed=0):
    """The network of the specification, and the loss over its four samples."""
    model, dataset = MLP(3, [4, 4, 1], rng=random.Random(seed)), four_samples()
    return model, loss_of(model, dataset.xs, dataset.targets)


@st.composite
def losses(draw):
    """A function that builds the loss of a random network; each call gives an equal twin."""
    nin, samples = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    layers = draw(st.lists(st.tuples(st.integers(1, 3), ACTIVATION), min_size=1, max_size=3))
    nouts, activations = zip(*layers, strict=True)
    seed, scale = draw(st.integers(0, 1000)), draw(st.sampled_from([0.01, 1.0, 100.0]))

    def build():
        rng = random.Random(seed)
        model = MLP(nin, nouts, activations, rng=rng)
        xs = [[rng.gauss(0, scale) for _ in range(nin)] for _ in range(samples)]
        targets = [[rng.gauss(0, scale) for _ in range(nouts[-1])] for _ in range(samples)]
        return model, loss_of(model, xs, targets)

    return build


def every_operation():
    """A graph with each operation of the table, and constant powers."""
    a, b = Value(0.7), Value(1.3)
    c = a * b + a**b + (a + a).tanh() - b.log() / a
    d = c.relu() * c.sigmoid() + (b**3).exp() + a**0.5 + (a * a) ** -1
    return d + c * c


def bits(numbers):
    return [number.hex() for number in numbers]


def state_of(root):
    return [(node.data.hex(), node.grad.hex()) for node in topological_order(root)]


def test_the_root_is_the_last_node_and_operands_come_first():
    root = every_operation()
    tape = Tape(root)
    assert tape.nodes == topological_order(root)
    assert tape.nodes[-1] is root
    for i, node in enumerate(tape.nodes):
        assert tuple(tape.nodes[j] for j in tape.operands[i]) == node._prev
        assert all(j < i for j in tape.operands[i])


def test_an_order_at_hand_makes_the_same_tape():
    _, loss = specified()
    tape = Tape(loss, topological_order(loss))
    assert (tape.nodes, tape.operands) == (Tape(loss).nodes, Tape(loss).operands)


def test_a_value_used_twice_is_an_operand_twice():
    a = Value(3.0)
    tape = Tape(a + a)
    assert tape.operands == [(), (0, 0)]
    assert tape.consumers == [[1, 1], []]


def test_every_value_of_the_graph_is_found_by_its_index():
    tape = Tape(every_operation())
    assert [tape.index_of(node) for node in tape.nodes] == list(range(len(tape.nodes)))


def test_a_value_that_is_not_in_the_graph_has_no_index():
    with pytest.raises(KeyError):
        Tape(Value(1.0) + 1).index_of(Value(1.0))


# The two passes


@settings(deadline=None, max_examples=60)
@given(build=losses())
def test_both_passes_of_any_network_are_the_engines_to_the_last_bit(build):
    (_, loss), (_, twin) = build(), build()
    tape = Tape(loss)
    data = tape.forward()
    twin.backward()
    order = topological_order(twin)
    assert bits(data) == bits(node.data for node in order)
    assert bits(tape.gradients(data)) == bits(node.grad for node in order)


def test_both_passes_of_every_operation_are_the_engines_to_the_last_bit():
    tape, twin = Tape(every_operation()), every_operation()
    data = tape.forward()
    twin.backward()
    assert bits(data) == bits(node.data for node in topological_order(twin))
    assert bits(tape.gradients(data)) == bits(node.grad for node in topological_order(twin))


def test_the_forward_pass_starts_from_the_leaves_as_they_are_now():
    model, loss = specified()
    tape = Tape(loss)
    for parameter in model.parameters():
        parameter.data *= 0.5
    dataset = four_samples()
    assert tape.forward()[-1] == loss_of(model, dataset.xs, dataset.targets).data != loss.data


def test_gradients_that_are_there_already_do_not_count():
    _, loss = specified()
    tape = Tape(loss)
    before = bits(tape.gradients(tape.forward()))
    loss.backward()
    assert bits(tape.gradients(tape.forward())) == before


def test_a_leaf_as_the_root_is_its_own_derivative():
    tape = Tape(Value(2.5))
    assert (tape.forward(), tape.gradients([2.5])) == ([2.5], [1.0])
    assert tape.root_at([2.5], 0, 7.0) == 7.0


def test_a_forward_pass_out_of_the_domain_is_refused_as_by_the_engine():
    a = Value(1.0)
    tape = Tape(a.log())
    a.data = -1.0
    with pytest.raises(ValueError, match=r"log\(-1"):
        tape.forward()


def test_local_derivatives_are_one_per_operand_and_none_for_a_leaf():
    a, b = Value(3.0), Value(5.0)
    tape = Tape(a * b)
    data = tape.forward()
    assert tape.local_derivatives(data, tape.index_of(a)) == ()
    assert tape.local_derivatives(data, 2) == (5.0, 3.0)


# One node held


def rebuilt(root, node, x):
    """The data of the root of a new graph in which a leaf of that data stands for the node."""
    made = {}
    for value in topological_order(root):
        if value is node:
            made[value] = Value(x)
        else:
            made[value] = Value(value.data, tuple(made[v] for v in value._prev), value._op)
            if value._prev:
                made[value]._forward()
    return made[root].data


@settings(deadline=None, max_examples=60)
@given(build=losses(), place=st.floats(0, 1, exclude_max=True), x=st.floats(-3, 3))
def test_the_root_at_a_number_is_that_of_a_graph_built_anew(build, place, x):
    _, loss = build()
    tape = Tape(loss)
    node = int(place * len(tape.nodes))
    found = tape.root_at(tape.forward(), node, x)
    assert found.hex() == rebuilt(loss, tape.nodes[node], x).hex()


@settings(deadline=None, max_examples=60)
@given(build=losses(), place=st.floats(0, 1, exclude_max=True))
def test_the_dependents_are_the_nodes_that_reach_the_node(build, place):
    tape = Tape(build()[1])
    node = int(place * len(tape.nodes))
    depends = {node}
    for i in range(node + 1, len(tape.nodes)):
        if depends & set(tape.operands[i]):
            depends.add(i)
    assert tape.dependents(node) == sorted(depends - {node})


def test_asking_for_one_node_after_another_mixes_nothing_up():
    model, loss = specified()
    tape = Tape(loss)
    data = tape.forward()
    nodes = [tape.index_of(parameter) for parameter in model.parameters()]
    first = [tape.root_at(data, node, 0.3) for node in nodes]
    again = [tape.root_at(data, node, 0.3) for node in reversed(nodes)]
    assert first == again[::-1] == [Tape(loss).root_at(data, node, 0.3) for node in nodes]


def test_the_dependents_handed_out_are_the_callers_own():
    tape = Tape(every_operation())
    tape.dependents(0).clear()
    assert tape.dependents(0)


@pytest.mark.parametrize(
    ("make", "x"),
    [
        (lambda a: a.log(), -1.0),
        (lambda a: a**-1, 0.0),
        (lambda a: a**0.5, -1.0),
        (lambda a: 1 / (a - 2), 2.0),
    ],
)
def test_the_root_is_not_a_number_where_an_operation_is_not_defined(make, x):
    a = Value(1.0)
    tape = Tape(make(a))
    data = tape.forward()
    node = tape.index_of(a)
    assert math.isnan(tape.root_at(data, node, x))
    with pytest.raises((ValueError, ZeroDivisionError)):
        tape.data_at(data, node, x)
    assert tape.root_at(data, node, 1.0) == data[-1]


# Looking changes nothing


@settings(deadline=None, max_examples=40)
@given(build=losses())
def test_looking_writes_to_no_value_and_to_no_list(build):
    _, loss = build()
    loss.backward()
    before, chance = state_of(loss), random.getstate()
    tape = Tape(loss)
    data = tape.forward()
    grads, kept = tape.gradients(data), bits(data)
    for node in range(len(tape.nodes)):
        tape.root_at(data, node, 0.5)
        tape.local_derivatives(data, node)
    assert (state_of(loss), bits(data), random.getstate()) == (before, kept, chance)
    assert bits(tape.gradients(data)) == bits(grads)


def test_a_stale_graph_stays_as_stale_as_it_was():
    a = Value(1.0)
    middle = a * 3
    tape = Tape(middle + 1)
    a.data = 2.0
    assert tape.forward()[-1] == 7.0
    assert (middle.data, tape.nodes[-1].data) == (3.0, 4.0)


# Large graphs


def test_a_chain_of_ten_thousand_operations_needs_no_recursion():
    a = Value(1.0)
    root = a
    for _ in range(10_000):
        root = root + 1
    tape = Tape(root)
    data = tape.forward()
    assert tape.gradients(data)[tape.index_of(a)] == 1.0
    assert tape.root_at(data, tape.index_of(a), 5.0) == 10_005.0
    assert len(tape.dependents(tape.index_of(a))) == 10_000


def test_a_graph_of_many_thousand_nodes_is_the_engines_too():
    model, rng = MLP(8, [16, 16, 1], rng=random.Random(0)), random.Random(1)
    xs = [[rng.gauss(0, 1) for _ in range(8)] for _ in range(40)]
    loss = loss_of(model, xs, [[0.5]] * 40)
    tape = Tape(loss)
    assert len(tape.nodes) > 30_000
    grads = tape.gradients(tape.forward())
    loss.backward()
    assert bits(grads) == bits(node.grad for node in tape.nodes)
