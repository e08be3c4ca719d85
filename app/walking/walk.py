"""A walk through a graph's passes, one operation at a time: what the graph views show and drive."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from app.walking.both_passes import BothPasses
from app.walking.graph_tree import Path
from micrograd.engine import Value
from micrograd.recipe.fault import Fault
from micrograd.recipe.faults import NO_FAULT
from micrograd.training.passes import BackwardPass, ForwardPass, Pass
from micrograd.training.phases import Phase, PhasePass


class Walk(QObject):
    """A graph, and how far its passes are done, operation by operation.

    `moved` comes with every change of numbers or place, `stepped` after a move by operations
    that a person watches, `rebuilt` with another graph or another choice of its nodes,
    `interrupted` where a person has to see something first, such as a divergence.
    """

    moved = Signal()
    stepped = Signal()
    rebuilt = Signal()
    chosen_changed = Signal()
    interrupted = Signal()

    @property
    def order(self) -> list[Value]:
        """All nodes in topological order, the root last."""
        raise NotImplementedError

    @property
    def index(self) -> dict[Value, int]:
        """The index of each node in `order`."""
        raise NotImplementedError

    def name(self, node: int) -> str:
        """A short name for a node."""
        raise NotImplementedError

    def names(self) -> list[str]:
        """The short names of all nodes, in their order."""
        return [self.name(node) for node in range(len(self.order))]

    def operand_name(self, operand: int, node: int) -> str:
        """The short name of an operand, as the node that uses it calls it."""
        return self.name(operand)

    def label(self, node: int) -> str:
        """The whole name of a node, by which it is searched."""
        raise NotImplementedError

    def labels(self) -> list[str]:
        """The whole names of all nodes, in their order."""
        return [self.label(node) for node in range(len(self.order))]

    def paths(self) -> Sequence[Path | None]:
        """The path of each node's group; None for a node that is not to be shown."""
        return [()] * len(self.order)

    def opened_at_first(self) -> set[Path]:
        """The groups that are open before anyone opened or closed one."""
        return set()

    @property
    def fault(self) -> Fault:
        """The line that is wrong on purpose, a row of `FAULTS`."""
        return NO_FAULT

    @property
    def shows_fault(self) -> bool:
        """True where the person may know which line is wrong."""
        return self.fault.is_any

    @property
    def phase(self) -> Phase | None:
        """The phase of the operation that was done last."""
        raise NotImplementedError

    @property
    def last_pass(self) -> PhasePass | None:
        """The pass of that phase."""
        raise NotImplementedError

    @property
    def own_passes(self) -> BothPasses | None:
        """The passes that are walked through here alone; None where they are those of training."""
        return None

    @property
    def place_in_step(self) -> tuple[int, int] | None:
        """How many operations of the pass over all samples are done, and how many it has.

        None where the walk goes through all of them.
        """
        return None

    @property
    def is_watched(self) -> bool:
        """True where the last operation is one to look at, not the last of a whole step."""
        return True

    @property
    def can_step(self) -> bool:
        return True

    @property
    def can_step_back(self) -> bool:
        raise NotImplementedError

    def data_in_pass(self, value: Value) -> float:
        """The data that the last passes worked with, also where an update has changed it since."""
        return value.data

    def step(self) -> None:
        """Do the next operation, if there is one."""
        if self.can_step:
            self.seek(self.next_pass.position + 1, self.next_pass)

    def step_back(self) -> None:
        """Take the last operation back, if there is one."""
        if self.can_step_back and self.last_pass is not None:
            self.seek(self.last_pass.position - 1)

    def finish_pass(self) -> None:
        """Do the pass under way, or the next one, to its end."""
        if self.can_step:
            self.seek(len(self.next_pass), self.next_pass)

    @property
    def next_pass(self) -> PhasePass:
        """The pass of the next operation, or the last one where there is none."""
        raise NotImplementedError

    def seek(self, done: int, current: PhasePass | None = None) -> None:
        """Go to where `done` operations of a pass are done: the last pass, unless one is given."""
        raise NotImplementedError

    def go_to_start(self) -> None:
        """Take the whole pass back."""
        self.seek(0)

    def run_to(self, node: int) -> None:
        """Go to the operation of the pass that gives a node its data or its gradient."""
        current = self.next_pass
        self.seek(operation_that_completes(current, self.order[node]), current)

    def run_to_chosen(self) -> None:
        """Go to the operation that gives the chosen node its data or its gradient."""
        if self.chosen is not None:
            self.run_to(self.chosen)

    @property
    def chosen(self) -> int | None:
        """The chosen node."""
        raise NotImplementedError

    def choose(self, node: int) -> None:
        """Choose a node."""
        raise NotImplementedError


def operation_that_completes(current: Pass, value: Value) -> int:
    """Count the operations after which a node has all that a pass gives it.

    That is its own operation; for a leaf the first one that reads its data, or in the backward
    pass the last one that adds to its gradient.
    """
    if value in current.places:
        return current.places[value] + 1
    users = [i + 1 for i, node in enumerate(current.nodes) if value in node._prev]
    if not users:
        return len(current)
    return users[-1] if isinstance(current, BackwardPass) else users[0]


class PassProgress:
    """The nodes that a pass has reached: only their numbers are shown."""

    def __init__(self, walk: Walk) -> None:
        order, index = walk.order, walk.index
        self._walk = walk
        operations = [i for i, value in enumerate(order) if value._prev]
        backwards = walk.fault.order(operations[::-1])
        self._computed_at = {node: k + 1 for k, node in enumerate(operations)}
        self._reached_at = {len(order) - 1: 0}
        self._passed_at = {node: k + 1 for k, node in enumerate(backwards)}
        for k, node in enumerate(backwards):
            for operand in order[node]._prev:
                self._reached_at.setdefault(index[operand], k + 1)

    def data(self, node: int) -> bool:
        """True where the node's data is that of the forward pass under way, or of the last one."""
        return self.reached("data")(node)

    def grad(self, node: int) -> bool:
        """True where a gradient has reached the node in the backward pass of this step."""
        return self.reached("grad")(node)

    def passed(self, node: int) -> bool:
        """True where the node's rule was executed in the backward pass under way."""
        current = self._walk.last_pass
        turn = self._passed_at.get(node, len(self._passed_at) + 1)
        return isinstance(current, BackwardPass) and turn <= current.position

    def reached(self, kind: str) -> Callable[[int], bool]:
        """The same as `data` or `grad`, for many nodes at this place of the pass."""
        current, computed_at = self._walk.last_pass, self._computed_at
        if kind == "data":
            if not isinstance(current, ForwardPass):
                return lambda node: True
            position = current.position
            return lambda node: computed_at.get(node, 0) <= position
        if isinstance(current, BackwardPass):
            reached_at, position = self._reached_at, current.position
            return lambda node: reached_at.get(node, 0) <= position
        is_updating = self._walk.phase is Phase.UPDATE
        return lambda node: is_updating or node not in computed_at
