"""SweepScale: the colours of a sweep's results, which are those of a map."""

from collections.abc import Sequence

import numpy as np

from micrograd.scales.colors import Bytes, RankScale, ranks_of
from micrograd.scales.sides import SIDES, Floats, guessing_score
from micrograd.sweeps.result import TrialResult


class SweepScale(RankScale):
    """The scale of some results by their losses or their scores, see `SweepPlan.measure`.

    A loss is on the side of those that learned where it is smaller than the one that its own run
    began with; a score where it is above that of always answering the same.
    """

    def __init__(self, results: Sequence[TrialResult], measure: str) -> None:
        self._measured, sides = MEASURED[measure], SIDES[measure]
        super().__init__(sides, ranks_of(sides, *self._measured(results)))
        arrived = (result for result in results if result.diverged_at is None)
        name = next((result.compared_name for result in arrived), "score")
        self.title = f"final {name}" if measure == "accuracy" else "final loss"

    def colors_of(self, results: Sequence[TrialResult]) -> Bytes:
        """The colours of results, shape (results, 3)."""
        return self.colors(*self._measured(results))


def _scores(results: Sequence[TrialResult]) -> tuple[Floats, Floats]:
    scores = [np.nan if r.diverged_at is not None else r.compared.value for r in results]
    guesses = {id(r.trial.recipe.dataset): guessing_score(r.trial.recipe) for r in results}
    limits = [guesses[id(result.trial.recipe.dataset)] for result in results]
    return np.array(scores, float), np.array(limits, float)


def _losses(results: Sequence[TrialResult]) -> tuple[Floats, Floats]:
    losses = [np.inf if r.diverged_at is not None else r.loss for r in results]
    return np.array(losses, float), np.array([r.first_loss for r in results], float)


# The measure of each result, and its limit.
MEASURED = {"accuracy": _scores, "final-loss": _losses}
