"""What is stored of the runs and datasets of an experiment."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from micrograd.data.dataset import Dataset
from micrograd.files import schema as form
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import SETTINGS
from micrograd.runs.events import Event, NetworkEvent, ParameterEvent, SettingEvent
from micrograd.runs.history import History
from micrograd.runs.run import Run, Start

# A replay of so many steps takes no time: closer checkpoints are not worth their space.
SMALLEST_GAP = 1024
# The spread checkpoints of all runs have at most so many numbers, of some 20 bytes each.
MOST_CHECKPOINT_NUMBERS = 2**18


class DatasetTable:
    """The datasets that runs use, each once, in the order of their first use."""

    def __init__(self) -> None:
        self.datasets: list[Dataset] = []
        self._index: dict[int, int] = {}

    def index(self, dataset: Dataset) -> int:
        """Where a dataset stands, counted from 0; a new one is added."""
        index = self._index.setdefault(id(dataset), len(self.datasets))
        if index == len(self.datasets):
            self.datasets.append(dataset)
        return index

    def indices(self, run: Run) -> tuple[int, ...]:
        """Where those of a run stand, the first one and those of its events."""
        changes = (e.settings["dataset"] for e in run.events if "dataset" in e.settings)
        return tuple(map(self.index, (run.start.recipe.dataset, *changes)))

    def stored(self, name: str, value: Any) -> Any:
        """The value of a setting as a file has it."""
        return self.index(value) if name == "dataset" else value


def stored_dataset(dataset: Dataset) -> form.SampleTable:
    """All samples of a dataset."""
    return form.SampleTable(dataset.nin, dataset.nout, dataset.rows())


def stored_run(
    run: Run,
    number: int,
    parent: int | None,
    is_listed: bool,
    table: DatasetTable,
    places: Sequence[int],
    spread: int,
) -> form.StoredRun:
    """A run under a number.

    parent: the number of its parent. places: the steps that will be shown at once. spread: how
    many checkpoints are spread over its steps.
    """
    return form.StoredRun(
        number,
        _text(run.name),
        is_listed,
        run.is_hidden,
        parent,
        _starting_point(run.start, table),
        [_change(event, table) for event in run.events],
        run.steps,
        run.place,
        _outline(run.history),
        _checkpoints(run, places, spread),
    )


def _starting_point(start: Start, table: DatasetTable) -> form.StartingPoint:
    return form.StartingPoint(
        start.step,
        _recipe(start.recipe, table),
        list(start.data),
        # JSON has no word for what a gradient may be after a divergence.
        [each if math.isfinite(each) else repr(each) for each in start.grads],  # type: ignore[misc]
    )


def _recipe(recipe: Recipe, table: DatasetTable) -> Any:
    # What is as by default is left out where that may be missing: it is compared here, as the
    # encoder only knows the very object again.
    return form.StoredRecipe(
        **{
            name: table.stored(name, value)
            for name, value in vars(recipe).items()
            if name in form.IN_EVERY_FILE or value != SETTINGS[name].default
        }
    )


def _change(event: Event, table: DatasetTable) -> Any:
    match event:
        case SettingEvent(step, name, value, note):
            return form.SETTING_CHANGES[name](step, table.stored(name, value), _text(note))
        case ParameterEvent(step, index, _, data):
            return form.ParameterChange(step, index, data)
        case NetworkEvent(step, note):
            return form.NetworkChange(step, _text(note))
    raise TypeError(event)


def _text(text: str) -> str:
    """As a file can have it: without halves of characters, which can be typed."""
    return text.encode(errors="replace").decode()[: form.LONGEST_TEXT]


def _outline(history: History) -> form.Outline:
    width, bounds = history.losses.stretches(form.MOST_STRETCHES)
    return form.Outline(width, bounds.tolist())


def _checkpoints(run: Run, places: Sequence[int], spread: int) -> list[form.StoredCheckpoint]:
    """Its end, what that and the places are restored from, and others spread over its steps.

    Those chosen of what was chosen before are the same.
    """
    history, first, end = run.history, run.start.step, run.steps
    if history.last is None:
        return []
    count = min(spread, (end - first) // SMALLEST_GAP)
    wanted = [first + (end - first) * i // (count + 1) for i in range(1, count + 1)]
    # A step is restored from a checkpoint two steps before it, or earlier.
    wanted += [each - 2 for each in (*places, end)]
    known = history.checkpoints
    indices = {bisect_right(known.steps, each) - 1 for each in wanted}
    chosen = [known.at(index) for index in sorted(indices) if index >= 0]
    states = [form.StoredCheckpoint(step, data) for step, data in chosen if step < end]
    return [*states, form.StoredCheckpoint(end, history.last)]


def spread_of(runs: Sequence[Run]) -> int:
    """How many checkpoints each of so many runs may spread over its steps."""
    numbers = sum(len(run.start.data) for run in runs)
    spread = form.SPREAD_CHECKPOINTS
    while spread > 1 and spread * numbers > MOST_CHECKPOINT_NUMBERS:
        spread //= 2
    return spread
