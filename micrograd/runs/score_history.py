"""ScoreHistory: scores and test losses of some of the steps of a run, in bounded memory."""

import math

import numpy as np

from micrograd.runs.buckets import Numbers, with_room
from micrograd.training.measuring import Measured
from micrograd.training.score import ACCURACY

# A run is drawn through some hundreds of marks; the rest are for views of its earlier steps.
MOST_MARKS = 4096
# Marks this share of their step apart are kept however long the run: on a logarithmic axis the
# first steps take most of the length.
FAR_APART = 1 / 64
# The columns of a mark.
STEP, IS_ACCURACY, SCORE, TEST_LOSS, TEST_SCORE = range(5)


class ScoreHistory:
    """A mark for some steps before the end of a run; when there are too many, near ones go.

    What is measured at a step that was trained on from never changes, so a mark may be added at any
    time. What is not defined is NaN.
    """

    def __init__(self) -> None:
        self._marks = _Marks()
        self._end = math.inf

    def keep(self, step: int, measured: Measured) -> None:
        """Keep what was measured at a step, in the place of an earlier mark of it."""
        self._marks.keep(step, measured)

    def between(self, first: float, last: float, most: int = MOST_MARKS) -> Numbers:
        """The marks of these steps and the next on either side, a row each, at most some `most`.

        A view, not to be written to.
        """
        rows = self._marks.rows
        rows = rows[: np.searchsorted(rows[:, STEP], self._end)]
        steps = rows[:, STEP]
        low = max(0, int(np.searchsorted(steps, first)) - 1)
        high = int(np.searchsorted(steps, last, side="right")) + 1
        chosen = rows[low:high]
        return chosen[:: max(1, math.ceil(len(chosen) / most))]

    def has_mark(self, first: int, end: int) -> bool:
        """True where one of the steps from `first` to before `end` has a mark."""
        steps = self._marks.rows[:, STEP]
        i = int(np.searchsorted(steps, first))
        return i < len(steps) and bool(steps[i] < end)

    def rewind(self, steps: int) -> None:
        """Forget the marks from a step on."""
        self._marks.rewind(steps)

    def until(self, step: int) -> "ScoreHistory":
        """The marks before a step; one that is added to it is added to all."""
        earlier = ScoreHistory()
        earlier._marks, earlier._end = self._marks, step
        return earlier


class _Marks:
    """Rows in the order of their steps."""

    def __init__(self) -> None:
        self._rows: Numbers = np.empty((0, 5))
        self._count = 0
        self._gap = 1

    @property
    def rows(self) -> Numbers:
        return self._rows[: self._count]

    def keep(self, step: int, measured: Measured) -> None:
        row = mark_of(step, measured)
        steps = self.rows[:, STEP]
        i = int(np.searchsorted(steps, step))
        if i < self._count and steps[i] == step:
            self._rows[i] = row
            return
        around = steps[max(0, i - 1) : i + 1]
        if len(around) and np.abs(around - step).min() < min(self._gap, FAR_APART * step):
            return
        if self._count == MOST_MARKS:
            self._thin_out()
            i = int(np.searchsorted(self.rows[:, STEP], step))
        self._rows = with_room(self._rows, self._count + 1, MOST_MARKS)
        self._rows[i + 1 : self._count + 1] = self._rows[i : self._count].copy()
        self._rows[i] = row
        self._count += 1

    def rewind(self, steps: int) -> None:
        self._count = int(np.searchsorted(self.rows[:, STEP], steps))

    def _thin_out(self) -> None:
        """Keep every second mark, and those that are far apart for how early they are."""
        steps = self.rows[:, STEP]
        is_kept = np.arange(self._count) % 2 == 0
        is_kept[1:] |= np.diff(steps) >= FAR_APART * steps[1:]
        if np.count_nonzero(is_kept) > MOST_MARKS * 3 // 4:
            is_kept = np.arange(self._count) % 2 == 0
        kept = self.rows[is_kept].copy()
        self._count = len(kept)
        self._rows[: self._count] = kept
        span = kept[-1, STEP] - kept[0, STEP]
        self._gap = max(2 * self._gap, int(span) // self._count)


def mark_of(step: int, measured: Measured) -> list[float]:
    """The numbers of a mark, in the order of its columns."""
    score, test = measured.score, measured.test_score
    numbers = score.value, measured.test_loss, test and test.value
    defined = [math.nan if number is None else number for number in numbers]
    return [step, score.name == ACCURACY, *defined]
