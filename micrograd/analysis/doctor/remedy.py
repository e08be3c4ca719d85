"""Remedy: what would help, as data that a window or a command line can carry out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from micrograd.recipe.network import DRAWN_FROM
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import SETTINGS

# Initialisers that are called after people.
NAMES = {"he": "He", "xavier": "Xavier"}
# The settings whose values are told by their titles.
TITLED = [row.name for row in SETTINGS.values() if row.keeps_weights]


@dataclass(frozen=True)
class Remedy:
    """One way to go on.

    settings: other values, by name. step: the earlier step to go back to first; None to stay.
    is_anew: True where weights are drawn anew, at step 0.
    """

    settings: Mapping[str, Any] = field(default_factory=dict)
    step: int | None = None
    is_anew: bool = False

    @property
    def title(self) -> str:
        """What a button says: `Back to step 37, at rate 0.01`."""
        if "frozen" in self.settings:
            return "Unfreeze everything"
        begin = f"Back to step {self.step:,}" if self.step is not None else ""
        if self.is_anew:
            begin = "Start again"
        told = ", ".join(map(self._told, self.settings))
        if not begin:
            return f"Use {told}"
        if not told:
            return begin
        at = "at" if next(iter(self.settings)) == "learning_rate" else "with"
        return f"{begin}, {at} {told}"

    @property
    def about(self) -> str:
        """What pressing that does, in a sentence or two."""
        undone = "Undo turns back to the run as it is now."
        if self.is_anew:
            drawn = any(name in self.settings for name in DRAWN_FROM)
            weights = "other weights" if drawn else "the weights of its seed"
            return f"Begin a run at step 0 with {weights}. {undone}"
        if self.step is not None:
            return f"Go back to step {self.step:,} and go on from there. {undone}"
        return "All weights that fit are kept. Undo brings the old settings back."

    def about_in_the_past(self, step: int) -> str:
        """The same where an earlier step is shown, at which training goes on as a branch."""
        if self.is_anew or self.step is not None:
            return self.about
        return f"Begin a branch at step {step:,}. Undo turns back to the run as it is now."

    @property
    def flags(self) -> str:
        """The options of the command line with which the run would have gone well."""
        return " ".join(
            f"{SETTINGS[name].flag} {SETTINGS[name].text(value)}"
            for name, value in self.settings.items()
            if SETTINGS[name].flag
        )

    def recipe(self, recipe: Recipe) -> Recipe:
        """The recipe that training would go on with."""
        return recipe.changed(**self.settings)

    def _told(self, name: str) -> str:
        row, value = SETTINGS[name], self.settings[name]
        if name == "activations":
            return f"{value[-1]} output" if len(set(value[:-1])) < 2 else f"{row.text(value)}"
        if name == "init":
            return f"{NAMES.get(value, value)} weights"
        text = row.kind.title(value) if name in TITLED else row.text(value)
        return row.told.format(text)
