"""The fields of an export for its format and its file name, with a message about both."""

import os
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.export.kinds import ENDINGS, KINDS, Kind, check_target, kind_of
from app.kit.files import chosen_target
from app.kit.text_size import hold
from app.kit.widgets.fields import MessageLine, describe
from app.kit.widgets.parts import fill
from app.views.dialogs.export.fields import LABEL_WIDTH, quiet, segments
from app.views.dialogs.parts import push_button
from micrograd.export.options import ExportError

FORMATS = {ending: ending[1:].upper() for ending in ENDINGS} | {".webp": "WebP"}


class ExportTarget(QWidget):
    """The name of a file, whose ending follows the kind and the format.

    `changed` comes with every change; `kind_typed(name)` when an ending of another kind was typed.
    """

    changed = Signal()
    kind_typed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._kind = KINDS[0]
        # The ending that was chosen last, by the name of the kind.
        self.endings = {kind.name: kind.endings[0] for kind in KINDS}
        names = {ending[1:]: text for ending, text in FORMATS.items()}
        tooltips = {key: f"Write a file whose name ends with .{key}" for key in names}
        self.format = segments("export_format", names, tooltips)
        self.file = QLineEdit()
        tooltip = "The file to write; its ending chooses the format"
        describe(self.file, "export_file", "File", tooltip)
        tooltip = "Choose the folder and the name of the file"
        self.browse = push_button("export_browse", "Browse…", tooltip, self._browse)
        self.message = MessageLine("export_file_message")
        self._format_line = QWidget()
        self._format_line.setLayout(_line("Format", self.format))
        file_line = _line("File", self.file, self.browse)
        fill(QVBoxLayout(self), self._format_line, 4, file_line, _line("", self.message))
        self.format.changed.connect(self._choose_format)
        self.file.textChanged.connect(self._change)
        self.file.editingFinished.connect(self.follow_name)

    @property
    def path(self) -> Path:
        """The file that is named."""
        # `~nobody` stays as it is where there is no such person, as in a shell.
        return Path(os.path.expanduser(self.file.text().strip()))

    @property
    def is_there(self) -> bool:
        """True where a file of that name would be replaced."""
        return bool(self.file.text().strip()) and os.path.isfile(self.path)

    def show_kind(self, kind: Kind) -> None:
        """Offer the formats of a kind."""
        self._kind = kind
        ending = self.endings[kind.name]
        self.format.blockSignals(True)
        self.format.offer(tuple(each[1:] for each in kind.endings))
        self.format.choose(ending[1:])
        self.format.blockSignals(False)
        self._format_line.setVisible(len(kind.endings) > 1)
        self._set_ending(ending)

    def check(self) -> None:
        """Raise ExportError if nothing can be written there."""
        self.follow_name()
        if not self.file.text().strip():
            raise ExportError("Give the file a name")
        check_target(self.path)

    def say(self, text: str) -> None:
        """Say what is wrong with the file, and go there; an empty text clears the message."""
        self.message.say(text)
        if text:
            self.file.setFocus()

    def follow_name(self) -> None:
        """Choose the kind and format of the typed ending; add an ending where there is none."""
        ending = self._typed.suffix.lower()
        if not ending:
            self._set_ending(self.endings[self._kind.name])
        elif ending in ENDINGS:
            kind = kind_of(self._typed)
            self.endings[kind.name] = ending
            if kind.name == self._kind.name:
                self.format.choose(ending[1:])
            else:
                self.kind_typed.emit(kind.name)

    @property
    def _typed(self) -> Path:
        return Path(self.file.text().strip())

    def _choose_format(self) -> None:
        ending = f".{self.format.choice()}"
        self.endings[self._kind.name] = ending
        self._set_ending(ending)

    def _set_ending(self, ending: str) -> None:
        path = self._typed
        if path.name and path.suffix.lower() != ending:
            stem = path.stem if path.suffix.lower() in ENDINGS else path.name
            self.file.setText(str(path.with_name(stem + ending)))

    def _browse(self) -> None:
        title = self._kind.title
        endings = " ".join(f"*{ending}" for ending in self._kind.endings)
        path = chosen_target(
            self, f"Export {title.lower()}", self.file.text(), f"{title} ({endings})"
        )
        if path:
            self.file.setText(path)
            self.follow_name()

    def _change(self) -> None:
        self.message.say("")
        self.changed.emit()


def _line(text: str, field: QWidget, *others: QWidget) -> QHBoxLayout:
    label = quiet(text, field)
    hold(label, width=LABEL_WIDTH)
    return fill(QHBoxLayout(), label, (field, 1), *others, spacing=8)
