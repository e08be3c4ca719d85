"""Builds the experiment of a file, and checks that the parts of the file fit each other."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np

from micrograd.data.dataset import Dataset
from micrograd.files import schema as form
from micrograd.files.completing import check_seconds, move_near, trained_again, try_place
from micrograd.files.errors import FileError
from micrograd.files.kept_maps import map_of
from micrograd.files.tables import read_tables
from micrograd.nn import MLP
from micrograd.recipe.kinds import SettingError, counted
from micrograd.recipe.optimizers import OPTIMIZERS, SQUARES, Optimizer
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import MAX_STEPS, SETTINGS
from micrograd.runs.events import (
    Event,
    network_event,
    parameter_event,
    parameters_event,
    setting_event,
)
from micrograd.runs.experiment import Chosen, Experiment
from micrograd.runs.loss_history import LossHistory
from micrograd.runs.run import Run, Start
from micrograd.runs.segments import have_same_network
from micrograd.training.state import Checkpoint

# A branch may begin this many steps after its parent ends: a divergence takes the last step back.
TAKEN_BACK = 1


class Building:
    """The experiment of a file; some of it may have to be computed first.

    experiment: complete once `work` is done.
    """

    def __init__(self, content: form.ExperimentFile) -> None:
        """Put the parts together, within a second. Raises FileError where they do not fit."""
        datasets = read_tables(content.datasets)
        runs: dict[int, Run] = {}
        for i, stored in enumerate(content.runs):
            if stored.number in runs:
                raise FileError(f"there are two runs {stored.number}", f"runs[{i}].number")
            runs[stored.number] = _run(stored, datasets, f"runs[{i}]")
        listed = [runs[each.number] for each in content.runs if each.is_listed]
        current = runs.get(content.current)
        if current is None or current not in listed:
            raise FileError(f"there is no run {content.current} in the list", "current")
        if content.next_number <= max(runs):
            raise FileError(f"there is a run {max(runs)} already", "next_number")
        for i, stored in enumerate(content.runs):
            _join(runs[stored.number], stored.parent, runs, f"runs[{i}]")
        _check_lineages(list(runs.values()))
        self.experiment = Experiment(listed, current, content.next_number)
        if content.chosen:
            parameters = tuple(dict.fromkeys(content.chosen.parameters))
            self.experiment.chosen = Chosen(parameters, content.chosen.sample)
        self.experiment.sweep = content.sweep
        self.experiment.map = map_of(content.map, "map")
        self._unknown = [
            (runs[each.number], f"runs[{i}]")
            for i, each in enumerate(content.runs)
            if each.outline is None and each.steps > each.start.step
        ]
        check_seconds(self._unknown)
        self._places = [(run, f"runs[{i}].place") for i, run in enumerate(runs.values())]

    @property
    def has_to_train(self) -> bool:
        """True where the file has no outline of some runs."""
        return bool(self._unknown)

    def work(self) -> Iterator[float]:
        """Compute what the file has no outline of; yields the share that is done.

        Raises FileError where this computer comes to other numbers.
        """
        total = sum(run.steps - run.start.step for run, _ in self._unknown)
        done = 0
        for run, place in self._unknown:
            own = run.steps - run.start.step
            for share in trained_again(run, place):
                yield (done + share * own) / total
            done += own
        current = self.experiment.current
        for run, place in self._places:
            if run is current:
                try_place(run, place)
            elif run.place > run.start.step:
                # Whoever turns to it finds it there at once.
                move_near(run)


def _dataset_of(index: int, datasets: list[Dataset], place: str) -> Dataset:
    if index >= len(datasets):
        raise FileError(f"there is no dataset {index}, there are {len(datasets)}", place)
    return datasets[index]


# One run.


def _run(stored: form.StoredRun, datasets: list[Dataset], place: str) -> Run:
    start = _start(stored.start, datasets, f"{place}.start")
    first, steps = start.step, stored.steps
    if steps < first:
        raise FileError(f"{steps}, but the run begins at {first}", f"{place}.steps")
    if stored.place > steps:
        raise FileError(f"{stored.place}, but the run ends at {steps}", f"{place}.place")
    run = Run(stored.number, start)
    run.name, run.is_hidden, run.place = stored.name, stored.is_hidden, stored.place
    run.hides_fault = stored.hides_fault
    for i, change in enumerate(stored.events):
        here = f"{place}.events[{i}]"
        if not first <= change.step <= steps:
            raise FileError(f"{change.step} is not between {first} and {steps}", f"{here}.step")
        run.events.append(_event(change, start, datasets, here))
        first = change.step
    optimizer = OPTIMIZERS[start.recipe.optimizer]
    losses = _losses(stored.outline, steps - start.step, f"{place}.outline")
    run.history.take_outline(losses, _checkpoints(stored, optimizer, f"{place}.checkpoints"))
    return run


def _start(stored: form.StartingPoint, datasets: list[Dataset], place: str) -> Start:
    values = msgspec.structs.asdict(stored.recipe)
    values["dataset"] = _dataset_of(values["dataset"], datasets, f"{place}.recipe.dataset")
    try:
        recipe = Recipe(**values)
    except SettingError as error:
        raise FileError(str(error), f"{place}.recipe.{error.setting}") from None
    count = recipe.parameter_count
    _check_count(stored.parameters, count, f"{place}.parameters")
    _check_count(stored.gradients, count, f"{place}.gradients")
    _check_slots(stored.slots, OPTIMIZERS[recipe.optimizer], count, place)
    state = (*stored.parameters, *stored.slots)
    return Start(stored.step, recipe, state, tuple(map(float, stored.gradients)))


def _check_slots(slots: Sequence[float], optimizer: Optimizer, parameters: int, place: str) -> None:
    count = optimizer.state_length(parameters) - parameters
    if len(slots) != count:
        raise FileError(f"{len(slots)} numbers, but the optimizer keeps {count}", f"{place}.slots")
    if optimizer.counts and not 0 <= slots[-1] <= MAX_STEPS:
        raise FileError(f"{slots[-1]:g} is no number of updates", f"{place}.slots[{count - 1}]")
    for i, number in enumerate(slots):
        if number < 0 and optimizer.slots[i // parameters] == SQUARES:
            raise FileError(f"{number:g} is no sum of squares", f"{place}.slots[{i}]")


def _check_count(numbers: Sequence[object], count: int, place: str) -> None:
    if len(numbers) != count:
        raise FileError(f"{len(numbers)} numbers, but the network has {count} parameters", place)


def _event(stored: Any, start: Start, datasets: list[Dataset], place: str) -> Event:
    recipe, count = start.recipe, len(start.grads)
    if isinstance(stored, form.NetworkChange):
        return network_event(stored.step, stored.note)
    if isinstance(stored, form.ParameterChange):
        if stored.index >= count:
            message = f"{stored.index}, but the network has {count} parameters"
            raise FileError(message, f"{place}.index")
        label = _labels(recipe.dataset.nin, recipe.layers)[stored.index]
        return parameter_event(stored.step, stored.index, label, stored.data)
    if isinstance(stored, form.ParametersChange):
        return _edits(stored, count, place)
    name, value = stored.__struct_config__.tag, stored.value
    if name == "dataset":
        value = _dataset_of(value, datasets, f"{place}.value")
        if (value.nin, value.nout) != (recipe.dataset.nin, recipe.dataset.nout):
            message = "it does not have as many inputs and targets as the one before"
            raise FileError(message, f"{place}.value")
    try:
        value = SETTINGS[name].fitted(value, recipe.widths)
    except SettingError as error:
        raise FileError(str(error), f"{place}.value") from None
    return setting_event(stored.step, name, value, stored.note)


def _edits(stored: form.ParametersChange, count: int, place: str) -> Event:
    if max(stored.indices) >= count:
        message = f"{max(stored.indices)}, but the network has {count} parameters"
        raise FileError(message, f"{place}.indices")
    if len(set(stored.indices)) != len(stored.data) or len(stored.data) != len(stored.indices):
        message = f"{len(stored.data)} numbers are not one for each of the parameters"
        raise FileError(message, f"{place}.data")
    edits = dict(zip(stored.indices, stored.data, strict=True))
    return parameters_event(stored.step, edits, counted(len(edits), "parameter"))


@lru_cache(maxsize=64)
def _labels(nin: int, layers: tuple[int, ...]) -> list[str]:
    return [parameter.label for parameter in MLP(nin, layers).parameters()]


def _losses(outline: form.Outline | None, steps: int, place: str) -> LossHistory:
    # Without an outline the losses are 0 until they are computed, before anybody sees them.
    outline = outline or form.Outline(1 << steps.bit_length(), [[0.0, 0.0]][:steps])
    width, bounds = outline.width, outline.bounds
    if width & (width - 1):
        raise FileError(f"{width} is not a power of two", f"{place}.width")
    if len(bounds) != -(-steps // width):
        message = f"{len(bounds)} stretches of {width} steps do not make {steps}"
        raise FileError(message, f"{place}.bounds")
    for i, (low, high) in enumerate(bounds):
        if low > high:
            raise FileError(f"{low!r} is larger than {high!r}", f"{place}.bounds[{i}]")
    return LossHistory.of_stretches(width, np.array(bounds).reshape(-1, 2), steps)


def _checkpoints(stored: form.StoredRun, optimizer: Optimizer, place: str) -> list[Checkpoint]:
    after, end = stored.start.step, stored.steps
    for i, each in enumerate(stored.checkpoints):
        if not after < each.step <= end:
            message = f"{each.step} is not after {after} and up to {end}"
            raise FileError(message, f"{place}[{i}].step")
        after = each.step
        _check_count(each.parameters, len(stored.start.parameters), f"{place}[{i}].parameters")
        _check_slots(each.slots, optimizer, len(each.parameters), f"{place}[{i}]")
        if each.gradients:
            _check_count(each.gradients, len(each.parameters), f"{place}[{i}].gradients")
    if stored.outline and after < end:
        raise FileError(f"there is none of step {end}, the end of the run", place)
    return [
        Checkpoint(each.step, each.parameters + each.slots, each.gradients or None)
        for each in stored.checkpoints
    ]


# All runs.


def _join(run: Run, number: int | None, runs: dict[int, Run], place: str) -> None:
    """Give a run its parent. Raises FileError where the run does not begin within its parent."""
    if number is None:
        return
    parent = run.parent = runs.get(number)
    if parent is None:
        raise FileError(f"there is no run {number}", f"{place}.parent")
    first, last = parent.start.step, parent.steps
    if not first <= run.start.step <= last + TAKEN_BACK:
        raise FileError(
            f"{run.start.step} is not a step of its parent, run {number}, which goes "
            f"from {first} to {last}",
            f"{place}.start.step",
        )
    if run.continues_parent and not have_same_network(run, parent):
        message = "it is not the one of the parent, and there is no network event"
        raise FileError(message, f"{place}.start.recipe")


def _check_lineages(runs: list[Run]) -> None:
    """Raise FileError where a run is its own ancestor, or its place is before all ancestors."""
    first_steps: dict[Run, int] = {}
    for i, run in enumerate(runs):
        line = [run]
        while line[-1] not in first_steps and line[-1].parent is not None:
            line.append(line[-1].parent)
            if len(line) > len(runs):
                raise FileError("its ancestors go round in a circle", f"runs[{i}].parent")
        first = first_steps.get(line[-1], line[-1].start.step)
        first_steps.update(dict.fromkeys(line, first))
        if run.place < first:
            raise FileError(f"{run.place}, but the run begins at {first}", f"runs[{i}].place")
