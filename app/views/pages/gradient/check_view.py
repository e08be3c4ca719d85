"""Gradient check: autograd beside the central difference, for one value and for all parameters."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from functools import partial
from operator import attrgetter
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QStackedWidget, QVBoxLayout, QWidget

from app.kit.numbers import counted, signed
from app.kit.sight_text import LED
from app.kit.sliced import Sliced
from app.kit.table_model import TableColumn, TableModel
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.panel import title_label
from app.kit.widgets.parts import ElidedLabel, fill, in_box, thin_bar
from app.kit.widgets.segmented_control import ControlSegment, SegmentedControl, segment_button
from app.kit.widgets.table import SortedTable
from app.session.session import Session
from app.views.contract import ViewChoice
from app.views.pages.gradient.check_plot import WORDS, OneCheck, error_text
from app.views.pages.gradient.reading import GradientReader, GradientSnapshot
from micrograd.analysis.gradient_check import GradientCheck, Verdict
from micrograd.nn import MLP

ONE_TIP = "The check of the chosen value"
ALL_TIP = "The table of all parameters, once they are checked"
ROW_HEIGHT = 21
PAGES = (
    ControlSegment("one", "check_one_page", "this one", ONE_TIP, "Show this one"),
    ControlSegment("all", "check_all_page", "all", ALL_TIP, "Show all"),
)
CHECK_TIP = "Compare the gradient of every parameter with its central difference"
CENTRAL_TIP = "Central difference: (loss at x + h − loss at x − h) / 2h, at the best h"
ERROR_TIP = "The difference of the two, relative to the larger one"
NAME = attrgetter("name")
SIX_DIGITS = partial(signed, digits=6)
Column = IntEnum("Column", "NAME AUTOGRAD CENTRAL ERROR VERDICT", start=0)


class CheckedParameter(NamedTuple):
    """One row. position: the index of the parameter."""

    position: int
    name: str
    check: GradientCheck


def _number_column(
    header: str, tooltip: str, field: str, written: Callable[[float], str]
) -> TableColumn[CheckedParameter]:
    """A column of numbers. NaN is sorted as the largest."""

    def number(row: CheckedParameter) -> float:
        return float(getattr(row.check, field))

    def key(row: CheckedParameter) -> float:
        return math.inf if math.isnan(number(row)) else number(row)

    return TableColumn(
        header, tooltip, lambda row: written(number(row)), lambda row: repr(key(row)), key
    )


COLUMNS: Sequence[TableColumn[CheckedParameter]] = (
    TableColumn("name", "The parameter", NAME, NAME, attrgetter("position"), is_text=True),
    _number_column("autograd", "The gradient that the backward pass finds", "autograd", SIX_DIGITS),
    _number_column("central diff.", CENTRAL_TIP, "central_difference", SIX_DIGITS),
    _number_column("relative error", ERROR_TIP, "relative_error", error_text),
    TableColumn(
        "verdict",
        "What the comparison says about the gradient",
        lambda row: WORDS[row.check.verdict],
        lambda row: row.check.verdict.value,
        lambda row: list(WORDS).index(row.check.verdict),
        is_text=True,
    ),
)


def result_of(checks: Sequence[GradientCheck]) -> str:
    """`41 of 41 agree; largest relative error 3.1e−09`."""
    errors = [c.relative_error for c in checks if math.isfinite(c.relative_error)]
    agreeing = sum(check.verdict is Verdict.AGREES for check in checks)
    text = f"{agreeing:,} of {len(checks):,} agree"
    if errors:
        text += f"; largest relative error {error_text(max(errors))}"
    wrong = _wrong(checks)
    return text + (f"; {counted(wrong, 'gradient')} wrong" if wrong else "")


def _wrong(checks: Iterable[GradientCheck]) -> int:
    return sum(check.verdict is Verdict.DISAGREES for check in checks)


class GradientCheckView(QWidget):
    """The check of the chosen value; a second page has that of all parameters as a table."""

    def __init__(self, session: Session, appearance: Appearance, reader: GradientReader) -> None:
        super().__init__()
        self.setObjectName("gradient_check")
        self._session, self._appearance, self._reader = session, appearance, reader
        self._rows: list[CheckedParameter] = []
        self._checked: tuple[MLP, object, list[float], int] | None = None
        self._message = ""
        self.work = Sliced(self)
        self.model = TableModel(COLUMNS, self)
        self.one = OneCheck(appearance)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.one)
        self.stack.addWidget(self._all_page())
        fill(QVBoxLayout(self), self._heading(), (self.stack, 1))
        self.work.advanced.connect(self._show_rows)
        self.work.finished.connect(self._finish)
        session.cursor.network_rebuilt.connect(self._forget)
        session.selection.parameters_changed.connect(self._show_selection)
        self._show_headline()

    def _heading(self) -> QHBoxLayout:
        self._pages = SegmentedControl(PAGES, "one")
        self._pages.changed.connect(self._show_page)
        self.check_all_button = segment_button(
            "check_all_button", "Check all", CHECK_TIP, pressed=self.check_all
        )
        title = title_label("Gradient check")
        return fill(QHBoxLayout(), title, None, self._pages, 8, self.check_all_button)

    def _all_page(self) -> QWidget:
        self.headline = ElidedLabel("check_headline")
        self.progress = thin_bar("check_progress", "Parameters checked")
        self.progress.setFixedWidth(96)
        self.cancel_button = segment_button(
            "check_cancel_button", "Cancel", "Stop checking; rows stay", pressed=self.cancel
        )
        items = (self.headline, 1), self.progress, self.cancel_button
        line = fill(QHBoxLayout(), *items, spacing=8)
        return in_box(fill(QVBoxLayout(), line, (self._make_table(), 1), spacing=2))

    def _make_table(self) -> SortedTable:
        use = "A row chooses its parameter, a heading sorts by it"
        words = "check_table", "Checks of all parameters", use
        by = Column.ERROR, Qt.SortOrder.DescendingOrder
        self.table = SortedTable(self.model, by, words, ROW_HEIGHT)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        self._appearance.changed.connect(self._fit_columns)
        self._fit_columns()
        self.table.selectionModel().selectionChanged.connect(self._choose)
        return self.table

    def _fit_columns(self) -> None:
        for column, width in ((1, 80), (2, 88), (3, 102), (4, 86)):
            self.table.horizontalHeader().resizeSection(column, px(width))

    # State to screen.

    def show_reading(self, reading: GradientSnapshot, is_slow: bool) -> None:
        """Check the chosen value, and mark the table as outdated if it is."""
        self.one.show_reading(reading, is_slow)
        self._show_headline()

    @property
    def is_outdated(self) -> bool:
        """True if parameters or samples have changed since the table was made."""
        return self._checked is not None and self._checked[:3] != self._now()

    @property
    def wrong(self) -> int:
        """How many gradients were found wrong as they are now; 0 until all are checked."""
        if self._checked is None or self.is_outdated or self.work.is_running:
            return 0
        return _wrong([row.check for row in self._rows])

    @property
    def sights(self) -> Mapping[str, ViewChoice]:
        """Which of the pages is shown, and what was checked last, if it is not outdated."""
        return {
            "check_page": ViewChoice(self._pages.choice, self._pages.choose),
            "gradients_checked": ViewChoice(self._read_checked, self._check_again),
        }

    def _read_checked(self) -> str:
        is_known = self._checked is not None and not self.is_outdated
        return f"step {self._checked[3]}" if self._checked and is_known else LED

    def _check_again(self, text: str) -> None:
        if text not in (LED, self._read_checked()):
            self.check_all()

    def _now(self) -> tuple[MLP, object, list[float]]:
        cursor = self._session.cursor
        return cursor.model, cursor.dataset, [p.data for p in cursor.trainer.parameters]

    def _show_headline(self) -> None:
        self.progress.setVisible(self.work.is_running)
        self.cancel_button.setVisible(self.work.is_running)
        self.check_all_button.setEnabled(not self.work.is_running)
        self.progress.setValue(len(self.model.rows))
        self.headline.show_text(self._headline())

    def _headline(self) -> str:
        if self._checked is None:
            return self._message or "Press Check all to compare every gradient."
        step = f"step {self._checked[3]:,}"
        text = result_of([row.check for row in self.model.rows])
        if self.work.is_running:
            return f"{text} so far · as of {step}"
        if self._message:
            text = f"{text}; {self._message}"
        return f"⚠ Outdated, as of {step}: {text}" if self.is_outdated else f"{text} · as of {step}"

    def _show_selection(self) -> None:
        current = self._session.selection.current
        if current is None or current >= len(self.model.rows):
            self.table.mark(None)
        elif current != self._chosen_row():
            self.table.mark(current)

    # Screen to state.

    def _show_page(self) -> None:
        self.stack.setCurrentIndex(list(self._pages.buttons).index(self._pages.choice()))

    def _chosen_row(self) -> int | None:
        rows = self.table.selectionModel().selectedRows()
        return self.table.row_of(rows[0]) if rows else None

    def _choose(self) -> None:
        row = self._chosen_row()
        if row is not None:
            self._session.selection.choose([row])

    def check_all(self) -> None:
        """Check every parameter, slice by slice."""
        parameters = self._session.cursor.trainer.parameters
        self._message, self._rows = "", []
        self.model.show_rows([])
        self._checked = (*self._now(), self._session.cursor.steps)
        self.progress.setRange(0, len(parameters))
        self._pages.choose("all")
        checks = self._checks()
        # The first check takes the parameters as they are now; training may go on at once.
        next(checks, None)
        self.work.start(checks)
        self._show_headline()

    def _checks(self) -> Iterator[None]:
        labels = [parameter.label for parameter in self._session.cursor.trainer.parameters]
        try:
            for i, check in enumerate(self._reader.check_all()):
                self._rows.append(CheckedParameter(i, labels[i], check))
                yield
        except (ValueError, ArithmeticError) as error:
            self._message = f"the loss can't be computed: {error}"

    def cancel(self) -> None:
        """Stop checking, and keep the rows so far."""
        self.work.cancel()
        total = counted(len(self._session.cursor.trainer.parameters), "parameter")
        self._message = f"cancelled, of {total}"
        self._finish()

    def _show_rows(self) -> None:
        self.model.fit_to(list(self._rows))
        self._show_headline()

    def _finish(self) -> None:
        self._show_rows()
        self._show_selection()

    def _forget(self) -> None:
        """Empty the table: another network has other parameters."""
        self.work.cancel()
        if self._checked is not None:
            self._message = "The network was changed: check again."
        self._checked = None
        self.model.show_rows([])
        self._show_headline()
