"""`Value`: a number that remembers how it was made, so that it can tell its gradient."""

from collections.abc import Sequence
from typing import Any, ClassVar, Union

from micrograd.mixins.copies import Copyable
from micrograd.mixins.functions import Functions
from micrograd.mixins.no_number import NoNumber, is_real
from micrograd.mixins.rare_operations import RareOperations
from micrograd.operations import (
    OPERATIONS,
    USUAL_KINDS,
    Operation,
    as_float,
    find_operation,
    operation_named,
    power,
)

Number = Union["Value", float]


class Value(Copyable, NoNumber, RareOperations, Functions):
    """One node of a computation graph.

    data: its number, a Python float.
    grad: the derivative of the value that `backward()` was last called on, by this one.
    _prev: the operands it was made from, in their order; empty for a leaf.
    _op: the operation that made it: "+", "*", "**2", "tanh", …; "" for a leaf.
    _operation: its row in the table of operations; None for a leaf, without a row, and for more
        than two operands.
    label: a name for people.

    A value takes attributes of one's own. An operation of one's own is a row of the table, see
    `operate`; or a value with a `_backward` of its own, which adds to the grads of its operands:

        out = Value(math.sin(a.data), (a,), "sin")
        out._backward = lambda: ...

    A subclass makes values of its kind, unless it has an `__init__` of its own.
    Raises TypeError for data that is not a real number, and for a bool.
    """

    # `__dict__` takes attributes of one's own: without any it is never made.
    __slots__ = ("__dict__", "_op", "_operation", "_prev", "data", "grad", "label")

    # NumPy scalars then leave `scalar * value` to Value.__rmul__.
    __array_ufunc__ = None

    _kind_of_results: ClassVar[type["Value"]]

    def __init_subclass__(cls) -> None:
        # How to call another `__init__` is not known here.
        cls._kind_of_results = cls if cls.__init__ is Value.__init__ else Value

    def __init__(
        self,
        data: float,
        _children: tuple["Value", ...] = (),
        _op: str = "",
        label: str = "",
    ) -> None:
        self.data: float = data if type(data) is float else as_float(data)
        self.grad: float = 0.0
        self.label = label
        self._op = _op
        self._prev: tuple[Value, ...] = tuple(_children)
        # Looked up here once, not in every pass.
        row = find_operation(_op) if _op and self._prev else None
        self._operation: Operation | None = row if len(self._prev) <= 2 else None
        if _op and self._prev and not row:
            self._hold_data()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(data={self.data})"

    def __format__(self, spec: str) -> str:
        return format(self.data, spec) if spec else repr(self)

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
        return self + -(other if isinstance(other, Value) else as_float(other))

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
        divisor = other.data if isinstance(other, Value) else as_float(other)
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
        exponent = as_float(other)
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

    def _made(self, name: str) -> "Value":
        return _result(name, self)

    def __abs__(self) -> "Value":
        return _result("abs", self)

    def maximum(self, other: Number) -> "Value":
        """The larger of both; where they are equal, each gets half of the gradient."""
        return _result("max", self, _as_value(other))

    # The two passes, one operation at a time. An operation has one operand or two: each case is
    # written out, since a loop over the operands would take twice as long.

    def _forward(self) -> None:
        """Compute `data` again from the operands as they are now."""
        if self._operation is None:
            self._forward_of_rare()
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
            self._backward_of_rare()
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


Value._kind_of_results = Value


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


def operate(name: str, *operands: Any) -> Any:
    """An operation of the table, as `"tanh"`: with a `Value` a new node, of floats a float.

    What is written with it and with + - * serves both, with the same bits.
    """
    if any(isinstance(operand, Value) for operand in operands):
        return _result(name, *map(_as_value, operands))
    return operation_named(name).forward(*operands)


def _result(name: str, *operands: Value) -> Value:
    """What `Value(data, operands, name)` is, of the operands' kind; made without its checks."""
    operation = OPERATIONS.get(name) or operation_named(name)
    if len(operands) == 2:
        a, b = operands
        data = operation.forward(a.data, b.data)
        kind = a._kind_of_results
        if b._kind_of_results is not kind:
            kind = _most_special(operands)
    elif len(operands) == 1:
        data = operation.forward(operands[0].data)
        kind = operands[0]._kind_of_results
    else:
        data = operation.forward(*[operand.data for operand in operands])
        kind = _most_special(operands)
    node = kind.__new__(kind)
    node.data = data if type(data) is float else as_float(data)
    node.grad, node.label = 0.0, ""
    node._op, node._prev = name, operands
    node._operation = operation if len(operands) <= 2 else None
    return node


def _most_special(operands: Sequence[Value]) -> type[Value]:
    kinds = [operand._kind_of_results for operand in operands]
    return next((kind for kind in kinds if all(issubclass(kind, each) for each in kinds)), kinds[0])


def _is_operand(other: Any) -> bool:
    return isinstance(other, Value) or type(other) in USUAL_KINDS or is_real(other)


def _as_value(other: Number) -> Value:
    return other if isinstance(other, Value) else Value(other)
