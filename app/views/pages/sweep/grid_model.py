"""The trials of a sweep as a grid: learning rates down, layer shapes with their seeds across."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from app.kit.numbers import compact, shortest, significant
from app.kit.table_model import ROOT, Index
from app.views.pages.sweep.model import result_text
from micrograd.sweeps.plan import SweepPlan, shape_text
from micrograd.sweeps.sweep import TrialResult


class SweepGridModel(QAbstractTableModel):
    """Every trial of a plan has a cell, also before it has ended."""

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
        """Show these; they begin with those that are shown."""
        if len(results) > len(self.results):
            self.results = results
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            # All of them: one more loss may change what the colours mean.
            self.dataChanged.emit(self.index(0, 0), last)

    def trial_at(self, index: Index) -> int:
        """Which trial of the plan has a cell."""
        return index.column() * self.rowCount() + index.row()

    def index_of(self, trial: int) -> QModelIndex:
        """Which cell a trial of the plan has."""
        return self.index(trial % self.rowCount(), trial // self.rowCount())

    def result_at(self, index: Index) -> TrialResult | None:
        """How the trial of a cell went; None where it has not ended."""
        trial = self.trial_at(index)
        return self.results[trial] if trial < len(self.results) else None

    # What Qt asks for.

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
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        result = self.result_at(index)
        if role == Qt.ItemDataRole.ToolTipRole:
            assert self.plan is not None
            name = self.plan.trials[self.trial_at(index)].name
            return result_text(result) if result else f"{name}: not trained yet"
        return cell_texts(result)[0] if result else ""


def cell_texts(result: TrialResult) -> tuple[str, ...]:
    """What to write in a cell, and what where there is little room: `0.0042` and `4e−3`."""
    if result.diverged_at is not None:
        return "diverged", "div."
    return significant(result.loss, 2), compact(result.loss, 1, "")
