"""The fields of an export's options: segments, a list, a size, or a text."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.export.option import Answer, Option
from app.export.readers import size
from app.kit.plain_text import Label
from app.kit.text_size import hold
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import named_label
from app.kit.widgets.segmented_control import ControlSegment, SegmentedControl

LABEL_WIDTH = 72
# More answers than this stand in a list instead of side by side.
MOST_SEGMENTS = 4
SIZES = ("1280x720", "1440x900", "1920x1080", "2560x1440", "3840x2160", "1080x1080", "1080x1920")


def segments(name: str, texts: Mapping[str, str], tooltips: Mapping[str, str]) -> SegmentedControl:
    """Choices side by side; a text without a tooltip is its own tooltip."""
    return SegmentedControl(
        ControlSegment(key, f"{name}_{key}", text, tooltips.get(key, text))
        for key, text in texts.items()
    )


class ExportField(NamedTuple):
    """The field of an option. changed: the signal of the person's changes.

    choice: reads the key of the chosen answer, or the typed text. choose: shows another one, if
    the key is known.
    """

    widget: QWidget
    changed: SignalInstance
    choice: Callable[[], str]
    choose: Callable[[str], object]


def field_of(name: str, option: Option) -> ExportField:
    """Make the field of an option."""
    answers = option.answers
    if 0 < len(answers) <= MOST_SEGMENTS:
        texts = {key: answer.text for key, answer in answers.items()}
        tooltips = {key: answer.tooltip for key, answer in answers.items()}
        choice = segments(f"export_{name}", texts, tooltips)
        return ExportField(choice, choice.changed, choice.choice, choice.choose)
    field = _size_field() if option.read is size else _list(answers) if answers else _text(option)
    describe(field.widget, f"export_{name}", option.title, option.tooltip)
    if option.width:
        hold(field.widget, width=option.width)
    return field


def _list(answers: Mapping[str, Answer]) -> ExportField:
    box = QComboBox()
    for key, answer in answers.items():
        box.addItem(answer.text, key)

    def choose(key: str) -> None:
        if key in answers:
            box.setCurrentIndex(box.findData(key))

    return ExportField(box, box.activated, box.currentData, choose)


def _size_field() -> ExportField:
    """Width x height: one of the usual sizes, or any that is typed."""
    box = QComboBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.addItems(SIZES)
    return ExportField(box, box.currentTextChanged, box.currentText, box.setCurrentText)


def _text(option: Option) -> ExportField:
    line = QLineEdit()
    line.setPlaceholderText(option.empty)
    return ExportField(line, line.textChanged, line.text, line.setText)


def quiet(text: str, buddy: QWidget | None = None) -> Label:
    """A label beside a field. buddy: the field that it names."""
    label = named_label("", "quiet", text)
    if buddy:
        label.setBuddy(buddy)
    return label
