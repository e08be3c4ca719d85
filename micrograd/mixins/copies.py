"""Copies of graphs: `pickle`, `copy.copy` and `copy.deepcopy` of values, however deep.

Both modules follow references by recursion, and a graph may be deeper than Python's recursion
limit: the operands of its nodes are copied as one flat list.
"""

from collections.abc import Container, Sequence
from copy import deepcopy
from typing import Any
from weakref import WeakValueDictionary

from micrograd.operations import operation_named

# The attributes of one's own, and the slots, `_operation` as whether there is a row.
OwnState = tuple[dict[str, Any] | None, dict[str, Any]]


class Copyable:
    """A node of a graph that can be pickled and copied; see `Value` for its attributes.

    Raises TypeError for a node with a `_backward` of its own.
    """

    __slots__ = ()

    # `self` has the slots of a `Value`, which knows this class.
    _prev: tuple[Any, ...]
    _operation: Any

    def __getstate__(self: Any) -> tuple["Links | None", OwnState]:
        return _links_of(self) if self._prev else None, self._own_state()

    def __setstate__(self: Any, state: tuple["Links | None", OwnState]) -> None:
        links, (attributes, slots) = state
        for name, value in {**(attributes or {}), **slots}.items():
            setattr(self, name, value)
        self._operation = operation_named(self._op) if slots["_operation"] else None
        if links is None:
            self._prev = ()

    def _own_state(self: Any) -> OwnState:
        """All but the operands."""
        state: OwnState = object.__getstate__(self)  # type: ignore[assignment]
        attributes, slots = state
        if attributes and "_backward" in attributes:
            raise TypeError(
                f"{self._op or 'a Value'} with a _backward of its own can't be copied: the copy "
                f"would add to the gradients of the original; add a row to OPERATIONS instead"
            )
        del slots["_prev"]
        return attributes, {**slots, "_operation": slots["_operation"] is not None}

    def __copy__(self: Any) -> Any:
        twin = _empty(self)
        twin.__setstate__((None, self._own_state()))
        twin._prev = self._prev
        return twin

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        nodes = _nodes_below(self, memo)
        # All twins are known before an attribute is copied: it may refer to any node of the graph.
        memo.update((id(node), _empty(node)) for node in nodes)
        for node in nodes:
            twin = memo[id(node)]
            twin.__setstate__((None, deepcopy(node._own_state(), memo)))
            twin._prev = tuple(memo[id(operand)] for operand in node._prev)
        return memo[id(self)]


def _empty(node: Any) -> Any:
    kind: Any = type(node)
    return kind.__new__(kind)


class Links:
    """The operands of each of these nodes, which are pickled without theirs.

    All of them have the same `Links` in their state. It is pickled once, with the nodes in
    topological order, so that the operands of each are known when its turn comes.
    """

    __slots__ = ("__weakref__", "nodes")

    def __init__(self, nodes: Sequence[Any]) -> None:
        self.nodes = nodes

    def __getstate__(self) -> list[tuple[Any, tuple[Any, ...]]]:
        return [(node, node._prev) for node in self.nodes]

    def __setstate__(self, state: list[tuple[Any, tuple[Any, ...]]]) -> None:
        for node, operands in state:
            node._prev = operands


# The links of each node by its `id`, for as long as a pickler remembers them.
_in_use: WeakValueDictionary[int, Links] = WeakValueDictionary()


def _links_of(root: Copyable) -> Links:
    """The links of a graph; a part of it that has links already keeps them."""
    links = _in_use.get(id(root))
    if links is None:
        links = Links(_nodes_below(root, _in_use))
        _in_use.update((id(node), links) for node in links.nodes)
    return links


def _nodes_below(root: Copyable, known: Container[int]) -> list[Any]:
    """The nodes that a root depends on, operands before results, the root last.

    Nodes whose `id` is known are left out, with all that they depend on.
    """
    order: list[Any] = []
    visited: set[int] = set()
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        node, operands_done = stack.pop()
        if operands_done:
            order.append(node)
        elif id(node) not in visited and id(node) not in known:
            visited.add(id(node))
            stack.append((node, True))
            stack.extend((operand, False) for operand in node._prev)
    return order
