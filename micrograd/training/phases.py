"""The four phases of a training step, and the pass that each of them goes through."""

from enum import Enum

from micrograd.training.loss_graph import LossGraph
from micrograd.training.passes import BackwardPass, ForwardPass, OverwritingPass
from micrograd.training.state import LiveState


class Phase(Enum):
    """The four phases of a training step, in their order."""

    FORWARD = "forward pass"
    ZERO_GRAD = "zero grad"
    BACKWARD = "backward pass"
    UPDATE = "update"


PHASES = list(Phase)


class ZeroGrad(OverwritingPass):
    """Every parameter's gradient set to zero, since the backward pass adds to it."""

    number = "grad"

    def _perform(self, start: int, end: int) -> None:
        for parameter in self.nodes[start:end]:
            parameter.grad = 0.0


class Update(OverwritingPass):
    """Every parameter moved as the optimizer says."""

    number = "data"

    def __init__(self, live: LiveState) -> None:
        super().__init__(live.parameters)
        self._live, self.optimizer = live, live.optimizer
        # The learning rate that the last operation used.
        self.rate = live.rate

    def _begin(self) -> None:
        self.before = self._live.numbers()

    def _perform(self, start: int, end: int) -> None:
        update, rate = self.optimizer.update, self._live.rate
        self.rate = rate
        for parameter in self.nodes[start:end]:
            parameter.data = update(parameter.data, parameter.grad, rate)


class SlotUpdate(Update):
    """The same where the optimizer keeps slots of every parameter."""

    def _perform(self, start: int, end: int) -> None:
        update, rate, slots = self.optimizer.update, self._live.rate, self._live.slots
        self.rate = rate
        for i, parameter in enumerate(self.nodes[start:end], start):
            own = slice(i, None, len(self.nodes))
            data, *slots[own] = update(parameter.data, parameter.grad, rate, *slots[own])
            parameter.data = data

    def _take_back(self, kept: int) -> None:
        super()._take_back(kept)
        count = len(self.nodes)
        for i in range(kept, self.position):
            _, *self._live.slots[i::count] = self.before[i::count]


PhasePass = ForwardPass | ZeroGrad | BackwardPass | Update


class StepPasses:
    """The four passes of a training step over one graph of the loss."""

    def __init__(self, graph: LossGraph, live: LiveState) -> None:
        self.graph = graph
        parameters = set(graph.parameters)
        constants = [n for n in graph.order if not n._prev and n not in parameters]
        self.forward = ForwardPass(graph.order)
        self.update = (SlotUpdate if live.slots else Update)(live)
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
