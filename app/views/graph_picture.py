"""Draws one frame of the graph: near with every number, far away as shapes and colours."""

import itertools
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen

from app.graph_tree import Group
from app.numbers import signed
from app.theme import Theme, mixed
from app.views.graph_layout import Box, Wire
from app.views.graph_scene import GraphScene
from micrograd.rules import rule_of

# Below this scale numbers could not be read: there are only shapes and colours.
NEAR = 0.5
LEVELS = 6
MOST_CELLS = 12
RADIUS = 6.0


class Marks:
    """What stands out: the chosen node, what the pointer is on, what a search has found."""

    def __init__(self) -> None:
        self.chosen: int | None = None
        self.paths: set[int] = set()
        self.found: set[int] = set()
        self.hovered: Box | None = None


class GraphPicture:
    """One frame, painted in the layout's coordinates on a painter that is scaled already."""

    def __init__(
        self, painter: QPainter, scene: GraphScene, theme: Theme, scale: float, seen: QRectF
    ) -> None:
        self._painter, self._scene, self._theme = painter, scene, theme
        self._scale, self._seen = scale, seen
        self._is_near = scale >= NEAR
        self._operation, self._operands = scene.operation, scene.operands
        self._surface, self._field = theme.color("background"), theme.color("field")

    def draw(self, paths: list[QPainterPath], marks: Marks) -> None:
        """Draw everything in sight. paths: one for each wire of the layout."""
        layout = self._scene.layout
        for frame in layout.frames:
            if self._is_seen(frame):
                self._draw_frame(frame, frame is marks.hovered)
        boxes = [box for box in layout.boxes if self._is_seen(box)]
        self._draw_wires(paths, marks)
        if self._is_near:
            for box in boxes:
                self._draw_box(box, marks)
        else:
            self._draw_shapes(boxes)
            self._draw_outlines(boxes, marks)

    def _is_seen(self, box: Box) -> bool:
        seen = self._seen
        return (
            box.x <= seen.right()
            and box.x + box.width >= seen.left()
            and box.y <= seen.bottom()
            and box.y + box.height >= seen.top()
        )

    # Frames of open groups.

    def _draw_frame(self, frame: Box, is_hovered: bool) -> None:
        rect = QRectF(frame.x, frame.y, frame.width, frame.height)
        assert isinstance(frame.item, Group)
        depth = len(frame.item.path) % 2
        self._painter.setBrush(mixed(self._surface, self._field, 0.55 if depth else 0.2))
        border = "quiet" if is_hovered else "border"
        self._painter.setPen(QPen(self._theme.color(border), 1 / self._scale))
        self._painter.drawRoundedRect(rect, RADIUS, RADIUS)
        if self._scale >= 0.3:
            self._set_font(11)
            self._painter.setPen(self._theme.color("text" if is_hovered else "quiet"))
            line = QRectF(frame.x + 8, frame.y + 4, frame.width - 12, 18)
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            self._painter.drawText(line, flags, self._elided(f"▾ {frame.item.title}", line))

    # Wires.

    def _draw_wires(self, paths: list[QPainterPath], marks: Marks) -> None:
        """Quiet ones first; then what flowed; the chosen node's paths; the operation's last."""
        layers: list[list[Callable[[], None]]] = [[], [], []]
        quiet = QPainterPath()
        for wire, path in zip(self._scene.layout.wires, paths, strict=True):
            # A level wire has no height, and would meet nothing.
            if not path.boundingRect().adjusted(-1, -1, 1, 1).intersects(self._seen):
                continue
            rank, color, width = self._wire_style(wire, marks)
            if rank < 0:
                quiet.addPath(path)
            else:
                layers[rank].append(_Stroke(self._painter, path, color, width))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        many = len(paths) > 1500
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, not many)
        neutral = mixed(self._surface, self._theme.color("quiet"), 0.5)
        self._painter.setPen(QPen(neutral, 0 if many else 1.2))
        self._painter.drawPath(quiet)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for layer in layers:
            for stroke in layer:
                stroke()

    def _wire_style(self, wire: Wire, marks: Marks) -> tuple[int, QColor, float]:
        """In which layer a wire is drawn, -1 for a quiet one, its colour and its width."""
        theme = self._theme
        for link in wire.links:
            if link.node == self._operation and self._operands:
                return 2, theme.color("accent"), 3.2
        if any(each.operand in marks.paths and each.node in marks.paths for each in wire.links):
            # While an operation is lit, the chosen node's paths step back.
            strength = 0.85 if self._operation is None else 0.45
            return 1, mixed(self._surface, theme.color("accent"), strength), 1.8
        if self._is_near and len(wire.links) == 1:
            flow = self._scene.flow(wire.links[0])
            if flow is not None:
                return 0, mixed(self._surface, theme.signed(*flow), 0.75), 1.6
        return -1, theme.color("quiet"), 1.2

    # Boxes from near.

    def _draw_box(self, box: Box, marks: Marks) -> None:
        rect = QRectF(box.x, box.y, box.width, box.height)
        fill, pen = self._box_style(box, marks)
        self._painter.setBrush(fill)
        self._painter.setPen(pen)
        self._painter.drawRoundedRect(rect, RADIUS, RADIUS)
        face = self._scene.face_of(box.item)
        if face is None:
            self._draw_cells(box)
        else:
            self._draw_numbers(box, face)
        self._draw_middle(box)

    def _box_style(self, box: Box, marks: Marks) -> tuple[QColor, QPen]:
        theme = self._theme
        accent = theme.color("accent")
        if self._holds(box, self._operation):
            return theme.color("selection"), QPen(accent, 2.6)
        if any(self._holds(box, node) for node in self._operands):
            return self._field, QPen(accent, 1.8)
        if self._holds(box, marks.chosen):
            return theme.color("selection"), QPen(accent, 1.8)
        if any(self._holds(box, node) for node in marks.found):
            return theme.color("selection"), QPen(theme.color("text"), 1.4)
        border = theme.color("quiet" if box is marks.hovered else "border")
        return self._field, QPen(border, 1.0)

    def _holds(self, box: Box, node: int | None) -> bool:
        if isinstance(box.item, int):
            return box.item == node
        group = None if node is None else self._scene.tree.group_of.get(node)
        depth = len(box.item.path)
        return group is not None and group.path[:depth] == box.item.path

    def _draw_numbers(self, box: Box, node: int) -> None:
        value = self._scene.order[node]
        line = QRectF(box.x + 6, box.y + 3, box.width - 13, 17)
        self._draw_number(line, "data", value.data, self._scene.has_data(node))
        line.moveTop(box.y + box.height - 20)
        self._draw_number(line, "grad", value.grad, self._scene.has_grad(node))

    def _draw_number(self, line: QRectF, kind: str, number: float, is_known: bool) -> None:
        self._set_font(12 if kind == "data" else 11, bold=kind == "data")
        if is_known:
            self._painter.setPen(self._theme.signed(kind, number, text=True))
            text = signed(number, 4) if kind == "data" else f"∇ {signed(number, 4)}"
        else:
            self._painter.setPen(self._theme.color("quiet"))
            text = "·" if kind == "data" else "∇ ·"
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self._painter.drawText(line, flags, text)

    def _draw_middle(self, box: Box) -> None:
        """Between data and grad: the operation, and the name."""
        left, middle = box.x + 7, box.y + box.height / 2
        theme = self._theme
        self._set_font(11)
        if isinstance(box.item, Group):
            text = f"▸ {box.item.title}"
        else:
            text = self._scene.names[box.item]
            operation = self._scene.order[box.item]._op
            if operation:
                left += self._draw_operation(left, middle, operation, box.item) + 3
        is_leaf = isinstance(box.item, int) and not self._scene.order[box.item]._op
        self._painter.setPen(theme.color("text" if is_leaf else "quiet"))
        line = QRectF(left, middle - 9, box.x + box.width - 4 - left, 18)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self._painter.drawText(line, flags, self._elided(text, line))

    def _draw_operation(self, left: float, middle: float, operation: str, node: int) -> float:
        """The sign of an operation in a pill; returns its width."""
        symbol = rule_of(operation).symbol
        is_now = node == self._operation
        width = max(15.0, self._painter.fontMetrics().horizontalAdvance(symbol) + 6.0)
        self._painter.setBrush(self._theme.color("accent" if is_now else "border"))
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.drawRoundedRect(QRectF(left, middle - 7.5, width, 15), 7.5, 7.5)
        self._painter.setPen(self._theme.color("on_accent" if is_now else "text"))
        box = QRectF(left, middle - 8, width, 15)
        self._painter.drawText(box, Qt.AlignmentFlag.AlignCenter, symbol)
        return width

    def _draw_cells(self, box: Box) -> None:
        """A closed group that makes several numbers: a cell for each, data above, grad below."""
        assert isinstance(box.item, Group)
        shown = box.item.outlets[:MOST_CELLS]
        width = min(12.0, (box.width - 14) / max(1, len(shown)))
        for i, node in enumerate(shown):
            value = self._scene.order[node]
            x = box.x + 7 + i * width
            if self._scene.has_data(node):
                cell = QRectF(x, box.y + 6, width - 1.5, 10)
                self._painter.fillRect(cell, self._shade("data", value.data))
            if self._scene.has_grad(node):
                cell = QRectF(x, box.y + box.height - 16, width - 1.5, 10)
                self._painter.fillRect(cell, self._shade("grad", value.grad))

    # Shapes from far away.

    def _draw_shapes(self, boxes: list[Box]) -> None:
        """Each box in two halves: the colour of its data above, that of its grad below."""
        by_color: dict[str, list[QRectF]] = {}
        colors: dict[str, QColor] = {}
        for box in boxes:
            face = self._scene.face_of(box.item)
            for kind, top in (("data", box.y), ("grad", box.y + box.height / 2)):
                color = self._far_color(kind, face)
                name = color.name()
                colors[name] = color
                rect = QRectF(box.x, top, box.width, box.height / 2)
                by_color.setdefault(name, []).append(rect)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for name, rects in by_color.items():
            self._painter.setBrush(colors[name])
            self._painter.drawRects(rects)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _far_color(self, kind: str, node: int | None) -> QColor:
        if node is None:
            return self._theme.color("border")
        value = self._scene.order[node]
        if kind == "data":
            return self._shade(kind, value.data) if self._scene.has_data(node) else self._field
        return self._shade(kind, value.grad) if self._scene.has_grad(node) else self._field

    def _shade(self, kind: str, number: float) -> QColor:
        """A few levels of colour: where numbers can't be read their size is only hinted at."""
        share = min(1.0, abs(number) ** 0.5)
        level = round(share * LEVELS) / LEVELS * (-1 if number < 0 else 1)
        return shade(self._theme, kind, level)

    def _draw_outlines(self, boxes: list[Box], marks: Marks) -> None:
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        width = 2 / self._scale
        for box in boxes:
            is_now = self._holds(box, self._operation) or self._holds(box, marks.chosen)
            is_found = bool(marks.found) and any(self._holds(box, node) for node in marks.found)
            if is_now or is_found:
                self._painter.setPen(QPen(self._theme.color("accent" if is_now else "text"), width))
                self._painter.drawRect(QRectF(box.x, box.y, box.width, box.height))

    # Text.

    def _set_font(self, pixels: int, bold: bool = False) -> None:
        font = QFont(self._painter.font())
        font.setPixelSize(pixels)
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        self._painter.setFont(font)

    def _elided(self, text: str, line: QRectF) -> str:
        metrics = self._painter.fontMetrics()
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(line.width()) + 1)


class _Stroke:
    """A wire to be drawn later."""

    def __init__(self, painter: QPainter, path: QPainterPath, color: QColor, width: float) -> None:
        self._painter, self._path, self._pen = painter, path, QPen(color, width)

    def __call__(self) -> None:
        self._painter.setPen(self._pen)
        self._painter.drawPath(self._path)


_shades: dict[tuple[str, str, float], QColor] = {}


def shade(theme: Theme, kind: str, level: float) -> QColor:
    """One of a few colours between neutral and full, made once."""
    key = theme.name, kind, level
    if key not in _shades:
        strength = (0.3 + 0.7 * abs(level)) * (-1 if level < 0 else 1) if level else 0.0
        _shades[key] = theme.diverging(kind, strength)
    return _shades[key]


def wire_path(wire: Wire) -> QPainterPath:
    """A smooth line from the left to the right through all points of a wire.

    The edges of one operand used twice by one node run side by side.
    """
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
