"""The one owner of state: views call its methods and listen to its signals."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any, ParamSpec

from PySide6.QtCore import QObject, Signal

from app.commands import Edit, UndoStack
from app.numbers import counted, shortest
from app.training import Training
from micrograd.data import Dataset
from micrograd.network import (
    Experiment,
    NetworkConfig,
    draw_network,
    keep_parameters,
    new_experiment,
)
from micrograd.nn import MAX_LAYERS, MAX_SEED, MAX_WIDTH

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


class Session(Training):
    """The current experiment, its training and its edits, each of which can be undone.

    Every signal but `about_to_change` comes after the fact; none carries state, views read it
    from here.
    `edited` comes with each of the four that an edit sends.
    """

    about_to_change = Signal()
    network_rebuilt = Signal()
    dataset_changed = Signal()
    learning_rate_changed = Signal()
    parameter_edited = Signal()
    edited = Signal()

    def __init__(self, experiment: Experiment | None = None, parent: QObject | None = None) -> None:
        super().__init__(experiment, parent)
        self.undo_stack = UndoStack(self)
        for signal in (
            self.network_rebuilt,
            self.dataset_changed,
            self.learning_rate_changed,
            self.parameter_edited,
        ):
            signal.connect(self.edited)

    @property
    def can_add_layer(self) -> bool:
        """True where there are fewer layers than the playground has room for."""
        return len(self.config.layers) < MAX_LAYERS

    @edit
    def set_learning_rate(self, rate: float, gesture: int = -1) -> None:
        """Set the learning rate; all changes of one gesture, as of one drag, are one edit.

        Raises ValueError for a rate that is not finite and above 0.
        """
        before = self.trainer.learning_rate
        if rate == before:
            return
        if not 0 < rate < float("inf"):
            raise ValueError("the learning rate is a finite number above 0")
        self._push("change learning rate", self._apply_rate, before, rate, gesture)

    @edit
    def set_parameter(self, index: int, data: float, gesture: int = -1) -> None:
        """Set the data of one parameter; a step under way starts again.

        All changes of one gesture, as of one drag, are one edit.
        """
        parameter = self.trainer.parameters[index]
        if data != parameter.data:
            before, after = (index, parameter.data), (index, data)
            self._push(f"change {parameter.label}", self._apply_parameter, before, after, gesture)

    @edit
    def set_dataset(self, dataset: Dataset, text: str) -> None:
        """Train on another dataset; the network follows its numbers of inputs and targets.

        Raises ValueError for more targets than the last layer has room for.
        """
        if dataset.nout > MAX_WIDTH:
            raise ValueError(f"{dataset.nout} targets, but a layer has at most {MAX_WIDTH} neurons")
        if dataset == self.dataset:
            return
        if (dataset.nin, dataset.nout) == (self.dataset.nin, self.dataset.nout):
            self._push(text, self._apply_experiment, self.experiment, self._with_dataset(dataset))
            self._announce_continuing(f"{text[0].upper()}{text[1:]}: all weights kept")
            return
        config = self.config.with_width(len(self.config.layers) - 1, dataset.nout)
        self._change_network(text, config, dataset)

    @edit
    def resize_layer(self, index: int, width: int) -> None:
        """Give a layer 1 to 32 neurons; the dataset's targets follow the last layer."""
        if self.config.layers[index] == width:
            return
        is_last = index == len(self.config.layers) - 1
        dataset = self.dataset.with_targets(width) if is_last else self.dataset
        text = f"resize layer {index + 1} to {width}"
        self._change_network(text, self.config.with_width(index, width), dataset)

    @edit
    def set_activation(self, index: int, activation: str) -> None:
        """tanh, relu, sigmoid or linear for one layer."""
        if self.config.activations[index] != activation:
            text = f"use {activation} in layer {index + 1}"
            self._change_network(text, self.config.with_activation(index, activation))

    @edit
    def add_layer(self) -> None:
        """Add a hidden layer of four neurons before the last layer, up to 8 layers."""
        if self.can_add_layer:
            last = len(self.config.layers) - 1
            origins = [*range(last), None, last]
            self._change_network("add a layer", self.config.with_hidden_layer(), origins=origins)

    @edit
    def remove_layer(self, index: int) -> None:
        """Remove a hidden layer; the last layer stays."""
        count = len(self.config.layers)
        if index < count - 1:
            origins = [i for i in range(count) if i != index]
            text = f"remove layer {index + 1}"
            self._change_network(text, self.config.without_layer(index), origins=origins)

    @edit
    def new_weights(self) -> None:
        """Start again with the weights of the next seed."""
        self._start_again("new weights", (self.config.seed + 1) % (MAX_SEED + 1))

    @edit
    def same_weights(self) -> None:
        """Start again with the weights of this seed."""
        self._start_again("same weights again", self.config.seed)

    @edit
    def set_seed(self, seed: int) -> None:
        """Start again with the weights of another seed."""
        if seed != self.config.seed:
            self._start_again(f"weights of seed {seed}", seed)

    @edit
    def undo(self) -> None:
        """Take the last edit back."""
        text = self.undo_stack.undo_text
        self.undo_stack.undo()
        if text:
            self.announced.emit(f"Undone: {text}.")

    @edit
    def redo(self) -> None:
        """Do the edit again that was taken back last."""
        text = self.undo_stack.redo_text
        self.undo_stack.redo()
        if text:
            self.announced.emit(f"Redone: {text}.")

    def _start_again(self, text: str, seed: int) -> None:
        experiment = new_experiment(
            self.dataset, replace(self.config, seed=seed), self.trainer.learning_rate
        )
        self._push(text, self._apply_experiment, self.experiment, experiment)
        self.announced.emit(f"Weights drawn from seed {seed}. The step count restarted at 0.")

    def _change_network(
        self,
        text: str,
        config: NetworkConfig,
        dataset: Dataset | None = None,
        origins: Sequence[int | None] | None = None,
    ) -> None:
        """A network of another shape: what fits of the trained one is kept."""
        # A half-done update is no state to keep.
        self.trainer.restart_step()
        new = new_experiment(dataset or self.dataset, config, self.trainer.learning_rate)
        said = f"{text[0].upper()}{text[1:]}"
        if self.steps == 0 and not self._parameters_were_edited():
            self._push(text, self._apply_experiment, self.experiment, new)
            self.announced.emit(f"{said}: weights drawn from seed {config.seed}.")
            return
        origins = range(len(config.layers)) if origins is None else origins
        kept = keep_parameters(self.model, new.trainer.model, origins)
        new.trainer.steps = self.steps
        new.history.continue_from(self.history, self.steps)
        new.history.mark(self.steps, "network", text)
        self._push(text, self._apply_experiment, self.experiment, new)
        total = len(new.trainer.parameters)
        self._announce_continuing(
            f"{said}: {kept} of {counted(total, 'parameter')} kept, the others drawn anew"
            if kept < total
            else f"{said}: all {total} parameters kept"
        )

    def _parameters_were_edited(self) -> bool:
        fresh = draw_network(self.dataset.nin, self.config).parameters()
        pairs = zip(fresh, self.trainer.parameters, strict=True)
        return any(a.data != b.data for a, b in pairs)

    def _with_dataset(self, dataset: Dataset) -> Experiment:
        return replace(self.experiment, dataset=dataset)

    def _announce_continuing(self, text: str) -> None:
        where = f", training goes on at step {self.steps:,}" if self.steps else ""
        self.announced.emit(f"{text}{where}.")

    # How an edit, its undo and its redo take effect.

    def _push(
        self, text: str, apply: Callable[[Any], None], before: Any, after: Any, gesture: int = -1
    ) -> None:
        self.undo_stack.push(Edit(text, apply, before, after, gesture))

    def _apply_rate(self, rate: float) -> None:
        self.trainer.learning_rate = rate
        self._mark("rate", f"rate {shortest(rate)}")
        self._changed()
        self.learning_rate_changed.emit()

    def _apply_parameter(self, edit: tuple[int, float]) -> None:
        index, data = edit
        parameter = self.trainer.parameters[index]
        self.trainer.edit_parameter(index, data)
        self._mark("parameter", f"{parameter.label} = {shortest(data)}")
        self._changed()
        self.parameter_edited.emit()

    def _apply_experiment(self, experiment: Experiment) -> None:
        shares_trainer = experiment.trainer is self.trainer
        if not shares_trainer:
            # Of the one that only Undo can bring back.
            self.trainer.release()
        self.experiment = experiment
        if experiment.trainer.dataset is not experiment.dataset:
            experiment.trainer.dataset = experiment.dataset
        self._changed()
        self.selection.keep_within(len(self.trainer.parameters), len(self.dataset))
        if shares_trainer:
            self._mark("data", "data")
        else:
            self.network_rebuilt.emit()
            self.learning_rate_changed.emit()
        self.dataset_changed.emit()
        self.selection.parameters_changed.emit()
        self.selection.node_changed.emit()
        self.selection.sample_changed.emit()

    def _mark(self, kind: str, text: str) -> None:
        if self.steps:
            self.history.mark(self.steps, kind, text)

    def _changed(self) -> None:
        self._evaluation = None
        self.divergence = None
