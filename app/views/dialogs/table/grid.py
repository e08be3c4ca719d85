"""The first rows of a table, with a chooser of its role above each column."""

from typing import Any, get_args

from PySide6.QtCore import QAbstractTableModel, Qt, Signal
from PySide6.QtWidgets import QComboBox

from app.kit.plain_text import as_it_is, one_line
from app.kit.table_model import LEFT, RIGHT, ROOT, Index
from app.kit.text_size import hold
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.table import Table
from app.views.dialogs.table.header import RoleHeader
from micrograd.data.table.columns import Column, Role
from micrograd.data.table.table import Table as TableOfText

ROW_HEIGHT, LEAST_HEIGHT = 26, 136
# The first rows are shown, and of those further down the first ones with gaps or wrong cells.
FIRST_ROWS, MARKED_ROWS = 100, 20
# More letters of a cell are seen in its tooltip only.
MOST_LETTERS = 60
ROLES: tuple[Role, ...] = get_args(Role)
TITLES = ["input", "target", "class label", "left out"]


class PreviewModel(QAbstractTableModel):
    """The rows of a table that are shown."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.columns: list[Column] = []
        self.rows: list[int] = []

    @property
    def shape(self) -> tuple[int, int]:
        """The number of columns and of rows."""
        return len(self.columns), len(self.rows)

    def show_table(self, table: TableOfText | None, lines: Column | None) -> None:
        """Show another table, or lines as they are; what has the same shape keeps its cells."""
        columns = [*table.columns] if table else [lines] if lines else []
        rows = _rows_of(table) if table else [*range(len(lines.cells))] if lines else []
        if rows and (len(columns), len(rows)) == self.shape:
            self.columns, self.rows = columns, rows
            last = self.index(len(rows) - 1, len(columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(columns) - 1)
            return
        self.beginResetModel()
        self.columns, self.rows = columns, rows
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() or not self.columns else len(self.rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return one_line(self.columns[section].label)[:MOST_LETTERS]
        return str(self.columns[0].lines[self.rows[section]])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column, row = self.columns[index.column()], self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(column.cells[row])[:MOST_LETTERS] or "(empty)"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column.kind == "numbers" else LEFT
        reason = column.reason(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_it_is(reason or column.cells[row])
        if role == Qt.ItemDataRole.ForegroundRole:
            is_used = column.role != "left out"
            name = "quiet" if not is_used else "warning" if reason else "text"
            return self._appearance.theme.color(name)
        return None


def _rows_of(table: TableOfText) -> list[int]:
    """The first rows, and those further down in which something can't be read."""
    marked = sorted(table.gaps | {row for each in table.columns for row in each.bad_rows})
    further = [row for row in marked if row >= FIRST_ROWS][:MARKED_ROWS]
    return [*range(min(len(table), FIRST_ROWS)), *further]


class PreviewGrid(Table):
    """`roles_chosen`: the person chose the role of a column."""

    roles_chosen = Signal()

    def __init__(self, appearance: Appearance) -> None:
        self._preview = PreviewModel(appearance)
        about = "The first rows of the table; above each column what it is used as"
        super().__init__(self._preview, "table_preview", "Table", about, ROW_HEIGHT)
        self._preview.setParent(self)
        self.make_read_only()
        hold(self, least_height=LEAST_HEIGHT)
        self.verticalHeader().show()
        self.verticalHeader().setAccessibleName("Lines of the file")
        self._header = RoleHeader()
        self.setHorizontalHeader(self._header)
        self._header.chosen.connect(self.roles_chosen)
        self._header.reached.connect(self._scroll_to_column)
        # After the table itself, which moves the headings first.
        self.horizontalScrollBar().valueChanged.connect(self._header.place)

    @property
    def choosers(self) -> list[QComboBox]:
        """The chooser of the role of each column."""
        return self._header.choosers

    def show_table(self, table: TableOfText | None, lines: Column | None = None) -> None:
        """Show the rows of a table, and the roles of its columns.

        lines: what is shown of a text that is no table; it has no roles.
        """
        shape = self._preview.shape
        self._preview.show_table(table, lines)
        count = len(table.columns) if table else 0
        if (*self._preview.shape, len(self.choosers)) != (*shape, count):
            self.resizeColumnsToContents()
            self._header.make_choosers(TITLES, count)
        for chooser, column in zip(self.choosers, self._preview.columns, strict=False):
            _show_role(chooser, column)

    def roles(self) -> list[Role]:
        """The role of each column."""
        return [ROLES[chooser.currentIndex()] for chooser in self.choosers]

    def _scroll_to_column(self, column: int) -> None:
        self.scrollTo(self._preview.index(self.rowAt(0), column))


def _show_role(chooser: QComboBox, column: Column) -> None:
    why = f" ({column.why})" if column.why else ""
    about = f"What {one_line(column.label)} is used as{why}"
    describe(chooser, f"table_role_{column.number}", about, about)
    chooser.setCurrentIndex(ROLES.index(column.role))
