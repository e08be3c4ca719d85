"""Expression: a text such as `d = a*b + c; e = tanh(d)` as a graph of Values."""

import ast
import math
import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from micrograd.engine import Value, topological_order
from micrograd.expression.methods import why_binary, why_function, why_negative
from micrograd.expression.text import (
    CONSTANTS,
    EXAMPLES,
    FUNCTIONS,
    METHODS,
    ExpressionError,
    Node,
    Source,
)
from micrograd.operations import power
from micrograd.system.quoting import shortened

__all__ = ["EXAMPLES", "Expression", "ExpressionError", "MethodCall", "parse_expression"]

MOST_NODES = 300
# The data of a name that is used before it is assigned.
FREE_DATA = 1.0
# Whole exponents below this are written without ".0" in the operation: "**2".
LARGEST_WHOLE_EXPONENT = 1e15

_NOT_A_STATEMENT = "is no statement here; write a name, = and an expression"
_NOT_AN_EXPRESSION = f"has no place here; write names, numbers, + - * / ** and {FUNCTIONS}"

Operand = Value | float


class MethodCall(NamedTuple):
    """One operator or function call of the text, and the method that Python ran for it.

    source: the piece of text, from the character at `column` (counted from 1).
    method: "Value.__rmul__"; why: why this one, and what it does. node: what came out.
    """

    source: str
    method: str
    why: str
    column: int
    node: Value


@dataclass(frozen=True, eq=False)
class Expression:
    """A graph that was written as text.

    root: the value of the last statement.
    names: every name, in the order of assignment or first use. After `b = a` both names stand
    for one node, whose label stays "a".
    leaves: the names whose number can be changed: never assigned, or assigned a plain number
    (`a = -3.5`, not `a = 2*3`).
    unused: the names that the root does not depend on.
    calls: one per operator and function that made a Value, in the order of execution; none for
    plain numbers (`2*3`), nor for `+a`, which is `a`.
    """

    text: str
    root: Value
    names: dict[str, Value]
    leaves: dict[str, Value]
    unused: list[str]
    calls: list[MethodCall]
    _spans: dict[str, tuple[int, int]] = field(repr=False)

    def with_leaf(self, name: str, data: float) -> str:
        """The typed text with other data for a leaf.

        Raises ValueError for a name that is no leaf, and for data that is not finite.
        """
        if name not in self.leaves:
            raise ValueError(f"“{name}” is no leaf; there are {', '.join(self.leaves) or 'none'}")
        if not math.isfinite(data):
            raise ValueError(f"“{name}” can't be {data}; give it a finite number")
        number = repr(float(data)).removesuffix(".0")
        if name not in self._spans:
            return f"{name} = {number}; {self.text}"
        start, end = self._spans[name]
        return f"{self.text[:start]}{number}{self.text[end:]}"


def parse_expression(text: str) -> Expression:
    """The graph that a text describes: statements `name = expression`, ended by ; or a new line.

    Only the last one may be without a name. There are numbers, names, + - * / **, parentheses, and
    calls of the functions of `METHODS`; pi is a number. Nothing of the text is run as code.
    Raises ExpressionError.
    """
    interpreter = _Interpreter(Source(text))
    root = interpreter.run()
    needed = set(topological_order(root))
    names = interpreter.names
    return Expression(
        text=text,
        root=root,
        names=names,
        leaves={name: names[name] for name in names if name in interpreter.leaves},
        unused=[name for name, value in names.items() if value not in needed],
        calls=interpreter.calls,
        _spans=interpreter.spans,
    )


class _Interpreter:
    """Applies Python's own operators along the tree, so that Python chooses the method."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.names: dict[str, Value] = {}
        self.leaves: set[str] = set()
        self.spans: dict[str, tuple[int, int]] = {}
        self.calls: list[MethodCall] = []
        self._nodes: set[Value] = set()

    def run(self) -> Value:
        """Run every statement; the value of the last one."""
        *earlier, last = self.source.statements
        for statement in earlier:
            if isinstance(statement, ast.Expr):
                reason = "has no name, so nothing can use it; write a name and = before it"
                raise self.source.error(statement, reason)
            self._assigned(statement)
        if not isinstance(last, ast.Expr):
            return self._assigned(last)
        return self._in_graph(last, self._evaluated(last.value))

    def _assigned(self, statement: ast.stmt) -> Value:
        name, expression = self._target(statement)
        result = self._evaluated(expression)
        if name in self.names:
            reason = f"uses “{shortened(name)}” before it is assigned; choose another name for it"
            raise self.source.error(statement, reason)
        value = self.names[name] = self._in_graph(statement, result)
        if not value.label:
            value.label = name
        if _is_signed_number(expression):
            self.leaves.add(name)
            self.spans[name] = self.source.span(expression)
        return value

    def _target(self, statement: ast.stmt) -> tuple[str, ast.expr]:
        if not isinstance(statement, ast.Assign):
            raise self.source.error(statement, _NOT_A_STATEMENT)
        target, *others = statement.targets
        if others:
            raise self.source.error(others[0], "is a second name; give it a statement of its own")
        if not isinstance(target, ast.Name):
            raise self.source.error(target, "can't be given a value; left of = stands one name")
        if target.id in METHODS:
            raise self.source.error(target, "is a function and stays one; choose another name")
        if target.id in CONSTANTS:
            reason = f"is the number {CONSTANTS[target.id]} and stays it; choose another name"
            raise self.source.error(target, reason)
        if target.id in self.names:
            reason = "stands for a value already, and for one only; choose another name"
            raise self.source.error(target, reason)
        return target.id, statement.value

    def _evaluated(self, node: ast.expr) -> Operand:
        # This list is complete: every other node is refused.
        if isinstance(node, ast.Name):
            return self._name(node)
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return float(node.value)
        if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
            return self._binary(node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
            return self._unary(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        raise self.source.error(node, _NOT_AN_EXPRESSION)

    def _name(self, node: ast.Name) -> Operand:
        if node.id in CONSTANTS:
            return CONSTANTS[node.id]
        if node.id in METHODS:
            raise self.source.error(node, f"is a function; write its input too: {node.id}(a)")
        if node.id not in self.names:
            self.names[node.id] = Value(FREE_DATA, label=node.id)
            self.leaves.add(node.id)
            self._in_graph(node, self.names[node.id])
        return self.names[node.id]

    def _unary(self, node: ast.UnaryOp) -> Operand:
        operand = self._evaluated(node.operand)
        if isinstance(node.op, ast.UAdd):
            return operand  # a Value has no method for it
        result = self._applied(node, operator.neg, operand)
        why = why_negative(self._written(node.operand, operand))
        self._record(node, "__neg__", why, result)
        return result

    def _binary(self, node: ast.BinOp) -> Operand:
        name, apply = _BINARY[type(node.op)]
        left, right = self._evaluated(node.left), self._evaluated(node.right)
        if name == "pow":
            right = _whole(right)
        result = self._applied(node, apply, left, right)
        operands = self._written(node.left, left), self._written(node.right, right)
        method = f"__{name}__" if isinstance(left, Value) else f"__r{name}__"
        self._record(node, method, why_binary(name, *operands), result)
        return result

    def _call(self, node: ast.Call) -> Value:
        name = self.source.function_of(node)
        operands = [self._evaluated(argument) for argument in node.args]
        values = [self._in_graph(node, operand) for operand in operands]
        method = METHODS[name]
        result = self._in_graph(node, self._applied(node, getattr(Value, method), *values))
        written = [self._written(*each) for each in zip(node.args, operands, strict=True)]
        self._record(node, method, why_function(name, method, written), result)
        return result

    def _applied(self, node: Node, function: Callable[..., Operand], *operands: Operand) -> Operand:
        try:
            result = function(*operands)
        except (ArithmeticError, ValueError) as error:
            reason = f"has no value ({error}); choose other numbers for it"
            raise self.source.error(node, reason) from None
        data = result.data if isinstance(result, Value) else result
        if not math.isfinite(data):
            raise self.source.error(node, "is too large for a number; choose smaller ones for it")
        return self._in_graph(node, result) if isinstance(result, Value) else result

    def _in_graph(self, node: Node, operand: Operand) -> Value:
        value = operand if isinstance(operand, Value) else Value(operand)
        _add_nodes(value, self._nodes)
        if len(self._nodes) > MOST_NODES:
            reason = f"makes more than {MOST_NODES} nodes; leave something out"
            raise self.source.error(node, reason)
        return value

    def _record(self, node: ast.expr, method: str, why: str, result: Operand) -> None:
        if isinstance(result, Value):
            column = self.source.span(node)[0] + 1
            piece = self.source.piece(node)
            self.calls.append(MethodCall(piece, f"Value.{method}", why, column, result))

    def _written(self, node: ast.expr, operand: Operand) -> str | float:
        return shortened(self.source.piece(node)) if isinstance(operand, Value) else operand


def _power(base: Operand, exponent: Operand) -> Operand:
    if isinstance(base, Value) or isinstance(exponent, Value):
        result: Value = operator.pow(base, exponent)
        return result
    return power(base, exponent)  # Python's own may be complex


def _whole(exponent: Operand) -> Operand:
    if isinstance(exponent, Value) or not exponent.is_integer():
        return exponent
    return int(exponent) if abs(exponent) < LARGEST_WHOLE_EXPONENT else exponent


def _is_signed_number(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    return isinstance(node, ast.Constant)


def _add_nodes(value: Value, nodes: set[Value]) -> None:
    # Known nodes are not walked again: all walks together visit each node once.
    stack = [value]
    while stack:
        node = stack.pop()
        if node not in nodes:
            nodes.add(node)
            stack.extend(node._prev)


_BINARY: dict[type[ast.operator], tuple[str, Callable[[Any, Any], Operand]]] = {
    ast.Add: ("add", operator.add),
    ast.Sub: ("sub", operator.sub),
    ast.Mult: ("mul", operator.mul),
    ast.Div: ("truediv", operator.truediv),
    ast.Pow: ("pow", _power),
}
