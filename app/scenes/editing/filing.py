"""The file of a draft: saving, opening, and asking before unsaved changes go."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from app.documents.endings import SCRIPT_ENDING, SCRIPTS
from app.kit.files import UNASKED, Folders, ask_to_replace
from app.kit.questions import Reply, Role, ask, cancel, tell
from app.scenes.editing.draft import Draft
from app.scenes.parts.vocabulary import Vocabulary
from app.scenes.reading import read_script
from micrograd.files.errors import FileError

Then = Callable[[], object]


def nothing() -> None:
    """Nothing is left to do."""


class Filing(QObject):
    """window: where questions are asked. suggestion: the path of a draft without a file."""

    def __init__(
        self, draft: Draft, vocabulary: Vocabulary, window: QWidget, suggestion: Path
    ) -> None:
        super().__init__(window)
        self._draft, self._vocabulary, self._window = draft, vocabulary, window
        self._suggestion = suggestion

    def save(self, then: Then = nothing) -> None:
        """Write the file, or ask for one where there is none yet; once written, call `then`."""
        if self._draft.path:
            self._write(self._draft.path, then)
        else:
            self.save_as(then)

    def save_as(self, then: Then = nothing) -> None:
        """Ask for a file, and write that."""
        dialog = self._dialog("save_script_dialog", "Save script")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(UNASKED)
        dialog.selectFile((self._draft.path or self._suggestion).name)
        dialog.fileSelected.connect(lambda chosen: self._write_chosen(Path(chosen), then))
        dialog.open()

    def open(self) -> None:
        """Ask for a script, and show it in the place of this one."""
        self.when_safe(self._ask_to_open)

    def when_safe(self, then: Then) -> None:
        """Go on with `then` once the person has saved, or said that the changes may go."""
        if not self._draft.is_changed:
            then()
            return
        ask(
            self._window,
            "Unsaved changes",
            f"Save the changes to “{self._draft.script.title}”?",
            "Without saving, the recording and all captions since the last save are lost.",
            Reply("&Save", Role.AcceptRole, lambda: self.save(then)),
            Reply("Do&n't save", Role.DestructiveRole, then),
            cancel(),
        )

    def _write_chosen(self, path: Path, then: Then) -> None:
        if not path.name.endswith(SCRIPT_ENDING):
            path = path.with_name(path.name.removesuffix(".json") + SCRIPT_ENDING)
        if path.exists() and path != self._draft.path:
            ask_to_replace(
                self._window, path.name, lambda: self._write(path, then), lambda: self.save_as(then)
            )
        else:
            self._write(path, then)

    def _write(self, path: Path, then: Then) -> None:
        try:
            self._draft.save(path, self._vocabulary)
            Folders.use(path)
        except OSError as error:
            tell(self._window, "Not saved", str(error))
        except FileError as error:
            tell(self._window, "Not saved", f"The file could not be opened again: {error}")
        else:
            then()

    def _ask_to_open(self) -> None:
        dialog = self._dialog("open_script_dialog", "Open script")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda chosen: self.load(Path(chosen)))
        dialog.open()

    def load(self, path: Path) -> None:
        """Show the script in a file; a file with a mistake is refused in words."""
        try:
            Folders.use(path)
            script = read_script(path, self._vocabulary)
        except FileError as error:
            tell(self._window, "Script", f"{path.name} can't be opened", str(error))
        else:
            self._draft.replace(script, path)

    @property
    def _folder(self) -> Path:
        return Folders.first(self._suggestion.parent)

    def _dialog(self, name: str, title: str) -> QFileDialog:
        folder = str(self._draft.path.parent if self._draft.path else self._folder)
        dialog = QFileDialog(self._window, title, folder, SCRIPTS)
        dialog.setObjectName(name)
        dialog.finished.connect(dialog.deleteLater)
        return dialog
