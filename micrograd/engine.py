"""`Value`: a number that remembers how it was made, so that it can tell its gradient."""

from numbers import Real
from typing import Any, Union

from micrograd.operations import Operation, operation_named, power

Number = Union["Value", float]


class Value:
    """One node of a computation graph.

    data: its number, a Python float.
    grad: the derivative of the value that `backward()` was last called on, by this one.
    _prev: the operands it was made from, in their order; empty for a leaf.
    _op: the operation that made it: "+", "*", "**2", "tanh", …; "" for a leaf.
    _operation: its row in the table of operations; None for a leaf.
    label: a name for people.

    Raises TypeError for data that is not a real number, and for a bool; ValueError for an
    operation that is not in the table.
    """

    __slots__ = ("_op", "_operation", "_prev", "data", "grad", "label")

    # NumPy scalars then leave `scalar * value` to Value.__rmul__.
    __array_ufunc__ = None

    def __init__(
        self,
        data: float,
        _children: tuple["Value", ...] = (),
        _op: str = "",
        label: str = "",
    ) -> None:
        self.data: float = data if type(data) is float else _as_float(data)
        self.grad: float = 0.0
        self.label = label
        self._op = _op
        self._prev = tuple(_children)
        # Looked up here once, not in every pass.
        self._operation: Operation | None = operation_named(_op) if _op and self._prev else None

    def __repr__(self) -> str:
        return f"Value(data={self.data})"

    # Arithmetic. `NotImplemented` lets Python try the other operand, then raise TypeError.

    def __add__(self, other: Number) -> "Value":
        if not _is_operand(other):
            return NotImplemented
        return _result("+", self, _as_value(other))

    def __radd__(self, other: float) -> "Value":
        return self.__add__(other)

    def __neg__(self) -> "Value":
        return self * -1

    def __sub__(self, other: Number) -> "Value":
        if not _is_operand(other):
            return NotImplemented
        # An unsigned NumPy integer has no negative: a float has.
        return self + -(other if isinstance(other, Value) else _as_float(other))

    def __rsub__(self, other: float) -> "Value":
        return (-self).__add__(other)

    def __mul__(self, other: Number) -> "Value":
        if not _is_operand(other):
            return NotImplemented
        return _result("*", self, _as_value(other))

    def __rmul__(self, other: float) -> "Value":
        return self.__mul__(other)

    def __truediv__(self, other: Number) -> "Value":
        if not _is_operand(other):
            return NotImplemented
        divisor = other.data if isinstance(other, Value) else _as_float(other)
        if divisor == 0:
            raise ZeroDivisionError(f"{self.data!r} / {divisor!r}: division by zero")
        return self * (other**-1 if isinstance(other, Value) else power(divisor, -1))

    def __rtruediv__(self, other: float) -> "Value":
        if not _is_operand(other):
            return NotImplemented
        return _as_value(other) / self

    def __pow__(self, other: Number) -> "Value":
        if not _is_operand(other):
            return NotImplemented
        if isinstance(other, Value):
            return _result("**", self, other)
        # A constant exponent is part of the operation, not a node.
        exponent = _as_float(other)
        return _result(f"**{other if type(other) is int else exponent}", self)

    def __rpow__(self, other: float) -> "Value":
        if not _is_operand(other):
            return NotImplemented
        return _as_value(other) ** self

    def exp(self) -> "Value":
        """e to the power of this value."""
        return _result("exp", self)

    def log(self) -> "Value":
        """The natural logarithm. Raises ValueError for zero and below."""
        return _result("log", self)

    def tanh(self) -> "Value":
        """The hyperbolic tangent, in (-1, 1)."""
        return _result("tanh", self)

    def relu(self) -> "Value":
        """This value where it is positive, else 0."""
        return _result("relu", self)

    def sigmoid(self) -> "Value":
        """The logistic function 1 / (1 + exp(-x)), in (0, 1)."""
        return _result("sigmoid", self)

    # The two passes, one operation at a time. An operation has one operand or two: each case is
    # written out, since a loop over the operands would take twice as long.

    def _forward(self) -> None:
        """Compute `data` again from the operands as they are now."""
        if self._operation is None:
            return
        rule, operands = self._operation.forward, self._prev
        if len(operands) == 1:
            result = rule(operands[0].data)
        else:
            result = rule(operands[0].data, operands[1].data)
        self.data = result

    def _backward(self) -> None:
        """Add upstream gradient x local derivative to each operand's grad (the chain rule)."""
        if self._operation is None:
            return
        rule, upstream, operand = self._operation.local_derivatives, self.grad, self._prev[-1]
        if len(self._prev) == 1:
            (local_derivative,) = rule(self.data, operand.data)
        else:
            first = self._prev[0]
            by_first, local_derivative = rule(self.data, first.data, operand.data)
            first.grad += by_first * upstream
        operand.grad += local_derivative * upstream

    def backward(self) -> None:
        """The backward pass: d self / d node, added to the `grad` of every leaf.

        The gradients of the nodes between are zeroed first, those of the leaves are not:
        zero them between two calls, as a training loop does.
        """
        order = topological_order(self)
        for node in order:
            if node._prev:
                node.grad = 0.0
        self.grad += 1.0
        for node in reversed(order):
            node._backward()


def topological_order(root: Value) -> list[Value]:
    """Every node that `root` depends on, operands before results, `root` last.

    The order is that of a depth-first walk with the operands from left to right. It is
    iterative, since a chain of operations may be longer than Python's recursion limit.
    """
    order: list[Value] = []
    visited: set[Value] = set()
    stack: list[tuple[Value, bool]] = [(root, False)]
    while stack:
        node, operands_done = stack.pop()
        if operands_done:
            order.append(node)
        elif node not in visited:
            visited.add(node)
            stack.append((node, True))
            stack.extend((operand, False) for operand in reversed(node._prev))
    return order


def operate(name: str, operand: Any) -> Any:
    """An operation of the table, as `"tanh"`: on a `Value` a new node, on a float a float.

    What is written with it and with + - * serves both, with the same bits.
    """
    if isinstance(operand, Value):
        return _result(name, operand)
    return operation_named(name).forward(operand)


def _result(name: str, *operands: Value) -> Value:
    data = operation_named(name).forward(*[operand.data for operand in operands])
    return Value(data, operands, name)


def _is_operand(other: Any) -> bool:
    return isinstance(other, Value) or (isinstance(other, Real) and not isinstance(other, bool))


def _as_value(other: Number) -> Value:
    return other if isinstance(other, Value) else Value(other)


def _as_float(data: Any) -> float:
    if not isinstance(data, Real) or isinstance(data, bool):
        raise TypeError(f"a Value holds a real number, not {type(data).__name__}: {data!r}")
    try:
        return float(data)
    except OverflowError:
        raise ValueError(f"a Value holds a float; {type(data).__name__} is too large") from None
