"""The training loop as one sequence of operations, taken in steps of any size, and back."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from micrograd.data.dataset import Dataset
from micrograd.nn import MLP
from micrograd.recipe.losses import SQUARED_ERRORS, Loss
from micrograd.recipe.optimizers import GRADIENT_DESCENT, Optimizer
from micrograd.recipe.settings import SETTINGS
from micrograd.training.evaluation import Evaluation, evaluate
from micrograd.training.loss_graph import LossGraph
from micrograd.training.phases import PHASES, Phase, PhasePass, StepPasses


class DivergenceError(ArithmeticError):
    """The loss or a parameter stopped being finite.

    step: the step it happened at. name: "loss", or the label of the first parameter that
    was not finite. value: what it became. had_finite_loss: False where not even the first loss
    since the last edit was finite, so that no learning rate would help.
    """

    def __init__(self, step: int, name: str, value: float, had_finite_loss: bool = True) -> None:
        advice = (
            "the last finite parameters are kept, try a smaller learning rate"
            if had_finite_loss
            else "samples or parameters are too large for any learning rate"
        )
        super().__init__(f"training diverged at step {step}: {name} became {value}; {advice}")
        self.step, self.name, self.value = step, name, value
        self.had_finite_loss = had_finite_loss


class Checkpoint(NamedTuple):
    """The last parameters whose loss is known to be finite, and the step they belong to."""

    steps: int
    data: list[float]


class Trainer:
    """Full-batch gradient descent on the sum of squared errors.

    One step is a sequence of operations: each node's forward computation, each parameter's
    zero grad, each node's backward rule, each parameter's update. `step_operation`,
    `step_phase`, `step` and `run` all advance along this one sequence; `retreat` goes back.

    steps: how many updates are done. phase: the phase of the last operation done, None
    before the first. loss: the loss that the last forward pass found, None before it.
    Raises ValueError where network and dataset do not fit, or for a bad learning rate.
    """

    def __init__(
        self,
        model: MLP,
        dataset: Dataset,
        learning_rate: float = 0.1,
        loss: Loss = SQUARED_ERRORS,
        optimizer: Optimizer = GRADIENT_DESCENT,
    ) -> None:
        self.model, self.loss_function, self.optimizer = model, loss, optimizer
        self.parameters = model.parameters()
        self.steps = 0
        self.phase: Phase | None = None
        self.loss: float | None = None
        self._built: StepPasses | None = None
        self._checkpoint: Checkpoint | None = None
        self._next_phase = Phase.FORWARD
        self._can_reopen = False
        self.learning_rate = learning_rate
        self.dataset = dataset

    @property
    def learning_rate(self) -> float:
        """The factor of the gradient in the update; above zero, finite."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        self._set_learning_rate(rate)

    def _set_learning_rate(self, rate: float) -> None:
        try:
            SETTINGS["learning_rate"].check(rate)
        except ValueError as error:
            raise ValueError(f"learning rate: {error}") from None
        self._learning_rate = float(rate)
        # Every step has one rate, and what was done with another one is not done again.
        self._can_reopen = False
        if self._built:
            if self._next_phase is Phase.UPDATE:
                self._built.update.retreat(len(self.parameters))
                self.phase = self._phase_before
            self._built.update.learning_rate = self._learning_rate

    @property
    def dataset(self) -> Dataset:
        """The samples trained on. A new one restarts the step that is under way."""
        return self._dataset

    @dataset.setter
    def dataset(self, dataset: Dataset) -> None:
        if dataset.nin != self.model.nin:
            raise ValueError(
                f"the samples have {dataset.nin} inputs, but the network takes {self.model.nin}"
            )
        if dataset.nout != self.model.nouts[-1]:
            raise ValueError(
                f"the samples have {dataset.nout} targets, but the network has "
                f"{self.model.nouts[-1]} outputs"
            )
        self._dataset = dataset
        self._give_up_step()
        self._forget_graph()

    def _forget_graph(self) -> None:
        self._built = None

    @property
    def graph(self) -> LossGraph:
        """The graph of the loss, computed anew in each step; for looking at."""
        return self._passes.graph

    @property
    def _passes(self) -> StepPasses:
        """What the phases go through, built at the first operation."""
        if self._built is None:
            graph = LossGraph(self.model, self.dataset, self.loss_function)
            self._built = StepPasses(graph, self._learning_rate, self.optimizer)
        return self._built

    def restart_step(self) -> None:
        """Go back to the start of the step under way, as before an edit of the network.

        An update that was half done is taken back. The graph is computed anew, so that looking
        at it shows what belongs to the parameters.
        """
        self._give_up_step()
        self._compute_graph()

    def _give_up_step(self) -> None:
        self.phase = None
        if self._built:
            if self._next_phase is Phase.UPDATE:
                self._built.update.retreat(len(self.parameters))
            self._built.forward.restart()
        self._next_phase = Phase.FORWARD
        # What was changed by hand is not taken back by a divergence, nor by going back.
        self._checkpoint = None
        self._can_reopen = False

    def resume(self, steps: int, data: Sequence[float], grads: Sequence[float]) -> None:
        """Stand after so many steps, with these numbers: one of each for every parameter."""
        self._give_up_step()
        self.steps, self.loss = steps, None
        for value in self._built.graph.order if self._built else []:
            value.grad = 0.0
        for parameter, number, grad in zip(self.parameters, data, grads, strict=True):
            parameter.data, parameter.grad = number, grad
        self._compute_graph()

    def forget_finite(self) -> None:
        """A divergence does not go back from here."""
        self._checkpoint = None

    def edit_parameter(self, index: int, data: float) -> None:
        """Give one parameter other data; the step under way restarts."""
        self._give_up_step()
        self.parameters[index].data = data
        self._compute_graph()

    def _compute_graph(self) -> None:
        """Let the graph hold what belongs to the parameters as they are."""
        if self._built:
            self._built.forward.advance(len(self._built.forward))
            self._built.forward.restart()

    @property
    def is_between_steps(self) -> bool:
        """True where the next operation is the first one of a step."""
        return self._next_phase is Phase.FORWARD and self.is_between_phases

    @property
    def is_between_phases(self) -> bool:
        """True where the next operation is the first one of a phase."""
        return self._built is None or self._built.of(self._next_phase).position == 0

    @property
    def phase_length(self) -> int:
        """How many operations the phase under way has in all."""
        return len(self._passes.of(self._next_phase))

    @property
    def last_pass(self) -> PhasePass | None:
        """The pass of `phase`: how much of it is done, and what its last operation did."""
        return self._passes.of(self.phase) if self.phase else None

    @property
    def next_pass(self) -> PhasePass:
        """The pass of the next operation."""
        return self._passes.of(self._next_phase)

    @property
    def can_retreat(self) -> bool:
        """True where there is an operation that can be taken back."""
        return not self.is_between_steps or self._can_reopen

    @property
    def data_before_update(self) -> list[float]:
        """The data of all parameters before the last update: what the last loss is of."""
        assert self._checkpoint is not None
        return self._checkpoint.data

    def advance(self, operations: int) -> bool:
        """Do at most so many operations, not past the phase. True if that ended a step.

        Raises DivergenceError where the loss or a parameter is not finite any more.
        """
        if operations < 1:
            return False
        phase = self._next_phase
        current = self._passes.of(phase)
        current.advance(operations)
        self.phase = phase
        if phase is Phase.ZERO_GRAD:
            self._can_reopen = False
        return current.is_done and self._finish_phase(phase)

    def retreat(self, operations: int) -> bool:
        """Take back at most so many operations, not past the phase. True if a step was reopened.

        A step that was just finished can be opened again until the next one zeroes its
        gradients; an edit, or a divergence, closes what was before it. Every number is again
        what it was; only the data of operations that will be done again may be newer.
        """
        if not self.can_retreat:
            return False
        reopens = self.is_between_steps
        if self.is_between_phases:
            self._return_to_phase_before()
        current = self._passes.of(self._next_phase)
        current.retreat(operations)
        self.phase = self._next_phase if current.position else self._phase_before
        return reopens

    @property
    def _phase_before(self) -> Phase | None:
        """The phase that was executed before the next one."""
        if self._next_phase is Phase.FORWARD and not self._can_reopen:
            return None
        return PHASES[PHASES.index(self._next_phase) - 1]

    def _return_to_phase_before(self) -> None:
        """Stand at the end of the phase before, as before `_finish_phase`."""
        if self._next_phase is Phase.FORWARD:
            self.steps -= 1
            self._can_reopen = False
            self._checkpoint = Checkpoint(self.steps, self._passes.update.before)
            self._passes.forward.skip()
            # Where the next forward pass came to its end, zero grad already stood at its start.
            self._passes.of(Phase.ZERO_GRAD).skip()
            self.loss = self.graph.loss.data
        self._next_phase = PHASES[PHASES.index(self._next_phase) - 1]

    def step_operation(self) -> bool:
        """Do the next operation. True if it was the last one of a step."""
        return self.advance(1)

    def step_phase(self) -> Phase:
        """Finish the phase under way, and return it."""
        phase = self._next_phase
        self.advance(self.phase_length)
        return phase

    def step(self) -> float:
        """Finish the step under way, and return its loss (before the update)."""
        while self.step_phase() is not Phase.UPDATE:
            pass
        assert self.loss is not None
        return self.loss

    def run(self, n: int) -> list[float]:
        """Do `n` steps, and return the loss of each."""
        return [self.step() for _ in range(n)]

    def evaluate(self) -> Evaluation:
        """Look at predictions and errors with the parameters as they are; changes nothing."""
        return evaluate(self.model, self.dataset, self.loss_function)

    def _finish_phase(self, phase: Phase) -> bool:
        """Go on to the next phase; True where that is a new step."""
        if phase is Phase.FORWARD:
            self._check_loss()
        elif phase is Phase.UPDATE:
            self._check_parameters()
            self.steps += 1
            self._can_reopen = True
        self._next_phase = PHASES[(PHASES.index(phase) + 1) % len(PHASES)]
        self._passes.of(self._next_phase).restart()
        return phase is Phase.UPDATE

    def _check_loss(self) -> None:
        self.loss = self.graph.loss.data
        if not math.isfinite(self.loss):
            self._diverge("loss", self.loss)
        self._checkpoint = Checkpoint(self.steps, [p.data for p in self.parameters])

    def _check_parameters(self) -> None:
        for parameter in self.parameters:
            if not math.isfinite(parameter.data):
                self._diverge(parameter.label, parameter.data)

    def _restore(self, checkpoint: Checkpoint) -> None:
        self.steps = checkpoint.steps
        for parameter, data in zip(self.parameters, checkpoint.data, strict=True):
            parameter.data = data

    def _diverge(self, name: str, value: float) -> None:
        """Go back to the last parameters whose loss was finite, and say what happened."""
        diverged_at = self.steps
        if self._checkpoint:
            self._restore(self._checkpoint)
        had_finite_loss = self._checkpoint is not None
        self.restart_step()
        raise DivergenceError(diverged_at, name, value, had_finite_loss)
