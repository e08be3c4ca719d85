"""The training loop as one sequence of operations, taken in steps of any size, and back."""

import math
from collections.abc import Sequence
from concurrent.futures import Executor, Future
from itertools import product
from time import perf_counter
from typing import NamedTuple, NoReturn

from micrograd.data.dataset import Dataset
from micrograd.nn import MLP
from micrograd.recipe.losses import SQUARED_ERRORS, Loss
from micrograd.recipe.optimizers import GRADIENT_DESCENT, Optimizer
from micrograd.recipe.settings import SETTINGS
from micrograd.training.evaluation import Evaluation, evaluate
from micrograd.training.loss_graph import LossGraph
from micrograd.training.phases import PHASES, Phase, PhasePass, StepPasses
from micrograd.training.seen_passes import SeenPasses
from micrograd.training.state import LiveState, State
from micrograd.training.step_cost import expected_step_s
from micrograd.training.step_engine import (
    WHOLE_RUN,
    FailedStep,
    StepEngine,
    StepStart,
    TrainedSteps,
)


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


class LastFinite(NamedTuple):
    """The last state whose loss is known to be finite, and the step that it belongs to."""

    steps: int
    state: State


class Trainer:
    """Full-batch training of a network: one trainer, whichever engine does the steps.

    One step is a sequence of operations: each node's forward computation, each parameter's
    zero grad, each node's backward rule, each parameter's update. `step_operation`,
    `step_phase`, `step` and `run` all advance along this one sequence; `retreat` goes back.
    Whole steps are left to the engine where it is ready, with the same bits.

    steps: how many updates are done. phase: the phase of the last operation done, None
    before the first. loss: the loss that the last forward pass found, None before it.
    Raises ValueError where network and dataset do not fit, or for a bad learning rate.
    """

    def __init__(
        self,
        model: MLP,
        dataset: Dataset,
        learning_rate: float = 0.1,
        *,
        loss: Loss = SQUARED_ERRORS,
        optimizer: Optimizer = GRADIENT_DESCENT,
        engine: StepEngine | None = None,
    ) -> None:
        self.model, self.loss_function, self.optimizer = model, loss, optimizer
        self.engine = engine or StepEngine()
        self.parameters = model.parameters()
        self.steps = 0
        self.phase: Phase | None = None
        self.loss: float | None = None
        self._live = LiveState(self.parameters, len(optimizer.slots))
        self._seen = SeenPasses(self._live)
        self._running: Future[TrainedSteps] | None = None
        self._last_finite: LastFinite | None = None
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
        self.drop_run()
        try:
            SETTINGS["learning_rate"].check(rate)
        except ValueError as error:
            raise ValueError(f"learning rate: {error}") from None
        self._learning_rate = float(rate)
        # A step has one rate: what was done with another one is not done again.
        self._can_reopen = False
        if self._seen.built:
            if self._next_phase is Phase.UPDATE:
                self._seen.built.update.retreat(len(self.parameters))
                self.phase = self._phase_before
            self._seen.built.update.learning_rate = self._learning_rate

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
        self._seen.forget_graph()

    @property
    def state(self) -> State:
        """All numbers that training carries from step to step, to be put back by `resume`."""
        return self._live.numbers()

    @property
    def grads(self) -> list[float]:
        """The gradient of every parameter."""
        return self._live.grads()

    @property
    def graph(self) -> LossGraph:
        """The graph of the loss, computed anew in each step; for looking at."""
        return self._passes.graph

    @property
    def _passes(self) -> StepPasses:
        """What the phases go through, built at the first operation."""
        if self._seen.built is None:
            graph = LossGraph(self.model, self.dataset, self.loss_function)
            self._seen.built = StepPasses(graph, self._live, self._learning_rate, self.optimizer)
        return self._seen.catch_up()

    def restart_step(self) -> None:
        """Go back to the start of the step under way, as before an edit of the network.

        An update that was half done is taken back. The graph is computed anew, so that looking
        at it shows what belongs to the parameters.
        """
        self._give_up_step()
        self._compute_graph()

    def _give_up_step(self) -> None:
        self.drop_run()
        self._seen.give_up_step()
        self.phase = None
        if passes := self._seen.built:
            if self._next_phase is Phase.UPDATE:
                passes.update.retreat(len(self.parameters))
            passes.forward.restart()
        self._next_phase = Phase.FORWARD
        # What was changed by hand is not taken back by a divergence, nor by going back.
        self._last_finite = None
        self._can_reopen = False

    def resume(self, steps: int, state: Sequence[float], grads: Sequence[float]) -> None:
        """Stand after so many steps, in a state that a trainer of such a network had there."""
        self._seen.forget_steps()
        self._give_up_step()
        self.steps, self.loss = steps, None
        for value in self._seen.built.graph.order if self._seen.built else []:
            value.grad = 0.0
        self._live.put(state, grads)
        self._compute_graph()

    def forget_finite(self) -> None:
        """A divergence does not go back from here."""
        self._last_finite = None

    def edit_parameter(self, index: int, data: float) -> None:
        """Give one parameter other data; the step under way restarts."""
        self._give_up_step()
        self.parameters[index].data = data
        self._compute_graph()

    def _compute_graph(self) -> None:
        if self._seen.built:
            self._seen.built.compute()

    @property
    def is_between_steps(self) -> bool:
        """True where the next operation is the first one of a step."""
        return self._next_phase is Phase.FORWARD and self.is_between_phases

    @property
    def is_between_phases(self) -> bool:
        """True where the next operation is the first one of a phase."""
        built = self._seen.built
        return built is None or built.of(self._next_phase).position == 0

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
    def state_before_update(self) -> State:
        """The state before the last update: what the last loss is of."""
        assert self._last_finite is not None
        return self._last_finite.state

    def advance(self, operations: int) -> bool:
        """Do at most so many operations, not past the phase. True if that ended a step.

        Raises DivergenceError where the loss or a parameter is not finite any more.
        """
        self.drop_run()
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
        self.drop_run()
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
            self._last_finite = LastFinite(self.steps, self._passes.update.before)
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
        # A graph that is looked at stays up to date.
        return self._walk_step() if self._seen.are_current else self.run(1)[0]

    def _walk_step(self) -> float:
        while self.step_phase() is not Phase.UPDATE:
            pass
        assert self.loss is not None
        return self.loss

    def run(self, n: int) -> list[float]:
        """Do `n` steps, and return the loss of each."""
        losses: list[float] = []
        while len(losses) < n:
            if self.can_run_beside:
                trained = self.run_now(n - len(losses))
                losses += trained.losses.tolist()
                self.accept(trained)
            else:
                losses.append(self._walk_step())
        return losses

    def evaluate(self) -> Evaluation:
        """Look at predictions and errors with the parameters as they are; changes nothing."""
        if self.is_running or not self.can_run_beside:
            return evaluate(self.model, self.dataset, self.loss_function)
        self._load_engine()
        return self.engine.evaluate()

    @property
    def expected_step_s(self) -> float:
        """About how many seconds a step takes: a guess, within a factor of three or so."""
        return expected_step_s(len(self.parameters), len(self.dataset), self.engine.is_compiled)

    # Whole steps, beside an event loop: begin_run, then finished_run until it gives the steps (or
    # end_run, to have them at once), then accept. A change of anything in between drops the run.

    @property
    def can_run_beside(self) -> bool:
        """True where the engine would do the next step."""
        return self.is_between_steps and self.engine.is_ready(
            self.model, self.dataset, self.loss_function, self.optimizer
        )

    def begin_run(self, executor: Executor, steps: int, room: int, width: int) -> None:
        """Train so many steps in a thread of `executor`; room, width: see `Machine.train`.

        Nothing of it is seen before `accept`. A change of anything drops the run.
        """
        start = self._load_engine()
        self._running = executor.submit(_train_and_look, self.engine, start, steps, room, width)

    def run_now(self, steps: int, room: int = WHOLE_RUN, width: int = WHOLE_RUN) -> TrainedSteps:
        """The same without a thread, and without an evaluation."""
        return self.engine.train(self._load_engine(), steps, room, width)

    def _load_engine(self) -> StepStart:
        self.drop_run()
        is_ready = self.can_run_beside
        assert is_ready
        start = StepStart(self.state, self.grads, self.learning_rate)
        self.engine.load(start)
        return start

    @property
    def is_running(self) -> bool:
        """True from `begin_run` until its end was taken, or it was dropped."""
        return self._running is not None

    def finished_run(self) -> TrainedSteps | None:
        """The steps if the run has ended, else None."""
        return self.end_run() if self._running and self._running.done() else None

    def end_run(self) -> TrainedSteps | None:
        """The run under way, ended after the last step that it finished; None without one."""
        running, self._running = self._running, None
        if running is None:
            return None
        self.engine.stop()
        return running.result()

    def drop_run(self) -> None:
        """Let a run that is under way end without effect."""
        self.end_run()

    def release(self) -> None:
        """Give up the memory of the engine until it is needed again."""
        self.drop_run()
        self.engine.release()

    def accept(self, trained: TrainedSteps) -> None:
        """Go on from what the engine did. Raises DivergenceError as `run` does."""
        if done := len(trained.losses):
            self._live.put(trained.state, trained.grads)
            self.steps += done
            self.loss = float(trained.losses[-1])
            self.phase, self._can_reopen = Phase.UPDATE, True
            self._last_finite = LastFinite(self.steps - 1, trained.starts[-1].state)
            self._seen.remember(trained.starts)
        if trained.failed:
            self._meet_divergence(trained.failed)

    def _meet_divergence(self, failed: FailedStep) -> None:
        if self._seen.built:
            # Somebody looks at the graph: let the passes meet it there.
            self._walk_step()
        self.loss = failed.loss
        if failed.state is None or failed.grads is None:
            self._diverge("loss", failed.loss)
        state = self.state
        self._last_finite = LastFinite(self.steps, state)
        self._seen.remember([StepStart(state, self.grads, self.learning_rate)])
        self._live.put(failed.state, failed.grads)
        self._check_parameters()

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
        self._last_finite = LastFinite(self.steps, self.state)

    def _check_parameters(self) -> None:
        kinds = ("", *(f"{slot} of " for slot in self.optimizer.slots))
        owners = product(kinds, self.parameters)
        for number, (kind, parameter) in zip(self.state, owners, strict=True):
            if not math.isfinite(number):
                self._diverge(f"{kind}{parameter.label}", number)

    def _diverge(self, name: str, value: float) -> NoReturn:
        """Go back to the last state whose loss was finite, and say what happened."""
        diverged_at, last = self.steps, self._last_finite
        if last:
            self.steps = last.steps
            self._live.put(last.state)
        self.restart_step()
        raise DivergenceError(diverged_at, name, value, last is not None)


def _train_and_look(
    engine: StepEngine, start: StepStart, steps: int, room: int, width: int
) -> TrainedSteps:
    began = perf_counter()
    trained = engine.train(start, steps, room, width)
    seconds = perf_counter() - began
    evaluation = None if trained.was_stopped else engine.evaluate()
    return trained._replace(evaluation=evaluation, seconds=seconds)
