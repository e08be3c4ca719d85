"""FieldTexts: what scripts type into fields, also where it is not taken."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QAbstractItemView, QAbstractSpinBox, QLineEdit, QWidget

from app.kit.permission import may_use
from app.kit.widgets.fields import CountField, NumberField
from app.scenes.parts.form import ScriptError
from app.scenes.playground.cells import type_into_cell
from app.scenes.playground.controls import give_up, use_of, write


class FieldTexts:
    """Types into fields of a window. control: one by its name, or raises ScriptError."""

    def __init__(self, window: Any, control: Callable[[str], QWidget]) -> None:
        self._window, self._control = window, control

    def usable(self, name: str) -> QWidget:
        """A control that a script may use. Raises ScriptError for another one."""
        widget = self._control(name)
        if not may_use(widget, self._window):
            raise ScriptError(f"the control {name} is left to people")
        if not widget.isEnabled():
            raise ScriptError(f"the control {name} is disabled here")
        return widget

    def may_type(self, name: str) -> bool:
        """Whether a script may type into a field or a table."""
        try:
            return may_use(self._control(name), self._window)
        except ScriptError:
            return False

    def shows(self, name: str, text: str) -> bool:
        """Whether a field shows a text, taken or not."""
        try:
            widget = self._control(name)
            use = use_of(widget)
        except ScriptError:
            return False
        return use.is_typed and use.read(widget) == text

    def type(self, name: str, text: str | None) -> None:
        """Type a text that is not taken; None gives up what is typed. Raises ScriptError."""
        widget = self.usable(name)
        if not use_of(widget).is_typed:
            raise ScriptError(f"nothing can be typed into {name}")
        if not isinstance(widget, QLineEdit | QAbstractSpinBox):
            raise ScriptError(f"{name} takes what is typed at once: use the act “control” for it")
        if text is None:
            give_up(widget)
        else:
            write(widget, text)

    def type_into_cell(self, name: str, row: int, column: int, text: str) -> None:
        """Type a text into a cell of a table, counted from 1. Raises ScriptError."""
        view = self.usable(name)
        if not isinstance(view, QAbstractItemView):
            raise ScriptError(f"{name} is no table")
        type_into_cell(view, row, column, text)

    def begin(self) -> None:
        """Give up all that is typed or refused in the window."""
        for kind in (NumberField, CountField):
            for field in self._window.findChildren(kind):
                give_up(field)
        self._window.end_messages()
