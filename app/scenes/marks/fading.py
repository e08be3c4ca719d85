"""Fading: marks that are seen for a moment, each from the time it was made."""

from typing import Generic, TypeVar

Mark = TypeVar("Mark")


class Fading(Generic[Mark]):
    """Marks with their ages in seconds; each is gone after `lasts_s`."""

    def __init__(self, lasts_s: float) -> None:
        self.lasts_s = lasts_s
        self.aged: list[tuple[Mark, float]] = []

    @property
    def marks(self) -> list[Mark]:
        """Those that can still be seen, oldest first."""
        return [mark for mark, _ in self.aged]

    def add(self, mark: Mark) -> None:
        """Show one more from now on."""
        self.aged.append((mark, 0.0))

    def advance(self, seconds: float) -> None:
        """Let so much time pass."""
        older = [(mark, age_s + seconds) for mark, age_s in self.aged]
        self.aged = [(mark, age_s) for mark, age_s in older if age_s < self.lasts_s]

    def clear(self) -> None:
        """Show none any more."""
        self.aged = []
