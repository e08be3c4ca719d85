"""The part of a picture that is in sight, as text: for pictures that move and zoom."""

import json
from collections.abc import Iterable
from typing import Any

# All of it. And: what the program itself brings into sight, which nobody chose.
ALL, LED = "all", "as led"
# Numbers beyond are told by nobody, and overflow where they are drawn.
MOST = 1e100


def sight_text(numbers: Iterable[float]) -> str:
    """The text of the ends of what is in sight, exactly; ALL where one is beyond MOST."""
    ends = [float(number) for number in numbers]
    return " ".join(map(repr, ends)) if all(abs(end) <= MOST for end in ends) else ALL


def numbers_of(text: str, count: int) -> tuple[float, ...] | None:
    """The numbers in a text of `sight_text`; None unless it has so many, none beyond MOST."""
    try:
        numbers = tuple(map(float, text.split()))
    except ValueError:
        return None
    are_told = len(numbers) == count and all(abs(number) <= MOST for number in numbers)
    return numbers if are_told else None


def ranges_of(text: str, count: int) -> list[tuple[float, float]] | None:
    """Ranges in a text, each with its lower end first; None where there are more or fewer."""
    numbers = numbers_of(text, 2 * count)
    ranges = [] if numbers is None else [*zip(numbers[::2], numbers[1::2], strict=True)]
    return ranges if ranges and all(low < high for low, high in ranges) else None


def list_in(text: str) -> list[Any] | None:
    """The list that a text is as JSON; None for anything else."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None
