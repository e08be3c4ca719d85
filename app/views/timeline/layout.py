"""The layout of the timeline: where branches and changes stand."""

from collections.abc import Sequence
from typing import NamedTuple

from app.kit.plain_text import one_line
from app.kit.step_places import place_of, step_at
from micrograd.runs.events import Event
from micrograd.runs.experiment import Experiment
from micrograd.runs.run import Run
from micrograd.runs.segments import segments_of

# Changes within this many pixels share one mark.
CLOSEST = 12
# The most changes, or branches, that a tooltip lists.
MOST_LINES = 8
# The reach of the mouse in pixels, to read a mark or a branch.
NEAR = 6


class Mark(NamedTuple):
    """Changes drawn as one mark. x: the place of the first of them in pixels."""

    x: int
    events: list[Event]

    @property
    def kind(self) -> str:
        """The kind of all of them, or "several"."""
        kinds = {event.kind for event in self.events}
        return kinds.pop() if len(kinds) == 1 else "several"

    @property
    def text(self) -> str:
        """The words beside the mark."""
        count = len(self.events)
        return one_line(self.events[0].text) if count == 1 else f"{count} changes"

    @property
    def lines(self) -> str:
        """The changes with their steps, at most MOST_LINES of them, a line each."""
        lines = [f"step {event.step:,}: {event.text}" for event in self.events[:MOST_LINES]]
        more = len(self.events) - len(lines)
        return "\n".join([*lines, *([f"and {more:,} more"] if more else [])])


class Scale(NamedTuple):
    """A map of the steps `first` to `last` to pixels, of which `left` to `right` are seen.

    span: the places on the axis of steps that are at both ends. is_logarithmic: of that axis.
    """

    first: int
    last: int
    left: int
    right: int
    span: tuple[float, float] | None = None
    is_logarithmic: bool = False

    @property
    def _ends(self) -> tuple[float, float]:
        """The places at both ends: those of the first and the last step, unless others are seen."""
        if self.span is not None:
            return self.span
        is_logarithmic = self.is_logarithmic
        return place_of(self.first, is_logarithmic), place_of(self.last, is_logarithmic)

    def x(self, step: int) -> int:
        """The pixel of a step; one that is not seen is at the end before it."""
        low, high = self._ends
        if low == high:
            return self.left
        share = (place_of(step, self.is_logarithmic) - low) / (high - low)
        return round(self.left + min(max(share, 0.0), 1.0) * (self.right - self.left))

    def step(self, x: float) -> int:
        """The step nearest to a pixel; beyond the ends it is the first or the last one there."""
        low, high = self._ends
        share = (x - self.left) / max(1, self.right - self.left)
        place = low + min(max(share, 0.0), 1.0) * (high - low)
        return min(max(self.first, round(step_at(place, self.is_logarithmic))), self.last)


def branches_of(experiment: Experiment) -> list[tuple[int, Run]]:
    """The shown runs that leave the line of the current one, each with the step where it does."""
    line = {segment.run: segment.last for segment in segments_of(experiment.current)}
    listed = set(experiment.runs)
    branches = []
    for run in experiment.runs:
        if run in line or run.is_hidden:
            continue
        first, parent = run, run.parent
        # A branch of a branch leaves its parent; if that was deleted, it leaves the next ancestor.
        while parent is not None and parent not in line and parent not in listed:
            first, parent = parent, parent.parent
        if parent in line and first.start.step <= line[parent]:
            branches.append((first.start.step, run))
    return branches


def marks_of(events: Sequence[Event], scale: Scale) -> list[Mark]:
    """The marks of changes, those too close to each other joined."""
    marks: list[Mark] = []
    for event in events:
        x = scale.x(event.step)
        if not marks or x - marks[-1].x >= CLOSEST:
            marks.append(Mark(x, []))
        marks[-1].events.append(event)
    return marks


def words_at(
    x: int, leaving: Sequence[tuple[int, Run]], marks: Sequence[Mark], scale: Scale
) -> str:
    """What a tooltip says at a pixel: which branches leave there, what changed, or which step."""
    if leaving:
        lines = [f"{run.name} branches off at step {step:,}" for step, run in leaving]
        what = "turn to it" if len(lines) == 1 else "choose the one to turn to"
        return "\n".join([*lines[:MOST_LINES], f"Click to {what}"])
    near = [mark for mark in marks if abs(mark.x - x) <= NEAR]
    if near:
        return min(near, key=lambda mark: abs(mark.x - x)).lines
    return f"Go to step {scale.step(x):,}"
