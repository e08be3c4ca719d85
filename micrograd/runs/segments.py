"""The line of a run from its oldest ancestor on: which part of it each of them trained."""

from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from micrograd.runs.run import Run


class Part(NamedTuple):
    """What one run trained: from step `first` on, up to step `last`; the losses before `last`."""

    run: Run
    first: int
    last: int


def whole(run: Run) -> Part:
    """All that a run trained itself."""
    return Part(run, run.start.step, run.steps)


def parts_of(run: Run) -> list[Part]:
    """The parts of its ancestors, the oldest first, and its own at the end."""
    past = [Part(run, run.start.step, after.start.step) for run, after in pairwise(run.lineage)]
    return [*past, whole(run)]


def alike_parts(run: Run, owner: Run) -> list[Part]:
    """Those neighbouring parts of the line of `run` that have the network of `owner`."""
    parts: list[Part] = []
    for part in parts_of(run):
        if have_same_network(part.run, owner):
            parts.append(part)
        elif owner in (each.run for each in parts):
            break
        else:
            parts = []
    return parts


def have_same_network(run: Run, other: Run) -> bool:
    """True where both have the same layers; their weights may have been drawn from other seeds."""
    is_as_wide = run.start.dataset.nin == other.start.dataset.nin
    return is_as_wide and replace(run.config, seed=0) == replace(other.config, seed=0)
