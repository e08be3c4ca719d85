"""SweepScale: the colours of a sweep's results, which are those of a map."""

from collections.abc import Sequence

import numpy as np

from micrograd.scales.colors import Bytes, Legend, RankScale
from micrograd.scales.sides import SIDES, Floats, Mask, Sides, guessing_score
from micrograd.sweeps.result import TrialResult


class SweepScale:
    """The scale of some results, by their losses or by their scores.

    A loss is on the side of those that learned where it is smaller than the one that its own run
    began with; a score where it is above that of always answering the same.
    """

    def __init__(self, results: Sequence[TrialResult], by_score: bool) -> None:
        self._by_score = by_score
        self._scale = RankScale.of(self.sides, *self._measured(results))
        arrived = (result for result in results if result.diverged_at is None)
        name = next((result.compared_name for result in arrived), "score")
        self.title = f"final {name if by_score else 'loss'}"

    @property
    def sides(self) -> Sides:
        """What the measure tells apart."""
        return SIDES["accuracy" if self._by_score else "final-loss"]

    def colors(self, results: Sequence[TrialResult]) -> Bytes:
        """The colours of results, shape (results, 3)."""
        return self._scale.colors(*self._measured(results))

    def legend(self) -> tuple[Legend, Legend]:
        """The side of the runs that learned, and the other one."""
        return self._scale.legend()

    def _measured(self, results: Sequence[TrialResult]) -> tuple[Floats, Mask]:
        """The measure of each result, and whether it learned."""
        measured, limits = (_scores if self._by_score else _losses)(results)
        return measured, self.sides.has_learned(measured, limits)


def _scores(results: Sequence[TrialResult]) -> tuple[Floats, Floats]:
    scores = [np.nan if r.diverged_at is not None else r.compared.value for r in results]
    guesses = {id(r.trial.recipe.dataset): guessing_score(r.trial.recipe) for r in results}
    limits = [guesses[id(result.trial.recipe.dataset)] for result in results]
    return np.array(scores, float), np.array(limits, float)


def _losses(results: Sequence[TrialResult]) -> tuple[Floats, Floats]:
    losses = [np.inf if r.diverged_at is not None else r.loss for r in results]
    return np.array(losses, float), np.array([r.first_loss for r in results], float)
