"""The places of marks in a window: rings around what is pointed at, and arrows to it."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QWidget

from app.kit.text_size import scaled

# Pixels between what is pointed at and its ring, and between the ring and the head of its arrow.
RING_GAP, ARROW_GAP = 4, 6
# The lengths of an arrow: a short one where a long one would cover more.
ARROW_PX = 64, 40
# A ring that takes more than this share of the window is seen without an arrow.
LARGE_SHARE = 1 / 6
# Pixels that an arrow keeps from the edge of the window.
EDGE_PX = 8
# More places than this have no arrows, only rings.
MOST_ARROWS = 3
# From where an arrow may come, in the order of preference: as a right hand would point.
SIDES = ((1, 1), (-1, 1), (1, -1), (-1, -1), (0, 1), (1, 0), (-1, 0), (0, -1))


def ring_around(spot: QRectF) -> QRectF:
    """The ring around what is pointed at; with larger text it is no farther from it.

    Gaps between the parts of the window do not grow with the text either.
    """
    gap = RING_GAP
    return spot.adjusted(-gap, -gap, gap, gap)


def joined(spots: Sequence[QRectF]) -> list[QRectF]:
    """The spots, those as one whose rings would cut into each other, such as two lines of code.

    A spot within another one keeps its ring.
    """
    found: list[QRectF] = []
    for spot in spots:
        # Several things without room are all at the button that shows them.
        if spot in found:
            continue
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


def arrow_choices(spots: Sequence[QRectF], room: QRectF) -> list[list[QLineF]]:
    """The arrows that may lead to each of a few spots, from tail to head, the best ones first.

    Those stay in the room, and keep off the other spots. A large spot has none, nor have many
    spots. room: the rect of the window.
    """
    if len(spots) > MOST_ARROWS:
        return []
    edge = scaled(EDGE_PX)
    inner = room.adjusted(edge, edge, -edge, -edge)
    rings = [ring_around(spot) for spot in spots]
    return [
        [
            arrow
            for arrow in _arrows_around(ring, room)
            if inner.contains(arrow.p1()) and inner.contains(arrow.p2())
            # An arrow to a ring inside another one has to cross the outer one.
            if not any(
                other.intersects(bounds_of(arrow)) for other in rings if not other.contains(ring)
            )
        ]
        for ring in rings
    ]


def free_arrows(choices: Iterable[Sequence[QLineF]], taken: Sequence[QRectF] = ()) -> list[QLineF]:
    """Choose for each spot the first arrow that covers nothing taken, and no other arrow."""
    arrows: list[QLineF] = []
    for choice in choices:
        others = *taken, *(bounds_of(arrow) for arrow in arrows)
        for arrow in choice:
            if not any(other.intersects(bounds_of(arrow)) for other in others):
                arrows.append(arrow)
                break
    return arrows


def _arrows_around(ring: QRectF, room: QRectF) -> list[QLineF]:
    """Arrows to a ring from all sides, the long ones first; none to one that is seen anyway."""
    if ring.width() * ring.height() > LARGE_SHARE * room.width() * room.height():
        return []
    return [_arrow_from(side, ring, length) for length in ARROW_PX for side in SIDES]


def _arrow_from(side: tuple[int, int], ring: QRectF, length: float) -> QLineF:
    """The arrow of a length that comes from a side, straight, or at 45 degrees to a corner."""
    along = QPointF(*side) / (side[0] ** 2 + side[1] ** 2) ** 0.5
    corner = QPointF(ring.width() / 2 * side[0], ring.height() / 2 * side[1])
    head = ring.center() + corner + along * scaled(ARROW_GAP)
    return QLineF(head + along * scaled(length), head)


def bounds_of(arrow: QLineF) -> QRectF:
    """The rect that an arrow takes."""
    return QRectF(arrow.p1(), arrow.p2()).normalized().adjusted(-1, -1, 1, 1)


def region_without(room: QRect, widgets: Iterable[QWidget]) -> QRegion:
    """A rectangle without those of some widgets that are shown in it."""
    region = QRegion(room)
    for widget in widgets:
        if not widget.isHidden():
            region -= QRegion(widget.geometry())
    return region
