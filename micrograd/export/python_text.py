"""Pieces of a Python script as lines: comments, lists of numbers."""

import json
import textwrap
from collections.abc import Iterator, Sequence

WIDTH = 100


def printable(text: str) -> str:
    """A typed text on one line: nothing in it ends a comment or is invisible."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def comment(text: str, indent: str = "") -> list[str]:
    """A comment, wrapped."""
    width = WIDTH - 2 - len(indent)
    return [f"{indent}# {line}" for line in textwrap.wrap(printable(text), width)]


def docstring(title: str, body: str) -> list[str]:
    """A module's docstring: a typed title, then a paragraph."""
    quoted = printable(title).replace("\\", "\\\\").replace('"', '\\"')
    first, *more = textwrap.wrap(quoted, WIDTH - 3, break_long_words=False)
    return [f'"""{first}', *more, "", *textwrap.wrap(body, WIDTH), '"""']


def rows(numbers: Sequence[Sequence[float]], indent: str) -> Iterator[str]:
    """One list per line; a list that is too long takes several lines."""
    for row in numbers:
        texts = [repr(number) for number in row]
        line = f"{indent}[{', '.join(texts)}],"
        if len(line) <= WIDTH:
            yield line
            continue
        yield f"{indent}["
        yield from wrapped(row, f"{indent}    ")
        yield f"{indent}],"


def wrapped(numbers: Sequence[float], indent: str) -> list[str]:
    """Numbers with a comma after each, on as many lines as they need."""
    text = " ".join(f"{number!r}," for number in numbers)
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def literal(value: str | float | dict[str, float]) -> str:
    """A name, a number, or numbers by name, in Python."""
    return json.dumps(value)


def call(function: str, arguments: Sequence[str]) -> list[str]:
    """A call on one line, or with a line for each argument if that is too long."""
    line = f"{function}({', '.join(arguments)})"
    if len(line) <= WIDTH:
        return [line]
    return [f"{function}(", *(f"    {argument}," for argument in arguments), ")"]


def number_list(numbers: Sequence[object]) -> str:
    """`4, 4 and 1`."""
    *first, last = map(str, numbers)
    return f"{', '.join(first)} and {last}" if first else last
