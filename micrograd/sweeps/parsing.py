"""AXES: the settings that a sweep can try values of, and how such values are typed.

Each value is read by its row of the table of settings; all raise ValueError with the reason.
"""

import itertools
import math
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from micrograd.data.typed import TwoMeaningsError, parse_number
from micrograd.recipe.kinds import (
    Choice,
    EachActivation,
    EachLayer,
    Kind,
    Number,
    Setting,
    Whole,
    counted,
)
from micrograd.recipe.settings import SETTINGS
from micrograd.sweeps.plan import MOST_RUNS
from micrograd.system.quoting import quoted

# What stands between the ends of a range, and at its end; `0.01 to 1, 7 values` has both.
TO = re.compile(r"\bto\b", re.IGNORECASE)
COUNT = re.compile(r"[,;]\s*(\d{1,9})(?:\s+values?)?", re.IGNORECASE)
# A comma that separates two values, or whole digits from decimals: nothing beside it tells.
CLOSE_COMMA = re.compile(r"(?<!\d)\d+,\d+")
# The same, of groups of three digits.
CLOSE_GROUP = re.compile(r"(?<![\d,])[1-9]\d{0,2}(?:,\d{3})+(?![\d,])")
# Blanks before groups of three digits, which separate values as well.
BLANK_GROUP = re.compile(r"(?<![\d.])[1-9]\d{0,2}(?:\s\d{3})+(?!\d)")
SEED_RANGE = re.compile(r"(\d{1,12})\s*[-–]\s*(\d{1,12})")


def values_of(row: Setting, text: str) -> tuple[Any, ...]:
    """The values of a setting that is an axis, from what was typed."""
    return AXES[row.name].read(row, text)


def _numbers(row: Setting, text: str) -> tuple[float, ...]:
    """Parse `0.01, 0.1, 1`, or `0.01 to 1, 7 values`; the smallest first.

    With decimal commas: `0,01; 0,1; 1` and `0,01 to 1; 7 values`. A range goes up by equal
    factors; from 0 on, or where no value comes to 1, by equal steps.
    """
    first, *others = TO.split(text.strip(), maxsplit=1)
    if not others:
        return tuple(sorted({row.read(item) for item in _items_of_numbers(text)}))
    last, count = _split_range(others[0])
    if not (first and last):
        raise ValueError("a range is written as 0.01 to 1, 7 values")
    low, high = parse_number(first), parse_number(last)
    is_even = isinstance(row.kind, Number) and (row.kind.below <= 1 or low == row.kind.low == 0)
    if not (0 < low < high or (is_even and 0 <= low < high)):
        raise ValueError("a range goes from a number above 0 to a larger one")
    if not 2 <= count <= MOST_RUNS:
        raise ValueError(f"a range has 2 to {MOST_RUNS:,} values, not {count:,}")
    return _evenly(low, high, count) if is_even else _spread(low, high, count)


def _split_range(text: str) -> tuple[str, int]:
    """The end of a range, and its number of values; "" and 0 where that is not said."""
    comma = max(text.rfind(","), text.rfind(";"))
    match = COUNT.fullmatch(text, comma) if comma >= 0 else None
    return (text[:comma], int(match[1])) if match else ("", 0)


def _whole_numbers(row: Setting, text: str) -> tuple[int, ...]:
    """Parse `0-9`, `1, 5, 7`, or both: `0-4, 7`; the smallest first."""
    numbers: set[int] = set()
    noun = "seed" if row.name == "seed" else "number"
    if group := CLOSE_GROUP.search(text):
        one, several = group[0].replace(",", ""), group[0].replace(",", ", ")
        raise TwoMeaningsError(group[0], f"write {one}, or {several} with a blank")
    for item in _items(_without_groups(text, ","), ","):
        match = SEED_RANGE.fullmatch(item)
        if match:
            first, last = int(match[1]), int(match[2])
            if first > last:
                raise ValueError(f"{quoted(item)} goes from a larger {noun} to a smaller one")
            if last - first >= MOST_RUNS:
                raise ValueError(
                    f"{quoted(item)} are {counted(last - first + 1, noun)}, "
                    f"at most {MOST_RUNS:,} can be tried"
                )
            numbers.update(range(first, last + 1))
        else:
            numbers.add(row.read(item))
    return tuple(sorted(numbers))


def _of_layers(row: Setting, text: str) -> tuple[Any, ...]:
    """Parse `4,4,1; 8,8,1` and keep the order."""
    items = [",".join(_items(item, ",")) for item in _items(text, ";")]
    return tuple(dict.fromkeys(map(row.read, items)))


def _names(row: Setting, text: str) -> tuple[str, ...]:
    """Parse `adam, momentum` and keep the order."""
    return tuple(dict.fromkeys(map(row.read, _items(text.replace(";", ","), ","))))


def _items_of_numbers(text: str) -> list[str]:
    """The items of a list of real numbers. Raises ValueError where a sign has two meanings."""
    if ";" in text:
        return _items(_without_groups(text, ";"), ";")
    comma = CLOSE_COMMA.search(text)
    # A point shows that commas separate.
    if comma and "." not in text:
        number, values = comma[0].replace(",", "."), comma[0].replace(",", ", ")
        raise TwoMeaningsError(comma[0], f"write {number}, or {values} with a blank")
    return _items(_without_groups(text, ","), ",")


def _without_groups(text: str, separator: str) -> str:
    """The text of a list, refused where a blank stands in a number or between two."""
    if group := BLANK_GROUP.search(text):
        parts = group[0].split()
        several = f"{separator} ".join(parts)
        advice = f"write {''.join(parts)}, or {several} with “{separator}”"
        raise TwoMeaningsError(" ".join(parts), advice)
    return text


def _items(text: str, separator: str) -> list[str]:
    items = [item.strip() for item in text.strip().removesuffix(separator).split(separator)]
    if not all(items):
        raise ValueError(
            f"something is missing beside a “{separator}”" if text.strip() else "nothing is typed"
        )
    return items


def _spread(low: float, high: float, count: int) -> tuple[float, ...]:
    """Numbers in equal factors, rounded to three digits if these differ."""
    first, last = math.log10(low), math.log10(high)
    exact = [10 ** (first + (last - first) * i / (count - 1)) for i in range(count)]
    exact[0], exact[-1] = low, high
    rounded = [low, *(float(f"{number:.3g}") for number in exact[1:-1]), high]
    differ = all(a < b for a, b in itertools.pairwise(rounded))
    return tuple(rounded if differ else sorted(set(exact)))


def _evenly(low: float, high: float, count: int) -> tuple[float, ...]:
    """Numbers in equal steps, rounded to six digits."""
    steps = (low + (high - low) * i / (count - 1) for i in range(count))
    return tuple(sorted({float(f"{number:.6g}") for number in steps}))


class Notation(NamedTuple):
    """How values of a setting are typed. tip: the ways to do so; first: what is typed first."""

    read: Callable[[Setting, str], tuple[Any, ...]]
    tip: str
    first: Callable[[Setting, Any], str] = Setting.text


def _all_names(row: Setting, value: Any) -> str:
    assert isinstance(row.kind, Choice)
    return ", ".join(row.kind.names)


FIRST_RATES, FIRST_SEEDS = "0.01 to 1, 7 values", "0-9"
NUMBERS_TIP = "Numbers separated by commas, or a range"
_OF_KINDS: tuple[tuple[type[Kind], Notation], ...] = (
    (Number, Notation(_numbers, f"{NUMBERS_TIP} in equal steps or factors: 0.5 to 0.9, 5 values")),
    (Whole, Notation(_whole_numbers, "Whole numbers: 0-9, or 1, 5, 7")),
    (Choice, Notation(_names, "Names separated by commas", _all_names)),
    (
        EachActivation,
        Notation(_of_layers, "Of all layers but the last, separated by semicolons: tanh; relu"),
    ),
    (
        EachLayer,
        Notation(
            _of_layers,
            "The neurons of each layer; a semicolon separates two networks: 4,4,1; 8,8,1",
        ),
    ),
)
_OF_SETTINGS = {
    "learning_rate": Notation(
        _numbers, f"{NUMBERS_TIP} in equal factors: 0.01 to 1, 7 values", lambda *_: FIRST_RATES
    ),
    "seed": Notation(
        _whole_numbers, "Seeds of the starting weights: 0-9, or 1, 5, 7", lambda *_: FIRST_SEEDS
    ),
}
AXES = {
    row.name: _OF_SETTINGS.get(row.name, notations[0])
    for row in SETTINGS.values()
    if (notations := [notation for kind, notation in _OF_KINDS if isinstance(row.kind, kind)])
}
