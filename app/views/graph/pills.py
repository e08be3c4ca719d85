"""Pills name the operands that are out of sight: near their wires, and over no box."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainterPath

# Units of the layout: around a pill, and between it and the edge of the view.
GAP, MARGIN = 4.0, 8.0
# Points of a wire that are looked at, and columns and rows of places that are tried in the view.
POINTS, COLUMNS, ROWS = 40, 30, 20

Floats = npt.NDArray[np.float64]


def where_seen(wire: QPainterPath, seen: QRectF) -> QPointF | None:
    """The first point of a wire that is in sight; None for a wire that is not."""
    points = (wire.pointAtPercent(i / POINTS) for i in range(POINTS + 1))
    return next((point for point in points if seen.contains(point)), None)


def place_pill(
    size: QSizeF,
    anchor: QPointF,
    seen: QRectF,
    kept: Sequence[QRectF],
    avoided: Sequence[QRectF] = (),
) -> QRectF | None:
    """The place in sight that is nearest to a point and covers nothing.

    kept: what is never covered; avoided: what is covered only where there is no other place.
    None where there is none at all: the view is too small.
    """
    room = seen.adjusted(MARGIN, MARGIN, -MARGIN - size.width(), -MARGIN - size.height())
    if room.width() < 0 or room.height() < 0:
        return None
    aim = np.array([anchor.x(), anchor.y() - size.height() / 2])
    for obstacles in ([*kept, *avoided], kept):
        places = _places(size, aim, room, obstacles)
        free = places[_are_free(places, size, obstacles)]
        if len(free):
            x, y = free[np.abs(free - aim).sum(axis=1).argmin()].tolist()
            return QRectF(QPointF(x, y), size)
    return None


def _places(size: QSizeF, aim: Floats, room: QRectF, obstacles: Sequence[QRectF]) -> Floats:
    """The upper left corners to try: close above and below each obstacle, and all over the room."""
    beside = [aim[1], *_around(obstacles, size.height())]
    low = np.array([room.left(), room.top()])
    high = np.array([room.right(), room.bottom()])
    columns = [_grid([aim[0], room.left()], beside)]
    columns.append(
        _grid(
            np.linspace(low[0], high[0], COLUMNS).tolist(),
            np.linspace(low[1], high[1], ROWS).tolist(),
        )
    )
    places: Floats = np.clip(np.concatenate(columns), low, high)
    return places


def _around(obstacles: Iterable[QRectF], height: float) -> list[float]:
    return [
        y
        for each in obstacles
        for y in (each.top() - height - 1.01 * GAP, each.bottom() + 1.01 * GAP)
    ]


def _grid(xs: Sequence[float], ys: Sequence[float]) -> Floats:
    return np.array([(x, y) for x in xs for y in ys])


def _are_free(places: Floats, size: QSizeF, obstacles: Sequence[QRectF]) -> npt.NDArray[np.bool_]:
    """For each place whether a pill there keeps its distance from all obstacles."""
    if not obstacles:
        return np.ones(len(places), bool)
    edges = np.array([(r.left(), r.top(), r.right(), r.bottom()) for r in obstacles])
    x, y = places[:, :1], places[:, 1:]
    left, top, right, bottom = edges.T
    is_beside = (x >= right + GAP) | (x + size.width() <= left - GAP)
    is_over = (y >= bottom + GAP) | (y + size.height() <= top - GAP)
    free: npt.NDArray[np.bool_] = (is_beside | is_over).all(axis=1)
    return free
