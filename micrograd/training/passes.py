"""The two passes of a graph, one operation at a time, forwards and back again in time."""

from collections.abc import Sequence
from functools import cached_property
from operator import attrgetter
from typing import ClassVar, NamedTuple

from micrograd.engine import Value
from micrograd.training.own_rules import hold_unknown, local_derivatives


class OperationRecord(NamedTuple):
    """The number that one operation overwrote: the data, or the grad, of a node."""

    node: Value
    before: float
    after: float


class Contribution(NamedTuple):
    """The gradient that one operand received: before + local_derivative x upstream = after."""

    operand: Value
    before: float
    local_derivative: float
    upstream: float
    after: float


class BackwardStep(NamedTuple):
    """One operation of the backward pass, done: one contribution per operand.

    right: of each operand the local derivative and the gradient after, as the right rule has them;
    empty where no rule is wrong.
    """

    node: Value
    upstream: float
    contributions: tuple[Contribution, ...]
    right: tuple[tuple[float, float], ...] = ()


class Pass:
    """Operations in a fixed order, one node each, done one after the other and taken back again.

    nodes: in the order in which they are executed. position: how many of them are done.
    before: the numbers that the pass overwrites, as they were when it began.
    """

    def __init__(self, nodes: Sequence[Value]) -> None:
        self.nodes = list(nodes)
        self.position = 0
        self.before: list[float] = []

    def __len__(self) -> int:
        return len(self.nodes)

    @property
    def node(self) -> Value | None:
        """The node whose operation was done last, None before the first."""
        return self.nodes[self.position - 1] if self.position else None

    @cached_property
    def places(self) -> dict[Value, int]:
        """The index of each node in `nodes`."""
        return {node: i for i, node in enumerate(self.nodes)}

    @property
    def is_done(self) -> bool:
        """True at the end of the pass."""
        return self.position == len(self.nodes)

    def restart(self) -> None:
        """Begin again, without taking anything back."""
        self.position = 0

    def skip(self) -> None:
        """Stand at the end, without doing anything."""
        self.position = len(self.nodes)

    def advance(self, operations: int) -> None:
        """Do the next operations, as far as there are any; all of them, or none.

        Raises what an operation raises where it is not defined, as a logarithm of 0.
        """
        start, end = self.position, min(self.position + operations, len(self.nodes))
        if end == start:
            return
        if start == 0:
            self._begin()
        self.position = end
        try:
            self._perform(start, end)
        except (ArithmeticError, ValueError):
            self.retreat(end - start)
            raise

    def retreat(self, operations: int) -> None:
        """Take the last operations back: every number is again what it was before them."""
        kept = max(0, self.position - operations)
        if kept < self.position:
            self._take_back(kept)
            self.position = kept

    def _begin(self) -> None:
        """Keep what the pass is going to overwrite."""
        raise NotImplementedError

    def _perform(self, start: int, end: int) -> None:
        """Do the operations `start` to `end`."""
        raise NotImplementedError

    def _take_back(self, kept: int) -> None:
        """Take all operations back but the first `kept`."""
        raise NotImplementedError


class OverwritingPass(Pass):
    """A pass in which each operation overwrites one number of its node: its `data` or `grad`."""

    number: ClassVar[str]

    @property
    def last(self) -> OperationRecord | None:
        """The last operation done; None before the first."""
        if self.node is None:
            return None
        return OperationRecord(
            self.node, self.before[self.position - 1], getattr(self.node, self.number)
        )

    def _begin(self) -> None:
        self.before = list(map(attrgetter(self.number), self.nodes))

    def _take_back(self, kept: int) -> None:
        for i in range(kept, self.position):
            setattr(self.nodes[i], self.number, self.before[i])


class ForwardPass(OverwritingPass):
    """Every operation's data computed anew, in `order`: that is topological.

    is_held: True where some data can't be, so that only a new graph follows changed leaves.
    Raises ValueError there, where these leaves have changed.
    """

    number = "data"

    def __init__(self, order: Sequence[Value]) -> None:
        super().__init__([node for node in order if node._prev])
        self.is_held = hold_unknown(self.nodes)

    def _perform(self, start: int, end: int) -> None:
        for node in self.nodes[start:end]:
            node._forward()


class BackwardPass(Pass):
    """The chain rule from the root back to the leaves, in reverse topological order.

    order: all nodes in topological order, the root last, which is no leaf. Done to its end it
    leaves the gradients that `root.backward()` leaves: those of leaves add up from pass to pass,
    but for the leaves in `constants`, which begin each pass at 0.
    """

    def __init__(self, order: Sequence[Value], constants: Sequence[Value] = ()) -> None:
        super().__init__([node for node in reversed(order) if node._prev])
        self.root = order[-1]
        self._zeroed = [*self.nodes, *constants]
        self._order = order
        self._operand_grads: list[float] = []

    @property
    def last(self) -> BackwardStep | None:
        """The last operation done; None before the first."""
        node = self.node
        if node is None:
            return None
        grads = dict(zip(node._prev, self._operand_grads, strict=True))
        contributions = []
        for operand, local in zip(node._prev, local_derivatives(node), strict=True):
            before = grads[operand]
            grads[operand] = before + local * node.grad
            contributions.append(Contribution(operand, before, local, node.grad, grads[operand]))
        return BackwardStep(node, node.grad, tuple(contributions))

    def _begin(self) -> None:
        self.before = list(map(attrgetter("grad"), self._order))
        self._seed()

    def _seed(self) -> None:
        """The derivative of the root by itself is 1; nothing else has come in yet."""
        for node in self._zeroed:
            node.grad = 0.0
        self.root.grad += 1.0

    def _perform(self, start: int, end: int) -> None:
        for node in self.nodes[start : end - 1]:
            node._backward()
        last = self.nodes[end - 1]
        self._operand_grads = [operand.grad for operand in last._prev]
        last._backward()

    def _take_back(self, kept: int) -> None:
        # A sum can't be undone by subtracting, since it was rounded: the pass is done again.
        for node, grad in zip(self._order, self.before, strict=True):
            node.grad = grad
        if kept:
            self._seed()
            self._perform(0, kept)
