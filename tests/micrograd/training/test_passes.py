"""The passes of a graph: the bits of `backward()`, at any position, there and back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd import nn
from micrograd.engine import Value, operate, topological_order
from micrograd.operations import OPERATIONS, operation_named
from micrograd.training.passes import (
    BackwardPass,
    BackwardStep,
    Contribution,
    ForwardPass,
    OperationRecord,
    local_derivatives,
)

ACTIVATIONS = [name for name in nn.ACTIVATIONS if name != "linear"]
# Every operation, kept within its domain by what it is made of.
OPERATE = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / (b * b + 1),
    "**2": lambda a, b: a**2,
    "**-1": lambda a, b: (a * a + 0.5) ** -1,
    "**": lambda a, b: (a.sigmoid() + 0.5) ** b,
    "exp": lambda a, b: a.exp(),
    "log": lambda a, b: (a * a + 0.5).log(),
    **{name: (lambda a, b, name=name: operate(name, a)) for name in ACTIVATIONS},
    "abs": lambda a, b: abs(a),
    "max": lambda a, b: a.maximum(b),
    "off": lambda a, b: operate("off", a),
}
LEAVES = st.lists(st.floats(-2, 2), min_size=1, max_size=4)
# Operands are counted from the end, so that graphs grow deep and use their nodes again.
PROGRAMS = st.lists(
    st.tuples(st.sampled_from(list(OPERATE)), st.integers(0, 5), st.integers(0, 5)),
    min_size=1,
    max_size=20,
)
# The distance to go, back where negative.
WALKS = st.lists(st.integers(-30, 30), max_size=15)


def graph_of(leaves, program, grads=None):
    """The same graph for the same arguments; `grads` are there before, from an earlier pass."""
    nodes = [Value(data, label=f"x{i}") for i, data in enumerate(leaves)]
    for name, i, j in program:
        nodes.append(OPERATE[name](nodes[-1 - i % len(nodes)], nodes[-1 - j % len(nodes)]))
    order = topological_order(nodes[-1])
    if grads:
        for i, node in enumerate(order):
            node.grad = grads[i % len(grads)]
    return order


@st.composite
def twins(draw):
    """Two equal graphs, in topological order, with gradients of earlier passes."""
    leaves, program = draw(LEAVES), draw(PROGRAMS)
    grads = draw(st.lists(st.floats(-2, 2), max_size=4))
    return graph_of(leaves, program, grads), graph_of(leaves, program, grads)


def state_of(order):
    """Every bit of every number."""
    return [(node.data.hex(), node.grad.hex()) for node in order]


def seed(order):
    """Do what `backward()` does before its first operation."""
    for node in order:
        if node._prev:
            node.grad = 0.0
    order[-1].grad += 1.0


def backward_operations(order, count):
    """The first operations of `backward()` as a plain loop; none does nothing at all."""
    if count:
        seed(order)
    for node in [node for node in reversed(order) if node._prev][:count]:
        node._backward()


def forward_operations(order, count):
    for node in [node for node in order if node._prev][:count]:
        node._forward()


def move_leaves(order):
    """Other data in the inputs, so that a forward pass has something to do."""
    for node in order:
        if node.label:
            node.data = 0.5 - node.data


def walk(current, moves):
    """Advance and retreat; the position that this leads to."""
    position = 0
    for move in moves:
        if move < 0:
            current.retreat(-move)
        else:
            current.advance(move)
        position = min(max(position + move, 0), len(current))
        assert current.position == position
    return position


unhurried = settings(deadline=None, max_examples=60)
both_passes = pytest.mark.parametrize(
    ("make_pass", "plain"),
    [(ForwardPass, forward_operations), (BackwardPass, backward_operations)],
    ids=["forward", "backward"],
)


# Local derivatives


def test_a_leaf_has_no_local_derivatives():
    assert local_derivatives(Value(2.5, label="a")) == ()


@pytest.mark.parametrize(("name", "derivative"), [("+", 1.0), ("*", 3.0)])
def test_a_value_used_twice_by_one_operation_has_two_local_derivatives(name, derivative):
    a = Value(3.0)
    assert local_derivatives(OPERATE[name](a, a)) == (derivative, derivative)


def test_each_local_derivative_is_by_its_own_operand():
    a, b = Value(2.0), Value(-3.0)
    assert local_derivatives(a * b) == (-3.0, 2.0)
    assert local_derivatives(b * a) == (2.0, -3.0)


OPERANDS = {
    "+": (1.5, -2.5),
    "*": (1.5, -2.5),
    "**": (1.5, -2.5),
    "**2": (-1.5,),
    "**-1": (-1.5,),
    "**0.5": (1.5,),
    "exp": (-1.5,),
    "log": (1.5,),
    "relu": (1.5,),
    **dict.fromkeys(ACTIVATIONS, (-0.5,)),
    "abs": (-0.5,),
    "max": (1.5, -2.5),
    "off": (-1.5,),
}


def test_every_operation_is_tested():
    assert OPERANDS.keys() >= OPERATIONS.keys()


@pytest.mark.parametrize("name", OPERANDS)
@unhurried
@given(stretch=st.floats(0.2, 2))
def test_a_local_derivative_is_the_slope_along_its_operand(name, stretch):
    numbers = [number * stretch for number in OPERANDS[name]]
    forward = operation_named(name).forward
    root = Value(forward(*numbers), tuple(map(Value, numbers)), name)
    h = 1e-5
    for i, derivative in enumerate(local_derivatives(root)):
        above = [x + h if j == i else x for j, x in enumerate(numbers)]
        below = [x - h if j == i else x for j, x in enumerate(numbers)]
        slope = (forward(*above) - forward(*below)) / (2 * h)
        assert derivative == pytest.approx(slope, rel=1e-6, abs=1e-6)


# The passes, to their end and to any position


@unhurried
@given(graphs=twins())
def test_a_backward_pass_to_its_end_is_backward_to_the_last_bit(graphs):
    order, twin = graphs
    BackwardPass(order).advance(len(order))
    twin[-1].backward()
    assert state_of(order) == state_of(twin)


@unhurried
@given(graphs=twins(), passes=st.integers(2, 3))
def test_gradients_of_leaves_add_up_from_pass_to_pass_as_those_of_backward_do(graphs, passes):
    order, twin = graphs
    current = BackwardPass(order)
    for _ in range(passes):
        current.restart()
        current.advance(len(current))
        twin[-1].backward()
    assert state_of(order) == state_of(twin)


@unhurried
@given(graphs=twins(), data=st.data())
def test_the_gradients_of_constants_begin_each_pass_at_zero(graphs, data):
    order, twin = graphs
    leaves = [i for i, node in enumerate(order) if not node._prev]
    constants = data.draw(st.lists(st.sampled_from(leaves), unique=True))
    current = BackwardPass(order, [order[i] for i in constants])
    for i in constants:
        twin[i].grad = 0.0
    current.advance(len(current))
    twin[-1].backward()
    assert state_of(order) == state_of(twin)


@unhurried
@given(leaves=LEAVES, program=PROGRAMS)
def test_a_forward_pass_computes_the_graph_from_its_leaves_as_they_are(leaves, program):
    order, moved = graph_of(leaves, program), graph_of([0.5 - x for x in leaves], program)
    for node, other in zip(order, moved, strict=True):
        if not node._prev:
            node.data = other.data
    ForwardPass(order).advance(len(order))
    assert state_of(order) == state_of(moved)


@both_passes
@unhurried
@given(graphs=twins(), data=st.data())
def test_any_position_has_the_bits_of_a_plain_loop_so_far(make_pass, plain, graphs, data):
    order, twin = graphs
    move_leaves(order)
    move_leaves(twin)
    current = make_pass(order)
    position = data.draw(st.integers(0, len(current)))
    current.advance(position)
    plain(twin, position)
    assert state_of(order) == state_of(twin)


@both_passes
@unhurried
@given(graphs=twins(), moves=WALKS)
def test_any_way_to_a_position_leaves_the_bits_of_the_straight_one(make_pass, plain, graphs, moves):
    order, twin = graphs
    move_leaves(order)
    move_leaves(twin)
    plain(twin, walk(make_pass(order), moves))
    assert state_of(order) == state_of(twin)


@both_passes
@unhurried
@given(graphs=twins(), moves=WALKS)
def test_all_taken_back_every_number_is_what_it_was_before_the_pass(
    make_pass, plain, graphs, moves
):
    order, twin = graphs
    move_leaves(order)
    move_leaves(twin)
    current = make_pass(order)
    walk(current, [*moves, -len(current)])
    assert current.position == 0
    assert state_of(order) == state_of(twin)


@both_passes
def test_a_pass_begun_again_goes_back_to_what_it_then_found(make_pass, plain):
    order = graph_of([0.5, -1.0], [("*", 0, 1), ("tanh", 0, 0), ("+", 0, 1)])
    current = make_pass(order)
    current.advance(len(current))
    current.restart()
    move_leaves(order)
    before = state_of(order)
    current.advance(2)
    current.retreat(1)
    assert state_of(order) != before
    current.retreat(1)
    assert state_of(order) == before


# The position of a pass.


@both_passes
def test_a_pass_knows_how_much_is_done_and_which_node_was_last(make_pass, plain):
    order = graph_of([0.5, -1.0], [("*", 0, 1), ("tanh", 0, 0), ("+", 0, 1)])
    current = make_pass(order)
    assert (len(current), current.position, current.is_done) == (3, 0, False)
    assert current.node is None
    assert current.last is None
    for position in (1, 2, 3):
        current.advance(1)
        assert current.position == position
        assert current.node is current.nodes[position - 1] is current.last.node
    assert current.is_done


def test_the_backward_pass_has_the_nodes_of_the_forward_pass_the_other_way_round():
    order = graph_of([0.5, -1.0], [("*", 0, 1), ("tanh", 0, 0), ("+", 0, 1)])
    assert ForwardPass(order).nodes == [node for node in order if node._prev]
    assert BackwardPass(order).nodes == ForwardPass(order).nodes[::-1]


@both_passes
@pytest.mark.parametrize("move", ["advance", "retreat"])
def test_beyond_its_ends_a_pass_does_nothing(make_pass, plain, move):
    order = graph_of([0.5, -1.0], [("*", 0, 1), ("tanh", 0, 0)])
    current = make_pass(order)
    if move == "advance":
        current.advance(len(current))
    position, before = current.position, state_of(order)
    getattr(current, move)(5)
    assert (current.position, state_of(order)) == (position, before)


@both_passes
@pytest.mark.parametrize("position", [0, 1, 2])
@pytest.mark.parametrize("move", ["advance", "retreat"])
def test_a_move_by_no_operation_changes_nothing(make_pass, plain, move, position):
    order = graph_of([0.5, -1.0], [("*", 0, 1), ("tanh", 0, 0)])
    current = make_pass(order)
    current.advance(position)
    before, last = state_of(order), current.last
    getattr(current, move)(0)
    assert (state_of(order), current.position, current.last) == (before, position, last)


@both_passes
def test_restarting_and_skipping_move_without_doing_anything(make_pass, plain):
    order = graph_of([0.5, -1.0], [("*", 0, 1), ("tanh", 0, 0)])
    before = state_of(order)
    current = make_pass(order)
    current.skip()
    assert current.is_done
    current.restart()
    assert (current.position, current.node, current.last) == (0, None, None)
    assert state_of(order) == before


@both_passes
def test_a_leaf_alone_has_no_operation(make_pass, plain):
    current = make_pass([Value(2.0)])
    assert (len(current), current.is_done) == (0, True)
    current.retreat(1)
    assert (current.node, current.last) == (None, None)


# The last operation.


@unhurried
@given(graphs=twins())
def test_an_operation_of_the_forward_pass_is_told_with_what_it_overwrote(graphs):
    order, _ = graphs
    move_leaves(order)
    current = ForwardPass(order)
    for node in current.nodes:
        before = node.data
        current.advance(1)
        assert current.last.node is node
        assert current.last.before.hex() == before.hex()
        assert current.last.after.hex() == node.data.hex()


def test_the_forward_pass_keeps_what_was_before_it():
    order = graph_of([0.5, -1.0], [("*", 0, 1), ("tanh", 0, 0)])
    before = [node.data for node in order if node._prev]
    current = ForwardPass(order)
    move_leaves(order)
    current.advance(2)
    assert current.before == before
    assert current.last == OperationRecord(order[-1], before[-1], order[-1].data)


def check_contributions(last, grads):
    """Each contribution adds to what `grads` has for its operand; the sum is what is there."""
    assert [each.operand for each in last.contributions] == list(last.node._prev)
    assert last.upstream.hex() == last.node.grad.hex()
    derivatives = local_derivatives(last.node)
    for each, derivative in zip(last.contributions, derivatives, strict=True):
        assert each.before.hex() == grads[each.operand].hex()
        assert each.upstream.hex() == last.upstream.hex()
        assert each.local_derivative.hex() == derivative.hex()
        assert each.after.hex() == (each.before + derivative * each.upstream).hex()
        grads[each.operand] = each.after
    assert all(grads[operand].hex() == operand.grad.hex() for operand in last.node._prev)


@unhurried
@given(graphs=twins())
def test_an_operation_of_the_backward_pass_is_told_with_what_each_operand_received(graphs):
    order, twin = graphs
    current = BackwardPass(order)
    seed(twin)
    for _ in range(len(current)):
        grads = {node: same.grad for node, same in zip(order, twin, strict=True)}
        current.advance(1)
        twin[order.index(current.node)]._backward()
        check_contributions(current.last, grads)


@unhurried
@given(graphs=twins(), moves=WALKS)
def test_however_an_operation_was_reached_it_is_told_in_the_same_way(graphs, moves):
    order, twin = graphs
    walked, straight = BackwardPass(order), BackwardPass(twin)
    position = walk(walked, moves)
    for _ in range(position):
        straight.advance(1)
    assert (walked.last is None) == (position == 0)
    if position:
        assert numbers_of(walked.last) == numbers_of(straight.last)


def numbers_of(last):
    """Every bit of a record, without its nodes."""
    contributions = [number.hex() for each in last.contributions for number in each[1:]]
    return last.upstream.hex(), contributions


@pytest.mark.parametrize(("name", "derivative"), [("+", 1.0), ("*", 3.0)])
def test_a_value_used_twice_receives_two_contributions_one_upon_the_other(name, derivative):
    a = Value(3.0)
    root = OPERATE[name](a, a)
    a.grad = 0.5
    current = BackwardPass(topological_order(root))
    current.advance(1)
    first = Contribution(a, 0.5, derivative, 1.0, 0.5 + derivative)
    second = Contribution(a, first.after, derivative, 1.0, first.after + derivative)
    assert current.last == BackwardStep(root, 1.0, (first, second))
    assert a.grad == second.after


def test_telling_the_last_operation_changes_nothing():
    order = graph_of([0.5, -1.0], [("*", 0, 1), ("tanh", 0, 0), ("+", 0, 1)])
    for current in (ForwardPass(order), BackwardPass(order)):
        current.advance(2)
        before = state_of(order)
        assert current.last == current.last
        assert state_of(order) == before
