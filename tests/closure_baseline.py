"""The baseline of the benchmarks: the engine of the specification, a closure per operation.

Each step builds the graph anew. One thing differs, so that the losses are those of the engine:
`tanh` multiplies by the upstream gradient, and is that of `math`, which does not overflow.
"""

import itertools
import math
import random
from collections.abc import Callable, Iterable

from micrograd.data.dataset import Dataset


class Node:
    """A number that holds its operands, and the closure that hands its gradient on to them."""

    def __init__(
        self, data: float, operands: Iterable["Node"] = (), op: str = "", label: str = ""
    ) -> None:
        self.data = data
        self.grad = 0.0
        self._backward: Callable[[], None] = lambda: None
        self._prev = set(operands)
        self._op = op
        self.label = label

    def __add__(self, other: "Node | float") -> "Node":
        right = other if isinstance(other, Node) else Node(other)
        out = Node(self.data + right.data, (self, right), "+")

        def _backward() -> None:
            self.grad += 1.0 * out.grad
            right.grad += 1.0 * out.grad

        out._backward = _backward
        return out

    def __mul__(self, other: "Node | float") -> "Node":
        right = other if isinstance(other, Node) else Node(other)
        out = Node(self.data * right.data, (self, right), "*")

        def _backward() -> None:
            self.grad += right.data * out.grad
            right.grad += self.data * out.grad

        out._backward = _backward
        return out

    def __pow__(self, exponent: float) -> "Node":
        out = Node(self.data**exponent, (self,), f"**{exponent}")

        def _backward() -> None:
            self.grad += exponent * self.data ** (exponent - 1) * out.grad

        out._backward = _backward
        return out

    def tanh(self) -> "Node":
        out = Node(math.tanh(self.data), (self,), "tanh")

        def _backward() -> None:
            self.grad += (1 - out.data**2) * out.grad

        out._backward = _backward
        return out

    def __radd__(self, other: float) -> "Node":
        return self + other

    def __neg__(self) -> "Node":
        return self * -1

    def __sub__(self, other: "Node | float") -> "Node":
        return self + (-other)

    def backward(self) -> None:
        """The backward pass, in the order of a recursive topological sort."""
        order: list[Node] = []
        visited: set[Node] = set()

        def visit(node: Node) -> None:
            if node not in visited:
                visited.add(node)
                for operand in node._prev:
                    visit(operand)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            node._backward()


class ClosureTrainer:
    """The training loop of the specification; the draws of `MLP`, so the losses of `Trainer`."""

    def __init__(self, nin: int, nouts: list[int], rng: random.Random, dataset: Dataset) -> None:
        self.layers = [
            [[Node(rng.uniform(-1, 1)) for _ in range(n + 1)] for _ in range(m)]
            for n, m in itertools.pairwise([nin, *nouts])
        ]
        self.parameters = [p for layer in self.layers for neuron in layer for p in neuron]
        self.dataset = dataset

    def step(self) -> float:
        """One step at a learning rate of 0.1; returns the loss before the update."""
        predictions = [output for x in self.dataset.xs for output in self._predict(x)]
        targets = [y for target in self.dataset.targets for y in target]
        loss = sum((yout - ygt) ** 2 for ygt, yout in zip(targets, predictions, strict=True))
        assert isinstance(loss, Node)
        for parameter in self.parameters:
            parameter.grad = 0.0
        loss.backward()
        for parameter in self.parameters:
            parameter.data += -0.1 * parameter.grad
        return loss.data

    def _predict(self, x: list[float]) -> list[Node]:
        outputs: list[Node] = []
        for layer in self.layers:
            outputs = [_neuron(weights, bias, outputs or x) for *weights, bias in layer]
        return outputs


def _neuron(weights: list[Node], bias: Node, inputs: list[Node] | list[float]) -> Node:
    return (sum(w * x for w, x in zip(weights, inputs, strict=True)) + bias).tanh()
