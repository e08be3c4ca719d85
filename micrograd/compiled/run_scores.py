"""RunScores: what many runs are measured by beside their loss."""

from typing import Any

import numpy as np

from micrograd.compiled.many_runs import ManyRuns
from micrograd.compiled.program import Floats
from micrograd.data.rows import ArrayRows
from micrograd.data.sampling import Samples
from micrograd.training.evaluation import Evaluation
from micrograd.training.measuring import Measured, scorers_for


class RunScores:
    """Scores the outputs of many runs; those of one dataset share what they are compared with."""

    def __init__(self, runs: ManyRuns) -> None:
        self._runs = runs
        self._turn_to(0)

    def _turn_to(self, run: int) -> None:
        recipe = self._runs.recipe_of(run)
        self._samples = Samples(recipe.dataset, recipe.sampling)
        self._scorers = scorers_for(self._samples, recipe.objective.loss)
        self._rows = np.array([*self._samples.training, *self._samples.held_out])

    def measured(self, run: int, outputs: Floats, loss: float, test_loss: float) -> Measured:
        """The scores of a run. outputs: of the samples trained on, then of those held out."""
        if self._runs.has_own_samples:
            self._turn_to(run)
        ordered = np.empty_like(outputs)
        ordered[self._rows] = outputs
        is_array = isinstance(self._samples.dataset.targets, ArrayRows)
        predictions: Any = ArrayRows(ordered) if is_array else ordered.tolist()
        test = test_loss if self._samples.held_out else None
        return self._scorers.measured(Evaluation(predictions, [], loss, test))
