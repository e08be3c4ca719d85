"""What there is to see of one gradient, computed beside the graph without touching it."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from app.session.session import Session
from micrograd.analysis.gradient_check import GradientCheck, check_all
from micrograd.analysis.tape import Tape
from micrograd.training.loss_graph import LossGraph, NodeAddress


class GradientSnapshot(NamedTuple):
    """One node of the loss graph at the parameters' present data.

    numbers, grads: the data and the gradient of every node of the tape.
    samples: how many there are. parameter: its index in `parameters()`, None for any other node.
    """

    tape: Tape
    addresses: list[NodeAddress]
    samples: int
    node: int
    parameter: int | None
    numbers: list[float]
    grads: list[float]

    @property
    def label(self) -> str:
        return self.addresses[self.node].label

    @property
    def name(self) -> str:
        """The short name, such as `w3`."""
        return self.addresses[self.node].name

    @property
    def x(self) -> float:
        return self.numbers[self.node]

    @property
    def gradient(self) -> float:
        return self.grads[self.node]

    @property
    def loss(self) -> float:
        return self.numbers[-1]

    @property
    def is_leaf(self) -> bool:
        return not self.tape.operands[self.node]

    @property
    def is_finite(self) -> bool:
        """True where there is a point and a slope to draw."""
        return all(map(math.isfinite, (self.x, self.gradient, self.loss)))


class GradientReader:
    """Reads what is chosen, with numbers of its own: nothing in the session is changed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._read: tuple[LossGraph, Tape, list[NodeAddress]] | None = None

    def prepare(self) -> tuple[Tape, list[NodeAddress]]:
        """The graph of the loss as it is trained now; made once for each graph."""
        graph = self._session.cursor.graph
        if self._read is None or self._read[0] is not graph:
            self._read = graph, Tape(graph.loss, graph.order), graph.addresses
        return self._read[1:]

    def read(self) -> GradientSnapshot | None:
        """The chosen value now; None where none is chosen, or the loss can't be computed."""
        value = self._session.cursor.chosen_value
        if value is None:
            return None
        tape, addresses = self.prepare()
        try:
            numbers = tape.forward()
            grads = tape.backward(numbers)
        except (ValueError, ArithmeticError):
            return None
        selection = self._session.selection
        parameter = selection.current if selection.node is None else None
        samples, node = len(self._session.cursor.dataset), tape.index_of(value)
        return GradientSnapshot(tape, addresses, samples, node, parameter, numbers, grads)

    def check_all(self) -> Iterator[GradientCheck]:
        """One check per parameter, in their order, at their present data."""
        tape, _ = self.prepare()
        return check_all(tape, [tape.index_of(p) for p in self._session.cursor.trainer.parameters])
