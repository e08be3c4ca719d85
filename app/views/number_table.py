"""The numbers of a drawn view as a table, in the place of its picture: read line by line."""

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHeaderView, QToolButton, QWidget

from app.kit.table_model import TableColumn, TableModel
from app.kit.text_size import hold
from app.kit.widgets.segmented_control import segment_button
from app.kit.widgets.table import Table
from app.views.contract import AsTable

ROW_HEIGHT = 22
NUMBER_WIDTH = 120
TIP = "Show all numbers as a table that is read line by line, in the place of the picture (Ctrl+T)"
Row = TypeVar("Row")


class NumberTable(Table, Generic[Row]):
    """A line for each number. `look` is called where the table may lag behind what it shows.

    choose(row): called with another line that a person chose.
    """

    def __init__(
        self,
        columns: Sequence[TableColumn[Row]],
        words: tuple[str, str, str],
        choose: Callable[[Row], object],
    ) -> None:
        self.lines = TableModel(columns)
        super().__init__(self.lines, *words, ROW_HEIGHT)
        self.lines.setParent(self)
        self.make_read_only()
        self.setSelectionBehavior(self.SelectionBehavior.SelectRows)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        hold(self, column_width=NUMBER_WIDTH)
        self.offer_copy(self._as_text)
        self._choose = choose
        self.selectionModel().currentChanged.connect(self._take)
        self.hide()

    def look(self) -> None:
        """Show what is there now; the table of a view says how."""

    def show_lines(self, rows: Sequence[Row]) -> None:
        """Show these lines; the same ones stay where they are, with their numbers of now."""
        if rows != self.lines.rows:
            self.lines.show_rows(rows)
        elif rows:
            last = self.lines.index(len(rows) - 1, len(self.lines.columns) - 1)
            self.lines.dataChanged.emit(self.lines.index(0, 0), last)

    def mark(self, row: Row | None) -> None:
        """Choose a line, or none, without a signal."""
        place = self.lines.rows.index(row) if row in self.lines.rows else -1
        now = self.currentIndex()
        if place < 0:
            self.mark_cell(QModelIndex())
        elif now.row() != place:
            index = self.lines.index(place, max(0, now.column()))
            self.mark_cell(index)
            self.scrollTo(index)

    def _take(self, index: QModelIndex) -> None:
        if index.isValid():
            self._choose(self.lines.rows[index.row()])

    def _as_text(self) -> Iterable[Iterable[str]]:
        columns = self.lines.columns
        yield [column.header for column in columns]
        for row in self.lines.rows:
            yield [column.text(row) for column in columns]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look()


def table_button(name: str, what: str) -> QToolButton:
    """The button that shows a table in the place of a picture. what: `the network`."""
    button = segment_button(name, "table", TIP, f"Show {what} as a table")
    button.setCheckable(True)
    return button


def as_table(button: QToolButton, table: QWidget, picture: QWidget) -> AsTable:
    """Let a button swap a picture and its table; the keyboard goes with them."""

    def swap(is_table: bool) -> None:
        before, after = (picture, table) if is_table else (table, picture)
        had_focus = before.hasFocus()
        after.show()
        if had_focus:
            # Before the other one is hidden: else the keyboard goes through a third widget.
            after.setFocus()
        before.hide()

    button.toggled.connect(swap)
    return AsTable(button, table, picture)
