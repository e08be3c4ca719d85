"""Neuron, Layer, MLP: a multilayer perceptron of `Value`s."""

import random
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from micrograd.engine import Number, Value
from micrograd.operations import operation_named


class UniformSource(Protocol):
    """What parameters are drawn from: the module `random`, or a `random.Random`."""

    def uniform(self, a: float, b: float) -> float: ...


ACTIVATIONS: dict[str, Callable[[Value], Value]] = {
    "tanh": Value.tanh,
    "relu": Value.relu,
    "sigmoid": Value.sigmoid,
    "linear": lambda value: value,
}


class Module:
    """Anything that has parameters."""

    def parameters(self) -> list[Value]:
        """All parameters, neuron by neuron, weights then bias."""
        raise NotImplementedError

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to zero."""
        for parameter in self.parameters():
            parameter.grad = 0.0


class Neuron(Module):
    """activation(w · x + b), with `nin` weights and a bias drawn from [-1, 1].

    Raises ValueError for an unknown activation, and for an input of the wrong length.
    """

    def __init__(
        self,
        nin: int,
        activation: str = "tanh",
        rng: UniformSource | None = None,
        label: str = "",
    ) -> None:
        if activation not in ACTIVATIONS:
            raise ValueError(f"no activation {activation!r}; there are {', '.join(ACTIVATIONS)}")
        draw = (rng or random).uniform
        prefix = f"{label} · " if label else ""
        self.label = label or "neuron"
        self.activation = activation
        self.w = [Value(draw(-1, 1), label=f"{prefix}w{i}") for i in range(1, nin + 1)]
        self.b = Value(draw(-1, 1), label=f"{prefix}b")

    def __call__(self, x: Sequence[Number]) -> Value:
        self._check_length(x)
        weighted_sum = sum(wi * xi for wi, xi in zip(self.w, x, strict=True)) + self.b
        return ACTIVATIONS[self.activation](weighted_sum)

    def output(self, x: Sequence[float]) -> float:
        """The data of `self(x)`, to the last bit, without a graph: for looking on."""
        self._check_length(x)
        weighted_sum = 0.0
        for wi, xi in zip(self.w, x, strict=True):
            weighted_sum += wi.data * float(xi)
        weighted_sum += self.b.data
        if self.activation == "linear":
            return weighted_sum
        return operation_named(self.activation).forward(weighted_sum)

    def parameters(self) -> list[Value]:
        return [*self.w, self.b]

    def _check_length(self, x: Sequence[Any]) -> None:
        if len(x) != len(self.w):
            raise ValueError(f"{self.label} takes {len(self.w)} inputs, but got {len(x)}")


class Layer(Module):
    """`nout` neurons that see the same `nin` inputs."""

    def __init__(
        self,
        nin: int,
        nout: int,
        activation: str = "tanh",
        rng: UniformSource | None = None,
        label: str = "",
    ) -> None:
        prefix = f"{label} · " if label else ""
        self.neurons = [
            Neuron(nin, activation, rng, f"{prefix}neuron {i}") for i in range(1, nout + 1)
        ]

    def __call__(self, x: Sequence[Number]) -> Value | list[Value]:
        """One `Value` per neuron; the bare `Value` where there is one neuron only."""
        return _unwrapped([neuron(x) for neuron in self.neurons])

    def parameters(self) -> list[Value]:
        return [parameter for neuron in self.neurons for parameter in neuron.parameters()]


class MLP(Module):
    """A multilayer perceptron: `nin` inputs, then one layer for each width in `nouts`.

    activations: one name for all layers, or one per layer: tanh, relu, sigmoid, linear.
    rng: where the parameters are drawn from, the module `random` unless given.
    Raises ValueError for widths below 1 and for a wrong number of activations.
    """

    def __init__(
        self,
        nin: int,
        nouts: Sequence[int],
        activations: str | Sequence[str] = "tanh",
        rng: UniformSource | None = None,
    ) -> None:
        widths = [nin, *nouts]
        if not nouts or min(widths) < 1:
            raise ValueError(f"an MLP needs a layer, and 1 or more in each: {nin}, {list(nouts)}")
        names = [activations] * len(nouts) if isinstance(activations, str) else list(activations)
        if len(names) != len(nouts):
            raise ValueError(f"{len(nouts)} layers need as many activations, got {len(names)}")
        self.layers = [
            Layer(widths[i], widths[i + 1], names[i], rng, f"layer {i + 1}")
            for i in range(len(nouts))
        ]

    def __call__(self, x: Sequence[Number]) -> Value | list[Value]:
        """The prediction for one sample: a `Value`, or a list where the last layer is wider."""
        return _unwrapped(self.layer_outputs(x)[-1])

    def layer_outputs(self, x: Sequence[Number]) -> list[list[Value]]:
        """What each layer puts out for one sample, one `Value` per neuron."""
        self._check_length(x)
        outputs: list[list[Value]] = []
        for layer in self.layers:
            inputs = outputs[-1] if outputs else x
            outputs.append([neuron(inputs) for neuron in layer.neurons])
        return outputs

    def activations(self, x: Sequence[float]) -> list[list[float]]:
        """What each layer puts out for one sample, the data of `self(x)` without a graph."""
        self._check_length(x)
        outputs: list[list[float]] = []
        for layer in self.layers:
            x = [neuron.output(x) for neuron in layer.neurons]
            outputs.append(x)
        return outputs

    def parameters(self) -> list[Value]:
        return [parameter for layer in self.layers for parameter in layer.parameters()]

    @property
    def nin(self) -> int:
        """How many inputs a sample has."""
        return len(self.layers[0].neurons[0].w)

    @property
    def nouts(self) -> list[int]:
        """How many neurons each layer has."""
        return [len(layer.neurons) for layer in self.layers]

    def _check_length(self, x: Sequence[Any]) -> None:
        if len(x) != self.nin:
            raise ValueError(f"the network takes {self.nin} inputs, but the sample has {len(x)}")


def _unwrapped(outputs: list[Value]) -> Value | list[Value]:
    return outputs[0] if len(outputs) == 1 else outputs
