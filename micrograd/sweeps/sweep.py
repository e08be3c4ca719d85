"""Sweep: the trials of a plan, trained one after the other, and their results."""

import math
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from time import sleep

import numpy as np

from micrograd.compiled import library
from micrograd.recipe.recipe import Recipe
from micrograd.runs.buckets import Numbers
from micrograd.runs.loss_history import LossHistory
from micrograd.runs.recording import train_run
from micrograd.runs.run import Run, drawn_start
from micrograd.sweeps.plan import SweepPlan, Trial
from micrograd.training.divergence import DivergenceError
from micrograd.training.measuring import measured
from micrograd.training.score import Score
from micrograd.training.step_engine import WHOLE_RUN, TrainedSteps
from micrograd.training.trainer import Trainer

# The longest slice of work before it can be stopped: seconds (compiled), operations (engine).
SECONDS_AT_A_TIME, OPERATIONS_AT_A_TIME = 0.005, 500
# A trial that takes more seconds is trained in a thread, in pieces that last as long.
LONG_TRIAL_S = 0.05
# Seconds between two checks whether the thread is done.
LOOK_S = 0.001
NOT_MEASURED = Score("score", None, 0)
# A curve has two points for each of at most this many stretches of steps, and the last loss.
STRETCHES = 99
# The stretches of each doubling of the first steps, before those are longer than all alike.
PER_DOUBLING = 8


@dataclass(frozen=True, eq=False)
class TrialResult:
    """The outcome of a trial.

    loss: with the parameters after the last step, or with the last finite ones after a
    divergence. diverged_at: the step whose loss or parameters were not finite, or None.
    score: how well the task is done with the same parameters. test_score: the same of the samples
    held out, where the trials of the plan are compared by that.
    steps, losses: an outline of the curve, some hundred points; it ends with `loss`.
    """

    trial: Trial
    loss: float
    diverged_at: int | None
    steps: Numbers
    losses: Numbers
    score: Score = NOT_MEASURED
    test_score: Score | None = None

    @property
    def compared(self) -> Score:
        """The score that it is compared by."""
        return self.test_score or self.score

    @property
    def compared_name(self) -> str:
        """`accuracy`, `test R²`."""
        return f"test {self.compared.name}" if self.test_score else self.compared.name


class Sweep:
    """The trials of a plan, trained while somebody draws from `work()`.

    executor: trains the long trials where their steps are compiled; None where the caller of
    `work` does. Networks are always made by the caller: making them may start Python's garbage
    collection, and a window's widgets must not be collected in another thread.
    results: of the trials that have ended, in order.
    """

    def __init__(self, plan: SweepPlan, executor: Executor | None = None) -> None:
        self.plan, self._executor = plan, executor
        self.results: list[TrialResult] = []
        self._trainer: Trainer | None = None
        self._shared: Recipe | None = None

    def work(self) -> Iterator[float]:
        """Train all trials; yields the share that is done, about every 5 ms."""
        is_compiled = library.loaded() is not None
        total, done = self.plan.expected_s(is_compiled), 0.0
        for trial in self.plan.trials:
            trainer, losses = self._trainer_of(trial), LossHistory()
            costs = trial.expected_s(is_compiled)
            diverged_at = None
            try:
                for steps in self._train(trainer, trial, losses):
                    yield (done + costs * (steps / trial.steps)) / total
            except DivergenceError as error:
                diverged_at = error.step
            result = _result(trainer, trial, losses, diverged_at)
            if not self.plan.is_tested:
                result = replace(result, test_score=None)
            self.results.append(result)
            done += costs
            yield done / total

    def _trainer_of(self, trial: Trial) -> Trainer:
        """A trainer at the start of the trial: the last one again, if only seed and rate differ."""
        start, trainer = drawn_start(trial.recipe), self._trainer
        shared = trial.recipe.changed(seed=0, learning_rate=1.0)
        if trainer is None or shared != self._shared:
            trainer = self._trainer = start.trainer()
            self._shared = shared
        trainer.resume(0, start.state, start.grads)
        for name in ("learning_rate", "seed"):
            trainer.change(name, getattr(trial.recipe, name))
        return trainer

    def _train(self, trainer: Trainer, trial: Trial, losses: LossHistory) -> Iterator[int]:
        """Train a trial; yields the number of steps done. Raises DivergenceError."""
        is_long = trial.expected_s(True) > LONG_TRIAL_S
        executor = self._executor if is_long else None
        seconds = LONG_TRIAL_S if executor else SECONDS_AT_A_TIME
        while trainer.steps < trial.steps:
            if not trainer.can_run_beside:
                if trainer.advance(OPERATIONS_AT_A_TIME):
                    assert trainer.loss is not None
                    losses.append(trainer.loss)
            else:
                count = min(trainer.steps_within(seconds), trial.steps - trainer.steps)
                if executor:
                    trained = yield from _train_beside(trainer, executor, count)
                else:
                    trained = trainer.run_now(count)
                losses.extend(trained.losses)
                trainer.accept(trained)
            yield trainer.steps


def _train_beside(
    trainer: Trainer, executor: Executor, count: int
) -> Generator[int, None, TrainedSteps]:
    """Do `count` steps in a thread; until they are done, yields the step before them."""
    trainer.begin_run(executor, count, WHOLE_RUN, WHOLE_RUN)
    try:
        while (trained := trainer.beside.finished()) is None:
            sleep(LOOK_S)
            yield trainer.steps
        return trained
    finally:
        # The generator may be closed while the thread is still working.
        trainer.beside.end()


def _result(
    trainer: Trainer, trial: Trial, losses: LossHistory, diverged_at: int | None
) -> TrialResult:
    # A divergence may have taken a step back.
    losses.rewind(trainer.steps)
    evaluation = trainer.evaluate()
    loss, known = evaluation.loss, measured(trainer, evaluation)
    if diverged_at is None and not np.isfinite(loss):
        # The last update has diverged, which only the next step would notice.
        diverged_at = trial.steps
    steps, outline = _outline(losses, trainer.steps)
    if np.isfinite(loss):
        steps, outline = np.append(steps, trainer.steps), np.append(outline, loss)
    return TrialResult(trial, loss, diverged_at, steps, outline, known.score, known.test_score)


def _outline(losses: LossHistory, end: int) -> tuple[Numbers, Numbers]:
    """A curve that is as fine along the logarithm of the steps as along the steps."""
    steps, outline = losses.outline(0, end, STRETCHES)
    # From this step on equal stretches are the finer ones.
    joint = end // STRETCHES * PER_DOUBLING
    if not joint:
        return steps, outline
    early, of_early = losses.log_outline(0, joint - 1, PER_DOUBLING)
    first, then = early < joint, steps >= joint
    return (
        np.concatenate([early[first], steps[then]]),
        np.concatenate([of_early[first], outline[then]]),
    )


def train_trial(trial: Trial, run: Run) -> Iterator[float]:
    """Train a trial once more in a run that begins at its start, and record every step.

    Yields the share that is done, about every 5 ms where the steps are compiled. After a
    divergence the run ends with the last finite parameters.
    """
    trainer = run.start.trainer()
    most = trainer.steps_within(SECONDS_AT_A_TIME) if trainer.can_run_beside else 1
    try:
        while run.steps < trial.steps:
            train_run(run, trainer, min(most, trial.steps - run.steps))
            yield run.steps / trial.steps
    except DivergenceError:
        return


def best_of(results: Sequence[TrialResult], by_score: bool = False) -> TrialResult | None:
    """The result with the smallest loss, or with the largest score; None if all diverged."""
    arrived = [result for result in results if result.diverged_at is None]
    return min(arrived, key=lambda result: rank(result, by_score), default=None)


def rank(result: TrialResult, by_score: bool) -> float:
    """A number that is the smaller, the better the result is; infinite for none."""
    if result.diverged_at is not None:
        return math.inf
    if not by_score:
        return result.loss
    score = result.compared.value
    return math.inf if score is None else -score
