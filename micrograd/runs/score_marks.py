"""Measures the scores of earlier steps of a run, at or near the states that are kept of it."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from micrograd.compiled import library
from micrograd.runs.buckets import bin_width
from micrograd.runs.log_bins import log_edges
from micrograd.runs.restore import restore, seconds_to_replay
from micrograd.runs.run import Run
from micrograd.runs.segments import Segment
from micrograd.training.divergence import DivergenceError
from micrograd.training.measuring import measured
from micrograd.training.step_cost import expected_step_s
from micrograd.training.trainer import Trainer

# A run has a mark in each of its parts, at most so many.
PARTS = 128
# The first steps of a run have finer parts where those have more than WIDE steps: as many, a power
# of two, for each doubling of the steps.
WIDE, PER_DOUBLING = 32, 8
# A step that takes longer than NEAR_S to come to has no mark. A run on more than MOST_SAMPLES, or
# whose network takes longer than LOOK_S to look at them, has marks of the steps that were shown
# only: a frame has no more time.
NEAR_S, LOOK_S, MOST_SAMPLES = 0.1, 0.05, 10_000


def marking(segment: Segment) -> Iterator[None]:
    """Give a part of a run marks that it lacks; yields after each of them.

    What is measured is exactly what the step had: the parameters that its history keeps of each
    step, or a checkpoint, with what was changed there; where neither is near, it is trained again.
    """
    run, first, last = segment
    if not _is_soon_looked_at(run):
        return
    trainer: Trainer | None = None
    for step in _steps_to_measure(run, first, min(last, run.steps)):
        trainer = trainer or run.start.trainer()
        try:
            if not _stand(trainer, run, step):
                restore(trainer, run, step)
        except DivergenceError:
            # The file was edited by hand, or trained on another computer.
            return
        run.history.scores.keep(step, measured(trainer))
        yield


def _is_soon_looked_at(run: Run) -> bool:
    parameters, samples = len(run.start.data), len(run.recipe.dataset)
    seconds = expected_step_s(parameters, samples, library.loaded() is not None)
    return samples <= MOST_SAMPLES and seconds <= LOOK_S


def _parts(first: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a run: even ones, and the finer ones of a logarithmic axis before them."""
    width = bin_width(max(1, end - first), PARTS)
    edges, last = log_edges(first, end, PER_DOUBLING)
    for low, high in pairwise([*edges.tolist(), last]):
        if high - low < width > WIDE:
            yield max(first, low), min(end, high)
    for begin in range(first // width * width, end, width):
        yield max(first, begin), min(end, begin + width)


def _steps_to_measure(run: Run, first: int, end: int) -> Iterator[int]:
    """A step in each part of the run that has no mark yet, where it takes no time to stand at."""
    for low, high in _parts(first, end):
        if low < high and not run.history.scores.has_mark(low, high):
            i = bisect_left(steps := run.history.checkpoints.steps, low)
            is_kept = i < len(steps) and steps[i] < high and _kept_row(run, low) is None
            step = steps[i] if is_kept else low
            if seconds_to_replay(run, step) <= NEAR_S or _kept_row(run, step) is not None:
                yield step


def _stand(trainer: Trainer, run: Run, step: int) -> bool:
    """Give a trainer the parameters and settings of a step; False where those are not kept."""
    data = _kept_data(run, step)
    if data is None:
        return False
    trainer.take_settings(run.recipe_at(step))
    for parameter, number in zip(trainer.parameters, data, strict=True):
        parameter.data = number
    return True


def _kept_data(run: Run, step: int) -> list[float] | None:
    """The parameters of a step, with what was changed there; None where they are not kept."""
    row, steps = _kept_row(run, step), run.history.checkpoints.steps
    if row is not None:
        kept: list[float] = run.history.parameters.rows[row, 0].tolist()
        return kept
    i = bisect_left(steps, step)
    if i == len(steps) or steps[i] != step:
        return None
    data = run.history.checkpoints.at(i).state[: len(run.start.data)]
    for event in run.events[run.events_until(step - 1) : run.events_until(step)]:
        for index, edited in event.edits.items():
            data[index] = edited
    return data


def _kept_row(run: Run, step: int) -> int | None:
    """The row of a history of parameters that has those of this step alone; None for none."""
    parameters = run.history.parameters
    row = step - parameters.first_step
    return row if parameters.width == 1 and 0 <= row < parameters.steps else None
