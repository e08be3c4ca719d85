"""How much of what is written in a window an arrow or a ring would cover."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPoint, QRect, QRectF
from PySide6.QtGui import QImage, QRegion
from PySide6.QtWidgets import QWidget

from app.kit.text_size import scaled

# Half the width of what an arrow covers, in pixels: that of its head.
HALF_PX = 8
# Neighbouring pixels whose greys differ by this much of 255 are an edge, as letters have many.
EDGE = 24


class Covered:
    """The edges in a part of a window: letters and numbers have many, grounds and wires few."""

    def __init__(self, window: QWidget, part: QRect) -> None:
        self._corner = part.topLeft()
        self._edges = _edges(_greys(window, part))

    def within(self, rect: QRectF) -> int:
        """How many pixels of edges a rect covers."""
        inside = rect.toAlignedRect().translated(-self._corner)
        left, top = max(0, inside.left()), max(0, inside.top())
        return int(self._edges[top : inside.bottom() + 1, left : inside.right() + 1].sum())

    def by(self, arrow: QLineF) -> int:
        """How many pixels of edges an arrow covers."""
        half = scaled(HALF_PX)
        rect = QRectF(arrow.p1(), arrow.p2()).normalized().adjusted(-half, -half, half, half)
        around = rect.toAlignedRect().translated(-self._corner)
        left, top = max(0, around.left()), max(0, around.top())
        edges = self._edges[top : around.bottom() + 1, left : around.right() + 1]
        rows, columns = np.nonzero(edges)
        x = columns + (left + self._corner.x() + 0.5)
        y = rows + (top + self._corner.y() + 0.5)
        return int((_distances(x, y, arrow) <= half).sum())


def _greys(window: QWidget, part: QRect) -> npt.NDArray[np.int16]:
    """A part of a window as it is drawn now, as greys from 0 to 255."""
    image = QImage(part.size(), QImage.Format.Format_RGB32)
    window.render(image, QPoint(), QRegion(part))
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    lines = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return lines[:, : grey.width()].astype(np.int16)


def _edges(greys: npt.NDArray[np.int16]) -> npt.NDArray[np.bool_]:
    across = np.abs(np.diff(greys, axis=1, append=greys[:, -1:])) >= EDGE
    down = np.abs(np.diff(greys, axis=0, append=greys[-1:])) >= EDGE
    return np.logical_or(across, down)


def _distances(
    x: npt.NDArray[np.floating], y: npt.NDArray[np.floating], line: QLineF
) -> npt.NDArray[np.floating]:
    """How far points are from a line between two ends."""
    along = ((x - line.x1()) * line.dx() + (y - line.y1()) * line.dy()) / line.length() ** 2
    share = np.clip(along, 0, 1)
    return np.hypot(x - line.x1() - share * line.dx(), y - line.y1() - share * line.dy())
