"""EpochAxis: counts epochs above a plot of steps."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from app.kit.widgets.step_axis import StepAxis
from micrograd.runs.epochs import Pace


class EpochAxis(StepAxis):
    """An axis that counts epochs, without room for a name beside it.

    Epochs are as long as their batches make them, which may change in the course of a run.
    """

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self._paces: Sequence[Pace] = ()
        self.show_paces([Pace(0, 1, Fraction(0))])

    def show_paces(self, paces: Sequence[Pace]) -> None:
        """Count with other paces."""
        if paces is self._paces:
            return
        self._paces = paces
        self._firsts = np.array([float(pace.first) for pace in paces])
        self._done = np.array([float(pace.done) for pace in paces])
        self._lengths = np.array([float(pace.steps_per_epoch) for pace in paces])
        self.picture = None
        self.update()

    def _count_of(self, step: float) -> float:
        at = max(0, int(np.searchsorted(self._firsts, step, "right")) - 1)
        return float(self._done[at] + (step - self._firsts[at]) / self._lengths[at])

    def _step_of(self, count: float) -> float:
        at = max(0, int(np.searchsorted(self._done, count, "right")) - 1)
        return float(self._firsts[at] + (count - self._done[at]) * self._lengths[at])

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        if self.is_logarithmic:
            return super().tickValues(low, high, size)
        levels = super().tickValues(self._count_of(low), self._count_of(high), size)
        return [(spacing, [*map(self._step_of, counts)]) for spacing, counts in levels]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if not self.is_logarithmic:
            # A whole number of spacings again, after the way there and back.
            values = [round(self._count_of(each) / spacing) * spacing for each in values]
        texts = super().tickStrings(values, 1.0, spacing)
        return [text and f"epoch {text}" for text in texts]
