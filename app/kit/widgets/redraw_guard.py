"""Tells which parts of a view look different, so that only these are drawn again."""

from collections.abc import Sequence

# Up to this many parts are compared: comparing more takes as long as drawing them.
MOST_COMPARED = 300


class RedrawGuard:
    """Remembers how each part of a view looked when it was drawn last."""

    def __init__(self) -> None:
        self._looks: Sequence[object] = ()

    def changed(self, looks: Sequence[object]) -> list[int]:
        """The parts that look different now; all of them where there are more or fewer."""
        before, self._looks = self._looks, looks
        if len(before) != len(looks):
            return list(range(len(looks)))
        return [i for i, look in enumerate(looks) if look != before[i]]

    def forget(self) -> None:
        """Draw everything the next time, as after an edit."""
        self._looks = ()
