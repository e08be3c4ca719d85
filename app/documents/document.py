"""The experiment as a file: new, open, save, and what is not saved yet."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSettings, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.documents.content import content_of
from app.documents.endings import (
    ENDING,
    EXPERIMENT_ENDING,
    FILES,
    READABLE,
    TABLE_ENDINGS,
    is_script,
    title_of,
)
from app.documents.file_reader import FileReader
from app.documents.file_writer import FileWriter, Written
from app.documents.opened_file import OpenedFile, Stamp, stamp_of
from app.documents.recent_files import RecentFiles
from app.kit.files import UNASKED, Folders, ask_to_replace
from app.kit.questions import Reply, Role, ask, cancel, tell
from app.kit.signals import connect_all
from app.session.session import Session
from micrograd.files.errors import FileError, NoExperimentError
from micrograd.runs.experiment import Experiment, new_experiment

Then = Callable[[], object]


def nothing() -> None:
    """Nothing is left to do."""


class Document(QObject):
    """The file of the experiment, and whether the file has all of it.

    window: where questions are asked. path: None before the first save. `changed` comes with
    another path, and with the first change since the last save; `table_given` and
    `script_given` with the path of a file that is no experiment but a table or a script.
    """

    changed = Signal()
    table_given = Signal(str)
    script_given = Signal(str)

    def __init__(
        self, session: Session, window: QWidget, settings: QSettings | None = None
    ) -> None:
        super().__init__(window)
        self._session, self.window = session, window
        self.recent = RecentFiles(settings)
        self.path: Path | None = None
        self.is_changed = False
        self._former: Path | None = None
        self._name = "Untitled"
        self._saved: list[Any] | None = content_of(session.experiment)
        self._stamp: Stamp | None = None
        self._question: QMessageBox | None = None
        self.writer = FileWriter(session, self)
        self._reader = FileReader(session, window, self._tell_not_opened)
        changes = session.cursor.edited, session.runs.changed, session.undo_stack.changed
        connect_all(self._notice, *changes, session.planned)
        session.cursor.step_taken.connect(self._notice_step)

    @property
    def name(self) -> str:
        """What the experiment is called."""
        return title_of(self.path) if self.path else self._name

    @property
    def title(self) -> str:
        """Its name for the title of the window, with the place of the mark for changes."""
        return f"{self.name.replace('[*]', '[*][*]')}[*]"

    @property
    def home(self) -> Path | None:
        """Its file, or the one that it was in before it was recovered; None without either."""
        return self.path or self._former

    @property
    def suggestion(self) -> Path:
        """The path that *Save as* proposes."""
        if self.home:
            return self.home
        return self.folder / f"untitled{EXPERIMENT_ENDING}"

    @property
    def folder(self) -> Path:
        """The folder in which dialogs begin that are about no file of this window."""
        recent = self.recent.paths
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        folder = recent[0].parent if recent else Path(QStandardPaths.writableLocation(documents))
        return Folders.first(folder if os.path.isdir(folder) else Path.home())

    # Unsaved changes.

    def _notice_step(self) -> None:
        # A changed experiment stays changed, and going back changes no run.
        if not (self.is_changed or self._session.cursor.is_in_the_past):
            self._notice()

    def _notice(self) -> None:
        is_changed = content_of(self._session.experiment) != self._saved
        if is_changed != self.is_changed:
            self.is_changed = is_changed
            self.changed.emit()

    def may_close(self, close: Then) -> bool:
        """True where nothing would be lost; else the person is asked before `close` is called.

        A file that is being written is waited for.
        """
        if self.writer.is_writing:
            self.writer.when_written(close)
            return False
        if self.is_changed:
            self.when_safe(lambda: self._give_up_then(close))
            return False
        return True

    def when_safe(self, then: Then) -> None:
        """Go on with `then` once the person has saved, or said that the changes may go.

        The changes go when `then` puts something else in their place, which may fail.
        """
        if self.writer.is_writing:
            self.writer.when_written(partial(self.when_safe, then))
            return
        if not self.is_changed:
            then()
            return
        if self._question:
            self._question.activateWindow()
            return
        self._question = ask(
            self.window,
            "Unsaved changes",
            f"Save the changes to “{self.name}”?",
            "Without saving, everything trained and changed since the last save is lost.",
            Reply("&Save", Role.AcceptRole, lambda: self.save(then)),
            Reply("Do&n't save", Role.DestructiveRole, then),
            cancel(),
        )
        self._question.finished.connect(self._forget_question)

    def _forget_question(self) -> None:
        self._question = None

    def _give_up_then(self, then: Then) -> None:
        self.give_up_changes()
        then()

    def give_up_changes(self) -> None:
        """Count the experiment as saved."""
        self._count_as_saved(content_of(self._session.experiment))

    def _count_as_saved(self, content: list[Any]) -> None:
        """Count an experiment as saved that was like this; it may have changed since."""
        self._saved = content
        self.is_changed = content_of(self._session.experiment) != content
        self.changed.emit()

    def call(self, name: str) -> None:
        """Have a name without a file, as what a script shows."""
        self._name = name
        self.changed.emit()

    def end(self) -> None:
        """Wait for threads that read or write a file."""
        self.writer.end()
        self._reader.end()

    # New and open.

    def new(self) -> None:
        """Begin a new experiment, as at the start of the playground."""
        self.when_safe(lambda: self._open(new_experiment()))

    def open(self) -> None:
        """Ask for a file, and open the experiment in it."""
        dialog = self._dialog("open_dialog", "Open experiment")
        dialog.setNameFilters(READABLE.split(";;"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.load)
        dialog.open()

    def load(self, path: str | Path, then: Then = nothing) -> None:
        """Open the experiment in a file, then call `then`; or say what is wrong with the file."""
        if Path(path).suffix.lower() in TABLE_ENDINGS:
            self.table_given.emit(str(path))
            return
        if is_script(path):
            self.script_given.emit(str(path))
            return
        self._reader.read(
            _absolute(path), lambda file: self.when_safe(lambda: self._open_file(file, then))
        )

    def _open_file(self, file: OpenedFile, then: Then) -> None:
        def take(file: OpenedFile) -> None:
            self._open(file.experiment, file.path, file.stamp)
            then()

        if file.is_outdated:
            # It was written meanwhile, by saving or by another window.
            self._reader.read(file.path, take)
        else:
            take(file)

    def _tell_not_opened(self, path: Path, error: FileError) -> None:
        if isinstance(error.__cause__, FileNotFoundError):
            self.recent.remove(path)
        if isinstance(error, NoExperimentError):
            self.table_given.emit(str(path))
            return
        tell(self.window, "Not opened", f"{path.name} can't be opened: {error}.")

    def _open(
        self, experiment: Experiment, path: Path | None = None, stamp: Stamp | None = None
    ) -> None:
        self._name, self._former = "Untitled", None
        self._session.open(experiment)
        self.belong_to(path, stamp)
        self._session.announce(f"Opened {path.name}." if path else "A new experiment.")

    def open_recovered(self, experiment: Experiment, former: Path | None) -> None:
        """Go on with recovered work, which is not saved yet. former: the file that it was in."""
        self._name = f"{title_of(former) if former else 'Untitled'} (recovered)"
        self.path, self._former, self._stamp, self._saved = None, former, None, None
        self._session.open(experiment)
        self.is_changed = True
        self.changed.emit()
        self._session.announce("Recovered. It is not saved yet: Ctrl+S saves it.")

    def belong_to(
        self,
        path: str | Path | None,
        stamp: Stamp | None = None,
        content: list[Any] | None = None,
    ) -> None:
        """Count the experiment as what is in a file; path: None where it has no file yet.

        stamp: that of the file from before it was read, None to take it now. content: what the
        file has, None for what the experiment is now.
        """
        self.path = _absolute(path) if path else None
        self._stamp = stamp or stamp_of(path)
        if self.path:
            self.recent.add(self.path)
            Folders.use(self.path)
        self._count_as_saved(content or content_of(self._session.experiment))

    # Save.

    def save(self, then: Then = nothing) -> None:
        """Write the file, or ask for one where there is none yet; once written, call `then`."""
        path = self.path
        if self.writer.is_writing:
            self.writer.when_written(partial(self.save, then))
        elif path is None:
            self.save_as(then)
        elif stamp_of(path) in (None, self._stamp):
            self._write_then(path, then)
        else:
            reason = "Another window or program has changed the file."
            self._ask_to_replace(path, then, nothing, reason)

    def save_as(self, then: Then = nothing) -> None:
        """Ask for a file, and write that; once written, call `then`."""
        dialog = self._dialog("save_dialog", "Save experiment")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(UNASKED)
        dialog.setDefaultSuffix(EXPERIMENT_ENDING[1:])
        dialog.selectFile(self.suggestion.name)
        dialog.fileSelected.connect(lambda chosen: self._write_chosen(chosen, then))
        dialog.open()

    def _write_chosen(self, chosen: str, then: Then) -> None:
        path = _absolute(chosen)
        if path.suffix.lower() != ENDING:
            path = path.with_name(path.name + EXPERIMENT_ENDING)
        if os.path.exists(path):
            self._ask_to_replace(path, then, lambda: self.save_as(then))
        else:
            self._write_then(path, then)

    def _ask_to_replace(self, path: Path, then: Then, keep: Then, *reason: str) -> None:
        replace = partial(self._write_then, path, then)
        ask_to_replace(self.window, path.name, replace, keep, *reason)

    def _write_then(self, path: Path, then: Then) -> None:
        self.writer.write(path, partial(self._take_written, then))
        if self.writer.is_writing:
            self._session.announce(f"Saving {path.name} …")

    def _take_written(self, then: Then, written: Written) -> None:
        if written.problem:
            tell(self.window, "Not saved", written.problem)
        else:
            self.belong_to(written.path, written.stamp, written.content)
            self._session.announce(f"Saved {written.path.name}.")
            then()

    # Boxes.

    def _dialog(self, name: str, title: str) -> QFileDialog:
        dialog = QFileDialog(self.window, title, str(self.suggestion.parent), FILES)
        dialog.setObjectName(name)
        dialog.finished.connect(dialog.deleteLater)
        return dialog


def _absolute(path: str | Path) -> Path:
    return Path(os.path.abspath(path))
