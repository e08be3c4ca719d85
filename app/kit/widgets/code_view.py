"""A view of code, with keywords in a colour and a band behind lit lines."""

import math
import sys
from functools import lru_cache

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QTextEdit

from app.kit.text_size import fixed_font
from app.kit.theme import Appearance, Theme

# The module that knows Python's keywords: importing it and its first use take 50 ms.
LEXER = "pygments.lexers.python"
# The first colours wait until the window has been painted without them, in milliseconds.
FIRST_COLORS_MS = 250
# Pixels above and below the code, and spare ones, as lines are a little higher than their spacing.
MARGIN, SPARE = 2, 4
# The characters by which the rest of a wrapped line stands further in than its beginning.
HANGING = 4
# The width of the edge of a band, in pixels; how opaque the band of a wrong line is.
EDGE, WRONG_BAND = 3, 0.16


class CodeView(QTextEdit):
    """Code that can be read and copied, with whole lines lit; the rest of a long line hangs below.

    lines: how many it is high. least: how few it can be, where it takes the room that there is.
    It scrolls to what is lit.
    """

    def __init__(
        self, appearance: Appearance, lines: int, pixels: int = 12, least: int | None = None
    ) -> None:
        super().__init__()
        self._appearance = appearance
        self.lit: set[int] = set()
        self.wrong: frozenset[int] = frozenset()
        self._colored: Theme | None = None
        self._color_timer = QTimer(self, singleShot=True, interval=FIRST_COLORS_MS)
        self._color_timer.timeout.connect(self._color)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._pixels = pixels
        self.setFont(fixed_font(pixels))
        self.document().setDocumentMargin(MARGIN)
        self.show_lines(lines, least)
        appearance.changed.connect(self._fit_text)

    def show_lines(self, lines: int, least: int | None = None) -> None:
        """Give the view the height of so many lines; with `least` it wants them and takes less."""
        self._lines, self._least = lines, least
        if least is None:
            self.setFixedHeight(self._height_of(lines))
        else:
            self.setMinimumHeight(self._height_of(least))
            self.updateGeometry()

    def _height_of(self, lines: int) -> int:
        return lines * self._spacing + 2 * MARGIN + SPARE

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height_of(self._lines))

    def minimumSizeHint(self) -> QSize:
        # A text edit has a least height of its own, more than that of a line or two.
        least = self._lines if self._least is None else self._least
        return QSize(super().minimumSizeHint().width(), self._height_of(least))

    def _fit_text(self) -> None:
        self.setFont(fixed_font(self._pixels))
        self._hang_lines()
        self.show_lines(self._lines, self._least)

    def show_code(
        self, lines: list[str], lit: set[int], wrong: frozenset[int] = frozenset()
    ) -> None:
        """Show these lines, those in `lit` with a band behind them.

        wrong: lines with a band in the colour of warnings.
        """
        text, is_lit_elsewhere = "\n".join(lines), (lit, wrong) != (self.lit, self.wrong)
        is_other = text != self.toPlainText()
        self.lit, self.wrong = lit, wrong
        if is_other:
            self.setPlainText(text)
            self._hang_lines()
            self._colored = None
            self._leave_out_cut_line()
        if is_other or is_lit_elsewhere:
            self.viewport().update()
            self.scroll_to_lit()
        if self.isVisible():
            self._color_soon()

    @property
    def _spacing(self) -> int:
        """The height of a line, in pixels."""
        return math.ceil(QFontMetricsF(self.font()).height())

    def _hang_lines(self) -> None:
        """Let what is wrapped of a line stand further in; what is copied stays as it is."""
        character = QFontMetricsF(self.font()).horizontalAdvance(" ")
        hanging = QTextBlockFormat()
        hanging.setLineHeight(self._spacing, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for line in self.toPlainText().split("\n"):
            room = (len(line) - len(line.lstrip()) + HANGING) * character
            hanging.setLeftMargin(room)
            hanging.setTextIndent(-room)
            cursor.setBlockFormat(hanging)
            cursor.movePosition(QTextCursor.MoveOperation.NextBlock)
        cursor.endEditBlock()

    def line_rect(self, number: int) -> QRectF:
        """The place of a line of code in the viewport, with the lines that it is wrapped into."""
        block = self.document().findBlockByNumber(number)
        rect = self.document().documentLayout().blockBoundingRect(block)
        return rect.translated(0, -self.verticalScrollBar().value())

    def where_text(self, text: str) -> QRectF | None:
        """The place in the viewport of the first line that has a text; None where none has it."""
        number = self._line_with(text)
        return None if number is None else self.line_rect(number)

    def bring_text(self, text: str) -> None:
        """Scroll to the first line that has a text."""
        number = self._line_with(text)
        if number is not None:
            self._scroll_to(number)

    def _line_with(self, text: str) -> int | None:
        lines = enumerate(self.toPlainText().split("\n"))
        return next((number for number, line in lines if text in line), None)

    def scroll_to_lit(self) -> None:
        """Bring the last lit line into sight, unless that would take a selection away."""
        if not self.textCursor().hasSelection():
            self._scroll_to(max(self.lit or self.wrong, default=0))

    def _scroll_to(self, line: int) -> None:
        bar = self.verticalScrollBar()
        bar.setSingleStep(self._spacing)
        bar.setValue(0)
        cursor = QTextCursor(self.document().findBlockByNumber(line))
        # The end of a wrapped line first, so that its start is in sight whatever the room.
        for move in (
            QTextCursor.MoveOperation.EndOfBlock,
            QTextCursor.MoveOperation.StartOfBlock,
        ):
            cursor.movePosition(move)
            self.setTextCursor(cursor)
            self.ensureCursorVisible()
        if bar.value():
            # No line is seen in part at the top.
            above = -(-(bar.value() - MARGIN) // self._spacing)
            bar.setValue(above * self._spacing + MARGIN)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.scroll_to_lit()
        self._color_soon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._leave_out_cut_line()
        self.scroll_to_lit()

    def _leave_out_cut_line(self) -> None:
        """Leave the room free in which a view that scrolls would show a line in part."""
        if self._least is None:
            return
        spacing = self._spacing
        needed = self.document().size().height()
        # Code that scrolls has its margin above the first line only.
        rest = 0 if needed <= self.height() else (self.height() - MARGIN) % spacing
        if self.viewportMargins().bottom() != rest:
            self.setViewportMargins(0, 0, 0, rest)

    def _color_soon(self) -> None:
        if LEXER in sys.modules:
            self._color()
        else:
            self._color_timer.start()

    def _color(self) -> None:
        """Colour keywords and comments, unless this text is coloured already."""
        theme = self._appearance.theme
        if self._colored == theme:
            return
        self._colored = theme
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.setCharFormat(_format(theme.color("text")))
        for start, end, token in _colored_words(self.toPlainText()):
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(_format(theme.color(token)))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self.viewport())
        for number in self.lit:
            self._paint_band(painter, number, theme.color("selection"), theme.color("accent"))
        for number in self.wrong:
            band = QColor(theme.color("warning"))
            band.setAlphaF(WRONG_BAND)
            self._paint_band(painter, number, band, theme.color("warning"))
        painter.end()
        super().paintEvent(event)

    def _paint_band(self, painter: QPainter, number: int, band: QColor, edge: QColor) -> None:
        rect = self.line_rect(number)
        rect.setLeft(0)
        rect.setRight(self.viewport().width())
        painter.fillRect(rect, band)
        rect.setRight(EDGE)
        painter.fillRect(rect, edge)


@lru_cache(maxsize=256)
def _colored_words(text: str) -> list[tuple[int, int, str]]:
    """Start, end and theme colour of each keyword and comment; kept, as excerpts come back."""
    from pygments.lexers.python import PythonLexer
    from pygments.token import Comment, Keyword, Operator

    return [
        (start, start + len(word), "quiet" if kind in Comment else "data_positive_text")
        for start, kind, word in PythonLexer().get_tokens_unprocessed(text)
        if kind in Comment or kind in Keyword or kind in Operator.Word
    ]


def _format(color: QColor) -> QTextCharFormat:
    char_format = QTextCharFormat()
    char_format.setForeground(color)
    return char_format
