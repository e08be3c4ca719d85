"""Sources: definitions of this library that a script takes along, with all that they need."""

import ast
import inspect
import sys
from collections.abc import Callable, Collection, Iterator
from functools import cache
from itertools import pairwise
from typing import Any

OWN = "micrograd."


class Sources:
    """The text of functions and classes, each after what it needs, and their imports.

    A name is taken along once: what came first stands for those of other modules, too.
    """

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._modules: set[str] = set()
        self._members: dict[str, set[str]] = {}
        self.definitions: list[str] = []

    def add(self, function: Callable[..., Any]) -> str:
        """Take along a function of a module, or a type of Python itself; returns its name."""
        if function.__module__ != "builtins":
            self._take(function.__module__, function.__name__)
        return function.__name__

    def add_all(self, module: str) -> None:
        """Take along all that a module defines."""
        for name, node in _definitions(module).items():
            if not isinstance(node, ast.Import | ast.ImportFrom):
                self._take(module, name)

    def add_operation(self, name: str) -> str:
        """Take along what an operation of the table needs; returns its row."""
        module = f"{OWN}operations"
        if name not in _operations():
            self._take(module, "_constant_power")
            return f"_constant_power({float(name.removeprefix('**'))})"
        rules = _operations()[name]
        for rule in rules:
            self._take_names_in(rule, module)
        text = _source(module)
        lines = (f"    {ast.get_source_segment(text, rule)},\n" for rule in rules[:2])
        return f"Operation(\n{''.join(lines)})"

    def imported(self, module: str) -> None:
        """The script itself needs a module."""
        self._modules.add(module)

    def imports(self) -> Iterator[str]:
        """The imports, sorted."""
        yield from (f"import {module}" for module in sorted(self._modules))
        for module, names in sorted(self._members.items()):
            yield f"from {module} import {', '.join(sorted(names, key=_place_of_import))}"

    def _take(self, module: str, name: str) -> None:
        node = _definitions(module).get(name)
        if node is None or name in self._seen:
            return
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(OWN):
            self._take(str(node.module), name)
            return
        self._seen.add(name)
        if isinstance(node, ast.Import):
            self._modules.add(name)
        elif isinstance(node, ast.ImportFrom):
            self._members.setdefault(str(node.module), set()).add(name)
        else:
            self._seen.update(_names_of(node))
            self._take_names_in(node, module)
            self.definitions.append(_lines(module, node))

    def _take_names_in(self, node: ast.AST, module: str) -> None:
        for each in ast.walk(node):
            if isinstance(each, ast.Name):
                self._take(module, each.id)


@cache
def _source(module: str) -> str:
    return inspect.getsource(sys.modules[module])


@cache
def _definitions(module: str) -> dict[str, ast.stmt]:
    """What stands at the top level of a module, by name; an assignment by each of its names."""
    return {name: node for node in ast.parse(_source(module)).body for name in _names_of(node)}


def _names_of(node: ast.stmt) -> list[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return [alias.asname or alias.name for alias in names]
        case ast.Assign(targets=targets):
            return [n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []


def _lines(module: str, node: ast.stmt) -> str:
    """The lines of a definition, its decorators and the comments above them included."""
    lines = _source(module).splitlines()
    first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))]) - 1
    while lines[first - 1].startswith("#"):
        first -= 1
    return "\n".join(lines[first : node.end_lineno])


@cache
def _operations() -> dict[str, list[ast.expr]]:
    """The forward rule and the derivatives of each operation, from the table."""
    table = _definitions(f"{OWN}operations")["OPERATIONS"]
    assert isinstance(table, ast.AnnAssign)
    assert isinstance(table.value, ast.Dict)
    pairs = zip(table.value.keys, table.value.values, strict=True)
    return {
        str(key.value): row.args
        for key, row in pairs
        if isinstance(key, ast.Constant) and isinstance(row, ast.Call)
    }


def _place_of_import(name: str) -> tuple[int, str]:
    """Constants first, then classes, then functions."""
    return (0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2), name


def apart(definitions: Collection[str]) -> Iterator[str]:
    """Definitions with two empty lines around what is not a constant."""
    for before, text in pairwise(["", *definitions]):
        if before and (_is_block(before) or _is_block(text)):
            yield from ("", "")
        yield text


def _is_block(text: str) -> bool:
    return "\n    " in text
