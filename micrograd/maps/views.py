"""Views: the windows that somebody looks through at a map, and the way between them."""

from typing import NamedTuple

from micrograd.maps.axes import Axis


class View(NamedTuple):
    """A window of a map. Points of it are shares of its sides: (0, 0) is at the first values."""

    x: Axis
    y: Axis

    def zoomed(self, x: float, y: float, factor: float) -> "View":
        """The window in which a point stays where it is, and all else is `factor` times as large.

        Raises AxisError where nothing would be left.
        """
        sides = []
        for axis, place in ((self.x, x), (self.y, y)):
            sides.append(axis.part(place - place / factor, place + (1.0 - place) / factor))
        return View(*sides)

    def moved(self, x: float, y: float) -> "View":
        """The window that lies so many of its sides farther on, as far as the settings go.

        An axis stays where it is if it would be cut off there.
        """
        return View(self.x.moved(x), self.y.moved(y))

    def part(self, left: float, bottom: float, right: float, top: float) -> "View":
        """The window of a box in this one. Raises AxisError where nothing would be left."""
        return View(self.x.part(left, right), self.y.part(bottom, top))

    def is_resolved(self, width: int, height: int) -> bool:
        """False where neighbouring pixels have become the same number: here zooming ends."""
        return self.x.tells_apart(width) and self.y.tells_apart(height)


class VisitedViews:
    """The views that were looked through, with one of them in sight: back and forward as in books.

    A view that is visited after going back takes the place of those that came after.
    """

    MOST = 1000

    def __init__(self, first: View) -> None:
        self._views, self._place = [first], 0

    @property
    def current(self) -> View:
        """The view in sight."""
        return self._views[self._place]

    @property
    def visited(self) -> tuple[View, ...]:
        """All of them, the oldest first."""
        return tuple(self._views)

    def visit(self, view: View) -> None:
        """Look through another view."""
        if view != self.current:
            self._views[self._place + 1 :] = [view]
            del self._views[: -self.MOST]
            self._place = len(self._views) - 1

    @property
    def can_go_back(self) -> bool:
        """True where a view was visited before this one."""
        return self._place > 0

    @property
    def can_go_forward(self) -> bool:
        """True after going back."""
        return self._place < len(self._views) - 1

    def go_back(self) -> View:
        """Look through the view before, if there is one."""
        self._place = max(0, self._place - 1)
        return self.current

    def go_forward(self) -> View:
        """Look through the view after, if there is one."""
        self._place = min(len(self._views) - 1, self._place + 1)
        return self.current
