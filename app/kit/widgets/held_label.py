"""HeldLabel: a text that changes with every step, and no layout with it."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class HeldLabel(QWidget):
    """Holds a label without a layout: another text never lays the window out anew.

    A QLabel asks for a new layout with every text, which costs more than painting it. Here only
    another number of lines does.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.label = QLabel(self)
        self.label.setObjectName(name)
        self.label.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """What the label says."""
        return self.label.text()

    def setText(self, text: str) -> None:
        """Let the label say something else."""
        if text != self.label.text():
            self.label.setText(text)
            self._fit()

    def _fit(self) -> None:
        height = max(self.label.heightForWidth(self.width()), self.label.fontMetrics().height())
        if height != self.height():
            self.setFixedHeight(height)
        self.label.resize(self.width(), height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
