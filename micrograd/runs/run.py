"""Run: a network that is trained from a start, and the changes on the way."""

from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

from micrograd.compiled.engine import CompiledEngine
from micrograd.data.dataset import Dataset
from micrograd.nn import MLP
from micrograd.recipe.network import draw_network
from micrograd.recipe.optimizers import OPTIMIZERS
from micrograd.recipe.recipe import Recipe
from micrograd.runs.events import Event, parameter_event
from micrograd.runs.history import History
from micrograd.runs.loss_history import LossRange
from micrograd.training.state import LiveState, State
from micrograd.training.step_engine import StepEngine
from micrograd.training.trainer import Trainer, trainer_for


@dataclass(frozen=True)
class Start:
    """The start of a run.

    step: 0, or the step where it branched off. grads: of all parameters, in the order of
    `parameters()`.
    """

    step: int
    recipe: Recipe
    state: tuple[float, ...]
    grads: tuple[float, ...]

    @property
    def data(self) -> tuple[float, ...]:
        """The data of all parameters."""
        return self.state[: len(self.grads)]

    @property
    def slots(self) -> tuple[float, ...]:
        """The numbers that the optimizer keeps of all parameters."""
        return self.state[len(self.grads) :]

    def model(self) -> MLP:
        """A new network with these parameters."""
        model = draw_network(self.recipe)
        LiveState(model.parameters()).put(self.data, self.grads)
        return model

    def trainer(self, engine: StepEngine | None = None) -> Trainer:
        """A trainer of a new network, where the run begins. engine: None for the compiled loop."""
        trainer = trainer_for(self.recipe, self.model(), engine or CompiledEngine())
        trainer.resume(self.step, self.state, self.grads)
        return trainer

    @cached_property
    def edits(self) -> list[Event]:
        """The parameters whose data its seed did not draw."""
        drawn = draw_network(self.recipe).parameters()
        return [
            parameter_event(self.step, i, parameter.label, data)
            for i, (parameter, data) in enumerate(zip(drawn, self.data, strict=True))
            if parameter.data != data
        ]

    def changed(self, event: Event) -> "Start":
        """The start after an event."""
        state = tuple(event.edits.get(i, number) for i, number in enumerate(self.state))
        return replace(self, recipe=self.recipe.changed(**event.settings), state=state)

    def with_numbers(self, model: MLP) -> "Start":
        """The start with the data and gradients of a model of this network."""
        live = LiveState(model.parameters())
        return replace(self, state=(*live.numbers(), *self.slots), grads=tuple(live.grads()))


def drawn_start(recipe: Recipe) -> Start:
    """Step 0, with the weights that the seed draws."""
    live = LiveState(draw_network(recipe).parameters(), OPTIMIZERS[recipe.optimizer])
    return Start(0, recipe, tuple(live.numbers()), tuple(live.grads()))


class Run:
    """A run of an experiment. Its steps are counted from the beginning of its oldest ancestor.

    A run has one network: another network is another run. events: in the order of their steps.
    place: the step that was shown last. parent: the run that it branched off, which may have been
    deleted since. hides_fault: True while somebody is to find the line that is wrong in it.
    """

    def __init__(self, number: int, start: Start, parent: "Run | None" = None) -> None:
        self.number = number
        self.name = f"run {number}"
        self.start = start
        self.parent = parent
        self.events: list[Event] = []
        self.history = History(len(start.grads), start.step, len(start.slots))
        self.place = start.step
        self.is_hidden = False
        self.hides_fault: bool = parent is not None and parent.hides_fault

    @property
    def steps(self) -> int:
        """The last step."""
        return self.history.steps

    @property
    def is_untrained(self) -> bool:
        """True before its first own step."""
        return self.steps == self.start.step

    @property
    def recipe(self) -> Recipe:
        """The recipe at its end; the network is always the same."""
        return self.recipe_after(len(self.events))

    def recipe_after(self, count: int) -> Recipe:
        """The recipe after the first `count` events."""
        changes: dict[str, Any] = {}
        for event in self.events[:count]:
            changes |= event.settings
        return self.start.recipe.changed(**changes) if changes else self.start.recipe

    def recipe_at(self, step: int) -> Recipe:
        """The recipe after a step, its events included."""
        return self.recipe_after(self.events_until(step))

    def events_until(self, step: int) -> int:
        """The number of events up to a step, that step included."""
        return bisect_right(self.events, step, key=lambda event: event.step)

    @property
    def trained_events(self) -> int:
        """The number of events before its last step: only a later step was trained with the others.

        All of an untrained run, which its first step will be trained with.
        """
        return len(self.events) if self.is_untrained else self.events_until(self.steps - 1)

    def recipe_trained_at(self, step: int) -> Recipe:
        """The recipe that it was trained with from a step on, or to its end where that is its end.

        It differs from `recipe_at` at the last step, where a change has trained nothing yet.
        """
        return self.recipe_after(min(self.events_until(step), self.trained_events))

    def add_event(self, event: Event) -> None:
        """Add a change at its end, in the place of an earlier one of the same thing at that step.

        A change that only brings back the earlier value is dropped.
        """
        before = self.events_until(event.step - 1)
        self.events[before:] = [e for e in self.events[before:] if not event.replaces(e)]
        if not event.is_in_force(self.recipe, self.history.last or self.start.state):
            self.events.append(event)

    def with_last_edits(self, state: State | None) -> State:
        """A state at its end (None: of its start), with what was changed there by hand."""
        edited = list(state or self.start.state)
        for event in self.events[self.events_until(self.steps - 1) :]:
            for i, data in event.edits.items():
                edited[i] = data
        return edited

    def rewind(self, steps: int, state: State) -> None:
        """Forget the training from a step on, as after a divergence; later changes move there."""
        self.history.rewind(steps, state)
        later = [event for event in self.events if event.step > steps]
        self.events = self.events[: self.events_until(steps)]
        for event in later:
            self.add_event(replace(event, step=steps))

    # Its past, ancestors included.

    def owner_of(self, step: int) -> "Run":
        """The run that trained up to a step: this one, or an ancestor."""
        run = self
        while step < run.start.step and run.parent is not None:
            run = run.parent
        return run

    def dataset_before(self, step: int) -> Dataset | None:
        """The samples that the step before was trained on; None where there was none."""
        run = self
        while step <= run.start.step:
            if run.parent is None:
                return None
            run = run.parent
        return run.recipe_at(step - 1).dataset

    @property
    def continues_parent(self) -> bool:
        """True where it begins with the network of its parent."""
        has_other_network = any(event.kind == "network" for event in self.events)
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
        """The first step of its oldest ancestor."""
        return self.lineage[0].start.step

    def loss_at(self, step: int) -> LossRange:
        """The loss of a step, or its bounds. Raises IndexError where there is no such step."""
        owner = self.owner_of(step)
        first = owner.start.step
        kept = owner.history.losses.at(step - first)
        return kept._replace(first=kept.first + first, last=kept.last + first)

    @property
    def past_events(self) -> list[Event]:
        """The events from the start of the oldest ancestor to its own end."""
        happened: list[Event] = []
        for run, branch in pairwise(self.lineage):
            happened += run.events[: run.events_until(branch.start.step)]
        return [*happened, *self.events]
