"""The table of the samples, with the keys of a spreadsheet."""

from collections.abc import Collection
from functools import reduce

from PySide6.QtCore import QItemSelectionRange, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QHeaderView

from app.kit.numbers import shortest_form
from app.kit.text_size import hold, px
from app.kit.theme import Appearance
from app.kit.widgets.redraw_guard import RedrawGuard
from app.kit.widgets.table import PADDING, Table, edit_cell
from app.views.panels.dataset.delegate import DatasetDelegate
from app.views.panels.dataset.model import DatasetModel

HEADING, ROW_HEIGHT = 30, 22
# The rows that are in sight wherever a panel does not scroll: the first dataset as a whole; in a
# low and wide panel fewer.
FEWEST_ROWS, FEW_ROWS = 4, 2
# The narrowest column in pixels, and the most samples that are measured for it.
NARROWEST, MOST_MEASURED = 34, 200


class DatasetTable(Table):
    """The table, with the keys of a spreadsheet, which the signals tell of.

    `formula_asked` comes where a cell is to be edited that a formula computes.
    """

    copied = Signal()
    pasted = Signal()
    removed = Signal()
    formula_asked = Signal()

    def __init__(self, model: DatasetModel, appearance: Appearance) -> None:
        about = "Samples with predictions and errors; type to edit"
        about = f"{about}, Delete removes the chosen samples"
        super().__init__(model, "dataset_table", "Dataset", about, ROW_HEIGHT)
        self._dataset_model = model
        self.seen = RedrawGuard()
        self.setItemDelegate(DatasetDelegate(appearance, self))
        self.horizontalHeader().setMinimumSectionSize(px(NARROWEST))
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.keep_rows(FEWEST_ROWS)

    def keep_rows(self, rows: int) -> None:
        """Have so many rows in sight at least."""
        hold(self, least_height=HEADING + rows * ROW_HEIGHT)

    def least_width(self) -> int:
        """The width in pixels that a column needs for a digit of each of its first numbers."""
        rows = self._dataset_model.first_rows(MOST_MEASURED)
        texts = {shortest_form(number) for row in rows for number in row}
        return max(px(NARROWEST), self.width_of(texts))

    def columns_width(self) -> int:
        """The width in pixels that all columns need, each as narrow as it may be."""
        header, fixed = self.horizontalHeader(), QHeaderView.ResizeMode.Fixed
        least = header.minimumSectionSize()
        return sum(
            header.sectionSize(i) if header.sectionResizeMode(i) == fixed else least
            for i in range(header.count())
        )

    def width_of(self, texts: Collection[str], most: int = 2**24) -> int:
        """The width in pixels that a column of these texts needs, at most `most`."""
        font = self.font()
        # Targets are written in bold, the widest that a column may hold.
        font.setBold(True)
        advance = QFontMetrics(font).horizontalAdvance
        return min(most, max(map(advance, texts), default=0) + 2 * PADDING + 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.state() == self.State.NoState:
                self.edit_current()
        elif self._is_computed and event.text().isprintable() and event.text():
            self.edit_current()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if self._is_computed:
            self.edit_current()

    @property
    def _is_computed(self) -> bool:
        index = self.currentIndex()
        return index.isValid() and bool(self._dataset_model.formula_of(index.column()))

    def edit_current(self) -> None:
        """Open the editor of the current cell, or of the formula that computes it, if any."""
        if self._is_computed:
            self.formula_asked.emit()
        else:
            edit_cell(self, self.currentIndex())

    def where_row(self, row: int) -> QRectF:
        """The place of a row in the viewport; empty for a row that does not exist."""
        model = self._dataset_model
        ends = model.index(row, 0), model.index(row, model.columnCount() - 1)
        return QRectF(reduce(QRect.united, map(self.visualRect, ends)))

    def bring_row(self, row: int) -> None:
        """Scroll to a row."""
        self.scrollTo(self._dataset_model.index(row, max(0, self.currentIndex().column())))

    def chosen_block(self) -> tuple[range, range]:
        """The rows and columns of the smallest block around the chosen cells; empty without any."""
        chosen = self._chosen
        if not chosen:
            return range(0), range(0)
        return (
            range(min(each.top() for each in chosen), max(each.bottom() for each in chosen) + 1),
            range(min(each.left() for each in chosen), max(each.right() for each in chosen) + 1),
        )

    def chosen_rows(self) -> set[int]:
        """The rows of the chosen cells."""
        return {row for each in self._chosen for row in range(each.top(), each.bottom() + 1)}

    @property
    def _chosen(self) -> list[QItemSelectionRange]:
        return self.selectionModel().selection().toList()

    def show_predictions(self) -> None:
        """Repaint the columns that change in training, if one looks different."""
        model = self._dataset_model
        last = self.rowAt(self.viewport().height())
        rows = range(max(0, self.rowAt(0)), (last if last >= 0 else model.rowCount() - 1) + 1)
        if not self.seen.changed(model.live_looks(rows)):
            return
        left = self.columnViewportPosition(model.editable_columns)
        self.viewport().update(self.viewport().rect().adjusted(max(0, left), 0, 0, 0))

    def sizeHint(self) -> QSize:
        return QSize(260, px(HEADING) + px(ROW_HEIGHT) * min(8, self._dataset_model.rowCount()))
