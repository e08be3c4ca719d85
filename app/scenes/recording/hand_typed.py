"""What the person types into fields that is not taken: it is being typed, or it is refused."""

from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit, QWidget
from shiboken6 import isValid

from app.scenes.acts.acts import Act, Type, TypeIntoCell, UseControl
from app.scenes.playground.cells import cell_of
from app.scenes.playground.field_texts import FieldTexts


class State(NamedTuple):
    """A field. is_typed: its text is not taken yet. is_wrong: it is refused."""

    text: str
    is_typed: bool
    is_wrong: bool

    @classmethod
    def of(cls, field: QLineEdit) -> "State":
        """The state of a field now."""
        return cls(field.text(), field.isModified(), bool(field.property("wrong")))


class HandTyped:
    """What inputs have typed into fields, from the first key on. texts: as scripts type them."""

    def __init__(self, texts: FieldTexts) -> None:
        self._texts = texts
        self._fields: dict[QLineEdit, State] = {}
        # Cells that are being edited, by the table and the place of each.
        self._cells: dict[QLineEdit, tuple[str, int, int]] = {}
        self._is_escape = False

    def begin(self, widget: QWidget, event: QEvent) -> None:
        """An input comes to a widget."""
        if not isinstance(event, QKeyEvent):
            return
        self._is_escape = event.key() == Qt.Key.Key_Escape
        if isinstance(widget, QAbstractSpinBox):
            widget = widget.lineEdit()
        if isinstance(widget, QLineEdit):
            # Keys may follow each other before it is looked what they have done.
            self._fields[widget] = State.of(widget)
            if cell := cell_of(widget):
                view, row, column = cell
                self._cells[widget] = view.objectName(), row, column

    def acts(self, does_more: bool) -> list[Act]:
        """The acts that type what the inputs have typed since the last time.

        does_more: they did what is recorded otherwise, as when the text was taken.
        """
        found = []
        for field, before in [*self._fields.items()]:
            is_there = isValid(field) and field.isVisible()
            now = State.of(field) if is_there else before._replace(is_typed=False)
            cell = self._cells.get(field)
            if now.is_typed:
                self._fields[field] = now
            else:
                del self._fields[field]
                self._cells.pop(field, None)
            if now == before or (does_more and not now.is_wrong):
                continue
            name = cell[0] if cell else name_of(field)
            act = self._of_cell(cell, before, now) if cell else self._act(name, before, now)
            if act and name and self._texts.may_type(name):
                found.append(act)
        return found

    def _of_cell(self, cell: tuple[str, int, int], before: State, now: State) -> Act | None:
        """The act of a cell: as long as it is edited it has the keyboard, which no script takes."""
        is_over = before.is_typed and not now.is_typed and not self._is_escape
        return TypeIntoCell(*cell, before.text) if is_over else None

    def _act(self, name: str, before: State, now: State) -> Act:
        if now.is_typed:
            return Type(name=name, text=now.text)
        if self._is_escape and not now.is_wrong:
            return Type(name=name, gives_up=True)
        return UseControl(name=name, to=before.text)


def name_of(field: QLineEdit) -> str:
    """The name of a field in scripts: an inner part of another one has the name of that."""
    around = field.parentWidget()
    is_part = isinstance(around, QAbstractSpinBox)
    return around.objectName() if is_part and around else field.objectName()
