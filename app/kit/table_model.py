"""TableModel: a table that is described column by column."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from app.kit.plain_text import as_it_is
from app.kit.spoken import in_speech
from app.kit.theme import readable_on

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
FILLS = Qt.ItemDataRole.BackgroundRole, Qt.ItemDataRole.ForegroundRole
# The role of the number that a cell is sorted by.
NUMBER_ROLE = Qt.ItemDataRole.UserRole

SIDE = Qt.AlignmentFlag
LEFT = SIDE.AlignLeft | SIDE.AlignVCenter
CENTER = SIDE.AlignHCenter | SIDE.AlignVCenter
RIGHT = SIDE.AlignRight | SIDE.AlignVCenter
Row = TypeVar("Row")


@dataclass(frozen=True)
class TableColumn(Generic[Row]):
    """One column. text, about and number: the text, the tooltip and the sort key of a row.

    is_text: the column stands at the left. header_side: the alignment of another heading. fill: the
    colour of a cell, None for none; such columns are read aloud as `about` has them. spoken: the
    heading as screen readers say it, where the header is shorter.
    """

    header: str
    tooltip: str
    text: Callable[[Row], str]
    about: Callable[[Row], str]
    number: Callable[[Row], float] | None = None
    is_text: bool = False
    header_side: Qt.AlignmentFlag = CENTER
    fill: Callable[[Row], QColor | None] | None = None
    spoken: str = ""

    @property
    def alignment(self) -> Qt.AlignmentFlag:
        """The alignment of the cells."""
        return LEFT if self.is_text else RIGHT

    @property
    def header_alignment(self) -> Qt.AlignmentFlag:
        """The alignment of the heading."""
        return LEFT if self.is_text else self.header_side


class TableModel(QAbstractTableModel, Generic[Row]):
    """Shows `rows`, of any type, in `columns`."""

    def __init__(
        self, columns: Sequence[TableColumn[Row]] = (), parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = columns
        self.rows: Sequence[Row] = []
        self.heads: Sequence[str] = ()

    def show_rows(
        self,
        rows: Sequence[Row],
        columns: Sequence[TableColumn[Row]] | None = None,
        heads: Sequence[str] = (),
    ) -> None:
        """Show other rows, with headings where `heads` has them; in other columns where given."""
        self.beginResetModel()
        self.rows, self.heads = rows, heads
        self.columns = self.columns if columns is None else columns
        self.endResetModel()

    def fit_to(self, rows: Sequence[Row]) -> None:
        """Show these rows: those that are shown already and more, or only the first of them."""
        if len(rows) < len(self.rows):
            self.beginRemoveRows(ROOT, len(rows), len(self.rows) - 1)
            self.rows = rows
            self.endRemoveRows()
        if len(rows) > len(self.rows):
            self.beginInsertRows(ROOT, len(self.rows), len(rows) - 1)
            self.rows = rows
            self.endInsertRows()

    def head(self, row: int) -> str | None:
        """The heading of a row; None for none."""
        return self.heads[row] if self.heads else None

    # Qt's interface of a model.

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            told = self.head(section)
            if told is not None and role == Qt.ItemDataRole.AccessibleTextRole:
                return in_speech(told)
            if role == Qt.ItemDataRole.DisplayRole or told is None:
                return told
            return as_it_is(told) if role == Qt.ItemDataRole.ToolTipRole else None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.header
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return column.spoken or None
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_it_is(column.tooltip)
        return column.header_alignment if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.rows[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_it_is(column.about(row))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return in_speech(as_it_is(column.about(row)) if column.fill else column.text(row))
        if column.fill and role in FILLS and (fill := column.fill(row)):
            return fill if role == Qt.ItemDataRole.BackgroundRole else readable_on(fill)
        if role == NUMBER_ROLE and column.number is not None:
            return column.number(row)
        return column.alignment if role == Qt.ItemDataRole.TextAlignmentRole else None
