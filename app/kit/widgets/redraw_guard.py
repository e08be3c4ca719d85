"""What a view shows, so that it is drawn again only where it would look different."""

from collections.abc import Sequence

# Of more parts it would take as long to find out as to draw them.
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
        """What is drawn now may be anything, as after an edit."""
        self._looks = ()
