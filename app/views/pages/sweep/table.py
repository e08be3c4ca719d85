"""Table: every trial of a sweep as a row, the best ones first; a row is chosen, and opened."""

from PySide6.QtCore import QItemSelectionModel, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView

from app.kit.table_model import NUMBER_ROLE, TableModel
from app.kit.widgets.fields import describe
from app.playing.sweeping import Sweeping
from app.views.pages.sweep.model import COLUMNS, Column


class SweepTable(QTableView):
    """The rows; a heading sorts by it. `activated` is Enter or a double click."""

    def __init__(self, sweeping: Sweeping) -> None:
        super().__init__()
        self._sweeping = sweeping
        describe(self, "sweep_table", "All runs of the sweep", "")
        self.setAccessibleDescription("A heading sorts by it, Enter opens a row as a run")
        self.rows = TableModel(COLUMNS, self)
        self.proxy = QSortFilterProxyModel(self)
        self.proxy.setSourceModel(self.rows)
        self.proxy.setSortRole(NUMBER_ROLE)
        self.setModel(self.proxy)
        self._look()
        sweeping.started.connect(self._empty)
        sweeping.chosen_changed.connect(self.show_choice)
        self.selectionModel().currentChanged.connect(self._choose)
        self.activated.connect(sweeping.open)

    def _look(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(84)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(22)
        self.setSortingEnabled(True)
        self.sortByColumn(Column.LOSS, Qt.SortOrder.AscendingOrder)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    # State to screen.

    def _empty(self) -> None:
        self.rows.show_rows([])

    def show_results(self) -> None:
        """Add the trials that have ended since."""
        self.rows.grow_to(self._sweeping.results)
        self.show_choice()

    def show_choice(self) -> None:
        """Mark the row that is chosen, if it has one by now."""
        chosen, selection = self._sweeping.chosen, self.selectionModel()
        if chosen is None or chosen >= self.rows.rowCount():
            selection.blockSignals(True)
            selection.clear()
            selection.blockSignals(False)
            self.viewport().update()
        elif self._row(selection.currentIndex()) != chosen:
            index = self.proxy.mapFromSource(self.rows.index(chosen, Column.RATE))
            flags = QItemSelectionModel.SelectionFlag
            selection.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(index)

    def _row(self, index: object) -> int:
        return self.proxy.mapToSource(index).row()  # type: ignore[arg-type]

    # Screen to state.

    def _choose(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            self._sweeping.choose(self._row(index))
