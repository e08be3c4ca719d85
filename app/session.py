"""The one owner of state: views call its methods and listen to its signals."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any, NamedTuple, ParamSpec

from PySide6.QtCore import QObject, Signal

from app.commands import Edit, UndoStack
from app.numbers import counted
from app.run_list import RunList
from app.training import Training
from micrograd.data import Dataset
from micrograd.network import NetworkConfig, draw_network, keep_parameters
from micrograd.nn import MAX_LAYERS, MAX_SEED, MAX_WIDTH
from micrograd.runs.events import DataEvent, Event, NetworkEvent, ParameterEvent, RateEvent
from micrograd.runs.experiment import Experiment
from micrograd.runs.restore import restore
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


class Turn(NamedTuple):
    """Which run is current before or after an edit, at which step; None is where it was left.

    counterpart: the run on the other side of the edit. It leaves the list if it has no step of
    its own: then the edit, or its undo, is all that there was to it.
    """

    run: Run
    counterpart: Run | None
    step: int | None = None


class Session(Training):
    """The current experiment, its training and its edits, each of which can be undone.

    An edit at the end of a run is an event of it. An edit at an earlier step begins a branch, and
    another network is another run: then Undo turns back to the run before.

    `edited` comes with each of the four signals that an edit sends.
    """

    edited = Signal()
    opened = Signal()

    def __init__(self, experiment: Experiment | None = None, parent: QObject | None = None) -> None:
        super().__init__(experiment, parent)
        self.undo_stack = UndoStack(self)
        self.run_list = RunList(self)
        for signal in (
            self.network_rebuilt,
            self.dataset_changed,
            self.learning_rate_changed,
            self.parameter_edited,
        ):
            signal.connect(self.edited)

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
        self._change(
            "change learning rate",
            lambda number, step: RateEvent(step, number),
            before,
            rate,
            gesture,
        )

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
        if dataset.nout > MAX_WIDTH:
            raise ValueError(f"{dataset.nout} targets, but a layer has at most {MAX_WIDTH} neurons")
        if dataset == self.dataset:
            return
        if (dataset.nin, dataset.nout) == (self.dataset.nin, self.dataset.nout):

            def event(samples: Dataset, step: int) -> Event:
                return DataEvent(step, samples, text)

            self._change(text, event, self.dataset, dataset)
            self._announce_continuing(f"{text}: all weights kept")
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
        if self.is_in_the_past:
            self.moved.emit()
        if text:
            self.announced.emit(f"Undone: {text}.")

    @edit
    def redo(self) -> None:
        """Do the edit again that was taken back last."""
        text = self.undo_stack.redo_text
        self.undo_stack.redo()
        if self.is_in_the_past:
            self.moved.emit()
        if text:
            self.announced.emit(f"Redone: {text}.")

    def _start_again(self, text: str, seed: int) -> None:
        rate = self.trainer.learning_rate
        start = drawn_start(self.dataset, replace(self.config, seed=seed), rate)
        self._turn_to(text, self.experiment.new_run(start, instead_of=self._untouched))
        self.announced.emit(f"Weights drawn from seed {seed}. The step count restarted at 0.")

    def _change_network(
        self,
        text: str,
        config: NetworkConfig,
        dataset: Dataset | None = None,
        origins: Sequence[int | None] | None = None,
    ) -> None:
        """A network of another shape is another run: what fits of the trained one is kept."""
        dataset = dataset or self.dataset
        self.leave_step()
        start = drawn_start(dataset, config, self.trainer.learning_rate)
        if self.steps == 0 and not self._parameters_were_edited():
            run = self.experiment.new_run(start, instead_of=self._untouched)
            self._turn_to(text, run)
            self.announce(f"{text}: weights drawn from seed {config.seed}.")
            return
        model = start.model()
        origins = range(len(config.layers)) if origins is None else origins
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

    @property
    def _untouched(self) -> Run | None:
        """The current run where it has no step of its own: another network may take its place."""
        run = self.run
        is_parent = any(each.parent is run for each in self.experiment.runs)
        return run if run.is_untrained and not is_parent and self.owner is run else None

    def _parameters_were_edited(self) -> bool:
        fresh = draw_network(self.dataset.nin, self.config).parameters()
        pairs = zip(fresh, self.trainer.parameters, strict=True)
        return any(a.data != b.data for a, b in pairs)

    def _announce_continuing(self, text: str) -> None:
        where = f", training goes on at step {self.steps:,}" if self.steps else ""
        in_another = f" in {self.run.name}" if self.steps and self.run.is_untrained else ""
        self.announce(f"{text}{where}{in_another}.")

    # How an edit, its undo and its redo take effect.

    def _change(
        self,
        text: str,
        event_of: Callable[[Any, int], Event],
        before: Any,
        after: Any,
        gesture: int = -1,
    ) -> None:
        """Let an event happen here: in this run, or in a branch of it.

        event_of: makes the event of a value at a step; Undo lets that of `before` happen.
        """
        if self.steps < self.run.steps or self._is_branched_off:
            branch = self.experiment.new_run(self.start_here(), self.owner)
            branch.add_event(event_of(after, self.steps))
            self._turn_to(text, branch, gesture)
            self.announce_branch(branch)
            return
        run = self.run

        def apply(value: Any) -> None:
            nonlocal run
            if self.run is not run or self.steps < run.steps:
                self.move(run, run.steps)
            self._happen(event_of(value, self.steps))
            run = self.run

        self.undo_stack.push(Edit(text, apply, before, after, gesture))

    @property
    def _is_branched_off(self) -> bool:
        """True where the past of another run ends at this place: it has to stay as it is."""
        return self.experiment.has_branch(self.run, self.steps)

    def _happen(self, event: Event) -> None:
        if self._is_branched_off:
            self.begin_branch()
        run = self.run
        if event.kind != "rate":
            # It begins again: of what was done of it no number is left.
            self.leave_step()
        event.apply(self.trainer)
        if run.is_untrained and run.parent is None and not run.events:
            # Before the first step it is what the run begins with.
            run.start = run.start.changed(event)
        else:
            run.add_event(event)
            if event not in run.events:
                # It took another one back: everything is as before that.
                restore(self.trainer, run, self.steps)
        self._evaluation = self.divergence = None
        signal = {
            "rate": self.learning_rate_changed,
            "parameter": self.parameter_edited,
            "data": self.dataset_changed,
        }[event.kind]
        if event.kind == "data":
            self.selection.keep_within(len(self.trainer.parameters), len(self.dataset))
        signal.emit()
        if event.kind == "data":
            self.selection.parameters_changed.emit()
            self.selection.node_changed.emit()
            self.selection.sample_changed.emit()

    def _turn_to(self, text: str, run: Run, gesture: int = -1) -> None:
        """Make a new run the current one; Undo turns back to this place."""
        before, after = Turn(self.run, run, self.steps), Turn(run, self._untouched)
        self.undo_stack.push(Edit(text, self._turn, before, after, gesture, is_whole=True))

    def _turn(self, turn: Turn) -> None:
        experiment, run, other = self.experiment, turn.run, turn.counterpart
        is_parent = any(each.parent is other for each in experiment.runs) or run.parent is other
        index = None
        if other in experiment.runs and other.is_untrained and not is_parent:
            index = experiment.runs.index(other)
            experiment.remove(other)
        if run not in experiment.runs:
            experiment.add(run, index)
        self.move(run, run.place if turn.step is None else turn.step)
        self.runs_changed.emit()
