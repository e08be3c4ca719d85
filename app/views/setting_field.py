"""The field of a setting, made from its row in the table."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.kit.text_size import hold
from app.kit.widgets.fields import CountField, NumberField, describe
from app.kit.widgets.parts import Item, fill, named_label, yielding
from app.session.gesture import Gesture
from app.session.session import Session
from micrograd.data.typed import TwoMeaningsError
from micrograd.recipe.kinds import Choice, Number, Setting, Whole
from micrograd.recipe.network import DRAWN_FROM
from micrograd.recipe.settings import OWNED, SETTINGS

WIDTH = 86
INDENT = 12
# The largest number that a field with arrows holds.
MOST_COUNTED = 2**31 - 1


def settings_of_weights() -> list[Setting]:
    """The numbers and choices that the weights of a run are drawn with."""
    return [row for row in map(SETTINGS.__getitem__, DRAWN_FROM) if _has_choice(row)]


def _has_choice(row: Setting) -> bool:
    """True if a person can choose: a number, or one of several names."""
    kind = row.kind
    return isinstance(kind, Number | Whole) or (isinstance(kind, Choice) and len(kind.names) > 1)


class RealField(NumberField):
    """The field of a setting that is a number; what is typed is taken by its row.

    `chosen(value)` comes with a good number, `refused(reason)` with anything else; an empty
    reason clears the message.
    """

    chosen = Signal(object)
    refused = Signal(str)

    def __init__(self, row: Setting) -> None:
        super().__init__()
        self._row, self._value = row, row.default
        describe(self, row.name, row.caption.capitalize(), row.help)
        self.committed.connect(self._take)
        self.reverted.connect(self._revert)

    def show_value(self, value: Any) -> None:
        """Show the value that holds, even while another one is being typed."""
        self._value = value
        self.setModified(False)
        self.show_number(self._row.text(value))
        self.refused.emit("")

    def _revert(self) -> None:
        self.show_value(self._value)

    def _take(self, text: str) -> None:
        try:
            value = self._row.read(text)
        except ValueError as error:
            self.set_wrong(True)
            # There is little room beside a field.
            self.refused.emit(error.advice if isinstance(error, TwoMeaningsError) else str(error))
            return
        self.chosen.emit(value)
        self.show_value(value)


class SettingField(QWidget):
    """A caption and a field; what is chosen there is what the session trains with.

    say: shows why something that was typed is refused; called with "" when that is over.
    name_width: of a field that begins a line, how wide its caption is at least, in pixels.
    """

    def __init__(
        self, session: Session, row: Setting, say: Callable[[str], None], name_width: int = 0
    ) -> None:
        super().__init__()
        self._session, self._row = session, row
        self._gesture = Gesture(session, self)
        self._names: list[str] = []
        self.field = self._make_field()
        if not isinstance(self.field, QComboBox):
            self.field.refused.connect(say)
        describe(self.field, row.name, row.caption.capitalize(), row.help)
        self.caption = named_label("", "quiet", row.caption)
        self.caption.setBuddy(self.field)
        hold(self.caption, least_width=name_width)
        fill(QHBoxLayout(self), *self._in_line(name_width > 0), spacing=8)

    def _make_field(self) -> CountField | QComboBox | RealField:
        kind = self._row.kind
        if isinstance(kind, Choice):
            names = QComboBox()
            self._names = list(kind.names)
            names.addItems(list(map(kind.title, self._names)))
            hold(names, least_width=WIDTH)
            names.activated.connect(self._choose)
            return names
        if isinstance(kind, Whole) and kind.high <= MOST_COUNTED:
            count = CountField(kind.low, kind.high)
            count.setSpecialValueText(kind.zero)
            count.valueChanged.connect(self._scroll)
            count.limit_width(WIDTH)
            return count
        number = RealField(self._row)
        number.chosen.connect(partial(self._session.edits.change_setting, self._row.name))
        hold(number, width=WIDTH)
        return number

    def _in_line(self, begins: bool) -> tuple[Item, ...]:
        """The line from left to right. begins: True where it begins a line of the panel."""
        return (self.caption, self.field, None) if begins else (None, self.caption, self.field)

    def _choose(self, index: int) -> None:
        self._session.edits.change_setting(self._row.name, self._names[index])

    def _scroll(self, value: int) -> None:
        """Take a number that was typed, or one of those that keys and the wheel go through."""
        edit = partial(self._session.edits.change_setting, self._row.name, value)
        self._gesture.change(edit)

    def show_value(self) -> None:
        """Show what the session has."""
        value = getattr(self._session.cursor.recipe, self._row.name)
        if isinstance(self.field, QComboBox):
            self.field.setCurrentIndex(self._names.index(value))
        else:
            self.field.show_value(value)


class FormField(SettingField):
    """The same as a line of a form: lists fill it, numbers end with it.

    name_width: where the lists begin.
    """

    def _in_line(self, begins: bool) -> tuple[Item, ...]:
        if isinstance(self.field, QComboBox):
            # The form is no wider for a long name in a list.
            return self.caption, (yielding(self.field), 1)
        # A setting that belongs to the choice above it begins below that.
        return (INDENT if self._row.name in OWNED else 0), self.caption, None, self.field
