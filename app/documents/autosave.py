"""Autosave: unsaved work is kept in the recovery folder, and what was left there is recovered."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from app.documents import recovery
from app.documents.content import content_of
from app.documents.document import Document
from app.documents.opened_file import OpenedFile, read
from app.documents.recovery import Found, Slot
from app.kit.questions import tell
from app.session.session import Session
from micrograd.files.errors import FileError
from micrograd.system.saving import reason_of

# How often changes are looked for: with encoding and writing, at most two seconds of work are at
# risk.
INTERVAL_MS = 700


class Autosave(QObject):
    """The keeper of unsaved work: it writes changes in a thread, one file after the other.

    A window without unsaved work has no folder. root: the folder of all windows' folders.
    """

    def __init__(self, session: Session, document: Document, root: Path | None = None) -> None:
        super().__init__(document)
        self._session, self._document = session, document
        self.root = root or recovery.recovery_folder()
        self._slot: Slot | None = None
        self._kept: list[object] | None = None
        # The state whose large datasets were encoded in the thread, if there are any.
        self._prepared: list[object] | None = None
        self._writing: Future[None] | None = None
        # Why the last work could not be kept, "" where it was.
        self.problem = ""
        self._executor = ThreadPoolExecutor(1, "autosave")
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self.keep)

    def start(self) -> None:
        """Keep changes from now on."""
        self._timer.start()

    # Keeping.

    def keep(self) -> None:
        """Begin to write what has changed since the last time."""
        if self._writing and not self._writing.done():
            return
        self._take_result()
        if not self._document.is_changed:
            self._let_go()
            return
        session = self._session
        state = [*content_of(session.experiment), session.cursor.run, session.cursor.steps]
        if state == self._kept:
            return
        if state != self._prepared:
            self._prepared = state
            if work := self._document.writer.encoder.work_ahead(session.experiment):
                self._writing = self._executor.submit(_do_all, work)
                return
        session.keep_place()
        try:
            data = self._document.writer.encoder.encode(session.experiment)
        except FileError as error:
            self._fail(str(error))
            return
        self._kept = state
        self._writing = self._executor.submit(self._write, self._document.home, data)

    def _write(self, home: Path | None, data: bytes) -> None:
        if self._slot is None:
            self._slot = Slot.new(self.root)
        self._slot.write(home, data)

    def _take_result(self) -> None:
        writing, self._writing = self._writing, None
        if writing is None:
            return
        try:
            writing.result()
        except OSError as error:
            self._kept = None
            self._fail(reason_of(error))
        else:
            if self.problem:
                self._session.announce("Autosave works again.")
            self.problem = ""

    def _fail(self, reason: str) -> None:
        is_new, self.problem = not self.problem, reason
        if is_new:
            text = f"Autosave failed: {reason}; save your work elsewhere (Ctrl+Shift+S)."
            self._session.announce(text)

    def keep_now(self) -> None:
        """Keep what has changed before this returns; `problem` says why it could not be kept."""
        # Large datasets are encoded first, and written the next time.
        for _ in range(2):
            self._finish_writing()
            self.keep()
        self._finish_writing()
        if self._writing:
            self._take_result()

    def _let_go(self) -> None:
        """Remove the kept work, since nothing is at risk."""
        self._kept = None
        slot, self._slot = self._slot, None
        if slot:
            self._executor.submit(slot.remove)

    def _finish_writing(self) -> None:
        if self._writing:
            wait([self._writing])

    def close(self) -> None:
        """Keep unsaved work for recovery when the window closes, and nothing else."""
        self._timer.stop()
        self._finish_writing()
        if self._slot and self._document.is_changed:
            self._slot.release()
            self._slot = None
        else:
            self._let_go()
        self._executor.shutdown()

    # Recovering.

    def find(self) -> list[Found]:
        """What closed windows left, see `recovery.find`."""
        return recovery.find(self.root)

    def recover(self, found: Found) -> None:
        """Go on with what was left, after a question about unsaved changes. Raises FileError."""
        opened = read(found.file)
        self._document.when_safe(partial(self._take_over, found, opened))

    def _take_over(self, found: Found, opened: OpenedFile) -> None:
        try:
            slot = Slot(found.folder)
        except OSError:
            self._tell(f"Another window has recovered “{found.name}” already.")
            return
        try:
            # Another window may have recovered the work, changed it and left it again.
            experiment = opened.renewed().experiment
        except FileError as error:
            slot.release()
            self._tell(
                f"“{found.name}” can't be recovered, another window has changed it: {error}."
            )
            return
        self._finish_writing()
        self._let_go()
        # Later changes are kept in the same folder.
        self._slot = slot
        self._document.open_recovered(experiment, found.home)

    def _tell(self, text: str) -> None:
        tell(self._document.window, "Not recovered", text)


def _do_all(work: Sequence[Callable[[], object]]) -> None:
    for each in work:
        each()
