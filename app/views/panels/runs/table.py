"""The list of runs, with the keys that act on the chosen ones."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView

from app.kit.theme import Appearance
from app.kit.widgets.table import PADDING, Table
from app.views.panels.runs.delegate import RunsDelegate
from app.views.panels.runs.model import Column, RunsModel
from micrograd.runs.run import Run

ROW_HEIGHT, STACKED_HEIGHT, LOOK_WIDTH = 22, 36, 20
# Below this width a run has two lines, so that all of it can be read.
NARROW = 340
# Of so many names the widest says how wide their column is.
MOST_MEASURED = 200
# Digits of one width are wider than those that are measured.
WIDEST_STEPS = "9,999,999"
WIDEST_LOSS = {False: "9.99e−308", True: "loss 9.99e−308"}


class RunsTable(Table):
    """Chooses runs. `turned_to(run)`, `toggled(runs)` and `delete_pressed` are for the panel."""

    turned_to = Signal(object)
    toggled = Signal(list)
    delete_pressed = Signal()

    def __init__(self, model: RunsModel, appearance: Appearance) -> None:
        keys = "Enter turns to a run, F2 renames it, Space hides or shows its curve"
        super().__init__(model, "runs_table", "Runs", f"{keys}, Delete removes it", ROW_HEIGHT)
        self.runs_model = model
        self._delegate = RunsDelegate(appearance, self)
        self.setItemDelegate(self._delegate)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumSize(120, 60)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(LOOK_WIDTH)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setSectionsClickable(False)
        for column in (Column.LOOK, Column.STEPS, Column.LOSS):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        self.setColumnWidth(Column.LOOK, LOOK_WIDTH)
        header.setSectionResizeMode(Column.DIFFERENCE, QHeaderView.ResizeMode.Stretch)
        self.doubleClicked.connect(self._double_click)
        model.dataChanged.connect(self._fit_after)
        self.fit_columns()

    @property
    def chosen(self) -> list[Run]:
        """The chosen runs, in the order of the list."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.runs_model.runs[row] for row in rows]

    def choose(self, runs: Sequence[Run]) -> None:
        """Choose runs; the first one has the keyboard, and is scrolled to."""
        rows = [self.runs_model.runs.index(run) for run in runs]
        selection = QItemSelection()
        for row in rows:
            first, last = (self.runs_model.index(row, c) for c in (Column.LOOK, Column.LOSS))
            selection.select(first, last)
        flags = QItemSelectionModel.SelectionFlag
        current = self.runs_model.index(rows[0], Column.NAME)
        self.selectionModel().setCurrentIndex(current, flags.NoUpdate)
        self.selectionModel().select(selection, flags.ClearAndSelect)
        self.scrollTo(current)

    def rename(self) -> None:
        """Open the editor of the current row's name."""
        if self.currentIndex().isValid():
            self.edit(self.currentIndex().siblingAtColumn(Column.NAME))

    # Sizes.

    def fit_columns(self) -> None:
        """Names take what they need up to a share, what differs has the rest; or two lines."""
        width, is_stacked = self.viewport().width(), self.viewport().width() < NARROW
        self._delegate.is_stacked = is_stacked
        self.verticalHeader().setDefaultSectionSize(STACKED_HEIGHT if is_stacked else ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setVisible(not is_stacked)
        for column in (Column.DIFFERENCE, Column.STEPS):
            self.setColumnHidden(column, is_stacked)
        modes = QHeaderView.ResizeMode
        header.setSectionResizeMode(Column.NAME, modes.Stretch if is_stacked else modes.Fixed)
        if not is_stacked:
            self.setColumnWidth(Column.NAME, round(min(self._widest_name(), 0.3 * width)))
        advance = self.fontMetrics().horizontalAdvance
        for column, text in ((Column.STEPS, WIDEST_STEPS), (Column.LOSS, WIDEST_LOSS[is_stacked])):
            self.setColumnWidth(column, advance(text) + 2 * PADDING)

    def _widest_name(self) -> float:
        font = self.font()
        font.setBold(True)
        metrics = QFontMetrics(font)
        names = [run.name for run in self.runs_model.runs[:MOST_MEASURED]]
        return max(metrics.horizontalAdvance(name) for name in names) + 2 * PADDING + 1

    def _fit_after(self, first: QModelIndex, last: QModelIndex) -> None:
        # In training no name changes.
        if first.column() <= Column.NAME:
            self.fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()
        self.scrollTo(self.currentIndex())

    def sizeHint(self) -> QSize:
        return QSize(300, 28 + ROW_HEIGHT * min(6, max(3, len(self.runs_model.runs))))

    # Screen to state.

    def _double_click(self, index: QModelIndex) -> None:
        if index.column() != Column.LOOK:
            self.turned_to.emit(self.runs_model.runs[index.row()])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and index.isValid() and index.column() == Column.LOOK:
            self.toggled.emit([self.runs_model.runs[index.row()]])
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, chosen = event.key(), self.chosen
        if self.state() == self.State.EditingState:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if len(chosen) == 1:
                self.turned_to.emit(chosen[0])
        elif key == Qt.Key.Key_Space:
            if chosen:
                self.toggled.emit(chosen)
        elif key == Qt.Key.Key_F2:
            self.rename()
        elif key == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)
