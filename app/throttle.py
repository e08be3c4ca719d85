"""Calls a slot at most so often, and always once after the last request."""

from collections.abc import Callable
from time import perf_counter
from typing import ClassVar

from PySide6.QtCore import QObject, QTimer

# From this interval on a slot is in no hurry: such slots take turns.
PATIENT_MS = 40
TURN_MS = 14


class Throttle(QObject):
    """`request()` calls the slot now, or where it was called just before, a little later.

    Slots with an interval of 40 ms or more don't share a frame: where one was called, the next
    waits for a frame of its own, so that no frame has to paint all of them.
    """

    _next_turn: ClassVar[float] = 0.0

    def __init__(self, interval_ms: float, slot: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self.interval_ms = interval_ms
        self._slot = slot
        self._called_at = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._try)

    def request(self) -> None:
        """Ask for a call of the slot."""
        if not self._timer.isActive():
            self._try()

    @property
    def has_to_wait(self) -> bool:
        """True where a request now would be answered later."""
        return self._wait_ms(perf_counter()) > 0

    def _wait_ms(self, now: float) -> float:
        wait_ms = self.interval_ms - (now - self._called_at) * 1000
        if self.interval_ms >= PATIENT_MS:
            wait_ms = max(wait_ms, (Throttle._next_turn - now) * 1000)
        return wait_ms

    def _try(self) -> None:
        now = perf_counter()
        wait_ms = self._wait_ms(now)
        if wait_ms > 0:
            self._timer.start(int(wait_ms) + 1)
            return
        if self.interval_ms >= PATIENT_MS:
            Throttle._next_turn = now + TURN_MS / 1000
        self._called_at = now
        self._slot()
