"""The loss at the end of a run, without training or replaying; and the loss of any step by it."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from math import prod
from operator import is_
from typing import NamedTuple
from weakref import WeakKeyDictionary

from micrograd.runs.loss_history import LossRange
from micrograd.runs.run import Run
from micrograd.training.evaluation import Evaluation
from micrograd.training.step_cost import expected_step_s
from micrograd.training.step_engine import StepEngine
from micrograd.training.trainer import Trainer

# Parameters times samples: up to this product the engine is done before the compiled loop begins.
FEW = 100_000


class EndLosses(NamedTuple):
    """The losses at the end of a run: of all samples trained on, and of those of a next step."""

    whole: float
    of_next_step: float


_known: WeakKeyDictionary[Run, tuple[tuple[object, ...], EndLosses]] = WeakKeyDictionary()


def last_loss(run: Run) -> float:
    """The loss of all samples trained on, with the parameters at the end of a run.

    It may be inf or nan. It is computed once for each end.
    """
    return _losses_of(run).whole


def next_loss(run: Run) -> float:
    """The loss that a step more would find: it goes on from the losses of the run's steps.

    It is the last loss, unless a step has a batch of the samples.
    """
    return _losses_of(run).of_next_step


def _losses_of(run: Run) -> EndLosses:
    if not _is_known(run):
        _known[run] = _end_of(run), _computed(run)
    return _known[run][1]


def _is_known(run: Run) -> bool:
    known = _known.get(run)
    return known is not None and all(map(is_, known[0], _end_of(run)))


def unknown_ends(run: Run) -> list[Run]:
    """The ancestors of a run whose last loss joins their curve to that of a branch."""
    line = [(each, branch) for each, branch in pairwise(run.lineage) if not branch.is_untrained]
    joined = [each for each, branch in line if each.steps == branch.start.step]
    return [each for each in joined if not _is_known(each)]


def seconds_to_know(runs: Iterable[Run]) -> float:
    """About how many seconds it takes to compute the last losses of these runs."""
    sizes = [(len(run.start.data), len(run.recipe.dataset)) for run in runs]
    return sum(expected_step_s(*size, is_compiled=prod(size) > FEW) for size in sizes)


def note_last_loss(run: Run, loss: float) -> None:
    """Give the loss at the end of a run, where its state there is not known."""
    _known[run] = _end_of(run), EndLosses(loss, loss)


def note_end(run: Run, trainer: Trainer, found: Evaluation | None) -> None:
    """Take the losses of a trainer at the end of a run. found: its evaluation, None if unknown."""
    if found and trainer.is_between_steps and trainer.steps == run.steps:
        _known[run] = _end_of(run), EndLosses(found.loss, trainer.loss_to_come_of(found))


def _end_of(run: Run) -> tuple[object, ...]:
    """What the last loss depends on: each is another object whenever it changes."""
    return run.start, run.history.last, run.events[-1] if run.events else None


def known_loss(run: Run, step: int) -> LossRange | None:
    """The loss of a step of a run or its past, that of its end included; None for no such step."""
    owner = run.owner_of(step)
    if step == owner.steps:
        # No step was trained from here: the loss is that of the parameters as they are.
        loss = next_loss(owner)
        return LossRange(step, step, loss, loss)
    try:
        return run.loss_at(step)
    except IndexError:
        return None


def _computed(run: Run) -> EndLosses:
    start = replace(run.start, recipe=run.recipe)
    trainer = start.trainer(StepEngine() if _is_small(run) else None)
    trainer.resume(run.steps, run.with_last_edits(run.history.last), trainer.grads)
    found = trainer.evaluate()
    return EndLosses(found.loss, trainer.loss_to_come_of(found))


def _is_small(run: Run) -> bool:
    return len(run.start.data) * len(run.recipe.dataset) <= FEW
