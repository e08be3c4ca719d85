"""How often a writer stops to report its progress."""

from collections.abc import Iterator
from time import perf_counter

# Seconds between two reports: often enough for a window that stays responsive.
SECONDS = 0.01


def throttled(progress: Iterator[float]) -> Iterator[float]:
    """The reports of progress that are at least `SECONDS` apart."""
    last = perf_counter()
    for done in progress:
        if perf_counter() - last >= SECONDS:
            yield done
            last = perf_counter()
