"""What is changed in the course of a run, and at which step."""

from dataclasses import dataclass
from typing import ClassVar

from micrograd.data.dataset import Dataset
from micrograd.training.trainer import Trainer


@dataclass(frozen=True)
class RateEvent:
    """Another learning rate, from the update of this step on."""

    kind: ClassVar[str] = "rate"
    step: int
    learning_rate: float

    @property
    def text(self) -> str:
        """What happened, in a few words."""
        return f"rate {_shortest(self.learning_rate)}"

    def apply(self, trainer: Trainer) -> None:
        """Let it happen to a trainer that stands at the step."""
        trainer.learning_rate = self.learning_rate


@dataclass(frozen=True)
class DataEvent:
    """Other samples, of as many inputs and targets. text: what was done to them."""

    kind: ClassVar[str] = "data"
    step: int
    dataset: Dataset
    text: str

    def apply(self, trainer: Trainer) -> None:
        """Let it happen to a trainer that stands at the step."""
        trainer.dataset = self.dataset


@dataclass(frozen=True)
class ParameterEvent:
    """Another number for one parameter, by its index in `parameters()`."""

    kind: ClassVar[str] = "parameter"
    step: int
    index: int
    label: str
    data: float

    @property
    def text(self) -> str:
        """What happened, in a few words."""
        return f"{self.label} = {_shortest(self.data)}"

    def apply(self, trainer: Trainer) -> None:
        """Let it happen to a trainer that stands at the step."""
        trainer.edit_parameter(self.index, self.data)


@dataclass(frozen=True)
class NetworkEvent:
    """Another network: a run that begins with this has it from its start."""

    kind: ClassVar[str] = "network"
    step: int
    text: str

    def apply(self, trainer: Trainer) -> None:
        """Nothing: the run's start already is of the new network."""


Event = RateEvent | DataEvent | ParameterEvent | NetworkEvent


def replaces(new: Event, old: Event) -> bool:
    """True where `new` undoes what `old` did, as the moves of one drag do."""
    if (new.step, new.kind) != (old.step, old.kind) or isinstance(new, NetworkEvent):
        return False
    if isinstance(new, ParameterEvent) and isinstance(old, ParameterEvent):
        return new.index == old.index
    return True


def _shortest(number: float) -> str:
    return repr(number).removesuffix(".0")
