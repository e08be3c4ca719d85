"""The curves of a sweep as a table: the chosen run beside what all runs have at a step."""

from collections.abc import Callable, Mapping

import numpy as np

from app.kit.numbers import plain
from app.kit.signals import connect_all
from app.playing.sweeping import Sweeping
from app.session.step_scale import StepScale
from app.views.curve_table import NO_CURVES, CurveNumbers, CurveTable, thinned
from micrograd.runs.buckets import Numbers
from micrograd.sweeps.result import TrialResult

WORDS = "sweep_curves_table", "Losses of all runs over the steps"
# Numbers over all runs together, by the name of their column.
OF_ALL: Mapping[str, Callable[..., Numbers]] = {
    "smallest": np.nanmin,
    "median": np.nanmedian,
    "largest": np.nanmax,
}
CHOSEN = "chosen run"


class SweepCurves(CurveTable):
    """The smallest, the median and the largest loss of a step over all runs that have ended."""

    def __init__(self, sweeping: Sweeping, scale: StepScale) -> None:
        self._sweeping, self._scale = sweeping, scale
        super().__init__(WORDS, self._read_results)
        connect_all(self.look, sweeping.started, sweeping.chosen_changed, scale.changed)

    def show_results(self) -> None:
        """Show the runs that have ended."""
        self.look()

    def _read_results(self) -> CurveNumbers:
        results, plan = self._sweeping.results, self._sweeping.plan
        if plan is None or not results:
            return NO_CURVES
        chosen = self._sweeping.chosen
        own = None if chosen is None else self._sweeping.result_of(chosen)
        is_logarithmic = self._scale.is_logarithmic_to(plan.steps)
        steps = thinned(0, plan.steps, is_logarithmic=is_logarithmic)
        of_all = np.array([_losses_at(result, np.array(steps, float)) for result in results])
        columns = [] if own is None else [_losses_at(own, np.array(steps, float))]
        is_known = ~np.isnan(of_all).all(axis=0)
        for tell in OF_ALL.values():
            told = np.full(len(steps), np.nan)
            told[is_known] = tell(of_all[:, is_known], axis=0)
            columns.append(told)
        place_of = {step: place for place, step in enumerate(steps)}

        def text(step: float, column: int) -> str:
            number = float(columns[column][place_of[int(step)]])
            return "" if np.isnan(number) else plain(number)

        names = [*([] if own is None else [CHOSEN]), *OF_ALL]
        return CurveNumbers(names, steps, text, plan.steps + 1 - len(steps))


def _losses_at(result: TrialResult, steps: Numbers) -> Numbers:
    """The losses as the curve has them, between its points as well; nan after its end."""
    if not len(result.steps):
        return np.full(len(steps), np.nan)
    losses = np.where(np.isfinite(result.losses), result.losses, np.nan)
    return np.interp(steps, result.steps, losses, right=np.nan)
