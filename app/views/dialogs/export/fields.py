"""The fields of an export's options: each has `choice()`, what is chosen, and `choose(text)`.

Its signal `changed` comes with every change by the person.
"""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

from app.export.options import Answer, Option
from app.export.readers import size
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import named_label
from app.kit.widgets.segmented_control import ControlSegment, SegmentedControl

LABEL_WIDTH = 72
# More answers than this stand in a list instead of side by side.
MOST_SEGMENTS = 4
SIZES = ("1280x720", "1440x900", "1920x1080", "2560x1440", "3840x2160", "1080x1080", "1080x1920")


def segments(name: str, texts: Mapping[str, str], tooltips: Mapping[str, str]) -> SegmentedControl:
    """Choices side by side; a text without a tooltip is its own."""
    return SegmentedControl(
        ControlSegment(key, f"{name}_{key}", text, tooltips.get(key, text))
        for key, text in texts.items()
    )


class Choices(QComboBox):
    """A list of choices, of which one holds."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        super().__init__()
        for key, answer in answers.items():
            self.addItem(answer.text, key)

    @property
    def changed(self) -> Any:
        return self.activated

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

    @property
    def changed(self) -> Any:
        return self.currentTextChanged

    def choice(self) -> str:
        """The typed text."""
        return self.currentText()

    def choose(self, text: str) -> None:
        """Show a size."""
        self.setCurrentText(text)


class TextField(QLineEdit):
    """A number that is typed."""

    @property
    def changed(self) -> Any:
        return self.textChanged

    def choice(self) -> str:
        """The typed text."""
        return self.text()

    def choose(self, text: str) -> None:
        """Show a number."""
        self.setText(text)


def quiet(text: str, buddy: QWidget | None = None) -> QLabel:
    """A label beside a field, which the label's letter chooses."""
    label = named_label("", "quiet", text)
    if buddy:
        label.setBuddy(buddy)
    return label


def field_of(name: str, option: Option) -> SegmentedControl | Choices | SizeField | TextField:
    """What an option is chosen with."""
    if 0 < len(option.answers) <= MOST_SEGMENTS:
        texts = {key: answer.text for key, answer in option.answers.items()}
        tooltips = {key: answer.tooltip for key, answer in option.answers.items()}
        return segments(f"export_{name}", texts, tooltips)
    field: Choices | SizeField | TextField = TextField()
    if option.answers:
        field = Choices(option.answers)
    elif option.read is size:
        field = SizeField()
    describe(field, f"export_{name}", option.title, option.tooltip)
    if option.width:
        field.setFixedWidth(option.width)
    if isinstance(field, TextField):
        field.setPlaceholderText(option.empty)
    return field
