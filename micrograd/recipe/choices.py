"""The choices that other settings act with, such as the optimizers that have a momentum."""

from micrograd.recipe.kinds import Choice, Setting
from micrograd.recipe.settings import SETTINGS


def choices_with(name: str) -> list[tuple[Setting, str]]:
    """The settings with a choice that another one acts with; the names: `momentum or nesterov`."""
    found = []
    for row in SETTINGS.values():
        if isinstance(kind := row.kind, Choice):
            names = [each for each in kind.names if name in kind.settings_of(each)]
            found += [(row, " or ".join(names))] if names else []
    return found
