"""Trials that differ in numbers only, trained side by side by the compiled loop."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from micrograd.compiled import run_library
from micrograd.compiled.many import StopFlag, program_of
from micrograd.compiled.many_runs import MANY_VALUED, ManyRuns
from micrograd.compiled.run_machine import RunMachine
from micrograd.compiled.run_scores import RunScores
from micrograd.recipe.recipe import Recipe
from micrograd.runs.loss_history import LossHistory
from micrograd.sweeps.plan import Trial
from micrograd.sweeps.result import TrialResult, result_of

# At most this many trials are trained together: more would be no faster.
MOST_TOGETHER = 64


class _Alike:
    """A recipe as a key: others that differ in numbers only are the same."""

    def __init__(self, recipe: Recipe) -> None:
        self._values = vars(recipe)

    def __eq__(self, other: object) -> bool:
        assert isinstance(other, _Alike)
        ours, theirs = self._values, other._values
        shared = ours.keys() - MANY_VALUED
        return all(ours[name] is theirs[name] or ours[name] == theirs[name] for name in shared)

    __hash__ = None  # type: ignore[assignment]


def groups_of(trials: Sequence[Trial], most: int) -> Iterator[tuple[Recipe, list[Trial]]]:
    """Trials in their order, those together that can be trained together, at most so many.

    Beside them a recipe that they share but for numbers, the same one for all such trials.
    """
    for _, alike in groupby(trials, lambda trial: _Alike(trial.recipe)):
        group = list(alike)
        for first in range(0, len(group), most):
            yield group[0].recipe, group[first : first + most]


class TrialsTogether:
    """A group of trials in the compiled loop. steps: how many of each are done."""

    def __init__(self, trials: Sequence[Trial], machine: RunMachine, runs: ManyRuns) -> None:
        self._trials, self._machine, self._runs = trials, machine, runs
        self._losses = [LossHistory() for _ in trials]
        # The step that the parameters of each trial at its end are of.
        self._ends = [trials[0].steps] * len(trials)

    @property
    def steps(self) -> int:
        return self._machine.steps

    def train(self, steps: int, stop: StopFlag) -> bool:
        """Do so many steps of each trial; False where it was stopped in the middle."""
        machine, first = self._machine, self.steps
        is_last = first + steps == self._trials[0].steps
        if not machine.train(steps, stop.numbers, looks=is_last):
            return False
        pairs = zip(machine.losses, machine.ended.tolist(), strict=True)
        for i, (found, ended) in enumerate(pairs):
            if first <= ended < first + steps:
                place = int(ended) - first
                is_loss_finite = np.isfinite(found[place])
                # A divergence goes back to the last parameters whose loss is known to be finite.
                self._ends[i] = int(ended) - (not is_loss_finite and ended > 0)
                found = found[:place]
            if ended >= first and len(found):
                self._losses[i].extend(found)
        return True

    def results(self) -> Iterator[TrialResult]:
        """The result of each trial, after its last step."""
        machine, scores = self._machine, RunScores(self._runs)
        rows = machine.loss.tolist(), machine.test_loss.tolist(), machine.ended.tolist()
        for i, (*found, outputs) in enumerate(zip(*rows, machine.outputs, strict=True)):
            loss, test_loss, ended = found
            known = scores.measured(i, outputs, loss, test_loss)
            diverged_at = int(ended) if np.isfinite(ended) else None
            end, losses = self._ends[i], self._losses[i]
            yield result_of(self._trials[i], losses, end, loss, known, diverged_at)


def can_be_together(recipe: Recipe) -> bool:
    """True where the compiled loop for many runs is there, and knows the recipe."""
    return run_library.loaded() is not None and program_of(recipe) is not None


def together(recipe: Recipe, trials: Sequence[Trial]) -> TrialsTogether | None:
    """The trials, ready to be trained together; None where the compiled loop can't do that.

    recipe: what they share.
    """
    kernel = run_library.loaded()
    program = program_of(recipe) if kernel and len(trials) > 1 else None
    if kernel is None or program is None:
        return None
    rows = {name: [getattr(trial.recipe, name) for trial in trials] for name in MANY_VALUED}
    shared = {name: {getattr(recipe, name)} for name in rows}
    different = [name for name, row in rows.items() if {*row} != shared[name]]
    settings = {name: np.array(rows[name], float) for name in (*different, "learning_rate")}
    runs = ManyRuns(recipe, trials[0].steps, settings)
    return TrialsTogether(trials, RunMachine(kernel, program, runs, is_kept=True), runs)
