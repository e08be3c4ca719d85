"""How often a writer stops to tell its progress."""

from collections.abc import Iterator
from time import perf_counter

SECONDS = 0.01


def paced(progress: Iterator[float]) -> Iterator[float]:
    """Of what comes in quick succession only some: a window has to stay alive, no more."""
    last = perf_counter()
    for done in progress:
        if perf_counter() - last >= SECONDS:
            yield done
            last = perf_counter()
