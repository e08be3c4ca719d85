"""write_csv_file: the losses of all runs, or all parameters of one, as a table of every step.

Nothing is rounded. The numbers that a run does not keep are computed again while the file is
written, piece by piece, in bounded memory.
"""

import csv
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from micrograd.export.loss_columns import Columns, LossColumns, ScoreColumns, within
from micrograd.export.map_files import write_map_file
from micrograd.export.options import ExportError, Options
from micrograd.runs.differences import titled
from micrograd.runs.experiment import Experiment
from micrograd.runs.last_loss import next_loss
from micrograd.runs.replay import Replay
from micrograd.runs.restore import restore
from micrograd.runs.run import Run
from micrograd.runs.sabotaged import wrong_lines
from micrograd.runs.segments import same_network_segments
from micrograd.training.divergence import DivergenceError

# Numbers written, and steps replayed, between two reports of progress: some milliseconds.
CELLS_AT_A_TIME, STEPS_AT_A_TIME = 2**13, 2**12
# A cell that begins with one of these is a formula, whoever wrote it.
FORMULA = ("=", "+", "-", "@")
# Rows up to this many steps apart are taken from snapshots of every step.
CLOSE = 16

Write = Callable[[Experiment, Options, Path], Iterator[float]]


def write_csv_file(experiment: Experiment, options: Options, path: Path) -> Iterator[float]:
    """Write every `options.every`-th step from `options.first` up to `options.last`.

    options.content: `losses` for a column per listed run, whose head says how it was trained; its
    ancestors' steps are included, and it is empty where the run has no such step. `scores` for the
    same with the score beside each loss, an accuracy from 0 to 1 or R², empty where that is not
    defined, and loss and score of the samples held out, if there are any. `parameters` for the
    current run, as far back as its network is the same: the loss of each step, the data of all
    parameters before its update, and the gradients of its loss. The last step of a run is its end,
    from which nothing was trained yet; its gradients are empty where they are too large. `map` for
    the numbers of the map, see `micrograd.maps.table`.

    Yields its progress, from 0 to 1. Raises ExportError where there is no such step.
    """
    yield from _WRITERS[options.content](experiment, options, path)
    yield 1.0


def _by_steps(write: Callable[[Experiment, Options, Any], Iterator[float]]) -> Write:
    """What writes a file by what writes the rows of its table."""

    def write_file(experiment: Experiment, options: Options, path: Path) -> Iterator[float]:
        with open(path, "w", encoding="utf-8", newline="") as file:
            yield from write(experiment, options, csv.writer(file))

    return write_file


def _write_losses(experiment: Experiment, options: Options, writer: Any) -> Iterator[float]:
    columns = LossColumns(experiment.runs)
    names = [titled(run) for run in experiment.runs]
    yield from _write_columns(names, [columns], lambda: columns.cells, options, writer)


def _write_scores(experiment: Experiment, options: Options, writer: Any) -> Iterator[float]:
    runs = experiment.runs
    losses, scores = LossColumns(runs), ScoreColumns(runs)
    parts = [ScoreColumns.parts(run) for run in runs]
    names = [
        name
        for run, of_run in zip(runs, parts, strict=True)
        for name in (titled(run), *(f"{run.name} {name}" for name, _ in of_run))
    ]

    def cells() -> Iterator[list[Any]]:
        for of_loss, of_scores, of_run in zip(losses.cells, scores.cells, parts, strict=True):
            yield of_loss
            yield from ([each and read(each) for each in of_scores] for _, read in of_run)

    yield from _write_columns(names, [losses, scores], cells, options, writer)


def _write_columns(
    names: Sequence[str],
    kinds: Sequence[Columns],
    cells: Callable[[], Iterable[Sequence[Any]]],
    options: Options,
    writer: Any,
) -> Iterator[float]:
    """Write a table of steps. names, cells: of the columns, the cells from what `kinds` read."""
    steps = _chosen(options, kinds[0].first, kinds[0].end)
    writer.writerow(_unique(["step", *map(as_words, names)]))
    rows = max(1, min(CELLS_AT_A_TIME // len(names), STEPS_AT_A_TIME // steps.step))
    for begin in range(0, len(steps), rows):
        some, done = steps[begin : begin + rows], begin / len(steps)
        for columns in kinds:
            for _ in columns.read(some):
                yield done
        writer.writerows(zip(some, *cells(), strict=True))
        yield done


def _write_parameters(experiment: Experiment, options: Options, writer: Any) -> Iterator[float]:
    run = experiment.current
    segments = same_network_segments(run, run)
    steps = _chosen(options, segments[0].first, run.steps + 1)
    labels = [parameter.label for parameter in run.start.model().parameters()]
    names = [f"{label} {what}" for label in labels for what in ("data", "grad")]
    wrong = wrong_lines(run)
    writer.writerow(["step", f"loss ({wrong})" if wrong else "loss", *names])
    for segment in segments:
        own = within(steps, segment.first, segment.last)
        if own:
            for step in _write_steps(segment.run, own, writer):
                yield max(0, step - steps.start) / (steps[-1] + 1 - steps.start)
    if run.steps in steps:
        writer.writerow(_end_row(run))


def _end_row(run: Run) -> list[Any]:
    """The step, loss, data and gradients at the end of a run, as its next step would find them."""
    trainer = run.start.trainer()
    restore(trainer, run, run.steps)
    data = [parameter.data for parameter in trainer.parameters]
    grads: Sequence[float | None]
    try:
        loss, grads = trainer.step(), trainer.grads
    except DivergenceError:
        loss, grads = next_loss(run), [None] * len(data)
    cells = (number for pair in zip(data, grads, strict=True) for number in pair)
    return [run.steps, loss, *cells]


def _write_steps(run: Run, steps: range, writer: Any) -> Iterator[int]:
    """Write the parameters of a run's own steps; yields the step that it has come to."""
    replay, every, end = Replay(run, steps.start), steps.step, steps[-1] + 1
    rows = max(1, CELLS_AT_A_TIME // (2 * len(run.start.data)))
    at_a_time = rows * every if every <= CLOSE else 1
    while True:
        for _ in replay.losses_until(min(end, within(steps, replay.step, end).start)):
            yield replay.step
        first = replay.step
        if first >= end:
            return
        losses, data, grads = replay.snapshots(min(at_a_time, end - first))
        cells = np.stack([data, grads], axis=2)[::every].reshape(-1, 2 * data.shape[1])
        numbers = zip(range(first, replay.step, every), losses[::every], cells, strict=True)
        writer.writerows([step, loss, *row.tolist()] for step, loss, row in numbers)
        yield replay.step


def _chosen(options: Options, first: int, end: int) -> range:
    """The steps that are written, of those from `first` to before `end`."""
    if options.every < 1:
        raise ExportError("write every step, or every second, third, …", "every")
    if first == end - 1:
        raise ExportError("no step was trained yet, train at least one")
    begin = max(first, options.first)
    stop = end if options.last is None else min(end, options.last + 1)
    if begin >= stop:
        last = "on" if options.last is None else f"to {options.last:,}"
        raise ExportError(
            f"there is no step from {options.first:,} {last}, the steps are "
            f"{first:,} to {end - 1:,}",
            "first" if options.first >= end else "last",
        )
    return range(begin, stop, options.every)


def as_words(name: str) -> str:
    """A name that no spreadsheet takes for a formula: it is text behind an apostrophe."""
    # Spreadsheets read wide forms of these characters, too.
    first = unicodedata.normalize("NFKC", name.lstrip()[:1])
    return f"'{name}" if first in FORMULA or name[:1].isspace() else name


def _unique(names: Sequence[str]) -> list[str]:
    """The names, with a number behind each one that was there before."""
    found: dict[str, None] = {}
    for name in names:
        candidates = (name if i == 1 else f"{name} ({i})" for i in count(1))
        found[next(each for each in candidates if each not in found)] = None
    return list(found)


_WRITERS: dict[str, Write] = {
    "losses": _by_steps(_write_losses),
    "scores": _by_steps(_write_scores),
    "parameters": _by_steps(_write_parameters),
    "map": write_map_file,
}
