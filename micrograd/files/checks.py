"""Checks beyond the types of the format: whether the parts of an experiment fit each other."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from micrograd.data.dataset import Dataset
from micrograd.files import schema as form
from micrograd.files.errors import FileError
from micrograd.files.recipes import dataset_of, recipe_of
from micrograd.recipe.optimizers import OPTIMIZERS

# Steps that a branch may begin after its parent ends: a divergence takes the last step back.
TAKEN_BACK = 1


def check(content: form.ExperimentFile, datasets: list[Dataset]) -> None:
    """Raise FileError where parts of a file do not fit each other."""
    runs = _by_number(content)
    current = runs.get(content.current)
    if current is None or not current.is_listed:
        raise FileError(f"there is no run {content.current} in the list", "current")
    if content.next_number <= max(runs):
        raise FileError(f"there is a run {max(runs)} already", "next_number")
    for i, run in enumerate(content.runs):
        place = f"runs[{i}]"
        _check_start(run.start, datasets, f"{place}.start")
        _check_steps(run, place)
        _check_events(run, datasets, f"{place}.events")
        _check_outline(run, f"{place}.outline")
        _check_checkpoints(run, f"{place}.checkpoints")
    _check_ancestors(content.runs, runs)


def _by_number(content: form.ExperimentFile) -> dict[int, form.StoredRun]:
    runs: dict[int, form.StoredRun] = {}
    for i, run in enumerate(content.runs):
        if run.number in runs:
            raise FileError(f"there are two runs {run.number}", f"runs[{i}].number")
        runs[run.number] = run
    return runs


def _check_start(start: form.StartingPoint, datasets: list[Dataset], place: str) -> None:
    recipe = recipe_of(start.recipe, datasets, f"{place}.recipe")
    widths = [recipe.dataset.nin, *recipe.layers]
    count = sum((nin + 1) * nout for nin, nout in pairwise(widths))
    _check_count(start.parameters, count, f"{place}.parameters")
    _check_count(start.gradients, count, f"{place}.gradients")
    _check_slots(start.slots, count * len(OPTIMIZERS[recipe.optimizer].slots), place)


def _check_count(numbers: Sequence[object], count: int, place: str) -> None:
    if len(numbers) != count:
        raise FileError(f"{len(numbers)} numbers, but the network has {count} parameters", place)


def _check_slots(slots: Sequence[float], count: int, place: str) -> None:
    if len(slots) != count:
        raise FileError(f"{len(slots)} numbers, but the optimizer keeps {count}", f"{place}.slots")


def _check_steps(run: form.StoredRun, place: str) -> None:
    if run.steps < run.start.step:
        raise FileError(f"{run.steps}, but the run begins at {run.start.step}", f"{place}.steps")
    if run.place > run.steps:
        raise FileError(f"{run.place}, but the run ends at {run.steps}", f"{place}.place")


def _check_events(run: form.StoredRun, datasets: list[Dataset], place: str) -> None:
    first = run.start.step
    recipe = recipe_of(run.start.recipe, datasets, place)
    events: Any = run.events
    for i, event in enumerate(events):
        here = f"{place}[{i}]"
        if not first <= event.step <= run.steps:
            raise FileError(f"{event.step} is not between {first} and {run.steps}", f"{here}.step")
        first = event.step
        count = len(run.start.parameters)
        if isinstance(event, form.ParameterChange) and event.index >= count:
            message = f"{event.index}, but the network has {count} parameters"
            raise FileError(message, f"{here}.index")
        if isinstance(event, form.SETTING_CHANGES["dataset"]):
            other = dataset_of(event.value, datasets, f"{here}.value")
            if (other.nin, other.nout) != (recipe.dataset.nin, recipe.dataset.nout):
                message = "it does not have as many inputs and targets as the one before"
                raise FileError(message, f"{here}.value")


def _check_outline(run: form.StoredRun, place: str) -> None:
    if run.outline is None:
        return
    width, bounds = run.outline.width, run.outline.bounds
    if width & (width - 1):
        raise FileError(f"{width} is not a power of two", f"{place}.width")
    steps = run.steps - run.start.step
    if len(bounds) != -(-steps // width):
        message = f"{len(bounds)} stretches of {width} steps do not make {steps}"
        raise FileError(message, f"{place}.bounds")
    for i, (low, high) in enumerate(bounds):
        if low > high:
            raise FileError(f"{low!r} is larger than {high!r}", f"{place}.bounds[{i}]")


def _check_checkpoints(run: form.StoredRun, place: str) -> None:
    after = run.start.step
    for i, checkpoint in enumerate(run.checkpoints):
        if not after < checkpoint.step <= run.steps:
            message = f"{checkpoint.step} is not after {after} and up to {run.steps}"
            raise FileError(message, f"{place}[{i}].step")
        after = checkpoint.step
        _check_count(checkpoint.parameters, len(run.start.parameters), f"{place}[{i}].parameters")
        _check_slots(checkpoint.slots, len(run.start.slots), f"{place}[{i}]")
    if run.outline and after < run.steps:
        raise FileError(f"there is none of step {run.steps}, the end of the run", place)


def _check_ancestors(listed: list[form.StoredRun], runs: dict[int, form.StoredRun]) -> None:
    """Raise FileError where a parent is missing, or a run does not begin within it."""
    for i, run in enumerate(listed):
        if run.parent is None:
            continue
        parent = runs.get(run.parent)
        if parent is None:
            raise FileError(f"there is no run {run.parent}", f"runs[{i}].parent")
        if not parent.start.step <= run.start.step <= parent.steps + TAKEN_BACK:
            raise FileError(
                f"{run.start.step} is not a step of its parent, run {parent.number}, which goes "
                f"from {parent.start.step} to {parent.steps}",
                f"runs[{i}].start.step",
            )
        if not any(isinstance(each, form.NetworkChange) for each in run.events):
            _check_same_network(run.start, parent.start, f"runs[{i}].start.recipe")
    _check_places(listed, runs)


def _check_same_network(start: form.StartingPoint, parent: form.StartingPoint, place: str) -> None:
    """Raise FileError where a branch without a network event has another network."""
    one: Any = start.recipe
    other: Any = parent.recipe
    same_shape = (one.layers, one.activations) == (other.layers, other.activations)
    if not same_shape or len(start.parameters) != len(parent.parameters):
        raise FileError("it is not the one of the parent, and there is no network event", place)


def _check_places(listed: list[form.StoredRun], runs: dict[int, form.StoredRun]) -> None:
    """Raise FileError where a run is its own ancestor, or its place is before all ancestors."""
    first_steps: dict[int, int] = {}
    for i, run in enumerate(listed):
        line = [run]
        while line[-1].number not in first_steps and line[-1].parent is not None:
            line.append(runs[line[-1].parent])
            if len(line) > len(listed):
                raise FileError("its ancestors go round in a circle", f"runs[{i}].parent")
        first = first_steps.get(line[-1].number, line[-1].start.step)
        first_steps.update((each.number, first) for each in line)
        if run.place < first:
            raise FileError(f"{run.place}, but the run begins at {first}", f"runs[{i}].place")
