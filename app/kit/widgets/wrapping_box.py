"""WrappingBox: a box with wrapped text in a place that Qt gives the height of another width."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy


class WrappingBox(QFrame):
    """A frame that asks for the height that its layout needs at the width that it has.

    Qt asks a layout for its height at the width that it wants. A tool bar gives no other height:
    text that wraps in a narrower one would be cut. It is no higher than it asks for.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        hint, layout = super().sizeHint(), self.layout()
        if layout is not None and layout.hasHeightForWidth():
            hint.setHeight(layout.totalHeightForWidth(self.width()))
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
