"""Reads one gradient, and the loss around it, without changing anything in the graph."""

import math
from collections.abc import Iterator, Sequence, Set
from time import perf_counter
from typing import NamedTuple

import numpy as np

from app.session.session import Session
from micrograd.analysis.gradient_check import GradientCheck, check_all
from micrograd.analysis.tape import Tape
from micrograd.analysis.wrong_gradients import wrong_gradients
from micrograd.training.loss_graph import LossGraph, NodeAddress

# Limits of the points of a curve; between them it takes about CURVE_S seconds.
FEWEST_POINTS, MOST_POINTS = 33, 129
CURVE_S = 0.3


class GradientSnapshot(NamedTuple):
    """The numbers of the loss graph at the parameters' present data, and one node of it.

    numbers, grads: the data and the gradient of every node of the tape.
    rows: the samples that the loss is of. parameter: its index in `parameters()`, None for any
    other node. right: the gradients as the right backward pass finds them: `grads`, unless a line
    of it is wrong on purpose. outputs: the outputs of all neurons, for each sample.
    """

    tape: Tape
    addresses: list[NodeAddress]
    rows: Sequence[int]
    node: int
    parameter: int | None
    numbers: list[float]
    grads: list[float]
    right: list[float]
    outputs: Set[int] = frozenset()

    @property
    def label(self) -> str:
        return self.addresses[self.node].label

    @property
    def x(self) -> float:
        return self.numbers[self.node]

    @property
    def gradient(self) -> float:
        return self.grads[self.node]

    @property
    def right_gradient(self) -> float:
        return self.right[self.node]

    @property
    def loss(self) -> float:
        return self.numbers[-1]

    @property
    def is_leaf(self) -> bool:
        return not self.tape.operands[self.node]

    @property
    def is_parameter(self) -> bool:
        """True for a weight or a bias, chosen in whatever way."""
        address = self.addresses[self.node]
        return self.is_leaf and address.sample is None and address.layer is not None

    @property
    def is_finite(self) -> bool:
        """True where there is a point and a slope to draw."""
        return all(map(math.isfinite, (self.x, self.gradient, self.loss)))

    def sample_of(self, node: int) -> int | None:
        """The sample that a node belongs to; None where all samples share it."""
        return self.addresses[node].sample

    def loss_at(self, x: float) -> float:
        """The loss with another number in this node, and the same in all other leaves."""
        return self.tape.root_at(self.numbers, self.node, x)


class LossCurve:
    """The loss as the number of a reading varies from `left` to `right`.

    points: `(x, loss)`, as far as it is computed. key: what it depends on.
    """

    def __init__(self, reading: GradientSnapshot, left: float, right: float) -> None:
        self.reading, self._ends = reading, (left, right)
        self.points: list[tuple[float, float]] = []
        pairs = enumerate(zip(reading.numbers, reading.tape.operands, strict=True))
        others = [x for i, (x, operands) in pairs if not operands and i != reading.node]
        self.key = left, right, reading.tape, reading.node, others

    def is_of(self, reading: GradientSnapshot) -> bool:
        """True if this is a curve of the same node, even of older data."""
        return self.reading.tape is reading.tape and self.reading.node == reading.node

    def compute(self) -> Iterator[None]:
        """Add the points, one for each `next()`."""
        loss_at = self.reading.loss_at
        loss_at(self.reading.x)
        yield
        began = perf_counter()
        loss_at(self.reading.x)
        cost = perf_counter() - began
        count = min(MOST_POINTS, max(FEWEST_POINTS, int(CURVE_S / cost)))
        for x in _coarse_first(np.linspace(*self._ends, count).tolist()):
            self.points.append((x, loss_at(x)))
            yield


def _coarse_first(numbers: list[float]) -> Iterator[float]:
    """Order numbers so that the first few are spread over the whole range."""
    stride, done = 16, 0
    while stride:
        yield from (numbers[i] for i in range(0, len(numbers), stride) if not done or i % done)
        stride, done = stride // 2, stride


class GradientReader:
    """A reader of the chosen value, with numbers of its own: it changes nothing in the session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._read: tuple[LossGraph, Tape] | None = None
        self._outputs: Set[int] = frozenset()

    def prepare(self) -> tuple[Tape, list[NodeAddress]]:
        """The graph of the loss as it is trained now; made once for each graph."""
        graph = self._session.cursor.graph
        if self._read is None or self._read[0] is not graph:
            self._read = graph, Tape(graph.loss, graph.order)
            of_neurons = (output for layers in graph.outputs for each in layers for output in each)
            self._outputs = frozenset(map(self._read[1].index_of, of_neurons))
        return self._read[1], graph.addresses

    def read(self) -> GradientSnapshot | None:
        """The chosen value now; None where none is chosen, or the loss can't be computed."""
        cursor, selection = self._session.cursor, self._session.selection
        value = cursor.chosen_value
        if value is None:
            return None
        tape, addresses = self.prepare()
        try:
            numbers = tape.forward()
            right = tape.gradients(numbers)
            grads = self._found(tape, numbers) or right
        except (ValueError, ArithmeticError):
            return None
        parameter = selection.current if selection.node is None else None
        rows, node = cursor.graph.rows, tape.index_of(value)
        told = rows, node, parameter, numbers, grads, right, self._outputs
        return GradientSnapshot(tape, addresses, *told)

    def _found(self, tape: Tape, numbers: Sequence[float]) -> list[float] | None:
        """The gradients that the backward pass finds, where a line of it is wrong."""
        trainer = self._session.cursor.trainer
        fault = trainer.fault
        if not (fault.is_of_backward or fault.skips_zero_grad):
            return None
        nodes = map(tape.index_of, trainer.parameters)
        carried = dict(zip(nodes, trainer.grads_before_backward, strict=True))
        return wrong_gradients(tape, numbers, fault, carried, trainer.scheduled_rate)

    def check_all(self) -> Iterator[GradientCheck]:
        """One check per parameter, in their order, at their present data."""
        tape, _ = self.prepare()
        nodes = [tape.index_of(p) for p in self._session.cursor.trainer.parameters]
        return check_all(tape, nodes, self._found(tape, tape.forward()))
