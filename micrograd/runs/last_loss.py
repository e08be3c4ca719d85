"""The loss at the end of a run, without training or replaying."""

from operator import is_
from weakref import WeakKeyDictionary

from micrograd.compiled.engine import CompiledEngine
from micrograd.recipe.losses import LOSSES
from micrograd.runs.run import Run
from micrograd.training.evaluation import evaluate
from micrograd.training.state import LiveState
from micrograd.training.trainer import Trainer

# Parameters times samples: up to here the engine is done before the compiled loop has begun.
FEW = 100_000


def last_loss(run: Run) -> float:
    """The loss with the parameters and samples at the end of a run; may be inf or nan."""
    model, dataset = run.start.model(), run.recipe.dataset
    parameters, loss = model.parameters(), LOSSES[run.recipe.loss]
    if run.history.last is not None:
        LiveState(parameters).put(run.history.last[: len(parameters)])
    for event in run.events[run.events_until(run.steps - 1) :]:
        for i, data in event.edits.items():
            parameters[i].data = data
    if len(parameters) * len(dataset) <= FEW:
        return evaluate(model, dataset, loss).loss
    return Trainer(model, dataset, loss=loss, engine=CompiledEngine()).evaluate().loss


class LastLosses:
    """The last losses of runs, each computed once for each end."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Run, tuple[tuple[object, ...], float]] = WeakKeyDictionary()

    def of(self, run: Run) -> float:
        """The last loss of a run."""
        known = self._known.get(run)
        # Each of these is another object whenever it changes.
        end = (run.start, run.history.last, run.events[-1] if run.events else None)
        if known is None or not all(map(is_, known[0], end)):
            known = self._known[run] = end, last_loss(run)
        return known[1]
