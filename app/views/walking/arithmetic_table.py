"""Rows of arithmetic: `grad before + local derivative × upstream gradient = grad after`."""

from itertools import chain

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.kit.numbers import shortest, signed
from app.kit.theme import Theme, in_color
from app.kit.widgets.parts import CENTER, RIGHT, named_label
from app.walking.explanation import DIGITS, Cell, Explanation

# The longest explanation: the sums of two operands, each of four numbers.
MOST_ROWS, MOST_CELLS = 2, 4
LARGE_PX, SMALL_PX = 17, 14
# Names wider than this text are cut, so that they do not make the window wider.
WIDEST_NAME = "(sum + b).grad0"
WHY_NOT_ZERO = (
    "A value that is used several times gets a part of its gradient from each use: they add up."
)


class ArithmeticTable(QWidget):
    """Rows of arithmetic in columns, with a caption above each column."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(0)
        self._names = [named_label(f"row_{i}", "text") for i in range(MOST_ROWS)]
        self._cells = [_labels("cell", "text", MOST_CELLS) for _ in self._names]
        self._signs = [_labels("sign", "quiet", MOST_CELLS - 1) for _ in self._names]
        self._captions = _labels("caption", "caption", MOST_CELLS)
        for i, name in enumerate(self._names):
            self._grid.addWidget(name, 1 + i, 0)
            for j, cell in enumerate(self._cells[i]):
                self._grid.addWidget(cell, 1 + i, 1 + 2 * j, RIGHT)
            for j, sign in enumerate(self._signs[i]):
                self._grid.addWidget(sign, 1 + i, 2 + 2 * j, CENTER)
        for j, caption in enumerate(self._captions):
            self._grid.addWidget(caption, 0, 1 + 2 * j, RIGHT)
        self._notes = _labels("note", "quiet", MOST_ROWS)
        for i, note in enumerate(self._notes):
            self._grid.addWidget(note, 1 + i, 2 * MOST_CELLS)
        self._grid.setColumnStretch(2 * MOST_CELLS, 1)
        self.set_size(LARGE_PX)

    def set_size(self, pixels: int) -> None:
        """Set the height of the numbers; columns keep their widths whatever they show."""
        for label in [*self._names, *chain(*self._cells, *self._signs)]:
            font = label.font()
            font.setPixelSize(pixels)
            label.setFont(font)
            label.setFixedHeight(pixels + 7)
        width = self._cells[0][0].fontMetrics().horizontalAdvance("−0.00000") + 2
        for j in range(MOST_CELLS):
            self._grid.setColumnMinimumWidth(1 + 2 * j, max(width, 64))
        name_width = self._names[0].fontMetrics().horizontalAdvance(WIDEST_NAME)
        self._grid.setColumnMinimumWidth(0, name_width)

    def show_rows(self, made: Explanation, theme: Theme) -> None:
        """Write the rows of an explanation, and leave the other places empty."""
        for i in range(MOST_ROWS):
            row = made.rows[i] if i < len(made.rows) else None
            self._names[i].setText(self._elided(row.name) if row else "")
            self._notes[i].setText(row.note if row else "")
            for j, label in enumerate(self._cells[i]):
                cell = row.cells[j] if row and j < len(row.cells) else None
                is_last = row is not None and j == len(row.cells) - 1
                label.setText(_cell_text(cell, theme, is_last) if cell else "")
            for j, label in enumerate(self._signs[i]):
                label.setText(row.signs[j] if row and j < len(row.signs) else "")
        first = made.rows[0].cells if made.rows else ()
        has_notes = any(row.note for row in made.rows)
        self.setToolTip(WHY_NOT_ZERO if has_notes else "")
        for j, caption in enumerate(self._captions):
            caption.setText(first[j].caption if j < len(first) else "")

    def _elided(self, name: str) -> str:
        """Cut a long name in the middle, so that it keeps its end: `.grad`."""
        label = self._names[0]
        room = label.fontMetrics().horizontalAdvance(WIDEST_NAME) + 2
        return label.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, room)


def _labels(name: str, role: str, count: int) -> list[QLabel]:
    return [named_label(name, role) for _ in range(count)]


def _cell_text(cell: Cell, theme: Theme, is_last: bool) -> str:
    if cell.kind == "rate":
        return shortest(cell.number)
    text = signed(cell.number, DIGITS)
    if is_last:
        text = f"<b>{text}</b>"
    if not cell.kind:
        return text
    return in_color(text, theme.signed(cell.kind, cell.number, text=True))
