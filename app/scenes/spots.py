"""Where marks go in a window: rings around what is pointed at, and arrows that lead there."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QWidget

from app.kit.text_size import scaled

# Pixels between what is pointed at and its ring, and between the ring and the head of its arrow.
RING_GAP, ARROW_GAP = 6, 6
ARROW_PX = 64
# Pixels that an arrow keeps from the edge of the window.
EDGE_PX = 8
# Of more places than this each has a ring, and none an arrow.
MOST_ARROWS = 3
# From where an arrow may come, in the order of preference: as a right hand would point.
SIDES = ((1, 1), (-1, 1), (1, -1), (-1, -1), (0, 1), (1, 0), (-1, 0), (0, -1))


def ring_around(spot: QRectF) -> QRectF:
    """The ring around what is pointed at."""
    gap = scaled(RING_GAP)
    return spot.adjusted(-gap, -gap, gap, gap)


def joined(spots: Sequence[QRectF]) -> list[QRectF]:
    """The spots, those as one whose rings would cut into each other, such as two lines of code.

    A spot within another one keeps its ring.
    """
    found: list[QRectF] = []
    for spot in spots:
        near = next((each for each in found if _are_close(each, spot)), None)
        if near is None:
            found.append(QRectF(spot))
        else:
            found.remove(near)
            found = joined([*found, near.united(spot)])
    return found


def _are_close(one: QRectF, other: QRectF) -> bool:
    is_within = one.contains(other) or other.contains(one)
    return not is_within and ring_around(one).intersects(ring_around(other))


def arrows_to(spots: Sequence[QRectF], room: QRectF) -> list[QLineF]:
    """An arrow to each of a few spots, from its tail to its head; none where nothing fits.

    room: the rect of the window.
    """
    if len(spots) > MOST_ARROWS:
        return []
    rings = [ring_around(spot) for spot in spots]
    arrows = []
    for ring in rings:
        others = [other for other in rings if other is not ring]
        arrow = _arrow_to(ring, others, room)
        if arrow is not None:
            arrows.append(arrow)
    return arrows


def _arrow_to(ring: QRectF, others: Sequence[QRectF], room: QRectF) -> QLineF | None:
    edge = scaled(EDGE_PX)
    inner = room.adjusted(edge, edge, -edge, -edge)
    for side in SIDES:
        arrow = _arrow_from(side, ring)
        is_free = not any(other.intersects(_around(arrow)) for other in others)
        if inner.contains(arrow.p1()) and inner.contains(arrow.p2()) and is_free:
            return arrow
    return None


def _arrow_from(side: tuple[int, int], ring: QRectF) -> QLineF:
    """The arrow that comes from a side, straight, or at 45 degrees to a corner."""
    along = QPointF(*side) / (side[0] ** 2 + side[1] ** 2) ** 0.5
    corner = QPointF(ring.width() / 2 * side[0], ring.height() / 2 * side[1])
    head = ring.center() + corner + along * scaled(ARROW_GAP)
    return QLineF(head + along * scaled(ARROW_PX), head)


def _around(arrow: QLineF) -> QRectF:
    return QRectF(arrow.p1(), arrow.p2()).normalized().adjusted(-1, -1, 1, 1)


def region_without(room: QRect, widgets: Iterable[QWidget]) -> QRegion:
    """A rectangle without those of some widgets that are shown in it."""
    region = QRegion(room)
    for widget in widgets:
        if not widget.isHidden():
            region -= QRegion(widget.geometry())
    return region
