"""Fields that say why they refuse what was typed."""

import re

from PySide6.QtCore import QEvent, QObject, QRect, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QValidator
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QStyle,
    QStyleOptionFrame,
    QWidget,
)

from app.kit.numbers import MINUS, fitted
from app.kit.plain_text import Label, set_tooltip
from app.kit.spoken import announce, in_speech
from app.kit.text_size import hold, scaled
from micrograd.data.typed import TwoMeaningsError, whole_number
from micrograd.system.quoting import shortened

# Pixels that Qt leaves free on each side of the text of a field.
INNER_MARGIN = 2
# Frame, padding and margins of a field take no more than this many pixels of its width.
MOST_AROUND = 24
# The width in pixels of what stands beside the number of a CountField.
AROUND_COUNT = 28
# A number as it is typed, with its sign, its point and its power of ten.
NUMBER = re.compile(r"[-+−]?\d[\d.]*(?:e[-+−]?\d+)?|\.\d+", re.IGNORECASE)


def describe(
    widget: QWidget, name: str, accessible: str, tooltip: str = "", description: str = ""
) -> None:
    """Give a control its object name, its accessible name and description, and its tooltip.

    Where there is no description, screen readers read the tooltip.
    """
    widget.setObjectName(name)
    widget.setAccessibleName(in_speech(accessible))
    set_tooltip(widget, tooltip)
    if isinstance(widget, QComboBox):
        # On Linux Qt gives the chosen text as its name.
        description = f"{accessible}. {description or tooltip}"
        if line := widget.lineEdit():
            line.setAccessibleName(accessible)
    elif isinstance(widget, QSpinBox):
        widget.lineEdit().setAccessibleName(accessible)
    if widget.toolTip() != tooltip:
        # Qt would read its markup out.
        description = description or tooltip
    widget.setAccessibleDescription(in_speech(description))


class MessageLine(Label):
    """A message about what was typed, beside its field; it takes no room while all is well.

    It ends when a number is taken there. In a panel, where the number from before stays, it also
    ends when a run begins, unless it `stands`: it then tells of what holds, not of a refusal.
    """

    def __init__(self, name: str, parent: QWidget | None = None, stands: bool = False) -> None:
        super().__init__(parent=parent)
        self.stands = stands
        self.setObjectName(name)
        self.setProperty("role", "wrong")
        self.setWordWrap(True)
        # Typed text must not make the panel wider.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.hide()

    def say(self, text: str) -> None:
        """Show a message, which screen readers say; an empty one hides the line."""
        self.setText(text)
        self.setVisible(bool(text))
        announce(self, text)

    def tell(self, reason: str) -> None:
        """Show a reason as a sentence; an empty one hides the line."""
        self.say(f"{reason[0].upper()}{reason[1:]}." if reason else "")


def is_undo(event: QEvent) -> bool:
    """True for the keys of Undo and Redo, before a field undoes its own text with them."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    keys = QKeySequence.StandardKey
    return event.matches(keys.Undo) or event.matches(keys.Redo)


def show_wrong(field: QLineEdit, is_wrong: bool) -> None:
    """Draw a field as refused, or as fine again."""
    if bool(field.property("wrong")) != is_wrong:
        field.setProperty("wrong", is_wrong)
        field.style().polish(field)


class NumberLine(QLineEdit):
    """A line for numbers that shows all of its text while it is edited.

    Else a number that does not fit is drawn in fewer digits, and a list is cut between two.
    A double click selects the whole number under the pointer.
    """

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        place = self.cursorPositionAt(event.position().toPoint())
        # A word of Qt ends at the point of a number, so that 0.1 became 0.0.3.
        for number in NUMBER.finditer(self.text()):
            if number.start() <= place <= number.end():
                self.setSelection(number.start(), len(number.group()))
                return

    def paintEvent(self, event: QPaintEvent) -> None:
        advance = self.fontMetrics().horizontalAdvance
        needed = advance(self.text())
        # A refused text stays as it was typed.
        is_whole = self.hasFocus() or bool(self.property("wrong"))
        # Asking for the exact place takes longer than painting.
        if is_whole or needed <= self.width() - MOST_AROUND or needed <= self._place().width():
            super().paintEvent(event)
            return
        place = self._place()
        painter, option = QPainter(self), QStyleOptionFrame()
        self.initStyleOption(option)
        panel = QStyle.PrimitiveElement.PE_PanelLineEdit
        self.style().drawPrimitive(panel, option, painter, self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        side = self.alignment() | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, int(side), fitted(self.text(), place.width(), advance))
        painter.end()

    def _place(self) -> QRect:
        """The place of the text."""
        option, contents = QStyleOptionFrame(), QStyle.SubElement.SE_LineEditContents
        self.initStyleOption(option)
        place = self.style().subElementRect(contents, option, self)
        return place.marginsRemoved(self.textMargins()).adjusted(INNER_MARGIN, 0, -INNER_MARGIN, 0)


class CountField(QSpinBox):
    """A whole number from `low` to `high`, taken over when typing is done.

    Whatever the language of the system, it is written and read as every number here is.

    `refused(reason)` comes when something else was typed, then the old number is back;
    an empty reason comes with the next number that fits.
    """

    refused = Signal(str)

    def __init__(self, low: int, high: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._has_refused = False
        self.setLineEdit(NumberLine(self))
        self.setRange(low, high)
        self.lineEdit().setTextMargins(4, 0, 0, 0)
        self.setKeyboardTracking(False)
        self.setCorrectionMode(QAbstractSpinBox.CorrectionMode.CorrectToPreviousValue)
        self.editingFinished.connect(self._accept)
        self.valueChanged.connect(self._accept)
        self.lineEdit().installEventFilter(self)

    def show_value(self, number: int) -> None:
        """Show a number that was chosen elsewhere, without a signal."""
        with QSignalBlocker(self):
            self.setValue(number)

    def give_up(self) -> None:
        """Show the number again, whatever is being typed, and forget what was refused."""
        self.setValue(self.value())
        self.refused.emit("")

    def limit_width(self, least: int) -> None:
        """Be as wide as the longest number needs where there is room, at least `least` pixels."""
        needed = self.fontMetrics().horizontalAdvance(self.textFromValue(self.maximum()))
        most = max(least, round(needed / scaled(1)) + AROUND_COUNT)
        hold(self, least_width=least, most_width=most)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def textFromValue(self, number: int) -> str:
        return f"{number:,}" if self.isGroupSeparatorShown() else str(number)

    def valueFromText(self, text: str) -> int:
        number = self._number(text)
        return self.value() if number is None else number

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        if self._number(text) is None:
            return QValidator.State.Intermediate, text, position
        return QValidator.State.Acceptable, text, position

    def fixup(self, text: str) -> str:
        self._has_refused = True
        reason = (
            f"“{shortened(text)}” is not a whole number "
            f"from {self.minimum():,} to {self.maximum():,}"
        )
        try:
            whole_number(text)
        except TwoMeaningsError as error:
            reason = str(error)
        self.refused.emit(f"{reason}; {self.value():,} stays.")
        return super().fixup(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The field undoes text that is being typed, the session a number that was taken.
        if is_undo(event) and not self.lineEdit().isModified():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _accept(self) -> None:
        if not self._has_refused:
            self.refused.emit("")
        self._has_refused = False

    def _number(self, text: str) -> int | None:
        if text.strip() and text.strip() == self.specialValueText():
            return self.minimum()
        try:
            number = whole_number(text)
        except TwoMeaningsError:
            return None
        return number if number is not None and self.minimum() <= number <= self.maximum() else None


class NumberField(NumberLine):
    """A number typed as text. `committed(text)` comes with Enter or when the field is left."""

    committed = Signal(str)
    reverted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editingFinished.connect(self.take)

    def show_number(self, text: str) -> None:
        """Show the number that holds now, unless the person is typing another."""
        if not (self.hasFocus() and self.isModified()):
            self.setText(text)
            self.set_wrong(False)

    def set_wrong(self, is_wrong: bool) -> None:
        """Draw the field as refused, or as fine again."""
        show_wrong(self, is_wrong)

    def take(self) -> None:
        """Take over what is being typed, as Enter does."""
        if self.isModified():
            self.setModified(False)
            self.committed.emit(self.text().replace(MINUS, "-"))

    def event(self, event: QEvent) -> bool:
        # The field undoes text that is being typed, the session a number that was taken.
        if is_undo(event) and not self.isModified():
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.setModified(False)
            self.reverted.emit()
            return
        super().keyPressEvent(event)


def take_typed(focused: QWidget | None) -> None:
    """Take over what is being typed into the number field with the keyboard, if it is one."""
    if isinstance(focused, NumberField):
        focused.take()
    elif isinstance(focused, CountField):
        focused.interpretText()
