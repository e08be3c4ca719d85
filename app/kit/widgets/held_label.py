"""Labels whose text changes with every step without a new layout."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.kit.numbers import fitted
from app.kit.plain_text import Label
from app.kit.spoken import Words, in_speech
from app.kit.theme import Appearance

# A text, and its colour where it has one of its own.
Span = tuple[str, QColor | None]
# The pixels that a number leaves free before what stands beside it.
BEFORE_NEXT = 6
# A word with the blanks behind it, or the end of a line.
WORD = re.compile(r"\n|[^ \n]+ *| +")


class NumberLabel(Label):
    """A label for a number, which is drawn in fewer digits where it does not fit."""

    def paintEvent(self, event: QPaintEvent) -> None:
        room, advance = (
            self.contentsRect().width() - BEFORE_NEXT,
            self.fontMetrics().horizontalAdvance,
        )
        if advance(self.text()) <= room:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(self.backgroundRole()))
        text, role = fitted(self.text(), room, advance), self.foregroundRole()
        side = int(self.alignment())
        self.style().drawItemText(
            painter, self.contentsRect(), side, self.palette(), self.isEnabled(), text, role
        )
        painter.end()


class LabelHolder(QWidget):
    """A widget that gives its label all of its room, without a layout.

    A QLabel asks the layout around it for a new one with every text, which costs more than
    painting it. A holder is as wide as it is told, and passes nothing on.

    spare: what there is room for besides, when another width is asked for.
    """

    def __init__(self, kind: type[Label] = Label, spare: str = "") -> None:
        super().__init__()
        self.label = kind(parent=self)
        self._spare = spare
        self._follows_text = False
        # It fills its whole place, so that nothing behind it need be painted.
        self.label.setAutoFillBackground(True)
        self.label.setBackgroundRole(QPalette.ColorRole.Window)

    def show_text(self, text: str) -> None:
        """Show a text, and ask for another width only where this one is too small or far too large.

        A number that changes all the time then moves nothing around it.
        """
        if not self._follows_text:
            self._follows_text = True
            self.label.installEventFilter(self)
        self.label.setText(text)
        self._fit_to_text()

    def _fit_to_text(self) -> None:
        needed = self.label.sizeHint().width()
        if not needed <= self.width() <= 2 * needed:
            self.setFixedWidth(needed + self.label.fontMetrics().horizontalAdvance(self._spare))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Text of another size needs another width, which the label knows after this event.
        if event.type() == QEvent.Type.FontChange:
            QTimer.singleShot(0, self, self._fit_to_text)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.label.resize(self.size())


class HeldLabel(QWidget):
    """Coloured words in lines: only another number of lines needs a new layout.

    Rich text in a QLabel would take several times as long. A screen reader reads the words out.
    """

    spoken = Words

    def __init__(self, name: str, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.setObjectName(name)
        # It fills its whole place, so that nothing behind it need be painted.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._spans: Sequence[Span] = []
        # Each piece of a line: x and y of its beginning, below its letters; its text and colour.
        self._pieces: list[tuple[float, float, str, QColor | None]] = []

    def text(self) -> str:
        """The text without its colours."""
        return "".join(text for text, _ in self._spans)

    def say(self, *spans: Span) -> None:
        """Show these words."""
        if spans != self._spans:
            self._spans = spans
            if QAccessible.isActive():
                self.setAccessibleName(in_speech(self.text()))
            self._lay_out()
            self.update()

    def _lay_out(self) -> None:
        metrics = QFontMetricsF(self.font())
        width, line_height, x, lines = self.width(), metrics.height(), 0.0, 1
        self._pieces = []
        for text, color in self._spans:
            begin, piece = x, ""
            for word in WORD.findall(text):
                reach = metrics.horizontalAdvance(word.rstrip())
                if word == "\n" or (x and x + reach > width):
                    self._pieces.append((begin, lines * line_height, piece, color))
                    begin, x, piece, lines = 0.0, 0.0, "", lines + 1
                if word != "\n":
                    piece += word
                    x += metrics.horizontalAdvance(word)
            self._pieces.append((begin, lines * line_height, piece, color))
        height = round(lines * line_height)
        if height != self.height():
            self.setFixedHeight(height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, descent = QPainter(self), QFontMetricsF(self.font()).descent()
        own = painter.pen()
        painter.fillRect(self.rect(), self._appearance.theme.color("surface"))
        for x, bottom, text, color in self._pieces:
            painter.setPen(color or own)
            painter.drawText(QPointF(x, bottom - descent), text)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()
