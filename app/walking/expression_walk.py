"""The walk through the passes of a graph that was typed: the expression playground's state."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.kit.numbers import MINUS, fitted, shortest
from app.walking.both_passes import BothPasses
from app.walking.walk import Walk
from micrograd.analysis.rules import filled, rule_of
from micrograd.engine import Value, topological_order
from micrograd.expression.expression import (
    EXAMPLES,
    Expression,
    ExpressionError,
    MethodCall,
    parse_expression,
)
from micrograd.system.quoting import shortened
from micrograd.training.phases import Phase, PhasePass

FIRST_TEXT = next(iter(EXAMPLES.values()))
LONGEST_NAME, LONGEST_LABEL = 12, 80
# The precedence of a text: a lower one stands in parentheses inside a higher one.
NEGATIVE, SUM, FUNCTION, PRODUCT, POWER, ATOM = range(6)


class ExpressionWalk(Walk):
    """A text, its graph, and how much of its forward and its backward pass is done.

    text: as it was typed. error: why it is no expression, else None; the graph is then that of
    the last text that was one, `expression`. message: what to say about it, "" for nothing.
    gesture: the drag that the last change of the text was part of, -1 for none.
    `text_changed` comes with every text that was taken, `refused` with one that was not, or
    with a number that a leaf can't have. Where a new text only changes numbers, `order` stays the
    same list, and the place in the passes stays too.
    """

    text_changed = Signal()
    refused = Signal()
    chosen: int | None = None

    def __init__(self, text: str = FIRST_TEXT, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.text = text
        self.error: ExpressionError | None = None
        self.message = ""
        self.gesture = -1
        self._order: list[Value] = []
        self._names: list[str] = []
        self._shape: Shape = []
        self._take(parse_expression(text))

    # The text.

    def set_text(self, text: str, gesture: int = -1) -> None:
        """Take another text; where it is no expression, the last graph stays."""
        if text == self.text:
            return
        try:
            expression = parse_expression(text)
        except ExpressionError as error:
            self.text, self.gesture, self.error = text, gesture, error
            self._refuse(f"{place_in(text, error.column)}: {error}")
        else:
            self._replace(expression, gesture)

    def set_leaf(self, name: str, data: float, gesture: int = -1) -> None:
        """Write another number for a leaf into the text, unless the graph has no value there."""
        if self.error is not None or name not in self.expression.leaves:
            return
        try:
            expression = parse_expression(self.expression.with_leaf(name, data))
        except ValueError as error:
            self.refuse_leaf(name, str(error))
        else:
            self._replace(expression, gesture)

    def refuse_leaf(self, name: str, reason: str) -> None:
        """Say that a leaf stays as it is, and why."""
        if name in self.expression.leaves:
            kept = shortest(self.expression.leaves[name].data).replace("-", MINUS)
            self._refuse(f"{shortened(name, LONGEST_NAME)} stays {kept}: {reason}")

    def _refuse(self, message: str) -> None:
        self.message = message
        self.refused.emit()

    def _replace(self, expression: Expression, gesture: int) -> None:
        self.text, self.gesture = expression.text, gesture
        self.error, self.message = None, ""
        shape, names, labels = self._shape, self._names, self._labels
        place = self._passes.place
        self._take(expression)
        if self._shape == shape:
            self._passes.stand_at(*place)
        elif self.chosen is not None:
            label = labels[self.chosen]
            self.chosen = self._labels.index(label) if label in self._labels else None
        self.text_changed.emit()
        is_same = self._shape == shape and self._names == names
        (self.moved if is_same else self.rebuilt).emit()

    def _take(self, expression: Expression) -> None:
        """Hold another graph, with both passes done."""
        self.expression = expression
        order = topological_order(expression.root)
        self._index = {value: i for i, value in enumerate(order)}
        shape = [(value._op, [self._index[each] for each in value._prev]) for value in order]
        self._labels = readable(order)
        self._names = [_short(label) for label in self._labels]
        if shape == self._shape:
            # Views that show this graph hold the list.
            self._order[:] = order
        else:
            self._order = order
        self._shape = shape
        self._calls = calls_by_node(expression)
        self._passes = BothPasses(order)

    # The graph.

    @property
    def order(self) -> list[Value]:
        return self._order

    @property
    def index(self) -> dict[Value, int]:
        return self._index

    def name(self, node: int) -> str:
        return self._names[node]

    def label(self, node: int) -> str:
        return fitted(self._labels[node], LONGEST_LABEL, len)

    def node_named(self, label: str) -> int | None:
        """The first node with a label; None where no node has it."""
        return self._labels.index(label) if label in self._labels else None

    def call_of(self, node: int) -> MethodCall | None:
        """The method that Python called when this node was made; None for a leaf with a name."""
        return self._calls.get(self._order[node])

    # The place in the passes.

    @property
    def own_passes(self) -> BothPasses:
        return self._passes

    @property
    def phase(self) -> Phase:
        return self._passes.phase

    @property
    def last_pass(self) -> PhasePass:
        return self._passes.last

    @property
    def next_pass(self) -> PhasePass:
        return self._passes.next

    @property
    def can_step(self) -> bool:
        return not self._passes.is_done

    @property
    def can_step_back(self) -> bool:
        return self._passes.forward.position > 0

    def seek(self, done: int, current: PhasePass | None = None) -> None:
        if self._passes.seek(done, current):
            self._tell()

    def restart(self) -> None:
        """Go to where nothing is done yet."""
        self._passes.restart()
        self._tell()

    def _tell(self) -> None:
        self.moved.emit()
        self.stepped.emit()

    # The chosen node.

    def choose(self, node: int) -> None:
        self.chosen = node
        self.chosen_changed.emit()


Shape = list[tuple[str, list[int]]]


def place_in(text: str, column: int) -> str:
    """Say where a column of the text is, with its line where there are several."""
    before = text[: column - 1].split("\n")
    if "\n" not in text:
        return f"column {column}"
    return f"line {len(before)}, column {len(before[-1]) + 1}"


def readable(order: Sequence[Value]) -> list[str]:
    """The name, the number or the formula of each node, such as `a × b + c`."""
    texts: dict[Value, tuple[str, int]] = {}
    for value in order:
        if value.label:
            texts[value] = value.label, ATOM
        elif not value._prev:
            number = shortest(value.data).replace("-", MINUS)
            texts[value] = number, NEGATIVE if number[0] == MINUS else ATOM
        else:
            precedence, needed = _precedence(value._op)
            operands = [_bracketed(*texts[each], needed) for each in value._prev]
            texts[value] = filled(rule_of(value._op).formula, operands, ""), precedence
    return [texts[value][0] for value in order]


def _short(label: str) -> str:
    """A label cut to the length of a name, with the parentheses closed that were cut off."""
    name = fitted(label, LONGEST_NAME, len)
    return name + ")" * (name.count("(") - name.count(")"))


def _precedence(operation: str) -> tuple[int, int]:
    """The precedence of an operation's text, and the least that its operands need."""
    if operation.startswith("**"):
        return POWER, ATOM
    return {"+": (SUM, SUM), "*": (PRODUCT, PRODUCT)}.get(operation, (FUNCTION, ATOM))


def _bracketed(text: str, precedence: int, needed: int) -> str:
    return text if precedence >= needed else f"({text})"


def calls_by_node(expression: Expression) -> dict[Value, MethodCall]:
    """The call that made each node, also nodes that the engine made on the way."""
    made: dict[Value, MethodCall] = {}
    named = set(expression.leaves.values())
    for call in expression.calls:
        waiting = [call.node]
        while waiting:
            node = waiting.pop()
            if node not in made and node not in named:
                made[node] = call
                waiting.extend(node._prev)
    return made
