"""Calls a slot no more often than an interval allows, and once after the last request."""

from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QObject, QTimer

# Milliseconds between two readings of a number that nobody could read faster, and that may take a
# while to be computed.
READING_MS = 250


class Throttle(QObject):
    """`request()` calls the slot at once, or a little later if it was called just before."""

    def __init__(self, interval_ms: float, slot: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self.interval_ms = interval_ms
        self._slot = slot
        self._called_at = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._try)

    def request(self) -> None:
        """Ask for a call of the slot."""
        if not self._timer.isActive():
            self._try()

    def _try(self) -> None:
        now = perf_counter()
        wait_ms = self.interval_ms - (now - self._called_at) * 1000
        if wait_ms > 0:
            self._timer.start(int(wait_ms) + 1)
            return
        self._called_at = now
        self._slot()
