"""The loss as one graph, in which every node knows where it belongs and what it is called."""

import math
import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd.data.dataset import Dataset, four_samples
from micrograd.engine import topological_order
from micrograd.nn import ACTIVATIONS, MLP
from micrograd.recipe.losses import LOSSES
from micrograd.recipe.objective import Objective
from micrograd.recipe.penalties import NO_PENALTY, PENALTIES
from micrograd.training.loss_graph import LossGraph, NodeAddress, node_count

SHAPES = [(1,), (3,), (2, 1), (2, 3), (1, 1, 1), (3, 2, 2), (4, 4, 1)]
every_shape = pytest.mark.parametrize("nouts", SHAPES, ids=str)
every_activation = pytest.mark.parametrize("activation", ACTIVATIONS)


def make_graph(nouts=(4, 4, 1), activations="tanh", dataset=None, nin=3, samples=4, seed=0):
    chance = random.Random(seed)
    width = nin + nouts[-1]
    rows = [[chance.uniform(-2, 2) for _ in range(width)] for _ in range(samples)]
    dataset = dataset or Dataset.from_rows(rows, nouts[-1])
    model = MLP(nin, list(nouts), activations, chance)
    return LossGraph(model, dataset), model, dataset


def place_of(graph, value):
    return graph.addresses[graph.index[value]]


def check_places(graph, model, dataset):
    """Check everything that holds for the places of any network on any dataset."""
    assert len(graph.addresses) == len(graph.order)
    check_labels(graph)
    for value, place in zip(graph.order, graph.addresses, strict=True):
        if "·" in place.name:
            check_product(graph, model, value)
    check_parameters(graph, model)
    check_outputs(graph)
    check_errors(graph, dataset)
    check_counts(graph, model, dataset)


def check_labels(graph):
    counts = Counter(place.label for place in graph.addresses)
    counts.pop("sum of errors", None)
    assert max(counts.values()) == 1
    assert all(place.name.strip() == place.name != "" for place in graph.addresses)


def check_product(graph, model, value):
    """w2·h2 is the second weight here times what the second neuron before puts out."""
    place = place_of(graph, value)
    weight, source = value._prev
    assert value._op == "*"
    letter = "h" if place.layer else "x"
    number = int(place.name.removeprefix("w").split("·")[0])
    assert place.name == f"w{number}·{letter}{number}"
    assert place_of(graph, weight).name == f"w{number}"
    neuron = model.layers[place.layer].neurons[place.neuron]
    assert weight is neuron.w[number - 1]
    if place.layer:
        before = place.sample, place.layer - 1, number - 1
        assert place_of(graph, source) == NodeAddress("out", *before)
        assert source is graph.outputs[place.sample][place.layer - 1][number - 1]
    else:
        assert place_of(graph, source) == place._replace(name=f"x{number}")


def check_parameters(graph, model):
    for parameter in model.parameters():
        place = place_of(graph, parameter)
        assert place.sample is None
        assert place.label == parameter.label


def check_outputs(graph):
    for sample, layers in enumerate(graph.outputs):
        for layer, outputs in enumerate(layers):
            names = ["out"] * len(outputs)
            if layer == len(layers) - 1:
                names = ["ŷ"] if len(outputs) == 1 else [f"ŷ{i + 1}" for i in range(len(outputs))]
            for i, (output, name) in enumerate(zip(outputs, names, strict=True)):
                assert place_of(graph, output) == NodeAddress(name, sample, layer, i)


def check_errors(graph, dataset):
    for sample, target in enumerate(dataset.targets):
        for i, y in enumerate(target):
            number = i + 1 if len(target) > 1 else ""
            name = f"ŷ{number} − y{number}"
            (minus,) = nodes_at(graph, NodeAddress(f"−y{number}", sample))
            (difference,) = nodes_at(graph, NodeAddress(name, sample))
            (error,) = nodes_at(graph, NodeAddress(f"({name})²", sample))
            assert minus.data == -y
            assert difference._prev == (graph.outputs[sample][-1][i], minus)
            assert error._prev == (difference,)
            assert error._op == "**2"
    assert place_of(graph, graph.loss) == NodeAddress("loss")
    assert graph.order[-1] is graph.loss
    sums = len(dataset) * dataset.nout - 1
    assert len(nodes_at(graph, NodeAddress("sum of errors"))) == sums
    assert [node.data for node in nodes_at(graph, NodeAddress("start"))] == [0.0]


def nodes_at(graph, place):
    return [node for node, its in zip(graph.order, graph.addresses, strict=True) if its == place]


def check_counts(graph, model, dataset):
    """Count the nodes of each neuron for each sample: none is missing, none is elsewhere."""
    counts = Counter((p.sample, p.layer, p.neuron) for p in graph.addresses)
    for i, layer in enumerate(model.layers):
        for j, neuron in enumerate(layer.neurons):
            width = len(neuron.w)
            inputs = width if i == 0 else 0
            activations = 0 if neuron.activation == "linear" else 1
            # A product and a sum for each weight, the 0 before them, the sum with the bias.
            expected = inputs + 2 * width + 2 + activations
            assert counts.pop((None, i, j)) == width + 1
            assert {counts.pop((sample, i, j)) for sample in range(len(dataset))} == {expected}
    assert {counts.pop((s, None, None)) for s in range(len(dataset))} == {3 * dataset.nout}
    assert counts == {(None, None, None): len(dataset) * dataset.nout + 1}


@every_shape
@every_activation
def test_every_node_has_its_place_and_its_name(nouts, activation):
    check_places(*make_graph(nouts, activation))


@settings(deadline=None, max_examples=30)
@given(
    layers=st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from(list(ACTIVATIONS))), min_size=1, max_size=3
    ),
    nin=st.integers(1, 3),
    samples=st.integers(1, 3),
    seed=st.integers(0, 1000),
)
def test_in_any_network_every_node_has_its_place_and_its_name(layers, nin, samples, seed):
    nouts, activations = zip(*layers, strict=True)
    check_places(*make_graph(nouts, activations, None, nin, samples, seed))


def test_equal_samples_have_nodes_of_their_own():
    check_places(*make_graph((2, 1), dataset=Dataset([[1.0, 1.0, 0.0]] * 3, [0.0] * 3)))


def test_the_specifications_network_has_places_for_all_its_470_nodes():
    graph, _, _ = make_graph(dataset=four_samples())
    assert len(graph.order) == len(graph.addresses) == 470
    shared = [place for place in graph.addresses if place.sample is None]
    assert len(shared) == 41 + 1 + 3 + 1
    for sample in range(4):
        assert sum(place.sample == sample for place in graph.addresses) == 106


def test_a_node_is_computed_as_its_name_says():
    graph, model, dataset = make_graph()
    outputs = [model.plain()(x) for x in dataset.xs]
    for value, place in zip(graph.order, graph.addresses, strict=True):
        if place.layer is None or place.sample is None:
            continue
        inputs = dataset.xs[place.sample]
        if place.layer:
            inputs = outputs[place.sample][place.layer - 1]
        neuron = model.layers[place.layer].neurons[place.neuron]
        products = [w.data * x for w, x in zip(neuron.w, inputs, strict=True)]
        named = {f"sum {i + 1}": sum(products[: i + 1]) for i in range(len(products))}
        named |= {"start": 0.0, "sum": sum(products), "sum + b": sum(products) + neuron.b.data}
        named |= {f"x{i + 1}": x for i, x in enumerate(inputs)}
        for i, product in enumerate(products):
            named[f"w{i + 1}·{'h' if place.layer else 'x'}{i + 1}"] = product
        named["out"] = outputs[place.sample][place.layer][place.neuron]
        named["ŷ"] = outputs[place.sample][-1][0]
        assert value.data == pytest.approx(named[place.name], rel=1e-12)


@pytest.mark.parametrize(
    ("place", "label"),
    [
        (NodeAddress("loss"), "loss"),
        (NodeAddress("w1", None, 0, 2), "layer 1 · neuron 3 · w1"),
        (NodeAddress("w2·h2", 2, 1, 0), "layer 2 · neuron 1 · w2·h2 · sample 3"),
        (NodeAddress("(ŷ − y)²", 3), "(ŷ − y)² · sample 4"),
        (NodeAddress("x2", 2, 0, 0, "hours"), "layer 1 · neuron 1 · x2 (hours) · sample 3"),
    ],
)
def test_a_label_is_the_whole_name_counted_from_1(place, label):
    assert place.label == label


def test_inputs_outputs_and_targets_also_have_the_names_of_their_columns():
    dataset = Dataset([[1.0, 2.0]], [[3.0, 4.0]], "", ["", "hours", "cat", ""])
    graph, _, _ = make_graph((2, 2), dataset=dataset, nin=2)
    told = {place.name: place.column for place in graph.addresses if place.column}
    assert told == {"x2": "hours", "ŷ1": "cat", "−y1": "cat"} or told == {
        "x2": "hours",
        "ŷ1": "cat",
    }
    plain, _, _ = make_graph()
    assert not any(place.column for place in plain.addresses)


def test_an_output_tells_the_classes_that_it_stands_for():
    dataset = Dataset([[1.0], [2.0]], [0.0, 1.0], "", ["hours", "kind"], classes=["no", "yes"])
    graph, _, _ = make_graph((2, 1), dataset=dataset, nin=1)
    told = {place.name: place.column for place in graph.addresses if place.column}
    assert told["ŷ"] == "kind: no or yes"


def test_the_order_is_topological_and_indexed():
    graph, _, _ = make_graph()
    assert graph.order == topological_order(graph.loss)
    assert [graph.index[value] for value in graph.order] == list(range(len(graph.order)))


def test_the_parameters_and_outputs_are_those_of_the_model():
    graph, model, dataset = make_graph((3, 2))
    assert graph.parameters == model.parameters()
    assert [[[o.data for o in layer] for layer in layers] for layers in graph.outputs] == [
        model.plain()(x) for x in dataset.xs
    ]


def test_finding_the_places_changes_nothing():
    graph, _, _ = make_graph()
    graph.loss.backward()
    before = [(node.data, node.grad, node.label) for node in graph.order]
    assert len(graph.addresses) == len(graph.index)
    assert [(node.data, node.grad, node.label) for node in graph.order] == before


@every_shape
@every_activation
@pytest.mark.parametrize("samples", [1, 3])
def test_its_nodes_can_be_counted_without_building_it(nouts, activation, samples):
    graph, model, _ = make_graph(nouts, activation, samples=samples)
    assert node_count(model, samples) == len(graph.order)


every_loss = pytest.mark.parametrize("loss", LOSSES)
every_penalty = pytest.mark.parametrize("penalty", PENALTIES)


@every_loss
@every_penalty
@pytest.mark.parametrize("nouts", [(1,), (2, 3), (3, 2, 2)], ids=str)
def test_the_nodes_of_any_loss_and_penalty_can_be_counted(loss, penalty, nouts):
    _, model, dataset = make_graph(nouts, samples=3)
    objective = Objective(LOSSES[loss], PENALTIES[penalty], 0.5)
    assert node_count(model, 3, objective) == len(LossGraph(model, dataset, objective).order)


@every_loss
@every_penalty
def test_the_gradients_of_samples_one_by_one_and_of_the_penalty_are_those_of_all(loss, penalty):
    _, model, dataset = make_graph((3, 2), samples=4)
    objective = Objective(LOSSES[loss], PENALTIES[penalty], 0.5)
    alone = objective._replace(penalty=NO_PENALTY)
    parameters = model.parameters()

    def gradients(samples, objective):
        model.zero_grad()
        graph = LossGraph(model, samples, objective)
        graph.be_part_of(len(dataset))
        graph.loss.backward()
        return [parameter.grad for parameter in parameters]

    expected = gradients(dataset, objective)
    pairs = list(zip(dataset.xs, dataset.targets, strict=True))
    shares = [gradients(Dataset([x], [y]), alone) for x, y in pairs]
    weights = set(objective.penalized(model))
    slopes = {"none": lambda w: 0.0, "l1": lambda w: math.copysign(1, w), "l2": lambda w: 2 * w}
    for i, parameter in enumerate(parameters):
        more = 0.5 * slopes[penalty](parameter.data) if parameter in weights else 0.0
        found = more + sum(share[i] for share in shares)
        assert found == pytest.approx(expected[i], rel=1e-12, abs=1e-14)
