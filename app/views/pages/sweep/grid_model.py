"""The grid of a sweep's trials: one axis down, another across, in groups of the third."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QColor

from app.kit.numbers import compact, significant
from app.kit.table_model import Index
from app.views.pages.sweep.table import trial_text
from app.views.run_grid import RunGridModel
from micrograd.recipe.settings import SETTINGS
from micrograd.sweeps.plan import SweepPlan, Trial, value_text
from micrograd.sweeps.result import TrialResult
from micrograd.sweeps.scale import SweepScale


class SweepGridModel(RunGridModel):
    """The grid of a plan.

    inner, groups: the texts of the second axis, and those of the third. by_score: True where cells
    have scores. scale: the colours of the results.
    """

    def __init__(self) -> None:
        super().__init__()
        self.inner: Sequence[str] = ()
        self.groups: Sequence[str] = ()
        self.by_score, self._measure = False, "final-loss"
        self.trials: Sequence[Trial] = ()
        self._set_results(())

    def begin(self, plan: SweepPlan) -> None:
        """Show the empty grid of a plan."""
        self.trials, self.by_score, self._measure = plan.trials, plan.is_scored, plan.measure
        kinds = {name: SETTINGS[name].kind for name in plan.axes}
        texts = [[kinds[name].words(each) for each in axis] for name, axis in plan.axes.items()]
        _, inner, grouped = plan.axes
        down, self.inner, _ = texts
        self.groups = [value_text(grouped, each) for each in plan.axes[grouped]]
        told = [SETTINGS[inner].around(text) for text in self.inner]
        self._set_results(())
        self.lay_out(down, [f"{group} · {text}" for group in self.groups for text in told])

    def take(self, results: Sequence[TrialResult]) -> None:
        """Show results."""
        self._set_results(results)
        self.refresh()

    def _set_results(self, results: Sequence[TrialResult]) -> None:
        self.results, self.scale = results, SweepScale(results, self._measure)
        self._colors = [QColor(*color) for color in self.scale.colors_of(results).tolist()]

    def trial_at(self, index: Index) -> int:
        """The index of a cell's trial in the plan."""
        return index.column() * len(self.rows) + index.row()

    def index_of(self, trial: int) -> QModelIndex:
        """The cell of a trial."""
        return self.index(trial % len(self.rows), trial // len(self.rows))

    def result_at(self, index: Index) -> TrialResult | None:
        """The result of a cell's trial, None before it has ended."""
        trial = self.trial_at(index)
        return self.results[trial] if trial < len(self.results) else None

    def text(self, row: int, column: int) -> str:
        result = self.result_at(self.index(row, column))
        return cell_texts(result, self.by_score)[0] if result else ""

    def about(self, row: int, column: int) -> str:
        index = self.index(row, column)
        return trial_text(self.trials[self.trial_at(index)], self.result_at(index))

    def fill(self, row: int, column: int) -> QColor | None:
        trial = self.trial_at(self.index(row, column))
        return self._colors[trial] if trial < len(self._colors) else None


def cell_texts(result: TrialResult, by_score: bool = False) -> tuple[str, str, str]:
    """Texts for a cell, the longest first: `✓ 0.0042`, `0.0042` and `4e−3`, or the score."""
    sign = result.outcome.sign
    if result.diverged_at is not None:
        return f"{sign} diverged", "diverged", "div."
    if by_score:
        percent = result.compared.percent
        return f"{sign} {percent}", percent, percent
    long = significant(result.loss, 2)
    return f"{sign} {long}", long, compact(result.loss, 1, "")
