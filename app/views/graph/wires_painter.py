"""Draws the wires of one frame of the graph."""

from collections.abc import Iterator
from itertools import chain

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from app.kit.theme import Theme, mixed
from app.views.graph.graph_layout import Wire
from app.views.graph.scene import GraphScene, Marks

# At most this many wires are drawn smoothly from far away; more would take too long.
MOST_SMOOTH = 200


class GraphWires:
    """One frame's wires, on a painter in the layout's coordinates."""

    def __init__(
        self, painter: QPainter, scene: GraphScene, theme: Theme, seen: QRectF, is_near: bool
    ) -> None:
        self._painter, self._scene, self._theme = painter, scene, theme
        self._seen, self._is_near = seen, is_near
        self._operation, self._operands = scene.operation, scene.operands
        self._background = theme.color("background")
        self._is_smooth = is_near or len(scene.paths) <= MOST_SMOOTH

    def draw(self, marks: Marks) -> None:
        """Draw quiet wires first, then flows, the chosen node's paths, the operation's wires."""
        layers: list[list[tuple[QPen, QPainterPath]]] = [[], [], []]
        quiet: list[QPainterPath] = []
        for wire, path in self._wires_to_tell(marks):
            rank, color, width = self._wire_style(wire, marks)
            if rank >= 0:
                layers[rank].append((QPen(color, width), path))
            else:
                quiet.append(path)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._draw_quiet(quiet)
        for pen, path in chain(*layers):
            self._painter.setPen(pen)
            self._painter.drawPath(path)

    def _wires_to_tell(self, marks: Marks) -> Iterator[tuple[Wire, QPainterPath]]:
        """The wires in sight, or only the marked ones if there are too many to draw smoothly."""
        for wire, path in zip(self._scene.layout.wires, self._scene.paths, strict=True):
            # A rect without height intersects nothing, so a level wire needs a margin.
            if self._is_smooth:
                if path.boundingRect().adjusted(-1, -1, 1, 1).intersects(self._seen):
                    yield wire, path
            elif any(
                each.node == self._operation or each.operand in marks.paths for each in wire.links
            ):
                yield wire, path

    def _draw_quiet(self, paths: list[QPainterPath]) -> None:
        neutral = mixed(self._background, self._theme.color("quiet"), 0.7)
        if self._is_smooth:
            self._painter.setPen(QPen(neutral, 1.2))
            for path in paths:
                self._painter.drawPath(path)
            return
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        # A pen of width 0 is one pixel wide at every scale, and is drawn fastest.
        self._painter.setPen(QPen(neutral, 0))
        self._painter.drawLines(self._scene.lines)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _wire_style(self, wire: Wire, marks: Marks) -> tuple[int, QColor, float]:
        """The layer of a wire (-1 for a quiet one), its colour and its width."""
        theme = self._theme
        for link in wire.links:
            if link.node == self._operation and self._operands:
                return 2, theme.color("accent"), 3.2
        if any(each.operand in marks.paths and each.node in marks.paths for each in wire.links):
            # The chosen node's paths are fainter while an operation is lit.
            strength = 0.85 if self._operation is None else 0.45
            return 1, mixed(self._background, theme.color("accent"), strength), 1.8
        if self._is_near and len(wire.links) == 1:
            flow = self._scene.flow(wire.links[0])
            if flow is not None:
                return 0, mixed(self._background, theme.signed(*flow), 0.75), 1.6
        return -1, theme.color("quiet"), 1.2
