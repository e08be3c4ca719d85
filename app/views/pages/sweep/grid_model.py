"""The grid of a sweep's trials: learning rates down, layer shapes with their seeds across."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from app.kit.numbers import compact, shortest, significant
from app.kit.plain_text import as_it_is
from app.kit.table_model import ROOT, Index
from app.views.pages.sweep.table import trial_text
from micrograd.sweeps.plan import SweepPlan, Trial, shape_text
from micrograd.sweeps.sweep import TrialResult


class SweepGridModel(QAbstractTableModel):
    """The grid of a plan, with a cell for each trial even before it has ended.

    rates, seeds, shapes: the texts of the headings.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rates: Sequence[str] = ()
        self.seeds: Sequence[str] = ()
        self.shapes: Sequence[str] = ()
        self.trials: Sequence[Trial] = ()
        self.results: Sequence[TrialResult] = ()

    def begin(self, plan: SweepPlan) -> None:
        """Show the empty grid of a plan."""
        self.beginResetModel()
        self.trials, self.results = plan.trials, ()
        self.rates = [shortest(rate) for rate in plan.axes["learning_rate"]]
        self.seeds = [str(seed) for seed in plan.axes["seed"]]
        self.shapes = [shape_text(shape) for shape in plan.axes["layers"]]
        self.endResetModel()

    def take(self, results: Sequence[TrialResult]) -> None:
        """Show results, which begin with those that are shown already."""
        if len(results) > len(self.results):
            self.results = results
            # Every cell is drawn again, because one more loss may change the scale of colours.
            self.dataChanged.emit(self.index(0, 0), self.index_of(len(self.trials) - 1))

    def trial_at(self, index: Index) -> int:
        """The index of a cell's trial in the plan."""
        return index.column() * len(self.rates) + index.row()

    def index_of(self, trial: int) -> QModelIndex:
        """The cell of a trial."""
        return self.index(trial % len(self.rates), trial // len(self.rates))

    def result_at(self, index: Index) -> TrialResult | None:
        """The result of a cell's trial, None before it has ended."""
        trial = self.trial_at(index)
        return self.results[trial] if trial < len(self.results) else None

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rates)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.seeds) * len(self.shapes)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return self.rates[section]
        shape, seed = divmod(section, len(self.seeds))
        return f"{self.shapes[shape]} · seed {self.seeds[seed]}"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        result = self.result_at(index)
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_it_is(trial_text(self.trials[self.trial_at(index)], result))
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_texts(result)[0] if result else ""
        return None


def cell_texts(result: TrialResult) -> tuple[str, str]:
    """A long and a short text for a cell: `0.0042` and `4e−3`."""
    if result.diverged_at is not None:
        return "diverged", "div."
    return significant(result.loss, 2), compact(result.loss, 1, "")
