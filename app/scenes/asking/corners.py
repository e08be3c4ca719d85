"""Corners of a room: a card takes the one where it covers the least of what is pointed at."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt

# The first is taken where several are as good.
CORNERS = (
    Qt.Corner.BottomRightCorner,
    Qt.Corner.BottomLeftCorner,
    Qt.Corner.TopRightCorner,
    Qt.Corner.TopLeftCorner,
)
AT_RIGHT = (Qt.Corner.BottomRightCorner, Qt.Corner.TopRightCorner)
AT_BOTTOM = (Qt.Corner.BottomRightCorner, Qt.Corner.BottomLeftCorner)


def best_corner(room: QRect, size: QSize, spots: Sequence[QRectF]) -> Qt.Corner:
    """The corner of a room where a rect of a size covers the least of some spots."""
    return min(CORNERS, key=lambda corner: _covered(QRectF(at_corner(room, size, corner)), spots))


def at_corner(room: QRect, size: QSize, corner: Qt.Corner) -> QRect:
    """The rect of a size in a corner of a room."""
    rect = QRect(room.topLeft(), size)
    if corner in AT_RIGHT:
        rect.moveRight(room.right())
    if corner in AT_BOTTOM:
        rect.moveBottom(room.bottom())
    return rect


def _covered(rect: QRectF, spots: Sequence[QRectF]) -> float:
    """The area of the spots that a rect covers."""
    parts = [rect & spot for spot in spots]
    return sum(part.width() * part.height() for part in parts if not part.isEmpty())
