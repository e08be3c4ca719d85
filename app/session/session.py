"""The one owner of state: views call its methods and listen to its signals."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from typing import ParamSpec

from PySide6.QtCore import QObject, Signal

from app.kit.numbers import counted
from app.session.edits import Editing
from app.session.run_list import RunList
from micrograd.data.dataset import Dataset
from micrograd.recipe.network import draw_network, keep_parameters
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import MAX_LAYERS, MAX_SEED, SETTINGS
from micrograd.runs.events import Event, NetworkEvent, ParameterEvent, SettingEvent
from micrograd.runs.experiment import Experiment
from micrograd.runs.run import Run, Start, drawn_start

Arguments = ParamSpec("Arguments")


def edit(method: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """A method that changes something: training that goes on beside is brought to an end first.

    So it acts on the step that is shown, and nothing that was trained is lost.
    """

    @wraps(method)
    def settled(*arguments: Arguments.args, **named: Arguments.kwargs) -> None:
        session = arguments[0]
        assert isinstance(session, Session)
        session.about_to_change.emit()
        method(*arguments, **named)

    return settled


class Session(Editing):
    """The current experiment, its training and its edits, each of which can be undone."""

    opened = Signal()

    def __init__(self, experiment: Experiment | None = None, parent: QObject | None = None) -> None:
        super().__init__(experiment, parent)
        self.run_list = RunList(self)

    def open(self, experiment: Experiment) -> None:
        """Leave this experiment for another one; edits of the old one can't be undone any more."""
        self.about_to_change.emit()
        run = experiment.current
        self.experiment = experiment
        self.undo_stack.clear()
        self.move(run, run.place)
        self.runs_changed.emit()
        self.moved.emit()
        self.opened.emit()

    @property
    def can_add_layer(self) -> bool:
        """True where there are fewer layers than the playground has room for."""
        return len(self.recipe.layers) < MAX_LAYERS

    @edit
    def set_learning_rate(self, rate: float, gesture: int = -1) -> None:
        """Set the learning rate; all changes of one gesture, as of one drag, are one edit.

        Raises ValueError for what no learning rate can be.
        """
        before = self.trainer.learning_rate
        if rate == before:
            return
        SETTINGS["learning_rate"].check(rate)

        def event(number: float, step: int) -> Event:
            return SettingEvent(step, "learning_rate", number)

        self._change("change learning rate", event, before, rate, gesture)

    @edit
    def set_parameter(self, index: int, data: float, gesture: int = -1) -> None:
        """Set the data of one parameter; a step under way starts again.

        All changes of one gesture, as of one drag, are one edit.
        """
        trainer = self.trainer
        self.leave_step()
        label, before = trainer.parameters[index].label, trainer.parameters[index].data

        def event(number: float, step: int) -> Event:
            return ParameterEvent(step, index, label, number)

        if data != before:
            self._change(f"change {label}", event, before, data, gesture)

    @edit
    def set_dataset(self, dataset: Dataset, text: str) -> None:
        """Train on another dataset; the network follows its numbers of inputs and targets.

        Raises ValueError for more targets than the last layer has room for.
        """
        SETTINGS["dataset"].check(dataset)
        if dataset == self.dataset:
            return
        if (dataset.nin, dataset.nout) == (self.dataset.nin, self.dataset.nout):

            def event(named: tuple[Dataset, str], step: int) -> Event:
                return SettingEvent(step, "dataset", *named)

            self._change(text, event, (self.dataset, f"undo {text}"), (dataset, text))
            self._announce_continuing(f"{text}: all weights kept")
            return
        layers = (*self.recipe.layers[:-1], dataset.nout)
        self._change_network(text, self.recipe.changed(layers=layers, dataset=dataset))

    @edit
    def resize_layer(self, index: int, width: int) -> None:
        """Give a layer 1 to 32 neurons; the dataset's targets follow the last layer."""
        if self.recipe.layers[index] != width:
            text = f"resize layer {index + 1} to {width}"
            self._change_network(text, self.recipe.with_width(index, width))

    @edit
    def set_activation(self, index: int, activation: str) -> None:
        """tanh, relu, sigmoid or linear for one layer."""
        if self.recipe.activations[index] != activation:
            text = f"use {activation} in layer {index + 1}"
            self._change_network(text, self.recipe.with_activation(index, activation))

    @edit
    def add_layer(self) -> None:
        """Add a hidden layer of four neurons before the last layer, up to 8 layers."""
        if self.can_add_layer:
            last = len(self.recipe.layers) - 1
            origins = [*range(last), None, last]
            self._change_network("add a layer", self.recipe.with_hidden_layer(), origins=origins)

    @edit
    def remove_layer(self, index: int) -> None:
        """Remove a hidden layer; the last layer stays."""
        count = len(self.recipe.layers)
        if index < count - 1:
            origins = [i for i in range(count) if i != index]
            text = f"remove layer {index + 1}"
            self._change_network(text, self.recipe.without_layer(index), origins=origins)

    @edit
    def new_weights(self) -> None:
        """Start again with the weights of the next seed."""
        self._start_again("new weights", (self.recipe.seed + 1) % (MAX_SEED + 1))

    @edit
    def same_weights(self) -> None:
        """Start again with the weights of this seed."""
        self._start_again("same weights again", self.recipe.seed)

    @edit
    def set_seed(self, seed: int) -> None:
        """Start again with the weights of another seed."""
        if seed != self.recipe.seed:
            self._start_again(f"weights of seed {seed}", seed)

    @edit
    def undo(self) -> None:
        """Take the last edit back."""
        text = self.undo_stack.undo_text
        self.undo_stack.undo()
        if self.is_in_the_past:
            self.moved.emit()
        if text:
            self.announced.emit(f"Undone: {text}.")

    @edit
    def redo(self) -> None:
        """Repeat the edit that was taken back last."""
        text = self.undo_stack.redo_text
        self.undo_stack.redo()
        if self.is_in_the_past:
            self.moved.emit()
        if text:
            self.announced.emit(f"Redone: {text}.")

    def _start_again(self, text: str, seed: int) -> None:
        start = drawn_start(self.recipe.changed(seed=seed))
        self._turn_to(text, self.experiment.new_run(start, instead_of=self._untouched))
        self.announced.emit(f"Weights drawn from seed {seed}. The step count restarted at 0.")

    def _change_network(
        self,
        text: str,
        recipe: Recipe,
        origins: Sequence[int | None] | None = None,
    ) -> None:
        """A network of another shape is another run: what fits of the trained one is kept."""
        self.leave_step()
        start = drawn_start(recipe)
        if self.steps == 0 and not self._parameters_were_edited():
            run = self.experiment.new_run(start, instead_of=self._untouched)
            self._turn_to(text, run)
            self.announce(f"{text}: weights drawn from seed {recipe.seed}.")
            return
        model = start.model()
        origins = range(len(recipe.layers)) if origins is None else origins
        kept = keep_parameters(self.model, model, origins)
        self._turn_to(
            text, self._continued(text, replace(start.with_numbers(model), step=self.steps))
        )
        total = len(start.data)
        self._announce_continuing(
            f"{text}: {kept} of {counted(total, 'parameter')} kept, the others drawn anew"
            if kept < total
            else f"{text}: all {total} parameters kept"
        )

    def _continued(self, text: str, start: Start) -> Run:
        """A run that goes on here with another network."""
        untouched = self._untouched
        parent = untouched.parent if untouched else self.owner
        run = self.experiment.new_run(start, parent, untouched)
        if parent is not None:
            earlier = untouched.events if untouched else []
            notes = [NetworkEvent(start.step, e.text) for e in earlier if e.kind == "network"]
            run.events = [*notes, NetworkEvent(start.step, text)]
        return run

    def _parameters_were_edited(self) -> bool:
        fresh = draw_network(self.recipe).parameters()
        pairs = zip(fresh, self.trainer.parameters, strict=True)
        return any(a.data != b.data for a, b in pairs)

    def _announce_continuing(self, text: str) -> None:
        where = f", training goes on at step {self.steps:,}" if self.steps else ""
        in_another = f" in {self.run.name}" if self.steps and self.run.is_untrained else ""
        self.announce(f"{text}{where}{in_another}.")
