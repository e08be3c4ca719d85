"""ManyRuns: runs of one recipe that differ in numbers only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from micrograd.data.dataset import Dataset
from micrograd.recipe.kinds import Number, SettingError
from micrograd.recipe.network import draw_network, drawn_numbers
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import SETTINGS, TRAINING
from micrograd.training.step_engine import StepEngine
from micrograd.training.trainer import Trainer, trainer_for

Floats = npt.NDArray[np.float64]
# The settings that can differ from run to run: numbers that the steps read, and what the
# starting weights are drawn from.
MANY_VALUED = (
    *(name for name in TRAINING if isinstance(SETTINGS[name].kind, Number)),
    *("seed", "init_scale"),
)


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

    def part(self, first: int, end: int) -> "ManyRuns":
        """Some of the runs that follow each other."""
        kinds = ("settings", "parameters", "cells")
        taken: dict[str, Any] = {
            kind: {key: numbers[first:end] for key, numbers in getattr(self, kind).items()}
            for kind in kinds
        }
        return replace(self, **taken)

    @property
    def has_own_samples(self) -> bool:
        """True where the runs do not train on the same samples."""
        return bool(self.cells) or ("seed" in self.settings and self.recipe.test_share > 0)

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
        start = self.start or drawn_numbers(self.recipe_of(run))
        edits = {i: row[run].item() for i, row in self.parameters.items()}
        return [edits.get(i, number) for i, number in enumerate(start)]

    def starts(self) -> Floats:
        """The same of all runs, shape (runs, parameters)."""
        starts = np.tile(self.start, (self.count, 1)) if self.start else self._drawn()
        for i, numbers in self.parameters.items():
            starts[:, i] = numbers
        return starts

    def _drawn(self) -> Floats:
        recipe, seeds = self.recipe.changed(init_scale=1.0), self.settings.get("seed")
        scales = self.settings.get("init_scale", np.array([self.recipe.init_scale]))
        if seeds is None:
            drawn = np.tile(drawn_numbers(recipe), (self.count, 1))
        else:
            drawn = np.array([drawn_numbers(recipe, int(seed)) for seed in seeds.tolist()])
        # What is not drawn is 0, whatever the scale.
        return drawn * scales[:, np.newaxis]

    def _dataset_of(self, run: int) -> Dataset:
        rows: dict[int, list[float]] = {}
        dataset = self.recipe.dataset
        for (row, column), numbers in self.cells.items():
            rows.setdefault(row, [*dataset.xs[row], *dataset.targets[row]])
            rows[row][column] = numbers[run].item()
        return dataset.with_samples(rows)

    def trainer_of(self, run: int, engine: StepEngine) -> Trainer:
        """A trainer at the start of one run, which does the same steps alone."""
        recipe = self.recipe_of(run)
        trainer = trainer_for(recipe, draw_network(recipe), engine)
        state = [*self.start_of(run), *trainer.state[len(trainer.parameters) :]]
        trainer.resume(0, state, [0.0] * len(trainer.parameters))
        return trainer
