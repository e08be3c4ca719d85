"""Stretches: what a table of samples has of an earlier one, and what of its own.

An edit changes few rows of a table: only these are stored.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from micrograd.files.table_schema import MOST_OF_TABLE

Bits = npt.NDArray[np.int64]

# Rows that are compared first, and that many times as many each time all of them are the same.
AT_FIRST, GROWTH = 64, 8
# Bounds for a table with removed rows: the most rows of its own that are looked at one by one
# before the tables are taken for different ones, and how many more rows than it is shorter by are
# taken for removed, as when others were added at its end.
MOST_OWN, AHEAD = 100, 32


class Stretch(NamedTuple):
    """Rows of the earlier table, then the table's own from row `begin` to `end`.

    first: of the rows of the earlier table. shared: how many of them.
    """

    first: int
    shared: int
    begin: int
    end: int


def stretches_of(before: Bits, after: Bits) -> list[Stretch] | None:
    """The stretches that make the rows of `after`; None where it has most rows for itself.

    before, after: the bits of the rows, as many columns in each.
    """
    for find in (_changed, _shorter):
        found = find(before, after)
        if found and _are_few(found, len(after)):
            return found
    return None


def _are_few(found: list[Stretch], rows: int) -> bool:
    """True where stretches take less room than all rows."""
    own = sum(each.end - each.begin for each in found)
    return len(found) + own < rows / 2 and len(found) <= MOST_OF_TABLE


def _changed(before: Bits, after: Bits) -> list[Stretch] | None:
    """The stretches where rows were changed, and others added at the end."""
    count = len(before)
    if count > len(after):
        return None
    is_same = np.zeros(len(after), dtype=bool)
    is_same[:count] = (before == after[:count]).all(axis=1)
    # Each end is where rows of the other kind begin, as if own ones stood before the first row.
    ends = np.flatnonzero(np.diff(is_same, prepend=False, append=False))
    if len(ends) > 2 * MOST_OF_TABLE:
        return None
    shared = ends.reshape(-1, 2).tolist()
    if not shared or shared[0][0] > 0:
        shared.insert(0, [0, 0])
    begins = [begin for begin, _ in shared[1:]]
    pairs = zip(shared, [*begins, len(after)], strict=True)
    return [Stretch(begin, end - begin, end, own_end) for (begin, end), own_end in pairs]


def _shorter(before: Bits, after: Bits) -> list[Stretch] | None:
    """The stretches where rows were removed; others may have been changed or added, too."""
    found: list[Stretch] = []
    i = j = 0
    while j < len(after):
        first, count = i, _same_rows(before[i:], after[j:])
        i, j = i + count, j + count
        begin = j
        while j < len(after):
            if len(found) > MOST_OF_TABLE or (i < len(before) and j - begin > MOST_OWN):
                return None
            spare = (len(before) - i) - (len(after) - j)
            removed = _place_of(after[j], before[i : i + AHEAD + max(0, spare)])
            if removed is not None:
                i += removed
                break
            # A row that was changed, or added at the end.
            i, j = min(i + 1, len(before)), j + 1
        found.append(Stretch(first, count, begin, j))
    return found


def _same_rows(before: Bits, after: Bits) -> int:
    """How many of the first rows are the same."""
    begin = 0
    for size in _sizes(min(len(before), len(after))):
        some = slice(begin, begin + size)
        is_same = (before[some] == after[some]).all(axis=1)
        if not is_same.all():
            return begin + int(is_same.argmin())
        begin += size
    return begin


def _sizes(count: int) -> Iterator[int]:
    size = AT_FIRST
    while count:
        yield min(size, count)
        count -= min(size, count)
        size *= GROWTH


def _place_of(row: Bits, rows: Bits) -> int | None:
    """The place of the first row that is the same."""
    places = np.flatnonzero((rows == row).all(axis=1))
    return int(places[0]) if len(places) else None
