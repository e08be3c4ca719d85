"""The stored form of runs, and the table of datasets that they share."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from micrograd.data.dataset import Dataset
from micrograd.files import schema as form
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import SETTINGS
from micrograd.runs.checkpoints import Checkpoint
from micrograd.runs.events import Event, NetworkEvent, ParameterEvent, SettingEvent
from micrograd.runs.history import History
from micrograd.runs.run import Run, Start

# Steps between stored checkpoints, at least: replaying 1,024 takes no noticeable time.
SMALLEST_GAP = 1024
# Numbers in the spread checkpoints of all runs: of some 20 bytes each, they make 5 MB.
MOST_CHECKPOINT_NUMBERS = 2**18


class DatasetTable:
    """The datasets that runs use, each once, in the order of their first use."""

    def __init__(self) -> None:
        self.datasets: list[Dataset] = []
        self._index: dict[int, int] = {}

    def index(self, dataset: Dataset) -> int:
        """The index of a dataset, from 0; a new dataset is added."""
        index = self._index.setdefault(id(dataset), len(self.datasets))
        if index == len(self.datasets):
            self.datasets.append(dataset)
        return index

    def indices(self, run: Run) -> tuple[int, ...]:
        """The indices of the datasets of a run: the first one, then those of its events."""
        changes = (e.settings["dataset"] for e in run.events if "dataset" in e.settings)
        return tuple(map(self.index, (run.start.recipe.dataset, *changes)))

    def stored(self, name: str, value: Any) -> Any:
        """The value of a setting as a file has it."""
        return self.index(value) if name == "dataset" else value


def stored_run(
    run: Run,
    number: int,
    parent: int | None,
    is_listed: bool,
    table: DatasetTable,
    places: Sequence[int],
    spread: int,
) -> form.StoredRun:
    """The stored form of a run.

    number, parent: its number in the file, and that of its parent. places: the steps that are
    shown as soon as the file is open. spread: how many checkpoints are spread over its steps.
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
        # JSON has no infinity and no nan, which a gradient may be after a divergence.
        [each if math.isfinite(each) else repr(each) for each in start.grads],  # type: ignore[misc]
        list(start.slots),
    )


def _recipe(recipe: Recipe, table: DatasetTable) -> Any:
    # The encoder would leave out defaults by identity; here equal values are left out, too.
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
    """A text as UTF-8 can have it: lone surrogates, which can be typed, are replaced."""
    return text.encode(errors="replace").decode()[: form.LONGEST_TEXT]


def _outline(history: History) -> form.Outline:
    width, bounds = history.losses.stretches(form.MOST_STRETCHES)
    return form.Outline(width, bounds.tolist())


def _checkpoints(run: Run, places: Sequence[int], spread: int) -> list[form.StoredCheckpoint]:
    """The end of a run, what the end and the places are restored from, and some in between.

    Choosing again from the chosen ones gives the same ones.
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
    states = [*(each for each in chosen if each.step < end), Checkpoint(end, history.last)]
    count = len(run.start.grads)
    return [form.StoredCheckpoint(step, s[:count], s[count:]) for step, s in states]


def spread_of(runs: Sequence[Run]) -> int:
    """How many checkpoints each of the runs may spread over its steps."""
    numbers = sum(len(run.start.state) for run in runs)
    spread = form.SPREAD_CHECKPOINTS
    while spread > 1 and spread * numbers > MOST_CHECKPOINT_NUMBERS:
        spread //= 2
    return spread
