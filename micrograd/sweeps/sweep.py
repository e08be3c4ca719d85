"""Sweep: the trials of a plan, trained one after the other, and their results."""

import math
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from time import sleep

from micrograd.compiled import library
from micrograd.compiled.many import StopFlag
from micrograd.recipe.recipe import Recipe
from micrograd.runs.loss_history import LossHistory
from micrograd.runs.run import drawn_start
from micrograd.sweeps.plan import EACH_TRIAL_S, SweepPlan, Trial
from micrograd.sweeps.result import TrialResult, result_of
from micrograd.sweeps.together import MOST_TOGETHER, TrialsTogether, groups_of, together
from micrograd.training.divergence import DivergenceError
from micrograd.training.measuring import measured
from micrograd.training.step_engine import WHOLE_RUN, TrainedSteps
from micrograd.training.trainer import Trainer

# The longest slice of work before it can be stopped: seconds (compiled), operations (engine).
SECONDS_AT_A_TIME, OPERATIONS_AT_A_TIME = 0.005, 500
# A trial that takes more seconds is trained in a thread, in pieces that last as long.
LONG_TRIAL_S = 0.05
# How many times as many steps a second trials do side by side, about.
TIMES_AS_FAST = 3.0
# Seconds between two checks whether the thread is done.
LOOK_S = 0.001


class Sweep:
    """The trials of a plan, trained while somebody draws from `work()`.

    executor: trains the long trials that are trained alone, where their steps are compiled; None
    where the caller of `work` does.
    together: how many trials that differ in numbers only are trained side by side, at most.
    trials: those of the plan that are trained; None for all of them.
    results: of the trials that have ended, in order.
    """

    def __init__(
        self,
        plan: SweepPlan,
        executor: Executor | None = None,
        together: int = MOST_TOGETHER,
        trials: Sequence[Trial] | None = None,
    ) -> None:
        self.plan, self._executor, self._most = plan, executor, together
        self._trials = plan.trials if trials is None else trials
        self.results: list[TrialResult] = []
        self._trainer: Trainer | None = None
        self._shared: Recipe | None = None

    def work(self, stop: StopFlag | None = None) -> Generator[float]:
        """Train all trials; yields the share that is done, about every 5 ms.

        stop: ends it within some steps, from whatever thread; `results` are then those so far.
        """
        stop = stop or StopFlag()
        is_compiled = library.loaded() is not None
        total, done = sum(trial.expected_s(is_compiled) for trial in self._trials), 0.0
        for recipe, trials in groups_of(self._trials, self._most):
            costs = sum(trial.expected_s(is_compiled) for trial in trials)
            group = together(recipe, trials)
            apart = self._train_apart(trials)
            for share in self._train_together(group, trials, stop) if group else apart:
                yield (done + costs * share) / total
                if stop.is_set:
                    return
            done += costs
            yield done / total

    def _take(self, result: TrialResult) -> None:
        if not self.plan.is_tested:
            result = replace(result, test_score=None)
        self.results.append(result)

    def _train_together(
        self, group: TrialsTogether, trials: Sequence[Trial], stop: StopFlag
    ) -> Iterator[float]:
        """Train trials side by side; yields the share that is done."""
        first, steps = trials[0], trials[0].steps
        each_s = len(trials) * (first.expected_s(True) - EACH_TRIAL_S) / steps / TIMES_AS_FAST
        while group.steps < steps:
            count = min(max(1, int(SECONDS_AT_A_TIME / each_s)), steps - group.steps)
            is_whole = group.train(count, stop)
            yield group.steps / steps
            if not is_whole:
                return
        for result in group.results():
            self._take(result)
            yield 1.0

    def _train_apart(self, trials: Sequence[Trial]) -> Iterator[float]:
        """Train trials one after the other; yields the share that is done."""
        for i, trial in enumerate(trials):
            trainer, losses = self._trainer_of(trial), LossHistory()
            diverged_at = None
            try:
                for steps in self._train(trainer, trial, losses):
                    yield (i + steps / trial.steps) / len(trials)
            except DivergenceError as error:
                diverged_at = error.step
            evaluation = trainer.evaluate()
            known = measured(trainer, evaluation)
            end, loss = trainer.steps, evaluation.loss
            self._take(result_of(trial, losses, end, loss, known, diverged_at))
            yield (i + 1) / len(trials)

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
