"""SortedTable: rows that a heading sorts, of which one is chosen."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView

from app.kit.table_model import NUMBER_ROLE, TableModel
from app.kit.widgets.parts import yielding


def make_plain(table: QTableView) -> None:
    """Let a table be read only, without a grid, with one choice, and give way where room ends."""
    yielding(table, both_ways=True)
    table.setMinimumHeight(84)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)


class SortedTable(QTableView):
    """Rows are known by their number in the model, however they are sorted."""

    def __init__(self, model: TableModel, column: int, order: Qt.SortOrder) -> None:
        """Show a model. column, order: what it is sorted by first."""
        super().__init__()
        self._model = model
        self.proxy = QSortFilterProxyModel(self)
        self.proxy.setSourceModel(model)
        self.proxy.setSortRole(NUMBER_ROLE)
        self.setModel(self.proxy)
        make_plain(self)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.setSortingEnabled(True)
        self.sortByColumn(column, order)
        self.horizontalHeader().setHighlightSections(False)

    def row_of(self, index: QModelIndex) -> int:
        """The number of a row in the model; -1 for no index."""
        return self.proxy.mapToSource(index).row()

    def mark(self, row: int | None) -> None:
        """Choose a row of the model, or none; nobody is told."""
        selection = self.selectionModel()
        selection.blockSignals(True)
        selection.clear()
        if row is not None:
            index = self.proxy.mapFromSource(self._model.index(row, 0))
            flags = QItemSelectionModel.SelectionFlag
            selection.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(index)
        selection.blockSignals(False)
        self.viewport().update()
