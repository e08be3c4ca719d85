"""The wires of the graph as lines."""

import itertools

from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QPainterPath

from app.views.graph.graph_layout import Wire


def wire_path(wire: Wire) -> QPainterPath:
    """A smooth line through all points of a wire; repeated uses of one operand run side by side."""
    path = QPainterPath()
    spread = [(i - (len(wire.links) - 1) / 2) * 5 for i in range(len(wire.links))]
    is_twice = len({(link.operand, link.node) for link in wire.links}) < len(wire.links)
    for offset in spread if is_twice else [0.0]:
        points = [QPointF(x, y + offset) for x, y in wire.points]
        path.moveTo(points[0])
        for start, end in itertools.pairwise(points):
            reach = QPointF((end.x() - start.x()) / 2, 0)
            path.cubicTo(start + reach, end - reach, end)
    return path


def straight_line(wire: Wire) -> QLineF:
    """The line between the ends of a wire, which is cheaper and looks alike from far away."""
    return QLineF(QPointF(*wire.points[0]), QPointF(*wire.points[-1]))
