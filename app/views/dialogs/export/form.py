"""The choices of an export, as fields: each kind of file shows only those that concern it."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.export.choices import CONTENTS, LIBRARIES, PACES, READERS, THEMES, VIEWS
from app.export.errors import ExportError
from app.export.options import ExportOptions
from app.kit.numbers import shortest
from app.kit.widgets.fields import MessageLine, describe
from app.kit.widgets.segments import Segments
from app.views.dialogs.export.fields import (
    LABEL_WIDTH,
    Choices,
    SizeField,
    TextField,
    quiet,
    segments,
)


class ExportForm(QWidget):
    """The options of an export. `changed` comes with every change by the person."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)
        self.fields: dict[str, Any] = {}
        self.messages: dict[str, MessageLine] = {}
        self._rows: list[tuple[tuple[str, ...], list[QWidget]]] = []
        self._concerned: tuple[str, ...] = ()
        self._proposed: dict[str, str] = {}
        self._make_fields()
        self._place_fields()
        for name, text in written(ExportOptions()).items():
            self.fields[name].choose(text)

    def _make_fields(self) -> None:
        self._add("view", Choices(VIEWS), "What is drawn", "Which part of the window is drawn")
        self._add("size", SizeField(), "Size", "Width x height in pixels, such as 1280x720")
        self._add("scale", TextField(), "Scale", "Pixels in the file for each pixel of the size")
        self._add("fps", TextField(), "Frames per second", "Frames shown in a second")
        self._add("seconds", TextField(), "Seconds", "How long the film is")
        self._add("first", TextField(), "First step", "The first step in the file")
        self._add(
            "last",
            TextField(),
            "Last step",
            "The last step in the file; empty: the last one of the run",
        )
        self._add(
            "every", TextField(), "Distance of the steps", "1 writes every step, 10 every tenth"
        )
        self.fields["last"].setPlaceholderText("last")
        dark, light = "Light text on a dark background", "Dark text on a light background"
        self._add("theme", segments("export_theme", THEMES, {"dark": dark, "light": light}))
        self._add(
            "pace",
            segments(
                "export_pace",
                PACES,
                {
                    "even": "The same number of frames for every step",
                    "early": "Most frames go to the first steps, where most is learned; "
                    "later frames skip more and more steps",
                },
            ),
        )
        self._add(
            "content",
            segments(
                "export_content",
                CONTENTS,
                {
                    "losses": "The loss of every step, a column for each run",
                    "parameters": "Data and gradient of every parameter of the current run",
                },
            ),
        )
        self._add(
            "library",
            segments(
                "export_library",
                LIBRARIES,
                {
                    "micrograd": "Needs only the package micrograd; "
                    "prints the same losses, to the last bit",
                    "torch": "Needs only PyTorch; prints the same losses within 1e-9",
                },
            ),
        )

    def _add(self, name: str, field: Any, accessible: str = "", tooltip: str = "") -> None:
        if accessible:
            describe(field, f"export_{name}", accessible, tooltip)
        self.fields[name] = field
        signals: dict[type, Callable[[], Any]] = {
            Segments: lambda: field.changed,
            Choices: lambda: field.activated,
            SizeField: lambda: field.currentTextChanged,
            TextField: lambda: field.textChanged,
        }
        signals[type(field)]().connect(self._change)

    def _place_fields(self) -> None:
        for name, width in [("scale", 48), ("fps", 48), ("seconds", 56), ("every", 88)]:
            self.fields[name].setFixedWidth(width)
        for name in ("first", "last"):
            self.fields[name].setFixedWidth(104)
        self._row("view", "View", ["view"])
        self._row("size", "Size", ["size", "at scale", "scale"])
        self._row("theme", "Theme", ["theme"])
        self._row("content", "Content", ["content"])
        self._row("seconds", "Length", ["seconds", "seconds at", "fps", "frames per second"])
        self._row("pace", "Pace", ["pace"])
        self._row("first", "Steps", ["first", "to", "last"])
        self._row("every", "Every", ["every", "steps"])
        self._row("library", "Needs only", ["library"])

    def _row(self, name: str, title: str, parts: list[str]) -> None:
        """A line of fields, named by their options, and words; below it its message."""
        label = quiet(title)
        line = QWidget()
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in parts:
            layout.addWidget(self.fields[part] if part in self.fields else quiet(part))
        layout.addStretch()
        label.setBuddy(self.fields[name])
        message = MessageLine(f"export_{name}_message")
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(line)
        column.addWidget(message)
        row = self._grid.rowCount()
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(box, row, 1)
        label.setMinimumHeight(line.sizeHint().height())
        options = tuple(part for part in parts if part in self.fields)
        self._rows.append((options, [label, box]))
        for option in options:
            self.messages[option] = message

    def show_options(self, concerned: tuple[str, ...]) -> None:
        """Show only the fields of these options."""
        self._concerned = concerned
        self.clear_messages()
        for options, widgets in self._rows:
            for widget in widgets:
                widget.setVisible(bool(set(options) & set(concerned)))
        for name, field in self.fields.items():
            field.setVisible(name in concerned)

    def options(self) -> ExportOptions:
        """What is chosen. Raises ExportError that names the first option that can't be read."""
        values: dict[str, Any] = {}
        for name in self._concerned:
            text = self.fields[name].choice()
            try:
                values[name] = READERS[name](text) if name in READERS else text
            except ValueError as error:
                raise ExportError(f"“{text[:40]}”: {error}", name) from None
        return replace(ExportOptions(), **values)

    def texts(self) -> dict[str, str]:
        """What is typed or chosen in each field, except where it is what was proposed."""
        texts = {name: field.choice() for name, field in self.fields.items()}
        return {name: text for name, text in texts.items() if text != self._proposed.get(name)}

    def propose(self, texts: Mapping[str, str]) -> None:
        """Show what fits the moment; it holds for this time only, unless another is chosen."""
        self._proposed = dict(texts)
        self.choose(texts)

    def choose(self, texts: Mapping[str, str]) -> None:
        """Show what was typed or chosen another time."""
        for name, text in texts.items():
            self.fields[name].choose(text)

    def show_problem(self, option: str, text: str) -> None:
        """Say what is wrong with an option where it was typed, and go there."""
        self.messages[option].say(text)
        self.fields[option].setFocus()

    def clear_messages(self) -> None:
        """All is well again."""
        for message in self.messages.values():
            message.say("")

    def _change(self) -> None:
        self.clear_messages()
        self.changed.emit()


def written(options: ExportOptions) -> dict[str, str]:
    """Options as a person would type them."""
    texts = {}
    for field in fields(options):
        if field.name == "looks":
            continue
        value = getattr(options, field.name)
        if value is None:
            texts[field.name] = ""
        elif field.name == "size":
            texts[field.name] = f"{value[0]}x{value[1]}"
        else:
            texts[field.name] = value if isinstance(value, str) else shortest(value)
    return texts
