"""Events: the changes in the course of a run, each at a step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import SETTINGS
from micrograd.training.trainer import Trainer


@dataclass(frozen=True)
class Event:
    """A change between two steps: after `step` was reached, before the next one."""

    step: int

    @property
    def kind(self) -> str:
        """The name of the setting that it changes, `parameter` or `network`."""
        raise NotImplementedError

    @property
    def text(self) -> str:
        """The change in a few words."""
        raise NotImplementedError

    @property
    def settings(self) -> Mapping[str, Any]:
        """The new values of the settings that it changes, by name."""
        return {}

    @property
    def edits(self) -> Mapping[int, float]:
        """The new data of the parameters that it changes, by their index in `parameters()`."""
        return {}

    @property
    def _subjects(self) -> tuple[str | int, ...]:
        return (*self.settings, *self.edits)

    def replaces(self, other: "Event") -> bool:
        """True where both change the same at the same step, as the moves of one drag do."""
        return bool(self._subjects) and (self.step, self._subjects) == (other.step, other._subjects)

    def is_in_force(self, recipe: Recipe, data: Sequence[float]) -> bool:
        """True where the event would change nothing."""
        has_settings = all(getattr(recipe, name) == new for name, new in self.settings.items())
        has_data = all(data[i].hex() == new.hex() for i, new in self.edits.items())
        return has_settings and has_data and bool(self._subjects)

    def apply(self, trainer: Trainer) -> None:
        """Make the change in a trainer that stands at the step."""
        for name, value in self.settings.items():
            setattr(trainer, name, value)
        for index, data in self.edits.items():
            trainer.edit_parameter(index, data)


@dataclass(frozen=True)
class SettingEvent(Event):
    """Another value of a setting from this step on. note: what was done, if it says more."""

    name: str
    value: Any
    note: str = ""

    @property
    def kind(self) -> str:
        return self.name

    @property
    def text(self) -> str:
        setting = SETTINGS[self.name]
        return self.note or setting.told.format(setting.text(self.value))

    @property
    def settings(self) -> Mapping[str, Any]:
        return {self.name: self.value}


@dataclass(frozen=True)
class ParameterEvent(Event):
    """Another number for one parameter."""

    index: int
    label: str
    data: float

    kind = "parameter"

    @property
    def text(self) -> str:
        return f"{self.label} = {repr(self.data).removesuffix('.0')}"

    @property
    def edits(self) -> Mapping[int, float]:
        return {self.index: self.data}


@dataclass(frozen=True)
class NetworkEvent(Event):
    """A note that the run has another network than its parent from its start on."""

    note: str

    kind = "network"

    @property
    def text(self) -> str:
        return self.note
