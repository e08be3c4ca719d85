"""Segment: what a film of a zoom shows between one keyframe and the next."""

from math import pi, sin
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from micrograd.export.zoom_keyframes import Keyframes
from micrograd.maps.axes import Axis
from micrograd.maps.zoom_path import interpolated

Channels = npt.NDArray[np.uint16]
Ends = tuple[float, float]
# Weights are fractions of this.
ONE = 256
CHANNELS = 3


class Layer(NamedTuple):
    """A keyframe with the colours of the ends of a segment. across, up: where it lies.

    before, after: arrays of shape (rows, columns, 3), the top row first. across, up: its first and
    last pixel in shares of the first keyframe of the segment.
    """

    before: Channels
    after: Channels
    across: Ends
    up: Ends

    def image(self, weight: float) -> QImage:
        """The picture with the colours of before and after, mixed: 0 to 1."""
        part = round(ONE * weight)
        mixed = (self.before * (ONE - part) + self.after * part) // ONE
        rows, columns, _ = mixed.shape
        colors = np.ascontiguousarray(mixed, np.uint8)
        # The copy does not refer to the memory of the array.
        form = QImage.Format.Format_RGB888
        return QImage(colors.data, columns, rows, CHANNELS * columns, form).copy()


class Segment:
    """Draws the way from one keyframe to the next, with the one behind it in its middle.

    What is there at the end is what the next segment begins with: colours, which follow the ranks
    of each keyframe, and the sharpness of what is in the middle change smoothly.
    """

    def __init__(self, keyframes: Keyframes, first: int) -> None:
        plan = keyframes.plans[first]
        self._shape = plan.height, plan.width
        self.plan, self._next = plan, keyframes.plans[first + 1]
        scales = keyframes.scales[first], keyframes.scales[first + 1]
        self._layers = []
        for i in range(first, min(first + 3, len(keyframes.plans))):
            inner, values = keyframes.plans[i], keyframes.values[i][::-1]
            before, after = (scale.colors(values).astype(np.uint16) for scale in scales)
            if i == first + 2:
                # It is drawn at a half or a quarter of its size: more would flicker.
                before, after = _halved(before), _halved(after)
            across, up = _ends(plan.x, inner.x), _ends(plan.y, inner.y)
            self._layers.append(Layer(before, after, across, up))

    def seen(self, way: float) -> tuple[Ends, Ends]:
        """The view at a part of the way, 0 to 1, as shares of the first keyframe."""
        inner = self._layers[1]
        return interpolated(inner.across, way), interpolated(inner.up, way)

    def draw(self, painter: QPainter, room: QRectF, way: float) -> None:
        """Fill a rectangle with what is seen at a part of the way, 0 to 1."""
        painter.save()
        painter.setClipRect(room)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        across, up = self.seen(way)
        rows, columns = self._shape
        weight = sin(way * pi / 2) ** 2
        for i, layer in enumerate(self._layers):
            left, right = _place(layer.across, across, columns)
            low, high = _place(layer.up, up, rows)
            place = QRectF(
                room.left() + left * room.width(),
                room.bottom() - high * room.height(),
                (right - left) * room.width(),
                (high - low) * room.height(),
            )
            painter.setOpacity(weight if i == 2 else 1.0)
            painter.drawImage(place, layer.image(weight))
        painter.restore()


def _ends(outer: Axis, inner: Axis) -> Ends:
    return outer.share(inner.first), outer.share(inner.last)


def _place(ends: Ends, seen: Ends, pixels: int) -> Ends:
    """The place of a picture between its edges, in shares of the screen. ends: see `_edges`."""
    begin, end = (_edges(each, pixels) for each in (ends, seen))
    width = end[1] - end[0]
    return (begin[0] - end[0]) / width, (begin[1] - end[0]) / width


def _edges(ends: Ends, pixels: int) -> Ends:
    """The edges of a picture whose first and last pixel stand at these shares, in pixels."""
    half = (ends[1] - ends[0]) / 2
    return ends[0] * (pixels - 1) - half, ends[1] * (pixels - 1) + half


def _halved(colors: Channels) -> Channels:
    """The means of squares of four pixels."""
    rows, columns, _ = colors.shape
    even = np.pad(colors, ((0, rows % 2), (0, columns % 2), (0, 0)), "edge")
    pairs = even[::2] + even[1::2]
    return np.asarray((pairs[:, ::2] + pairs[:, 1::2] + 2) // 4)
