"""Framing: how much of a graph is shown so that it can be read."""

from PySide6.QtCore import QPointF, QRectF, QSizeF

from app.kit import text_size
from app.kit.text_size import scaled
from app.views.graph.camera import SMALLEST
from app.views.graph.graph_layout import Box

# The largest scale at which the whole graph is shown, so that it uses the room of a large screen.
LARGEST_FIT = 1.8
# The smallest scale at which numbers are easy to read.
READABLE = 0.7


def smallest_fit() -> float:
    """The smallest scale that a whole graph is shown at: large text is read before all is seen."""
    is_large = text_size.percent() > text_size.NORMAL
    return scaled(READABLE) if is_large else SMALLEST


def rect_of(box: Box) -> QRectF:
    """The place of a box in the layout."""
    return QRectF(box.x, box.y, box.width, box.height)


def near_to(point: QPointF, area: QRectF, size: QSizeF) -> tuple[float, QPointF] | None:
    """The scale and the origin of a view that shows a point of an area, where it can be read.

    None where all of the area can be read. size: of the view.
    """
    fitting = min(size.width() / (area.width() + 40), size.height() / (area.height() + 40))
    if fitting >= scaled(READABLE):
        return None
    scale = scaled(min(1.0, max(READABLE, size.height() / 240)))
    half = QSizeF(size.width() / scale / 2, size.height() / scale / 2)
    x = _kept(point.x(), area.left(), area.right(), half.width())
    y = _kept(point.y(), area.top(), area.bottom(), half.height())
    return scale, QPointF(-(x - half.width()) * scale, -(y - half.height()) * scale)


def _kept(middle: float, low: float, high: float, half: float) -> float:
    """Clamp the middle of the view, so that no room beside the area is wasted."""
    if high - low <= 2 * half:
        return (low + high) / 2
    return min(max(middle, low + half - 10), high - half + 10)
