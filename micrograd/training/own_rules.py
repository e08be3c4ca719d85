"""Rules of one's own: nodes whose `_backward` or `_forward` is not that of the engine."""

from collections.abc import Sequence

from micrograd.engine import Value
from micrograd.operations import Operation


def has_own_rule(node: Value) -> bool:
    """True for a node with a `_backward` or a `_forward` that somebody gave to it or its class."""
    return _is_own(node, "_backward") or _is_own(node, "_forward")


def hold_unknown(nodes: Sequence[Value]) -> bool:
    """Let forward passes keep the data of nodes that have a `_backward` of their own, or no row.

    What they computed is known, but not how: a row with the same name may be another function.
    True where there is such a node, so that only a new graph follows changed leaves.
    """
    unknown = list(filter(_is_unknown, nodes))
    for node in unknown:
        if not hasattr(node, "_made_from"):
            node._hold_data()
    return bool(unknown)


def _is_unknown(node: Value) -> bool:
    if _is_own(node, "_forward"):
        return False
    return _is_own(node, "_backward") or bool(node._op and node._row is None)


def operation_of(node: Value) -> Operation | None:
    """What a node's forward and backward rule compute, as a row of the table; None for a leaf.

    The row of a node with rules of its own knows only the numbers that the node was made with,
    and raises ValueError for others.
    """
    if not node._prev or (node._row and not has_own_rule(node)):
        return node._row
    return Operation(
        lambda *operands: _held_data(node, operands),
        lambda out, *operands: _probed_derivatives(node, out, operands),
    )


def local_derivatives(node: Value) -> tuple[float, ...]:
    """The derivative of an operation's result by each operand, the others held still."""
    operation = operation_of(node)
    if operation is None:
        return ()
    return operation.local_derivatives(node.data, *[operand.data for operand in node._prev])


def _is_own(node: Value, method: str) -> bool:
    return getattr(getattr(node, method), "__func__", None) is not getattr(Value, method)


def _held_data(node: Value, operands: Sequence[float]) -> float:
    if list(operands) != [operand.data for operand in node._prev]:
        raise ValueError(
            f"{node._op or 'a Value'}: only a row of OPERATIONS could compute it for other operands"
        )
    return node.data


def _probed_derivatives(node: Value, out: float, operands: Sequence[float]) -> tuple[float, ...]:
    """What the node's own rule adds to its operands for an upstream gradient of 1.

    An operand that stands there twice has all of it in the first place.
    """
    if [out] != [_held_data(node, operands)]:
        raise ValueError(f"{node._op or 'a Value'}: its derivatives are known for its data only")
    touched = [*node._prev, node]
    before = [each.grad for each in touched]
    for each in node._prev:
        each.grad = 0.0
    node.grad = 1.0
    try:
        node._backward()
        found = {operand: operand.grad for operand in node._prev}
        return tuple(found.pop(operand, 0.0) for operand in node._prev)
    finally:
        for each, grad in zip(touched, before, strict=True):
            each.grad = grad
