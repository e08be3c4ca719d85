"""Tells which parts of a view look different, so that only these are drawn again."""

from collections.abc import Sequence

# The most parts that are compared: comparing more takes as long as drawing them.
MOST_COMPARED = 300


class RedrawGuard:
    """Remembers how each part of a view looked when it was drawn last."""

    def __init__(self) -> None:
        self._looks: Sequence[object] = ()

    def changed(self, looks: Sequence[object]) -> list[int]:
        """The indices of the parts that look different; all of them if there are more or fewer."""
        before, self._looks = self._looks, looks
        if len(before) != len(looks):
            return list(range(len(looks)))
        return [i for i, look in enumerate(looks) if look != before[i]]

    def forget(self) -> None:
        """Let the next `changed` return all parts, as after an edit."""
        self._looks = ()
