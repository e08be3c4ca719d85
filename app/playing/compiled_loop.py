"""Loads or builds a compiled loop beside the event loop, and tells its state."""

from typing import Any

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from micrograd.compiled import UnavailableError, library, run_library
from micrograd.compiled.build_lock import BuildLock
from micrograd.compiled.libraries import Library, reason_of

# Milliseconds between two looks whether another process is done with building.
LOOK_MS = 250


class CompiledLoop(QObject):
    """A compiled loop of this process, from the cache or else built in the background.

    library: which one. title: as it is called while it is built. without: what is done without it.
    state: a text for people, "" where there is nothing to tell. The engine trains until the loop
    is loaded, and where it can't be used. Of several windows one builds, the others wait for it.
    """

    changed = Signal()

    def __init__(
        self,
        parent: QObject | None = None,
        library: Library[Any] = library,
        title: str = "the fast training loop",
        without: str = "training on the engine",
    ) -> None:
        super().__init__(parent)
        self._library, self._title, self._without = library, title, without
        self._is_wanted = self._may_prepare = False
        self.state = ""
        self.is_preparing = False
        self._process = QProcess(self)
        self._process.finished.connect(self._take_built)
        self._process.errorOccurred.connect(self._report_failed_start)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._load)
        self._lock: BuildLock | None = None
        self._next_look = QTimer(self, interval=LOOK_MS)
        self._next_look.timeout.connect(self._build_if_free)

    @property
    def is_loaded(self) -> bool:
        """True where this process has it."""
        return self._library.loaded() is not None

    def prepare(self) -> None:
        """Load it as soon as the event loop is idle: the window is painted first."""
        self.is_preparing = True
        self._timer.start(0)

    def prepare_when_wanted(self) -> None:
        """Prepare it once something wants it, or now where it has already."""
        self._may_prepare = True
        self._prepare_once()

    def want(self) -> None:
        """Need it: from now on it may be prepared."""
        self._is_wanted = True
        self._prepare_once()

    def _prepare_once(self) -> None:
        if self._is_wanted and self._may_prepare and not self.is_loaded:
            self._may_prepare = False
            self.prepare()

    def close(self) -> None:
        """Give up building it."""
        self._timer.stop()
        self._next_look.stop()
        self._process.blockSignals(True)
        self._process.kill()
        self._process.waitForFinished()
        self._release_lock()

    def _load(self) -> None:
        try:
            if self._library.load_from_cache():
                self._finish("")
                return
            self._lock = self._library.build_lock()
            if self._lock.acquire():
                self._build_if_free()
                return
            self._show(f"another window compiles {self._title}")
            self._next_look.start()
        except Exception as error:
            # Whatever keeps machine code from being loaded, the engine trains without it.
            self._finish_without(str(error))

    def _build_if_free(self) -> None:
        """Build where no other process does; what that built is loaded."""
        assert self._lock is not None
        if not self._lock.acquire():
            return
        self._next_look.stop()
        try:
            if self._library.load_from_cache():
                self._finish("")
                return
            self._show(f"compiling {self._title}, once")
            program, *arguments = self._library.build_command
            self._process.start(program, arguments)
        except Exception as error:
            self._finish_without(str(error))

    def _take_built(self) -> None:
        output = bytes(self._process.readAllStandardOutput().data())
        errors = bytes(self._process.readAllStandardError().data())
        try:
            if self._process.exitCode():
                raise UnavailableError(reason_of(errors))
            self._library.load_built(output)
        except Exception as error:
            self._finish_without(str(error))
            return
        try:
            self._library.save(output)
        except OSError as error:
            folder = self._library.cache_file().parent
            self._finish(f"compiled again at each start: {folder}: {error.strerror}")
        else:
            self._finish("")

    def _report_failed_start(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._finish_without(self._process.errorString())

    def _finish_without(self, reason: str) -> None:
        self._finish(f"{self._without}: {reason}")

    def _finish(self, state: str) -> None:
        self.is_preparing = False
        self._release_lock()
        self._show(state)

    def _release_lock(self) -> None:
        if self._lock is not None:
            self._lock.release()

    def _show(self, state: str) -> None:
        self.state = state
        self.changed.emit()


def loop_of_many_runs(parent: QObject | None = None) -> CompiledLoop:
    """The compiled loop that trains many runs side by side, which maps and sweeps want."""
    return CompiledLoop(
        parent, run_library, "the fast loop for many runs", "training run after run"
    )
