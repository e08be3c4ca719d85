"""The way to a step of a run: which runs it leads through, and what was changed on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from micrograd.data.dataset import Dataset
from micrograd.runs.events import DataEvent, Event, NetworkEvent, RateEvent
from micrograd.runs.restore import restore
from micrograd.runs.run import Run, Start
from micrograd.runs.segments import have_same_network, segments_of


@dataclass(frozen=True)
class Change:
    """What was changed at a step, after it was reached and before its loss was computed.

    text: what happened, in words. begins: where another network begins, what it begins with;
    the rest is part of that then. learning_rate, dataset: the new ones, None where they stay.
    parameters: of those that were changed the index and the new data.
    """

    step: int
    text: str
    begins: Start | None = None
    learning_rate: float | None = None
    dataset: Dataset | None = None
    parameters: Mapping[int, float] = field(default_factory=dict)


def changes(run: Run, end: int) -> Iterator[Change]:
    """Everything that was changed on the way to a step of a run, in its order.

    The first one is how it all begins.
    """
    for segment in segments_of(run.owner_of(end)):
        start = segment.run.start
        if segment.run.parent is None:
            yield Change(start.step, "", begins=start)
        else:
            yield _branch(segment.run, segment.run.parent)
        last = min(segment.last, end)
        for event in segment.run.events[: segment.run.events_until(last)]:
            if not isinstance(event, NetworkEvent):
                yield _change(event)


def differing(data: Sequence[float], others: Sequence[float]) -> dict[int, float]:
    """The numbers of `data` that are others there, by their index; 0.0 is not -0.0."""
    pairs = enumerate(zip(data, others, strict=True))
    return {i: a for i, (a, b) in pairs if a.hex() != b.hex()}


def _change(event: Event) -> Change:
    if isinstance(event, RateEvent):
        return Change(event.step, event.text, learning_rate=event.learning_rate)
    if isinstance(event, DataEvent):
        return Change(event.step, event.text, dataset=event.dataset)
    assert not isinstance(event, NetworkEvent)
    return Change(event.step, event.text, parameters={event.index: event.data})


def _branch(run: Run, parent: Run) -> Change:
    """What is another at the start of a branch than it is there in the run that it left."""
    start = run.start
    texts = [event.text for event in run.events if isinstance(event, NetworkEvent)]
    if texts or not have_same_network(run, parent):
        how = f": {'; '.join(texts)}" if texts else ""
        text = f"{run.name} goes on from {parent.name} with another network{how}"
        return Change(start.step, text, begins=start)
    trainer = parent.start.trainer()
    restore(trainer, parent, start.step)
    rate, dataset = trainer.learning_rate, trainer.dataset
    data = [parameter.data for parameter in trainer.parameters]
    return Change(
        start.step,
        f"{run.name} branches off {parent.name}",
        learning_rate=None if start.learning_rate == rate else start.learning_rate,
        dataset=None if start.dataset == dataset else start.dataset,
        parameters=differing(start.data, data),
    )
