"""Loads or builds the compiled training loop beside the event loop, and tells its state."""

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from micrograd.compiled import UnavailableError, library
from micrograd.compiled.build_lock import BuildLock

# Milliseconds between two looks whether another process is done with building.
LOOK_MS = 250


class CompiledLoop(QObject):
    """The compiled loop of this process, from the cache or else built in the background.

    state: a text for people, "" where there is nothing to tell. The engine trains until the loop
    is loaded, and where it can't be used. Of several windows one builds, the others wait for it.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
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

    def prepare(self) -> None:
        """Load it as soon as the event loop is idle: the window is painted first."""
        self.is_preparing = True
        self._timer.start(0)

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
            if library.load_from_cache():
                self._finish("")
                return
            self._lock = library.build_lock()
            if self._lock.acquire():
                self._build_if_free()
                return
            self._show("another window compiles the fast training loop")
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
            if library.load_from_cache():
                self._finish("")
                return
            self._show("compiling the fast training loop, once")
            program, *arguments = library.BUILD_COMMAND
            self._process.start(program, arguments)
        except Exception as error:
            self._finish_without(str(error))

    def _take_built(self) -> None:
        output = bytes(self._process.readAllStandardOutput().data())
        errors = bytes(self._process.readAllStandardError().data())
        try:
            if self._process.exitCode():
                raise UnavailableError(library.reason_of(errors))
            library.load_built(output)
        except Exception as error:
            self._finish_without(str(error))
            return
        try:
            library.save(output)
        except OSError as error:
            folder = library.cache_file().parent
            self._finish(f"compiled again at each start: {folder}: {error.strerror}")
        else:
            self._finish("")

    def _report_failed_start(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._finish_without(self._process.errorString())

    def _finish_without(self, reason: str) -> None:
        self._finish(f"training on the engine: {reason}")

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
