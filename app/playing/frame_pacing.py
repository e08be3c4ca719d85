"""FramePacing: a step is shown at every tick of the display clock, or every second, third, …"""

import math
from collections import deque
from time import perf_counter, thread_time

from PySide6.QtCore import QObject, QTimer, Signal

FRAME_MS = 16
# Seconds. After a frame with more processor time than this, as much time is left for other work.
LONGEST_PAINTING_S = 0.030
# The ticks of a frame follow from the last frames: at least FEWEST of them, at most MOST; CALM of
# them before frames come more often again.
FEWEST, CALM, MOST = 8, 32, 96
# This many of the last frames may take longer than a frame has, as the very first ones do.
OUTLIERS = 3
# A frame may take this many times its ticks: the next one begins as soon as it is painted, so the
# rhythm stays even.
LATEST = 1.2
# Frames come more often again only where the last ones would fit with this much room, so that the
# rhythm does not flip to and fro.
ROOM = 1.25


class FramePacing(QObject):
    """`begin` with each frame; `allows` tells when the next one may.

    Frames that do not fit into one tick use every second, third, … tick, all of them alike.
    `became_free` comes when a frame is painted that the next one had to wait for.
    """

    became_free = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ticks = 1
        self.painting_s = 0.0
        self._took_s: deque[float] = deque(maxlen=MOST)
        self._shown_at = self._began = 0.0
        self._is_awaited = False
        # A timer of 0 ms fires after everything that waits to be painted.
        self._painted = QTimer(self, singleShot=True, interval=0)
        self._painted.timeout.connect(self._note_painted)

    @property
    def frame_s(self) -> float:
        """The time from one frame to the next."""
        return self.ticks * FRAME_MS / 1000

    def begin(self) -> None:
        """Note that a frame begins; it shows what the views are told now."""
        self._shown_at, self._began = perf_counter(), thread_time()
        self._painted.start()

    def allows(self, now: float) -> bool:
        """True where the next frame may begin; now: as of `perf_counter`."""
        if self._painted.isActive():
            # It begins as soon as this one is painted, not a whole tick later.
            self._is_awaited = True
            return False
        return now - self._shown_at >= self.frame_s - FRAME_MS / 2000

    def _note_painted(self) -> None:
        self.painting_s += 0.2 * (thread_time() - self._began - self.painting_s)
        self._took_s.append(perf_counter() - self._shown_at)
        self._choose_ticks()
        if self._is_awaited:
            self._is_awaited = False
            self.became_free.emit()

    def _choose_ticks(self) -> None:
        """Give each frame as many ticks as nearly all of the last ones needed."""
        if len(self._took_s) < FEWEST:
            return
        needed_s = sorted(self._took_s)[-1 - OUTLIERS] / LATEST
        if self.painting_s > LONGEST_PAINTING_S:
            needed_s = max(needed_s, 2 * self.painting_s)
        least, roomy = _ticks(needed_s), _ticks(needed_s * LATEST * ROOM)
        is_calm = len(self._took_s) >= CALM
        if least > self.ticks or (is_calm and roomy < self.ticks):
            self.ticks = max(least, min(roomy, self.ticks))
            self._took_s.clear()


def _ticks(seconds: float) -> int:
    return max(1, math.ceil(round(seconds * 1000 / FRAME_MS, 6)))
