"""Everything that was changed on the way to a step of a run, in its ancestors, too."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from micrograd.recipe.settings import CHANGEABLE
from micrograd.runs.events import Event
from micrograd.runs.restore import restore
from micrograd.runs.run import Run, Start
from micrograd.runs.segments import have_same_network, segments_of


@dataclass(frozen=True, kw_only=True)
class Beginning(Event):
    """The start of a network, with all of its settings and parameters."""

    start: Start


def changes(run: Run, end: int) -> Iterator[Event]:
    """Everything that was changed on the way to a step of a run, in order, from its beginning."""
    for segment in segments_of(run.owner_of(end)):
        start = segment.run.start
        if segment.run.parent is None:
            yield Beginning(start.step, "start", "", start=start)
        else:
            yield _branch(segment.run, segment.run.parent)
        last = min(segment.last, end)
        for event in segment.run.events[: segment.run.events_until(last)]:
            if event.kind != "network":
                yield event


def differing(data: Sequence[float], others: Sequence[float]) -> dict[int, float]:
    """The numbers of `data` that differ from those of `others`, by index; 0.0 is not -0.0."""
    pairs = enumerate(zip(data, others, strict=True))
    return {i: a for i, (a, b) in pairs if a.hex() != b.hex()}


def _branch(run: Run, parent: Run) -> Event:
    """The change from the run that a branch left to its start, at the same step."""
    start = run.start
    texts = [event.text for event in run.events if event.kind == "network"]
    how = f": {'; '.join(texts)}" if texts else ""
    text = f"{run.name} goes on from {parent.name} another way{how}"
    anew = Beginning(start.step, "network", text, start=start)
    if texts or not have_same_network(run, parent):
        return anew
    trainer = parent.start.trainer()
    restore(trainer, parent, start.step)
    if trainer.state[len(start.data) :] != list(start.slots):
        return anew
    values = ((name, getattr(start.recipe, name)) for name in CHANGEABLE)
    return Event(
        start.step,
        "branch",
        f"{run.name} branches off {parent.name}",
        settings={name: new for name, new in values if new != trainer.setting(name)},
        edits=differing(start.data, [parameter.data for parameter in trainer.parameters]),
    )
