"""What is in sight of a picture that can be moved and magnified, as text."""

import math
from collections.abc import Iterable

# All of it. And: what the program itself brings into sight, which nobody chose.
ALL, LED = "all", "as led"


def sight_text(numbers: Iterable[float]) -> str:
    """The text of the ends of what is in sight, exactly."""
    return " ".join(repr(float(number)) for number in numbers)


def numbers_of(text: str, count: int) -> tuple[float, ...] | None:
    """The numbers in a text of `sight_text`; None unless it has so many, all of them finite."""
    try:
        numbers = tuple(map(float, text.split()))
    except ValueError:
        return None
    return numbers if len(numbers) == count and all(map(math.isfinite, numbers)) else None


def ranges_of(text: str, count: int) -> list[tuple[float, float]] | None:
    """So many ranges, each with its lower end first; None where the text has others."""
    numbers = numbers_of(text, 2 * count)
    ranges = [] if numbers is None else [*zip(numbers[::2], numbers[1::2], strict=True)]
    return ranges if ranges and all(low < high for low, high in ranges) else None
