"""Writing an experiment as the bytes of its file."""

from collections.abc import Sequence
from itertools import count
from operator import is_
from typing import NamedTuple

import msgspec

from micrograd.files import schema as form
from micrograd.files.errors import FileError
from micrograd.files.json_text import laid_out
from micrograd.files.limits import Size, check_size
from micrograd.files.stored import DatasetTable, spread_of, stored_run
from micrograd.runs.experiment import Experiment
from micrograd.runs.run import Run
from micrograd.runs.segments import restored_from


def to_bytes(experiment: Experiment) -> bytes:
    """The file of an experiment, laid out for reading. Raises FileError if that is too large."""
    data = laid_out(Encoder().encode(experiment))
    check_size(Size.of(data))
    return data


class Encoder:
    """Writes the file of an experiment again and again, without indentation.

    Only datasets and runs that changed since the last time are encoded anew.
    """

    def __init__(self) -> None:
        self._datasets: dict[int, _Part] = {}
        self._runs: dict[Run, _Part] = {}

    def encode(self, experiment: Experiment) -> bytes:
        """The bytes of the file. Raises FileError if that is too large."""
        runs = in_order(experiment)
        if len(runs) > form.MOST_RUNS:
            raise FileError(
                f"{len(runs):,} runs are too many: a file has at most {form.MOST_RUNS:,}"
            )
        numbers = numbers_of(runs, experiment.next_number)
        table = DatasetTable()
        parts = self._encoded_runs(experiment, runs, numbers, table)
        head = {
            "format": form.FORMAT,
            "version": form.VERSION,
            "current": numbers[experiment.current],
            "next_number": max(experiment.next_number, 1 + max(numbers.values())),
        }
        data = b'%b,"datasets":[%b],"runs":[%b]}' % (
            msgspec.json.encode(head)[:-1],
            b",".join(self._encoded_datasets(table)),
            b",".join(parts),
        )
        sizes = [part.size for part in (*self._datasets.values(), *self._runs.values())]
        check_size(Size(len(data), sum(s.values for s in sizes), sum(s.lists for s in sizes)))
        return data

    def _encoded_runs(
        self,
        experiment: Experiment,
        runs: Sequence[Run],
        numbers: dict[Run, int],
        table: DatasetTable,
    ) -> list[bytes]:
        before, self._runs = self._runs, {}
        spread = spread_of(runs)
        current = experiment.current
        shown = restored_from(current, current.place)
        for i, run in enumerate(runs):
            parent = numbers[run.parent] if run.parent else None
            naming = (numbers[run], parent, i < len(experiment.runs))
            history = run.history
            objects = (run.start, history, history.last, *run.events)
            places = (run.place, current.place) if run is shown else (run.place,)
            state = (run.name, run.is_hidden, run.steps, places, spread)
            values = (*naming, *state, *table.indices(run))
            part = before.get(run)
            if part is None or not part.is_of(objects, values):
                stored = stored_run(run, *naming, table, places, spread)
                part = _Part.of(stored, objects, values)
            self._runs[run] = part
        return [part.data for part in self._runs.values()]

    def _encoded_datasets(self, table: DatasetTable) -> list[bytes]:
        before, self._datasets = self._datasets, {}
        for dataset in table.datasets:
            part = before.get(id(dataset))
            if part is None:
                stored = form.SampleTable(dataset.nin, dataset.nout, dataset.rows())
                part = _Part.of(stored, (dataset,), ())
            self._datasets[id(dataset)] = part
        return [part.data for part in self._datasets.values()]


class _Part(NamedTuple):
    """The bytes of one run or dataset. objects, values: everything that they depend on."""

    objects: tuple[object, ...]
    values: tuple[object, ...]
    data: bytes
    size: Size

    @classmethod
    def of(
        cls, content: object, objects: tuple[object, ...], values: tuple[object, ...]
    ) -> "_Part":
        data = msgspec.json.encode(content)
        return cls(objects, values, data, Size.of(data))

    def is_of(self, objects: tuple[object, ...], values: tuple[object, ...]) -> bool:
        """True where nothing changed. Objects are compared by identity: they are never mutated."""
        return (
            self.values == values
            and len(self.objects) == len(objects)
            and all(map(is_, self.objects, objects))
        )


def in_order(experiment: Experiment) -> list[Run]:
    """The runs in the list, then their ancestors that were deleted from it."""
    listed = dict.fromkeys(experiment.runs)
    return [*listed, *(run for run in experiment.all_runs() if run not in listed)]


def numbers_of(runs: Sequence[Run], next_number: int) -> dict[Run, int]:
    """A number for each run: its own, or a new one where an earlier run has its number."""
    free = count(max(next_number, 1 + max(run.number for run in runs)))
    numbers: dict[int, Run] = {}
    for run in runs:
        numbers[next(free) if run.number in numbers else run.number] = run
    return {run: number for number, run in numbers.items()}
