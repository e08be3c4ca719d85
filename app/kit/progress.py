"""Long work in pieces: how far it is, and the time that it will still take, in words."""

from collections.abc import Iterator
from time import perf_counter

# No time is guessed in the first half second: it would be far off.
GUESS_AFTER_S = 0.5


class Progress:
    """The progress of work that begins now. share: the part that is done, 0 to 1."""

    def __init__(self) -> None:
        self._began = perf_counter()
        self.share = 0.0

    @property
    def remaining_s(self) -> float | None:
        """The seconds that the work will still take, as a guess; None while there is no guess."""
        spent = perf_counter() - self._began
        if spent < GUESS_AFTER_S or self.share <= 0:
            return None
        return spent / self.share * (1 - self.share)

    @property
    def text(self) -> str:
        """`43 %, 12 s left`."""
        left = self.remaining_s
        percent = f"{100 * self.share:.0f} %"
        return percent if left is None else f"{percent}, {duration(left)} left"


def work_for(seconds: float, work: Iterator[object], progress: Progress) -> bool:
    """Work for about so many seconds, at least for a piece; True where that was all.

    A float that the work yields is its progress, 0 to 1.
    """
    ends = perf_counter() + seconds
    for share in work:
        if isinstance(share, float):
            progress.share = share
        if perf_counter() >= ends:
            return False
    return True


def duration(seconds: float) -> str:
    """`12 s`, `3:05 min`, `2:10 h`."""
    whole = round(seconds)
    if whole < 60:
        return f"{max(1, whole)} s"
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02} min"
    return f"{whole // 3600}:{whole // 60 % 60:02} h"
