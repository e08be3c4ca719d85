"""The field of a setting, made from its row in the table."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.kit.text_size import hold
from app.kit.widgets.fields import CountField, NumberField, describe
from app.kit.widgets.parts import fill, named_label
from app.session.gesture import Gesture
from app.session.session import Session
from micrograd.data.typed import TwoMeaningsError
from micrograd.recipe.kinds import Choice, Number, Setting, Whole
from micrograd.recipe.settings import SETTINGS

WIDTH = 86


def settings_of_weights() -> list[Setting]:
    """The numbers and choices that the weights of a run are drawn with."""
    rows = (row for row in SETTINGS.values() if not row.can_change and not row.keeps_weights)
    return [row for row in rows if _has_choice(row)]


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
    """A caption and a field; what is chosen there begins the run again with it.

    say: shows why something that was typed is refused; called with "" when that is over.
    name_width: of a field that begins a line, how wide its caption is at least, in pixels.
    """

    def __init__(
        self, session: Session, row: Setting, say: Callable[[str], None], name_width: int = 0
    ) -> None:
        super().__init__()
        self._session, self._row = session, row
        self._gesture = Gesture(session, self)
        choose = partial(session.edits.change_setting, row.name)
        self.field: CountField | QComboBox | RealField
        if isinstance(row.kind, Choice):
            self.field = QComboBox()
            self.field.addItems(list(row.kind.names))
            hold(self.field, least_width=WIDTH)
            self.field.textActivated.connect(choose)
        elif isinstance(row.kind, Whole):
            self.field = CountField(row.kind.low, row.kind.high)
            self.field.valueChanged.connect(self._scroll)
        else:
            self.field = RealField(row)
            self.field.chosen.connect(choose)
        if not isinstance(self.field, QComboBox):
            if isinstance(self.field, CountField):
                self.field.limit_width(WIDTH)
            else:
                hold(self.field, width=WIDTH)
            self.field.refused.connect(say)
        describe(self.field, row.name, row.caption.capitalize(), row.help)
        caption = named_label("", "quiet", row.caption)
        caption.setBuddy(self.field)
        hold(caption, least_width=name_width)
        begins = caption, self.field, None
        fill(QHBoxLayout(self), *(begins if name_width else (None, *begins[:2])), spacing=8)

    def _scroll(self, value: int) -> None:
        """Take a number that was typed, or one of those that keys and the wheel go through."""
        edit = partial(self._session.edits.change_setting, self._row.name, value)
        self._gesture.change(edit)

    def show_value(self) -> None:
        """Show what the session has."""
        value = getattr(self._session.cursor.recipe, self._row.name)
        if isinstance(self.field, QComboBox):
            self.field.setCurrentText(value)
        else:
            self.field.show_value(value)
