"""Requests to end the program (Ctrl+C, SIGTERM), raised only where work on files can stop.

Python would raise KeyboardInterrupt anywhere, and lose it inside a method that Qt calls.
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
    """Within it, a request to end is only noted, for `check_interruption`.

    The second request brings the system's own handling back: the third one kills the program.
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
    """Raise InterruptionError if somebody asked the program to end."""
    if _asked:
        raise InterruptionError(_asked[0])


def _note(number: int, frame: object) -> None:
    _asked.append(number)
    if len(_asked) > 1:
        for each in SIGNALS:
            signal.signal(each, signal.SIG_DFL)
