"""Neuron, Layer, MLP: a multilayer perceptron of `Value`s."""

import random
from collections.abc import Callable, Iterable, Sequence
from functools import partial, reduce
from operator import add, mul
from typing import Any, Protocol

from micrograd.engine import Number, Value, operate
from micrograd.operations import operation_named


class UniformSource(Protocol):
    """The source that parameters are drawn from: the module `random`, or a `random.Random`."""

    def uniform(self, a: float, b: float) -> float: ...


def _same(number: Any) -> Any:
    return number


def _operation(name: str) -> tuple[Callable[[Value], Value], Callable[[float], float]]:
    return partial(operate, name), operation_named(name).forward


# The last function of a neuron: for `Value`s, and for floats. Definitions are PyTorch's.
ACTIVATIONS: dict[str, tuple[Callable[[Value], Value], Callable[[float], float]]] = {
    "tanh": _operation("tanh"),
    "relu": _operation("relu"),
    "sigmoid": _operation("sigmoid"),
    "linear": (_same, _same),
    "leaky-relu": _operation("leaky-relu"),
    "elu": _operation("elu"),
    "gelu": _operation("gelu"),
    "silu": _operation("silu"),
    "softplus": _operation("softplus"),
    "sine": _operation("sine"),
}
# What a neuron that is switched off does after that.
_OFF = _operation("off")


def _activation(name: str, nonlin: bool | None) -> str:
    """The activation that is asked for by its name, or as micrograd's `nonlin` does."""
    if nonlin is not None:
        return "relu" if nonlin else "linear"
    if name not in ACTIVATIONS:
        raise ValueError(f"no activation {name!r}; there are {', '.join(ACTIVATIONS)}")
    return name


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

    nonlin: True for relu, False for linear, as Karpathy's micrograd has it.
    is_off: True holds the output at 0; training then has no use for the neuron's parameters.
    Raises ValueError for an unknown activation, and for an input of the wrong length.
    """

    is_off = False

    def __init__(
        self,
        nin: int,
        activation: str = "tanh",
        rng: UniformSource | None = None,
        label: str = "",
        *,
        nonlin: bool | None = None,
    ) -> None:
        draw = (rng or random).uniform
        prefix = f"{label} · " if label else ""
        self.label = label or "neuron"
        self.activation = _activation(activation, nonlin)
        self.w = [Value(draw(-1, 1), label=f"{prefix}w{i}") for i in range(1, nin + 1)]
        self.b = Value(draw(-1, 1), label=f"{prefix}b")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self.w)}, {self.activation!r})"

    def __call__(self, x: Sequence[Number]) -> Value:
        output: Value = self._output(self.w, self.b, self._last_functions(0), x)
        return output

    def plain(self) -> Callable[[Sequence[float]], float]:
        """This neuron as it is now, as a function of floats: the same bits without a graph."""
        weights, functions = [weight.data for weight in self.w], self._last_functions(1)
        return partial(self._output, weights, self.b.data, functions)

    def _last_functions(self, kind: int) -> list[Callable[[Any], Any]]:
        """What the weighted sum goes through. kind: 0 for `Value`s, 1 for floats."""
        rows = [ACTIVATIONS[self.activation], *([_OFF] if self.is_off else ())]
        return [row[kind] for row in rows]

    def _output(
        self,
        weights: Sequence[Any],
        bias: Any,
        functions: Iterable[Callable[[Any], Any]],
        x: Sequence[Any],
    ) -> Any:
        """A node of a graph for `Value`s, a float for floats; added from left to right."""
        if len(x) != len(weights):
            raise ValueError(f"{self.label} takes {len(weights)} inputs, but got {len(x)}")
        output = reduce(add, map(mul, weights, x), 0.0) + bias
        for function in functions:
            output = function(output)
        return output

    def parameters(self) -> list[Value]:
        return [*self.w, self.b]


class Layer(Module):
    """`nout` neurons that see the same `nin` inputs."""

    def __init__(
        self,
        nin: int,
        nout: int,
        activation: str = "tanh",
        rng: UniformSource | None = None,
        label: str = "",
        *,
        nonlin: bool | None = None,
    ) -> None:
        prefix = f"{label} · " if label else ""
        self.neurons = [
            Neuron(nin, activation, rng, f"{prefix}neuron {i}", nonlin=nonlin)
            for i in range(1, nout + 1)
        ]

    def __repr__(self) -> str:
        widths = f"{len(self.neurons[0].w)}, {len(self.neurons)}" if self.neurons else "no neurons"
        return f"{type(self).__name__}({widths}, {_named(n.activation for n in self.neurons)})"

    def __call__(self, x: Sequence[Number]) -> Value | list[Value]:
        """One `Value` per neuron; the bare `Value` where there is one neuron only."""
        return _unwrapped([neuron(x) for neuron in self.neurons])

    def parameters(self) -> list[Value]:
        return [parameter for neuron in self.neurons for parameter in neuron.parameters()]


class MLP(Module):
    """A multilayer perceptron: `nin` inputs, then one layer for each width in `nouts`.

    activations: one name for all layers, or one per layer, of `ACTIVATIONS`.
    rng: where the parameters are drawn from, the module `random` unless given.
    nonlin: True for relu in all layers but the last, which is linear; False for linear alone.
    Raises ValueError for widths below 1 and for a wrong number of activations.
    """

    def __init__(
        self,
        nin: int,
        nouts: Sequence[int],
        activations: str | Sequence[str] = "tanh",
        rng: UniformSource | None = None,
        *,
        nonlin: bool | None = None,
    ) -> None:
        widths = [nin, *nouts]
        if not nouts or min(widths) < 1:
            raise ValueError(f"an MLP needs a layer, and 1 or more in each: {nin}, {list(nouts)}")
        if nonlin is not None:
            activations = [_activation("", nonlin)] * (len(nouts) - 1) + ["linear"]
        names = [activations] * len(nouts) if isinstance(activations, str) else list(activations)
        if len(names) != len(nouts):
            raise ValueError(f"{len(nouts)} layers need as many activations, got {len(names)}")
        self.layers = [
            Layer(widths[i], widths[i + 1], names[i], rng, f"layer {i + 1}")
            for i in range(len(nouts))
        ]

    def __repr__(self) -> str:
        activations = _named(n.activation for layer in self.layers for n in layer.neurons[:1])
        return f"{type(self).__name__}({self.nin}, {self.nouts}, {activations})"

    def __call__(self, x: Sequence[Number]) -> Value | list[Value]:
        """The prediction for one sample: a `Value`, or a list where the last layer is wider."""
        return _unwrapped(self.layer_outputs(x)[-1])

    def layer_outputs(self, x: Sequence[Number]) -> list[list[Value]]:
        """The outputs of each layer for one sample, one `Value` per neuron."""
        return self._through([layer.neurons for layer in self.layers], x)

    def plain(self) -> Callable[[Sequence[float]], list[list[float]]]:
        """`layer_outputs` with the parameters as they are now, for floats and without a graph."""
        layers = [[neuron.plain() for neuron in layer.neurons] for layer in self.layers]
        return lambda x: self._through(layers, [*map(float, x)])

    def _through(
        self, layers: Iterable[Iterable[Callable[[Any], Any]]], x: Sequence[Any]
    ) -> list[list[Any]]:
        if len(x) != self.nin:
            raise ValueError(f"the network takes {self.nin} inputs, but the sample has {len(x)}")
        outputs: list[list[Any]] = []
        for layer in layers:
            x = [neuron(x) for neuron in layer]
            outputs.append(x)
        return outputs

    def parameters(self) -> list[Value]:
        return [parameter for layer in self.layers for parameter in layer.parameters()]

    @property
    def nin(self) -> int:
        """The number of inputs of a sample."""
        return len(self.layers[0].neurons[0].w)

    @property
    def nouts(self) -> list[int]:
        """The number of neurons in each layer."""
        return [len(layer.neurons) for layer in self.layers]


def _named(activations: Iterable[str]) -> str:
    """One name where all are the same, else all of them."""
    names = list(activations)
    return repr(names if len(set(names)) > 1 else names[0])


def _unwrapped(outputs: list[Value]) -> Value | list[Value]:
    return outputs[0] if len(outputs) == 1 else outputs
