"""Building the experiment from the checked content of a file."""

from functools import lru_cache
from typing import Any

import numpy as np

from micrograd.data.dataset import Dataset
from micrograd.files import schema as form
from micrograd.files.errors import FileError
from micrograd.files.recipes import recipe_of
from micrograd.nn import MLP
from micrograd.runs.checkpoints import Checkpoint
from micrograd.runs.events import Event, NetworkEvent, ParameterEvent, SettingEvent
from micrograd.runs.experiment import Experiment
from micrograd.runs.history import History
from micrograd.runs.loss_history import LossHistory
from micrograd.runs.recompute import Recomputation
from micrograd.runs.restore import restore
from micrograd.runs.run import Run, Start
from micrograd.runs.segments import restored_from
from micrograd.training.trainer import DivergenceError

# Seconds of training that opening a file may take: for runs without outlines, and to come to the
# current place.
MOST_SECONDS, MOST_SECONDS_TO_PLACE = 10.0, 0.5


def build(content: form.ExperimentFile, datasets: list[Dataset]) -> Experiment:
    """The experiment of a file whose parts fit. Raises FileError where training diverges."""
    runs = {each.number: _run(each, datasets) for each in content.runs}
    seconds = MOST_SECONDS
    for i, each in enumerate(content.runs):
        run = runs[each.number]
        run.parent = None if each.parent is None else runs[each.parent]
        if each.outline is None:
            seconds -= _train_again(run, seconds, f"runs[{i}].steps")
    listed = [runs[each.number] for each in content.runs if each.is_listed]
    index = next(i for i, each in enumerate(content.runs) if each.number == content.current)
    _try_place(runs[content.current], f"runs[{index}].place")
    return Experiment.of(listed, runs[content.current], content.next_number)


def _run(stored: form.StoredRun, datasets: list[Dataset]) -> Run:
    start = _start(stored.start, datasets)
    run = Run(stored.number, start)
    run.name, run.is_hidden, run.place = stored.name, stored.is_hidden, stored.place
    run.events = [_event(each, start, datasets) for each in stored.events]
    run.history = _history(stored)
    return run


def _start(stored: form.StartingPoint, datasets: list[Dataset]) -> Start:
    recipe = recipe_of(stored.recipe, datasets, "")
    grads = tuple(map(float, stored.gradients))
    return Start(stored.step, recipe, (*stored.parameters, *stored.slots), grads)


def _event(stored: Any, start: Start, datasets: list[Dataset]) -> Event:
    if isinstance(stored, form.ParameterChange):
        label = _labels(start.recipe.dataset.nin, start.recipe.layers)[stored.index]
        return ParameterEvent(stored.step, stored.index, label, stored.data)
    if isinstance(stored, form.NetworkChange):
        return NetworkEvent(stored.step, stored.note)
    name = stored.__struct_config__.tag
    value = datasets[stored.value] if name == "dataset" else stored.value
    return SettingEvent(stored.step, name, value, stored.note)


@lru_cache(maxsize=64)
def _labels(nin: int, layers: tuple[int, ...]) -> list[str]:
    return [parameter.label for parameter in MLP(nin, layers).parameters()]


def _history(stored: form.StoredRun) -> History:
    first, parameters = stored.start.step, len(stored.start.parameters)
    steps = stored.steps - first
    # Losses without an outline are 0 until they are computed, before anybody sees them.
    outline = stored.outline or form.Outline(1 << steps.bit_length(), [[0.0, 0.0]][:steps])
    bounds = np.array(outline.bounds).reshape(-1, 2)
    losses = LossHistory.of_stretches(outline.width, bounds, steps)
    checkpoints = [
        Checkpoint(each.step, each.parameters + each.slots) for each in stored.checkpoints
    ]
    return History.of_outline(parameters, first, losses, checkpoints, len(stored.start.slots))


def _train_again(run: Run, seconds: float, place: str) -> float:
    """Compute the whole past of a run; return the seconds that were expected for it."""
    recomputation = Recomputation(run)
    needed = recomputation.seconds_left
    if needed > seconds:
        raise FileError(
            f"{run.steps - run.start.step:,} steps are too many to be computed again at once, "
            "and there is no outline of them",
            place,
        )
    try:
        for _ in recomputation.work():
            pass
    except DivergenceError as error:
        raise FileError(f"{run.steps}, but {error}", place) from None
    recomputation.take_over()
    return needed


def _try_place(run: Run, place: str) -> None:
    """Restore the place of a run, as it will be shown. Raises FileError where that is impossible.

    A place that takes too long to compute is replaced by the last earlier one that does not.
    """
    try:
        owner = run.owner_of(run.place)
        start, trainer = owner.start, owner.start.trainer()
        keeper = restored_from(run, run.place)
        checkpoint = keeper.history.checkpoints.before(run.place - 1)
        first = checkpoint.step if checkpoint else keeper.start.step
        if (run.place - first) * trainer.expected_step_s > MOST_SECONDS_TO_PLACE:
            run.place = min(first + 2, run.place) if first > start.step else start.step
        restore(trainer, owner, run.place)
    except DivergenceError as error:
        raise FileError(f"{run.place}, but {error}", place) from None
    except RecursionError:
        raise FileError("there are too many branches of branches", place) from None
