"""Events: the changes in the course of a run, each at a step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from micrograd.data.typed import shortest
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import SETTINGS
from micrograd.training.trainer import Trainer


@dataclass(frozen=True)
class Event:
    """A change between two steps: after `step` was reached, before the next one.

    kind: the name of the setting that it changes, `parameter` or `network`.
    text: the change in a few words. settings: the new values by name. edits: the new data of
    parameters by their index in `parameters()`. note: what was done, if it says more than a value.
    """

    step: int
    kind: str
    text: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    edits: Mapping[int, float] = field(default_factory=dict)
    note: str = ""

    @property
    def _subjects(self) -> tuple[str | int, ...]:
        return (*self.settings, *self.edits)

    def replaces(self, other: "Event") -> bool:
        """True where both change the same at the same step, as the moves of one drag do."""
        return bool(self._subjects) and (self.step, self._subjects) == (other.step, other._subjects)

    def is_in_force(self, recipe: Recipe, data: Sequence[float]) -> bool:
        """True where the event would change nothing."""
        has_settings = all(
            SETTINGS[name].kind.is_same(getattr(recipe, name), new)
            for name, new in self.settings.items()
        )
        has_data = all(data[i].hex() == new.hex() for i, new in self.edits.items())
        return has_settings and has_data and bool(self._subjects)

    def apply(self, trainer: Trainer) -> None:
        """Make the change in a trainer that stands at the step."""
        for name, value in self.settings.items():
            trainer.change(name, value)
        if self.edits:
            trainer.edit_parameters(self.edits)


def setting_event(step: int, name: str, value: Any, note: str = "") -> Event:
    """Another value of a setting from this step on."""
    setting = SETTINGS[name]
    text = note or setting.words(value)
    return Event(step, name, text, settings={name: value}, note=note)


def parameter_event(step: int, index: int, label: str, data: float) -> Event:
    """Another number for one parameter."""
    return parameters_event(step, {index: data}, label)


def parameters_event(step: int, edits: Mapping[int, float], what: str) -> Event:
    """Other numbers for some parameters, by their indices. what: the label of one, or how many."""
    text = " = ".join([what, *map(shortest, edits.values())]) if len(edits) == 1 else what
    return Event(step, "parameter", text, edits=edits)


def network_event(step: int, note: str) -> Event:
    """A note that the run has another network than its parent from its start on."""
    return Event(step, "network", note, note=note)
