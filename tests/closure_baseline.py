"""The baseline of the benchmark: an engine with a closure per operation, graph built each step."""

import itertools
import math
import random
from collections.abc import Callable

from micrograd.data import Dataset


class Node:
    """A number whose backward function is a closure over its operands."""

    def __init__(self, data: float, operands: tuple["Node", ...] = ()) -> None:
        self.data = data
        self.grad = 0.0
        self.operands = operands
        self.backward_function: Callable[[], None] = lambda: None

    def __add__(self, other: "Node | float") -> "Node":
        right = other if isinstance(other, Node) else Node(other)
        out = Node(self.data + right.data, (self, right))

        def backward_function() -> None:
            self.grad += out.grad
            right.grad += out.grad

        out.backward_function = backward_function
        return out

    def __mul__(self, other: "Node | float") -> "Node":
        right = other if isinstance(other, Node) else Node(other)
        out = Node(self.data * right.data, (self, right))

        def backward_function() -> None:
            self.grad += right.data * out.grad
            right.grad += self.data * out.grad

        out.backward_function = backward_function
        return out

    __radd__, __rmul__ = __add__, __mul__

    def square(self) -> "Node":
        out = Node(self.data**2, (self,))

        def backward_function() -> None:
            self.grad += 2 * self.data * out.grad

        out.backward_function = backward_function
        return out

    def tanh(self) -> "Node":
        out = Node(math.tanh(self.data), (self,))

        def backward_function() -> None:
            self.grad += (1 - out.data**2) * out.grad

        out.backward_function = backward_function
        return out

    def backward(self) -> None:
        order: list[Node] = []
        visited: set[Node] = set()

        def visit(node: Node) -> None:
            if node not in visited:
                visited.add(node)
                for operand in node.operands:
                    visit(operand)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            node.backward_function()


class ClosureTrainer:
    """The training loop over such nodes; the same draws and the same losses as the engine."""

    def __init__(self, nin: int, nouts: list[int], rng: random.Random, dataset: Dataset) -> None:
        widths = [nin, *nouts]
        self.layers = [
            [[Node(rng.uniform(-1, 1)) for _ in range(n + 1)] for _ in range(m)]
            for n, m in itertools.pairwise(widths)
        ]
        self.parameters = [p for layer in self.layers for neuron in layer for p in neuron]
        self.dataset = dataset

    def step(self) -> float:
        """One step at a learning rate of 0.1; returns the loss before the update."""
        loss: Node | float = 0.0
        for x, target in zip(self.dataset.xs, self.dataset.targets, strict=True):
            for output, y in zip(self._forward(x), target, strict=True):
                loss = (output + -y).square() + loss
        assert isinstance(loss, Node)
        for parameter in self.parameters:
            parameter.grad = 0.0
        loss.backward()
        for parameter in self.parameters:
            parameter.data -= 0.1 * parameter.grad
        return loss.data

    def _forward(self, x: list[float]) -> list[Node]:
        values: list[Node] | list[float] = x
        for layer in self.layers:
            values = [
                (sum(w * v for w, v in zip(neuron, values, strict=False)) + neuron[-1]).tanh()
                for neuron in layer
            ]
        return values  # type: ignore[return-value]
