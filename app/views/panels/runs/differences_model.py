"""The settings in which the runs differ as a table: a column per run, a row per setting."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from app.session.session import Session
from app.views.panels.runs.model import tooltip
from micrograd.runs.differences import Difference, differences
from micrograd.runs.run import Run

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


class DifferencesModel(QAbstractTableModel):
    """What `differences` finds, as it was at the last `refresh`."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._names: list[str] = []
        self.runs: list[Run] = []
        self.rows: list[Difference] = []

    def refresh(self) -> None:
        """Compare the runs again; does nothing where all would look the same."""
        runs = self._session.experiment.runs
        rows, names = differences(runs), [run.name for run in runs]
        if (runs, rows, names) != (self.runs, self.rows, self._names):
            self.beginResetModel()
            self.runs, self.rows, self._names = runs, rows, names
            self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.runs)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        is_run = orientation == Qt.Orientation.Horizontal
        text = self._names[section] if is_run else self.rows[section].setting
        return text if role == Qt.ItemDataRole.DisplayRole else tooltip(text)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        text = self.rows[index.row()].texts[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.ToolTipRole:
            name = self._names[index.column()]
            return tooltip(name, f"{self.rows[index.row()].setting}: {text}")
        return None
