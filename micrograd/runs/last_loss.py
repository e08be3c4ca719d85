"""The loss at the end of a run, without training or replaying any of it."""

from typing import NamedTuple
from weakref import WeakKeyDictionary

from micrograd.compiled import CompiledTrainer
from micrograd.recipe.losses import LOSSES
from micrograd.runs.events import Event
from micrograd.runs.run import Run, Start
from micrograd.training.evaluation import evaluate

# Up to so many parameters times samples the engine is done sooner than the compiled loop begins.
FEW = 100_000


def last_loss(run: Run) -> float:
    """The loss with the parameters and the samples that a run has at its end.

    Infinite or not a number where these are too large to compute with.
    """
    model, dataset = run.start.model(), run.recipe.dataset
    parameters, loss = model.parameters(), LOSSES[run.recipe.loss]
    if run.history.last is not None:
        for parameter, data in zip(parameters, run.history.last, strict=True):
            parameter.data = data
    for event in run.events[run.events_until(run.steps - 1) :]:
        for i, data in event.edits.items():
            parameters[i].data = data
    if len(parameters) * len(dataset) <= FEW:
        return evaluate(model, dataset, loss).loss
    return CompiledTrainer(model, dataset, loss=loss, waits=False).evaluate().loss


class _Known(NamedTuple):
    """A loss, and what it was computed from."""

    start: Start
    last: list[float] | None
    event: Event | None
    loss: float


class LastLosses:
    """The losses at the ends of runs, each computed once for each end."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Run, _Known] = WeakKeyDictionary()

    def of(self, run: Run) -> float:
        """The last loss of a run."""
        known = self._known.get(run)
        start, last = run.start, run.history.last
        event = run.events[-1] if run.events else None
        # Each of them is another object whenever it changes.
        if known and known.start is start and known.last is last and known.event is event:
            return known.loss
        loss = last_loss(run)
        self._known[run] = _Known(start, last, event, loss)
        return loss
