"""A label that makes no window wider."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel

from app.kit.widgets.parts import dressed, yielding

# The pixels by which a wrapped line is shorter than the label, because a word does not fit.
WORD_PX = 48


class ElidedLabel(QLabel):
    """A line of which the middle is left out where there is no room; `full_text` is all of it.

    With word wrap it has as many lines as fit, and the end is left out.
    """

    def __init__(self, name: str, role: str = "", align: Qt.AlignmentFlag | None = None) -> None:
        super().__init__()
        self.full_text = ""
        dressed(yielding(self), name, role, align)

    def show_text(self, text: str) -> None:
        """Show this text, as far as there is room."""
        self.full_text = text
        if text != self.toolTip():
            self.setToolTip(text)
        metrics, room, mode = self.fontMetrics(), self.width(), Qt.TextElideMode.ElideMiddle
        if self.wordWrap():
            lines = max(1, self.height() // metrics.lineSpacing())
            room, mode = lines * room - (lines - 1) * WORD_PX, Qt.TextElideMode.ElideRight
        self.setText(metrics.elidedText(text, mode, room))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.show_text(self.full_text)
