"""Vocabulary: the names that scripts may use, which only the window knows."""

from collections.abc import Collection
from typing import NamedTuple


class Vocabulary(NamedTuple):
    """Names of actions of the menus, of pages of the stage, of panels, of choices in the views.

    arrangements: of panels, one for windows of each size.
    """

    actions: Collection[str]
    pages: Collection[str]
    panels: Collection[str]
    choices: Collection[str]
    arrangements: Collection[str]
