"""The grid of a sweep's trials: one axis down, another across, in groups of the third."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from app.kit.numbers import compact, significant
from app.kit.plain_text import as_it_is
from app.kit.table_model import ROOT, Index
from app.views.pages.sweep.table import trial_text
from micrograd.recipe.settings import SETTINGS
from micrograd.sweeps.plan import SweepPlan, Trial, value_text
from micrograd.sweeps.result import TrialResult


class SweepGridModel(QAbstractTableModel):
    """The grid of a plan, with a cell for each trial even before it has ended.

    down, across, groups: the texts of the headings. by_score: True where cells have scores.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.down: Sequence[str] = ()
        self.across: Sequence[str] = ()
        self.groups: Sequence[str] = ()
        self.by_score = False
        self._across_told = ""
        self.trials: Sequence[Trial] = ()
        self.results: Sequence[TrialResult] = ()

    def begin(self, plan: SweepPlan) -> None:
        """Show the empty grid of a plan."""
        self.beginResetModel()
        self.trials, self.results = plan.trials, ()
        self.by_score = plan.is_scored
        texts = [[SETTINGS[name].text(each) for each in axis] for name, axis in plan.axes.items()]
        _, across, grouped = plan.axes
        self.down, self.across, _ = texts
        self.groups = [value_text(grouped, each) for each in plan.axes[grouped]]
        self._across_told = SETTINGS[across].told
        self.endResetModel()

    def take(self, results: Sequence[TrialResult]) -> None:
        """Show results, which begin with those that are shown already."""
        if len(results) > len(self.results):
            self.results = results
            # Every cell is drawn again, because one more loss may change the scale of colours.
            self.dataChanged.emit(self.index(0, 0), self.index_of(len(self.trials) - 1))

    def trial_at(self, index: Index) -> int:
        """The index of a cell's trial in the plan."""
        return index.column() * len(self.down) + index.row()

    def index_of(self, trial: int) -> QModelIndex:
        """The cell of a trial."""
        return self.index(trial % len(self.down), trial // len(self.down))

    def result_at(self, index: Index) -> TrialResult | None:
        """The result of a cell's trial, None before it has ended."""
        trial = self.trial_at(index)
        return self.results[trial] if trial < len(self.results) else None

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.down)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.across) * len(self.groups)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return self.down[section]
        group, column = divmod(section, len(self.across))
        return f"{self.groups[group]} · {self._across_told.format(self.across[column])}"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        result = self.result_at(index)
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_it_is(trial_text(self.trials[self.trial_at(index)], result))
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_texts(result, self.by_score)[0] if result else ""
        return None


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
