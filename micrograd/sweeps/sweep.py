"""Sweep: trains all runs of a plan, one after the other, and keeps how each of them went."""

from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from time import sleep

import numpy as np

from micrograd.compiled import CompiledTrainer, library
from micrograd.compiled.machine import WHOLE_RUN
from micrograd.compiled.trainer import Run as Trained
from micrograd.runs.buckets import Numbers
from micrograd.runs.loss_history import LossHistory
from micrograd.runs.recording import train_run
from micrograd.runs.run import Run
from micrograd.sweeps.plan import SweepPlan, Trial
from micrograd.training.trainer import DivergenceError

# So long it goes on before it can be stopped: compiled, and by how many operations on the engine.
SECONDS_AT_A_TIME, OPERATIONS_AT_A_TIME = 0.005, 500
# A trial that takes longer than this is trained in a thread, so long at a time.
LONG_TRIAL_S = 0.05
LOOK_S = 0.001
MOST_AT_A_TIME = 2**17
# A curve is drawn from two numbers for each of so many stretches of steps, and the last loss.
STRETCHES = 99


@dataclass(frozen=True, eq=False)
class TrialResult:
    """How a trial went.

    loss: of its last parameters, those after its last step or, where it diverged, the last
    finite ones. diverged_at: the step whose loss or parameters were not finite; None where there
    was none. steps, losses: an outline of the curve, at most 200 points; it ends with `loss`.
    """

    trial: Trial
    loss: float
    diverged_at: int | None
    steps: Numbers
    losses: Numbers


class Sweep:
    """The trials of a plan, trained while somebody draws from `work()`.

    executor: where a long trial is trained; without one, where `work` is drawn from. Only
    compiled steps go there: networks are made by who draws, as Python may collect at any time
    whatever else is garbage, and that can be part of a window.
    results: of the trials that have ended, in their order.
    """

    def __init__(self, plan: SweepPlan, executor: Executor | None = None) -> None:
        self.plan, self._executor = plan, executor
        self.results: list[TrialResult] = []
        self._trainer: CompiledTrainer | None = None

    def work(self) -> Iterator[float]:
        """Train all trials; yields the share of the work that is done, every 5 ms or so."""
        is_compiled = library.loaded() is not None
        total, done = self.plan.expected_s(is_compiled), 0.0
        for trial in self.plan.trials:
            trainer, losses = self._trainer_of(trial), LossHistory()
            costs = trial.expected_s(is_compiled)
            diverged_at = None
            try:
                for steps in self._train(trainer, trial, losses):
                    yield (done + costs * steps / trial.steps) / total
            except DivergenceError as error:
                diverged_at = error.step
            self.results.append(_result(trainer, trial, losses, diverged_at))
            done += costs
            yield done / total

    def _trainer_of(self, trial: Trial) -> CompiledTrainer:
        """A trainer at the start of the trial: the one before, where the shape is the same."""
        start, trainer = trial.start(), self._trainer
        if trainer is None or tuple(trainer.model.nouts) != trial.recipe.layers:
            trainer = start.trainer()
        trainer.resume(0, start.data, start.grads)
        trainer.learning_rate = trial.recipe.learning_rate
        self._trainer = trainer
        return trainer

    def _train(self, trainer: CompiledTrainer, trial: Trial, losses: LossHistory) -> Iterator[int]:
        """Train a trial, and yield the steps done so far. Raises DivergenceError."""
        is_long = trial.expected_s(True) > LONG_TRIAL_S
        executor = self._executor if is_long else None
        most = _steps_within(trial, LONG_TRIAL_S if executor else SECONDS_AT_A_TIME)
        while trainer.steps < trial.steps:
            if not trainer.can_run_beside:
                if trainer.advance(OPERATIONS_AT_A_TIME):
                    assert trainer.loss is not None
                    losses.append(trainer.loss)
            else:
                count = min(most, trial.steps - trainer.steps)
                if executor:
                    trained = yield from _train_beside(trainer, executor, count)
                else:
                    trained = trainer.run_now(count, WHOLE_RUN, WHOLE_RUN)
                losses.extend(trained.outcome.losses)
                trainer.accept(trained)
            yield trainer.steps


def _train_beside(
    trainer: CompiledTrainer, executor: Executor, count: int
) -> Generator[int, None, Trained]:
    """Do so many steps in a thread; yields the steps before them while they are done."""
    trainer.begin_run(executor, count, WHOLE_RUN, WHOLE_RUN)
    try:
        while (trained := trainer.finished_run()) is None:
            sleep(LOOK_S)
            yield trainer.steps
        return trained
    finally:
        # Where nobody draws any more.
        trainer.drop_run()


def _steps_within(trial: Trial, seconds: float) -> int:
    return int(min(MOST_AT_A_TIME, max(1, seconds / trial.expected_step_s(True))))


def _result(
    trainer: CompiledTrainer, trial: Trial, losses: LossHistory, diverged_at: int | None
) -> TrialResult:
    # A divergence may have gone back a step.
    losses.rewind(trainer.steps)
    loss = trainer.evaluate().loss
    if diverged_at is None and not np.isfinite(loss):
        # The next step would find that out.
        diverged_at = trial.steps
    steps, outline = losses.outline(0, trainer.steps, STRETCHES)
    if np.isfinite(loss):
        steps, outline = np.append(steps, trainer.steps), np.append(outline, loss)
    return TrialResult(trial, loss, diverged_at, steps, outline)


def train_trial(trial: Trial, run: Run) -> Iterator[float]:
    """Train a trial once more with everything recorded, in a run made of its start.

    Yields the share that is done, every 5 ms or so where the compiled loop trains. Where the
    trial diverged the run ends with the last finite parameters.
    """
    start = run.start
    trainer = start.trainer()
    most = _steps_within(trial, SECONDS_AT_A_TIME) if trainer.can_run_beside else 1
    try:
        while run.steps < trial.steps:
            train_run(run, trainer, min(most, trial.steps - run.steps))
            yield run.steps / trial.steps
    except DivergenceError:
        return


def best_of(results: Sequence[TrialResult]) -> TrialResult | None:
    """The one with the smallest loss of those that did not diverge; None where there is none."""
    arrived = [result for result in results if result.diverged_at is None]
    return min(arrived, key=lambda result: result.loss, default=None)
