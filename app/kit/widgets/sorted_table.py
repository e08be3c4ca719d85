"""SortedTable: a table that is sorted by a click on a heading, with one chosen row."""

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QSignalBlocker,
    QSortFilterProxyModel,
    Qt,
)

from app.kit.table_model import NUMBER_ROLE, TableModel
from app.kit.widgets.table import Table


class SortedTable(Table):
    """A sorted table. A row is named by its number in the model, wherever it stands."""

    def __init__(
        self,
        model: TableModel,
        by: tuple[int, Qt.SortOrder],
        words: tuple[str, str, str],
        row_height: int,
    ) -> None:
        """Show a model. by: the column that sorts it at first, and how. words: as of a Table."""
        proxy = QSortFilterProxyModel()
        proxy.setSourceModel(model)
        proxy.setSortRole(NUMBER_ROLE)
        super().__init__(proxy, *words, row_height)
        proxy.setParent(self)
        self._model, self.proxy = model, proxy
        self.make_read_only()
        self.setSelectionBehavior(self.SelectionBehavior.SelectRows)
        self.setSortingEnabled(True)
        self.sortByColumn(*by)

    def row_of(self, index: QModelIndex) -> int:
        """The number of a row in the model; -1 for no index."""
        return self.proxy.mapToSource(index).row()

    def mark(self, row: int | None) -> None:
        """Choose a row of the model, or none; nobody is told."""
        with QSignalBlocker(self.selectionModel()):
            self.selectionModel().clear()
            if row is not None:
                index = self.proxy.mapFromSource(self._model.index(row, 0))
                flags = QItemSelectionModel.SelectionFlag
                self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
                self.scrollTo(index)
        self.viewport().update()
