"""The texts of choices in views, checked where no window is: those that a script or a person wrote.

A check returns what is wrong with a text, "" for nothing.
"""

from collections.abc import Callable
from re import fullmatch

from app.kit.sight_text import ALL, LED, list_in, numbers_of
from micrograd.data.typed import whole_number

Check = Callable[[str], str]


def one_of(*answers: str) -> Check:
    """A check for one of a few texts."""
    return lambda text: "" if text in answers else f"it is {_listed(answers)}"


def any_text(text: str) -> str:
    """Accept every text: only the view knows what is there."""
    return ""


def whole(text: str) -> str:
    """Accept a whole number from 0 on."""
    return "" if whole_number(text, ",") is not None else "it is a whole number"


def like(pattern: str, example: str) -> Check:
    """A check for texts of a form."""
    return lambda text: "" if fullmatch(pattern, text) else f"it is written as in {example}"


def in_sight(*counts: int, or_text: str = ALL) -> Check:
    """A check for so many numbers, for all of a picture, or for another text."""

    def check(text: str) -> str:
        is_one = text in (ALL, LED, or_text) or any(numbers_of(text, each) for each in counts)
        return "" if is_one else f"it is {ALL}, or {' or '.join(map(str, counts))} numbers"

    return check


def listed(text: str) -> str:
    """Accept a list, as JSON has it."""
    is_list = text in ("", LED) or list_in(text) is not None
    return "" if is_list else 'it is a list such as ["a", "b"]'


def read_by(read: Callable[[str], object]) -> Check:
    """A check for what can be read. read: raises ValueError that says what is expected."""

    def check(text: str) -> str:
        try:
            read(text)
        except ValueError as error:
            return str(error)
        return ""

    return check


def _listed(answers: tuple[str, ...]) -> str:
    *others, last = (answer or "empty" for answer in answers)
    return f"{', '.join(others)} or {last}" if others else last
