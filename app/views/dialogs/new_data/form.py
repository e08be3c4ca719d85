"""The fields of what samples are drawn with: their number, the noise, the seed."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.kit.text_size import hold
from app.kit.widgets.fields import MessageLine, NumberLine, describe, show_wrong
from app.kit.widgets.parts import fill, named_label
from app.views.dialogs.parts import push_button
from micrograd.recipe.drawing import DRAWING, FormulaText

FIELD_WIDTH = 64
# The fields of each line; a line whose fields are of no use takes no room.
LINES = (("formula",), ("inputs", "low", "high", "classes"), ("samples", "noise", "data_seed"))


class DrawingForm(QWidget):
    """A field for each row of DRAWING that is of use. `changed`: the person typed something."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, NumberLine] = {}
        self._captions: dict[str, QWidget] = {}
        lines = [self._line(names) for names in LINES]
        about = "Draw other samples by the same rule"
        self.next_seed = push_button("new_data_next_seed", "Draw again", about, self._next)
        fill(lines[-1], self.next_seed, spacing=8)
        # A text takes what is left of its line; numbers stand together at the left of theirs.
        for line in lines[1:]:
            fill(line, None, spacing=8)
        self.message = MessageLine("new_data_message")
        fill(QVBoxLayout(self), *lines, spacing=6)

    def _line(self, names: Sequence[str]) -> QHBoxLayout:
        """Captions and fields beside each other; a text takes all the room that there is."""
        line = QHBoxLayout()
        for name in names:
            row, field = DRAWING[name], NumberLine()
            self.fields[name] = field
            describe(field, f"new_data_{name}", row.caption.capitalize(), row.help)
            is_number = not isinstance(row.kind, FormulaText)
            if is_number:
                hold(field, width=FIELD_WIDTH)
            caption = self._captions[name] = named_label("", "quiet", row.caption)
            caption.setBuddy(field)
            fill(line, caption, field if is_number else (field, 1), spacing=8)
            field.textChanged.connect(self._change)
        return line

    def refuse(self, name: str, reason: str) -> None:
        """Say what is wrong with a text that fits its row, but not the others."""
        show_wrong(self.fields[name], True)
        self.message.say(f"{DRAWING[name].caption.capitalize()}: {reason}.")

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """Show fields with these texts, by the names of the rows."""
        with QSignalBlocker(self):
            for name, field in self.fields.items():
                field.setText(texts.get(name, ""))
                for widget in (field, self._captions[name]):
                    widget.setVisible(name in texts)

    def texts(self) -> dict[str, str]:
        """The text of each visible field, by the name of its row."""
        fields = self.fields.items()
        return {name: field.text() for name, field in fields if not field.isHidden()}

    def values(self) -> dict[str, Any] | None:
        """The values of the rows; None where one can't be read, which is told."""
        values: dict[str, Any] = {}
        told = ""
        for name, text in self.texts().items():
            row = DRAWING[name]
            try:
                values[name] = row.read(text)
            except ValueError as error:
                told = told or f"{row.caption.capitalize()}: {error}."
            show_wrong(self.fields[name], name not in values)
        self.message.say(told)
        return None if told else values

    def _change(self) -> None:
        self.changed.emit()

    def _next(self) -> None:
        row, field = DRAWING["data_seed"], self.fields["data_seed"]
        try:
            seed = row.read(str(row.read(field.text()) + 1))
        except ValueError:
            seed = row.default
        field.setText(row.text(seed))
