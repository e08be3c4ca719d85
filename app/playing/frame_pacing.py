"""How often a step is shown: every frame, or as often as painting it leaves room for."""

from time import perf_counter, thread_time

from PySide6.QtCore import QObject, QTimer, Signal

FRAME_MS = 16
# Every view shows the same step. Where painting them all takes longer than this, they are shown
# less often: the window has as much time for anything else as for that.
LONGEST_PAINTING_S = 0.030


class Pace(QObject):
    """`begin` with each frame; `allows` tells when the next one may.

    `became_free` comes when a frame is painted that the next one had to wait for.
    """

    became_free = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.painting_s = 0.0
        self._shown_at = self._began = 0.0
        self._is_awaited = False
        # It comes after everything that waits to be painted.
        self._painted = QTimer(self)
        self._painted.setSingleShot(True)
        self._painted.setInterval(0)
        self._painted.timeout.connect(self._note_painted)

    @property
    def frame_s(self) -> float:
        """How long from one frame to the next."""
        is_short = self.painting_s < LONGEST_PAINTING_S
        return FRAME_MS / 1000 if is_short else 2 * self.painting_s

    def begin(self) -> None:
        """A frame begins: what views are told now is what it shows."""
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
        # Not by the clock: time that other threads had the processor is no reason to paint less.
        self.painting_s += 0.2 * (thread_time() - self._began - self.painting_s)
        if self._is_awaited:
            self._is_awaited = False
            self.became_free.emit()
