"""What came of a run, and how the losses of two runs differ from step to step."""

from dataclasses import replace
from operator import is_
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from micrograd.runs.buckets import Numbers
from micrograd.runs.last_loss import known_loss, next_loss
from micrograd.runs.restore import restore
from micrograd.runs.run import Run
from micrograd.training.measuring import Measured, measured
from micrograd.training.trainer import Trainer


class Outcome(NamedTuple):
    """The end of a run: its loss of all samples trained on, and how well the task is done."""

    loss: float
    measured: Measured


_known: WeakKeyDictionary[Run, tuple[tuple[object, ...], Outcome]] = WeakKeyDictionary()


def trainer_at_end(run: Run) -> Trainer:
    """A trainer of its own that stands at the end of a run. Raises DivergenceError.

    The state of a run as it was at an earlier step is not kept: its last steps are done again.
    """
    if run.history.last is None and not run.is_untrained:
        trainer = run.start.trainer()
        restore(trainer, run, run.steps)
        return trainer
    trainer = replace(run.start, recipe=run.recipe).trainer()
    trainer.resume(run.steps, run.with_last_edits(run.history.last), trainer.grads)
    return trainer


def outcome_of(run: Run) -> Outcome:
    """What came of a run; computed once for each end."""
    last_event = run.events[-1] if run.events else None
    end = run.start, run.history.last, last_event, run.history
    known = _known.get(run)
    if known is None or not all(map(is_, known[0], end)):
        trainer = trainer_at_end(run)
        known = _known[run] = end, Outcome(trainer.evaluate().loss, measured(trainer))
    return known[1]


def smallest_loss(run: Run) -> float:
    """The smallest loss of its steps, its end included."""
    return min(run.history.losses.bounds()[0], next_loss(run))


def losses_at(run: Run, steps: Numbers) -> Numbers:
    """The losses of a run and its past at some steps; nan where it has no such step.

    Where only bounds are kept, their middle.
    """
    kept = (known_loss(run, int(step)) if step >= run.first_step else None for step in steps)
    return np.array([np.nan if each is None else (each.low + each.high) / 2 for each in kept])


def factors(losses: Numbers, of_first: Numbers) -> Numbers:
    """How many times as large losses are as those of the first run; nan where one is 0."""
    is_known = (losses > 0) & (of_first > 0)
    safe = np.where(is_known, of_first, 1.0)
    with np.errstate(over="ignore"):
        return np.where(is_known, np.where(is_known, losses, 1.0) / safe, np.nan)
