"""SortedTable: rows that a heading sorts, of which one is chosen."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QSizePolicy, QTableView

from app.kit.table_model import NUMBER_ROLE, TableModel


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
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(84)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
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
