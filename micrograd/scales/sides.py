"""SIDES: the two kinds of runs that a measure tells apart, a row for each measure.

On one side are the runs that learned; on the other side those that got worse, or never got there.
Both meet at the boundary of what can be trained.
"""

import math
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from micrograd.recipe.recipe import Recipe
from micrograd.runs.run import drawn_start
from micrograd.training.evaluation import Evaluation
from micrograd.training.outcomes import ORDER, Outcome

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
THOUSANDS = 1_000, 1_000_000


class Sides(NamedTuple):
    """One row of the table.

    measure: its name, see `MEASURES`. has_learned(values, limit): True for the runs that learned;
    limit: the measure of a run that is neither, one for all of them or one for each.
    limit(recipe): that of a recipe; 0 where the measure has none.
    rises: True where a larger value lies farther from the boundary among the runs that learned; it
    lies nearer to the boundary among the others.
    learned, others: what the runs of a side did. unit: what its numbers count, with its blank.
    outcomes: what its numbers stand for, where they are places in a list.
    """

    measure: str
    has_learned: Callable[[Floats, Floats | float], Mask]
    rises: bool
    learned: str
    others: str
    limit: Callable[[Recipe], float] = lambda recipe: 0.0
    unit: str = ""
    outcomes: tuple[Outcome, ...] = ()

    def text(self, value: float) -> str:
        """A value as a legend has it."""
        if self.outcomes:
            return self.outcomes[int(value)].text
        if not math.isfinite(value):
            return "∞"
        # Thousands are read faster without an exponent.
        has_thousands = THOUSANDS[0] <= abs(value) < THOUSANDS[1]
        return f"{value:,.0f}{self.unit}" if has_thousands else f"{value:.3g}{self.unit}"


def _is_below(values: Floats, limit: Floats | float) -> Mask:
    return values < limit


def _is_above(values: Floats, limit: Floats | float) -> Mask:
    return values > limit


def _is_finite(values: Floats, limit: Floats | float) -> Mask:
    return np.isfinite(values)


def _is_best(values: Floats, limit: Floats | float) -> Mask:
    return values < 1.0


def _is_never(values: Floats, limit: Floats | float) -> Mask:
    return np.isinf(values)


def guessing_score(recipe: Recipe) -> float:
    """What always answering the most frequent class comes to; 0 where numbers are to be hit."""
    targets = [tuple(row) for row in recipe.dataset.targets]
    if not recipe.dataset.task.classes:
        return 0.0
    return max(Counter(targets).values()) / len(targets)


def _at_first(recipe: Recipe) -> Evaluation:
    return drawn_start(recipe).trainer().evaluate()


FELL = _is_below, False, "got better", "got worse"
_ROWS = (
    Sides("final-loss", *FELL, lambda recipe: _at_first(recipe).loss),
    Sides("test-loss", *FELL, lambda recipe: _at_first(recipe).test_loss or 0.0),
    Sides("accuracy", _is_above, True, "learned something", "learned nothing", guessing_score),
    Sides("steps-to-loss", _is_finite, False, "got there", "never got there", unit=" steps"),
    # Both sums are small where a run is soon at its end, far from the boundary.
    Sides("convergence", _is_below, True, "converged", "did not converge"),
    Sides("diverged-at", _is_never, True, "did not diverge", "diverged", unit=" steps"),
    Sides("outcome", _is_best, False, "learned", "did not", outcomes=ORDER),
)
SIDES = {row.measure: row for row in _ROWS}
