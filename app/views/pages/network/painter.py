"""Draws one picture of the network: nodes, edges, biases and their numbers."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPen, QRegion

from app.kit.numbers import NO_ROOM, compact, cut, fitted
from app.kit.painter_fonts import PainterFonts
from app.kit.text_size import px, scaled
from app.kit.theme import Theme, mixed
from app.session.session import Session
from app.views.pages.network.faces import NUMBER_RADIUS, MapFaces, NumberFaces
from app.views.pages.network.frozen import draw_frozen
from app.views.pages.network.layout import BIAS_PLACE, DiagramLayout, Edge, Node, bias_below
from app.views.pages.network.map_details import Dots
from app.views.pages.network.maps import ColumnMaps
from app.views.pages.network.numbers import FINEST, DiagramNumbers

THICKEST = 4.5
THINNEST = 0.7
LEVELS = 6
# The height of a pill in pixels.
PILL = 16
# Pictures of half this width or more have room for a bias in their corner.
PILL_RADIUS = 28.0
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@lru_cache(maxsize=4096)
def _edge_pen(theme: Theme, kind: str, is_negative: bool, level: int) -> QPen:
    """An edge's pen; a small weight is nearer to the surface, never lost in it."""
    full = theme.signed(kind, -1.0 if is_negative else 1.0)
    share = level / FINEST
    color = mixed(theme.color("surface"), full, 0.35 + 0.65 * share)
    return QPen(color, THINNEST + (THICKEST - THINNEST) * share)


class DiagramPainter:
    """One frame. numbers: those of its step.

    maps: of the inputs and of each layer, drawn in place of their numbers. make_dots: the samples
    that stand on them.
    """

    def __init__(
        self,
        painter: QPainter,
        session: Session,
        layout: DiagramLayout,
        theme: Theme,
        numbers: DiagramNumbers,
        maps: Sequence[ColumnMaps],
        make_dots: Callable[[], Dots],
    ) -> None:
        self._painter, self._layout = painter, layout
        self._activations = session.cursor.recipe.activations
        self._theme, self._kind, self._numbers = theme, numbers.kind, numbers
        self._fonts, self._maps = PainterFonts(painter), maps
        self._faces: MapFaces | NumberFaces = (
            MapFaces(painter, self._fonts, theme, maps, make_dots)
            if maps
            else NumberFaces(painter, self._fonts, layout, theme, self._numbers)
        )
        # Both as indices of parameters: of the frozen ones, and of those that count for nothing.
        self._frozen, self._off = session.switches.frozen, session.switches.without_effect

    def draw(
        self, size: QSizeF, dirty: QRegion, chosen: list[int], hovered: Edge | Node | None
    ) -> None:
        """Draw what reaches into `dirty`; `chosen` parameters and the hovered thing stand out."""
        self._dirty = dirty
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_column_names()
        if self._layout.is_dense:
            self._draw_many_edges()
        else:
            self._draw_edges()
        self._draw_chosen_edges(chosen)
        if isinstance(hovered, Edge):
            i = self._layout.edge_of(hovered.weight)
            assert i is not None
            self._draw_edge(i, QPen(self._theme.color("text"), 2.5))
        for column in self._layout.columns:
            for node in column:
                if dirty.intersects(self._layout.box_of(node).toAlignedRect()):
                    self._draw_node(node, node.bias in chosen, node is hovered)
        if self._layout.is_small:
            self._draw_weights_on_edges()
        if self._frozen and not self._layout.is_dense:
            draw_frozen(self._painter, self._layout, self._frozen, self._theme, dirty)
        self._draw_targets(size)

    def _set_font(self, pixels: int, bold: bool = False) -> None:
        self._fonts.use(round(pixels * self._layout.zoom), bold)

    def _px(self, pixels: float) -> int:
        """Pixels at the size of the text in this picture."""
        return px(pixels * self._layout.zoom)

    # Edges.

    def _pen(self, weight: int) -> QPen:
        if weight in self._off:
            return QPen(self._theme.color("border"), 1.2, Qt.PenStyle.DashLine)
        return _edge_pen(self._theme, self._kind, *self._numbers.edge(weight))

    def _draw_edges(self) -> None:
        layout, dirty = self._layout, self._dirty
        sizes = [abs(self._numbers.parameters[edge.weight]) for edge in layout.edges]
        is_whole = dirty.rectCount() == 1 and dirty.boundingRect().contains(layout.edges_box)
        for i in sorted(range(len(sizes)), key=sizes.__getitem__):
            if is_whole or dirty.intersects(layout.path_boxes[i]):
                self._draw_edge(i, self._pen(layout.edges[i].weight))

    def _draw_many_edges(self) -> None:
        """Edges in a few levels of size, each drawn at once, the largest last."""
        parameters = np.array(self._numbers.parameters)
        numbers = parameters[[edge.weight for edge in self._layout.edges]]
        shares = np.abs(numbers) / (np.abs(parameters).max() or 1.0)
        levels = np.minimum((shares * LEVELS).astype(int), LEVELS - 1)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        lines = self._layout.lines
        for level in range(LEVELS):
            for sign in (-1, 1):
                chosen = np.flatnonzero((levels == level) & ((numbers < 0) == (sign < 0)))
                full = self._theme.signed(self._kind, sign)
                color = mixed(
                    self._theme.color("surface"), full, 0.12 + 0.88 * (level / (LEVELS - 1)) ** 2
                )
                self._painter.setPen(QPen(color, 1 if level < LEVELS - 1 else 2))
                self._painter.drawLines([lines[i] for i in chosen])
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _draw_chosen_edges(self, chosen: list[int]) -> None:
        for parameter in chosen:
            i = self._layout.edge_of(parameter)
            if i is not None:
                pen = self._pen(parameter)
                self._draw_edge(i, QPen(self._theme.color("accent"), pen.widthF() + 5))
                self._draw_edge(i, pen)

    def _draw_edge(self, i: int, pen: QPen) -> None:
        self._painter.setPen(pen)
        if self._layout.is_straight:
            # Qt is fast for a line as such, not for the path of one.
            self._painter.drawLine(self._layout.lines[i])
        else:
            self._painter.drawPath(self._layout.paths[i])

    def _draw_weights_on_edges(self) -> None:
        """Write every weight on its edge, as a small network has room for."""
        for i, edge in enumerate(self._layout.edges):
            self._draw_pill(self._layout.number_on(i), edge.weight)

    # Nodes.

    def _draw_node(self, node: Node, is_chosen: bool, is_hovered: bool) -> None:
        theme, radius = self._theme, node.radius
        is_off = node.bias in self._off
        if is_chosen or is_hovered:
            outline = QPen(theme.color("accent" if is_chosen else "text"), 3)
        elif is_off:
            outline = QPen(theme.color("quiet"), 1.5, Qt.PenStyle.DashLine)
        else:
            outline = QPen(theme.color("surface"), 2)
        self._faces.draw(node, outline, is_off)
        if node.bias is not None:
            self._draw_bias(node, is_chosen)
        if node.column == 0 and self._layout.row_gap >= self._px(14):
            self._set_font(13 if self._layout.has_numbers else 11)
            self._painter.setPen(theme.color("quiet"))
            line = self._px(20)
            box = QRectF(0, node.center.y() - line / 2, node.center.x() - radius - 8, line)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            name = self._beginning(self._layout.names[node.row], box.width())
            self._painter.drawText(box, flags, name)

    def _draw_bias(self, node: Node, is_chosen: bool) -> None:
        assert node.bias is not None
        radius = node.radius
        if self._maps and radius >= scaled(PILL_RADIUS):
            # Inside, as the pictures of a column stand close to each other.
            inside = QPointF(radius * 0.45, radius - self._px(PILL) / 2 - 2)
            self._draw_pill(node.center + inside, node.bias, is_chosen)
        elif not self._maps and radius >= scaled(NUMBER_RADIUS):
            self._draw_pill(bias_below(node), node.bias, is_chosen)
        elif not is_chosen and node.bias not in self._off:
            # No room for a number: a ring in the bias' colour, as thick as it is large.
            is_negative, level = self._numbers.edge(node.bias)
            width = 0.8 + min(2.5, radius / 3) * level / FINEST
            color = self._theme.signed(self._kind, -1.0 if is_negative else 1.0)
            self._faces.outline(node, QPen(color, width))

    def _draw_pill(self, center: QPointF, parameter: int, is_chosen: bool = False) -> None:
        """A number in a small frame of its colour."""
        theme, number = self._theme, self._numbers.parameters[parameter]
        text = compact(number, self._layout.digits)
        self._set_font(11)
        width, height = self._painter.fontMetrics().horizontalAdvance(text) + 10, self._px(PILL)
        box = QRectF(center.x() - width / 2, center.y() - height / 2, width, height)
        frame = theme.color("accent") if is_chosen else theme.signed(self._kind, number)
        self._painter.setPen(QPen(frame, 2 if is_chosen else 1))
        self._painter.setBrush(theme.color("surface"))
        self._painter.drawRoundedRect(box, height / 2, height / 2)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.setPen(theme.color("text"))
        self._painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _beginning(self, name: str, room: float) -> str:
        """A name as far as there is room, measured once for each layout."""
        known, key = self._layout.fitting, (name, room)
        if key not in known:
            known[key] = cut(name, room, self._painter.fontMetrics().horizontalAdvance)
        return known[key]

    # Words around the picture.

    def _draw_column_names(self) -> None:
        columns = self._layout.columns
        self._painter.setPen(self._theme.color("quiet"))
        room = columns[1][0].center.x() - columns[0][0].center.x()
        is_roomy = room > self._px(110)
        self._set_font(13 if is_roomy else 11)
        for i, column in enumerate(columns):
            if i == 0:
                first, second = "inputs", ""
            else:
                first = "output" if i == len(columns) - 1 else f"layer {i}"
                second = self._activations[i - 1]
                second += f" {self._maps[i].told}" if self._maps else ""
            text = f"{first} · {second}" if is_roomy and second else first
            box = QRectF(column[0].center.x() - room / 2, 6, room, self._px(18))
            self._painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            if second and not is_roomy:
                box.translate(0, self._px(14))
                self._painter.drawText(box, Qt.AlignmentFlag.AlignCenter, second)

    def _draw_targets(self, size: QSizeF) -> None:
        """Beside each output what it should be."""
        outputs = self._layout.columns[-1]
        radius = outputs[0].radius
        if self._layout.row_gap < self._px(14):
            return
        self._set_font(11)
        # The pill of the bias begins this far below the middle of its node.
        pill = radius * BIAS_PLACE[1] - self._px(PILL) / 2 - 1
        line, is_single = self._px(16), len(outputs) == 1
        has_room = is_single or self._layout.row_gap >= 2 * line
        names = self._layout.names[-len(outputs) :]
        # The larger numbers of a small network reach farther to the right of its node.
        beside = self._px(21) if self._layout.digits > 2 else 8
        for node, target, name in zip(outputs, self._numbers.targets, names, strict=True):
            left = node.center.x() + radius + beside
            top = -line - 1.0
            if radius >= scaled(NUMBER_RADIUS):
                top = min(top, pill - 2 * line - 1)
            if not is_single:
                top = 0.0 if name and has_room else -line / 2
            box = QRectF(left, node.center.y() + top, size.width() - left, line)
            if name and has_room:
                self._painter.setPen(self._theme.color("quiet"))
                above = box.translated(0, -line)
                self._painter.drawText(above, LEFT, self._beginning(name, box.width()))
            self._painter.setPen(self._theme.color("text"))
            if is_single and self._numbers.target_class:
                words = f"target {self._numbers.target_class}"
                self._painter.drawText(box, LEFT, self._beginning(words, box.width()))
            else:
                self._write_beside(box, "target ", compact(target, 2), target)
            if is_single:
                box.translate(0, line + 1)
                self._painter.setPen(self._theme.color("quiet"))
                self._write_beside(box, f"{self._numbers.error_word} ", self._numbers.error)

    def _write_beside(self, box: QRectF, word: str, text: str, number: float | None = None) -> None:
        """Write a word and its number, or in a narrow place the number alone."""
        advance = self._painter.fontMetrics().horizontalAdvance
        room = box.width() - advance(word)
        shown = fitted(text, room, advance, number)
        if shown == NO_ROOM:
            word, shown = "", fitted(text, box.width(), advance, number)
        self._painter.drawText(box, LEFT, f"{word}{shown}")
