"""Being asked to end (Ctrl+C, SIGTERM) while files are written: told where that can be left.

Python would raise KeyboardInterrupt anywhere, and inside of what Qt calls it would be lost.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGINT, signal.SIGTERM)

_asked: list[int] = []


class InterruptionError(Exception):
    """Somebody asked the program to end. number: of the signal."""

    def __init__(self, number: int) -> None:
        super().__init__(f"signal {number}")
        self.number = number


@contextmanager
def interruptible() -> Iterator[None]:
    """Within it, being asked to end is noted, for `check_interruption`.

    After the second time the system does what it always does: the third one kills.
    """
    _asked.clear()
    before = [signal.signal(each, _note) for each in SIGNALS]
    try:
        yield
    finally:
        for each, handler in zip(SIGNALS, before, strict=True):
            signal.signal(each, handler)
        _asked.clear()


def check_interruption() -> None:
    """Raises InterruptionError where somebody asked for it."""
    if _asked:
        raise InterruptionError(_asked[0])


def _note(number: int, frame: object) -> None:
    _asked.append(number)
    if len(_asked) > 1:
        for each in SIGNALS:
            signal.signal(each, signal.SIG_DFL)
