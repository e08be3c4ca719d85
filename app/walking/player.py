"""Plays a walk: one operation after the other, at a speed that eyes can follow."""

from PySide6.QtCore import QObject

from app.kit.playback import Playback
from app.walking.walk import Walk

SPEEDS = (1, 2, 5, 10, 25, 100)


class Player(Playback):
    """A player of a walk: `speed` operations per second while `is_playing`, up to the last one."""

    def __init__(self, walk: Walk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._walk = walk
        self.speed = 2
        self._owed = 0.0
        walk.interrupted.connect(self.pause)

    def set_speed(self, operations_per_s: int) -> None:
        """Play this many operations per second."""
        self.speed = operations_per_s
        self._owed = 0.0

    def begin(self) -> None:
        # With an operation at once.
        self._owed = 1.0

    def advance(self, seconds: float) -> None:
        self._owed = min(self._owed + seconds * self.speed, max(1.0, self.speed / 10))
        while self._owed >= 1 and self.is_playing:
            self._owed -= 1
            if not self._walk.can_step:
                self.pause()
                return
            self._walk.step()
