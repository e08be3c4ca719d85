"""The numbers of a drawn view as a table, in the place of its picture: read line by line."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QHeaderView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.kit.table_model import TableColumn, TableModel
from app.kit.text_size import hold
from app.kit.widgets.panel import title_label
from app.kit.widgets.parts import fill
from app.kit.widgets.segmented_control import segment_button
from app.kit.widgets.table import Table
from app.views.contract import AsTable

ROW_HEIGHT = 22
NUMBER_WIDTH = 120
TIP = "Show all numbers as a table that is read line by line, in the place of the picture (Ctrl+T)"
Row = TypeVar("Row")


class NamedLines(TableModel[Row]):
    """Lines whose first column names them: it is the heading of each line for screen readers."""

    def head(self, row: int) -> str | None:
        return self.columns[0].text(self.rows[row])


def choose_nothing(row: object) -> None:
    """Choose a line where it means nothing elsewhere."""


class NumberTable(Table, Generic[Row]):
    """A line for each number. `look` is called where the table may lag behind what it shows.

    choose(row): called with another line that a person chose.
    """

    def __init__(
        self,
        columns: Sequence[TableColumn[Row]],
        words: tuple[str, str, str],
        choose: Callable[[Row], object] = choose_nothing,
    ) -> None:
        self.lines = NamedLines(columns)
        super().__init__(self.lines, *words, ROW_HEIGHT)
        self.lines.setParent(self)
        self.make_read_only()
        self.setSelectionBehavior(self.SelectionBehavior.SelectRows)
        self._fit_columns()
        hold(self, column_width=NUMBER_WIDTH)
        self.offer_copy(self._as_text)
        self._choose = choose
        self.selectionModel().currentChanged.connect(self._take)

    def _fit_columns(self) -> None:
        """Give the names all room that the numbers leave."""
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        if self.lines.columns:
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def look(self) -> None:
        """Show what is there now; the table of a view says how."""

    def show_lines(
        self, rows: Sequence[Row], columns: Sequence[TableColumn[Row]] | None = None
    ) -> None:
        """Show these lines, in other columns where given; the chosen line stays chosen.

        The same lines stay where they are, with their numbers of now.
        """
        lines = self.lines
        headings = [each.header for each in lines.columns if columns is not None]
        if rows == lines.rows and headings == [each.header for each in columns or ()]:
            lines.columns = columns or lines.columns
            if rows:
                last = lines.index(len(rows) - 1, len(lines.columns) - 1)
                lines.dataChanged.emit(lines.index(0, 0), last)
            return
        chosen = self.currentIndex()
        place, column = chosen.row(), chosen.column()
        row = lines.rows[place] if chosen.isValid() else None
        lines.show_rows(rows, columns)
        self._fit_columns()
        if row is not None and rows:
            now = rows.index(row) if row in rows else min(place, len(rows) - 1)
            self.mark_cell(lines.index(now, min(column, len(lines.columns) - 1)))

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


class Titled(NamedTuple):
    """A table under a title, with its share of the width."""

    title: str
    table: NumberTable[Any]
    share: int = 1


class TableStack(QWidget):
    """Several tables, in rows one below the other; the first one has the keyboard."""

    def __init__(self, *rows: tuple[int, Sequence[Titled]]) -> None:
        """rows: the share of the height of each, and its tables."""
        super().__init__()
        lines = ((_beside(tables), share) for share, tables in rows)
        fill(QVBoxLayout(self), *lines, spacing=6)
        self.setFocusProxy(rows[0][1][0].table)


def _beside(tables: Sequence[Titled]) -> QHBoxLayout:
    columns = [
        (fill(QVBoxLayout(), title_label(each.title), (each.table, 1), spacing=2), each.share)
        for each in tables
    ]
    return fill(QHBoxLayout(), *columns, spacing=14)


def table_button(name: str, what: str) -> QToolButton:
    """The button that shows a table in the place of a picture. what: `the network`."""
    button = segment_button(name, "table", TIP, f"Show {what} as a table")
    button.setCheckable(True)
    return button


def as_table(button: QToolButton, table: QWidget, picture: QWidget) -> AsTable:
    """Let a button swap a picture and its table; the keyboard goes with them."""
    table.hide()

    def swap(is_table: bool) -> None:
        before, after = (picture, table) if is_table else (table, picture)
        focused = QApplication.focusWidget()
        had_focus = focused is not None and (before is focused or before.isAncestorOf(focused))
        after.show()
        if had_focus:
            # Before the other one is hidden: else the keyboard goes through a third widget.
            after.setFocus()
        before.hide()

    button.toggled.connect(swap)
    return AsTable(button, table, picture)
