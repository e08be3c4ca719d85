"""The options of an export, as fields: each kind of file shows only those that concern it."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.export.kinds import Kind
from app.export.option import Answer
from app.export.options import OPTIONS, ExportOptions
from app.kit.text_size import hold
from app.kit.widgets.fields import MessageLine
from app.kit.widgets.parts import fill
from app.views.dialogs.export.fields import LABEL_WIDTH, ExportField, field_of, quiet
from micrograd.export.options import ExportError
from micrograd.system.quoting import shortened

# A film takes so many seconds, where it is no usual one: a zoom to the end doubles once a second.
USUAL_SECONDS = {"zoom": "45"}


class ExportForm(QWidget):
    """The options of an export. `changed` comes with every change by the person.

    Each kind has texts of its own: what was chosen for one acts on no other, where nobody sees it.
    views: what can be drawn, by name, in the words of a list. along: what goes by in a film, where
    nobody can choose that.
    """

    changed = Signal()

    def __init__(self, views: Mapping[str, str], along: str = "") -> None:
        super().__init__()
        self._along = along
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self.fields: dict[str, ExportField] = {}
        self.messages: dict[str, MessageLine] = {}
        self._lines: list[tuple[list[str], list[QWidget]]] = []
        # The field of each option, and the words beside it.
        self._shown: dict[str, list[QWidget]] = {}
        self._kind: Kind | None = None
        self._proposed = ExportOptions().texts()
        # The texts that differ from the proposed ones, by the names of kind and option.
        self._kept: dict[str, dict[str, str]] = {}
        answers = {"view": {name: Answer(text) for name, text in views.items()}}
        for name, option in OPTIONS.items():
            filled = option._replace(answers=answers.get(name, option.answers))
            self.fields[name] = field_of(name, filled)
            self.fields[name].changed.connect(self._change)
        self.fields["along"].changed.connect(self._show_fields)
        for names in _lines():
            self._add_line(names)

    def _add_line(self, names: list[str]) -> None:
        """A line of fields and the words beside them; below it its message."""
        label = quiet(OPTIONS[names[0]].caption, self.fields[names[0]].widget)
        hold(label, least_width=LABEL_WIDTH)
        line, box = QWidget(), QWidget()
        row = fill(QHBoxLayout(line), spacing=8)
        for name in names:
            option, field = OPTIONS[name], self.fields[name].widget
            before, after = (
                [quiet(text)] if text else [] for text in (option.before, option.after)
            )
            self._shown[name] = [*before, field, *after]
            for part in self._shown[name]:
                row.addWidget(part)
        row.addStretch()
        message = MessageLine(f"export_{names[0]}_message")
        fill(QVBoxLayout(box), line, message)
        index = self._grid.rowCount()
        self._grid.addWidget(label, index, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(box, index, 1)
        label.setMinimumHeight(line.sizeHint().height())
        self._lines.append((names, [label, box]))
        self.messages |= dict.fromkeys(names, message)

    def show_kind(self, kind: Kind) -> None:
        """Show only the fields of a kind, with the texts that were chosen for it."""
        kept = self.texts()
        self._kind = kind
        for name, text in {**self._proposed, **kept.get(kind.name, {})}.items():
            self.fields[name].choose(text)
        self.clear_messages()
        self._show_fields()

    def _show_fields(self) -> None:
        """Show the fields of the options that act."""
        acting = self._acting()
        for names, widgets in self._lines:
            for widget in widgets:
                widget.setVisible(bool(acting & set(names)))
        for name, shown in self._shown.items():
            for widget in shown:
                widget.setVisible(name in acting)

    def _acting(self) -> set[str]:
        """The names of the options that change the file."""
        kind = self._kind.name if self._kind else ""
        along = self._along or self.fields["along"].choice()
        return {name for name, option in OPTIONS.items() if option.acts(kind, along)}

    def options(self) -> ExportOptions:
        """Read all choices. Raises ExportError that names the first option that can't be read."""
        values: dict[str, Any] = {}
        for name in self._acting():
            text = self.fields[name].choice()
            try:
                values[name] = OPTIONS[name].read(text)
            except ValueError as error:
                raise ExportError(f"“{shortened(text)}”: {error}", name) from None
        return ExportOptions(**values)

    def texts(self) -> dict[str, dict[str, str]]:
        """The texts that differ from what was proposed, by the names of kind and option."""
        if self._kind:
            texts = {name: self.fields[name].choice() for name in self._kind.options}
            self._kept[self._kind.name] = {
                name: text for name, text in texts.items() if text != self._proposed[name]
            }
        return self._kept

    def propose(self, texts: Mapping[str, str]) -> None:
        """Begin with these texts, which fit the experiment; they are not kept as choices."""
        self._proposed |= texts

    def begin_film(self, along: str) -> None:
        """Choose what goes by in a film, and a length for it, unless it is chosen already."""
        if self.fields["along"].choice() != along:
            self.fields["along"].choose(along)
            self.fields["seconds"].choose(USUAL_SECONDS.get(along, OPTIONS["seconds"].example))
            self._show_fields()

    def recall(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        """Begin with the texts of an earlier form."""
        self._kept = {kind: dict(each) for kind, each in texts.items()}

    def show_problem(self, option: str, text: str) -> None:
        """Say what is wrong with an option where it was typed, and go there."""
        self.messages[option].say(text)
        self.fields[option].widget.setFocus()

    def clear_messages(self) -> None:
        """Clear every message."""
        for message in self.messages.values():
            message.say("")

    def _change(self) -> None:
        self.clear_messages()
        self.changed.emit()


def _lines() -> list[list[str]]:
    """The names of the options of each line; an option with a caption begins a line."""
    lines: list[list[str]] = []
    for name, option in OPTIONS.items():
        if option.caption:
            lines.append([])
        lines[-1].append(name)
    return lines
