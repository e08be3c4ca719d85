"""A label that makes no window wider."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel

from app.kit.widgets.parts import dressed, yielding


class ElidedLabel(QLabel):
    """A line of which the middle is left out where there is no room; `full_text` is all of it."""

    def __init__(self, name: str, role: str = "", align: Qt.AlignmentFlag | None = None) -> None:
        super().__init__()
        self.full_text = ""
        dressed(yielding(self), name, role, align)

    def show_text(self, text: str) -> None:
        """Show this text, as far as there is room."""
        self.full_text = text
        self.setToolTip(text)
        self.setText(
            self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, self.width())
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.show_text(self.full_text)
