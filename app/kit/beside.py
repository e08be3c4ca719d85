"""Work in a thread beside the window, whose results come back to the window piece by piece."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, wait

from PySide6.QtCore import QObject, QTimer, Signal

from app.kit.background import background_thread

# Milliseconds between two looks at the thread.
LOOK_MS = 8


class Beside(QObject):
    """Draws on a generator in a thread; the newest thing that it yielded comes with `delivered`.

    Results that come faster than the window looks are dropped, but for the last one; None is no
    result, only a place where the work can be left. `finished`
    comes after the last result; neither comes after `cancel`. An error of the work is raised here.
    The thread must touch no widget.
    """

    delivered = Signal(object)
    finished = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = background_thread(name)
        self._stop = threading.Event()
        self._future: Future[None] | None = None
        self._newest: list[object] = []
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def is_running(self) -> bool:
        """True from `start` to `finished` or `cancel`."""
        return self._future is not None

    def start(self, work: Iterator[object]) -> None:
        """Do this work instead of what was done; it begins when the thread leaves that."""
        self.cancel()
        self._stop, self._newest = threading.Event(), []
        self._future = self._executor.submit(_draw, work, self._stop, self._newest)
        self._timer.start()

    def cancel(self) -> None:
        """Let the thread leave its work at the next result, and forget it."""
        self._stop.set()
        self._timer.stop()
        self._future = None

    def wait(self) -> None:
        """Leave the processor to the thread until it is done, or until the window would look."""
        if self._future is not None:
            wait([self._future], LOOK_MS / 1000)

    def end(self) -> None:
        """Cancel, and wait for the thread; no other work follows."""
        self.cancel()
        self._executor.shutdown(wait=True)

    def _look(self) -> None:
        future = self._future
        assert future is not None
        is_done = future.done()
        if newest := self._newest[:]:
            # The thread may have added another one since.
            del self._newest[: len(newest)]
            self.delivered.emit(newest[-1])
        if is_done and self._future is future:
            self.cancel()
            future.result()
            self.finished.emit()


def _draw(work: Iterator[object], stop: threading.Event, newest: list[object]) -> None:
    for result in work:
        if stop.is_set():
            return
        if result is not None:
            newest.append(result)
