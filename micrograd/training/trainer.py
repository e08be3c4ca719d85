"""Trainer: trains a network in steps of any size; a machine does the whole ones."""

import math
from collections.abc import Sequence
from concurrent.futures import Executor
from typing import Any

from micrograd.data.dataset import Dataset
from micrograd.nn import MLP
from micrograd.recipe.losses import LOSSES, SQUARED_ERRORS, Loss
from micrograd.recipe.network import switched_off
from micrograd.recipe.objective import Objective
from micrograd.recipe.optimizers import GRADIENT_DESCENT, OPTIMIZERS, Optimizer
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import OF_TRAINER
from micrograd.training.changeable import ChangeableSequence
from micrograd.training.evaluation import Evaluation, evaluate, loss_of_rows
from micrograd.training.phases import Phase
from micrograd.training.sequence import WHOLE_PHASE
from micrograd.training.state import Checkpoint, State, StepStart
from micrograd.training.step_cost import expected_step_s
from micrograd.training.step_engine import (
    WHOLE_RUN,
    FailedStep,
    StepEngine,
    StepMachine,
    TrainedSteps,
)


class Trainer(ChangeableSequence):
    """Training of a network, in operations, phases and steps along one sequence.

    loss, optimizer: rows or names, see `micrograd.recipe`. engine: finds the machine that does
    whole steps, with the same bits. test_share: how much of the dataset is held out for testing.
    seed: of what is held out, and of the batches. settings: others of `TRAINING`, by name, such as
    `momentum`.
    Raises ValueError where network and dataset do not fit, or for a bad setting.
    """

    def __init__(
        self,
        model: MLP,
        dataset: Dataset,
        learning_rate: float = 0.1,
        *,
        loss: Loss | str = SQUARED_ERRORS,
        optimizer: Optimizer | str = GRADIENT_DESCENT,
        engine: StepEngine | None = None,
        test_share: float = 0.0,
        seed: int = 0,
        **settings: Any,
    ) -> None:
        loss = LOSSES[loss] if isinstance(loss, str) else loss
        optimizer = OPTIMIZERS[optimizer] if isinstance(optimizer, str) else optimizer
        super().__init__(model, dataset, Objective(loss), optimizer, engine or StepEngine())
        # The held-out samples come first: normalising needs to know the others.
        settings = {
            "seed": seed,
            "test_share": test_share,
            "learning_rate": learning_rate,
            **settings,
        }
        for name, value in {"off": switched_off(model), **settings}.items():
            self.change(name, value)
        self.dataset = dataset

    # The numbers.

    @property
    def state(self) -> State:
        """All numbers that training carries from step to step, to be put back by `resume`."""
        return self._live.numbers()

    @property
    def grads(self) -> list[float]:
        """The gradient of every parameter."""
        return self._live.grads()

    @property
    def carried_grads(self) -> list[float] | None:
        """The gradients that the next step adds to; None where it sets them to 0 first."""
        return self.grads if self.fault.skips_zero_grad else None

    def start(self) -> StepStart:
        """All that a step would begin with now."""
        return self._live.start()

    @property
    def state_before_update(self) -> State:
        """The state before the last update: what the last loss is of."""
        assert self._last_finite is not None
        return self._last_finite.state

    @property
    def would_repeat(self) -> bool:
        """True where the next step has all settings of the last one, whose start is known."""
        return self.is_between_steps and self._can_reopen and self._last_finite is not None

    # Going to another state.

    def take_settings(self, recipe: Recipe) -> None:
        """Stand with the settings of a recipe, which has the same network."""
        for name in OF_TRAINER:
            value, known = getattr(recipe, name), self.setting(name)
            # Equal samples may differ in bits: 0.0 equals -0.0.
            is_same = known is value if name == "dataset" else known == value
            if not is_same:
                self.change(name, value)

    def resume(self, steps: int, state: Sequence[float], grads: Sequence[float]) -> None:
        """Stand after `steps` steps, in a state that such a network had there."""
        self._seen.forget_steps()
        self._give_up_step()
        self.steps, self.loss = steps, None
        self._live.put(state, grads)
        self._seen.compute()

    def forget_finite(self) -> None:
        """A divergence does not go back from here."""
        self._last_finite = None

    # Steps of any size.

    def step_operation(self) -> bool:
        """Do the next operation. True if it was the last one of a step."""
        return self.advance(1)

    def step_phase(self) -> Phase:
        """Finish the phase under way, and return it."""
        self._begin_step()
        phase = self._next_phase
        self.advance(WHOLE_PHASE)
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
        machine = None if self.beside.is_running else self._machine
        if machine is None:
            samples = self.samples
            found = evaluate(self.model, samples.scaled, self.objective, samples.held_out)
            if not self.fault.is_of_samples:
                return found
            wrong = evaluate(self.model, self._graphs.all_taken(), self.objective)
            return found._replace(loss=wrong.loss)
        machine.load(self._live.start())
        return machine.evaluate()

    def rows_of(self, step: int) -> Sequence[int]:
        """The rows of the dataset that the step after `step` others trains on, wrongly or not."""
        return self._graphs.rows_of(step)

    def all_rows(self) -> Sequence[int]:
        """The rows that some step trains on, wrongly or not."""
        return self._graphs.all_rows()

    def taken(self, rows: Sequence[int]) -> Dataset:
        """The samples of the rows of a step, scaled, with the targets that they are trained on."""
        return self._graphs.taken(rows)

    def loss_to_come(self) -> float:
        """The loss that the next step finds, computed without a graph; changes nothing."""
        return self.loss_of_step(self.steps)

    def loss_of_step(self, step: int) -> float:
        """The same of the samples of the step after `step` others, with the present parameters."""
        return evaluate(self.model, self.taken(self.rows_of(step)), self.objective).loss

    def loss_to_come_of(self, found: Evaluation) -> float:
        """The same at once, up to rounding, from an evaluation of the parameters as they are."""
        samples = self.samples
        if not samples.has_batches:
            return found.loss
        if self.fault.is_of_samples:
            return self.loss_to_come()
        rows = samples.rows_of(self.steps)
        return loss_of_rows(found, rows, self.model, samples.scaled, self.objective)

    @property
    def expected_step_s(self) -> float:
        """About how many seconds a step takes: a guess, within a factor of three or so."""
        samples = self.samples.batch_size
        is_compiled = self.engine.is_compiled and not self.fault.is_any
        return expected_step_s(len(self.parameters), samples, is_compiled)

    def steps_within(self, seconds: float) -> int:
        """The number of steps that take about `seconds`: at least one."""
        return max(1, int(seconds / self.expected_step_s))

    # Whole steps of a machine; what they came to counts once it is accepted.

    @property
    def _machine(self) -> StepMachine | None:
        """The machine that would do the next step; None where the passes are to be walked.

        No machine knows a fault.
        """
        if not self.is_between_steps or self.fault.is_any:
            return None
        return self.engine.machine(self.model, self.samples, self.objective, self.optimizer)

    @property
    def can_run_beside(self) -> bool:
        """True where a machine would do the next step."""
        return self._machine is not None

    def begin_run(self, executor: Executor, steps: int, room: int, width: int) -> None:
        """Train `steps` steps in a thread, to be taken from `beside`; see `Machine.train`."""
        machine, start = self.loaded_machine()
        self.beside.begin(executor, machine, start, steps, room, width)

    def run_now(self, steps: int, room: int = WHOLE_RUN, width: int = WHOLE_RUN) -> TrainedSteps:
        """The same without a thread, and without an evaluation."""
        machine, start = self.loaded_machine()
        return machine.train(start, steps, room, width)

    def loaded_machine(self) -> tuple[StepMachine, StepStart]:
        """The machine of the next steps, with the numbers that they begin with."""
        self.beside.end()
        machine, start = self._machine, self._live.start()
        assert machine is not None
        machine.load(start)
        return machine, start

    def release(self) -> None:
        """Give up the memory of the engine until it is needed again."""
        self.beside.end()
        self.engine.release()

    def accept(self, trained: TrainedSteps) -> None:
        """Go on from what the engine did. Raises DivergenceError as `run` does."""
        if done := len(trained.losses):
            self._live.put(trained.state, trained.grads)
            self.steps += done
            self.loss = float(trained.losses[-1])
            self.phase, self._can_reopen = Phase.UPDATE, True
            self._last_finite = Checkpoint(self.steps - 1, trained.starts[-1].state)
            self._seen.remember(trained.starts)
        if trained.failed:
            self._meet_divergence(trained.failed)

    def _meet_divergence(self, failed: FailedStep) -> None:
        if self._seen.graph:
            # A graph that is looked at shows how the step failed.
            self._walk_step()
        if math.isnan(failed.loss):
            # An operation that is not defined, as a logarithm of 0, raises its ValueError here.
            self.loss_to_come()
        self.loss = failed.loss
        if failed.state is None or failed.grads is None:
            self._diverge("loss", failed.loss)
        start = self._live.start()
        self._last_finite = Checkpoint(self.steps, start.state)
        self._seen.remember([start])
        self._live.put(failed.state, failed.grads)
        self._check_state()


def trainer_for(recipe: Recipe, model: MLP, engine: StepEngine | None = None) -> Trainer:
    """A trainer of a network with all that a recipe says of training; engine: see `Trainer`."""
    return Trainer(
        model,
        recipe.dataset,
        loss=recipe.loss,
        optimizer=recipe.optimizer,
        engine=engine,
        test_share=recipe.test_share,
        seed=recipe.seed,
        **recipe.training,
    )
