"""Acting: the acts of a scene along its time, as far as they are done."""

from collections.abc import Callable, Sequence
from math import inf
from time import perf_counter

from app.scenes.acts.acts import Act
from app.scenes.playground.playground import Playground

# A slice twice as long is worth while where a step of it takes less than this share of its time.
CHEAPER = 0.75


class Acting:
    """Some acts. seconds: how far along they are. length: the seconds that they take.

    begins: is told of each act just before it begins.
    """

    def __init__(
        self, acts: Sequence[Act], playground: Playground, begins: Callable[[Act], object]
    ) -> None:
        self._acts, self._playground, self._begins = acts, playground, begins
        self._shares: list[float | None] = [None] * len(acts)
        self.seconds = 0.0
        # The steps or operations of the next slice of a long act, and the seconds of one of them.
        self._slice, self._cost_s = 1, inf
        self.length = max((act.at + act.seconds for act in acts), default=0.0)

    @property
    def is_over(self) -> bool:
        """True where every act is done."""
        return all(share == 1.0 for share in self._shares)

    @property
    def steps_per_s(self) -> float:
        """How fast the acts that are under way train; 0 where none does."""
        shares = zip(self._acts, self._shares, strict=True)
        return sum(act.steps_per_s for act, share in shares if share is not None and share < 1.0)

    @property
    def coming(self) -> Act | None:
        """The next act that has not begun."""
        return next(
            (act for act, share in zip(self._acts, self._shares, strict=True) if share is None),
            None,
        )

    def go_to(self, seconds: float, limit_s: float | None = None) -> None:
        """Do what is due by then. Raises ScriptError.

        limit_s: for so many seconds of the clock; what is left, of a long act as well, then comes
        with the next call. None: all of it.
        """
        self.seconds, begun = seconds, perf_counter()
        for i, act in enumerate(self._acts):
            before, now = self._shares[i], _share(act, seconds)
            if now is None or now == before:
                continue
            # An act that fails is not tried again.
            self._shares[i] = now
            if before is None:
                self._slice, self._cost_s = act.first_slice, inf
                self._begins(act)
            reached = self._advance(act, before or 0.0, now, limit_s)
            self._shares[i] = reached
            is_late = limit_s is not None and perf_counter() - begun >= limit_s
            # One that lasts has its part in each frame: it keeps none that follow waiting.
            if reached < now or (is_late and now == 1.0):
                return

    def _advance(self, act: Act, before: float, now: float, limit_s: float | None) -> float:
        """Do a part of an act, slice by slice; returns the share that is reached."""
        if limit_s is None:
            act.advance(self._playground, before, now)
            return now
        end = perf_counter() + limit_s
        while True:
            share = min(now, before + self._slice / act.count)
            begun = perf_counter()
            act.advance(self._playground, before, share)
            ended, before = perf_counter(), share
            self._size_slice(ended - begun, limit_s)
            if share == now or ended >= end:
                return share

    def _size_slice(self, took_s: float, limit_s: float) -> None:
        """Take larger slices where there is time, or where each costs much to be shown."""
        cost_s = took_s / self._slice
        if took_s < limit_s / 4 or cost_s < CHEAPER * self._cost_s:
            self._slice *= 2
        self._cost_s = cost_s

    def finish(self, limit_s: float | None = None) -> None:
        """Do at once what is left, within the limit. Raises ScriptError."""
        self.go_to(max(self.seconds, self.length), limit_s)


def _share(act: Act, seconds: float) -> float | None:
    """The share of an act's time that is gone by then; None before it begins."""
    if seconds < act.at:
        return None
    return 1.0 if seconds >= act.at + act.seconds else (seconds - act.at) / act.seconds
