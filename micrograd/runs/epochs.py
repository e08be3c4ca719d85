"""Epochs: how often all samples that are trained on have come, whatever batches they came in."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from micrograd.recipe.recipe import Recipe
from micrograd.runs.events import Event
from micrograd.runs.run import Run
from micrograd.runs.segments import segments_of

# The settings that say how many steps an epoch has.
OF_AN_EPOCH = {"dataset", "batch_size", "test_share"}


class Pace(NamedTuple):
    """From the step `first` on an epoch has so many steps; `done` epochs were gone through."""

    first: int
    steps_per_epoch: int
    done: Fraction

    def at(self, step: int) -> Fraction:
        """The epochs that were gone through before the step after `step` others."""
        return self.done + Fraction(step - self.first, self.steps_per_epoch)


def paces_of(run: Run) -> list[Pace]:
    """The paces of a run and of its past, in the order of their steps.

    After a change of the batches the count goes on from there, though the order of the samples is
    that of a run that had these batches from the beginning.
    """
    paces: list[Pace] = []
    for step, recipe in _recipes(run):
        steps = recipe.steps_per_epoch
        if not paces:
            paces.append(Pace(step, steps, Fraction(step, steps)))
        elif steps != paces[-1].steps_per_epoch:
            done = paces[-1].at(step)
            # What was changed again before a step counts for nothing.
            paces = [each for each in paces if each.first < step]
            paces.append(Pace(step, steps, done))
    return paces


def _recipes(run: Run) -> Iterator[tuple[int, Recipe]]:
    """The recipes from which on an epoch may have other steps, each with its step."""
    *past, _ = segments = segments_of(run)
    for segment in segments:
        owner, first = segment.run, segment.first
        # A later run begins with what was changed at the end of the one before.
        end = segment.last if segment in past else segment.last + 1
        changed = (event.step for event in owner.events if event.settings.keys() & OF_AN_EPOCH)
        for step in sorted({first, *(step for step in changed if first <= step < end)}):
            yield step, owner.recipe_at(step)


def pace_at(paces: Sequence[Pace], step: int) -> Pace:
    """The pace of the step after so many others."""
    return paces[max(0, bisect_right(paces, step, key=lambda pace: pace.first) - 1)]


class EpochCount:
    """The paces of the run that was asked for last, computed where that has other events."""

    def __init__(self) -> None:
        self._known: tuple[Run, int, Event | None] | None = None
        self._paces: list[Pace] = []

    def paces(self, run: Run) -> list[Pace]:
        """The paces of a run, as of `paces_of`."""
        known = run, len(run.events), run.events[-1] if run.events else None
        if self._known is None or any(a is not b for a, b in zip(known, self._known, strict=True)):
            self._known, self._paces = known, paces_of(run)
        return self._paces
