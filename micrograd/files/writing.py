"""Writing an experiment as the bytes of its file."""

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count
from typing import Any, NamedTuple

import msgspec

from micrograd.data.dataset import Dataset
from micrograd.data.rows import is_many
from micrograd.files import schema as form
from micrograd.files.errors import FileError
from micrograd.files.json_text import laid_out, stored_text
from micrograd.files.kept_maps import stored_map
from micrograd.files.limits import Size, check_numbers, check_size
from micrograd.files.tables import bases_of, stored_table
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import SETTINGS
from micrograd.runs.events import Event
from micrograd.runs.experiment import Experiment
from micrograd.runs.run import Run
from micrograd.runs.segments import restored_from
from micrograd.training.state import Checkpoint

# The fewest steps between stored checkpoints: replaying 1,024 takes no noticeable time.
SMALLEST_GAP = 1024
# The most numbers in the spread checkpoints of all runs: of some 20 bytes each, they take 5 MB.
MOST_CHECKPOINT_NUMBERS = 2**18


def to_bytes(experiment: Experiment) -> bytes:
    """The file of an experiment, laid out for people. Raises FileError if it is too large."""
    return checked_text(Encoder().encode(experiment))


def checked_text(data: bytes) -> bytes:
    """What an encoder wrote, laid out for people. Raises FileError if it is too large."""
    text = laid_out(data)
    check_size(Size.of(text))
    return text


class Encoder:
    """Writes the file of an experiment again and again, without indentation.

    Only datasets and runs that changed since the last time are encoded anew.
    """

    def __init__(self) -> None:
        # A key holds what a part depends on: objects by identity (the part keeps them), values.
        self._encoded: dict[object, _Encoded] = {}
        self._ahead: dict[object, _Encoded] = {}

    def work_ahead(self, experiment: Experiment) -> Sequence[Callable[[], object]]:
        """What takes long and depends on nothing that changes: a thread may do it first."""
        known = self._encoded | self._ahead
        found = {id(each): each for run in experiment.all_runs() for each in datasets_of(run)}
        parts = zip(found.values(), _table_parts([*found.values()]), strict=True)
        return [
            partial(self._encode_ahead, part)
            for each, part in parts
            if is_many(len(each)) and part.key not in known
        ]

    def _encode_ahead(self, part: "_Part") -> None:
        self._ahead[part.key] = part.encoded({})

    def encode(self, experiment: Experiment) -> bytes:
        """The bytes of the file. Raises FileError if it is too large."""
        # The runs in the list, then their ancestors that were deleted from it.
        runs = list(dict.fromkeys([*experiment.runs, *experiment.all_runs()]))
        if len(runs) > form.MOST_RUNS:
            raise FileError(
                f"{len(runs):,} runs are too many: a file has at most {form.MOST_RUNS:,}"
            )
        numbers = numbers_of(runs, experiment.next_number)
        datasets = {id(each): each for run in runs for each in datasets_of(run)}
        indices = {identity: index for index, identity in enumerate(datasets)}
        parts = _table_parts([*datasets.values()])
        parts += _run_parts(experiment, numbers, indices)
        before, self._encoded, self._ahead = self._ahead | self._encoded, {}, {}
        for part in parts:
            self._encoded[part.key] = before.get(part.key) or part.encoded(indices)
        head = {
            "format": form.FORMAT,
            "version": form.VERSION,
            "current": numbers[experiment.current],
            "next_number": max(experiment.next_number, 1 + max(numbers.values())),
        }
        texts = [each.text for each in self._encoded.values()]
        sizes = [each.size for each in self._encoded.values()]
        tail = {
            "chosen": experiment.chosen,
            "sweep": {
                name: stored_text(text, form.LONGEST_FIELD)
                for name, text in experiment.sweep.items()
            },
            "map": stored_map(experiment.map),
        }
        check_numbers(sum(len(each) * (each.nin + each.nout) for each in datasets.values()))
        data = b'%b,"datasets":[%b],"runs":[%b],%b' % (
            msgspec.json.encode(head)[:-1],
            b",".join(texts[: len(datasets)]),
            b",".join(texts[len(datasets) :]),
            msgspec.json.encode(tail)[1:],
        )
        check_size(Size(len(data), sum(s.values for s in sizes), sum(s.lists for s in sizes)))
        return data


class _Part(NamedTuple):
    """A dataset or run of the file. objects, by identity, and values: what it depends on."""

    objects: tuple[object, ...]
    values: tuple[object, ...]
    make: Callable[[], Any]

    @property
    def key(self) -> object:
        """Another one for whatever differs in what the part depends on."""
        return tuple(map(id, self.objects)), self.values

    def encoded(self, indices: dict[int, int]) -> "_Encoded":
        """Encode it. indices: of datasets, by identity."""
        text = msgspec.json.encode(self.make(), enc_hook=partial(_stored, indices))
        return _Encoded(self, text, Size.of(text))


class _Encoded(NamedTuple):
    """A part that was encoded; it keeps the objects that the part depends on."""

    part: _Part
    text: bytes
    size: Size


def _table_parts(datasets: Sequence[Dataset]) -> list[_Part]:
    """A part for each dataset, which may depend on an earlier one."""
    parts = []
    for dataset, place in zip(datasets, bases_of(datasets), strict=True):
        base = None if place is None else datasets[place]
        make = partial(stored_table, dataset, base, place)
        parts.append(_Part((dataset, base), (place,), make))
    return parts


def _stored(indices: dict[int, int], value: Any) -> Any:
    """The stored form of a dataset or recipe. indices: of datasets, by identity."""
    if isinstance(value, Dataset):
        return indices[id(value)]
    assert isinstance(value, Recipe)
    return {
        name: each
        for name, each in vars(value).items()
        if name in form.IN_EVERY_FILE or each != SETTINGS[name].default
    }


# Runs.


def numbers_of(runs: Sequence[Run], next_number: int) -> dict[Run, int]:
    """The number of each run in the file: its own, or a new one where an earlier run has that."""
    free = count(max(next_number, 1 + max(run.number for run in runs)))
    numbers: dict[int, Run] = {}
    for run in runs:
        numbers[next(free) if run.number in numbers else run.number] = run
    return {run: number for number, run in numbers.items()}


def datasets_of(run: Run) -> list[Dataset]:
    """The datasets of a run: the first one, then those of its events."""
    changes = (e.settings["dataset"] for e in run.events if "dataset" in e.settings)
    return [run.start.recipe.dataset, *changes]


def _run_parts(
    experiment: Experiment, numbers: dict[Run, int], indices: dict[int, int]
) -> Iterator[_Part]:
    listed, current = set(experiment.runs), experiment.current
    shown, spread = restored_from(current, current.place), spread_of([*numbers])
    for run, number in numbers.items():
        parent = numbers[run.parent] if run.parent else None
        # The steps that are shown as soon as the file is open.
        places = (run.place, current.place) if run is shown else (run.place,)
        objects = (run.start, run.history, run.history.last, *run.events)
        arguments = (number, parent, run in listed, places, spread)
        state = (run.name, run.is_hidden, run.hides_fault, run.steps)
        datasets = (indices[id(each)] for each in datasets_of(run))
        make = partial(_stored_run, run, *arguments)
        yield _Part(objects, (*arguments, *state, *datasets), make)


def _stored_run(
    run: Run, number: int, parent: int | None, is_listed: bool, places: Sequence[int], spread: int
) -> form.StoredRun:
    """The stored form of a run; recipes and datasets in it are the living ones, see `_stored`."""
    start = run.start
    # JSON has no infinity and no nan, which a gradient may be after a divergence.
    grads: Any = [each if math.isfinite(each) else repr(each) for each in start.grads]
    width, bounds = run.history.losses.stretches(form.MOST_STRETCHES)
    return form.StoredRun(
        number,
        stored_text(run.name),
        is_listed,
        run.is_hidden,
        parent,
        form.StartingPoint(start.step, start.recipe, start.data, grads, list(start.slots)),
        [_change(event) for event in run.events],
        run.steps,
        run.place,
        form.Outline(width, bounds.tolist()),
        _checkpoints(run, places, spread),
        run.hides_fault,
    )


def _change(event: Event) -> Any:
    if event.kind == "network":
        return form.NetworkChange(event.step, stored_text(event.note))
    if event.kind == "parameter":
        indices, data = list(event.edits), list(event.edits.values())
        if len(indices) > 1:
            return form.ParametersChange(event.step, indices, data)
        return form.ParameterChange(event.step, *indices, *data)
    value = event.settings[event.kind]
    return form.SETTING_CHANGES[event.kind](event.step, value, stored_text(event.note))


def _checkpoints(run: Run, places: Sequence[int], spread: int) -> list[form.StoredCheckpoint]:
    """The end of a run, what its end and the places are restored from, and some in between.

    Choosing again among these gives the same ones.
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
    return [
        form.StoredCheckpoint(step, s[:count], s[count:], grads or []) for step, s, grads in states
    ]


def spread_of(runs: Sequence[Run]) -> int:
    """The number of checkpoints that each of the runs may spread over its steps."""
    numbers = sum(len(run.start.state) for run in runs)
    spread = form.SPREAD_CHECKPOINTS
    while spread > 1 and spread * numbers > MOST_CHECKPOINT_NUMBERS:
        spread //= 2
    return spread
