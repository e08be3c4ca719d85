"""The four phases of a training step, and the pass that each of them goes through."""

from collections.abc import Sequence
from enum import Enum
from typing import Any

from micrograd.training.loss_graph import LossGraph
from micrograd.training.passes import BackwardPass, ForwardPass, OverwritingPass
from micrograd.training.state import LiveState, StepStart
from micrograd.training.step_graphs import StepGraphs
from micrograd.training.wrong_backward import backward_pass


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


class SkippedZeroGrad(ZeroGrad):
    """The same with its line missing, see `Fault.skips_zero_grad`: gradients stay as they are."""

    def _perform(self, start: int, end: int) -> None:
        pass


class Update(OverwritingPass):
    """Every parameter moved as the optimizer says, but for those that are frozen."""

    number = "data"

    def __init__(self, live: LiveState) -> None:
        super().__init__(live.parameters)
        self._live, self.optimizer = live, live.optimizer
        # What each update takes, see `Optimizer`: the learning rate comes first.
        self.factors, self.frozen = live.factors(), live.frozen

    def _begin(self) -> None:
        self.before = self._live.numbers()
        self.factors, self.frozen = self._live.factors(), self._live.frozen

    def _perform(self, start: int, end: int) -> None:
        update, factors = self._live.update, self.factors
        for i, parameter in enumerate(self.nodes[start:end], start):
            if i not in self.frozen:
                parameter.data = update(parameter.data, parameter.grad, *factors[i])

    @property
    def last_factors(self) -> tuple[float, ...]:
        """What the update of the last parameter took."""
        return self.factors[self.position - 1]

    @property
    def left_frozen(self) -> bool:
        """True where the last parameter is frozen."""
        return self.position - 1 in self.frozen

    @property
    def last_slots(self) -> dict[str, tuple[float, float]]:
        """The slots of the last parameter by name, each before and after its update."""
        count, place = len(self.nodes), self.position - 1
        before, after = self.before[place + count :: count], self._live.slots[place::count]
        # The number of updates may follow at the end of what was before.
        return dict(zip(self.optimizer.slots, zip(before, after, strict=False), strict=True))


class SlotUpdate(Update):
    """The same where the optimizer keeps slots of every parameter."""

    def _perform(self, start: int, end: int) -> None:
        if end == len(self.nodes) and self.optimizer.counts:
            self._live.count = self.before[-1] + 1.0
        update, factors, slots = self._live.update, self.factors, self._live.slots
        for i, parameter in enumerate(self.nodes[start:end], start):
            if i not in self.frozen:
                own = slice(i, None, len(self.nodes))
                found = update(parameter.data, parameter.grad, *factors[i], *slots[own])
                parameter.data, *slots[own] = found

    def _take_back(self, kept: int) -> None:
        super()._take_back(kept)
        count, slots = len(self.nodes), self._live.slots
        before = self.before[count : count + len(slots)]
        for i in range(kept, self.position):
            slots[i::count] = before[i::count]
        if self.optimizer.counts:
            self._live.count = self.before[-1]


PhasePass = ForwardPass | ZeroGrad | BackwardPass | Update


class StepPasses:
    """The four passes of a training step, made and brought up to date only when they are needed.

    A machine that does whole steps leaves no trace in the graph: before it is looked at, the
    passes do the last two of them once more. graph: None before the first need. is_held: True where
    no graph can be computed anew, so that each step has its own.
    """

    def __init__(self, live: LiveState, graphs: StepGraphs) -> None:
        self._live, self._graphs = live, graphs
        self.graph: LossGraph | None = None
        self.is_held = False
        self._of: dict[Phase, PhasePass] = {}
        # Those of the last step, where the next one has another graph.
        self._former: Any = None
        self._unseen: list[StepStart] = []
        self._is_given_up = False

    def turn_to_step(self) -> None:
        """Have the graph of the step to come, and its passes."""
        graph = self._graphs.of_step(self._live.step, None if self.is_held else self.graph)
        if graph is not self.graph:
            self._make(graph)

    def _make(self, graph: LossGraph) -> None:
        """Make the passes over a graph of the loss."""
        parameters = set(graph.parameters)
        constants = [n for n in graph.order if not n._prev and n not in parameters]
        fault = self._graphs.fault
        self.graph = graph
        self.forward = ForwardPass(graph.order)
        self.is_held = self.forward.is_held
        self.update = (SlotUpdate if self._live.slots else Update)(self._live)
        self._of = {
            Phase.FORWARD: self.forward,
            Phase.ZERO_GRAD: (SkippedZeroGrad if fault.skips_zero_grad else ZeroGrad)(
                graph.parameters
            ),
            Phase.BACKWARD: backward_pass(graph.order, constants, fault, parameters, self._rate),
            Phase.UPDATE: self.update,
        }

    def _rate(self) -> float:
        return self._live.rate

    def begin_step(self) -> None:
        """Turn to the step to come; the graph that was looked at can be returned to."""
        if self._former:
            return
        former = self.graph, self.forward, self.update, self._of
        self.turn_to_step()
        if self.graph is not former[0]:
            self._former = former

    def return_to_former(self) -> None:
        """Go back to the graph of the last step, which is the one to come again."""
        if self._former:
            self.graph, self.forward, self.update, self._of = self._former
            self._former = None
        elif not self.is_held:
            self.turn_to_step()

    def forget_former(self) -> None:
        """The last step can't be opened again."""
        self._former = None

    def of(self, phase: Phase) -> PhasePass:
        """The pass that a phase goes through."""
        return self._of[phase]

    @property
    def are_current(self) -> bool:
        """True where the graph is at hand and shows the last step."""
        return self.graph is not None and not self._unseen

    def remember(self, starts: Sequence[StepStart]) -> None:
        """Remember how the last steps began, which were done without the passes."""
        # The last step can be taken back: what it overwrote is what the one before it left.
        self._unseen = [*self._unseen, *starts][-2:]
        self._is_given_up = False

    def give_up_step(self, phase: Phase) -> None:
        """Go back to the start of the step under way. phase: that of its next operation."""
        if self.graph:
            self.catch_up()
            if phase is Phase.UPDATE:
                self.update.retreat(len(self.update))
            if phase in (Phase.BACKWARD, Phase.UPDATE) and self._graphs.fault.skips_zero_grad:
                # The next step adds to the gradients that this one found.
                self.of(Phase.BACKWARD).retreat(len(self.of(Phase.BACKWARD)))
            self.forward.restart()
        # The graph now belongs to the parameters as they are.
        self._is_given_up, self._former = True, None

    def compute(self) -> None:
        """Let a graph that was looked at hold what belongs to the parameters as they are."""
        if self.graph and self.is_held:
            self.forget_graph()
        elif self.graph:
            self.turn_to_step()
            self.forward.advance(len(self.forward))
            self.forward.restart()

    def forget_steps(self) -> None:
        """Show nothing any more of what was trained so far."""
        self._unseen = []
        for value in self.graph.order if self.graph else []:
            value.grad = 0.0

    def forget_graph(self) -> None:
        """Make other passes at the next need."""
        self.graph, self._former, self._unseen = None, None, []

    def catch_up(self) -> None:
        """Let the graph hold what it would hold if the passes had done the last steps."""
        unseen, self._unseen = self._unseen, []
        if not unseen:
            return
        now = self._live.start()
        for start in unseen:
            self._begin_with(start)
            self.turn_to_step()
            self._do_step()
        # The numbers may have been changed by hand since.
        self._begin_with(now)
        if self._is_given_up:
            self.compute()

    def _begin_with(self, start: StepStart) -> None:
        live = self._live
        live.put(start.state, start.grads)
        live.settings, live.step = start.settings, start.step

    def _do_step(self) -> None:
        for phase in PHASES:
            self.of(phase).restart()
            self.of(phase).advance(len(self.of(phase)))
        self.forward.restart()
