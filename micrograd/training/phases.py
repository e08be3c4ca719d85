"""The four phases of a training step, and the pass that each of them goes through."""

from collections.abc import Sequence
from enum import Enum

from micrograd.engine import Value
from micrograd.recipe.optimizers import Optimizer
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
    """Every parameter moved as the optimizer says."""

    slot = "data"

    def __init__(
        self, parameters: Sequence[Value], learning_rate: float, optimizer: Optimizer
    ) -> None:
        super().__init__(parameters)
        self.learning_rate, self.optimizer = learning_rate, optimizer
        # It may have been changed since the last update.
        self._used = learning_rate

    @property
    def rate(self) -> float:
        """The learning rate that the last operation used."""
        return self._used

    def _perform(self, start: int, end: int) -> None:
        update, rate = self.optimizer.update, self.learning_rate
        self._used = rate
        for parameter in self.nodes[start:end]:
            parameter.data = update(parameter.data, parameter.grad, rate)


PhasePass = ForwardPass | ZeroGrad | BackwardPass | Update


class StepPasses:
    """The four passes of a training step over one graph of the loss."""

    def __init__(self, graph: LossGraph, learning_rate: float, optimizer: Optimizer) -> None:
        self.graph = graph
        parameters = set(graph.parameters)
        constants = [n for n in graph.order if not n._prev and n not in parameters]
        self.forward = ForwardPass(graph.order)
        self.update = Update(graph.parameters, learning_rate, optimizer)
        self._of: dict[Phase, PhasePass] = {
            Phase.FORWARD: self.forward,
            Phase.ZERO_GRAD: ZeroGrad(graph.parameters),
            Phase.BACKWARD: BackwardPass(graph.order, constants),
            Phase.UPDATE: self.update,
        }

    def of(self, phase: Phase) -> PhasePass:
        """The pass that a phase goes through."""
        return self._of[phase]

    def do_step(self) -> None:
        """Do a whole step, wherever the passes stand."""
        for phase in PHASES:
            self.of(phase).restart()
            self.of(phase).advance(len(self.of(phase)))
        self.forward.restart()

    def compute(self) -> None:
        """Let the graph hold what belongs to the parameters as they are."""
        self.forward.advance(len(self.forward))
        self.forward.restart()
