"""Places of the graph that show a node, a group or an operation, and the camera's way there."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRectF

from app.views.contract import ViewPlace
from app.views.graph.canvas import GraphCanvas
from app.views.graph.graph_layout import Box
from app.walking.graph_tree import Group, Path
from app.walking.walk import Walk


class GraphPlaces:
    """The places in a graph. Those of a layout under way are known when it is done."""

    def __init__(self, walk: Walk, canvas: GraphCanvas) -> None:
        self._walk, self._canvas = walk, canvas

    def of_nodes(self, find: Callable[[Any], int | None]) -> ViewPlace:
        """Targets that are nodes. find: the index of the node of a value; None for no node."""

        def where(value: Any) -> QRectF | None:
            return self._where_node(find(value))

        def bring(value: Any) -> None:
            node = find(value)
            if node is not None:
                self._canvas.reveal(node)

        return ViewPlace(self._canvas, where, bring)

    def of_groups(self, find: Callable[[Any], Path]) -> ViewPlace:
        """Targets that are groups. find: the path of the group of a value; empty for no group."""

        def where(value: Any) -> QRectF | None:
            return self._where_group(find(value))

        def bring(value: Any) -> None:
            group = self._group(find(value))
            if group is not None:
                self._canvas.reveal(group.first)

        return ViewPlace(self._canvas, where, bring)

    @property
    def of_operations(self) -> ViewPlace:
        """Targets that are operations of the pass under way, counted from 1."""
        return self.of_nodes(self._node_of_operation)

    def _node_of_operation(self, number: int) -> int | None:
        nodes = (self._walk.last_pass or self._walk.next_pass).nodes
        return self._walk.index[nodes[number - 1]] if 1 <= number <= len(nodes) else None

    def _where_node(self, node: int | None) -> QRectF | None:
        scene = self._canvas.scene
        place = scene.layout.box_of.get(node) if node is not None and scene.is_current else None
        return None if place is None else self._drawn(scene.layout.boxes[place])

    def _where_group(self, path: Path) -> QRectF | None:
        group, layout = self._group(path), self._canvas.scene.layout
        boxes = (box for box in (*layout.frames, *layout.boxes) if box.item is group)
        box = next(boxes, None)
        return None if box is None else self._drawn(box)

    def _group(self, path: Path) -> Group | None:
        groups = self._canvas.scene.tree.groups() if path else ()
        return next((group for group in groups if group.path == path), None)

    def _drawn(self, box: Box) -> QRectF:
        placed = QRectF(box.x, box.y, box.width, box.height)
        return self._canvas.camera.transform.mapRect(placed)
