"""Draws one frame of the graph: from near with numbers, from far as shapes and colours."""

from functools import cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.kit.numbers import cut, fitted, signed
from app.kit.painter_fonts import PainterFonts
from app.kit.theme import Theme, mixed
from app.views.graph.graph_layout import Box, Link
from app.views.graph.pills_painter import GraphPills
from app.views.graph.scene import GraphScene, Marks
from app.views.graph.wires_painter import GraphWires
from app.walking.graph_tree import Group
from micrograd.analysis.rules import rule_of

# Numbers are unreadable below this scale, so only shapes and colours are drawn.
NEAR = 0.5
# The most boxes with numbers while the camera glides: a picture of more would not move smoothly.
MOST_GLIDING = 40
# Steps of colour on each side of zero: boxes of one step are drawn together.
LEVELS = 6
# The most numbers of a closed group that fit its box, each as a cell.
MOST_CELLS = 12
# The most characters of a number that fit a box.
LONGEST = 8
RADIUS = 6.0
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class GraphPicture:
    """One frame, on a painter in the layout's coordinates.

    seen: the visible part of the layout. is_gliding: true for a camera that moves.
    """

    def __init__(
        self,
        painter: QPainter,
        scene: GraphScene,
        marks: Marks,
        theme: Theme,
        scale: float,
        seen: QRectF,
        is_gliding: bool,
    ) -> None:
        self._painter, self._scene, self._marks, self._theme = painter, scene, marks, theme
        self._scale, self._seen = scale, seen
        self._set_font = PainterFonts(painter, is_zoomed=True).use
        self._operation, self._operands = scene.operation, scene.operands
        self._now = scene.item_of(scene.operation)
        self._read = {scene.item_of(operand) for operand in scene.operands}
        self._surface, self._field = theme.color("background"), theme.color("field")
        self._boxes = [box for box in scene.layout.boxes if self._is_seen(box)]
        is_fast = is_gliding and len(self._boxes) > MOST_GLIDING
        self._is_near = scale >= NEAR and not is_fast
        self._numbers = {kind: scene.numbers(kind) for kind in ("data", "grad")}
        self._wires = GraphWires(painter, scene, marks, theme, seen, self._is_near)

    @property
    def still(self) -> object:
        """A key of what `draw_still` draws: it differs where that would look different."""
        scene, marks = self._scene, self._marks
        place = self._scale, self._seen, self._is_near
        found, hovered = tuple(marks.found_items), marks.hovered
        lit = self._operation, self._operands, marks.chosen, found, hovered
        return scene.number_of_layout, self._theme, place, lit, self._wires.styles

    def draw_still(self) -> None:
        """Draw what few steps of training change: frames, wires, and boxes without numbers."""
        for frame in self._scene.layout.frames:
            if self._is_seen(frame):
                self._draw_frame(frame, frame is self._marks.hovered)
        self._wires.draw()
        if self._is_near:
            for box in self._boxes:
                self._draw_box(box)

    def draw_numbers(self) -> None:
        """Draw what changes with every step: numbers, or from far away the colours of boxes."""
        if self._is_near:
            for kind in ("data", "grad"):
                self._draw_numbers(kind)
            self.pills.draw()
        else:
            self._draw_shapes()
            self._draw_outlines()

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
            self._painter.drawText(line, LEFT, self._elided(f"▾ {frame.item.title}", line))

    # Boxes from near.

    def _draw_box(self, box: Box) -> None:
        rect = QRectF(box.x, box.y, box.width, box.height)
        fill, pen = self._box_style(box)
        self._painter.setBrush(fill)
        self._painter.setPen(pen)
        self._painter.drawRoundedRect(rect, RADIUS, RADIUS)
        self._draw_middle(box)

    def _box_style(self, box: Box) -> tuple[QColor, QPen]:
        theme, marks = self._theme, self._marks
        accent = theme.color("accent")
        if box.item == self._now:
            return theme.color("selection"), QPen(accent, 2.6)
        if box.item in self._read:
            return self._field, QPen(accent, 1.8)
        if box.item == self._scene.item_of(marks.chosen):
            # Dashes tell the chosen node apart from the current operation.
            return theme.color("selection"), QPen(accent, 1.4, Qt.PenStyle.DashLine)
        if box.item in marks.found_items:
            return theme.color("selection"), QPen(theme.color("text"), 1.4)
        border = theme.color("quiet" if box is marks.hovered else "border")
        return self._field, QPen(border, 1.0)

    def _draw_numbers(self, kind: str) -> None:
        """Draw data above, or grad below, in each box in sight."""
        self._set_font(12 if kind == "data" else 11, bold=kind == "data")
        for box in self._boxes:
            face = self._scene.face_of(box.item)
            if face is None:
                self._draw_cells(box, kind)
            else:
                top = box.y + 3 if kind == "data" else box.y + box.height - 20
                line = QRectF(box.x + 6, top, box.width - 13, 17)
                self._draw_number(line, kind, self._numbers[kind](face))

    def _draw_number(self, line: QRectF, kind: str, number: float | None) -> None:
        if number is not None:
            self._painter.setPen(self._theme.signed(kind, number, text=True))
            text = fitting(number) if kind == "data" else f"∇ {fitting(number, LONGEST - 1)}"
        else:
            self._painter.setPen(self._theme.color("quiet"))
            text = "·" if kind == "data" else "∇ ·"
        self._painter.drawText(line, RIGHT, text)

    @property
    def pills(self) -> GraphPills:
        """The operands of the operation that are out of sight."""
        self._set_font(11)
        involved = {self._now, *self._read}
        args = self._painter, self._scene, self._theme, self._seen
        return GraphPills(*args, self._boxes, involved, self._operand_texts)

    def _operand_texts(self, link: Link) -> list[tuple[str, QColor]]:
        """Name, data and grad of an operand, each with its colour."""
        theme = self._theme
        texts = [(self._scene.operand_name(link), theme.color("text"))]
        for kind, sign in (("data", ""), ("grad", "∇ ")):
            number = self._numbers[kind](link.operand)
            if number is not None:
                texts.append((sign + fitting(number), theme.signed(kind, number, text=True)))
        return texts

    def _draw_middle(self, box: Box) -> None:
        """Draw the operation and the name, between data and grad."""
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
        self._painter.drawText(line, LEFT, self._elided(text, line))

    def _draw_operation(self, left: float, middle: float, operation: str, node: int) -> float:
        """Draw the sign of an operation in a pill, and return its width."""
        symbol = rule_of(operation).symbol
        is_now, is_wrong = node == self._operation, self._scene.went_wrong(node)
        symbol = f"✗ {symbol}" if is_wrong else symbol
        width = max(15.0, self._painter.fontMetrics().horizontalAdvance(symbol) + 6.0)
        brush, pen = ("accent", "on_accent") if is_now else ("border", "text")
        if is_wrong:
            brush, pen = "warning", "background"
        self._painter.setBrush(self._theme.color(brush))
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.drawRoundedRect(QRectF(left, middle - 7.5, width, 15), 7.5, 7.5)
        self._painter.setPen(self._theme.color(pen))
        box = QRectF(left, middle - 8, width, 15)
        self._painter.drawText(box, Qt.AlignmentFlag.AlignCenter, symbol)
        return width

    def _draw_cells(self, box: Box, kind: str) -> None:
        """Draw a cell for each number that a closed group makes, data above and grad below."""
        assert isinstance(box.item, Group)
        shown = box.item.outlets[:MOST_CELLS]
        width = min(12.0, (box.width - 14) / max(1, len(shown)))
        top = 6 if kind == "data" else box.height - 16
        for i, node in enumerate(shown):
            number = self._numbers[kind](node)
            if number is not None:
                cell = QRectF(box.x + 7 + i * width, box.y + top, width - 1.5, 10)
                self._painter.fillRect(cell, shade(self._theme, kind, level_of(number)))

    # Shapes from far away.

    def _draw_shapes(self) -> None:
        """Draw each box as two halves: the colour of its data above, that of its grad below."""
        scene = self._scene
        rects: dict[tuple[str, int], list[QRectF]] = {}
        for box, (above, below) in zip(scene.layout.boxes, scene.halves, strict=True):
            face = scene.face_of(box.item)
            rects.setdefault(("data", self._level("data", face)), []).append(above)
            rects.setdefault(("grad", self._level("grad", face)), []).append(below)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for (kind, level), same in rects.items():
            self._painter.setBrush(shade(self._theme, kind, level))
            self._painter.drawRects(same)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _level(self, kind: str, node: int | None) -> int:
        """The step of colour of a node, 0 if its number is not known yet."""
        number = None if node is None else self._numbers[kind](node)
        return 0 if number is None else level_of(number)

    def _draw_outlines(self) -> None:
        """Frame the marked boxes, as wide on the screen as from near."""
        chosen = self._scene.item_of(self._marks.chosen)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        for item in [*self._marks.found_items, chosen, self._now]:
            place = None if item is None else self._scene.layout.box_of.get(item)
            if place is not None:
                box = self._scene.layout.boxes[place]
                token = "accent" if item in (chosen, self._now) else "text"
                self._painter.setPen(QPen(self._theme.color(token), 2 / self._scale))
                self._painter.drawRect(QRectF(box.x, box.y, box.width, box.height))

    # Text.

    def _elided(self, text: str, line: QRectF) -> str:
        return cut(text, line.width() + 1, self._painter.fontMetrics().horizontalAdvance)


def fitting(number: float, longest: int = LONGEST) -> str:
    """Write a number with four decimals, or in fewer digits where that is too long."""
    return fitted(signed(number), longest, len, number)


def level_of(number: float) -> int:
    """The step of colour of a number: -LEVELS to LEVELS, by its square root."""
    level = round(min(1.0, abs(number) ** 0.5) * LEVELS)
    return -level if number < 0 else level


@cache
def shade(theme: Theme, kind: str, level: int) -> QColor:
    """The colour of a step, from neutral at 0 to full at LEVELS."""
    if level == 0:
        return theme.color("field")
    strength = 0.3 + 0.7 * abs(level) / LEVELS
    return theme.diverging(kind, strength if level > 0 else -strength)
