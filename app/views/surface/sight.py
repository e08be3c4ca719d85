"""Sight: which part of a plane is seen, and where it lies on the screen."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF

from micrograd.data.normalising import finite

Range = tuple[float, float]
# Ranges of two inputs that differ by no more than this factor are shown in the same units.
MOST_UNEQUAL = 4.0
# No range becomes longer than by this factor.
MOST_ROOM = 2.0
# The smallest share of the larger end that a range can be zoomed in to.
NARROWEST = 1e-12


class Sight(NamedTuple):
    """Ranges along x and y, and the rectangle in pixels that shows them."""

    room: QRectF
    x: Range
    y: Range

    def point(self, x: float, y: float) -> QPointF:
        """The point of the screen that shows a place."""
        right, up = share_of(x, self.x), share_of(y, self.y)
        room = self.room
        return QPointF(room.left() + right * room.width(), room.bottom() - up * room.height())

    def place(self, point: QPointF) -> tuple[float, float]:
        """The place under a point of the screen."""
        room = self.room
        right = (point.x() - room.left()) / max(1.0, room.width())
        up = (room.bottom() - point.y()) / max(1.0, room.height())
        return number_at(right, self.x), number_at(up, self.y)

    def box(self, x: Range, y: Range) -> QRectF:
        """The rectangle of a piece of the plane."""
        return QRectF(self.point(x[0], y[1]), self.point(x[1], y[0]))


def share_of(number: float, ends: Range) -> float:
    """The share of a range at which a number lies: 0 at its low end, 1 at its high one."""
    low, high = ends
    # Half of the largest numbers can be subtracted from each other.
    return (number / 2 - low / 2) / (high / 2 - low / 2)


def number_at(share: float, ends: Range) -> float:
    """The number at a share of a range; shares below 0 and above 1 are outside of it."""
    return finite(ends[0] * (1.0 - share) + ends[1] * share)


def zoomed(ends: Range, factor: float, share: float = 0.5) -> Range:
    """A range magnified by a factor around a share of it; what can't be told apart stays."""
    low, high = (
        number_at(share - share / factor, ends),
        number_at(share + (1 - share) / factor, ends),
    )
    is_wide = high / 2 - low / 2 > NARROWEST * max(abs(low), abs(high))
    return (low, high) if is_wide and max(abs(low), abs(high)) < 1e307 else ends


def panned(ends: Range, share: float) -> Range:
    """A range moved by a share of its width."""
    low, high = number_at(share, ends), number_at(1 + share, ends)
    return (low, high) if max(abs(low), abs(high)) < 1e307 else ends


def in_equal_units(ranges: Sequence[Range], aspect: float) -> list[Range]:
    """Two ranges with a unit of the same length on the screen, where they are comparable.

    aspect: the width of the screen divided by its height. The shorter range becomes longer, at
    most twice as long.
    """
    widths = [high / 2 - low / 2 for low, high in ranges]
    if not 1 / MOST_UNEQUAL <= widths[0] / widths[1] <= MOST_UNEQUAL:
        return [*ranges]
    factor = widths[1] * aspect / widths[0]
    # On a very wide screen samples would else stand in a narrow column.
    factor = min(MOST_ROOM, max(1 / MOST_ROOM, factor))
    if factor > 1:
        return [zoomed(ranges[0], 1 / factor), ranges[1]]
    return [ranges[0], zoomed(ranges[1], factor)]
