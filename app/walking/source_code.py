"""The lines of micrograd that do an operation, read from the real source at run time."""

import ast
import inspect
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
ROOT = Path(micrograd.__file__).parents[1]


class Excerpt(NamedTuple):
    """Lines of a file. first: the number of the first one; lit: the index of the current one.

    wrong: the indices of those that a fault has in the place of the file's.
    """

    file: str
    first: int
    lines: list[str]
    lit: int
    wrong: frozenset[int] = frozenset()


@cache
def body_of(method: Callable[..., object]) -> Excerpt:
    """The body of a method; the line that writes the result is lit."""
    lines, first = inspect.getsourcelines(method)
    function = ast.parse(textwrap.dedent("".join(lines))).body[0]
    assert isinstance(function, ast.FunctionDef)
    body = function.body[1:] if ast.get_docstring(function) else function.body
    start, end = body[0].lineno, body[-1].end_lineno or body[-1].lineno
    file = Path(inspect.getsourcefile(method) or "").relative_to(ROOT)
    shown = textwrap.dedent("".join(lines[start - 1 : end])).splitlines()
    return Excerpt(file.as_posix(), first + start - 1, shown, _writing_line(body) - start)


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
    method = body_of(METHODS[phase])
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
    return [Excerpt(file, first, shown, len(shown) - 1)]


@lru_cache(maxsize=1024)
def rule_source(operation: str, phase: Phase) -> Excerpt:
    """The row of an operation in the table; its forward or backward rule is lit."""
    call = _rule_call(operation)
    lines = inspect.getsource(micrograd.operations).splitlines()
    start, end = call.lineno, call.end_lineno or call.lineno
    rule = call.args[0 if phase is Phase.FORWARD else 1]
    shown = textwrap.dedent("\n".join(lines[start - 1 : end])).splitlines()
    return Excerpt("micrograd/operations.py", start, shown, rule.lineno - start)


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
    lines, _, wrong = with_wrong_lines(excerpt.lines, fault.source, is_marked)
    return excerpt._replace(lines=lines, wrong=wrong)
