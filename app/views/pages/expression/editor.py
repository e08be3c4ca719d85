"""A small editor for an expression, which waits for a pause in typing and marks mistakes."""

import math
import re
from itertools import takewhile

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit

from app.kit.text_size import fixed_font
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from micrograd.expression.text import FUNCTIONS

SYNTAX = (
    f"Names, numbers, pi, + - * / ** and the functions {FUNCTIONS}; "
    "one statement a line, or several with ; between them"
)
# A pause in typing of this length makes a new graph.
PAUSE_MS = 150
# Sizes in pixels: of the font, of the margin on each side, and a spare line for rounding.
PIXELS, MARGIN, SPARE = 13, 3, 1


class ExpressionEditor(QPlainTextEdit):
    """The editor. `typed(text)` comes when typing pauses or the editor is left."""

    typed = Signal(str)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._gesture = -1
        self._wrong: tuple[int, int] | None = None
        self._lit: tuple[int, int] | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.flush)
        describe(self, "expression_text", "Text of the expression", SYNTAX)
        self._set_up()
        self.textChanged.connect(self._note_change)
        appearance.changed.connect(self._draw)

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The viewport has the margin, not the document, so that no line is seen in part.
        self.document().setDocumentMargin(0)
        self.setViewportMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self._draw()

    def height_of(self, lines: int) -> int:
        """The height of an editor that shows this many lines."""
        line = math.ceil(QFontMetricsF(self.font()).height())
        return lines * line + 2 * MARGIN + 2 + SPARE

    # Screen to state.

    def _note_change(self) -> None:
        self._gesture = -1
        self._pause.start()

    def flush(self) -> None:
        """Emit `typed` at once."""
        self._pause.stop()
        self.typed.emit(self.toPlainText())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._pause.isActive():
            self.flush()

    # State to screen.

    def show_text(self, text: str, gesture: int = -1) -> None:
        """Show a text that was not typed here; changes of one gesture are undone together."""
        now = self.toPlainText()
        if text == now:
            return
        start, end, new_end = _difference(now, text)
        cursor = self._cursor(start, end)
        with QSignalBlocker(self):
            if gesture != -1 and gesture == self._gesture:
                cursor.joinPreviousEditBlock()
            else:
                cursor.beginEditBlock()
            cursor.insertText(text[start:new_end])
            cursor.endEditBlock()
        self._gesture = gesture
        self._pause.stop()

    def mark_wrong(self, column: int | None) -> None:
        """Underline the word at a column, counted from 1; None removes the line."""
        self._wrong = None if column is None else _word_at(self.toPlainText(), column - 1)
        self.setProperty("wrong", self._wrong is not None)
        self.style().polish(self)
        self._draw()

    def light(self, span: tuple[int, int] | None) -> None:
        """Put a band behind a piece of the text, given by its start and end."""
        self._lit = span
        self._draw()

    def _draw(self) -> None:
        self.setFont(fixed_font(PIXELS))
        self.setMinimumHeight(self.height_of(1))
        theme = self._appearance.theme
        band = QTextCharFormat()
        band.setBackground(theme.color("selection"))
        wave = QTextCharFormat()
        wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        wave.setUnderlineColor(theme.color("warning"))
        wave.setForeground(theme.color("warning"))
        selections = []
        for span, look in ((self._lit, band), (self._wrong, wave)):
            if span:
                selection = QTextEdit.ExtraSelection()
                selection.cursor, selection.format = self._cursor(*span), look
                selections.append(selection)
        self.setExtraSelections(selections)

    def _cursor(self, start: int, end: int) -> QTextCursor:
        """A cursor that selects a piece of the text."""
        text, cursor = self.toPlainText(), QTextCursor(self.document())
        cursor.setPosition(_units(text[:start]))
        cursor.setPosition(_units(text[:end]), QTextCursor.MoveMode.KeepAnchor)
        return cursor


def _units(text: str) -> int:
    """The length of a text in Qt, which counts in units of UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _word_at(text: str, start: int) -> tuple[int, int]:
    """Start and end of the word or sign at `start`; at the end of the text, of the last one."""
    found = re.compile(r"(?:\w|[^\x00-\x7f])+|\S").match(text, start)
    if found:
        return found.span()
    end = len(text[:start].rstrip())
    return max(0, end - 1), end


def _difference(before: str, after: str) -> tuple[int, int, int]:
    """The piece that differs: its start in both texts, its end before, and its end after."""
    start = _common(before, after)
    tail = _common(before[start:][::-1], after[start:][::-1])
    return start, len(before) - tail, len(after) - tail


def _common(first: str, second: str) -> int:
    """The number of characters that both texts begin with."""
    pairs = zip(first, second, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
