"""The lines of micrograd that do an operation, read from the real source at run time."""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from types import FunctionType
from typing import NamedTuple

import micrograd.operations
from app.walking.wrong_lines import with_wrong_lines
from micrograd.engine import Value
from micrograd.operations import Operation, operation_named
from micrograd.recipe.fault import Fault
from micrograd.training.own_rules import has_own_rule
from micrograd.training.phases import Phase, Update, ZeroGrad

# The method that writes the numbers of each phase.
METHODS: dict[Phase, Callable[..., None]] = {
    Phase.FORWARD: Value._forward,
    Phase.ZERO_GRAD: ZeroGrad._perform,
    Phase.BACKWARD: Value._backward,
    Phase.UPDATE: Update._perform,
}
# What the engine asks where one operand and two have a branch each.
ONE_OPERAND = re.compile(r"len\(\S+\) == 1")
ROOT = Path(micrograd.__file__).parents[1]


class Excerpt(NamedTuple):
    """Lines of a file. first: the number of the first one; lit: the indices of those that did it.

    wrong: the indices of those that a fault has in the place of the file's.
    """

    file: str
    first: int
    lines: list[str]
    lit: tuple[int, ...]
    wrong: frozenset[int] = frozenset()

    @property
    def place(self) -> str:
        """`micrograd/engine.py, lines 191 to 194`: those that are lit."""
        first, last = (self.first + index for index in (self.lit[0], self.lit[-1]))
        return f"{self.file}, " + (f"line {first}" if first == last else f"lines {first} to {last}")


@cache
def body_of(method: Callable[..., object], operands: int = 0) -> Excerpt:
    """The body of a method; the line that writes the result is lit.

    operands: of the operation that it did. Where one and two of them have a branch each, that
    which ran is lit, with what follows it.
    """
    lines, first = inspect.getsourcelines(method)
    function = ast.parse(textwrap.dedent("".join(lines))).body[0]
    assert isinstance(function, ast.FunctionDef)
    body = function.body[1:] if ast.get_docstring(function) else function.body
    start, end = body[0].lineno, body[-1].end_lineno or body[-1].lineno
    file = Path(inspect.getsourcefile(method) or "").relative_to(ROOT)
    shown = textwrap.dedent("".join(lines[start - 1 : end])).splitlines()
    lit = tuple(line - start for line in _lines_that_ran(body, operands))
    return Excerpt(file.as_posix(), first + start - 1, shown, lit)


def _lines_that_ran(body: list[ast.stmt], operands: int) -> list[int]:
    for i, statement in enumerate(body):
        if isinstance(statement, ast.If) and ONE_OPERAND.fullmatch(ast.unparse(statement.test)):
            branch = statement.body if operands == 1 else statement.orelse
            return [line for ran in [*branch, *body[i + 1 :]] for line in _lines_of(ran)]
    return [_writing_line(body)]


def _lines_of(node: ast.stmt | ast.expr) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _writing_line(body: list[ast.stmt]) -> int:
    """The last line that assigns to an attribute, else the last one."""
    written = [
        node.lineno
        for statement in body
        for node in ast.walk(statement)
        if (isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Attribute))
        or (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute))
    ]
    return written[-1] if written else body[-1].lineno


def sources_of(node: Value, phase: Phase) -> list[Excerpt]:
    """The lines that do the operation of a node: the method, and the row of the table."""
    row, is_forward = node._row, phase is Phase.FORWARD
    if has_own_rule(node) or row is None:
        return _own_lines(node._forward if is_forward else node._backward)
    method = body_of(METHODS[phase], len(node._prev))
    if _is_ours(row):
        return [method, rule_source(node._op, phase)]
    return [method, *_own_lines(row.forward if is_forward else row.local_derivatives)]


def _is_ours(row: Operation) -> bool:
    return row.local_derivatives.__module__ == micrograd.operations.__name__


def _own_lines(function: Callable[..., object]) -> list[Excerpt]:
    """The lines of a function that is not of micrograd; none where there is no source to read."""
    try:
        lines, first = inspect.getsourcelines(function)
        file = Path(inspect.getsourcefile(function) or "").name
    except (OSError, TypeError):
        return []
    shown = textwrap.dedent("".join(lines)).splitlines()
    return [Excerpt(file, first, shown, (len(shown) - 1,))]


@lru_cache(maxsize=1024)
def rule_source(operation: str, phase: Phase) -> Excerpt:
    """The row of an operation in the table; its forward or backward rule is lit."""
    call = _rule_call(operation)
    lines = inspect.getsource(micrograd.operations).splitlines()
    start, end = call.lineno, call.end_lineno or call.lineno
    rule = call.args[0 if phase is Phase.FORWARD else 1]
    shown = textwrap.dedent("\n".join(lines[start - 1 : end])).splitlines()
    lit = tuple(line - start for line in _lines_of(rule))
    return Excerpt("micrograd/operations.py", start, shown, lit)


def _rule_call(operation: str) -> ast.Call:
    """`Operation(…)` in the source: the call around the operation's backward rule, a lambda."""
    rule = operation_named(operation).local_derivatives
    assert isinstance(rule, FunctionType)
    line = rule.__code__.co_firstlineno
    nodes = ast.walk(ast.parse(inspect.getsource(micrograd.operations)))
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    rows = [call for call in calls if ast.unparse(call.func) == "Operation"]
    return next(row for row in rows if row.lineno <= line <= (row.end_lineno or row.lineno))


def sabotaged(excerpt: Excerpt, fault: Fault, is_marked: bool) -> Excerpt:
    """The lines with those of a fault, which are marked unless they are to be found."""
    lines, origins, wrong = with_wrong_lines(excerpt.lines, fault.source, is_marked)
    lit = tuple(i for i, origin in enumerate(origins) if origin in excerpt.lit)
    return excerpt._replace(lines=lines, lit=lit, wrong=wrong)
