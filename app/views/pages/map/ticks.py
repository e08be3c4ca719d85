"""Ticks: the round numbers along an axis, written shortly however far one has zoomed in."""

import math
from typing import NamedTuple

from app.kit.numbers import MINUS
from micrograd.maps.axes import Axis

# A logarithmic axis over more powers of ten than this has ticks at these only.
FEW_POWERS = 1.5
# The longest number that is written whole; a longer one is written as what comes after a base.
LONGEST = 8
ROUND = (1.0, 2.0, 5.0, 10.0)


class Tick(NamedTuple):
    """share: where it stands along the axis, 0 to 1."""

    share: float
    text: str


class Ticks(NamedTuple):
    """base: what is to be added to the numbers of all ticks, "" for nothing."""

    ticks: tuple[Tick, ...]
    base: str


def ticks_of(axis: Axis, most: int) -> Ticks:
    """At most about so many ticks."""
    if axis.is_log and math.log10(axis.last / axis.first) >= FEW_POWERS:
        return Ticks(tuple(_powers(axis, most)), "")
    step = _round_up((axis.last - axis.first) / max(1, most))
    if axis.is_whole:
        step = max(1.0, step)
    first = math.ceil(axis.first / step)
    numbers = range(first, math.floor(axis.last / step) + 1)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    texts = [_plain(number * step, step, decimals) for number in numbers]
    if max(map(len, texts), default=0) <= LONGEST:
        pairs = zip(numbers, texts, strict=True)
        return Ticks(tuple(Tick(axis.share(n * step), text) for n, text in pairs), "")
    ticks = (Tick(axis.share(n * step), f"+{_short((n - first) * step)}") for n in numbers)
    base = f"{first * step:.{min(17, decimals)}f}" if step >= 1e-17 else f"{first * step:.17g}"
    return Ticks(tuple(ticks), base.replace("-", MINUS))


def _powers(axis: Axis, most: int) -> list[Tick]:
    """At 1, 2 and 5 of each power of ten if there is room, else at each power, or at some."""
    first = math.ceil(math.log10(axis.first) - 1e-9)
    last = math.floor(math.log10(axis.last) + 1e-9)
    fine = [Tick(axis.share(n), _power_text(n)) for n in _round_numbers(first - 1, last)]
    in_sight = [tick for tick in fine if -1e-9 <= tick.share <= 1 + 1e-9]
    if len(in_sight) <= most:
        return in_sight
    every = max(1, math.ceil((last - first + 1) / max(1, most)))
    powers = [10.0**power for power in range(first, last + 1) if power % every == 0]
    return [Tick(axis.share(number), _power_text(number)) for number in powers]


def _round_numbers(first: int, last: int) -> list[float]:
    return [float(f"{n:g}e{power}") for power in range(first, last + 1) for n in ROUND[:-1]]


def _power_text(number: float) -> str:
    if 0.001 <= number < 1e5:
        return f"{number:g}"
    digit, power = f"{number:.0e}".split("e")
    return f"{digit}e{int(power)}".replace("-", MINUS)


def _plain(value: float, step: float, decimals: int) -> str:
    big = abs(value) >= 1e5 or (abs(value) > 0 and step < 1e-5 and abs(value) < 1e-3)
    text = _short(value) if big and step >= abs(value) * 1e-3 else f"{value:.{decimals}f}"
    return text.replace("-", MINUS) if float(text) else "0"


def _short(value: float) -> str:
    return f"{value:.4g}".replace("e-0", "e-").replace("e+0", "e").replace("-", MINUS)


def _round_up(number: float) -> float:
    """The next number of the form 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(number))
    return next(factor * power for factor in ROUND if factor * power >= number * (1 - 1e-9))
