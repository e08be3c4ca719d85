"""The loss of a network on a dataset as one graph, and where in it each node belongs."""

from collections.abc import Sequence
from functools import cache, cached_property
from typing import NamedTuple

from micrograd.data.class_names import output_names
from micrograd.data.columns import usual_names
from micrograd.data.dataset import Dataset
from micrograd.engine import Value, topological_order
from micrograd.nn import MLP, Neuron
from micrograd.recipe.losses import Loss
from micrograd.recipe.objective import PLAIN, Objective, running_sums
from micrograd.training.term_names import names_of_terms


class NodeAddress(NamedTuple):
    """The place of a node, all counted from 0, and its short name there, such as `w1·x1`.

    sample: its row in the dataset; None for what all samples share, the parameters and the sum.
    layer, neuron: None for the error of a sample and for the sum.
    column: the name of the dataset's column, where that is another one.
    """

    name: str
    sample: int | None = None
    layer: int | None = None
    neuron: int | None = None
    column: str = ""

    @property
    def label(self) -> str:
        """The whole name: `layer 1 · neuron 1 · x2 (hours) · sample 3`."""
        parts = [] if self.layer is None else [f"layer {self.layer + 1}"]
        parts += [] if self.neuron is None else [f"neuron {self.neuron + 1}"]
        parts.append(f"{self.name} ({self.column})" if self.column else self.name)
        parts += [] if self.sample is None else [f"sample {self.sample + 1}"]
        return " · ".join(parts)


def node_count(model: MLP, samples: int, objective: Objective = PLAIN) -> int:
    """Count the nodes that the graph of the loss has, without building it.

    A neuron has for each weight a product and a sum, then a sum with the bias, an activation,
    and a 0 to begin with; an input is a node of each neuron that sees it. One that is switched off
    has a node more.
    """
    of_sample = _loss_nodes(objective.loss, model.nouts[-1])
    for i, layer in enumerate(model.layers):
        for neuron in layer.neurons:
            of_weight = 2 if i else 3
            of_sample += of_weight * len(neuron.w) + 2
            of_sample += (neuron.activation != "linear") + neuron.is_off
    # The mean has a factor of its own, the penalty a 0, a strength and what joins it to the loss.
    once = 1 + 2 * objective.loss.is_mean
    if weights := objective.penalized(model):
        once += 2 * len(weights) + 4
    return samples * of_sample + len(model.parameters()) + once


@cache
def _loss_nodes(loss: Loss, outputs: int) -> int:
    """Count the nodes that the terms of a sample and their sums are."""
    total = Objective(loss).total([[Value(0.0) for _ in range(outputs)]], [[0.0] * outputs])
    return len(topological_order(total)) - outputs - 1 - 2 * loss.is_mean


class LossGraph:
    """The loss of the samples of a step, built once; a forward pass computes it anew.

    loss: the root. order: all nodes in topological order. parameters: the model's.
    outputs: for each sample and each layer one `Value` per neuron. rows: the place of each sample
    in the whole dataset.
    """

    def __init__(
        self,
        model: MLP,
        dataset: Dataset,
        objective: Objective = PLAIN,
        rows: Sequence[int] | None = None,
    ) -> None:
        """rows: None where the samples are the whole dataset."""
        self._model, self._objective, self._dataset = model, objective, dataset
        self.rows: Sequence[int] = range(len(dataset)) if rows is None else rows
        self.parameters = model.parameters()
        self.outputs = [model.layer_outputs(x) for x in dataset.xs]
        pairs = zip(self.outputs, dataset.targets, strict=True)
        self._terms = [objective.terms(layers[-1], target) for layers, target in pairs]
        terms = [term for terms in self._terms for term in terms]
        self._sums = running_sums(terms, Value(0))
        self._of_samples = objective.of_samples(self._sums[-1], len(terms))
        self._penalized = objective.penalized(model)
        self._penalties = objective.penalties(self._penalized)
        self.loss = self._with_penalty()
        self.order = topological_order(self.loss)

    def _with_penalty(self) -> Value:
        """The root of the graph, which is the loss of the samples where there is no penalty."""
        self._penalty_sums: list[Value] = []
        if not self._penalties:
            loss: Value = self._of_samples
            return loss
        self._penalty_sums = running_sums(self._penalties, Value(0))
        self._strength = Value(self._objective.strength)
        root: Value = self._objective.with_penalty(
            self._of_samples, self._penalty_sums[-1], self._strength
        )
        return root

    def take(self, dataset: Dataset, rows: Sequence[int]) -> None:
        """Put the numbers of as many other samples into the leaves; a forward pass is to follow."""
        self.rows = rows
        parameters = set(self.parameters)
        others = LossGraph(self._model, dataset, self._objective)
        for leaf, other in zip(self.order, others.order, strict=True):
            if not leaf._prev and leaf not in parameters:
                leaf.data = other.data
        self.__dict__.pop("addresses", None)

    def be_part_of(self, samples: int) -> None:
        """Let the mean, where the loss is one, be of as many samples; a forward pass is to come."""
        if self._objective.loss.is_mean:
            terms = sum(map(len, self._terms)) * samples // len(self._terms)
            self._of_samples._prev[1].data = self._objective.of_samples(1.0, terms)

    @cached_property
    def index(self) -> dict[Value, int]:
        """The index of each node in `order`."""
        return {value: i for i, value in enumerate(self.order)}

    @cached_property
    def addresses(self) -> list[NodeAddress]:
        """The address of each node of `order`."""
        addresses, columns = self._parameter_addresses(), self._columns()
        for sample, layers in zip(self.rows, self.outputs, strict=True):
            for layer, outputs in enumerate(layers):
                is_last = layer == len(layers) - 1
                for i, output in enumerate(outputs):
                    neuron = self._model.layers[layer].neurons[i]
                    named = _neuron_nodes(neuron, output, "x" if layer == 0 else "h")
                    named[output] = _output_names(len(outputs))[i] if is_last else "out"
                    for value, name in named.items():
                        column = columns.get(name, "")
                        addresses.setdefault(value, NodeAddress(name, sample, layer, i, column))
        self._add_loss_addresses(addresses)
        return [addresses.get(value) or NodeAddress(_own_name(value)) for value in self.order]

    def _columns(self) -> dict[str, str]:
        """The columns of the dataset with a name of their own, by the names of their nodes."""
        dataset = self._dataset
        own, usual = dataset.own_names(), usual_names(dataset.nin, dataset.nout)
        answers = zip(output_names(dataset), usual[dataset.nin :], strict=True)
        named = {column: name for name, column in zip(own, usual, strict=True) if name}
        return named | {column.replace("y", "ŷ"): name for name, column in answers if name}

    def _parameter_addresses(self) -> dict[Value, NodeAddress]:
        return {
            parameter: NodeAddress(parameter.label.split(" · ")[-1], None, i, j)
            for i, layer in enumerate(self._model.layers)
            for j, neuron in enumerate(layer.neurons)
            for parameter in neuron.parameters()
        }

    def _add_loss_addresses(self, addresses: dict[Value, NodeAddress]) -> None:
        loss, outputs = self._objective.loss, _output_names(len(self.outputs[0][-1]))
        columns = self._columns()
        for sample, layers, terms in zip(self.rows, self.outputs, self._terms, strict=True):
            names = names_of_terms(loss, layers[-1], terms, outputs)
            addresses |= {
                node: NodeAddress(name, sample, column=columns.get(name, ""))
                for node, name in names.items()
            }
        addresses |= dict.fromkeys(self._sums, NodeAddress(loss.sum_name))
        addresses[self._sums[0]] = NodeAddress("start")
        if loss.is_mean:
            addresses[self._of_samples] = NodeAddress("mean")
            addresses[self._of_samples._prev[1]] = NodeAddress("1 / number")
        if self._penalties:
            self._add_penalty_addresses(addresses)
        addresses[self.loss] = NodeAddress("loss")

    def _add_penalty_addresses(self, addresses: dict[Value, NodeAddress]) -> None:
        form = self._objective.penalty.term
        for weight, term in zip(self._penalized, self._penalties, strict=True):
            whose = addresses[weight]
            addresses[term] = whose._replace(name=form.format(whose.name))
        addresses |= dict.fromkeys(self._penalty_sums, NodeAddress(f"sum of {form.format('w')}"))
        addresses[self._penalty_sums[0]] = NodeAddress("start of penalty")
        addresses[self.loss._prev[1]] = NodeAddress("penalty")
        addresses[self._strength] = NodeAddress("strength")


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
