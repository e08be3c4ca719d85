"""RunSamples: the samples of many runs as the compiled loop takes them."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from micrograd.compiled.many_runs import ManyRuns
from micrograd.compiled.program import Floats, Program
from micrograd.data.dataset import Dataset
from micrograd.data.normalising import AS_GIVEN
from micrograd.data.sampling import Samples

Integers = npt.NDArray[np.int64]


class RunSamples(NamedTuple):
    """What runs are trained on and tested with; the first axis is 1 where they share it.

    pools: the constants of all samples, shape (runs, samples, constants). training, held_out: rows
    of the dataset, shape (runs, rows).
    """

    pools: Floats
    training: Integers
    held_out: Integers

    def of(self, runs: Integers) -> "RunSamples":
        """Those of some runs, in this order."""
        return RunSamples(_taken(self.pools, runs), *(_taken(part, runs) for part in self[1:]))


def _taken(of_runs: Any, runs: Integers) -> Any:
    return of_runs if len(of_runs) == 1 else of_runs[runs]


def samples_of(runs: ManyRuns, program: Program) -> RunSamples:
    """The samples of all runs."""
    recipe = runs.recipe
    is_split = "seed" in runs.settings and recipe.test_share > 0
    if not runs.cells and not is_split:
        return _together([Samples(recipe.dataset, recipe.sampling)], program)
    is_plain = recipe.normalise == AS_GIVEN and not any(recipe.dataset.formulas)
    if is_plain and not is_split:
        return _with_cells(runs, program)
    recipes = [runs.recipe_of(run) for run in range(runs.count)]
    return _together([Samples(each.dataset, each.sampling) for each in recipes], program)


def _together(samples: list[Samples], program: Program) -> RunSamples:
    pools = [program.constants_of(each.scaled) for each in samples]
    rows = [[each.training for each in samples], [each.held_out for each in samples]]
    return RunSamples(np.array(pools), *(np.array(part, dtype=np.int64) for part in rows))


def _with_cells(runs: ManyRuns, program: Program) -> RunSamples:
    """The samples where some numbers differ: only rows with such a number are computed anew."""
    dataset = runs.recipe.dataset
    shared = _together([Samples(dataset, runs.recipe.sampling)], program)
    pools = np.repeat(shared.pools, runs.count, axis=0)
    for row in {row for row, _ in runs.cells}:
        numbers = np.tile([*dataset.xs[row], *dataset.targets[row]], (runs.count, 1))
        for (place, column), values in runs.cells.items():
            if place == row:
                numbers[:, column] = values
        pools[:, row] = program.constants_of(Dataset.from_rows(numbers.tolist(), dataset.nout))
    return shared._replace(pools=pools)
