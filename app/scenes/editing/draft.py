"""Draft: a script that is being edited, with its file; every change can be undone."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.scenes.parts.vocabulary import Vocabulary
from app.scenes.reading import MOST_BYTES, script_bytes, script_of
from app.scenes.script import Script
from app.session.undo import Edit, UndoStack
from micrograd.files.errors import FileError
from micrograd.system.saving import write_file


class Draft(QObject):
    """script: as it is now. path: of its file, None before the first save.

    `changed` comes with every change of these, and with what can be undone.
    """

    changed = Signal()

    def __init__(
        self,
        script: Script,
        path: Path | None = None,
        is_saved: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.script, self.path = script, path
        self._saved = script if is_saved else None
        self.undo_stack = UndoStack(self)
        self.undo_stack.changed.connect(self.changed)

    @property
    def is_changed(self) -> bool:
        """True where the file has not all of it."""
        return self.script != self._saved

    def change(self, text: str, script: Script, gesture: int = -1) -> None:
        """Have another script. text: what was done. gesture: changes of the same one are one."""
        if script != self.script:
            self.undo_stack.do(Edit(text, self._take, self.script, script, gesture))

    def _take(self, script: Script) -> None:
        self.script = script

    def save(self, path: Path, vocabulary: Vocabulary) -> None:
        """Write the file.

        Raises OSError, which says why it was not written, and FileError for what could not be
        opened again: that leaves the file as it was.
        """
        data = script_bytes(self.script)
        if len(data) > MOST_BYTES:
            raise FileError(
                f"a script has at most {MOST_BYTES:,} bytes; this one has {len(data):,}"
            )
        script_of(data, vocabulary)
        write_file(path, data)
        self.path, self._saved = path, self.script
        self.changed.emit()

    def replace(self, script: Script, path: Path) -> None:
        """Have what was read from a file in the place of all that was there."""
        self.script = self._saved = script
        self.path = path
        self.undo_stack.clear()
