"""The losses of compared runs as a table: of each run, and how they differ from the first one's."""

from collections.abc import Callable

import numpy as np

from app.kit.numbers import signed, significant
from app.session.comparison import Comparison
from app.session.step_scale import StepScale
from app.views.curve_table import CurveNumbers, CurveTable
from app.views.panels.loss.table import Column, curves_of, loss_column
from micrograd.runs.outcome import factors, losses_at
from micrograd.runs.run import Run

WORDS = "compared_losses_table", "Losses of the compared runs"


class ComparedLosses(CurveTable):
    """A column for each run, then one for each but the first. is_factor: how these differ."""

    def __init__(
        self, comparison: Comparison, scale: StepScale, is_factor: Callable[[], bool]
    ) -> None:
        self._comparison, self._scale, self._is_factor = comparison, scale, is_factor
        super().__init__(WORDS, self._read_runs)

    def _read_runs(self) -> CurveNumbers:
        first, *others = runs = self._comparison.runs
        columns = [loss_column(run, f"{run.name} loss") for run in runs]
        columns += [_difference(run, first, self._is_factor()) for run in others]
        return curves_of(runs, columns, self._scale.is_logarithmic)


def _difference(run: Run, first: Run, is_factor: bool) -> Column:
    def text(step: int) -> str:
        if step > min(run.steps, first.steps):
            return ""
        at = np.array([step])
        ours, theirs = losses_at(run, at), losses_at(first, at)
        number = float((factors(ours, theirs) if is_factor else ours - theirs)[0])
        if np.isnan(number):
            return ""
        return f"× {significant(number, 4)}" if is_factor else signed(number)

    return Column(f"{run.name} {'factor' if is_factor else 'difference'}", text)
