"""train_many: runs that differ in numbers only, trained in one call and reduced to a measure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from micrograd.compiled.engine import CompiledEngine
from micrograd.data.dataset import Dataset
from micrograd.recipe.kinds import Number, SettingError
from micrograd.recipe.network import draw_network
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import SETTINGS, TRAINING
from micrograd.training.divergence import DivergenceError
from micrograd.training.evaluation import Evaluation
from micrograd.training.measures import MEASURES, NEVER, Floats, Measure, RunOutcomes, first_of_last
from micrograd.training.measuring import scorers_of
from micrograd.training.trainer import Trainer, trainer_for

# The settings that can differ from run to run: numbers that the steps read, and what the
# starting weights are drawn from.
MANY_VALUED = (
    *(name for name in TRAINING if isinstance(SETTINGS[name].kind, Number)),
    *("seed", "init_scale"),
)


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


@dataclass(frozen=True, eq=False)
class ManyRuns:
    """Runs of one recipe that differ in numbers only. Each array has one number for each run.

    recipe: what they share. steps: how many each of them trains.
    settings: by the name of the setting, one of MANY_VALUED.
    parameters: starting data of a parameter, by its index in `parameters()`.
    cells: a number of the dataset by (row, column), inputs before targets.
    start: the data that all parameters begin with, before `parameters` are put in; None where the
    seed of each run draws them.
    Raises SettingError for a value that the setting can't have, ValueError for anything else.
    """

    recipe: Recipe
    steps: int
    settings: Mapping[str, Floats] = field(default_factory=dict)
    parameters: Mapping[int, Floats] = field(default_factory=dict)
    cells: Mapping[tuple[int, int], Floats] = field(default_factory=dict)
    start: Sequence[float] | None = None

    def __post_init__(self) -> None:
        if len({len(numbers) for numbers in self._arrays}) != 1 or not self.count:
            raise ValueError("all runs need a number of each kind, and at least one is needed")
        if self.steps < 1:
            raise ValueError("a run needs at least one step")
        for name, values in self.settings.items():
            if name not in MANY_VALUED:
                raise SettingError(name, "it is the same in all runs")
            for value in (values.min(), values.max()):
                SETTINGS[name].check(value.item())

    @property
    def _arrays(self) -> list[Floats]:
        return [*self.settings.values(), *self.parameters.values(), *self.cells.values()]

    @property
    def count(self) -> int:
        """The number of runs."""
        return len(self._arrays[0])

    def recipe_of(self, run: int) -> Recipe:
        """The recipe of one run; its weights are drawn as always, see `start_of`."""
        values: dict[str, Any] = {name: row[run].item() for name, row in self.settings.items()}
        if "seed" in values:
            values["seed"] = int(values["seed"])
        if self.cells:
            values["dataset"] = self._dataset_of(run)
        return self.recipe.changed(**values)

    def start_of(self, run: int) -> list[float]:
        """The data that the parameters of one run begin with."""
        drawn = self.start
        if drawn is None:
            drawn = [parameter.data for parameter in self._drawn(run)]
        edits = {i: row[run].item() for i, row in self.parameters.items()}
        return [edits.get(i, number) for i, number in enumerate(drawn)]

    def _drawn(self, run: int) -> Sequence[Any]:
        return draw_network(self.recipe_of(run)).parameters()

    def _dataset_of(self, run: int) -> Dataset:
        rows: dict[int, list[float]] = {}
        dataset = self.recipe.dataset
        for (row, column), numbers in self.cells.items():
            rows.setdefault(row, [*dataset.xs[row], *dataset.targets[row]])
            rows[row][column] = numbers[run].item()
        return dataset.with_samples(rows)

    def trainer_of(self, run: int) -> Trainer:
        """A trainer at the start of one run, which does the same steps alone."""
        recipe = self.recipe_of(run)
        trainer = trainer_for(recipe, draw_network(recipe), CompiledEngine())
        state = [*self.start_of(run), *trainer.state[len(trainer.parameters) :]]
        trainer.resume(0, state, [0.0] * len(trainer.parameters))
        return trainer


def train_many(
    runs: ManyRuns, measure: str, target: float = 0.0, stop: StopFlag | None = None
) -> Floats | None:
    """Train all runs, and return the measure of each; None where it was stopped.

    measure: a name of `MEASURES`. target: the loss of `steps-to-loss`. Each number is the one that
    the run alone comes to, to the last bit. Releases the interpreter lock; several threads may call
    it side by side. Raises ValueError for a measure that the recipe has not.
    """
    row, stop = MEASURES[measure], stop or StopFlag()
    if measure == "test-loss" and not runs.recipe.test_share:
        raise ValueError("no samples are held out")
    outcomes = _one_by_one(runs, row, target, stop)
    return None if outcomes is None else row.of(outcomes)


def _one_by_one(
    runs: ManyRuns, measure: Measure, target: float, stop: StopFlag
) -> RunOutcomes | None:
    """The outcomes of runs that are trained one after the other."""
    found = []
    for run in range(runs.count):
        if stop.is_set:
            return None
        found.append(outcome_alone(runs.trainer_of(run), runs.steps, measure, target))
    folded = zip(*(outcome.folded for outcome in found), strict=True)
    others = zip(*(outcome[2:] for outcome in found), strict=True)
    return RunOutcomes(runs.steps, tuple(map(np.concatenate, folded)), *map(np.concatenate, others))


def outcome_alone(trainer: Trainer, steps: int, measure: Measure, target: float) -> RunOutcomes:
    """The outcome of one run, from a trainer at its start."""
    losses, diverged_at = _losses_of(trainer, steps)
    folded: tuple[Any, ...] = tuple(np.array([number]) for number in measure.start)
    if measure.fold:
        last = first_of_last(steps)
        with np.errstate(all="ignore"):
            for step, loss in enumerate(losses):
                folded = measure.fold(np.array([loss]), float(step), target, last, *folded)
    loss = test_loss = NEVER
    score = np.nan
    if diverged_at == NEVER:
        evaluation = trainer.evaluate()
        if np.isfinite(evaluation.loss):
            loss, test_loss, score = _looked_at(trainer, evaluation)
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


def _looked_at(trainer: Trainer, evaluation: Evaluation) -> tuple[float, float, float]:
    """The loss, the test loss and the score of a network."""
    scorers = scorers_of(trainer)
    score = (scorers.held_out or scorers.trained).score(evaluation.predictions).value
    test_loss = NEVER if evaluation.test_loss is None else evaluation.test_loss
    is_finite = np.isfinite(test_loss)
    return evaluation.loss, test_loss if is_finite else NEVER, np.nan if score is None else score
