"""Parameters as a block of a spreadsheet: a row each, with a name and all digits of its number."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from micrograd.data.typed import decimal_sign_of_table, is_number, parse_number, shortest
from micrograd.recipe.kinds import counted
from micrograd.recipe.parts import Widths, in_words, parameter_names
from micrograd.system.quoting import quoted

NAME, DATA, GRAD = "parameter", "data", "grad"
# A name as labels have it, such as `layer 2 · neuron 1 · w3`; or as `2.1.w3`.
LABEL = re.compile(r"(?:layer)?\s*(\d+)\W+(?:neuron)?\s*(\d+)\W+(w\d+|b)", re.IGNORECASE)


class _Row(NamedTuple):
    """The cells of a line with something in it. line: its number in the block, from 1 on."""

    line: int
    cells: list[str]


def as_block(chosen: Sequence[int], widths: Widths, numbers: Sequence[tuple[float, float]]) -> str:
    """The chosen parameters by index, tab separated. numbers: data and gradient of each of them."""
    names = parameter_names(widths)
    lines = [(NAME, DATA, GRAD)]
    for index, (data, grad) in zip(chosen, numbers, strict=True):
        lines.append((in_words(names[index]), shortest(data), shortest(grad)))
    return "\n".join(map("\t".join, lines))


def read_block(text: str, chosen: Sequence[int], widths: Widths) -> dict[int, float]:
    """The numbers of a block, by the index of their parameter.

    With names in the first column these say which parameters are meant. Numbers alone are those of
    the chosen parameters, row by row; for one chosen parameter, of it and those that follow, and
    for none, of all. Raises ValueError with the place of what does not fit.
    """
    rows = list(_rows(text))
    if not rows:
        raise ValueError("the clipboard has no numbers")
    is_heading = not any(map(is_number, rows[0].cells)) and not _name_of(rows[0].cells[0])
    heading, body = (rows[0].cells, rows[1:]) if is_heading else ([], rows)
    if not body:
        raise ValueError("there is a heading, but no number below it")
    sign = decimal_sign_of_table([row.cells for row in body])
    if any(not is_number(row.cells[0]) for row in body):
        return dict(_named(body, _data_column(heading, body), widths, sign))
    numbers = [
        _number(cell, row.line, f"column {j}", sign)
        for row in body
        for j, cell in enumerate(row.cells, start=1)
    ]
    return dict(zip(_targets(len(numbers), chosen, widths), numbers, strict=True))


def _rows(text: str) -> Iterator[_Row]:
    for line, row in enumerate(text.splitlines(), start=1):
        cells = [cell.strip() for cell in row.rstrip().split("\t")]
        if any(cells):
            yield _Row(line, cells)


def _name_of(cell: str) -> str:
    """The short name of a parameter in a cell, or empty."""
    found = LABEL.fullmatch(cell)
    return f"{int(found[1])}.{int(found[2])}.{found[3].lower()}" if found else ""


def _data_column(heading: Sequence[str], body: Sequence[_Row]) -> int:
    names = [cell.lower() for cell in heading]
    if DATA in names[1:]:
        return names.index(DATA, 1)
    wide = next((row for row in body if len(row.cells) != 2), None)
    if wide:
        raise ValueError(
            f"row {wide.line} has {counted(len(wide.cells), 'column')}: a name and a number are "
            f"expected, or a heading that names the column “{DATA}”"
        )
    return 1


def _named(
    body: Sequence[_Row], column: int, widths: Widths, sign: str
) -> Iterator[tuple[int, float]]:
    places = {name: i for i, name in enumerate(parameter_names(widths))}
    seen: dict[str, int] = {}
    for line, cells in body:
        name = _name_of(cells[0])
        if name not in places:
            raise ValueError(f"row {line}: the network has no parameter {quoted(cells[0]) or '“”'}")
        if name in seen:
            raise ValueError(f"row {line}: {in_words(name)} stands in row {seen[name]} already")
        seen[name] = line
        cell = cells[column] if column < len(cells) else ""
        yield places[name], _number(cell, line, in_words(name), sign)


def _number(cell: str, line: int, place: str, sign: str) -> float:
    try:
        return parse_number(cell, sign)
    except ValueError as error:
        raise ValueError(f"row {line}, {place}: {error}") from None


def _targets(count: int, chosen: Sequence[int], widths: Widths) -> Sequence[int]:
    """The parameters that numbers without names are meant for."""
    names = parameter_names(widths)
    targets, whose = sorted(chosen), "are chosen"
    if len(chosen) < 2:
        first = min(chosen, default=0)
        targets, whose = list(range(first, len(names))), f"follow from {in_words(names[first])} on"
    may_be_fewer = len(chosen) == 1 and count < len(targets)
    if count != len(targets) and not may_be_fewer:
        parameters = counted(len(targets), "parameter")
        raise ValueError(f"{counted(count, 'number')}, but {parameters} {whose}")
    return targets[:count]
