"""The lines of micrograd that do an operation, read from the real source at run time."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import micrograd.operations
from micrograd.engine import Value
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
    """Lines of a file. first: the number of the first one; lit: the index of the current one."""

    file: str
    first: int
    lines: list[str]
    lit: int


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
    """`Operation(…)` in the table, or in the function that makes constant powers."""
    tree = ast.parse(inspect.getsource(micrograd.operations))
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                is_row = isinstance(key, ast.Constant) and key.value == operation
                if is_row and isinstance(value, ast.Call):
                    return value
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    power = next(function for function in functions if function.name == "_constant_power")
    calls = [node for node in ast.walk(power) if isinstance(node, ast.Call)]
    return next(c for c in calls if isinstance(c.func, ast.Name) and c.func.id == "Operation")
