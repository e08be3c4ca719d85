"""The table of a sweep: a row for every trial to choose and open, the best ones first."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView

from app.kit.table_model import TableModel
from app.kit.widgets.fields import describe
from app.kit.widgets.sorted_table import SortedTable
from app.playing.sweeping import Sweeping
from app.views.pages.sweep.model import COLUMNS, Column


class SweepTable(SortedTable):
    """The rows; a heading sorts by it. `activated` comes with Enter or a double click."""

    def __init__(self, sweeping: Sweeping) -> None:
        self.rows = TableModel(COLUMNS)
        super().__init__(self.rows, Column.LOSS, Qt.SortOrder.AscendingOrder)
        self.rows.setParent(self)
        self._sweeping = sweeping
        describe(self, "sweep_table", "All runs of the sweep", "")
        self.setAccessibleDescription("A heading sorts by it, Enter opens a row as a run")
        self.verticalHeader().setDefaultSectionSize(22)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        sweeping.started.connect(self._empty)
        sweeping.chosen_changed.connect(self.show_choice)
        self.selectionModel().currentChanged.connect(self._choose)
        self.activated.connect(sweeping.open)

    # State to screen.

    def _empty(self) -> None:
        self.rows.show_rows([])

    def show_results(self) -> None:
        """Add the trials that have ended meanwhile."""
        self.rows.grow_to(self._sweeping.results)
        self.show_choice()

    def show_choice(self) -> None:
        """Mark the row of the chosen trial, if it has ended."""
        chosen = self._sweeping.chosen
        if chosen is None or chosen >= self.rows.rowCount():
            self.mark(None)
        elif self.row_of(self.currentIndex()) != chosen:
            self.mark(chosen)

    # Screen to state.

    def _choose(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            self._sweeping.choose(self.row_of(index))
