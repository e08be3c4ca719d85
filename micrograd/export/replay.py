"""Replay: a run trained once more from one of its steps, for the numbers that it does not keep."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from micrograd.runs.buckets import Numbers
from micrograd.runs.restore import restore
from micrograd.runs.run import Run

# A piece of work lasts about this long, so that progress is reported often.
SECONDS_AT_A_TIME = 0.01
MOST_AT_A_TIME = 2**12


class Snapshots(NamedTuple):
    """The losses, the data before each update, and the gradients of consecutive steps.

    data, grads: shape (steps, parameters).
    """

    losses: list[float]
    data: Numbers
    grads: Numbers


class Replay:
    """Does a run's own steps again, some milliseconds at a time, without changing the run.

    step: the step it has come to; at first the one asked for, or a checkpoint before it.
    """

    def __init__(self, run: Run, step: int) -> None:
        start = run.start
        self._run = run
        self._trainer = start.trainer()
        checkpoint = run.history.checkpoints.before(step + 1)
        restore(self._trainer, run, checkpoint.step if checkpoint else start.step)
        self._happened = run.events_until(self.step)

    @property
    def step(self) -> int:
        return self._trainer.steps

    def losses_until(self, end: int) -> Iterator[list[float]]:
        """The losses of the steps before `end`, piece by piece."""
        while self.step < end:
            yield self._trainer.run(self._count_until(end))
            self._apply_events()

    def snapshots(self, count: int) -> Snapshots:
        """The next steps: at least one, at most `count`."""
        trainer = self._trainer
        if trainer.can_run_beside:
            trained = trainer.run_now(self._count_until(self.step + count), room=1, width=1)
            trainer.accept(trained)
            losses, pieces = trained.losses.tolist(), trained.pieces
            snapshots = Snapshots(losses, pieces[:, 0], pieces[:, 2])
        else:
            losses = [trainer.step()]
            grads = trainer.grads
            before = trainer.state_before_update[: len(grads)]
            snapshots = Snapshots(losses, np.array([before]), np.array([grads]))
        self._apply_events()
        return snapshots

    def _count_until(self, end: int) -> int:
        """The number of steps to do at once: up to the next event, and for a short time only."""
        if self._happened < len(self._run.events):
            end = min(end, self._run.events[self._happened].step)
        most = self._trainer.steps_within(SECONDS_AT_A_TIME)
        return min(end - self.step, most, MOST_AT_A_TIME)

    def _apply_events(self) -> None:
        happened = self._run.events_until(self.step)
        for event in self._run.events[self._happened : happened]:
            event.apply(self._trainer)
        self._happened = happened
