"""The loss of a network on a dataset as one graph, and where in it each node belongs."""

from functools import cached_property
from typing import NamedTuple

from micrograd.data.dataset import Dataset
from micrograd.engine import Value, topological_order
from micrograd.nn import MLP, Neuron
from micrograd.recipe.losses import sum_of_squared_errors


class Place(NamedTuple):
    """Where a node belongs, all counted from 0, and its short name there, such as `w1·x1`.

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


def node_count(model: MLP, samples: int) -> int:
    """How many nodes the graph of the loss has, without building it.

    A neuron has for each weight a product and a sum, then a sum with the bias, an activation,
    and a 0 to begin with; an input is a node of each neuron that sees it. An output has its
    target, its difference, its square, and a sum.
    """
    of_sample = 4 * model.nouts[-1]
    for i, layer in enumerate(model.layers):
        for neuron in layer.neurons:
            of_weight = 2 if i else 3
            of_sample += of_weight * len(neuron.w) + 2 + (neuron.activation != "linear")
    return samples * of_sample + len(model.parameters()) + 1


class LossGraph:
    """The sum of squared errors of all samples, built once; a forward pass computes it anew.

    loss: the root. order: all nodes in topological order. parameters: the model's.
    outputs: for each sample and each layer one `Value` per neuron.
    """

    def __init__(self, model: MLP, dataset: Dataset) -> None:
        self._model = model
        self.parameters = model.parameters()
        self.outputs = [model.layer_outputs(x) for x in dataset.xs]
        predictions = [layers[-1] for layers in self.outputs]
        self.loss = sum_of_squared_errors(predictions, dataset.targets)
        self.order = topological_order(self.loss)

    @cached_property
    def index(self) -> dict[Value, int]:
        """Of every node its index in `order`."""
        return {value: i for i, value in enumerate(self.order)}

    @cached_property
    def places(self) -> list[Place]:
        """Where each node of `order` belongs."""
        places = self._parameter_places()
        for sample, layers in enumerate(self.outputs):
            for layer, outputs in enumerate(layers):
                is_last = layer == len(layers) - 1
                for i, output in enumerate(outputs):
                    neuron = self._model.layers[layer].neurons[i]
                    named = _neuron_nodes(neuron, output, "x" if layer == 0 else "h")
                    named[output] = _output_name(i, len(outputs)) if is_last else "out"
                    for value, name in named.items():
                        places.setdefault(value, Place(name, sample, layer, i))
        self._add_error_places(places)
        return [places[value] for value in self.order]

    def _parameter_places(self) -> dict[Value, Place]:
        return {
            parameter: Place(parameter.label.split(" · ")[-1], None, i, j)
            for i, layer in enumerate(self._model.layers)
            for j, neuron in enumerate(layer.neurons)
            for parameter in neuron.parameters()
        }

    def _add_error_places(self, places: dict[Value, Place]) -> None:
        """The loss is ((0 + error) + error) + …: walk it from its end."""
        total, errors = self.loss, []
        while total._prev:
            places[total] = Place("sum of errors")
            total, error = total._prev
            errors.append(error)
        places[total] = Place("start")
        places[self.loss] = Place("loss")
        for error in errors:
            (difference,) = error._prev
            prediction, minus_target = difference._prev
            name, sample = places[prediction].name, places[prediction].sample
            target = name.replace("ŷ", "y")
            places[error] = Place(f"({name} − {target})²", sample)
            places[difference] = Place(f"{name} − {target}", sample)
            places[minus_target] = Place(f"−{target}", sample)


def _output_name(index: int, count: int) -> str:
    """ŷ, or ŷ1, ŷ2, … where there are several."""
    return "ŷ" if count == 1 else f"ŷ{index + 1}"


def _neuron_nodes(neuron: Neuron, output: Value, letter: str) -> dict[Value, str]:
    """What a neuron made of its inputs on the way to its output, as `Neuron.__call__` does it:

    activation((((w1·x1 + 0) + w2·x2) + …) + b); Python's `sum` starts with the 0. The inputs of
    the first layer are x1, x2, …; to the others the outputs of the layer before are h1, h2, …
    """
    named = {output: "output"}
    weighted_sum = output if neuron.activation == "linear" else output._prev[0]
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
