"""Plays a walk: one operation after the other, at a speed that eyes can follow."""

from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.walking.walk import Walk

SPEEDS = (1, 2, 5, 10, 25, 100)
FRAME_MS = 16


class Player(QObject):
    """A player of a walk: `speed` operations per second while `is_playing`, up to the last one."""

    playing_changed = Signal()

    def __init__(self, walk: Walk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._walk = walk
        self.speed = 2
        self._owed = 0.0
        self._then = 0.0
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=FRAME_MS)
        self._timer.timeout.connect(self._tick)
        walk.interrupted.connect(self.pause)

    @property
    def is_playing(self) -> bool:
        """True from `play` to `pause`."""
        return self._timer.isActive()

    def play(self) -> None:
        """Begin with an operation at once."""
        self._then, self._owed = perf_counter(), 1.0
        if not self.is_playing:
            self._timer.start()
            self.playing_changed.emit()

    def pause(self) -> None:
        """Stand still after the last operation."""
        if self.is_playing:
            self._timer.stop()
            self.playing_changed.emit()

    def toggle(self) -> None:
        """Play where paused, pause where playing."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def set_speed(self, operations_per_s: int) -> None:
        """Play this many operations per second."""
        self.speed = operations_per_s
        self._owed = 0.0

    def _tick(self) -> None:
        now = perf_counter()
        self._owed = min(self._owed + (now - self._then) * self.speed, max(1.0, self.speed / 10))
        self._then = now
        while self._owed >= 1 and self.is_playing:
            self._owed -= 1
            if not self._walk.can_step:
                self.pause()
                return
            self._walk.step()
