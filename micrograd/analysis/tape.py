"""A graph as flat lists: both passes on numbers of their own, for looking on."""

import math
from collections.abc import Callable, Sequence

from micrograd.engine import Value, topological_order

# A node, what computes it, and the indices of its operands.
_Step = tuple[int, Callable[..., float], tuple[int, ...]]


class Tape:
    """A graph as flat lists, for looking on: it computes with numbers of its own.

    It writes to no `Value`, and of their numbers only the leaves' data count. A node is told by
    its index. All data of the graph are one list, all gradients another: one float per node.

    nodes: every node that the root depends on, in topological order, the root last.
    operands: per node the indices of its operands, in their order; `a + a` gives (i, i).
    consumers: per node who uses it, one entry per use, in the order of the backward pass.
    """

    def __init__(self, root: Value, order: Sequence[Value] | None = None) -> None:
        """order: `topological_order(root)`, where it is at hand."""
        self.nodes = list(topological_order(root) if order is None else order)
        self._index = {value: i for i, value in enumerate(self.nodes)}
        index = self._index
        self.operands = [tuple(index[operand] for operand in v._prev) for v in self.nodes]
        self.consumers = self._consumers()
        self._operations = [value._operation for value in self.nodes]
        self._steps = [step for i in range(len(self.nodes)) for step in self._step_of(i)]
        self._held: tuple[int, list[_Step]] | None = None

    def index_of(self, value: Value) -> int:
        """Where a value is in `nodes`. Raises KeyError where it is not in the graph."""
        return self._index[value]

    def forward(self) -> list[float]:
        """The data of every node, computed anew from the leaves as they are now.

        To the last bit what the engine's forward pass gives; a node between may be stale.
        Raises ValueError or ZeroDivisionError where an operation is not defined.
        """
        data = [value.data for value in self.nodes]
        _perform(self._steps, data)
        return data

    def backward(self, data: Sequence[float]) -> list[float]:
        """The gradient of every node, added up in the order of `Value.backward()`.

        To the last bit what that gives where all gradients were zero.
        """
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

    def dependents(self, node: int) -> list[int]:
        """The nodes that depend on this one, itself not among them, in topological order."""
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
        """What computes the dependents; kept for the node last asked for."""
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
        """What computes a node: one step, none for a leaf."""
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
