"""Numbers as they are given to a dataset: any kind of list or array, checked."""

import math
from collections.abc import Sequence
from numbers import Real
from typing import Any

from micrograd.data.rows import ArrayRows, Rows, in_array


def _plain(numbers: Any) -> Any:
    """A list for an array or a table, by the method that it has for that; all else as it is."""
    for method in ("to_numpy", "tolist"):
        numbers = getattr(numbers, method)() if hasattr(numbers, method) else numbers
    return numbers


def listed(numbers: Any) -> Any:
    """A list for an array or a table, with lists in it; many rows stay as they are."""
    return numbers if isinstance(numbers, ArrayRows) else list(map(_plain, _plain(numbers)))


def in_rows(ys: Any) -> Rows:
    """Targets, a row for each sample."""
    if isinstance(ys, ArrayRows):
        return ArrayRows(ys.array.reshape(len(ys), -1))
    return [list(y) if isinstance(y, Sequence) else [y] for y in ys]


def ys_like(ys: Sequence[Any], targets: Rows) -> Sequence[Any]:
    """The targets as samples have them: a list where `ys` has one for it, else a number."""
    if isinstance(targets, ArrayRows):
        return ys_of(targets, in_lists=isinstance(ys[0], Sequence))
    pairs = zip(ys, targets, strict=True)
    return [row if isinstance(y, Sequence) else row[0] for y, row in pairs]


def ys_of(targets: Rows, in_lists: bool) -> Sequence[Any]:
    """The targets, a list for each sample, or its only number."""
    if in_lists:
        return targets
    if isinstance(targets, ArrayRows):
        return ArrayRows(targets.array[:, 0])
    return [y for (y,) in targets]


def checked_rows(rows: Rows, what: str) -> Rows:
    """The rows as floats. what: the name of one number. Raises ValueError, see `Dataset`."""
    if many := in_array(rows):
        return many
    for i, row in enumerate(rows, start=1):
        if not hasattr(row, "__len__"):
            raise ValueError(f"sample {i}: {row!r} is no list of {what}s: write [{row!r}]")
    width = len(rows[0])
    if width == 0:
        raise ValueError(f"a sample needs at least one {what}")
    for i, row in enumerate(rows, start=1):
        if len(row) != width:
            raise ValueError(f"sample {i} has {len(row)} {what}s, but sample 1 has {width}")
        check_finite(i, row)
    return [[float(number) for number in row] for row in rows]


def check_finite(sample: int, row: Sequence[float]) -> None:
    """Raise ValueError where a number of a sample, counted from 1, is none or not finite."""
    for number in row:
        if not _is_finite(number):
            raise ValueError(f"sample {sample}: {_named(number)} is not a finite number")


def _named(number: Any) -> str:
    return f"{number}, a bool," if isinstance(number, bool) else repr(number)


def _is_finite(number: Any) -> bool:
    if type(number) is float:
        return math.isfinite(number)
    if not isinstance(number, Real) or isinstance(number, bool):
        return False
    try:
        return math.isfinite(float(number))
    except OverflowError:
        return False
