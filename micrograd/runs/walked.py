"""The path that a run walked: the parameters at some of its steps, with bounded work."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from micrograd.runs.buckets import Numbers
from micrograd.runs.replay import Replay
from micrograd.runs.run import Run
from micrograd.runs.segments import Segment, same_network_segments
from micrograd.training.divergence import DivergenceError
from micrograd.training.state import Checkpoint

# The first steps of a run are all on its path, then each is later than the one before by this
# factor: a run of a million steps has some 400 of them.
DENSE, FACTOR = 128, 1.03
# The numbers of all points of a path: 4 MB. A large network has a path of fewer points.
MOST_NUMBERS, FEWEST = 500_000, 24
# The first steps of a long run that are done again, and the seconds that this may take.
EARLY, EARLY_S = 2048, 0.3


class Stride(NamedTuple):
    """The parameters after a step, and after the one that follows; None where that is not known."""

    point: Numbers
    next: Numbers | None


class Again(NamedTuple):
    """Steps that are to be done again.

    wanted: the first steps that the path has, in order. checkpoints: to do one step from each.
    """

    run: Run
    wanted: list[int]
    checkpoints: list[Checkpoint]


def path_steps(first: int, last: int, parameters: int) -> list[int]:
    """The steps of a path, the same ones however far the run has come by then."""
    most = max(FEWEST, MOST_NUMBERS // max(1, parameters))
    dense = min(DENSE, most // 2)
    steps = list(range(first, min(last, first + dense) + 1))
    factor = max(FACTOR, 1 + 16 / max(1, most - dense))
    ahead = float(dense)
    while steps[-1] < last:
        ahead = max(ahead * factor, ahead + 1)
        if first + int(ahead) > last:
            break
        steps.append(first + int(ahead))
    return steps


def walked(run: Run, owner: Run) -> tuple[dict[int, Stride], list[Again]]:
    """The known part of a run's path around the segment of `owner`, by step; and the unknown part.

    `done_again` finds the unknown part, and may run in a thread.
    """
    known: dict[int, Stride] = {}
    again: list[Again] = []
    for segment in same_network_segments(run, owner):
        if segment.last == segment.first:
            continue
        if _has_all(segment.run):
            known |= _from_history(segment)
        else:
            again.append(_to_do_again(segment))
    return known, again


def _has_all(run: Run) -> bool:
    """True where the history has the data of every single step."""
    rows = run.history.parameters
    return rows.width == 1 and rows.first_step == run.start.step


def _from_history(segment: Segment) -> dict[int, Stride]:
    run, first, last = segment
    rows, count = run.history.parameters.rows, len(run.start.grads)
    edited = {event.step for event in run.events if event.edits}
    found = {}
    for step in path_steps(first, last - 1, count):
        i = step - first
        following = rows[i + 1, 0] if i + 1 < len(rows) else None
        if following is None and run.history.last is not None:
            following = np.array(run.history.last[:count])
        found[step] = Stride(rows[i, 0].copy(), None if step + 1 in edited else following)
    return found


def _to_do_again(segment: Segment) -> Again:
    run, first, last = segment
    kept = run.history.checkpoints
    wanted, chosen = path_steps(first, last - 1, len(run.start.grads)), []
    places = np.searchsorted(kept.steps, wanted)
    for place in np.unique(places[places < len(kept)]).tolist():
        if kept.steps[place] < last:
            chosen.append(kept.at(place))
    return Again(run, [step for step in wanted if step < first + EARLY], chosen)


def done_again(again: Again) -> Iterator[tuple[int, Stride]]:
    """Do steps of a run again, on a network of its own."""
    run, count = again.run, len(again.run.start.grads)
    replay = Replay(run, run.start.step)
    trainer = replay.trainer
    early = run.start.step + trainer.steps_within(EARLY_S)
    wanted = {step for step in again.wanted if step < early}
    try:
        for step, stride in _early_steps(run, replay, max(wanted, default=-1) + 1):
            if step in wanted:
                yield step, stride
        for step, state, grads in again.checkpoints:
            before, until = run.events_until(step - 1), run.events_until(step)
            trainer.take_settings(run.recipe_after(before))
            trainer.resume(step, state, grads or [0.0] * count)
            for event in run.events[before:until]:
                event.apply(trainer)
            point = np.array(trainer.state[:count])
            trainer.run(1)
            yield step, Stride(point, np.array(trainer.state[:count]))
    except DivergenceError:
        # A file that was trained on another computer.
        return


def _early_steps(run: Run, replay: Replay, end: int) -> Iterator[tuple[int, Stride]]:
    before: tuple[int, Numbers] | None = None
    edited = {event.step for event in run.events if event.edits}
    while replay.step < end:
        first = replay.step
        snapshots = replay.snapshots(end - first)
        for i, point in enumerate(snapshots.data):
            if before is not None:
                yield before[0], Stride(before[1], None if first + i in edited else point)
            before = first + i, point
    if before is not None:
        count = len(before[1])
        yield before[0], Stride(before[1], np.array(replay.trainer.state[:count]))
