"""Segments: the steps of a run and its past, by the run that trained them."""

from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from micrograd.runs.run import Run


class Segment(NamedTuple):
    """The steps that one run trained, from `first` to `last`; it has the losses before `last`."""

    run: Run
    first: int
    last: int


def own_segment(run: Run) -> Segment:
    """The segment that a run trained itself."""
    return Segment(run, run.start.step, run.steps)


def segments_of(run: Run) -> list[Segment]:
    """The segments of a run's ancestors, the oldest first, and its own at the end."""
    past = [Segment(run, run.start.step, after.start.step) for run, after in pairwise(run.lineage)]
    return [*past, own_segment(run)]


def same_network_segments(run: Run, owner: Run) -> list[Segment]:
    """The segments of `run`, around that of `owner`, that have its network."""
    segments: list[Segment] = []
    for segment in segments_of(run):
        if have_same_network(segment.run, owner):
            segments.append(segment)
        elif owner in (each.run for each in segments):
            break
        else:
            segments = []
    return segments


_shape = attrgetter("dataset.nin", "layers", "activations", "loss", "optimizer")


def have_same_network(run: Run, other: Run) -> bool:
    """True where one trainer serves both: the layers are the same, the loss and the optimizer.

    Their weights may have been drawn from other seeds.
    """
    return bool(_shape(run.start.recipe) == _shape(other.start.recipe))


def restored_from(run: Run, step: int) -> Run:
    """The run from whose checkpoints `restore` comes to a step of a run or its past."""
    return followed(run.owner_of(step), step)[-1]


def followed(run: Run, step: int) -> list[Run]:
    """A run with a step of its own, then those whose end it follows without a step between."""
    line = [run]
    while step == run.start.step and run.parent and run.continues_parent:
        run = run.parent
        line.append(run)
    return line
