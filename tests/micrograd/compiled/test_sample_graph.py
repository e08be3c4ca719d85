"""The graph of one sample: its weighted sums, its terms, what moves and what does not."""

import random
from collections.abc import Sequence

import pytest

from micrograd.compiled.sample_graph import NotCompilableError, SampleGraph
from micrograd.engine import Value, topological_order
from micrograd.nn import MLP, Neuron

NETWORKS = [
    (1, [1], "linear"),
    (1, [1, 1], "linear"),
    (3, [4, 4, 1], "tanh"),
    (2, [3, 2], "relu"),
    (1, [5, 3], ["sigmoid", "linear"]),
    (4, [2, 1, 3], ["linear", "tanh", "linear"]),
]
every_network = pytest.mark.parametrize("network", NETWORKS, ids=str)


def network_of(network: tuple[int, list[int], str | list[str]]) -> MLP:
    nin, layers, activations = network
    return MLP(nin, layers, activations, random.Random(0))


class Altered(MLP):
    """2-[2, 1], linear: something in it is not as in other networks."""

    def __init__(self) -> None:
        super().__init__(2, [2, 1], "linear", random.Random(0))

    @property
    def hidden(self) -> list[Neuron]:
        return self.layers[0].neurons

    @property
    def last(self) -> Neuron:
        return self.layers[1].neurons[0]

    def layer_outputs(self, x: Sequence[Value]) -> list[list[Value]]:
        hidden = [neuron(x) for neuron in self.hidden]
        return [hidden, [self.prediction(x, hidden)]]

    def prediction(self, x: Sequence[Value], hidden: list[Value]) -> Value:
        return self.last(hidden)


# Weighted sums that are found.


@every_network
def test_every_neuron_is_one_weighted_sum(network) -> None:
    model = network_of(network)
    dots = SampleGraph(model).dots.values()
    found = {(dot.weights, dot.bias) for dot in dots}
    neurons = [neuron for layer in model.layers for neuron in layer.neurons]
    assert found == {(tuple(neuron.w), neuron.b) for neuron in neurons}
    assert len(dots) == len(neurons)


@every_network
def test_a_weighted_sum_has_the_inputs_of_its_layer_in_their_order(network) -> None:
    model = network_of(network)
    graph = SampleGraph(model)
    by_bias = {dot.bias: dot for dot in graph.dots.values()}
    inputs = tuple(graph.inputs)
    for layer in model.layers:
        dots = [by_bias[neuron.b] for neuron in layer.neurons]
        assert {dot.inputs for dot in dots} == {inputs}
        inputs = tuple(outputs_of(dot.nodes[0], graph) for dot in dots)
    assert inputs == tuple(graph.outputs)


def outputs_of(weighted_sum: Value, graph: SampleGraph) -> Value:
    """The output of the activation; the sum itself where there is none."""
    users = [v for v in graph.order if v._prev == (weighted_sum,) and v._op != "**2"]
    return users[0] if users else weighted_sum


@every_network
def test_the_nodes_of_a_weighted_sum_are_its_additions_and_products(network) -> None:
    for dot in SampleGraph(network_of(network)).dots.values():
        operations = sorted(node._op for node in dot.nodes)
        assert operations == ["*"] * len(dot.weights) + ["+"] * (len(dot.weights) + 1)


@every_network
def test_there_is_a_term_for_each_output_in_their_order(network) -> None:
    graph = SampleGraph(network_of(network))
    assert [term._op for term in graph.terms] == ["**2"] * len(graph.outputs)
    differences = [term._prev[0] for term in graph.terms]
    assert [difference._prev[0] for difference in differences] == graph.outputs


@every_network
def test_parameters_move_and_all_that_depends_on_them_and_nothing_else(network) -> None:
    model = network_of(network)
    graph = SampleGraph(model)
    parameters = set(model.parameters())
    depending = {node for node in graph.order if parameters & set(topological_order(node))}
    assert graph.moving == depending
    assert graph.moving.issuperset([*parameters, *graph.outputs, *graph.terms, graph.loss])
    assert graph.moving.isdisjoint([*graph.inputs, *graph.targets, *graph.constants])


@every_network
def test_the_constants_are_the_inputs_and_then_what_is_added_for_the_targets(network) -> None:
    graph = SampleGraph(network_of(network))
    minus_targets = graph.constants[len(graph.inputs) :]
    assert graph.constants[: len(graph.inputs)] == graph.inputs
    assert [node._op for node in minus_targets] == ["*"] * len(graph.targets)
    assert [node._prev[0] for node in minus_targets] == graph.targets
    assert [node._prev[1].data for node in minus_targets] == [-1.0] * len(graph.targets)


def test_what_is_made_of_inputs_alone_is_a_constant_and_the_inputs_still_come_first() -> None:
    class Doubling(Altered):
        def layer_outputs(self, x: Sequence[Value]) -> list[list[Value]]:
            return super().layer_outputs([value * 2 for value in x])

    graph = SampleGraph(Doubling())
    assert graph.constants[:2] == graph.inputs
    assert [node._prev[0] for node in graph.constants[2:4]] == graph.inputs
    assert graph.moving.isdisjoint(graph.constants)


@every_network
def test_operations_are_computed_after_those_that_they_need(network) -> None:
    graph = SampleGraph(network_of(network))
    known = set(graph.constants)
    for node in graph.operations:
        operands = graph.dots[node].inputs if node in graph.dots else node._prev
        assert known.issuperset(operands)
        known.add(node)
    assert known.issuperset([*graph.outputs, *graph.terms])


def test_operations_are_weighted_sums_activations_differences_and_squares() -> None:
    graph = SampleGraph(MLP(3, [4, 4, 1], "tanh", random.Random(0)))
    found = ["dot" if node in graph.dots else node._op for node in graph.operations]
    assert sorted(found) == sorted(["dot", "tanh"] * 9 + ["+", "**2"])


# The nodes that add to a gradient.


def test_an_activation_gets_its_gradient_from_the_last_neuron_first() -> None:
    model = MLP(3, [2, 4, 1], "tanh", random.Random(0))
    graph = SampleGraph(model)
    by_bias = {dot.bias: root for root, dot in graph.dots.items()}
    readers = [by_bias[neuron.b] for neuron in model.layers[1].neurons]
    for hidden in graph.dots[readers[0]].inputs:
        assert graph.consumers()[hidden] == readers[::-1]


def test_a_weighted_sum_gets_its_gradient_from_its_activation() -> None:
    graph = SampleGraph(MLP(3, [2, 1], "tanh", random.Random(0)))
    for root in graph.dots:
        (reader,) = graph.consumers()[root]
        assert reader._op == "tanh"
        assert reader._prev == (root,)


@every_network
def test_whoever_adds_to_a_gradient_does_so_in_the_order_of_the_backward_pass(network) -> None:
    graph = SampleGraph(network_of(network))
    place = {node: i for i, node in enumerate(graph.order)}
    for consumers in graph.consumers().values():
        assert consumers == sorted(consumers, key=place.__getitem__, reverse=True)


@every_network
def test_what_does_not_move_and_parameters_have_no_entry_among_the_consumers(network) -> None:
    graph = SampleGraph(network_of(network))
    assert set(graph.consumers()) == set(graph.operations) - set(graph.terms)


def test_a_value_that_is_used_twice_by_one_operation_has_it_twice_as_consumer() -> None:
    class Doubled(Altered):
        def prediction(self, x: Sequence[Value], hidden: list[Value]) -> Value:
            result = self.last(hidden)
            return result + result

    graph = SampleGraph(Doubled())
    (prediction,) = graph.outputs
    assert graph.consumers()[prediction._prev[0]] == [prediction, prediction]


# Graphs that are refused.


class TwoNeuronsShareWeights(Altered):
    def __init__(self) -> None:
        super().__init__()
        self.hidden[1].w = self.hidden[0].w


class ANeuronIsCalledTwice(Altered):
    def prediction(self, x: Sequence[Value], hidden: list[Value]) -> Value:
        return self.last(hidden) + self.last(hidden)


class ANeuronHasOneWeightTwice(Altered):
    def __init__(self) -> None:
        super().__init__()
        self.last.w[1] = self.last.w[0]


class ABiasIsAWeightToo(Altered):
    def __init__(self) -> None:
        super().__init__()
        self.last.b = self.hidden[0].w[0]


class ANeuronIsNotUsed(Altered):
    def prediction(self, x: Sequence[Value], hidden: list[Value]) -> Value:
        return hidden[0] + hidden[1]


@pytest.mark.parametrize(
    "model",
    [
        TwoNeuronsShareWeights,
        ANeuronIsCalledTwice,
        ANeuronHasOneWeightTwice,
        ABiasIsAWeightToo,
        ANeuronIsNotUsed,
    ],
)
def test_a_parameter_that_does_not_stand_in_one_weighted_sum_is_refused(model) -> None:
    with pytest.raises(NotCompilableError, match="a parameter does not stand in one"):
        SampleGraph(model())


class AWeightIsAddedToThePrediction(Altered):
    def prediction(self, x: Sequence[Value], hidden: list[Value]) -> Value:
        return self.last(hidden) + self.last.w[0]


class AWeightIsSquared(Altered):
    def prediction(self, x: Sequence[Value], hidden: list[Value]) -> Value:
        return self.last(hidden) + self.hidden[1].w[1] ** 2


class ABiasIsMultiplied(Altered):
    def prediction(self, x: Sequence[Value], hidden: list[Value]) -> Value:
        return self.last(hidden) + x[0] * self.hidden[0].b


@pytest.mark.parametrize(
    "model", [AWeightIsAddedToThePrediction, AWeightIsSquared, ABiasIsMultiplied]
)
def test_a_parameter_outside_the_weighted_sums_is_refused(model) -> None:
    with pytest.raises(NotCompilableError, match="a parameter stands outside the weighted sums"):
        SampleGraph(model())


class TheInputComesFirst(Neuron):
    """x·w, not w·x."""

    def __call__(self, x: Sequence[Value]) -> Value:
        return sum(xi * wi for wi, xi in zip(self.w, x, strict=True)) + self.b


class TheBiasComesFirst(Neuron):
    def __call__(self, x: Sequence[Value]) -> Value:
        return sum((wi * xi for wi, xi in zip(self.w, x, strict=True)), start=self.b)


class TheBiasIsSubtracted(Neuron):
    def __call__(self, x: Sequence[Value]) -> Value:
        return sum(wi * xi for wi, xi in zip(self.w, x, strict=True)) - self.b


class TheSumBeginsWithOne(Neuron):
    def __call__(self, x: Sequence[Value]) -> Value:
        return sum((wi * xi for wi, xi in zip(self.w, x, strict=True)), start=Value(1)) + self.b


@pytest.mark.parametrize(
    "neuron", [TheInputComesFirst, TheBiasComesFirst, TheBiasIsSubtracted, TheSumBeginsWithOne]
)
def test_a_neuron_that_adds_in_another_way_is_refused(neuron) -> None:
    model = Altered()
    model.layers[1].neurons = [neuron(2, "linear", random.Random(0))]
    with pytest.raises(NotCompilableError, match="parameter"):
        SampleGraph(model)


@every_network
def test_tracing_a_network_leaves_its_parameters_alone(network) -> None:
    model = network_of(network)
    before = [(p.data, p.grad, p.label) for p in model.parameters()]
    SampleGraph(model)
    assert [(p.data, p.grad, p.label) for p in model.parameters()] == before
