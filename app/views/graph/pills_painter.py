"""Draws the operands that are out of sight in one frame of the graph."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.kit.theme import Theme
from app.views.graph.graph_layout import TITLE_HEIGHT, Box, Link
from app.views.graph.pills import place_pill, where_seen
from app.views.graph.scene import GraphScene
from app.walking.graph_tree import Item

# Units of the layout: the height of a pill, the room at its ends, and between two texts.
HEIGHT, END, BETWEEN = 18.0, 7.0, 8.0

Texts = Sequence[tuple[str, QColor]]


class GraphPills:
    """One frame's unseen operands, each in a line near its wire, on a painter with its font.

    boxes: those in sight. involved: the operation and its operands, which are never covered.
    texts: what to write of an operand.
    """

    def __init__(
        self,
        painter: QPainter,
        scene: GraphScene,
        theme: Theme,
        seen: QRectF,
        boxes: Sequence[Box],
        involved: set[Item | None],
        texts: Callable[[Link], Texts],
    ) -> None:
        self._painter, self._scene, self._theme, self._seen = painter, scene, theme, seen
        self._boxes, self._involved, self._texts = boxes, involved, texts

    def draw(self) -> None:
        """Draw all of them."""
        for rect, texts in self.placed():
            self._draw_pill(rect, texts)

    def placed(self) -> list[tuple[QRectF, Texts]]:
        """The place and the texts of each operand whose wire is in sight and that is not."""
        links = self._links()
        if not links:
            return []
        frames = [each for each in self._scene.layout.frames if _rect(each).intersects(self._seen)]
        kept = [_rect(box) for box in self._boxes if box.item in self._involved]
        avoided = [_rect(box) for box in self._boxes if box.item not in self._involved]
        avoided += [_rect(frame._replace(height=TITLE_HEIGHT)) for frame in frames]
        made = []
        for link, anchor in links:
            texts = self._texts(link)
            size = QSizeF(sum(map(self._width, texts)) + 2 * END - BETWEEN, HEIGHT)
            rect = place_pill(size, anchor, self._seen, kept, avoided)
            if rect is not None:
                kept.append(rect)
                made.append((rect, texts))
        return made

    def _width(self, text: tuple[str, QColor]) -> float:
        return self._painter.fontMetrics().horizontalAdvance(text[0]) + BETWEEN

    def _links(self) -> list[tuple[Link, QPointF]]:
        """The edges from unseen operands, and where their wires come into sight.

        An operand that is used twice has one of them.
        """
        scene, found = self._scene, dict[int, tuple[Link, QPointF]]()
        operation = scene.operation if scene.operands else None
        for wire, path in zip(scene.layout.wires, scene.paths, strict=True):
            link = next((each for each in wire.links if each.node == operation), None)
            if link is None or self._is_seen(scene.layout.boxes[wire.source]):
                continue
            point = where_seen(path, self._seen)
            if point is not None:
                found[link.operand] = link, point
        return list(found.values())

    def _is_seen(self, box: Box) -> bool:
        return self._seen.contains(QPointF(*box.center))

    def _draw_pill(self, rect: QRectF, texts: Texts) -> None:
        self._painter.setBrush(self._theme.color("field"))
        self._painter.setPen(QPen(self._theme.color("accent"), 1.8))
        self._painter.drawRoundedRect(rect, HEIGHT / 2, HEIGHT / 2)
        x = rect.left() + END
        for text, color in texts:
            width = self._width((text, color))
            self._painter.setPen(color)
            line = QRectF(x, rect.top(), width, rect.height())
            self._painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, text)
            x += width


def _rect(box: Box) -> QRectF:
    return QRectF(box.x, box.y, box.width, box.height)
