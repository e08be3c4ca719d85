"""The settings in which the runs differ as a table: a column per run, a row per setting."""

from typing import Any

from PySide6.QtCore import QObject, Qt

from app.kit.table_model import LEFT, TableColumn, TableModel
from app.session.session import Session
from app.views.panels.runs.model import tooltip
from micrograd.runs.differences import Difference, differences
from micrograd.runs.run import Run


class DifferencesModel(TableModel[Difference]):
    """What `differences` finds, as it was at the last `refresh`."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent=parent)
        self._session = session
        self._names: list[str] = []
        self.runs: list[Run] = []

    def refresh(self) -> None:
        """Compare the runs again; does nothing where all would look the same."""
        runs = self._session.experiment.runs
        rows, names = differences(runs), [run.name for run in runs]
        if (runs, rows, names) != (self.runs, self.rows, self._names):
            self.runs, self._names = [*runs], names
            self.show_rows(rows, [_column(name, i) for i, name in enumerate(names)])

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            return super().headerData(section, orientation, role)
        setting = self.rows[section].setting
        return {
            Qt.ItemDataRole.DisplayRole: setting,
            Qt.ItemDataRole.ToolTipRole: tooltip(setting),
            Qt.ItemDataRole.TextAlignmentRole: LEFT,
        }.get(Qt.ItemDataRole(role))


def _column(run: str, position: int) -> TableColumn[Difference]:
    return TableColumn(
        run,
        tooltip(run),
        lambda difference: difference.texts[position],
        lambda difference: tooltip(run, f"{difference.setting}: {difference.texts[position]}"),
        is_text=True,
    )
