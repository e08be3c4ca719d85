"""The fields of an export's choices: each has `choice()`, what is chosen, and `choose(text)`."""

from collections.abc import Mapping

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit

from app.export.choices import SIZES
from app.kit.widgets.segments import Segment, Segments

LABEL_WIDTH = 72


def segments(name: str, texts: Mapping[str, str], tooltips: Mapping[str, str]) -> Segments:
    """Choices side by side; a text without a tooltip is its own."""
    return Segments(
        Segment(key, f"{name}_{key}", text, tooltips.get(key, text)) for key, text in texts.items()
    )


class Choices(QComboBox):
    """A list of choices, of which one holds."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__()
        for key, text in texts.items():
            self.addItem(text, key)

    def choice(self) -> str:
        """The key of the chosen one."""
        return str(self.currentData())

    def choose(self, key: str) -> None:
        """Choose one; an unknown key changes nothing."""
        index = self.findData(key)
        if index >= 0:
            self.setCurrentIndex(index)


class SizeField(QComboBox):
    """Width x height: one of the usual sizes, or any that is typed."""

    def __init__(self) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.addItems(list(SIZES))

    def choice(self) -> str:
        """What is typed."""
        return self.currentText()

    def choose(self, text: str) -> None:
        """Show a size."""
        self.setCurrentText(text)


class TextField(QLineEdit):
    """A number that is typed."""

    def choice(self) -> str:
        """What is typed."""
        return self.text()

    def choose(self, text: str) -> None:
        """Show a number."""
        self.setText(text)


def quiet(text: str) -> QLabel:
    """A label beside a field."""
    label = QLabel(text)
    label.setProperty("role", "quiet")
    return label
