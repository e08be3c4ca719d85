"""What is kept of the steps of one run: its losses, its parameters, and its checkpoints."""

from collections.abc import Iterable, Sequence

from micrograd.compiled.machine import Outcome
from micrograd.runs.checkpoints import Checkpoint, Checkpoints
from micrograd.runs.loss_history import LossHistory
from micrograd.runs.parameter_history import ParameterHistory


class History:
    """Grows with every step that is trained, in bounded memory: at most 49 MB.

    first_step: where the run begins. losses: one for each step from there on, counted from 0.
    parameters: their data and gradients. last: the data of all parameters after the last step,
    None before the first one. exact_from: the first step that was recorded; of those before it,
    in a run from a file, there is no more than an outline of the losses, and some checkpoints.
    """

    def __init__(self, parameters: int, first_step: int = 0) -> None:
        self.first_step = first_step
        self.losses = LossHistory()
        self.parameters = ParameterHistory(parameters)
        self.parameters.begin(first_step)
        self.checkpoints = Checkpoints(parameters)
        self.last: list[float] | None = None
        self.exact_from = first_step

    @classmethod
    def of_outline(
        cls,
        parameters: int,
        first_step: int,
        losses: LossHistory,
        checkpoints: Iterable[Checkpoint],
    ) -> "History":
        """What is known of a run that was trained elsewhere; more steps are recorded after it.

        checkpoints: in the order of their steps, the last one of the last step.
        """
        history = cls(parameters, first_step)
        history.losses = losses
        history.exact_from = history.steps
        history.parameters.begin(history.steps)
        for step, data in checkpoints:
            history.checkpoints.keep(step, data)
            history.last = data
        return history

    @property
    def is_outline(self) -> bool:
        """True while the exact past is not there: it has to be trained once more."""
        return self.exact_from > self.first_step

    @property
    def steps(self) -> int:
        """The last step of the run."""
        return self.first_step + len(self.losses)

    def record_step(
        self,
        loss: float,
        before: Sequence[float],
        grads: Sequence[float],
        after: list[float],
    ) -> None:
        """Add one step: its loss and gradients, and the data before and after its update."""
        self.losses.append(loss)
        self.parameters.record(before, grads)
        self._come_to(after)

    def record_run(self, outcome: Outcome, after: list[float]) -> None:
        """Add the steps that the compiled loop did; after: the data of all parameters."""
        if not len(outcome.losses):
            return
        self.losses.extend(outcome.losses)
        self.parameters.extend(outcome.pieces, len(outcome.losses))
        self._come_to(after)

    def rewind(self, steps: int, data: list[float]) -> None:
        """Forget what was trained from this step on; data: the parameters there."""
        if steps >= self.steps:
            return
        steps = max(steps, self.first_step)
        self.losses.rewind(steps - self.first_step)
        if steps < self.exact_from:
            self.exact_from = steps
            self.parameters.begin(steps)
        self.parameters.rewind(steps)
        self.checkpoints.rewind(steps)
        self.last = data if len(self.losses) else None

    def _come_to(self, data: list[float]) -> None:
        self.last = data
        self.checkpoints.offer(self.steps, data)
