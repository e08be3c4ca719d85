"""Ctrl+C while `python -m micrograd` loads its modules: it ends at once, without a traceback."""

import os
import signal
import sys

# What shells give as the exit code of a program that Ctrl+C ended.
INTERRUPTED = 128 + signal.SIGINT


def end_quietly() -> None:
    """Let Ctrl+C end the program, until `end_usually`; where it is ignored it stays ignored."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)


def end_usually() -> None:
    """Let Ctrl+C raise KeyboardInterrupt again."""
    if signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _end(number: int, frame: object) -> None:
    os._exit(INTERRUPTED)


# Python loads the package before its `__main__`; a program that uses it keeps its own handlers.
if sys.argv[:1] == ["-m"] and "micrograd" in sys.orig_argv:
    end_quietly()
