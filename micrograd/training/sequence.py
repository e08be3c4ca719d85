"""The training loop as one sequence of operations, forwards and back again."""

import math
from collections.abc import Mapping
from itertools import product
from typing import NoReturn

from micrograd.data.sampling import Samples
from micrograd.nn import MLP
from micrograd.recipe.objective import Objective
from micrograd.recipe.optimizers import Optimizer
from micrograd.training.divergence import DivergenceError
from micrograd.training.loss_graph import LossGraph
from micrograd.training.phases import PHASES, Phase, PhasePass, StepPasses
from micrograd.training.state import Checkpoint, LiveState
from micrograd.training.step_engine import BackgroundRun
from micrograd.training.step_graphs import StepGraphs

# More operations than any phase has.
WHOLE_PHASE = 2**62


class StepSequence:
    """Training steps as one sequence of operations.

    A step is each node's forward computation, each parameter's zero grad, each node's backward
    rule, each parameter's update. `advance` goes on along the sequence, `retreat` goes back.

    phase: the phase of the last operation done, None before the first. loss: the loss that the last
    forward pass found, None before it. beside: whole steps in a thread, which a change of anything
    ends and drops.
    """

    def __init__(
        self, model: MLP, samples: Samples, objective: Objective, optimizer: Optimizer
    ) -> None:
        self.model, self.optimizer = model, optimizer
        self.parameters = model.parameters()
        self.phase: Phase | None = None
        self.loss: float | None = None
        self.beside = BackgroundRun()
        self._graphs = StepGraphs(model, samples, objective)
        self._live = LiveState(self.parameters, optimizer, (model.nin, *model.nouts))
        self._seen = StepPasses(self._live, self._graphs)
        self._last_finite: Checkpoint | None = None
        self._next_phase = Phase.FORWARD
        self._can_reopen = False

    @property
    def samples(self) -> Samples:
        """The samples of the dataset as they are trained on."""
        return self._graphs.samples

    @property
    def objective(self) -> Objective:
        """What training makes small."""
        return self._graphs.objective

    @property
    def steps(self) -> int:
        """The number of updates done."""
        return self._live.step

    @steps.setter
    def steps(self, steps: int) -> None:
        self._live.step = steps

    @property
    def graph(self) -> LossGraph:
        """The graph of the loss, computed anew in each step; for looking at."""
        graph = self._passes.graph
        assert graph is not None
        return graph

    @property
    def _passes(self) -> StepPasses:
        """The passes, which show the last step."""
        if self._seen.graph is None:
            self._seen.turn_to_step()
        self._seen.catch_up()
        return self._seen

    @property
    def has_graph_of_each_step(self) -> bool:
        """True where each step has a graph of its own: with rules of one's own, see `Value`."""
        return self._seen.is_held

    # The place in the sequence.

    @property
    def last_pass(self) -> PhasePass | None:
        """The pass of `phase`: how much of it is done, and what its last operation did."""
        return self._passes.of(self.phase) if self.phase else None

    @property
    def next_pass(self) -> PhasePass:
        """The pass of the next operation."""
        return self._passes.of(self._next_phase)

    @property
    def is_between_steps(self) -> bool:
        """True where the next operation is the first one of a step."""
        return self._next_phase is Phase.FORWARD and self.is_between_phases

    @property
    def is_between_phases(self) -> bool:
        """True where the next operation is the first one of a phase."""
        return not self._seen.graph or self._seen.of(self._next_phase).position == 0

    @property
    def operations_done(self) -> int:
        """How many operations of the step under way are done: 0 between two steps."""
        if self.is_between_steps or self.phase is None:
            return 0
        before = PHASES[: PHASES.index(self.phase)]
        whole = sum(len(self._passes.of(phase)) for phase in before)
        return whole + self._passes.of(self.phase).position

    @property
    def can_retreat(self) -> bool:
        """True where there is an operation that can be taken back."""
        return not self.is_between_steps or self._can_reopen

    @property
    def grads_before_backward(self) -> list[float]:
        """The gradients of the parameters before the backward pass of the step under way."""
        if self._next_phase in (Phase.BACKWARD, Phase.UPDATE) and self._seen.graph:
            current = self._seen.of(Phase.BACKWARD)
            if current.position:
                return [current.before[self.graph.index[p]] for p in self.parameters]
        return self._live.grads()

    @property
    def _phase_before(self) -> Phase | None:
        """The phase that was executed before the next one."""
        if self._next_phase is Phase.FORWARD and not self._can_reopen:
            return None
        return PHASES[PHASES.index(self._next_phase) - 1]

    # Operations.

    def restart_step(self) -> None:
        """Go back to the start of the step under way; an update that was half done is undone."""
        self._give_up_step()
        self._seen.compute()

    def edit_parameter(self, index: int, data: float) -> None:
        """Give one parameter other data; the step under way restarts."""
        self.edit_parameters({index: data})

    def edit_parameters(self, edits: Mapping[int, float]) -> None:
        """Give parameters other data, by their indices; the step under way restarts."""
        self._give_up_step()
        for index, data in edits.items():
            self.parameters[index].data = data
        self._seen.compute()

    def _give_up_step(self) -> None:
        self.beside.end()
        self._seen.give_up_step(self._next_phase)
        self.phase, self._next_phase = None, Phase.FORWARD
        # Changes by hand are taken back neither by a divergence nor by going back.
        self._last_finite = None
        self._can_reopen = False

    def advance(self, operations: int) -> bool:
        """Do up to `operations` of them, within the phase. True if that ended a step.

        Raises DivergenceError where the loss or the state is not finite any more.
        """
        self.beside.end()
        if operations < 1:
            return False
        self._begin_step()
        phase, current = self._next_phase, self.next_pass
        current.advance(operations)
        self.phase = phase
        if phase is Phase.ZERO_GRAD:
            self._can_reopen = False
            self._seen.forget_former()
        return current.is_done and self._finish_phase(phase)

    def _begin_step(self) -> None:
        if self.is_between_steps:
            self._passes.begin_step()

    def retreat(self, operations: int) -> bool:
        """Take back up to `operations` of them, within the phase. True if a step was reopened.

        A step that was just finished can be opened again until the next one zeroes its
        gradients; an edit, or a divergence, closes what was before it. Every number is again
        what it was; only the data of operations that will be done again may be newer.
        """
        self.beside.end()
        if not self.can_retreat:
            return False
        reopens = self.is_between_steps
        if self.is_between_phases:
            self._return_to_phase_before()
        current = self.next_pass
        current.retreat(operations)
        self.phase = self._next_phase if current.position else self._phase_before
        return reopens

    def _return_to_phase_before(self) -> None:
        """Stand at the end of the phase before, as before `_finish_phase`."""
        if self._next_phase is Phase.FORWARD:
            self.steps -= 1
            self._can_reopen = False
            self._seen.return_to_former()
            self._last_finite = Checkpoint(self.steps, self._passes.update.before)
            self._passes.forward.skip()
            # Zero grad stands at its start as soon as the forward pass before it is done.
            self._passes.of(Phase.ZERO_GRAD).skip()
            self.loss = self.graph.loss.data
        self._next_phase = PHASES[PHASES.index(self._next_phase) - 1]

    def _finish_phase(self, phase: Phase) -> bool:
        """Go on to the next phase; True where that is a new step."""
        if phase is Phase.FORWARD:
            self._check_loss()
        elif phase is Phase.UPDATE:
            self._check_state()
            self.steps += 1
            self._can_reopen = True
        self._next_phase = PHASES[(PHASES.index(phase) + 1) % len(PHASES)]
        self.next_pass.restart()
        return phase is Phase.UPDATE

    # Divergence.

    def _check_loss(self) -> None:
        self.loss = self.graph.loss.data
        if not math.isfinite(self.loss):
            self._diverge("loss", self.loss)
        self._last_finite = Checkpoint(self.steps, self._live.numbers())

    def _check_state(self) -> None:
        kinds = ("", *(f"{slot} of " for slot in self.optimizer.slots))
        owners = product(kinds, self.parameters)
        # The number of updates at the end, where there is one, is always finite.
        for number, (kind, parameter) in zip(self._live.numbers(), owners, strict=False):
            if not math.isfinite(number):
                self._diverge(f"{kind}{parameter.label}", number)

    def _diverge(self, name: str, value: float) -> NoReturn:
        """Go back to the last state whose loss was finite, and say what happened."""
        diverged_at, last = self.steps, self._last_finite
        if last:
            self.steps = last.step
            self._live.put(last.state)
        self.restart_step()
        raise DivergenceError(diverged_at, name, value, last is not None)
