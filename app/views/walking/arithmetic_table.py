"""Rows of arithmetic: `grad before + local derivative × upstream gradient = grad after`."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.kit.numbers import cut, fitted, shortest, signed
from app.kit.plain_text import RichLabel, in_color, set_tooltip
from app.kit.text_size import px
from app.kit.theme import Theme
from app.kit.widgets.parts import CENTER, RIGHT, dressed, named_label
from app.walking.explained import DIGITS, Cell, Explanation, Row

# Two operands have a row of four numbers each; an update has one more for a second slot.
USUAL_ROWS, MOST_ROWS, MOST_CELLS = 2, 3, 4
# The column of the notes, after the name, the cells and the signs between them.
NOTE = 2 * MOST_CELLS
LARGE_PX, SMALL_PX, NARROW_PX = 17, 14, 12
# Names wider than this text are cut, so that they do not make the window wider.
WIDEST_NAME, WIDEST_NARROW_NAME = "(sum + b).grad0", "b.grad0"
# The longest number of which a cell has all digits, and that where the table is narrow.
WIDEST_NUMBER, WIDEST_NARROW_NUMBER = "−0.00000", "−0.00"
# What the captions say where they have no room.
SHORT = {
    "grad before": "before",
    "grad after": "after",
    "data before": "before",
    "data after": "after",
    "local derivative": "local",
    "upstream gradient": "upstream",
    "learning rate": "rate",
}
WHY_NOT_ZERO = (
    "A value that is used several times gets a part of its gradient from each use: they add up."
)


def _right(row: Row) -> str:
    return "" if row.right is None else f"right {signed(row.right, DIGITS)}"


def _note(row: Row) -> str:
    return " · ".join(filter(None, (_right(row), row.note)))


def _note_text(row: Row, theme: Theme) -> str:
    """The note in colours: what the right line would have come to is a warning."""
    right = in_color(_right(row), theme["warning"]) if _right(row) else ""
    return " · ".join(filter(None, (right, row.note)))


class ArithmeticTable(QWidget):
    """Rows of arithmetic in columns, with a caption above each column."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setVerticalSpacing(0)
        # Labels by row and column: row 0 has the captions, others a name, cells, signs and a note.
        self._labels: dict[tuple[int, int], QLabel] = {}
        for j in range(MOST_CELLS):
            self._add("caption", "caption", 0, 1 + 2 * j, RIGHT)
        for i in range(1, 1 + MOST_ROWS):
            self._add(f"row_{i - 1}", "text", i, 0)
            for j in range(MOST_CELLS):
                self._add("cell", "text", i, 1 + 2 * j, RIGHT)
            for j in range(MOST_CELLS - 1):
                self._add("sign", "quiet", i, 2 + 2 * j, CENTER)
            self._add("note", "quiet", i, NOTE, is_colored=True)
        self._grid.setColumnStretch(NOTE, 1)
        self._is_narrow = False
        self._shown: tuple[Explanation, Theme] | None = None
        self.set_size(LARGE_PX)

    def _add(
        self,
        name: str,
        role: str,
        row: int,
        column: int,
        *align: Qt.AlignmentFlag,
        is_colored: bool = False,
    ) -> None:
        is_colored = is_colored or name == "cell"
        label = dressed(RichLabel(), name, role) if is_colored else named_label(name, role)
        self._labels[row, column] = label
        self._grid.addWidget(label, row, column, *align)

    def be_narrow(self, is_narrow: bool) -> None:
        """Write shorter captions, names and numbers. The caller sets the size and the rows."""
        self._is_narrow = is_narrow

    def set_size(self, pixels: int) -> None:
        """Set the height of the numbers; columns keep their widths whatever they show."""
        pixels = NARROW_PX if self._is_narrow else pixels
        self._grid.setHorizontalSpacing(8 if pixels == LARGE_PX else 4)
        for (row, column), label in self._labels.items():
            if row and column != NOTE:
                font = label.font()
                font.setPixelSize(px(pixels))
                label.setFont(font)
                label.setFixedHeight(px(pixels) + 7)
        metrics = self._labels[1, 0].fontMetrics()
        self._widest_name = WIDEST_NARROW_NAME if self._is_narrow else WIDEST_NAME
        self._grid.setColumnMinimumWidth(0, metrics.horizontalAdvance(self._widest_name))
        number = WIDEST_NARROW_NUMBER if self._is_narrow else WIDEST_NUMBER
        self._cell_px = max(0 if self._is_narrow else 64, metrics.horizontalAdvance(number) + 2)
        self._give_up_columns(MOST_CELLS)

    def show_rows(self, made: Explanation, theme: Theme) -> None:
        """Write the rows of an explanation, and leave the other places empty."""
        self._shown = made, theme
        texts: dict[tuple[int, int], str] = {}
        most = max((len(row.cells) for row in made.rows), default=0)
        self._give_up_columns(most)
        room = self._room(made.rows)
        for i, row in enumerate(made.rows, start=1):
            texts[i, 0], texts[i, NOTE] = self._elided(row.name), _note_text(row, theme)
            for j, cell in enumerate(row.cells):
                texts[i, 1 + 2 * j] = self._cell_text(cell, room, theme, cell is row.cells[-1])
                texts[0, 1 + 2 * j] = self._caption(cell)
            for j, sign in enumerate(row.signs):
                texts[i, 2 + 2 * j] = sign
        for place, label in self._labels.items():
            label.setText(texts.get(place, ""))
            line, column = place
            is_given_up = column == NOTE or (self._is_narrow and column >= 2 * most)
            # An empty label has a width, too.
            has_room = bool(label.text()) or not is_given_up
            label.setVisible(has_room and line <= max(USUAL_ROWS, len(made.rows)))
        set_tooltip(self, WHY_NOT_ZERO if any(row.note for row in made.rows) else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._shown and event.size().width() != event.oldSize().width():
            self.show_rows(*self._shown)

    def _give_up_columns(self, most: int) -> None:
        """Leave no room for more than `most` cells of a row, where the table is narrow."""
        for j in range(MOST_CELLS):
            has_room = j < most or not self._is_narrow
            self._grid.setColumnMinimumWidth(1 + 2 * j, self._cell_px if has_room else 0)

    def _caption(self, cell: Cell) -> str:
        return SHORT.get(cell.caption, cell.caption) if self._is_narrow else cell.caption

    def _room(self, rows: Sequence[Row]) -> float:
        """The width of a cell in pixels where all columns fit: a large number needs more of it."""
        cells = max((len(row.cells) for row in rows), default=1)
        number, note = (self._labels[1, i].fontMetrics().horizontalAdvance for i in (0, NOTE))
        # A sign is a label of whole pixels, too.
        signs = max((sum(number(sign) + 1 for sign in row.signs) for row in rows), default=0)
        notes = max((note(_note(row)) for row in rows), default=0)
        gaps = NOTE * self._grid.horizontalSpacing()
        left = self.width() - self._grid.columnMinimumWidth(0) - signs - notes - gaps
        left -= sum(self._grid.columnMinimumWidth(1 + 2 * j) for j in range(cells, MOST_CELLS))
        # A column is as wide as its caption at least, whatever is left for the others.
        caption = self._labels[0, 1].fontMetrics().horizontalAdvance
        captions = [caption(self._caption(cell)) for row in rows[:1] for cell in row.cells]
        for width in sorted(captions, reverse=True):
            if width > left / cells and cells > 1:
                left, cells = left - width, cells - 1
        # Widths are whole pixels.
        return max(self._cell_px, left / cells - 1)

    def _elided(self, name: str) -> str:
        """Cut a long name in the middle, so that it keeps its end: `.grad`."""
        metrics = self._labels[1, 0].fontMetrics()
        room = metrics.horizontalAdvance(self._widest_name) + 2
        return cut(name, room, metrics.horizontalAdvance, in_the_middle=True)

    def _cell_text(self, cell: Cell, room: float, theme: Theme, is_last: bool) -> str:
        font = self._labels[1, 1].font()
        font.setBold(is_last)
        text = shortest(cell.number) if cell.kind == "rate" else signed(cell.number, DIGITS)
        text = fitted(text, room, QFontMetricsF(font).horizontalAdvance, cell.number)
        if cell.kind in ("", "rate"):
            return f"<b>{text}</b>" if is_last else text
        color = theme.signed(cell.kind, cell.number, text=True)
        return in_color(text, color, "font-weight:bold" if is_last else "")
