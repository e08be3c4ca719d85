"""Readers of what is typed for an option; their ValueErrors say what is expected."""

import math
from collections.abc import Callable

from micrograd.data.typed import TwoMeaningsError, parse_number, whole
from micrograd.export.options import LARGEST_MAP
from micrograd.recipe.settings import MAX_STEPS

SMALLEST_SIDE, LARGEST_SIDE = 200, 16_000
SMALLEST_MAP = 2
SMALLEST_ZOOM, LARGEST_ZOOM = 2.0, 1e300


def size(text: str) -> tuple[int, int]:
    """`1440x900` as (1440, 900)."""
    return _sides(text, SMALLEST_SIDE, LARGEST_SIDE)


def pixels(text: str) -> tuple[int, int]:
    """The same of the pixels of a map."""
    return _sides(text, SMALLEST_MAP, LARGEST_MAP)


def _sides(text: str, least: int, most: int) -> tuple[int, int]:
    width, _, height = text.strip().lower().replace("×", "x").partition("x")
    if not (width.strip().isdecimal() and height.strip().isdecimal()):
        raise ValueError("give width x height, such as 1440x900")
    sides = int(width[:9]), int(height[:9])
    if not all(least <= side <= most for side in sides):
        raise ValueError(f"each side has {least:,} to {most:,} pixels")
    return sides


def number(low: float, high: float) -> Callable[[str], float]:
    """Reads a number from low to high."""

    def read(text: str) -> float:
        try:
            value = parse_number(text)
        except TwoMeaningsError as error:
            raise ValueError(error.advice) from None
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise ValueError(f"give a number from {low:g} to {high:g}")
        return value

    return read


def last_step(text: str) -> int | None:
    """The number of a step; None for an empty text, which means the last step."""
    return whole(0, MAX_STEPS)(text) if text.strip() else None


def magnification(text: str) -> float | None:
    """How many times something is magnified; None for an empty text, which means as far as can be.

    Whether that much is possible is found out on the way.
    """
    return number(SMALLEST_ZOOM, LARGEST_ZOOM)(text) if text.strip() else None
