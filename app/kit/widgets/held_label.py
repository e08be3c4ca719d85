"""Labels whose text changes with every step, and no layout with it."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class LabelHolder(QWidget):
    """Gives a label its whole room, without a layout.

    A QLabel asks the layout around it for a new one with every text, which costs more than
    painting it. A holder is as wide as it is told, and passes nothing on.
    """

    def __init__(self) -> None:
        super().__init__()
        self.label = QLabel(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.label.resize(self.size())


class HeldLabel(LabelHolder):
    """Lines of text as high as they are: only another number of lines is another layout."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.label.setObjectName(name)
        self.label.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """What the label says."""
        return self.label.text()

    def setText(self, text: str) -> None:
        """Let the label say something else."""
        before = self.label.text()
        if text != before:
            self.label.setText(text)
            # A text that is laid out while it is painted asks to be painted once more.
            self._fit()

    def _fit(self) -> None:
        height = max(self.label.heightForWidth(self.width()), self.label.fontMetrics().height())
        if height != self.height():
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
