"""The gradient checks of all parameters as a table."""

import math
from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from app.kit.numbers import counted, signed
from micrograd.analysis.gradient_check import GradientCheck, Verdict

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
NUMBER_ROLE = Qt.ItemDataRole.UserRole
# One word for each verdict, in the order of how much it matters.
WORDS = {
    Verdict.DISAGREES: "disagrees",
    Verdict.UNDEFINED: "undefined",
    Verdict.KINK: "at a corner",
    Verdict.UNRESOLVED: "unresolved",
    Verdict.AGREES: "agrees",
}


class Column(IntEnum):
    NAME = 0
    AUTOGRAD = 1
    CENTRAL = 2
    ERROR = 3
    VERDICT = 4


TEXTS = (Column.NAME, Column.VERDICT)
HEADERS = {
    Column.NAME: ("name", "The parameter"),
    Column.AUTOGRAD: ("autograd", "The gradient that the backward pass finds"),
    Column.CENTRAL: (
        "central diff.",
        "Central difference: (loss at x + h − loss at x − h) / 2h, at the best h",
    ),
    Column.ERROR: ("relative error", "How far the two are apart, as a part of the larger one"),
    Column.VERDICT: ("verdict", "What that says about the gradient"),
}


class GradientCheckModel(QAbstractTableModel):
    """One row per checked parameter, in the parameters' order; NUMBER_ROLE is what sorts them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names: list[str] = []
        self.checks: list[GradientCheck] = []

    def begin(self, names: Sequence[str]) -> None:
        """Forget the rows; `names`: of the parameters that are going to be checked."""
        self.beginResetModel()
        self._names, self.checks = list(names), []
        self.endResetModel()

    def add(self, checks: Sequence[GradientCheck]) -> None:
        """Add rows for the parameters that come next."""
        if checks:
            first = len(self.checks)
            self.beginInsertRows(ROOT, first, first + len(checks) - 1)
            self.checks += checks
            self.endInsertRows()

    @property
    def headline(self) -> str:
        """`41 of 41 agree; largest relative error 3.1e−09`."""
        errors = [c.relative_error for c in self.checks if math.isfinite(c.relative_error)]
        agreeing = sum(check.verdict is Verdict.AGREES for check in self.checks)
        text = f"{agreeing:,} of {len(self.checks):,} agree"
        if errors:
            text += f"; largest relative error {error_text(max(errors))}"
        wrong = sum(check.verdict is Verdict.DISAGREES for check in self.checks)
        return text + (f"; {counted(wrong, 'gradient')} wrong" if wrong else "")

    # What Qt asks for.

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.checks)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            # In the middle the arrow of the sorted column does not cover it.
            is_text = Column(section) in TEXTS
            return Qt.AlignmentFlag.AlignLeft if is_text else Qt.AlignmentFlag.AlignHCenter
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return HEADERS[Column(section)][role == Qt.ItemDataRole.ToolTipRole]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        check, column = self.checks[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index.row(), column)
        if role == NUMBER_ROLE:
            return self._number(index.row(), column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return check.verdict.value if column is Column.VERDICT else self._exact(index)
        return _alignment(column) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _text(self, row: int, column: Column) -> str:
        check = self.checks[row]
        if column is Column.NAME:
            return self._names[row]
        if column is Column.VERDICT:
            return f"{mark_of(check.verdict)} {WORDS[check.verdict]}"
        if column is Column.ERROR:
            return error_text(check.relative_error)
        number = check.autograd if column is Column.AUTOGRAD else check.central_difference
        return signed(number, 6)

    def _number(self, row: int, column: Column) -> float:
        """What a cell is sorted by; what is not a number counts as the largest."""
        check = self.checks[row]
        number = {
            Column.NAME: row,
            Column.AUTOGRAD: check.autograd,
            Column.CENTRAL: check.central_difference,
            Column.ERROR: check.relative_error,
            Column.VERDICT: list(WORDS).index(check.verdict),
        }[column]
        return math.inf if math.isnan(number) else number

    def _exact(self, index: Index) -> str:
        if index.column() == Column.NAME:
            return self._names[index.row()]
        return repr(self._number(index.row(), Column(index.column())))


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column in TEXTS else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


def error_text(error: float) -> str:
    """A relative error: `3.1e−09`, `0` where both numbers are the same."""
    return "–" if math.isnan(error) else "0" if error == 0 else f"{error:.1e}".replace("-", "−")


def mark_of(verdict: Verdict) -> str:
    """A mark that says without colour whether all is well."""
    return {Verdict.AGREES: "✓", Verdict.DISAGREES: "✗"}.get(verdict, "?")
