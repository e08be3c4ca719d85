"""The right run beside one that was trained with a wrong line: all else is done as it was there."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from micrograd.recipe.fault import NOTHING
from micrograd.runs.events import Event
from micrograd.runs.recording import SLICE_S, train_run
from micrograd.runs.replay import Replay
from micrograd.runs.restore import restore
from micrograd.runs.run import Run, Start, drawn_start
from micrograd.runs.segments import Segment, segments_of
from micrograd.training.divergence import DivergenceError

NAME = "fault"


class Righted(NamedTuple):
    """The start at which the line went wrong, with the right one; and all other changes since."""

    start: Start
    parent: Run | None
    events: list[Event]


def righted(wrong: Run) -> Righted:
    """Begin at the first step with a fault in the past of a run that has its network.

    Raises ValueError where there is none.
    """
    segments = _of_its_network(wrong)
    while segments and not _begins_wrong(segments[0]) and _first_fault(segments[0]) is None:
        segments = segments[1:]
    if not segments:
        raise ValueError(f"{wrong.name} has no fault")
    first, *later = segments
    if _begins_wrong(first):
        start, parent, own = _right_start(first.run.start), first.run.parent, _events(first)
    else:
        step = _first_fault(first)
        assert step is not None
        trainer, parent = first.run.start.trainer(), first.run
        restore(trainer, parent, step)
        recipe = parent.recipe_at(step).changed(fault=NOTHING)
        start = Start(step, recipe, tuple(trainer.state), tuple(trainer.grads))
        own = [event for event in _events(first) if event.step > step]
    events = [*own, *(event for segment in later for event in _events(segment))]
    return Righted(start, parent, [event for event in events if NAME not in event.settings])


def train_with_changes(run: Run, steps: int) -> Iterator[float]:
    """Train a run from its start with the changes that it has, and record every step.

    Yields the share that is done. After a divergence the run ends with the last finite parameters.
    """
    replay = Replay(run, run.start.step)
    try:
        while run.steps < steps:
            train_run(run, replay.trainer, replay.next_steps(steps, SLICE_S))
            yield run.steps / steps
    except DivergenceError:
        return


def _of_its_network(run: Run) -> list[Segment]:
    """The last segments of a run's past, which follow each other with the same network."""
    segments = segments_of(run)
    while not all(segment.run.continues_parent for segment in segments[1:]):
        segments = segments[1:]
    return segments


def _events(segment: Segment) -> list[Event]:
    return segment.run.events[: segment.run.events_until(segment.last)]


def _begins_wrong(segment: Segment) -> bool:
    return segment.run.start.recipe.sabotage.is_any


def _first_fault(segment: Segment) -> int | None:
    """The step at which a line becomes wrong in a segment; None where none does."""
    found = (e.step for e in _events(segment) if e.settings.get(NAME, NOTHING) != NOTHING)
    return next(found, None)


def _right_start(start: Start) -> Start:
    recipe = start.recipe.changed(fault=NOTHING)
    is_drawn = start.recipe.sabotage.zero_start and start.step == 0
    return drawn_start(recipe) if is_drawn else replace(start, recipe=recipe)
