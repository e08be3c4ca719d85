"""Draws the wires of one frame of the graph."""

from collections.abc import Iterator
from functools import cache
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
        self,
        painter: QPainter,
        scene: GraphScene,
        marks: Marks,
        theme: Theme,
        seen: QRectF,
        is_near: bool,
    ) -> None:
        self._painter, self._scene, self._marks, self._theme = painter, scene, marks, theme
        self._seen, self._is_near = seen, is_near
        self._operation, self._operands = scene.operation, scene.operands
        self._background, self._flow = theme.color("background"), scene.flows()
        self._is_smooth = is_near or len(scene.paths) <= MOST_SMOOTH
        self._drawn = list(self._wires_to_tell())
        # The look of each wire: its layer (-1 for a quiet one), its colour and its width.
        self.styles = [self._wire_style(wire) for wire, _ in self._drawn]

    def draw(self) -> None:
        """Draw quiet wires first, then flows, the chosen node's paths, the operation's wires."""
        layers: list[list[tuple[QPen, QPainterPath]]] = [[], [], []]
        quiet: list[QPainterPath] = []
        for (_, path), (rank, color, width) in zip(self._drawn, self.styles, strict=True):
            if rank >= 0:
                layers[rank].append((QPen(color, width), path))
            else:
                quiet.append(path)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._draw_quiet(quiet)
        for pen, path in chain(*layers):
            self._painter.setPen(pen)
            self._painter.drawPath(path)

    def _wires_to_tell(self) -> Iterator[tuple[Wire, QPainterPath]]:
        """The wires in sight, or only the marked ones if there are too many to draw smoothly."""
        marked, scene = self._marks.paths, self._scene
        for wire, path, cover in zip(scene.layout.wires, scene.paths, scene.covers, strict=True):
            if self._is_smooth:
                if cover.intersects(self._seen):
                    yield wire, path
            elif any(each.node == self._operation or each.operand in marked for each in wire.links):
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

    def _wire_style(self, wire: Wire) -> tuple[int, QColor, float]:
        theme, marked = self._theme, self._marks.paths
        for link in wire.links:
            if link.node == self._operation and self._operands:
                return 2, theme.color("accent"), 3.2
        if any(each.operand in marked and each.node in marked for each in wire.links):
            # The chosen node's paths are fainter while an operation is lit.
            strength = 0.85 if self._operation is None else 0.45
            return 1, mixed(self._background, theme.color("accent"), strength), 1.8
        if self._is_near and len(wire.links) == 1:
            flow = self._flow(wire.links[0])
            if flow is not None:
                return 0, flow_color(theme, flow[0], flow[1] < 0), 1.6
        return -1, theme.color("quiet"), 1.2


@cache
def flow_color(theme: Theme, kind: str, is_negative: bool) -> QColor:
    """The colour of a wire that "data" or "grad" passed."""
    return mixed(theme.color("background"), theme.signed(kind, -1 if is_negative else 1), 0.75)
