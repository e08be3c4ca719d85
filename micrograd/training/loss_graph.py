"""The loss of a network on a dataset as one graph, and where in it each node belongs."""

from functools import cache, cached_property
from typing import NamedTuple

from micrograd.data.dataset import Dataset
from micrograd.engine import Value, topological_order
from micrograd.nn import MLP, Neuron
from micrograd.recipe.losses import SQUARED_ERRORS, Loss, running_sums


class NodeAddress(NamedTuple):
    """The place of a node, all counted from 0, and its short name there, such as `w1·x1`.

    sample: None for what all samples share: the parameters and the sum of the errors.
    layer, neuron: None for the error of a sample and for the sum.
    """

    name: str
    sample: int | None = None
    layer: int | None = None
    neuron: int | None = None

    @property
    def label(self) -> str:
        """The whole name: `layer 2 · neuron 1 · w2·h2 · sample 3`."""
        parts = [] if self.layer is None else [f"layer {self.layer + 1}"]
        parts += [] if self.neuron is None else [f"neuron {self.neuron + 1}"]
        parts.append(self.name)
        parts += [] if self.sample is None else [f"sample {self.sample + 1}"]
        return " · ".join(parts)


def node_count(model: MLP, samples: int, loss: Loss = SQUARED_ERRORS) -> int:
    """Count the nodes that the graph of the loss has, without building it.

    A neuron has for each weight a product and a sum, then a sum with the bias, an activation,
    and a 0 to begin with; an input is a node of each neuron that sees it.
    """
    of_sample = _loss_nodes(loss, model.nouts[-1])
    for i, layer in enumerate(model.layers):
        for neuron in layer.neurons:
            of_weight = 2 if i else 3
            of_sample += of_weight * len(neuron.w) + 2 + (neuron.activation != "linear")
    return samples * of_sample + len(model.parameters()) + 1


@cache
def _loss_nodes(loss: Loss, outputs: int) -> int:
    """Count the nodes that the terms of a sample and their sums are."""
    total = loss.total([[Value(0.0) for _ in range(outputs)]], [[0.0] * outputs])
    return len(topological_order(total)) - outputs - 1


class LossGraph:
    """The loss of all samples, built once; a forward pass computes it anew.

    loss: the root. order: all nodes in topological order. parameters: the model's.
    outputs: for each sample and each layer one `Value` per neuron.
    """

    def __init__(self, model: MLP, dataset: Dataset, loss: Loss = SQUARED_ERRORS) -> None:
        self._model, self._kind = model, loss
        self.parameters = model.parameters()
        self.outputs = [model.layer_outputs(x) for x in dataset.xs]
        pairs = zip(self.outputs, dataset.targets, strict=True)
        self._terms = [loss.terms(layers[-1], target) for layers, target in pairs]
        self._sums = running_sums(term for terms in self._terms for term in terms)
        self.loss = self._sums[-1]
        self.order = topological_order(self.loss)

    @cached_property
    def index(self) -> dict[Value, int]:
        """The index of each node in `order`."""
        return {value: i for i, value in enumerate(self.order)}

    @cached_property
    def addresses(self) -> list[NodeAddress]:
        """The address of each node of `order`."""
        addresses = self._parameter_addresses()
        for sample, layers in enumerate(self.outputs):
            for layer, outputs in enumerate(layers):
                is_last = layer == len(layers) - 1
                for i, output in enumerate(outputs):
                    neuron = self._model.layers[layer].neurons[i]
                    named = _neuron_nodes(neuron, output, "x" if layer == 0 else "h")
                    named[output] = _output_names(len(outputs))[i] if is_last else "out"
                    for value, name in named.items():
                        addresses.setdefault(value, NodeAddress(name, sample, layer, i))
        self._add_loss_addresses(addresses)
        return [addresses.get(value) or NodeAddress(_own_name(value)) for value in self.order]

    def _parameter_addresses(self) -> dict[Value, NodeAddress]:
        return {
            parameter: NodeAddress(parameter.label.split(" · ")[-1], None, i, j)
            for i, layer in enumerate(self._model.layers)
            for j, neuron in enumerate(layer.neurons)
            for parameter in neuron.parameters()
        }

    def _add_loss_addresses(self, addresses: dict[Value, NodeAddress]) -> None:
        outputs = _output_names(len(self.outputs[0][-1]))
        for sample, terms in enumerate(self._terms):
            names = self._kind.node_names(terms, outputs)
            addresses |= {node: NodeAddress(name, sample) for node, name in names.items()}
        addresses |= dict.fromkeys(self._sums, NodeAddress(self._kind.sum_name))
        addresses[self._sums[0]] = NodeAddress("start")
        addresses[self.loss] = NodeAddress("loss")


def _own_name(node: Value) -> str:
    return node.label or node._op or f"{node.data:g}"


def _output_names(count: int) -> list[str]:
    """ŷ, or ŷ1, ŷ2, … where there are several."""
    return ["ŷ"] if count == 1 else [f"ŷ{i + 1}" for i in range(count)]


def _neuron_nodes(neuron: Neuron, output: Value, letter: str) -> dict[Value, str]:
    """The names of the nodes that a neuron made on the way to its output:

    activation((((w1·x1 + 0) + w2·x2) + …) + b), as `Neuron.__call__` does it. The inputs of
    the first layer are x1, x2, …; to the others the outputs of the layer before are h1, h2, …
    An activation of one's own may be of several operations.
    """
    named: dict[Value, str] = {}
    waiting = [output]
    while waiting:
        node = waiting.pop()
        if node._prev[1:] == (neuron.b,):
            weighted_sum = node
        elif node not in named:
            named[node] = "output" if node is output else _own_name(node)
            waiting.extend(node._prev)
    named[weighted_sum] = "sum + b"
    total = weighted_sum._prev[0]
    for i in reversed(range(len(neuron.w))):
        named[total] = "sum" if i == len(neuron.w) - 1 else f"sum {i + 1}"
        rest, product = total._prev if i else total._prev[::-1]
        named[product] = f"w{i + 1}·{letter}{i + 1}"
        named.setdefault(product._prev[1], f"{letter}{i + 1}")
        total = rest
    named[total] = "start"
    return named
