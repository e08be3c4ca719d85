"""Uses the controls of a window as a person would: types, chooses, presses; a row for each kind."""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol, runtime_checkable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from app.scenes.parts.form import ScriptError
from micrograd.data.typed import whole_number

ON, OFF = "on", "off"


@runtime_checkable
class TakesWhenAsked(Protocol):
    """An editor that takes what was typed at once where `flush` is called."""

    def flush(self) -> None:
        """Take it."""


class Use(NamedTuple):
    """One row. kind: of widgets. read: what one shows. use: do with it what a text says.

    is_typed: whether the text is typed.
    """

    kind: type[QWidget]
    read: Callable[[Any], str]
    use: Callable[[Any, str], None]
    is_typed: bool = False


def _press(button: QAbstractButton, to: str) -> None:
    if not (to in (ON, OFF) and button.isChecked() == (to == ON)):
        button.click()


def _choose(combo: QComboBox, text: str) -> None:
    index = combo.findText(text)
    if index < 0:
        names = ", ".join(combo.itemText(i) for i in range(combo.count()))
        raise ScriptError(f"{combo.objectName()} has no “{text}”: it has {names}")
    combo.setCurrentIndex(index)
    combo.activated.emit(index)
    combo.textActivated.emit(text)


def _type(line: QLineEdit, text: str) -> None:
    line.selectAll()
    line.insert(text)
    # `insert` tells of no edit.
    line.textEdited.emit(text)
    _press_enter(line)


def _type_number(box: QAbstractSpinBox, text: str) -> None:
    line = box.lineEdit()
    line.selectAll()
    line.insert(text)
    line.textEdited.emit(text)
    _press_enter(box)


def _type_text(editor: QPlainTextEdit, text: str) -> None:
    editor.selectAll()
    editor.insertPlainText(text)
    if isinstance(editor, TakesWhenAsked):
        # It would wait for a pause in typing.
        editor.flush()


def _press_enter(widget: QWidget) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r")
        QApplication.sendEvent(widget, event)


def _slide(slider: QAbstractSlider, text: str) -> None:
    number = whole_number(text, ",")
    if number is None or not slider.minimum() <= number <= slider.maximum():
        ends = f"{slider.minimum():,} to {slider.maximum():,}"
        raise ScriptError(f"{slider.objectName()} has no “{text}”: it has {ends}")
    slider.setValue(number)


# The first row whose kind a widget has is its own.
USES = (
    Use(
        QAbstractButton,
        lambda button: (ON if button.isChecked() else OFF) if button.isCheckable() else "",
        _press,
    ),
    Use(QComboBox, QComboBox.currentText, _choose),
    Use(QLineEdit, QLineEdit.text, _type, is_typed=True),
    Use(QAbstractSpinBox, QAbstractSpinBox.text, _type_number, is_typed=True),
    Use(QPlainTextEdit, QPlainTextEdit.toPlainText, _type_text, is_typed=True),
    Use(QAbstractSlider, lambda slider: str(slider.value()), _slide),
    Use(QLabel, QLabel.text, lambda label, text: None),
)


def use_of(widget: QWidget) -> Use:
    """The row of a widget. Raises ScriptError for one that nobody can use."""
    for row in USES:
        if isinstance(widget, row.kind):
            return row
    raise ScriptError(f"{widget.objectName()} is no field and no button")
