"""Draws the wires of one frame of the graph."""

from collections.abc import Iterator

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from app.kit.theme import Theme, mixed
from app.views.graph.graph_layout import Wire
from app.views.graph.scene import GraphScene, Marks

# So many wires are drawn smoothly from far away; more of them would take too long.
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
        """Quiet ones first; then what flowed; the chosen node's paths; the operation's last."""
        layers: list[list[_Stroke]] = [[], [], []]
        quiet: list[QPainterPath] = []
        for wire, path in self._wires_to_tell(marks):
            rank, color, width = self._wire_style(wire, marks)
            if rank >= 0:
                layers[rank].append(_Stroke(self._painter, path, color, width))
            else:
                quiet.append(path)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._draw_quiet(quiet)
        for layer in layers:
            for stroke in layer:
                stroke()

    def _wires_to_tell(self, marks: Marks) -> Iterator[tuple[Wire, QPainterPath]]:
        """The wires in sight; where there are too many for that, those that stand out."""
        for wire, path in zip(self._scene.layout.wires, self._scene.paths, strict=True):
            # A level wire has no height, and would meet nothing.
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
        # A pen of width 0 is one pixel wide at every scale, and drawn fastest.
        self._painter.setPen(QPen(neutral, 0))
        self._painter.drawLines(self._scene.lines)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _wire_style(self, wire: Wire, marks: Marks) -> tuple[int, QColor, float]:
        """In which layer a wire is drawn, -1 for a quiet one, its colour and its width."""
        theme = self._theme
        for link in wire.links:
            if link.node == self._operation and self._operands:
                return 2, theme.color("accent"), 3.2
        if any(each.operand in marks.paths and each.node in marks.paths for each in wire.links):
            # While an operation is lit, the chosen node's paths step back.
            strength = 0.85 if self._operation is None else 0.45
            return 1, mixed(self._background, theme.color("accent"), strength), 1.8
        if self._is_near and len(wire.links) == 1:
            flow = self._scene.flow(wire.links[0])
            if flow is not None:
                return 0, mixed(self._background, theme.signed(*flow), 0.75), 1.6
        return -1, theme.color("quiet"), 1.2


class _Stroke:
    """A wire to be drawn later."""

    def __init__(self, painter: QPainter, path: QPainterPath, color: QColor, width: float) -> None:
        self._painter, self._path, self._pen = painter, path, QPen(color, width)

    def __call__(self) -> None:
        self._painter.setPen(self._pen)
        self._painter.drawPath(self._path)
