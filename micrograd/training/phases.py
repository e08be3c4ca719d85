"""The four phases of a training step, and the pass that each of them goes through."""

from collections.abc import Sequence
from enum import Enum

from micrograd.engine import Value
from micrograd.training.loss_graph import LossGraph
from micrograd.training.passes import BackwardPass, ForwardPass, OverwritingPass


class Phase(Enum):
    """The four phases of a training step, in their order."""

    FORWARD = "forward pass"
    ZERO_GRAD = "zero grad"
    BACKWARD = "backward pass"
    UPDATE = "update"


PHASES = list(Phase)


class ZeroGrad(OverwritingPass):
    """Every parameter's gradient set to zero, since the backward pass adds to it."""

    slot = "grad"

    def _perform(self, start: int, end: int) -> None:
        for parameter in self.nodes[start:end]:
            parameter.grad = 0.0


class Update(OverwritingPass):
    """Every parameter moved against its gradient, the learning rate times as far."""

    slot = "data"

    def __init__(self, parameters: Sequence[Value], learning_rate: float) -> None:
        super().__init__(parameters)
        self.learning_rate = learning_rate
        # It may have been changed since the last update.
        self._used = learning_rate

    @property
    def rate(self) -> float:
        """The learning rate that the last operation used."""
        return self._used

    def _perform(self, start: int, end: int) -> None:
        self._used = self.learning_rate
        for parameter in self.nodes[start:end]:
            parameter.data += -self.learning_rate * parameter.grad


PhasePass = ForwardPass | ZeroGrad | BackwardPass | Update


class StepPasses:
    """The four passes of a training step over one graph of the loss."""

    def __init__(self, graph: LossGraph, learning_rate: float) -> None:
        self.graph = graph
        parameters = set(graph.parameters)
        constants = [n for n in graph.order if not n._prev and n not in parameters]
        self.forward = ForwardPass(graph.order)
        self.update = Update(graph.parameters, learning_rate)
        self._of: dict[Phase, PhasePass] = {
            Phase.FORWARD: self.forward,
            Phase.ZERO_GRAD: ZeroGrad(graph.parameters),
            Phase.BACKWARD: BackwardPass(graph.order, constants),
            Phase.UPDATE: self.update,
        }

    def of(self, phase: Phase) -> PhasePass:
        """The pass that a phase goes through."""
        return self._of[phase]
