"""OUTCOMES: what became of a run, a row each; the first row that fits a run is its outcome.

Any loss has them: each is compared with the loss that the run itself began with.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from micrograd.training.score import is_solved

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


class RunEnds(NamedTuple):
    """How runs began and ended: arrays with a number for each run.

    first: the loss of the first step, of its batch where there are batches. loss: of all samples
    with the parameters at the end. score: of the samples trained on, nan where there is none.
    has_diverged: True where the loss or a number of the state was not finite.
    """

    first: Floats
    loss: Floats
    score: Floats
    has_diverged: Mask


class Outcome(NamedTuple):
    """One row of the table.

    name: as it is typed and stored. words: what the run did, as it is shown. sign: what tells it
    apart without any colour. color: `#rrggbb`, one of those of `micrograd.scales.colors`. meaning:
    its definition in words. fits(ends): True for the runs that it is of, among those that no row
    before fits.
    """

    name: str
    words: str
    sign: str
    color: str
    meaning: str
    fits: Callable[[RunEnds], Any]

    @property
    def text(self) -> str:
        """`✓ learned`."""
        return f"{self.sign} {self.words}"


_ROWS = (
    Outcome(
        "diverged",
        "diverged",
        "✕",
        "#5C0A1E",
        "the loss or a parameter became infinite, or no number",
        lambda ends: ends.has_diverged,
    ),
    Outcome(
        "learned",
        "learned",
        "✓",
        "#2B8CBE",
        "the task is done, an accuracy or R² of 0.99 or more, or at most 1 % is left of the loss "
        "that the run began with",
        lambda ends: is_solved(ends.score, ends.loss, ends.first),
    ),
    Outcome(
        "got-worse",
        "got worse",
        "↑",
        "#EE6A2A",
        "the loss is larger than the one that the run began with",
        lambda ends: ends.loss > ends.first,
    ),
    Outcome(
        "got-stuck",
        "got stuck",
        "○",
        "#FCC98B",
        "the loss is no larger than at the start, but the task is not done after these steps",
        lambda ends: np.ones(len(ends.loss), bool),
    ),
)
_OF_NAME = {row.name: row for row in _ROWS}
# From the best to the worst, as they are shown, numbered and sorted by.
OUTCOMES = {name: _OF_NAME[name] for name in ("learned", "got-stuck", "got-worse", "diverged")}
ORDER = tuple(OUTCOMES.values())


def numbers_of(ends: RunEnds) -> Floats:
    """The place of each run's outcome in ORDER."""
    places = [float(ORDER.index(row)) for row in _ROWS]
    with np.errstate(invalid="ignore"):
        return np.select([row.fits(ends) for row in _ROWS], places)


def outcome_of(first: float, loss: float, score: float | None, has_diverged: bool) -> Outcome:
    """The outcome of one run. score: None where there is none."""
    known = np.array([[first], [loss], [math.nan if score is None else score]])
    ends = RunEnds(known[0], known[1], known[2], np.array([has_diverged]))
    return ORDER[int(numbers_of(ends)[0])]
