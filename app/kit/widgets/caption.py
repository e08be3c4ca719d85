"""Caption: the words above a field, or why it refuses what was typed."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent

from app.kit.numbers import cut
from app.kit.plain_text import Label, set_tooltip
from app.kit.spoken import announce


class Caption(Label):
    """The words above a field; while its text is refused, the reason instead.

    It asks for the room of its words only: a reason moves nothing. Where there is less room than
    the reason needs, its end is left out, and its tooltip says all of it.
    """

    def __init__(self, words: str) -> None:
        self._words = words
        super().__init__(words)
        self.setProperty("role", "caption")

    def say(self, reason: str) -> None:
        """Show the reason, which screen readers say; an empty one brings the words back."""
        if (reason or self._words) == self.text():
            return
        self.setText(reason or self._words)
        set_tooltip(self, reason)
        self.setProperty("role", "refusal" if reason else "caption")
        self.style().polish(self)
        announce(self, reason)

    def sizeHint(self) -> QSize:
        metrics, margins = self.fontMetrics(), self.contentsMargins()
        size = metrics.size(Qt.TextFlag.TextSingleLine, self._words)
        return size.grownBy(margins)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        room = self.contentsRect()
        text = cut(self.text(), room.width(), self.fontMetrics().horizontalAdvance)
        if text == self.text():
            super().paintEvent(event)
            return
        painter, role = QPainter(self), self.foregroundRole()
        side = int(self.alignment())
        self.style().drawItemText(painter, room, side, self.palette(), self.isEnabled(), text, role)
        painter.end()
