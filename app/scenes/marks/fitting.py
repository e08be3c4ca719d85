"""Fitting: a ring leaves the words beside it whole, or takes them in whole."""

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from app.kit.text_size import scaled
from app.scenes.marks.covering import Covered
from app.scenes.marks.spots import RING_GAP

# How far the line of a ring may be from what is pointed at, in pixels: RING_GAP where that covers
# nothing, else the next best one. Below 0 it runs in the margin of that, which has to be free, too;
# the farthest takes in a line of a caption.
NEAREST, FARTHEST = -3, 18
# Half the width of the line with its edge, in pixels.
HALF_LINE = 3
# Lines that cover so many more pixels of letters give way to other ones.
COVERED_STEP = 4
SIDES = ("left", "top", "right", "bottom")


def fitted(window: QWidget, spot: QRectF, room: QRectF) -> QRectF:
    """A spot whose ring covers the fewest letters; each side moves alone. room: of the window."""
    reach = scaled(FARTHEST + HALF_LINE)
    part = (spot.adjusted(-reach, -reach, reach, reach) & room).toAlignedRect()
    if part.isEmpty():
        # While a window is made smaller.
        return QRectF(spot)
    covered = Covered(window, part)
    gaps = {side: _gap(covered, spot, side) - RING_GAP for side in SIDES}
    left, top, right, bottom = (scaled(gaps[side]) for side in SIDES)
    return spot.adjusted(-left, -top, right, bottom)


def _gap(covered: Covered, spot: QRectF, side: str) -> int:
    """The distance of the best line on a side of a spot."""

    def cost(gap: int) -> tuple[int, int]:
        count = covered.within(_line(spot, side, gap))
        return count // COVERED_STEP, abs(gap - RING_GAP)

    return min(range(NEAREST, FARTHEST + 1), key=cost)


def _line(spot: QRectF, side: str, gap: int) -> QRectF:
    """What the line of a ring covers on a side; of the spot only where it runs within that."""
    least = 0 if gap > 0 else gap - HALF_LINE
    near, far = scaled(max(least, gap - HALF_LINE)), scaled(gap + HALF_LINE)
    long = spot.adjusted(-scaled(RING_GAP), -scaled(RING_GAP), scaled(RING_GAP), scaled(RING_GAP))
    match side:
        case "left":
            return QRectF(spot.left() - far, long.top(), far - near, long.height())
        case "right":
            return QRectF(spot.right() + near, long.top(), far - near, long.height())
        case "top":
            return QRectF(long.left(), spot.top() - far, long.width(), far - near)
        case _:
            return QRectF(long.left(), spot.bottom() + near, long.width(), far - near)
