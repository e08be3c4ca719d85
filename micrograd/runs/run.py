"""Run: a network that is trained from a start, with everything that was changed on the way."""

from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from micrograd.compiled import CompiledTrainer
from micrograd.data.dataset import Dataset
from micrograd.nn import MLP
from micrograd.recipe.network import NetworkConfig, draw_network
from micrograd.runs.events import (
    DataEvent,
    Event,
    NetworkEvent,
    ParameterEvent,
    RateEvent,
    replaces,
)
from micrograd.runs.history import History
from micrograd.runs.loss_history import Kept


@dataclass(frozen=True)
class Start:
    """What a run begins with.

    step: 0, or where it branched off. data, grads: of all parameters, in the order of
    `parameters()`.
    """

    step: int
    config: NetworkConfig
    dataset: Dataset
    learning_rate: float
    data: tuple[float, ...]
    grads: tuple[float, ...]

    def model(self) -> MLP:
        """A network of its own with these parameters."""
        model = draw_network(self.dataset.nin, self.config)
        for parameter, data, grad in zip(model.parameters(), self.data, self.grads, strict=True):
            parameter.data, parameter.grad = data, grad
        return model

    def trainer(self) -> CompiledTrainer:
        """What trains such a network; it counts its steps from 0 until it is told another one."""
        return CompiledTrainer(self.model(), self.dataset, self.learning_rate, waits=False)

    def changed(self, event: Event) -> "Start":
        """As if an event had happened before."""
        if isinstance(event, RateEvent):
            return replace(self, learning_rate=event.learning_rate)
        if isinstance(event, DataEvent):
            return replace(self, dataset=event.dataset)
        if isinstance(event, ParameterEvent):
            i = event.index
            return replace(self, data=(*self.data[:i], event.data, *self.data[i + 1 :]))
        return self

    def with_numbers(self, model: MLP) -> "Start":
        """With the data and gradients of a model of this network."""
        parameters = model.parameters()
        data, grads = (p.data for p in parameters), (p.grad for p in parameters)
        return replace(self, data=tuple(data), grads=tuple(grads))


def drawn_start(dataset: Dataset, config: NetworkConfig, learning_rate: float) -> Start:
    """Step 0 with the weights of the seed.

    Raises ValueError where the last layer does not fit the dataset's targets.
    """
    if config.layers[-1] != dataset.nout:
        raise ValueError(
            f"the samples have {dataset.nout} targets, but the network has "
            f"{config.layers[-1]} outputs"
        )
    data = tuple(p.data for p in draw_network(dataset.nin, config).parameters())
    return Start(0, config, dataset, learning_rate, data, (0.0,) * len(data))


class Settings(NamedTuple):
    """What training uses at a step."""

    dataset: Dataset
    learning_rate: float


class Run:
    """One run of an experiment. All steps are counted from the beginning of its first ancestor.

    A run has one network: another network is another run. Events stand in their order; they
    happen at a step after it was reached, and before the next one. place: the step that was
    looked at last. parent: the run that it branched off, which may have been deleted since.
    """

    def __init__(self, number: int, start: Start, parent: "Run | None" = None) -> None:
        self.number = number
        self.name = f"run {number}"
        self.start = start
        self.parent = parent
        self.events: list[Event] = []
        self.history = History(len(start.data), start.step)
        self.place = start.step
        self.is_hidden = False

    @property
    def config(self) -> NetworkConfig:
        """The network, the same all the time."""
        return self.start.config

    @property
    def steps(self) -> int:
        """The step that it has come to."""
        return self.history.steps

    @property
    def is_untrained(self) -> bool:
        """True before its first own step."""
        return self.steps == self.start.step

    @property
    def settings(self) -> Settings:
        """What training uses at its end."""
        return self.settings_after(len(self.events))

    def settings_after(self, count: int) -> Settings:
        """What training uses after the first so many events."""
        dataset, rate = self.start.dataset, self.start.learning_rate
        for event in self.events[:count]:
            if isinstance(event, RateEvent):
                rate = event.learning_rate
            elif isinstance(event, DataEvent):
                dataset = event.dataset
        return Settings(dataset, rate)

    def events_until(self, step: int) -> int:
        """How many events happened up to a step, that step included."""
        return bisect_right(self.events, step, key=lambda event: event.step)

    def add_event(self, event: Event) -> None:
        """Something was changed at its end; a second change of the same replaces the first.

        What only brings back what there was before is no change.
        """
        for i in reversed(range(len(self.events))):
            if self.events[i].step != event.step or isinstance(self.events[i], NetworkEvent):
                break
            if replaces(event, self.events[i]):
                del self.events[i]
        if not self._is_in_force(event):
            self.events.append(event)

    def _is_in_force(self, event: Event) -> bool:
        """True where nothing would be different after the event."""
        if isinstance(event, RateEvent):
            return event.learning_rate == self.settings.learning_rate
        if isinstance(event, DataEvent):
            return event.dataset == self.settings.dataset
        if isinstance(event, ParameterEvent):
            at_end = self.history.last or self.start.data
            return event.data.hex() == at_end[event.index].hex()
        return False

    def rewind(self, steps: int, data: list[float]) -> None:
        """Forget what was trained from this step on, as after a divergence.

        A change that was made later is in force all the same: it comes along.
        """
        self.history.rewind(steps, data)
        later = [event for event in self.events if event.step > steps]
        self.events = self.events[: self.events_until(steps)]
        for event in later:
            self.add_event(replace(event, step=steps))

    # Its past, which begins in its ancestors.

    def owner_of(self, step: int) -> "Run":
        """The run that trained up to a step: itself, or an ancestor."""
        run = self
        while step < run.start.step and run.parent is not None:
            run = run.parent
        return run

    @property
    def continues_parent(self) -> bool:
        """True where it begins with the network and the numbers that its parent had there."""
        has_other_network = any(isinstance(event, NetworkEvent) for event in self.events)
        return self.parent is not None and not has_other_network

    @property
    def lineage(self) -> "list[Run]":
        """Its ancestors, the oldest first, and itself at the end."""
        runs = [self]
        while (parent := runs[-1].parent) is not None:
            runs.append(parent)
        return runs[::-1]

    @property
    def first_step(self) -> int:
        """Where the oldest of its ancestors begins."""
        return self.lineage[0].start.step

    def loss_at(self, step: int) -> Kept:
        """What is known of the loss of a step. Raises IndexError where there is no such step."""
        owner = self.owner_of(step)
        first = owner.start.step
        kept = owner.history.losses.at(step - first)
        return kept._replace(first=kept.first + first, last=kept.last + first)

    @property
    def past_events(self) -> list[Event]:
        """What happened on the way from the oldest ancestor to its end."""
        lineage = self.lineage
        happened: list[Event] = []
        for run, branch in pairwise(lineage):
            happened += run.events[: run.events_until(branch.start.step)]
        return [*happened, *self.events]
