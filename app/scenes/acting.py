"""Acting: the acts of a scene along its time, as far as they are done."""

from collections.abc import Callable, Sequence

from app.scenes.acts import Act
from app.scenes.playground import Playground


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
        self.length = max((act.at + act.seconds for act in acts), default=0.0)

    @property
    def is_over(self) -> bool:
        """True where every act is done."""
        return all(share == 1.0 for share in self._shares)

    @property
    def coming(self) -> Act | None:
        """The next act that has not begun."""
        return next(
            (act for act, share in zip(self._acts, self._shares, strict=True) if share is None),
            None,
        )

    def go_to(self, seconds: float) -> None:
        """Do what is due by then. Raises ScriptError."""
        self.seconds = seconds
        for i, act in enumerate(self._acts):
            before, now = self._shares[i], _share(act, seconds)
            if now is None or now == before:
                continue
            # An act that fails is not tried again.
            self._shares[i] = now
            if before is None:
                self._begins(act)
            act.advance(self._playground, before or 0.0, now)

    def finish(self) -> None:
        """Do at once what is left. Raises ScriptError."""
        self.go_to(max(self.seconds, self.length))


def _share(act: Act, seconds: float) -> float | None:
    """The share of an act's time that is gone by then; None before it begins."""
    if seconds < act.at:
        return None
    return 1.0 if seconds >= act.at + act.seconds else (seconds - act.at) / act.seconds
