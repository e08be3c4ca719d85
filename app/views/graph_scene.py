"""What the graph view draws: nodes in groups, laid out, and which numbers are of the moment."""

from collections.abc import Iterator

from PySide6.QtCore import QLineF
from PySide6.QtGui import QPainterPath

from app.graph_tree import GraphTree, Group, Item, Path
from app.views.graph_layout import CHUNK, Box, GraphLayout, Link, lay_out
from app.views.graph_wires import straight_line, wire_path
from app.walk import Known, Walk
from micrograd.engine import Value
from micrograd.trace import BackwardPass, ForwardPass, local_derivatives
from micrograd.trainer import Phase


class Marks:
    """What stands out: the chosen node, what the pointer is on, what a search has found."""

    def __init__(self) -> None:
        self.chosen: int | None = None
        self.paths: set[int] = set()
        self.found: set[int] = set()
        self.hovered: Box | None = None


class GraphScene:
    """One graph with its open groups. `prepare` and `arrange` are run in slices."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self.order: list[Value] = []
        self.names: list[str] = []
        self.tree = GraphTree([], [])
        self.layout = GraphLayout()
        self.paths: list[QPainterPath] = []
        self.lines: list[QLineF] = []
        self.opened: set[Path] = set()
        self._known: Known | None = None
        self._users: dict[int, list[int]] = {}

    # Work that is done in slices.

    def prepare(self, keep_opened: bool) -> Iterator[float]:
        """Take the graph of the walk, in its groups, then lay it out."""
        walk = self._walk
        self.order, index = walk.order, walk.index
        yield 0.0
        self.names = [walk.name(node) for node in range(len(self.order))]
        yield 0.0
        operands = [[index[operand] for operand in value._prev] for value in self.order]
        yield 0.0
        tree = GraphTree(operands, walk.paths())
        yield 0.0
        self._known = Known(walk)
        self.tree = tree
        self._users = {}
        if not keep_opened:
            self.opened = walk.opened_at_first()
        yield from self.arrange()

    def arrange(self) -> Iterator[float]:
        """Lay the groups out as they are open now."""
        for each in lay_out(self.tree, set(self.opened)):
            if isinstance(each, GraphLayout):
                paths = []
                for wire in each.wires:
                    paths.append(wire_path(wire))
                    if len(paths) % CHUNK == 0:
                        yield 1.0
                self.layout, self.paths = each, paths
                self.lines = [straight_line(wire) for wire in each.wires]
            else:
                yield each

    # Numbers of the moment.

    def has_data(self, node: int) -> bool:
        """True where the node's data belongs to the present step."""
        return self._known is not None and self._known.data(node)

    def has_grad(self, node: int) -> bool:
        """True where a gradient has reached the node."""
        return self._known is not None and self._known.grad(node)

    def face_of(self, item: Item) -> int | None:
        """The node whose numbers a box shows."""
        return item.face if isinstance(item, Group) else item

    def box_of(self, node: int) -> Box | None:
        """The box that shows a node, or the group that it is in."""
        if node not in self.tree.group_of:
            return None
        place = self.layout.box_of.get(self.tree.visible(node, self.opened))
        return None if place is None else self.layout.boxes[place]

    @property
    def operation(self) -> int | None:
        """The node whose operation was done last."""
        current = self._walk.last_pass
        if current is None or current.node is None or not self._walk.is_watched:
            return None
        return self._walk.index[current.node]

    @property
    def operands(self) -> set[int]:
        """What that operation read, or added gradients to."""
        node = self.operation
        is_pass = isinstance(self._walk.last_pass, ForwardPass | BackwardPass)
        return set(self.tree.operands[node]) if node is not None and is_pass else set()

    def flow(self, link: Link) -> tuple[str, float] | None:
        """What went along an edge in this pass: data forwards or gradient backwards; or None."""
        if isinstance(self._walk.last_pass, ForwardPass):
            return ("data", self.order[link.operand].data) if self.has_data(link.node) else None
        is_done = self._walk.phase is Phase.UPDATE or (
            isinstance(self._walk.last_pass, BackwardPass) and self._was_passed(link.node)
        )
        if not is_done:
            return None
        value = self.order[link.node]
        return "grad", local_derivatives(value)[link.slot] * value.grad

    def _was_passed(self, node: int) -> bool:
        """True where the node's backward rule was executed: its first operand was reached."""
        return self._known is not None and self._known.passed(node)

    def on_paths_from(self, node: int) -> set[int]:
        """The node and everything in the picture that depends on it, up to the root."""
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
