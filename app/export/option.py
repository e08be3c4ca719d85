"""Option: what a row of the table of export options says."""

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, NamedTuple

from app.kit.numbers import shortest


class Answer(NamedTuple):
    """One of the few values that an option can have."""

    text: str
    tooltip: str = ""


class Option(NamedTuple):
    """One row. kinds: the names of the kinds of file that take it.

    help, example, flag: of the command line; without help, the flag is one of the window as well.
    title, tooltip: of its field. caption: what stands before the line of fields that it begins;
    without one its field stands at the end of the line before. before, after: words beside it.
    read: what was typed as a value; raises ValueError that says what is expected.
    answers: all values, where there are few; of a view they are given by the window.
    width: of its field, in pixels. empty: what an empty field says.
    is_of_run: what is chosen fits one run; it is forgotten with another experiment.
    films: the films that take it, by what goes by in them; empty for all.
    """

    kinds: tuple[str, ...]
    help: str = ""
    example: str = ""
    title: str = ""
    tooltip: str = ""
    caption: str = ""
    before: str = ""
    after: str = ""
    read: Callable[[str], Any] = str
    answers: Mapping[str, Answer] = {}
    width: int = 0
    empty: str = ""
    flag: str = ""
    is_of_run: bool = False
    films: tuple[str, ...] = ()

    def acts(self, kind: str, along: str) -> bool:
        """True where it changes a file of this kind; along: what goes by in a film."""
        is_left_out = kind == "film" and self.films and along not in self.films
        return kind in self.kinds and not is_left_out


def option(default: Any, *parts: Any, **more: Any) -> Any:
    """A field of a dataclass that is an option."""
    return field(default=default, metadata={"option": Option(*parts, **more)})


def typed(value: Any) -> str:
    """The value of an option as a person would type it."""
    if isinstance(value, tuple):
        return "x".join(str(side) for side in value)
    if value is None:
        return ""
    return value if isinstance(value, str) else shortest(value)
