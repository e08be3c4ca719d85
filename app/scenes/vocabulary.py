"""Vocabulary: the names that scripts may use, which only the window knows."""

from collections.abc import Collection
from typing import NamedTuple


class Vocabulary(NamedTuple):
    """Names of the actions of the menus, of the pages of the stage, and of the panels."""

    actions: Collection[str]
    pages: Collection[str]
    panels: Collection[str]
