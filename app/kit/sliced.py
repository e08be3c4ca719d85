"""Runs long work in slices, so that the window goes on answering in between."""

from collections.abc import Generator, Iterator
from itertools import takewhile

from PySide6.QtCore import QObject, QTimer, Signal

from app.kit.progress import Progress, work_for

# Seconds that a slice takes: training and painting need the rest of a frame.
SLICE_S = 0.006


class Sliced(QObject):
    """Calls `next()` on a generator until its slice is spent, then lets the event loop go on.

    The generator keeps its own results; a float that it yields is its progress, 0 to 1. `advanced`
    comes after each slice but the last, `finished` after the last one; neither comes after
    `cancel`. A generator that is cancelled is closed, so that it can clear up.
    """

    advanced = Signal()
    finished = Signal()

    def __init__(self, parent: QObject | None = None, slice_s: float = SLICE_S) -> None:
        super().__init__(parent)
        self.progress = Progress()
        self._slice_s = slice_s
        self._work: Iterator[object] | None = None
        self._is_in_slice = False
        # A single shot, started anew after each slice: work may itself process events.
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._run_slice)

    @property
    def is_running(self) -> bool:
        """True from `start` to `finished` or `cancel`."""
        return self._work is not None

    def start(self, work: Iterator[object]) -> None:
        """Run this work instead of what was running; the first slice at once."""
        self.start_soon(work)
        self._timer.stop()
        self._run_slice()

    def start_soon(self, work: Iterator[object]) -> None:
        """Run this work instead of what was running; the first slice with the next events."""
        self.cancel()
        self.progress, self._work = Progress(), work
        self._timer.start()

    def cancel(self) -> None:
        """Stop where it is, and forget the work."""
        self._timer.stop()
        work, self._work = self._work, None
        # A generator can't be closed while it runs: its slice closes it afterwards.
        if not self._is_in_slice:
            _close(work)

    def _run_slice(self) -> None:
        work = self._work
        assert work is not None
        try:
            is_done, error = self._advance(work), None
        except Exception as raised:
            is_done, error = True, raised
        if self._work is not work:
            # Cancelled meanwhile.
            _close(work)
        elif not is_done:
            self._timer.start()
            self.advanced.emit()
        else:
            self._work = None
            if error is not None:
                raise error
            self.finished.emit()

    def _advance(self, work: Iterator[object]) -> bool:
        """Work for a slice; True where that was the last one."""
        self._is_in_slice = True
        try:
            # Work that is cancelled by what it does goes no further.
            wanted = takewhile(lambda _: self._work is work, work)
            return work_for(self._slice_s, wanted, self.progress)
        finally:
            self._is_in_slice = False


def _close(work: Iterator[object] | None) -> None:
    if isinstance(work, Generator):
        work.close()
