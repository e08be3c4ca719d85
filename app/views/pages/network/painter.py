"""Draws one picture of the network: nodes, edges, biases and their numbers."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.kit.numbers import compact, plain
from app.kit.painter_fonts import PainterFonts
from app.kit.theme import Theme, mixed, readable_on
from app.session.session import Session
from app.views.pages.network.layout import DiagramLayout, Edge, Node

THICKEST = 4.5
THINNEST = 0.7
LEVELS = 6
# A difference of 1 / FINEST of the largest number is not seen: it is half a level of a colour, and
# less than a hundredth of a pixel of an edge's width.
FINEST = 500
# From these radii on there is room for numbers in a node and for a bias beside it.
NUMBER_RADIUS = 19.0
SHORT_NUMBER_RADIUS = 14.0


def look_of(session: Session, kind: str) -> object:
    """What a picture of the network shows of its numbers; equal where it would look the same."""
    numbers = [p.data if kind == "data" else p.grad for p in session.cursor.trainer.parameters]
    scale = max(map(abs, numbers)) or 1.0
    shown = session.selection.sample
    columns = session.cursor.model.activations(session.cursor.dataset.xs[shown])
    return (
        [round(FINEST * number / scale) for number in numbers],
        [compact(number, 2) for number in numbers],
        [_shades(column) for column in columns],
        plain(session.cursor.evaluation.squared_errors[shown], 4),
    )


def _shades(column: Sequence[float]) -> list[tuple[int, str]]:
    """The fills of a column's nodes, and their numbers."""
    largest = max(1.0, *map(abs, column))
    return [(round(FINEST * number / largest), compact(number, 2)) for number in column]


class DiagramPainter:
    """One frame. kind: "data" draws weights and biases, "grad" their gradients."""

    def __init__(
        self, painter: QPainter, session: Session, layout: DiagramLayout, theme: Theme, kind: str
    ) -> None:
        self._painter, self._session, self._layout = painter, session, layout
        self._theme, self._kind = theme, kind
        self._set_font = PainterFonts(painter).use
        parameters = session.cursor.trainer.parameters
        self._numbers = [p.data if kind == "data" else p.grad for p in parameters]
        self._scale = max(map(abs, self._numbers)) or 1.0
        sample = session.cursor.dataset.xs[session.selection.sample]
        self._columns = [sample, *session.cursor.model.activations(sample)]

    def draw(self, size: QSizeF, chosen: list[int], hovered: Edge | Node | None) -> None:
        """Draw everything; `chosen` parameters and the hovered thing stand out."""
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
            self._draw_edge(i, self._theme.color("text"), 2.5)
        for column in self._layout.columns:
            for node in column:
                self._draw_node(node, node.bias in chosen, node is hovered)
        if not self._layout.is_dense and len(self._layout.edges) <= 8:
            self._draw_weights_on_edges()
        self._draw_targets(size)

    # Edges.

    def _color(self, number: float) -> QColor:
        """The colour of an edge; a small one is nearer to the surface, never lost in it."""
        full = self._theme.signed(self._kind, number)
        share = 0.35 + 0.65 * min(1.0, abs(number) / self._scale)
        return mixed(self._theme.color("surface"), full, share)

    def _width(self, number: float) -> float:
        return THINNEST + (THICKEST - THINNEST) * abs(number) / self._scale

    def _draw_edges(self) -> None:
        edges = self._layout.edges
        order = sorted(range(len(edges)), key=lambda i: abs(self._numbers[edges[i].weight]))
        for i in order:
            number = self._numbers[edges[i].weight]
            self._painter.setPen(QPen(self._color(number), self._width(number)))
            self._painter.drawPath(self._layout.paths[i])

    def _draw_many_edges(self) -> None:
        """Edges in a few levels of size, each drawn at once, the largest last."""
        numbers = np.array(self._numbers)[[edge.weight for edge in self._layout.edges]]
        levels = np.minimum((np.abs(numbers) / self._scale * LEVELS).astype(int), LEVELS - 1)
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
                number = self._numbers[parameter]
                self._draw_edge(i, self._theme.color("accent"), self._width(number) + 5)
                self._draw_edge(i, self._color(number), self._width(number))

    def _draw_edge(self, i: int, color: QColor, width: float) -> None:
        self._painter.setPen(QPen(color, width))
        if self._layout.is_dense:
            self._painter.drawLine(self._layout.lines[i])
        else:
            self._painter.drawPath(self._layout.paths[i])

    def _draw_weights_on_edges(self) -> None:
        """In a small network every weight stands on its edge."""
        for i, edge in enumerate(self._layout.edges):
            share = 0.32 if edge.target.row % 2 else 0.6
            point = self._layout.paths[i].pointAtPercent(share)
            self._draw_pill(point, self._numbers[edge.weight])

    # Nodes.

    def _draw_node(self, node: Node, is_chosen: bool, is_hovered: bool) -> None:
        theme, radius = self._theme, self._layout.radius
        number = self._columns[node.column][node.row]
        largest = max(1.0, *[abs(each) for each in self._columns[node.column]])
        # The neutral middle of the scale would read as "no node": it starts a little above.
        share = number / largest
        fill = theme.diverging("data", (0.25 + 0.75 * abs(share)) * (1 if share >= 0 else -1))
        if is_chosen or is_hovered:
            self._painter.setPen(QPen(theme.color("accent" if is_chosen else "text"), 3))
        else:
            self._painter.setPen(QPen(theme.color("surface"), 2))
        self._painter.setBrush(fill)
        self._painter.drawEllipse(node.center, radius, radius)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        if radius >= SHORT_NUMBER_RADIUS:
            digits = 2 if radius >= NUMBER_RADIUS else 1
            self._painter.setPen(readable_on(fill))
            self._set_font(16 if radius >= 30 else 13 if radius >= 22 else 11, bold=True)
            box = QRectF(node.center.x() - 40, node.center.y() - 12, 80, 24)
            self._painter.drawText(box, Qt.AlignmentFlag.AlignCenter, compact(number, digits))
        if node.bias is not None:
            self._draw_bias(node, is_chosen)
        if node.column == 0 and self._layout.row_gap >= 14:
            self._set_font(13 if radius >= SHORT_NUMBER_RADIUS else 11)
            self._painter.setPen(theme.color("quiet"))
            box = QRectF(0, node.center.y() - 10, node.center.x() - radius - 8, 20)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            self._painter.drawText(box, flags, f"x{node.row + 1}")

    def _draw_bias(self, node: Node, is_chosen: bool) -> None:
        assert node.bias is not None
        bias, radius = self._numbers[node.bias], self._layout.radius
        if radius >= NUMBER_RADIUS:
            offset = QPointF(radius * 0.62, radius * 0.94)
            self._draw_pill(node.center + offset, bias, is_chosen)
        elif not is_chosen:
            # No room for a number: a ring in the bias' colour, as thick as it is large.
            width = 0.8 + min(2.5, radius / 3) * abs(bias) / self._scale
            self._painter.setPen(QPen(self._theme.signed(self._kind, bias), width))
            self._painter.drawEllipse(node.center, radius, radius)

    def _draw_pill(self, center: QPointF, number: float, is_chosen: bool = False) -> None:
        """A number in a small frame of its colour."""
        theme = self._theme
        text = compact(number, 2)
        self._set_font(11)
        width = self._painter.fontMetrics().horizontalAdvance(text) + 10
        box = QRectF(center.x() - width / 2, center.y() - 8, width, 16)
        frame = theme.color("accent") if is_chosen else theme.signed(self._kind, number)
        self._painter.setPen(QPen(frame, 2 if is_chosen else 1))
        self._painter.setBrush(theme.color("surface"))
        self._painter.drawRoundedRect(box, 8, 8)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.setPen(theme.color("text"))
        self._painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    # Words around the picture.

    def _draw_column_names(self) -> None:
        recipe = self._session.cursor.recipe
        columns = self._layout.columns
        self._painter.setPen(self._theme.color("quiet"))
        room = columns[1][0].center.x() - columns[0][0].center.x()
        self._set_font(13 if room > 110 else 11)
        for i, column in enumerate(columns):
            if i == 0:
                first, second = "inputs", ""
            else:
                first = "output" if i == len(columns) - 1 else f"layer {i}"
                second = recipe.activations[i - 1]
            text = f"{first} · {second}" if room > 110 and second else first
            box = QRectF(column[0].center.x() - room / 2, 6, room, 18)
            self._painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            if room <= 110 and second:
                box.translate(0, 14)
                self._painter.drawText(box, Qt.AlignmentFlag.AlignCenter, second)

    def _draw_targets(self, size: QSizeF) -> None:
        """Beside each output what it should be."""
        session, sample = self._session, self._session.selection.sample
        outputs = self._layout.columns[-1]
        radius = self._layout.radius
        if self._layout.row_gap < 14:
            return
        self._set_font(11)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for node, target in zip(outputs, session.cursor.dataset.targets[sample], strict=True):
            left = node.center.x() + radius + 8
            box = QRectF(left, node.center.y() - 17, size.width() - left, 16)
            self._painter.setPen(self._theme.color("text"))
            if len(outputs) > 1:
                box.moveTop(node.center.y() - 8)
            self._painter.drawText(box, flags, f"target {compact(target, 2)}")
            if len(outputs) == 1:
                box.translate(0, 17)
                self._painter.setPen(self._theme.color("quiet"))
                error = session.cursor.evaluation.squared_errors[sample]
                self._painter.drawText(box, flags, f"error² {plain(error, 4)}")
