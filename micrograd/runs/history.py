"""History: the losses, parameters and checkpoints that are kept of the steps of a run."""

from collections.abc import Iterable, Sequence
from copy import copy

from micrograd.runs.checkpoints import Checkpoints
from micrograd.runs.loss_history import LossHistory
from micrograd.runs.parameter_history import ParameterHistory
from micrograd.runs.score_history import ScoreHistory
from micrograd.training.state import Checkpoint, State
from micrograd.training.step_engine import TrainedSteps


class History:
    """The losses, parameters and checkpoints of a run, in bounded memory: at most 49 MB.

    first_step: where the run begins. losses: of each step from there on, counted from 0.
    parameters: their data and gradients from the first recorded step on; of the steps before it,
    in a run from a file, only an outline of the losses and some checkpoints are known.
    scores: what was measured at some of the steps.
    last: the state after the last step, None before the first one.
    differs: True where computing an outline again led to other numbers on this computer.
    """

    def __init__(self, parameters: int, first_step: int = 0, slots: int = 0) -> None:
        """slots: the number of those in a state that are no data of parameters."""
        self._count = parameters
        self.first_step = first_step
        self.losses = LossHistory()
        self.parameters = ParameterHistory(parameters, first_step)
        self.checkpoints = Checkpoints(parameters + slots)
        self.scores = ScoreHistory()
        self.last: State | None = None
        self.differs = False

    def take_outline(self, losses: LossHistory, checkpoints: Iterable[Checkpoint]) -> None:
        """Begin with what a file has of the past, before any step is recorded.

        checkpoints: in the order of their steps, the last one of the last step.
        """
        self.losses = losses
        self.parameters = ParameterHistory(self._count, self.steps)
        for step, state, grads in checkpoints:
            self.checkpoints.keep(step, state, grads)
            self.last = state

    @property
    def is_outline(self) -> bool:
        """True while the exact past is unknown, so that it has to be trained once more."""
        return self.parameters.first_step > self.first_step

    @property
    def steps(self) -> int:
        """The last step of the run."""
        return self.first_step + len(self.losses)

    def record_step(
        self,
        loss: float,
        before: Sequence[float],
        grads: Sequence[float],
        after: State,
        are_carried: bool = False,
    ) -> None:
        """Add a step: its loss and gradients, and the state before and after its update.

        are_carried: True where the next step adds to these gradients.
        """
        self.losses.append(loss)
        self.parameters.record(before[: len(grads)], grads)
        self._come_to(after, grads if are_carried else None)

    def record_run(self, trained: TrainedSteps, after: State) -> None:
        """Add the steps that an engine did, and the state after them."""
        if not len(trained.losses):
            return
        self.losses.extend(trained.losses)
        self.parameters.extend(trained.pieces, len(trained.losses))
        self._come_to(after)

    def rewind(self, steps: int, state: State) -> None:
        """Forget what was trained from a step on. state: the one at the step."""
        if steps >= self.steps:
            return
        steps = max(steps, self.first_step)
        self.losses.rewind(steps - self.first_step)
        if steps < self.parameters.first_step:
            self.parameters = ParameterHistory(self._count, steps)
        self.parameters.rewind(steps - self.parameters.first_step)
        self.checkpoints.rewind(steps)
        self.scores.rewind(steps)
        self.last = state if len(self.losses) else None

    def until(self, step: int) -> "History":
        """What was known at a step, for views that show no later one; nothing may be added.

        The state at the step is not known: it has to be restored.
        """
        earlier = copy(self)
        earlier.losses = self.losses.until(step - self.first_step)
        earlier.parameters = self.parameters.until(step - self.parameters.first_step)
        earlier.scores = self.scores.until(step)
        earlier.last = self.last if step >= self.steps else None
        return earlier

    def _come_to(self, state: State, carried: Sequence[float] | None = None) -> None:
        self.last = state
        self.checkpoints.offer(self.steps, state, carried)
