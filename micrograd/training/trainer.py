"""Trainer: trains a network in steps of any size; a machine does the whole ones."""

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from typing import Any

from micrograd.data.dataset import Dataset
from micrograd.data.sampling import Samples, Sampling
from micrograd.nn import MLP
from micrograd.recipe.losses import LOSSES, SQUARED_ERRORS, Loss
from micrograd.recipe.network import switched_off
from micrograd.recipe.objective import Objective
from micrograd.recipe.optimizers import GRADIENT_DESCENT, OPTIMIZERS, Optimizer
from micrograd.recipe.settings import SETTINGS, TRAINING
from micrograd.training.evaluation import Evaluation, evaluate
from micrograd.training.phases import Phase
from micrograd.training.sequence import WHOLE_PHASE, StepSequence
from micrograd.training.state import Checkpoint, State, StepStart
from micrograd.training.step_cost import expected_step_s
from micrograd.training.step_engine import (
    WHOLE_RUN,
    FailedStep,
    StepEngine,
    StepMachine,
    TrainedSteps,
)

# The settings that the graph of the loss is made with.
OF_GRAPH = ("penalty", "penalty_strength", "off")
# Those that say which samples it is of.
OF_SAMPLES = ("batch_size", "normalise", "test_share", "seed")
# Those that the updates alone read: another value holds from the update under way on.
UPDATE_SETTINGS = TRAINING.keys() - {*OF_GRAPH, *OF_SAMPLES}


class Trainer(StepSequence):
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
        super().__init__(model, Samples(dataset), Objective(loss), optimizer)
        # What is held out comes first: only then is known what is normalised.
        settings = {
            "seed": seed,
            "test_share": test_share,
            "learning_rate": learning_rate,
            **settings,
        }
        self.engine = engine or StepEngine()
        for name, value in {"off": switched_off(model), **settings}.items():
            self.change(name, value)
        self.dataset = dataset

    # The settings that can change in the course of training, and the numbers.

    def setting(self, name: str) -> Any:
        """The value of a setting that can change in the course of training."""
        if name in OF_SAMPLES:
            return getattr(self.samples.sampling, name)
        return self.dataset if name == "dataset" else self._live.settings[name]

    def change(self, name: str, value: Any) -> None:
        """Give such a setting another value; another objective restarts the step under way.

        Raises ValueError for a bad value, TypeError where there is no such setting.
        """
        if name == "dataset":
            self.dataset = value
            return
        if name not in TRAINING and name not in OF_SAMPLES:
            raise TypeError(f"training has no setting {name}")
        self.beside.end()
        try:
            value = SETTINGS[name].fitted(value, (self.model.nin, *self.model.nouts))
        except ValueError as error:
            raise ValueError(f"{SETTINGS[name].caption}: {error}") from None
        if name in OF_GRAPH:
            self._restart_with_other_graph()
        if name in TRAINING:
            self._live.settings = {**self._live.settings, name: value}
        if name in OF_GRAPH:
            self._graphs.change(self.settings)
            self.engine.forget_graph()
        elif name in OF_SAMPLES:
            self._take_samples(self.samples.sampling._replace(**{name: value}))
        else:
            self._restart_update()

    def _take_samples(self, sampling: Sampling) -> None:
        if not self.samples.would_be_same(sampling):
            self._restart_with_other_graph()
            self._graphs.samples = Samples(self.dataset, sampling, self.samples)
        self.samples.sampling = sampling

    def _restart_with_other_graph(self) -> None:
        """Leave the graph as it is made now: the step under way is given up with it."""
        self._give_up_step()
        self._seen.forget_graph()

    def _restart_update(self) -> None:
        """A step has one rate: what was done with another one is not done again."""
        self._can_reopen = False
        if self._seen.graph and self._next_phase is Phase.UPDATE:
            self._seen.update.retreat(len(self.parameters))
            self.phase = self._phase_before

    @property
    def settings(self) -> Mapping[str, Any]:
        """The values of all rows of `TRAINING`."""
        return self._live.settings

    @property
    def learning_rate(self) -> float:
        """The factor of the gradient in the update, before the schedule; above zero, finite."""
        rate: float = self._live.settings["learning_rate"]
        return rate

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        self.change("learning_rate", rate)

    @property
    def scheduled_rate(self) -> float:
        """The learning rate of the update to come, after the schedule."""
        return self._live.rate

    def next_move(self, index: int, grad: float) -> float:
        """How far the next update moves a parameter, if that finds this gradient."""
        return self._live.updated(index, grad) - self.parameters[index].data

    @property
    def dataset(self) -> Dataset:
        """The samples trained on. A new one restarts the step that is under way."""
        return self.samples.dataset

    @dataset.setter
    def dataset(self, dataset: Dataset) -> None:
        dataset.check_fit(self.model.nin, self.model.nouts[-1])
        self._restart_with_other_graph()
        if dataset is not self.samples.dataset:
            self._graphs.samples = Samples(dataset, self.samples.sampling, self.samples)

    @property
    def state(self) -> State:
        """All numbers that training carries from step to step, to be put back by `resume`."""
        return self._live.numbers()

    @property
    def grads(self) -> list[float]:
        """The gradient of every parameter."""
        return self._live.grads()

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
            return evaluate(self.model, samples.scaled, self.objective, samples.held_out)
        machine.load(self._live.start())
        return machine.evaluate()

    @property
    def expected_step_s(self) -> float:
        """About how many seconds a step takes: a guess, within a factor of three or so."""
        samples = self.samples.batch_size
        return expected_step_s(len(self.parameters), samples, self.engine.is_compiled)

    def steps_within(self, seconds: float) -> int:
        """The number of steps that take about `seconds`: at least one."""
        return max(1, int(seconds / self.expected_step_s))

    # Whole steps of a machine; what they came to counts once it is accepted.

    @property
    def _machine(self) -> StepMachine | None:
        """The machine that would do the next step; None where the passes are to be walked."""
        if not self.is_between_steps:
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
            samples = self.samples.taken(self.samples.rows_of(self.steps))
            evaluate(self.model, samples, self.objective)
        self.loss = failed.loss
        if failed.state is None or failed.grads is None:
            self._diverge("loss", failed.loss)
        start = self._live.start()
        self._last_finite = Checkpoint(self.steps, start.state)
        self._seen.remember([start])
        self._live.put(failed.state, failed.grads)
        self._check_state()
