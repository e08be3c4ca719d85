"""Copies of values, networks and trainers: `pickle`, `copy.copy` and `copy.deepcopy`."""

import copy
import io
import math
import pickle
import random

import pytest

from micrograd.compiled.engine import compiled_trainer
from micrograd.data.dataset import four_samples
from micrograd.engine import Value, operate, topological_order
from micrograd.mixins import copies
from micrograd.nn import MLP
from micrograd.operations import OPERATIONS, Operation
from micrograd.recipe.objective import Objective
from micrograd.training.trainer import Trainer


def pickled(thing, protocol=pickle.HIGHEST_PROTOCOL):
    return pickle.loads(pickle.dumps(thing, protocol))


def pickled_in_python(thing):
    return pickle._loads(pickle._dumps(thing))


WAYS = [pickled, pickled_in_python, copy.deepcopy]
every_way = pytest.mark.parametrize("duplicate", WAYS)


def tangled(depth):
    """A deep graph in which each node is used twice."""
    a, b = Value(0.5, label="a"), Value(-0.25, label="b")
    node = a
    for _ in range(depth):
        node = (node * b + a).tanh()
    node.backward()
    return node


def shape_of(root):
    order = topological_order(root)
    index = {node: i for i, node in enumerate(order)}
    return [
        (n.data, n.grad, n.label, n._op, n._operation, [index[each] for each in n._prev])
        for n in order
    ]


@every_way
@pytest.mark.parametrize("depth", [0, 1, 1000, 3000])
def test_a_graph_of_any_depth_is_copied_with_all_that_it_is(duplicate, depth):
    root = tangled(depth)
    twin = duplicate(root)
    assert shape_of(twin) == shape_of(root)
    assert not set(topological_order(twin)) & set(topological_order(root))
    for node in topological_order(twin):
        node.grad = 0.0
    twin.backward()
    assert shape_of(twin) == shape_of(root)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_every_protocol_keeps_a_deep_graph(protocol):
    root = tangled(1000)
    assert shape_of(pickled(root, protocol)) == shape_of(root)


@every_way
def test_what_is_shared_stays_shared(duplicate):
    a = Value(2.0)
    first, second = a * 3, a + 1
    both = first * second
    things = {"inner": first, "all": [both, second, a], "root": both}
    twins = duplicate(things)
    assert twins["root"] is twins["all"][0]
    assert twins["root"]._prev == (twins["inner"], twins["all"][1])
    assert twins["inner"]._prev[0] is twins["all"][2]


@every_way
def test_a_list_of_running_sums_takes_no_longer_for_each(duplicate):
    sums = [Value(0.0)]
    for i in range(4000):
        sums.append(sums[-1] + i)
    twins = duplicate(sums)
    assert [twin.data for twin in twins] == [each.data for each in sums]
    assert all(twin._prev[0] is twins[i] for i, twin in enumerate(twins[1:]))


@every_way
def test_attributes_of_ones_own_are_copied(duplicate):
    p = Value(1.0)
    p.moments, p.owner = [0.5], p
    twin = duplicate(p * 2)._prev[0]
    assert (twin.moments, twin.owner) == ([0.5], twin)
    assert twin.moments is not p.moments


@every_way
def test_an_operand_may_refer_to_its_result(duplicate):
    a = Value(1.0)
    root = a * 2
    a.parent = root
    twin = duplicate(root)
    assert twin._prev[0].parent is twin


@every_way
def test_every_parameter_of_a_network_may_refer_to_the_same_graph(duplicate):
    model = MLP(3, [16, 16, 1], rng=random.Random(0))
    loss = model([0.1, 0.2, 0.3])
    for p in model.parameters():
        p.graph = loss
    graphs = {p.graph for p in duplicate(model).parameters()}
    assert len(graphs) == 1
    assert loss not in graphs


class Named(Value):
    """A kind of value with a slot more."""

    __slots__ = ("names",)


@every_way
def test_a_kind_of_ones_own_is_copied(duplicate):
    a = Named(1.0)
    a.names = ["first"]
    twin = duplicate(a.exp())
    assert type(twin) is Named
    assert twin._prev[0].names == ["first"]
    assert twin._prev[0].names is not a.names


def test_a_shallow_copy_has_the_same_operands():
    root = tangled(3)
    root.note = []
    twin = copy.copy(root)
    assert twin is not root
    assert (twin._prev, twin.data, twin._op) == (root._prev, root.data, root._op)
    assert twin.note is root.note


@every_way
def test_a_row_of_ones_own_is_found_again(duplicate, monkeypatch):
    row = Operation(math.sin, lambda out, a: (math.cos(a),))
    monkeypatch.setitem(OPERATIONS, "sin", row)
    a = Value(0.5)
    twin = duplicate(operate("sin", a))
    assert twin._operation is row


def test_a_row_that_is_missing_is_named(monkeypatch):
    monkeypatch.setitem(OPERATIONS, "sin", Operation(math.sin, lambda out, a: (math.cos(a),)))
    text = pickle.dumps(operate("sin", Value(0.5)))
    monkeypatch.delitem(OPERATIONS, "sin")
    with pytest.raises(ValueError, match="'sin'"):
        pickle.loads(text)


@pytest.mark.parametrize("duplicate", [*WAYS, copy.copy])
def test_a_backward_of_ones_own_is_refused_with_what_to_do(duplicate):
    a = Value(1.0)
    out = Value(math.sin(1.0), (a,), "sin")
    out._backward = lambda: None
    with pytest.raises(TypeError, match=r"sin.*gradients of the original.*OPERATIONS"):
        duplicate(out)


def test_a_pickler_that_goes_on_knows_what_it_wrote():
    file = io.BytesIO()
    pickler = pickle.Pickler(file)
    root = tangled(500)
    pickler.dump(root)
    grown = root.exp()
    pickler.dump(grown)
    file.seek(0)
    unpickler = pickle.Unpickler(file)
    assert unpickler.load() is unpickler.load()._prev[0]


def test_nothing_is_remembered_of_what_was_copied():
    pickled(tangled(100))
    with pytest.raises(TypeError, match="TextIOWrapper"):
        pickle.dumps([tangled(100), io.StringIO, io.TextIOWrapper(io.BytesIO())])
    assert not copies._in_use


# Networks and trainers


@every_way
def test_a_network_is_copied(duplicate):
    model = MLP(3, [4, 2], ["relu", "tanh"], random.Random(0))
    twin = duplicate(model)
    assert repr(twin) == repr(model)
    x = [0.5, -1.0, 2.0]
    assert [each.data for each in twin(x)] == [each.data for each in model(x)]
    twin.parameters()[0].data = 5.0
    assert model.parameters()[0].data != 5.0


@pytest.fixture(params=[Trainer, compiled_trainer], ids=["engine", "compiled"])
def trainer(request):
    return request.param(MLP(3, [4, 4, 1], rng=random.Random(0)), four_samples(), 0.1)


@every_way
@pytest.mark.parametrize("operations", [0, 1, 250])
def test_a_trainer_that_was_copied_trains_on_with_the_same_bits(duplicate, trainer, operations):
    trainer.run(5)
    for _ in range(operations):
        trainer.step_operation()
    twin = duplicate(trainer)
    assert (twin.steps, twin.phase, twin.state) == (trainer.steps, trainer.phase, trainer.state)
    assert twin.run(5) == trainer.run(5)
    assert (twin.state, twin.grads) == (trainer.state, trainer.grads)
    assert twin.can_run_beside == trainer.can_run_beside
    assert twin.graph.parameters[0] is twin.model.parameters()[0]


@every_way
def test_a_trainer_that_was_copied_goes_back_as_far(duplicate, trainer):
    trainer.run(2)
    trainer.advance(7)
    twin = duplicate(trainer)
    for each in (trainer, twin):
        each.retreat(7)
        each.retreat(1)
    assert (twin.steps, twin.phase, twin.state) == (trainer.steps, trainer.phase, trainer.state)
    assert twin.steps == 1


@every_way
def test_the_graph_of_a_loss_is_copied(duplicate):
    model, dataset = MLP(3, [4, 4, 1], rng=random.Random(0)), four_samples()
    loss = Objective().total([[model(x)] for x in dataset.xs], dataset.targets)
    loss.backward()
    twin = duplicate((model, loss))
    assert shape_of(twin[1]) == shape_of(loss)
    assert twin[0].parameters()[0] in topological_order(twin[1])
