"""Calls a slot at most so often, and always once after the last request."""

from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QObject, QTimer


class Throttle(QObject):
    """`request()` calls the slot now, or where it was called just before, a little later."""

    def __init__(self, interval_ms: float, slot: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self.interval_ms = interval_ms
        self._slot = slot
        self._called_at = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._call)

    def request(self) -> None:
        """Ask for a call of the slot."""
        if self._timer.isActive():
            return
        remaining_ms = self.interval_ms - (perf_counter() - self._called_at) * 1000
        if remaining_ms <= 0:
            self._call()
        else:
            self._timer.start(int(remaining_ms) + 1)

    def _call(self) -> None:
        self._called_at = perf_counter()
        self._slot()
