"""The content of the graph view: nodes in groups, their layout, and their present numbers."""

from collections import deque
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainterPath

from app.views.graph.graph_layout import CHUNK, Box, GraphLayout, Link, lay_out
from app.views.graph.wires import straight_line, wire_path
from app.walking.graph_tree import GraphTree, Group, Item, Path
from app.walking.walk import PassProgress, Walk
from micrograd.engine import Value
from micrograd.recipe.fault import Use
from micrograd.training.own_rules import operation_of
from micrograd.training.passes import BackwardPass, ForwardPass
from micrograd.training.phases import Phase

Laid = tuple[GraphLayout, list[QPainterPath], set[Path]]


@dataclass
class Marks:
    """The things that stand out: the chosen node, its paths to the root, matches, the hover.

    found_items: the nodes and closed groups that show the found nodes.
    """

    chosen: int | None = None
    paths: set[int] = field(default_factory=set)
    found: set[int] = field(default_factory=set)
    found_items: set[Item] = field(default_factory=set)
    hovered: Box | None = None

    def choose(self, node: int | None, scene: "GraphScene") -> None:
        """Mark the chosen node, where it is in the picture, and all between it and the root."""
        self.chosen = node if node in scene.tree.group_of else None
        self.paths = set() if self.chosen is None else scene.on_paths_from(self.chosen)


class GraphScene:
    """One graph with its open groups. `prepare` and `arrange` run in slices.

    number_of_layout: counts the layouts and graphs that were taken into the picture.
    share: how much of the running layout is done, 0 to 1. opened: the groups to be open; they are
    ahead of the picture while a layout runs.
    """

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self.order: list[Value] = []
        self.names: list[str] = []
        self.tree = GraphTree([], [])
        self.layout, self.number_of_layout = GraphLayout(), 0
        self.paths: list[QPainterPath] = []
        # The place of each path, with a margin: a level one would intersect nothing.
        self.covers: list[QRectF] = []
        # The shapes drawn from far away: a line for each wire, two rectangles for each box.
        self.lines: list[QLineF] = []
        self.halves: list[tuple[QRectF, QRectF]] = []
        self._shown: set[Path] = set()
        self.opened: set[Path] = set()
        self.share = 0.0
        self._known: PassProgress | None = None
        self._users: dict[int, list[int]] = {}
        # Folding what was just unfolded takes no work.
        self._recent: deque[Laid] = deque(maxlen=3)

    # Sliced work.

    def prepare(self, keep_opened: bool) -> Iterator[float]:
        """Group and lay out the walk's graph. The old picture is painted until all is done."""
        walk = self._walk
        order, index = walk.order, walk.index
        yield 0.0
        names = walk.names()
        yield 0.0
        operands = [[index[operand] for operand in value._prev] for value in order]
        yield 0.0
        tree = GraphTree(operands, walk.paths())
        yield 0.0
        known = PassProgress(walk)
        if not keep_opened:
            self.opened = walk.opened_at_first()
        arranged = yield from self._arranged(tree, self.opened)
        self.order, self.names, self.tree, self._known = order, names, tree, known
        self._users = {}
        self._recent.clear()
        self._take(*arranged)

    def arrange(self) -> Iterator[float]:
        """Lay out the same graph with the groups of `opened`, or find the layout it had before."""
        known = next((each for each in self._recent if each[2] == self.opened), None)
        self._take(*(known or (yield from self._arranged(self.tree, self.opened))))

    def _arranged(self, tree: GraphTree, opened: set[Path]) -> Generator[float, None, Laid]:
        shown = set(opened)
        layout = GraphLayout()
        for each in lay_out(tree, shown):
            if isinstance(each, GraphLayout):
                layout = each
            else:
                self.share = each
                yield each
        paths = []
        for wire in layout.wires:
            paths.append(wire_path(wire))
            if len(paths) % CHUNK == 0:
                yield 1.0
        return layout, paths, shown

    def _take(self, layout: GraphLayout, paths: list[QPainterPath], shown: set[Path]) -> None:
        self.layout, self.paths, self._shown = layout, paths, shown
        self.number_of_layout += 1
        if all(layout is not each for each, *_ in self._recent):
            self._recent.append((layout, paths, shown))
        self.covers = [path.boundingRect().adjusted(-1, -1, 1, 1) for path in paths]
        self.lines = [straight_line(wire) for wire in layout.wires]
        self.halves = [_halves(box) for box in layout.boxes]

    # Present numbers.

    def has_data(self, node: int) -> bool:
        """True if the node's data belongs to the present step."""
        return self._reached("data")(node)

    def numbers(self, kind: str) -> Callable[[int], float | None]:
        """The "data" or "grad" of a node at present; None if it is not known yet."""
        is_reached, order = self._reached(kind), self.order
        return lambda node: getattr(order[node], kind) if is_reached(node) else None

    def _reached(self, kind: str) -> Callable[[int], bool]:
        if self._known is None:
            return lambda node: False
        return self._known.reached(kind) if self.is_current else lambda node: True

    def face_of(self, item: Item) -> int | None:
        """The node whose numbers a box shows."""
        return item.face if isinstance(item, Group) else item

    def operand_name(self, link: Link) -> str:
        """The name of an operand in the node that uses it."""
        return self._walk.operand_name(link.operand, link.node)

    def box_of(self, node: int) -> Box | None:
        """The box that shows a node or the closed group around it."""
        item = self.item_of(node)
        place = None if item is None else self.layout.box_of.get(item)
        return None if place is None else self.layout.boxes[place]

    def item_of(self, node: int | None) -> Item | None:
        """The node or closed group that shows a node; None if it is not in the picture."""
        if node is None or node not in self.tree.group_of:
            return None
        return self.tree.visible(node, self._shown)

    @property
    def is_current(self) -> bool:
        """True while the picture shows the walk's own graph."""
        return self.order is self._walk.order

    @property
    def is_behind(self) -> bool:
        """True if the picture does not show all opened and closed groups yet."""
        return self.opened != self._shown

    def keep_picture(self) -> None:
        """Reset `opened` to the groups that are open in the picture."""
        self.opened = set(self._shown)

    @property
    def operation(self) -> int | None:
        """The node whose operation was executed last."""
        current = self._walk.last_pass
        is_lit = self.is_current and self._walk.is_watched
        if current is None or current.node is None or not is_lit:
            return None
        return self._walk.index[current.node]

    @property
    def operands(self) -> set[int]:
        """The nodes that this operation read, or added gradients to."""
        node = self.operation
        is_pass = isinstance(self._walk.last_pass, ForwardPass | BackwardPass)
        return set(self.tree.operands[node]) if node is not None and is_pass else set()

    def flows(self) -> Callable[[Link], tuple[str, float] | None]:
        """The data or gradient that passed an edge in this pass, if any has; for many edges."""
        walk, order, known = self._walk, self.order, self._known
        if not self.is_current or known is None:
            return lambda link: None
        if isinstance(walk.last_pass, ForwardPass):
            has_data = self._reached("data")
            return lambda link: ("data", order[link.operand].data) if has_data(link.node) else None
        is_updating = walk.phase is Phase.UPDATE

        def gradient(link: Link) -> tuple[str, float] | None:
            if not (is_updating or known.passed(link.node)):
                return None
            value = order[link.node]
            operands = [walk.data_in_pass(operand) for operand in value._prev]
            operation = operation_of(value)
            assert operation is not None
            try:
                slopes = operation.local_derivatives(value.data, *operands)
            except ValueError:
                # A rule of one's own knows them until the parameters move.
                return None
            if not walk.fault.is_of_backward:
                return "grad", slopes[link.slot] * value.grad
            data = tuple(operand.data for operand in value._prev)
            use = Use(value._op, value.data, data, slopes, value.grad, None, 0.0)
            return "grad", walk.fault.gradient(use, 0.0, walk.fault.slopes_of(use)[link.slot])

        return gradient

    def went_wrong(self, node: int) -> bool:
        """True where a wrong rule has passed on the gradient of a node in this backward pass."""
        walk, known = self._walk, self._known
        fault = walk.fault
        if not (fault.is_of_backward and walk.shows_fault and known and self.is_current):
            return False
        return fault.acts_on(self.order[node]._op) and known.passed(node)

    def nodes_with(self, text: str) -> set[int]:
        """The nodes whose labels contain every word of a text."""
        words = text.lower().split() if self.is_current else []
        if not words:
            return set()
        labels = self._walk.labels()
        return {
            node
            for node in self.tree.group_of
            if all(word in labels[node].lower() for word in words)
        }

    def on_paths_from(self, node: int) -> set[int]:
        """The node and everything in the graph that depends on it, up to the root."""
        if not self._users:
            for user in self.tree.group_of:
                for operand in self.tree.operands[user]:
                    self._users.setdefault(operand, []).append(user)
        reached, waiting = {node}, [node]
        while waiting:
            for user in self._users.get(waiting.pop(), []):
                if user not in reached:
                    reached.add(user)
                    waiting.append(user)
        return reached


def _halves(box: Box) -> tuple[QRectF, QRectF]:
    half = box.height / 2
    above = QRectF(box.x, box.y, box.width, half)
    return above, above.translated(0, half)
