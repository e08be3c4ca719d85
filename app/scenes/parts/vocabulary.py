"""Vocabulary: the names that scripts may use, which only the window knows."""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from app.scenes.parts.form import LONGEST_NAME, MistakeError
from micrograd.system.quoting import shortened


class Vocabulary(NamedTuple):
    """Names of actions of the menus, of pages of the stage, of panels, of choices in the views.

    choices: each with a check, which returns what is wrong with a text, "" for nothing.
    arrangements: of panels, one for windows of each size.
    """

    actions: Collection[str]
    pages: Collection[str]
    panels: Collection[str]
    choices: Mapping[str, Callable[[str], str]]
    arrangements: Collection[str]

    def check_choice(self, place: str, name: str, text: str) -> None:
        """Raise MistakeError where a choice in a view can't have a text. place: of the text."""
        if problem := self.choices[name](text):
            wrong = shortened(text, LONGEST_NAME)
            raise MistakeError(place, f"“{wrong}” is no choice for {name}: {problem}")
