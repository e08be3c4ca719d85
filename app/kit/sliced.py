"""Runs long work in slices, so that the window goes on answering in between."""

from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer, Signal

# Of each frame so much: training and painting need the rest.
SLICE_S = 0.006
PAUSE_MS = 4


class Sliced(QObject):
    """Calls `next()` on a generator until its slice is spent, once per tick of a timer.

    The generator keeps its own results. `advanced` comes after each slice but the last,
    `finished` after the last one; neither comes after `cancel`.
    """

    advanced = Signal()
    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work: Iterator[object] | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._run_slice)

    @property
    def is_running(self) -> bool:
        """True from `start` to `finished` or `cancel`."""
        return self._work is not None

    def start(self, work: Iterator[object]) -> None:
        """Run this work instead of what was running; the first slice at once."""
        self.cancel()
        self._work = work
        self._timer.start()
        self._run_slice()

    def cancel(self) -> None:
        """Stop where it is, and forget the work."""
        self._timer.stop()
        self._work = None

    def _run_slice(self) -> None:
        work = self._work
        assert work is not None
        ends = perf_counter() + SLICE_S
        try:
            while perf_counter() < ends:
                next(work)
        except StopIteration:
            self.cancel()
            self.finished.emit()
            return
        except BaseException:
            self.cancel()
            raise
        self.advanced.emit()
