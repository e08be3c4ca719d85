"""What stands on the timeline, and where: branches, and what was changed."""

from collections.abc import Sequence
from typing import NamedTuple

from micrograd.runs.events import Event
from micrograd.runs.experiment import Experiment
from micrograd.runs.run import Run
from micrograd.runs.segments import segments_of

# Marks that are nearer to each other than this, in pixels, become one.
CLOSEST = 12
MOST_LINES = 8


class Branch(NamedTuple):
    """Where another run leaves the line."""

    step: int
    run: Run


class Mark(NamedTuple):
    """Changes that stand at one place. x: in pixels, of the first of them."""

    x: int
    events: tuple[Event, ...]

    @property
    def kind(self) -> str:
        """Of which kind they all are; "several" where they differ."""
        kinds = {event.kind for event in self.events}
        return kinds.pop() if len(kinds) == 1 else "several"

    @property
    def text(self) -> str:
        """A few words to stand beside it."""
        count = len(self.events)
        return self.events[0].text if count == 1 else f"{count} changes"

    @property
    def lines(self) -> str:
        """All of them, named with their step, as far as there is room."""
        lines = [f"step {event.step:,}: {event.text}" for event in self.events[:MOST_LINES]]
        more = len(self.events) - len(lines)
        return "\n".join([*lines, *([f"and {more:,} more"] if more else [])])


class Scale(NamedTuple):
    """Steps from `first` to `last` on pixels from `left` to `right`."""

    first: int
    last: int
    left: int
    right: int

    def x(self, step: int) -> int:
        """Where a step stands."""
        if self.last == self.first:
            return self.left
        share = (step - self.first) / (self.last - self.first)
        return round(self.left + min(max(share, 0.0), 1.0) * (self.right - self.left))

    def step(self, x: float) -> int:
        """Which step stands nearest to a place; beyond the ends it is the first or the last."""
        share = (x - self.left) / max(1, self.right - self.left)
        return self.first + round(min(max(share, 0.0), 1.0) * (self.last - self.first))


def branches_of(experiment: Experiment) -> list[Branch]:
    """Where other runs that are drawn leave the line of the current one."""
    line = {segment.run: segment.last for segment in segments_of(experiment.current)}
    listed = set(experiment.runs)
    branches = []
    for run in experiment.runs:
        if run in line or run.is_hidden:
            continue
        first, parent = run, run.parent
        # A branch of a branch leaves that one, unless that one was deleted.
        while parent is not None and parent not in line and parent not in listed:
            first, parent = parent, parent.parent
        if parent in line and first.start.step <= line[parent]:
            branches.append(Branch(first.start.step, run))
    return branches


def marks_of(events: Sequence[Event], scale: Scale) -> list[Mark]:
    """The changes where they stand; those that are too close to each other as one."""
    marks: list[Mark] = []
    gathered: list[Event] = []
    start = 0
    for event in events:
        x = scale.x(event.step)
        if gathered and x - start >= CLOSEST:
            marks.append(Mark(start, tuple(gathered)))
            gathered = []
        if not gathered:
            start = x
        gathered.append(event)
    return [*marks, Mark(start, tuple(gathered))] if gathered else marks
