"""train_many: runs that differ in numbers only, trained in one call and reduced to a measure."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from micrograd.compiled.engine import OPTIMIZERS_OF_KERNEL, CompiledEngine
from micrograd.compiled.libraries import run_library
from micrograd.compiled.many_runs import MANY_VALUED, ManyRuns
from micrograd.compiled.program import Program
from micrograd.compiled.run_machine import RunMachine
from micrograd.compiled.run_scores import RunScores
from micrograd.compiled.sample_graph import NotCompilableError
from micrograd.recipe.network import draw_network
from micrograd.recipe.optimizers import OPTIMIZERS
from micrograd.recipe.recipe import Recipe
from micrograd.training.divergence import DivergenceError
from micrograd.training.evaluation import Evaluation
from micrograd.training.folds import NEVER, first_of_last
from micrograd.training.measures import MEASURES, Floats, Measure, RunOutcomes
from micrograd.training.measuring import Measured, measured
from micrograd.training.score import Score
from micrograd.training.trainer import Trainer

__all__ = ["MANY_VALUED", "ManyRuns", "StopFlag", "train_many"]

# The numbers of so many runs are in memory at a time.
RUNS_AT_A_TIME = 4096


class _Identity:
    """A recipe as a key: another one counts as another, even with the same values."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and other.recipe is self.recipe

    def __hash__(self) -> int:
        return id(self.recipe)


class StopFlag:
    """Lets `train_many`, which runs in another thread, return soon."""

    def __init__(self) -> None:
        self.numbers = np.zeros(1, np.int64)

    @property
    def is_set(self) -> bool:
        """True from `stop` on."""
        return bool(self.numbers[0])

    def stop(self) -> None:
        """Let all calls that were given this flag return within some steps."""
        self.numbers[0] = 1


def train_many(
    runs: ManyRuns, measure: str, target: float = 0.0, stop: StopFlag | None = None
) -> Floats | None:
    """Train all runs, and return the measure of each; None where it was stopped.

    measure: a name of `MEASURES`. target: the loss of `steps-to-loss`. Each number is the one that
    the run alone comes to, to the last bit. Releases the interpreter lock; several threads may call
    it side by side. Without `run_library`, which the caller loads, they are trained one after the
    other. Raises ValueError for a measure that the recipe has not.
    """
    row, stop = MEASURES[measure], stop or StopFlag()
    if measure == "test-loss" and not runs.recipe.test_share:
        raise ValueError("no samples are held out")
    kernel, program = run_library.loaded(), program_of(runs.recipe)
    if kernel is None or program is None:
        outcomes = _one_by_one(runs, row, target, stop)
        return None if outcomes is None else row.of(outcomes)
    measures = []
    for first in range(0, runs.count, RUNS_AT_A_TIME):
        part = runs.part(first, first + RUNS_AT_A_TIME)
        machine = RunMachine(kernel, program, part, measure, target)
        if not machine.train(runs.steps, stop.numbers, row.looks):
            return None
        measures.append(row.of(_outcomes_of(machine, row, part)))
    return np.concatenate(measures)


@lru_cache(maxsize=8)
def _program_for(key: _Identity) -> Program | None:
    recipe = key.recipe
    if OPTIMIZERS_OF_KERNEL.get(recipe.optimizer) != OPTIMIZERS[recipe.optimizer]:
        return None
    try:
        return Program(draw_network(recipe), recipe.objective)
    except NotCompilableError:
        return None


def program_of(recipe: Recipe) -> Program | None:
    """The instructions of a recipe's graph; None where the compiled loop does not know it.

    It knows no fault.
    """
    return None if recipe.sabotage.is_any else _program_for(_Identity(recipe))


def _outcomes_of(machine: RunMachine, measure: Measure, runs: ManyRuns) -> RunOutcomes:
    """How runs ended that a machine trained."""
    ended = machine.ended.copy()
    if not measure.looks:
        nothing = np.empty(0)
        return RunOutcomes(machine.steps, machine.folded, ended, nothing, nothing, nothing)
    is_over = ~np.isfinite(machine.loss)
    # The last update has diverged, which only the next step would notice.
    ended[is_over & (ended == NEVER)] = machine.steps
    is_over |= ended < NEVER
    loss, test_loss = (
        np.where(is_over | ~np.isfinite(found), NEVER, found)
        for found in (machine.loss, machine.test_loss)
    )
    score = np.empty(0)
    if measure.score:
        score = np.where(is_over, np.nan, _scores_of(machine, runs, measure.score))
    return RunOutcomes(machine.steps, machine.folded, ended, loss, test_loss, score)


def _scores_of(machine: RunMachine, runs: ManyRuns, chosen: Callable[[Measured], Score]) -> Floats:
    """The chosen score of each run."""
    scores, found = RunScores(runs), []
    rows = zip(machine.outputs, machine.loss, machine.test_loss, strict=True)
    for run, (outputs, loss, test_loss) in enumerate(rows):
        known = scores.measured(run, outputs, loss, test_loss)
        value = chosen(known).value
        found.append(np.nan if value is None else value)
    return np.array(found)


def _one_by_one(
    runs: ManyRuns, measure: Measure, target: float, stop: StopFlag
) -> RunOutcomes | None:
    """The outcomes of runs that are trained one after the other."""
    found = []
    for run in range(runs.count):
        if stop.is_set:
            return None
        trainer = runs.trainer_of(run, CompiledEngine())
        found.append(outcome_alone(trainer, runs.steps, measure, target))
    folded = zip(*(outcome.folded for outcome in found), strict=True)
    others = zip(*(outcome[2:] for outcome in found), strict=True)
    return RunOutcomes(runs.steps, tuple(map(np.concatenate, folded)), *map(np.concatenate, others))


def outcome_alone(trainer: Trainer, steps: int, measure: Measure, target: float) -> RunOutcomes:
    """The outcome of one run, from a trainer at its start."""
    losses, diverged_at = _losses_of(trainer, steps)
    folded: tuple[Any, ...] = tuple(np.array([number]) for number in measure.fold.start)
    if measure.fold.keep:
        last = first_of_last(steps)
        with np.errstate(all="ignore"):
            for step, loss in enumerate(losses):
                folded = measure.fold.keep(np.array([loss]), float(step), target, last, *folded)
    loss = test_loss = NEVER
    score = np.nan
    if diverged_at == NEVER:
        evaluation = trainer.evaluate()
        if np.isfinite(evaluation.loss):
            loss, test_loss, score = _looked_at(trainer, evaluation, measure)
        elif measure.looks:
            # The last update has diverged, which only the next step would notice.
            diverged_at = steps
    numbers = ([number] for number in (diverged_at, loss, test_loss, score))
    return RunOutcomes(steps, folded, *map(np.array, numbers))


def _losses_of(trainer: Trainer, steps: int) -> tuple[list[float], float]:
    """The loss of each step, infinite from a divergence on, and the step of that."""
    losses: list[float] = []
    try:
        while len(losses) < steps:
            if trainer.can_run_beside:
                trained = trainer.run_now(steps - len(losses))
                losses += trained.losses.tolist()
                trainer.accept(trained)
            else:
                losses.append(trainer.step())
    except DivergenceError as error:
        return losses + [NEVER] * (steps - len(losses)), float(error.step)
    return losses, NEVER


def _looked_at(
    trainer: Trainer, evaluation: Evaluation, measure: Measure
) -> tuple[float, float, float]:
    """The loss, the test loss and the score of a network."""
    score = measure.score(measured(trainer, evaluation)).value if measure.score else None
    test_loss = NEVER if evaluation.test_loss is None else evaluation.test_loss
    is_finite = np.isfinite(test_loss)
    return evaluation.loss, test_loss if is_finite else NEVER, np.nan if score is None else score
