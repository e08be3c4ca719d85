"""The layout of the graph view: boxes, frames and wires in layers from left to right.

The library fast_sugiyama orders each layer with few crossings. The places are found here, because
open groups have sizes of their own. Each open group is laid out by itself and is one box in the
group around it, so opening one leaves the others in their order.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from app.views.graph.layered import Arrangement, LocalEdge, arrange
from app.walking.graph_tree import GraphTree, Group, Item, Path

NODE_WIDTH, NODE_HEIGHT = 74.0, 58.0
GROUP_WIDTH = 106.0
PAD, TITLE_HEIGHT = 14.0, 26.0
# Wires worked out between two pauses of a sliced layout: less than two milliseconds of work.
CHUNK = 200

Point = tuple[float, float]


class Box(NamedTuple):
    """A node, or a closed group."""

    item: Item
    x: float
    y: float
    width: float
    height: float

    @property
    def center(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    def contains(self, x: float, y: float) -> bool:
        """True if a point lies in it."""
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height


class Link(NamedTuple):
    """An edge of the graph from a node to its operand. slot: the operand's index in the node."""

    operand: int
    node: int
    slot: int


class Wire(NamedTuple):
    """A line between two boxes. links: the edges of the graph that it stands for."""

    source: int
    target: int
    links: tuple[Link, ...]
    points: tuple[Point, ...]


@dataclass
class GraphLayout:
    """The whole picture in layout units. frames: the open groups, outer ones first."""

    boxes: list[Box] = field(default_factory=list)
    frames: list[Box] = field(default_factory=list)
    wires: list[Wire] = field(default_factory=list)
    width: float = 0.0
    height: float = 0.0
    box_of: dict[Item, int] = field(default_factory=dict)


def lay_out(tree: GraphTree, opened: set[Path]) -> Iterator[float | GraphLayout]:
    """Yield the share that is done, 0 to 1, and at the end the layout."""
    work = _Work(tree, opened)
    for _ in work.collect_wires():
        yield 0.0
    total = 1 + sum(1 for group in tree.groups() if _is_open(group, opened))
    for done, _ in enumerate(work.arrange_group(tree.root), start=1):
        yield done / total
    for _ in work.assemble():
        yield 1.0
    yield work.layout


def _is_open(group: Group, opened: set[Path]) -> bool:
    return all(each.path in opened for each in group.ancestors()[1:])


class _Work:
    """One unfinished layout."""

    def __init__(self, tree: GraphTree, opened: set[Path]) -> None:
        self._tree, self._opened = tree, opened
        self._chain: dict[Item, list[Group]] = {}
        self._links: dict[tuple[Item, Item], list[Link]] = {}
        self._edges: dict[Group, dict[LocalEdge, None]] = {}
        self._arranged: dict[Group, Arrangement] = {}
        self._origins: dict[Group, Point] = {}
        self.layout = GraphLayout()

    # Which boxes and wires there are.

    def collect_wires(self) -> Iterator[None]:
        """Find the boxes, and the edges between them in every open group."""
        visible = {node: self._tree.visible(node, self._opened) for node in self._tree.group_of}
        for item in dict.fromkeys(visible.values()):
            group = item.parent if isinstance(item, Group) else self._tree.group_of[item]
            assert group is not None
            self._chain[item] = group.ancestors()
        yield
        for node in visible:
            for slot, operand in enumerate(self._tree.operands[node]):
                if operand in visible and visible[operand] is not visible[node]:
                    pair = visible[operand], visible[node]
                    self._links.setdefault(pair, []).append(Link(operand, node, slot))
        yield
        for i, (source, target) in enumerate(self._links):
            if i % CHUNK == CHUNK - 1:
                yield
            for group in self._chain[target]:
                start = self._child(group, source) if self._holds(group, source) else source
                end = self._child(group, target)
                if start is not end:
                    self._edges.setdefault(group, {})[LocalEdge(start, end)] = None
        self._port_targets = {
            group: Counter(edge.source for edge in edges) for group, edges in self._edges.items()
        }

    def _holds(self, group: Group, item: Item) -> bool:
        chain = self._chain[item]
        return len(group.path) < len(chain) and chain[len(group.path)] is group

    def _child(self, group: Group, item: Item) -> Item:
        """The box or open group in `group` that holds the item."""
        chain = self._chain[item]
        depth = len(group.path) + 1
        return chain[depth] if depth < len(chain) else item

    # Each open group by itself, inner ones first.

    def arrange_group(self, group: Group) -> Iterator[None]:
        """Lay out the open groups inside, then the group itself."""
        sizes: dict[Item, Point] = {}
        for child in self._children(group):
            if isinstance(child, Group) and child.path in self._opened:
                yield from self.arrange_group(child)
                inner = self._arranged[child]
                sizes[child] = inner.width + 2 * PAD, inner.height + PAD + TITLE_HEIGHT
            else:
                width = GROUP_WIDTH if isinstance(child, Group) else NODE_WIDTH
                sizes[child] = width, NODE_HEIGHT
        self._arranged[group] = arrange(sizes, list(self._edges.get(group, {})))
        yield

    def _children(self, group: Group) -> list[Item]:
        children: list[Item] = [*group.groups.values(), *group.nodes]
        return sorted(children, key=lambda item: item.first if isinstance(item, Group) else item)

    # Everything in one picture.

    def assemble(self) -> Iterator[None]:
        """Nest the arrangements into one layout."""
        layout, root = self.layout, self._arranged[self._tree.root]
        layout.width, layout.height = root.width, root.height
        self._place(self._tree.root, (0.0, 0.0))
        layout.box_of = {box.item: i for i, box in enumerate(layout.boxes)}
        for i, ((source, target), links) in enumerate(self._links.items()):
            if i % CHUNK == CHUNK - 1:
                yield
            start, end = layout.box_of[source], layout.box_of[target]
            points = tuple(self._route(source, target))
            layout.wires.append(Wire(start, end, tuple(links), points))

    def _place(self, group: Group, origin: Point) -> None:
        self._origins[group] = origin
        for item, (x, y, width, height) in self._arranged[group].places.items():
            box = Box(item, origin[0] + x, origin[1] + y, width, height)
            if isinstance(item, Group) and item.path in self._opened:
                self.layout.frames.append(box)
                self._place(item, (box.x + PAD, box.y + TITLE_HEIGHT))
            else:
                self.layout.boxes.append(box)

    def _route(self, source: Item, target: Item) -> list[Point]:
        """Lead from the right side of a box, past the bends in each group, to the left side."""
        layout, origins = self.layout, self._origins
        first, last = layout.boxes[layout.box_of[source]], layout.boxes[layout.box_of[target]]
        points = [(first.x + first.width, first.y + first.height / 2)]
        for group in reversed(self._chain[source]):
            if not self._holds(group, target):
                right = origins[group][0] + self._arranged[group].width + PAD
                points.append((right, points[0][1]))
        for group in self._chain[target]:
            inside = self._holds(group, source)
            start = self._child(group, source) if inside else source
            end = self._child(group, target)
            if start is end:
                continue
            arranged, (x, y) = self._arranged[group], origins[group]
            # A single wire enters at the height of its target; a bundle fans out from its source.
            if not inside and self._port_targets[group][source] == 1:
                points.append((x - PAD, y + arranged.ports[source]))
            points += [(x + bx, y + by) for bx, by in arranged.bends[LocalEdge(start, end)]]
        points.append((last.x, last.y + last.height / 2))
        return points
