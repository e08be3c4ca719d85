"""Formula: a number computed from the numbers of a row, as `sin(2*x1)` or `x2 > x1**2`."""

import ast
import math
import operator
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from micrograd.expression.text import COMPARISONS, CONSTANTS, FUNCTIONS, METHODS, Source
from micrograd.operations import OPERATIONS, power

Row = Sequence[float]
Rule = Callable[[Any], Any]

# Functions whose operation has another name than theirs.
_OTHER_NAMES = {"sin": "sine", "leaky_relu": "leaky-relu"}
_BINARY: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: power,
}
_COMPARED: dict[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
# What does the same to whole columns as to each number, with the same bits.
_ARITHMETIC = (
    *(ast.Name, ast.Load, ast.Constant, ast.BinOp, ast.UnaryOp),
    *(ast.Add, ast.Sub, ast.Mult, ast.Div, ast.USub, ast.UAdd),
)
_ONE = "is one formula too many; write a single one, such as x1*x2"
_NO_NAME = "gives a name to a number; write only what is computed, such as x1*x2"
_NOT_A_FORMULA = (
    "has no place here; write names of columns, numbers, + - * / **, comparisons as x1 > 0, "
    f"and, or, not, and {FUNCTIONS}"
)


class Formula:
    """A formula of the columns with these names; nothing of it is run as code.

    A column whose name is no name of a variable is x1, x2, … by its place. A comparison is 1 where
    it holds, else 0, and so are and, or, not.
    names: of the columns, in their order. used: the places of those that it reads.
    is_class: True for a comparison. Raises ExpressionError.
    """

    def __init__(self, text: str, names: Sequence[str]) -> None:
        self.text, self.used = text.strip(), set[int]()
        self._read: list[tuple[ast.Name, int]] = []
        # A name that is written goes before one by its place.
        self._places = {f"x{i + 1}": i for i in range(len(names))}
        self._places |= {unicodedata.normalize("NFKC", name): i for i, name in enumerate(names)}
        self._source = Source(self.text, COMPARISONS, self._places)
        first, *others = self._source.statements
        if others:
            raise self._source.error(others[0], _ONE)
        if not isinstance(first, ast.Expr):
            raise self._source.error(first, _NO_NAME)
        self.is_class = _is_comparison(first.value)
        self._is_arithmetic = all(isinstance(each, _ARITHMETIC) for each in ast.walk(first.value))
        self._rule = self._made(first.value)

    def __call__(self, row: Row) -> float:
        """The number for a row. Raises ValueError where there is none."""
        try:
            result = float(self._rule(row))
        except ZeroDivisionError:
            raise ValueError(f"{self.text} divides by 0") from None
        except OverflowError:
            result = math.inf
        if not math.isfinite(result):
            raise ValueError(f"{self.text} is too large for a number")
        return result

    def of_columns(self, columns: Any) -> Any:
        """The numbers for many rows at once, with the same bits.

        columns: an array of NumPy, shape (columns, rows). None where this formula needs to see
        them row by row, or has no number for one of them.
        """
        if not self._is_arithmetic:
            return None
        import numpy as np

        try:
            with np.errstate(divide="raise", invalid="raise", over="ignore"):
                numbers = np.broadcast_to(self._rule(columns), columns.shape[1:])
        except ArithmeticError:
            return None
        return numbers if np.isfinite(numbers).all() else None

    def rewritten(self, write: Callable[[str, int], str]) -> str:
        """The text with other names: write(name, place) is what stands for a column then."""
        text = self.text
        for node, place in sorted(self._read, key=lambda each: -self._source.span(each[0])[0]):
            start, end = self._source.span(node)
            text = f"{text[:start]}{write(node.id, place)}{text[end:]}"
        return text

    def _made(self, node: ast.expr) -> Rule:
        # This list is complete: every other node is refused.
        match node:
            case ast.Name():
                return self._named(node)
            case ast.Constant(value=int() | float() as number):
                return lambda row: float(number)
            case ast.BinOp(op=sign) if type(sign) in _BINARY:
                left, right = self._made(node.left), self._made(node.right)
                combine = _BINARY[type(sign)]
                return lambda row: combine(left(row), right(row))
            case ast.UnaryOp(op=ast.USub()):
                operand = self._made(node.operand)
                return lambda row: -operand(row)
            case ast.UnaryOp(op=ast.UAdd()):
                return self._made(node.operand)
            case ast.UnaryOp(op=ast.Not()):
                operand = self._made(node.operand)
                return lambda row: not operand(row)
            case ast.BoolOp():
                parts = [self._made(each) for each in node.values]
                joined = all if isinstance(node.op, ast.And) else any
                return lambda row: joined(part(row) for part in parts)
            case ast.Compare():
                return self._compared(node)
            case ast.Call():
                return self._called(node)
        raise self._source.error(node, _NOT_A_FORMULA)

    def _named(self, node: ast.Name) -> Rule:
        place = self._places.get(node.id)
        if place is not None:
            self.used.add(place)
            self._read.append((node, place))
            return operator.itemgetter(place)
        if node.id in CONSTANTS:
            number = CONSTANTS[node.id]
            return lambda row: number
        if node.id in METHODS:
            raise self._source.error(node, f"is a function; write its input too: {node.id}(x1)")
        there = ", ".join(filter(str.isidentifier, self._places))
        raise self._source.error(node, f"is no column; there are {there}")

    def _compared(self, node: ast.Compare) -> Rule:
        """A comparison, also a chain of them: `0 < x1 < 1`."""
        # No other comparison comes through the tokens: `is` and `in` are words that are refused.
        parts = [self._made(each) for each in (node.left, *node.comparators)]
        signs = [_COMPARED[type(sign)] for sign in node.ops]
        steps = list(zip(signs, parts, parts[1:], strict=False))
        return lambda row: all(holds(left(row), right(row)) for holds, left, right in steps)

    def _called(self, node: ast.Call) -> Rule:
        name = self._source.function_of(node)
        forward = OPERATIONS[_OTHER_NAMES.get(name, name)].forward
        inputs = [self._made(each) for each in node.args]
        return lambda row: forward(*[each(row) for each in inputs])


def _is_comparison(node: ast.expr) -> bool:
    is_not = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
    return is_not or isinstance(node, ast.Compare | ast.BoolOp)
