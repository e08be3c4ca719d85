"""Tape: a graph as flat lists, with both passes on numbers of its own."""

import math
from collections.abc import Callable, Sequence

from micrograd.engine import Value, topological_order
from micrograd.training.own_rules import operation_of

# A node, what computes it, and the indices of its operands.
_Step = tuple[int, Callable[..., float], tuple[int, ...]]


class Tape:
    """A graph as flat lists, which computes with its own numbers and never writes to a `Value`.

    Data and gradients are lists with one float per node; a node is an index. Only the data of
    the leaves are read from the graph.

    nodes: every node that the root depends on, in topological order, the root last.
    operands: per node the indices of its operands, in order; `a + a` gives (i, i).
    has_corner: per node True where a local derivative of it jumps somewhere.
    consumers: per node its users, one entry per use, in the order of the backward pass.
    """

    def __init__(self, root: Value, order: Sequence[Value] | None = None) -> None:
        """order: `topological_order(root)`, if at hand."""
        self.nodes = list(topological_order(root) if order is None else order)
        self._index = {value: i for i, value in enumerate(self.nodes)}
        index = self._index
        self.operands = [tuple(index[operand] for operand in v._prev) for v in self.nodes]
        self.consumers = self._consumers()
        self._operations = [operation_of(value) for value in self.nodes]
        self.has_corner = [bool(each and each.corner) for each in self._operations]
        self._steps = [step for i in range(len(self.nodes)) for step in self._step_of(i)]
        self._held: tuple[int, list[_Step]] | None = None

    def index_of(self, value: Value) -> int:
        """The index of a value in `nodes`. Raises KeyError for a value outside the graph."""
        return self._index[value]

    def forward(self) -> list[float]:
        """The data of every node, computed from the leaves with the bits of the engine.

        Raises ValueError or ZeroDivisionError where an operation is not defined.
        """
        data = [value.data for value in self.nodes]
        _perform(self._steps, data)
        return data

    def gradients(self, data: Sequence[float]) -> list[float]:
        """The gradient of every node, with the bits of `Value.backward()` from zero gradients."""
        grads = [0.0] * len(self.nodes)
        grads[-1] += 1.0
        for node, _, operands in reversed(self._steps):
            upstream = grads[node]
            slopes = self.local_derivatives(data, node)
            for operand, slope in zip(operands, slopes, strict=True):
                grads[operand] += slope * upstream
        return grads

    def local_derivatives(self, data: Sequence[float], node: int) -> tuple[float, ...]:
        """The derivative of one node by each of its operands; none for a leaf."""
        operation = self._operations[node]
        if operation is None:
            return ()
        operands = map(data.__getitem__, self.operands[node])
        return operation.local_derivatives(data[node], *operands)

    def side_of_corner(self, data: Sequence[float], node: int) -> bool:
        """The side on which a node that has a corner is: True for one, False for the other."""
        operation = self._operations[node]
        assert operation
        assert operation.corner
        return operation.corner(*map(data.__getitem__, self.operands[node])) > 0

    def dependents(self, node: int) -> list[int]:
        """The nodes that depend on this one, without itself, in topological order."""
        return [dependent for dependent, _, _ in self._steps_after(node)]

    def data_at(self, data: Sequence[float], node: int, x: float) -> list[float]:
        """The data of every node with this one, a leaf or not, held at `x`.

        Raises ValueError, ZeroDivisionError or OverflowError where that is not defined.
        """
        held = list(data)
        held[node] = x
        _perform(self._steps_after(node), held)
        return held

    def root_at(self, data: Sequence[float], node: int, x: float) -> float:
        """The root's data with this node held at `x`; nan where that is not defined."""
        try:
            return self.data_at(data, node, x)[-1]
        except (ValueError, ZeroDivisionError, OverflowError):
            return math.nan

    def _steps_after(self, node: int) -> list[_Step]:
        """The steps that compute the dependents; cached for the last node."""
        if self._held is None or self._held[0] != node:
            found = sorted(self._reachable(node))
            self._held = node, [step for i in found for step in self._step_of(i)]
        return self._held[1]

    def _reachable(self, node: int) -> set[int]:
        found: set[int] = set()
        stack = [node]
        while stack:
            new = [i for i in self.consumers[stack.pop()] if i not in found]
            found.update(new)
            stack.extend(new)
        return found

    def _step_of(self, node: int) -> list[_Step]:
        """The step that computes a node; none for a leaf."""
        operation = self._operations[node]
        return [(node, operation.forward, self.operands[node])] if operation else []

    def _consumers(self) -> list[list[int]]:
        consumers: list[list[int]] = [[] for _ in self.nodes]
        for node in reversed(range(len(self.nodes))):
            for operand in self.operands[node]:
                consumers[operand].append(node)
        return consumers


def _perform(steps: Sequence[_Step], data: list[float]) -> None:
    """Compute nodes from their operands, in place."""
    get = data.__getitem__
    for node, forward, operands in steps:
        data[node] = forward(*map(get, operands))
