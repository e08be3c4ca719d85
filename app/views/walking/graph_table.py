"""The numbers of a graph as a table: a line for each node, in the order of the forward pass."""

from collections.abc import Callable, Sequence

from app.kit.numbers import signed
from app.kit.table_model import TableColumn
from app.views.number_table import NumberTable
from app.walking.walk import PassProgress, Walk
from micrograd.engine import Value

KEYS = "Up and down go from node to node and choose it, F12 does an operation, Ctrl+C copies all"
# How operations are written between their operands.
SIGNS = {"*": "×"}
LEAF, NOT_YET, JUST_DONE = "leaf", "not yet", ", just done"


class GraphTable(NumberTable[int]):
    """The nodes, operands before what is computed of them; the root is the last one.

    name: the start of its object name.
    """

    def __init__(self, walk: Walk, name: str) -> None:
        self._walk, self._order = walk, list[Value]()
        self._progress: PassProgress | None = None
        self._nodes: Sequence[int] = ()
        self._reached: dict[str, Callable[[int], bool]] = {}
        self._just_done: int | None = None
        columns = (
            TableColumn("node", "The name of a node", self._name, self._about, is_text=True),
            TableColumn(
                "operation", "What computes it", self._operation, self._about, is_text=True
            ),
            TableColumn("data", "Its number", lambda n: self._number("data", n), self._about),
            TableColumn("grad", "Its gradient", lambda n: self._number("grad", n), self._about),
        )
        super().__init__(columns, (f"{name}_table", "Numbers of the graph", KEYS), walk.choose)
        walk.moved.connect(self.look)
        walk.rebuilt.connect(self._begin_again)
        walk.stepped.connect(self._follow_operation)
        walk.chosen_changed.connect(self._follow_choice)

    def _begin_again(self) -> None:
        # Another choice of nodes may be of the same graph.
        self._progress = None
        self.look()

    def look(self) -> None:
        """Show the walk where it is now."""
        if not self.isVisible():
            return
        walk = self._walk
        if self._progress is None or self._order is not walk.order:
            self._order, self._progress = walk.order, PassProgress(walk)
            self._nodes = [n for n, path in enumerate(walk.paths()) if path is not None]
        self._reached = {kind: self._progress.reached(kind) for kind in ("data", "grad")}
        done = walk.last_pass.node if walk.last_pass and walk.is_watched else None
        self._just_done = None if done is None else walk.index.get(done)
        self.show_lines(self._nodes)
        self._follow_choice()

    # Texts.

    def _name(self, node: int) -> str:
        return f"{self._walk.label(node)}{JUST_DONE if node == self._just_done else ''}"

    def _operation(self, node: int) -> str:
        value, walk = self._order[node], self._walk
        if not value._prev:
            return LEAF
        names = [walk.operand_name(walk.index[operand], node) for operand in value._prev]
        sign = SIGNS.get(value._op, value._op)
        if len(names) == 2:
            return f"{names[0]} {sign} {names[1]}"
        is_power = sign.startswith("**")
        return f"({names[0]}) {sign}" if is_power else f"{sign}({', '.join(names)})"

    def _number(self, kind: str, node: int) -> str:
        is_known = self._reached[kind](node)
        return signed(getattr(self._order[node], kind)) if is_known else NOT_YET

    def _about(self, node: int) -> str:
        value = self._order[node]
        return f"{self._walk.label(node)}\ndata {value.data!r}\ngrad {value.grad!r}"

    # The choice.

    def _follow_choice(self) -> None:
        if self.isVisible():
            self.mark(self._walk.chosen)

    def _follow_operation(self) -> None:
        """Bring the operation that was just done into sight."""
        if self.isVisible() and self._just_done in self._nodes:
            place = self._nodes.index(self._just_done)
            self.scrollTo(self.lines.index(place, 0))
