"""Vocabulary: the names that scripts may use, which only the window knows."""

from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import NamedTuple

from app.scenes.parts.form import LONGEST_NAME, MistakeError
from micrograd.system.quoting import shortened

# How alike a name is to that of a control where it is taken for a slip, from 0 to 1. Names that are
# like no other one may belong to parts that come later, and are looked for where they are used.
SLIP = 0.85


class Vocabulary(NamedTuple):
    """Names of actions of the menus, of pages of the stage, of panels, of choices in the views.

    choices: each with a check, which returns what is wrong with a text, "" for nothing.
    arrangements: of panels, one for windows of each size.
    controls: of a window with all of its pages; a star stands for a number or what people name.
    """

    actions: Collection[str]
    pages: Collection[str]
    panels: Collection[str]
    choices: Mapping[str, Callable[[str], str]]
    arrangements: Collection[str]
    controls: Collection[str]

    def check_control(self, place: str, name: str) -> None:
        """Raise MistakeError where a name is nearly that of a control, and none itself."""
        name = name[:LONGEST_NAME]
        if name in self.controls or any(fnmatchcase(name, each) for each in self.controls):
            return
        if near := get_close_matches(name, self.controls, n=2, cutoff=SLIP):
            hint = f"did you mean {' or '.join(near)}?"
            raise MistakeError(place, f"there is no control “{shortened(name)}”; {hint}")

    def check_choice(self, place: str, name: str, text: str) -> None:
        """Raise MistakeError where a choice in a view can't have a text. place: of the text."""
        if problem := self.choices[name](text):
            wrong = shortened(text, LONGEST_NAME)
            raise MistakeError(place, f"“{wrong}” is no choice for {name}: {problem}")
