"""The trials of a sweep as a table: one row for each that has ended."""

import math
from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.kit.numbers import shortest, significant
from micrograd.sweeps.plan import shape_text
from micrograd.sweeps.sweep import TrialResult

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
NUMBER_ROLE = Qt.ItemDataRole.UserRole


class Column(IntEnum):
    RATE = 0
    SEED = 1
    SHAPE = 2
    LOSS = 3
    DIVERGED = 4


HEADERS = {
    Column.RATE: ("learning rate", "The factor of the gradient in each update"),
    Column.SEED: ("seed", "What the starting weights were drawn from"),
    Column.SHAPE: ("layers", "How many neurons each layer has"),
    Column.LOSS: ("final loss", "The loss after the last step; where a run diverged there is none"),
    Column.DIVERGED: ("diverged", "The step whose loss or parameters were not finite any more"),
}


class SweepModel(QAbstractTableModel):
    """Row i is trial i; NUMBER_ROLE is what sorts the rows: diverged runs after all others."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.results: Sequence[TrialResult] = []

    def begin(self) -> None:
        """Forget the rows."""
        self.beginResetModel()
        self.results = []
        self.endResetModel()

    def take(self, results: Sequence[TrialResult]) -> None:
        """Show these; they begin with those that are shown."""
        first = len(self.results)
        if len(results) > first:
            self.beginInsertRows(ROOT, first, len(results) - 1)
            self.results = results
            self.endInsertRows()

    # What Qt asks for.

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.results)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return HEADERS[Column(section)][role == Qt.ItemDataRole.ToolTipRole]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        result, column = self.results[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(result, column)
        if role == NUMBER_ROLE:
            return _number(result, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return result_text(result)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


def result_text(result: TrialResult) -> str:
    """`rate 0.1 · seed 3 · 4,4,1: loss 0.0042 after 1,000 steps`, or where it diverged."""
    trial = result.trial
    if result.diverged_at is not None:
        return f"{trial.name}: diverged at step {result.diverged_at:,}"
    return f"{trial.name}: loss {significant(result.loss, 4)} after {trial.steps:,} steps"


def _text(result: TrialResult, column: Column) -> str:
    trial, has_diverged = result.trial, result.diverged_at is not None
    return {
        Column.RATE: shortest(trial.learning_rate),
        Column.SEED: f"{trial.config.seed:,}",
        Column.SHAPE: shape_text(trial.config.layers),
        Column.LOSS: "–" if has_diverged else significant(result.loss, 4),
        Column.DIVERGED: f"at step {result.diverged_at:,}" if has_diverged else "",
    }[column]


def _number(result: TrialResult, column: Column) -> float:
    trial = result.trial
    return {
        Column.RATE: trial.learning_rate,
        Column.SEED: trial.config.seed,
        Column.SHAPE: trial.index,
        Column.LOSS: result.loss if result.diverged_at is None else math.inf,
        Column.DIVERGED: math.inf if result.diverged_at is None else result.diverged_at,
    }[column]
