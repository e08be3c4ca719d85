"""Heat map: the final loss of every trial as a coloured cell to choose and open."""

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QVBoxLayout, QWidget

from app.kit.theme import Appearance
from app.kit.widgets.parts import fill, named_label
from app.kit.widgets.table import Table
from app.playing.sweeping import Sweeping
from app.views.pages.sweep.grid_model import SweepGridModel
from app.views.pages.sweep.heat_cell import HeatCellDelegate
from app.views.pages.sweep.heat_headers import ColumnHeader, RateHeader
from app.views.pages.sweep.legend import Legend
from app.views.pages.sweep.loss_scale import shade

# Limits of a cell in pixels; between them the cells fill the room.
SMALLEST, WIDEST, TALLEST = 6, 112, 72
SCROLL_BAR = 10
# How many colours the legend's bar shows.
SHADES = 24


class HeatTable(Table):
    """The grid; arrows move the choice, `activated` comes with Enter or a double click."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_cells()

    def fit_cells(self) -> None:
        """Let the cells fill the room."""
        model = self.model()
        if not model.rowCount():
            return
        across, down = self.horizontalHeader(), self.verticalHeader()
        width = self.width() - down.sizeHint().width() - 2
        height = self.height() - across.sizeHint().height() - 2
        columns, rows = model.columnCount(), model.rowCount()
        if SMALLEST * columns > width:
            height -= SCROLL_BAR
        if SMALLEST * rows > height:
            width -= SCROLL_BAR
        across.setDefaultSectionSize(min(WIDEST, max(SMALLEST, width // columns)))
        down.setDefaultSectionSize(min(TALLEST, max(SMALLEST, height // rows)))


class HeatMap(QWidget):
    """The grid with the meaning of its axes and colours."""

    def __init__(self, sweeping: Sweeping, appearance: Appearance) -> None:
        super().__init__()
        self._sweeping = sweeping
        self.model = SweepGridModel(self)
        self.legend = Legend("sweep_loss_legend", appearance, shade)
        self.table = self._make_table(appearance)
        axes = named_label("sweep_heat_map_axes", "caption", "learning rate ↓   seed →")
        line = fill(QHBoxLayout(), axes, (self.legend, 1), spacing=8)
        fill(QVBoxLayout(self), line, (self.table, 1))
        sweeping.started.connect(self._begin)
        sweeping.chosen_changed.connect(self.show_choice)
        self.table.selectionModel().currentChanged.connect(self._choose)
        self.table.activated.connect(sweeping.open)
        appearance.changed.connect(self.table.viewport().update)

    def _make_table(self, appearance: Appearance) -> HeatTable:
        keys = "Learning rates down, seeds across; arrows move, Enter opens a cell as a run"
        name = "Final losses of all runs"
        table = HeatTable(self.model, "sweep_heat_map", name, keys, SMALLEST)
        self.cells = HeatCellDelegate(appearance, table)
        table.setItemDelegate(self.cells)
        table.setHorizontalHeader(ColumnHeader(appearance, table))
        table.setVerticalHeader(RateHeader(appearance, table))
        table.make_read_only()
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setCornerButtonEnabled(False)
        table.setMouseTracking(True)
        return table

    def _begin(self) -> None:
        plan = self._sweeping.plan
        assert plan is not None
        self.model.begin(plan)
        self.table.fit_cells()
        self.show_results()

    def show_results(self) -> None:
        """Colour the cells of the trials that have ended."""
        results = self._sweeping.results
        self.cells.show(results)
        scale = self.cells.scale
        has_diverged = any(result.diverged_at is not None for result in results)
        blocks = 0 if scale.is_empty else SHADES
        first = f"final loss   {scale.high_text}"
        self.legend.show_bar(first, scale.low_text, blocks, has_diverged)
        self.model.take(results)

    def show_choice(self) -> None:
        """Frame the chosen cell."""
        chosen, selection = self._sweeping.chosen, self.table.selectionModel()
        if chosen is None:
            selection.clear()
        elif self.model.trial_at(selection.currentIndex()) != chosen:
            flags = QItemSelectionModel.SelectionFlag
            selection.setCurrentIndex(self.model.index_of(chosen), flags.ClearAndSelect)

    def _choose(self) -> None:
        index = self.table.currentIndex()
        if index.isValid():
            self._sweeping.choose(self.model.trial_at(index))
