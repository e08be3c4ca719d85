"""Edits of what a run is trained with, each of which can be undone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.kit.numbers import counted
from app.session.cursor import Cursor
from app.session.deeds import Doer, deed
from app.session.run_list import RunList
from app.session.undo import Edit, UndoStack
from micrograd.data.dataset import Dataset
from micrograd.recipe.network import DRAWN_FROM, drawn_from, dropped, is_as_drawn, keep_parameters
from micrograd.recipe.parts import same_layers
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import MAX_LAYERS, MAX_SEED, SETTINGS
from micrograd.runs.events import Event, network_event, parameters_event, setting_event
from micrograd.runs.run import Run, Start, drawn_start
from micrograd.training.phases import Phase


class Edits(Doer):
    """The edits of learning rate, parameters, samples and network.

    An edit at the end of a run is an event of it. An edit at an earlier step begins a branch,
    another network begins a run: Undo then turns back to the run before. Whatever changes the
    run first ends training in the background, so that an edit acts on the step that is shown.
    """

    def __init__(
        self,
        cursor: Cursor,
        runs: RunList,
        undo_stack: UndoStack,
        settle: Callable[[], None],
        announce: Callable[[str], None],
    ) -> None:
        self._cursor, self._runs, self._undo_stack = cursor, runs, undo_stack
        self._settle, self._announce = settle, announce

    @property
    def can_add_layer(self) -> bool:
        """True where there are fewer than `MAX_LAYERS`."""
        return len(self._cursor.recipe.layers) < MAX_LAYERS

    @deed
    def set_learning_rate(self, rate: float, gesture: int = -1) -> None:
        """Set the learning rate; all changes of one gesture, such as a drag, are one edit.

        Raises ValueError for a number that is no learning rate.
        """
        self._set("learning_rate", rate, "change learning rate", gesture=gesture)

    @deed
    def change_setting(self, name: str, value: Any, gesture: int = -1, text: str = "") -> None:
        """Give a setting another value: by an event where it can change, else in another run.

        gesture: see `set_learning_rate`. text: what Undo calls it. Raises ValueError.
        """
        row = SETTINGS[name]
        row.check(value)
        if row.can_change or row.keeps_weights:
            told = text or ("change {}" if row.can_change else f"{{}} {row.kind.title(value)}")
            self.apply({name: value}, told.format(row.caption), gesture)
        else:
            self.start_with(name, value, gesture)

    @deed
    def set_parameter(self, index: int, data: float, gesture: int = -1) -> None:
        """Set the data of one parameter, see `set_parameters`."""
        self.set_parameters({index: data}, gesture)

    @deed
    def set_parameters(self, edits: Mapping[int, float], gesture: int = -1) -> None:
        """Set the data of parameters by index, as one edit; gesture: see `set_learning_rate`."""
        self._settle()
        left, parameters = self._leave_step(), self._cursor.trainer.parameters
        labels = [parameters[index].label for index in edits]
        what = labels[0] if len(labels) == 1 else counted(len(labels), "parameter")
        before = {index: parameters[index].data for index in edits}
        if any(data.hex() != edits[index].hex() for index, data in before.items()):
            old, new = (parameters_event(self._cursor.steps, n, what) for n in (before, edits))
            self._change(f"change {what}", old, new, gesture)
        if left:
            self._announce(f"{what} {'was' if len(labels) == 1 else 'were'} changed.{left}")

    @deed
    def set_dataset(self, dataset: Dataset, text: str, gesture: int = -1) -> None:
        """Train on another dataset; the network follows its numbers of inputs and targets.

        gesture: see `set_learning_rate`. Raises ValueError for more targets than the last layer
        has room for.
        """
        SETTINGS["dataset"].check(dataset)
        recipe, before = self._cursor.recipe, self._cursor.dataset
        if dataset.is_same(before):
            return
        if (dataset.nin, dataset.nout) != (before.nin, before.nout):
            layers = (*recipe.layers[:-1], dataset.nout)
            self._change_network(text, recipe.changed(layers=layers, dataset=dataset))
            return
        self._settle()
        left = self._leave_step()
        self._set("dataset", dataset, text, note=text, gesture=gesture)
        self._announce_continuing(f"{text}: all weights kept", left)

    @deed
    def resize_layer(self, index: int, width: int, gesture: int = -1) -> None:
        """Give a layer 1 to 32 neurons; the dataset's targets follow the last layer.

        gesture: see `set_learning_rate`. All of its widths begin with the network before it.
        """
        gesture = self._begin_anew(gesture)
        recipe = self._cursor.recipe.with_width(index, width)
        self._change_network(f"resize layer {index + 1} to {width}", recipe, gesture=gesture)

    @deed
    def set_activation(self, index: int, activation: str) -> None:
        """Another activation for one layer."""
        recipe = self._cursor.recipe.with_activation(index, activation)
        self._change_network(f"use {activation} in layer {index + 1}", recipe)

    @deed
    def add_layer(self) -> None:
        """Add a hidden layer of four neurons before the last layer, up to 8 layers."""
        if self.can_add_layer:
            recipe = self._cursor.recipe
            last = len(recipe.layers) - 1
            origins = [*range(last), None, last]
            self._change_network("add a layer", recipe.with_layers(origins), origins)

    @deed
    def remove_layer(self, index: int) -> None:
        """Remove a hidden layer; the last layer stays."""
        recipe = self._cursor.recipe
        count = len(recipe.layers)
        if index < count - 1:
            origins = [i for i in range(count) if i != index]
            self._change_network(f"remove layer {index + 1}", recipe.with_layers(origins), origins)

    @deed
    def new_weights(self, text: str = "new weights", **settings: Any) -> None:
        """Start again with the weights of the next seed, and other values of these settings."""
        seed = (self._cursor.recipe.seed + 1) % (MAX_SEED + 1)
        self.start_again(text, seed=seed, **settings)

    @deed
    def same_weights(self) -> None:
        """Start again with the weights of this seed."""
        self.start_again("same weights again")

    @deed
    def start_with(self, name: str, value: Any, gesture: int = -1) -> None:
        """Start again with another value of a setting, and weights drawn anew.

        gesture: see `set_learning_rate`.
        """
        gesture = self._begin_anew(gesture)
        if value != getattr(self._cursor.recipe, name):
            told = SETTINGS[name].told.format(SETTINGS[name].text(value))
            text = f"weights of {told}" if name in DRAWN_FROM else told
            self.start_again(text, gesture, **{name: value})

    @deed
    def apply(self, values: Mapping[str, Any], text: str, gesture: int = -1) -> None:
        """Give settings other values, and keep the weights that fit; most begin another run."""
        (name, value), *others = values.items()
        if SETTINGS[name].can_change and not others:
            self._set(name, value, text, gesture=gesture)
        else:
            self._change_network(text, self._cursor.recipe.changed(**values), gesture=gesture)

    @deed
    def undo(self) -> None:
        """Take the last edit back."""
        self._settle()
        self._walk_edits("Undone", self._undo_stack.undo_text, self._undo_stack.undo)

    @deed
    def redo(self) -> None:
        """Repeat the edit that was taken back last."""
        self._settle()
        self._walk_edits("Redone", self._undo_stack.redo_text, self._undo_stack.redo)

    @deed
    def take_back(self, gesture: int) -> None:
        """Take what a gesture did back for good, as if it had not been begun."""
        self._settle()
        if self._undo_stack.last_gesture == gesture:
            self._walk_edits("Taken back", self._undo_stack.undo_text, self._undo_stack.take_back)

    def _walk_edits(self, done: str, text: str, walk: Callable[[], None]) -> None:
        phase, trainer = self._cursor.phase, self._cursor.trainer
        was_under_way = not trainer.is_between_steps
        walk()
        if self._cursor.is_in_the_past:
            self._cursor.moved.emit()
        is_left = was_under_way and trainer is self._cursor.trainer and trainer.is_between_steps
        if text:
            left = _begins_again(phase) if phase and is_left else ""
            self._announce(f"{done}: {text}.{left}")

    # The effect of an edit.

    def _set(self, name: str, value: Any, text: str, note: str = "", gesture: int = -1) -> None:
        """Give a setting another value. note: what was done, if it says more than the value."""
        SETTINGS[name].check(value)
        self._settle()
        before = self._cursor.trainer.setting(name)
        if not SETTINGS[name].kind.is_same(value, before):
            step = self._cursor.steps
            old = setting_event(step, name, before, note and f"undo {note}")
            self._change(text, old, setting_event(step, name, value, note), gesture)

    def _change(self, text: str, before: Event, after: Event, gesture: int) -> None:
        """Let an event happen at the cursor: in this run, or in a branch of it.

        before: the event that Undo lets happen.
        """
        cursor, run = self._cursor, self._cursor.run
        if cursor.steps < run.steps or self._is_branched_off:
            branch = self._runs.new_branch()
            branch.add_event(after)
            self._runs.switch_to(text, branch, gesture)
            self._runs.announce_branch(branch)
            return

        def apply(event: Event) -> None:
            nonlocal run
            if cursor.run is not run or cursor.steps < run.steps:
                self._runs.turn_to(run, run.steps)
            if self._is_branched_off:
                self._runs.begin_branch()
            cursor.happen(replace(event, step=cursor.steps))
            run = cursor.run

        cursor.happen(after)
        self._undo_stack.push(Edit(text, apply, before, after, gesture))

    @property
    def _is_branched_off(self) -> bool:
        """True where a branch begins at the cursor: its past has to stay as it is."""
        return self._cursor.experiment.has_branch(self._cursor.run, self._cursor.steps)

    def _begin_anew(self, gesture: int) -> int:
        """Take back what a gesture did so far; returns -1 where that was trained since."""
        self._settle()
        if gesture == -1 or self._undo_stack.last_gesture != gesture:
            return gesture
        if not self._runs.untouched:
            return -1
        self._undo_stack.take_back()
        return gesture

    def _leave_step(self) -> str:
        """Go back to the start of the step under way; returns a sentence about it if there is."""
        phase = self._cursor.phase
        if phase is None or self._cursor.trainer.is_between_steps:
            return ""
        self._cursor.leave_step()
        return _begins_again(phase)

    @deed
    def start_again(
        self, text: str, gesture: int = -1, hides_fault: bool = False, **settings: Any
    ) -> None:
        """Start again with other values of these settings, and weights drawn anew.

        hides_fault: see `Run`.
        """
        self._settle()
        start = drawn_start(self._cursor.recipe.changed(**settings))
        self._runs.switch_to_new(text, start, gesture, hides_fault)
        drawn = self._drawn(start.recipe)
        self._announce(f"Weights drawn {drawn}. The step count restarted at 0.")

    @deed
    def begin_from(self, start: Start, text: str, gesture: int = -1) -> None:
        """Begin a run that starts as this says; gesture: see `set_learning_rate`."""
        gesture = self._begin_anew(gesture)
        self._runs.switch_to_new(text, start, gesture)
        self._announce(f"{self._cursor.run.name} begins at step 0.")

    def _change_network(
        self,
        text: str,
        recipe: Recipe,
        origins: Sequence[int | None] | None = None,
        gesture: int = -1,
    ) -> None:
        """Turn to a run with another network, which keeps the trained parameters that fit."""
        cursor = self._cursor
        if recipe == cursor.recipe:
            return
        self._settle()
        left = self._leave_step() + dropped(cursor.recipe, recipe)
        start = drawn_start(recipe)
        if cursor.steps == 0 and is_as_drawn(cursor.model, cursor.recipe):
            self._runs.switch_to_new(text, start, gesture)
            self._announce(f"{text}: weights drawn {self._drawn(recipe)}.{left}")
            return
        model = start.model()
        origins = origins or same_layers(len(cursor.recipe.layers), len(recipe.layers))
        kept = keep_parameters(cursor.model, model, origins)
        start = replace(start.with_numbers(model), step=cursor.steps)
        self._runs.switch_to(text, self._continued(text, start), gesture)
        total = len(start.data)
        self._announce_continuing(
            f"{text}: {kept} of {counted(total, 'parameter')} kept, the others drawn anew"
            if kept < total
            else f"{text}: all {total} parameters kept",
            left,
        )

    def _drawn(self, recipe: Recipe) -> str:
        """How the weights of the current run were drawn, as far as a search may know it."""
        return "anew" if self._cursor.run.hides_fault else f"from {drawn_from(recipe)}"

    def _continued(self, text: str, start: Start) -> Run:
        """Make a run that goes on at the cursor with another network."""
        untouched = self._runs.untouched
        parent = untouched.parent if untouched else self._cursor.owner
        run = self._cursor.experiment.new_run(start, parent, untouched)
        if parent is not None:
            earlier = untouched.events if untouched else []
            notes = [network_event(start.step, e.text) for e in earlier if e.kind == "network"]
            run.events = [*notes, network_event(start.step, text)]
        return run

    def _announce_continuing(self, text: str, left: str) -> None:
        cursor = self._cursor
        where = f", training goes on at step {cursor.steps:,}" if cursor.steps else ""
        if cursor.steps and cursor.run.is_untrained:
            where += f" in {cursor.run.name}"
        self._announce(f"{text}{where}.{left}")


def _begins_again(phase: Phase) -> str:
    return f" The {phase.value} was under way: the step begins again."
