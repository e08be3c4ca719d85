"""The grid of a sweep's trials: learning rates down, layer shapes with their seeds across."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from app.kit.numbers import compact, shortest, significant
from app.kit.table_model import ROOT, Index
from app.views.pages.sweep.table import trial_text
from micrograd.sweeps.plan import SweepPlan, shape_text
from micrograd.sweeps.sweep import TrialResult


class SweepGridModel(QAbstractTableModel):
    """The grid of a plan, with a cell for each trial even before it has ended."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plan: SweepPlan | None = None
        self.results: Sequence[TrialResult] = []

    def begin(self, plan: SweepPlan) -> None:
        """Show the empty grid of a plan."""
        self.beginResetModel()
        self.plan, self.results = plan, []
        self.endResetModel()

    def take(self, results: Sequence[TrialResult]) -> None:
        """Show results, which begin with those that are shown already."""
        if len(results) > len(self.results):
            self.results = results
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            # Every cell is drawn again, because one more loss may change the scale of colours.
            self.dataChanged.emit(self.index(0, 0), last)

    def trial_at(self, index: Index) -> int:
        """The index of a cell's trial in the plan."""
        return index.column() * self.rowCount() + index.row()

    def index_of(self, trial: int) -> QModelIndex:
        """The cell of a trial."""
        return self.index(trial % self.rowCount(), trial // self.rowCount())

    def result_at(self, index: Index) -> TrialResult | None:
        """The result of a cell's trial, None before it has ended."""
        trial = self.trial_at(index)
        return self.results[trial] if trial < len(self.results) else None

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() or self.plan is None else len(self.plan.rates)

    def columnCount(self, parent: Index = ROOT) -> int:
        if parent.isValid() or self.plan is None:
            return 0
        return len(self.plan.seeds) * len(self.plan.shapes)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if self.plan is None or role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return shortest(self.plan.rates[section])
        group, seed = divmod(section, len(self.plan.seeds))
        return f"{shape_text(self.plan.shapes[group])} · seed {self.plan.seeds[seed]}"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        result = self.result_at(index)
        if role == Qt.ItemDataRole.ToolTipRole and self.plan is not None:
            return trial_text(self.plan.trials[self.trial_at(index)], result)
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_texts(result)[0] if result else ""
        return None


def cell_texts(result: TrialResult) -> tuple[str, ...]:
    """A long and a short text for a cell: `0.0042` and `4e−3`."""
    if result.diverged_at is not None:
        return "diverged", "div."
    return significant(result.loss, 2), compact(result.loss, 1, "")
