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

from app.kit.widgets.fields import CountField
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


def _click(button: QAbstractButton, to: str) -> None:
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


def enter(field: QLineEdit | QAbstractSpinBox, text: str) -> None:
    """Type a text into a field, and press Enter."""
    _insert(field, text)
    _press(field, Qt.Key.Key_Return, "\r")


def _insert(field: QLineEdit | QAbstractSpinBox, text: str) -> QLineEdit:
    line = field.lineEdit() if isinstance(field, QAbstractSpinBox) else field
    line.selectAll()
    line.insert(text)
    # `insert` tells of no edit.
    line.textEdited.emit(text)
    return line


def write(field: QWidget, text: str) -> None:
    """Type a text into a field, and don't take it: the next number that is shown replaces it."""
    if isinstance(field, QLineEdit | QAbstractSpinBox):
        _insert(field, text).setModified(False)


def give_up(field: QWidget) -> None:
    """Show again what a field has, whatever was typed there or refused."""
    if isinstance(field, CountField):
        field.give_up()
    else:
        _press(field, Qt.Key.Key_Escape)


def _type_text(editor: QPlainTextEdit, text: str) -> None:
    editor.selectAll()
    editor.insertPlainText(text)
    if isinstance(editor, TakesWhenAsked):
        # It would wait for a pause in typing.
        editor.flush()


def _press(widget: QWidget, key: Qt.Key, text: str = "") -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


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
        _click,
    ),
    Use(QComboBox, QComboBox.currentText, _choose),
    Use(QLineEdit, QLineEdit.text, enter, is_typed=True),
    Use(QAbstractSpinBox, QAbstractSpinBox.text, enter, is_typed=True),
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
