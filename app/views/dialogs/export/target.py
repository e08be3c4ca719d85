"""Where an export is written: the format, the name of the file, and what is wrong with that."""

import os
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.export.kinds import ENDINGS, KINDS, Kind, check_target, kind_of
from app.kit.widgets.fields import MessageLine, describe
from app.views.dialogs.export.fields import LABEL_WIDTH, quiet, segments
from micrograd.export.options import ExportError

FORMATS = {ending: ending[1:].upper() for ending in ENDINGS} | {".webp": "WebP"}


class ExportTarget(QWidget):
    """A file and its ending, which follows the kind and the format.

    `changed` comes with every change; `kind_typed(name)` when an ending was typed that belongs to
    another kind.
    """

    changed = Signal()
    kind_typed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._kind = KINDS[0]
        # The format that each kind was written in last.
        self.endings = {kind.name: kind.endings[0] for kind in KINDS}
        names = {ending[1:]: text for ending, text in FORMATS.items()}
        tooltips = {key: f"Write a file whose name ends with .{key}" for key in names}
        self.format = segments("export_format", names, tooltips)
        self.file = QLineEdit()
        describe(
            self.file, "export_file", "File", "The file to write; its ending chooses the format"
        )
        self.browse = QPushButton("Browse…")
        describe(
            self.browse, "export_browse", "Browse", "Choose the folder and the name of the file"
        )
        self.browse.setAutoDefault(False)
        self.message = MessageLine("export_file_message")
        self._lay_out()
        self.format.changed.connect(self._choose_format)
        self.file.textChanged.connect(self._change)
        self.file.editingFinished.connect(self.follow_name)
        self.browse.clicked.connect(self._browse)

    def _lay_out(self) -> None:
        self._format_line = QWidget()
        self._format_line.setLayout(_line(_label("Format"), self.format))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._format_line)
        layout.addSpacing(4)
        layout.addLayout(_line(_label("File", self.file), self.file, self.browse))
        layout.addLayout(_line(_label(""), self.message))

    @property
    def path(self) -> Path:
        """The file that is named."""
        # As a shell does, `~nobody` stays as it is where there is no such person.
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
        """Raises ExportError where nothing can be written there."""
        self.follow_name()
        if not self.file.text().strip():
            raise ExportError("Give the file a name")
        check_target(self.path)

    def say(self, text: str) -> None:
        """Say what is wrong with the file, and go there; nothing where all is well."""
        self.message.say(text)
        if text:
            self.file.setFocus()

    def follow_name(self) -> None:
        """An ending that was typed chooses its kind and format; where there is none it is added."""
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
        path, _ = QFileDialog.getSaveFileName(
            self, f"Export {title.lower()}", self.file.text(), f"{title} ({endings})"
        )
        if path:
            self.file.setText(path)
            self.follow_name()

    def _change(self) -> None:
        self.message.say("")
        self.changed.emit()


def _label(text: str, buddy: QWidget | None = None) -> QLabel:
    label = quiet(text)
    label.setFixedWidth(LABEL_WIDTH)
    if buddy:
        label.setBuddy(buddy)
    return label


def _line(label: QLabel, wide: QWidget, *others: QWidget) -> QHBoxLayout:
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    layout.addWidget(label)
    layout.addWidget(wide, 1)
    for widget in others:
        layout.addWidget(widget)
    return layout
