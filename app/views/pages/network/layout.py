"""DiagramLayout: the places of nodes and edges in the network diagram."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from math import hypot

import numpy as np
from PySide6.QtCore import QLineF, QMargins, QPointF, QRect, QRectF, QSizeF
from PySide6.QtGui import QPainterPath

from app.views.pages.network.spacing import DISC, NodeRoom, NodeShape
from micrograd.nn import MLP

REACH_PX = 6.0
# Beyond so many edges they are straight: close to a neuron one could not tell curves apart, and Qt
# takes three times as long for them. Beyond MANY_EDGES they are thin, too.
MOST_CURVES, MANY_EDGES = 128, 700
# Up to so many there is room for each weight's number on its edge.
FEW_EDGES = 8
# The place of a bias to the right of the middle of its node and below it, in radii.
BIAS_PLACE = (0.62, 0.94)
# The reach of an edge's pen in pixels.
PEN_PX = 8


@dataclass(frozen=True)
class Node:
    """An input (column 0) or a neuron. bias: its index in `parameters()`, None for an input.

    radius: half its width, in pixels.
    """

    column: int
    row: int
    bias: int | None
    center: QPointF
    radius: float


def bias_below(node: Node) -> QPointF:
    """The middle of a neuron's bias, which is written at the lower right of the neuron."""
    right, down = BIAS_PLACE
    return node.center + QPointF(right, down) * node.radius


@dataclass(frozen=True)
class Edge:
    """A weight, by its index in `parameters()`, and the nodes that it joins."""

    weight: int
    source: Node
    target: Node


class DiagramLayout:
    """Columns of nodes from the inputs at the left to the outputs at the right."""

    def __init__(
        self, model: MLP, size: QSizeF, names: Sequence[str] = (), shape: NodeShape = DISC
    ) -> None:
        """Lay out a network in a picture of this size. names: of the inputs, then the outputs."""
        self.names, self.shape = names, shape
        # The beginnings of names that fit, by the name and its room: measured once.
        self.fitting: dict[tuple[str, float], str] = {}
        # A point of an edge that is clear of the others, by its position: looked for once.
        self.clear_points: dict[int, QPointF] = {}
        self._room = NodeRoom(model, size, names, shape)
        self.zoom, self.digits = self._room.zoom, self._room.digits
        self.row_gap, self.radius = self._room.row_gap, self._room.radius
        self.has_numbers = self._room.has_numbers
        biases: list[Sequence[int | None]] = [[None] * model.nin, *_bias_indices(model)]
        self.columns = [self._column(i, row) for i, row in enumerate(biases)]
        self.edges = self._edges()
        self._position_of = {edge.weight: i for i, edge in enumerate(self.edges)}
        self.is_dense = len(self.edges) > MANY_EDGES
        self.is_straight = len(self.edges) > MOST_CURVES
        self.is_small = len(self.edges) <= FEW_EDGES
        self.lines = [self._line(edge) for edge in self.edges]
        draw = _straight if self.is_straight else _curve
        self.paths = [] if self.is_dense else [draw(line) for line in self.lines]
        pen = QMargins(PEN_PX, PEN_PX, PEN_PX, PEN_PX)
        boxes = [path.boundingRect().toAlignedRect() for path in self.paths]
        self.path_boxes = [box.marginsAdded(pen) for box in boxes]
        self.edges_box = reduce(QRect.united, self.path_boxes, QRect())
        # The targets and the error stand here, beside the outputs.
        left = self.columns[-1][0].center.x() + self.columns[-1][0].radius
        self.words_box = QRectF(left, 0, size.width() - left, size.height())
        self._samples = self._sample_edges()

    def _column(self, column: int, biases: Sequence[int | None]) -> list[Node]:
        left, _, above, _ = self._room.margins
        row_gap, radius = self._room.of_column(len(biases))
        x = left + column * self._room.column_gap
        top = above + (self._room.height - (len(biases) - 1) * row_gap) / 2
        places = [QPointF(x, top + j * row_gap) for j in range(len(biases))]
        return [
            Node(column, j, bias, place, radius)
            for j, (bias, place) in enumerate(zip(biases, places, strict=True))
        ]

    def _edges(self) -> list[Edge]:
        edges = []
        for before, after in zip(self.columns, self.columns[1:], strict=False):
            for target in after:
                assert target.bias is not None
                first = target.bias - len(before)
                edges += [Edge(first + k, source, target) for k, source in enumerate(before)]
        return edges

    def _line(self, edge: Edge) -> QLineF:
        before, after = QPointF(edge.source.radius, 0), QPointF(edge.target.radius, 0)
        return QLineF(edge.source.center + before, edge.target.center - after)

    def _sample_edges(self) -> np.ndarray:
        """Points along each edge, shape (edges, points, 2), to find the nearest one."""
        t = np.linspace(0, 1, 2 if self.is_straight else 24)
        ends = np.array([[ln.x1(), ln.y1(), ln.x2(), ln.y2()] for ln in self.lines])
        x1, y1, x2, y2 = ends.T[:, :, None]
        if self.is_straight:
            return np.stack([x1 + (x2 - x1) * t, y1 + (y2 - y1) * t], axis=2)
        # The cubic of `_curve`: both handles in the middle of the way.
        middle = (x1 + x2) / 2
        a, b, c, d = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3
        return np.stack([a * x1 + (b + c) * middle + d * x2, (a + b) * y1 + (c + d) * y2], axis=2)

    def edge_of(self, weight: int) -> int | None:
        """The position in `edges` of a weight, None for a bias."""
        return self._position_of.get(weight)

    def box_of(self, node: Node) -> QRectF:
        """The place of a node, with its bias and the name of an input."""
        reach = node.radius + PEN_PX * self.zoom
        box = QRectF(node.center.x() - reach, node.center.y() - reach, 2 * reach, 2 * reach)
        pill = PEN_PX * self.zoom
        box = box.adjusted(0, 0, pill, pill)
        if node.column == 0:
            box.setLeft(0)
        return box

    def node_at(self, point: QPointF) -> Node | None:
        """The node under a point."""
        for column in self.columns:
            reach = max(column[0].radius, 5.0)
            if abs(column[0].center.x() - point.x()) <= reach:
                nearest = min(column, key=lambda node: abs(node.center.y() - point.y()))
                if self._is_inside(point - nearest.center, reach):
                    return nearest
        return None

    def _is_inside(self, way: QPointF, reach: float) -> bool:
        """True where a way from the middle of a node ends on it."""
        across, up = abs(way.x()), abs(way.y())
        return (max(across, up) if self.shape.is_square else hypot(across, up)) <= reach

    def edge_at(self, point: QPointF) -> Edge | None:
        """The edge nearest to a point, if it is within reach."""
        distances = self.distances(point)
        nearest = int(distances.argmin())
        return self.edges[nearest] if distances[nearest] <= REACH_PX else None

    def distances(self, point: QPointF) -> np.ndarray:
        """The distance in pixels of each edge from a point."""
        starts, ways = self._samples[:, :-1], np.diff(self._samples, axis=1)
        offsets = np.array([point.x(), point.y()]) - starts
        share = (offsets * ways).sum(axis=2) / np.maximum((ways * ways).sum(axis=2), 1e-12)
        offsets = offsets - np.clip(share, 0, 1)[:, :, None] * ways
        distances: np.ndarray = np.hypot(offsets[:, :, 0], offsets[:, :, 1]).min(axis=1)
        return distances

    def point_on(self, edge: int, share: float) -> QPointF:
        """The point at a share of the way along an edge, by its position in `edges`."""
        if self.is_straight:
            return self.lines[edge].pointAt(share)
        return self.paths[edge].pointAtPercent(share)

    def number_on(self, edge: int) -> QPointF:
        """The place for the number of an edge, in a network with few enough that there is room."""
        source, target = self.edges[edge].source, self.edges[edge].target
        # Edges of one or two nodes are apart there, those of more cross at one height.
        is_earlier = len(self.columns[source.column]) > 2 and target.row % 2
        return self.point_on(edge, 0.32 if is_earlier else 0.6)


def _curve(line: QLineF) -> QPainterPath:
    path = QPainterPath(line.p1())
    middle = (line.x1() + line.x2()) / 2
    path.cubicTo(QPointF(middle, line.y1()), QPointF(middle, line.y2()), line.p2())
    return path


def _straight(line: QLineF) -> QPainterPath:
    path = QPainterPath(line.p1())
    path.lineTo(line.p2())
    return path


def _bias_indices(model: MLP) -> list[list[int]]:
    """The index in `parameters()` of each neuron's bias, layer by layer."""
    indices, count = [], 0
    for layer in model.layers:
        row = []
        for neuron in layer.neurons:
            count += len(neuron.w) + 1
            row.append(count - 1)
        indices.append(row)
    return indices
