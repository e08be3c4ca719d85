"""Computes every step of an opened file's runs again, in the background."""

import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from app.kit.background import background_thread
from app.playing.compiled_loop import CompiledLoop
from app.session.session import Session
from micrograd.runs.recompute import Recomputation, to_recompute
from micrograd.runs.run import Run
from micrograd.system.quoting import shortened
from micrograd.training.divergence import DivergenceError

# Seconds. A rest that takes no longer is computed at once, so that even a run that is trained
# all the time is caught up with.
CATCH_UP_S = 0.05
LOOK_MS = 33
# Seconds. Runs that take less than SHORT_S are computed at once, for SLICE_S of a frame together.
SHORT_S, SLICE_S = 0.002, 0.01


class BackgroundRecompute(QObject):
    """Replaces the outlines of a file by the exact past, one run after the other.

    state: the work under way, in words; empty where there is none.
    """

    changed = Signal()

    def __init__(self, session: Session, loop: CompiledLoop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = ""
        self._session, self._loop = session, loop
        self._recomputation: Recomputation | None = None
        self._waiting: deque[Run] = deque()
        self._share = 0.0
        self._stop = threading.Event()
        self._future: Future[None] | None = None
        self._executor = background_thread("background_recompute")
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        session.opened.connect(self.begin)
        loop.changed.connect(self._begin_if_idle)

    def begin(self) -> None:
        """Begin with the runs of the open experiment; the current one and its past come first."""
        self.stop()
        waiting = to_recompute(self._session.experiment)
        line = [run for run in reversed(self._session.cursor.run.lineage) if run in waiting]
        self._waiting = deque(dict.fromkeys([*line, *waiting]))
        self._begin_if_idle()

    def stop(self) -> None:
        """Leave the outlines as they are."""
        self._stop.set()
        self._timer.stop()
        self._waiting.clear()
        self._recomputation = None
        self._say("")

    def _begin_if_idle(self) -> None:
        if self._recomputation is not None or self._loop.is_preparing:
            return
        ends, were_waiting = perf_counter() + SLICE_S, len(self._waiting)
        while self._waiting and self._recomputation is None:
            recomputation = Recomputation(self._waiting.popleft())
            if recomputation.seconds_left < SHORT_S and perf_counter() < ends:
                self._conclude(recomputation)
            else:
                self._recomputation = recomputation
        if len(self._waiting) < were_waiting - (self._recomputation is not None):
            self._session.runs.note_recomputed()
        if self._recomputation:
            self._go_on(self._recomputation)
        else:
            self._say("")

    def _go_on(self, recomputation: Recomputation) -> None:
        self._stop = threading.Event()
        self._future = self._executor.submit(self._draw, recomputation.work(), self._stop)
        self._timer.start()
        self._look()

    def _draw(self, work: Iterator[float], stop: threading.Event) -> None:
        for share in work:
            self._share = share
            if stop.is_set():
                return

    def _look(self) -> None:
        recomputation, future = self._recomputation, self._future
        assert recomputation is not None
        assert future is not None
        recomputation.give_checkpoints()
        if not future.done():
            self._say(f"computing {shortened(recomputation.run.name)} again: {self._share:.0%}")
            return
        self._timer.stop()
        has_diverged = isinstance(future.exception(), DivergenceError)
        if not has_diverged:
            future.result()
            self._session.settle()
            if recomputation.seconds_left > CATCH_UP_S:
                self._go_on(recomputation)
                return
        self._conclude(recomputation)
        self._session.runs.note_recomputed()
        self._recomputation = None
        self._begin_if_idle()

    def _conclude(self, recomputation: Recomputation) -> None:
        """Do the remaining steps, and take over the exact past if it leads to the same numbers."""
        # Training in the background writes to the history that is replaced: it ends first.
        self._session.settle()
        if recomputation.conclude():
            return
        self._session.announce(
            f"This computer computes other numbers than {recomputation.run.name} has in the file: "
            "training goes on from those of the file, and the past stays an outline."
        )

    def _say(self, state: str) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()
