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

    trainer: where it has come to; at first at the step asked for, or at a checkpoint before it.
    """

    def __init__(self, run: Run, step: int) -> None:
        self._run, self._happened = run, 0
        self.trainer = run.start.trainer()
        if checkpoint := run.history.checkpoints.before(step + 1):
            restore(self.trainer, run, checkpoint.step)
            self._happened = run.events_until(checkpoint.step)

    @property
    def step(self) -> int:
        """The step that it has come to."""
        return self.trainer.steps

    def next_steps(self, end: int, seconds: float = SECONDS_AT_A_TIME) -> int:
        """Make the changes at this step; the number of steps to do at once after them."""
        happened = self._run.events_until(self.step)
        for event in self._run.events[self._happened : happened]:
            event.apply(self.trainer)
        self._happened = happened
        if happened < len(self._run.events):
            end = min(end, self._run.events[happened].step)
        return min(end - self.step, self.trainer.steps_within(seconds))

    def losses_until(self, end: int) -> Iterator[list[float]]:
        """The losses of the steps before `end`, piece by piece."""
        while self.step < end:
            yield self.trainer.run(min(self.next_steps(end), MOST_AT_A_TIME))

    def snapshots(self, count: int) -> Snapshots:
        """The next steps: at least one, at most `count`."""
        trainer, count = self.trainer, self.next_steps(self.step + count)
        if trainer.can_run_beside:
            trained = trainer.run_now(min(count, MOST_AT_A_TIME), room=1, width=1)
            trainer.accept(trained)
            return Snapshots(trained.losses.tolist(), trained.pieces[:, 0], trained.pieces[:, 2])
        losses, grads = [trainer.step()], trainer.grads
        before = trainer.state_before_update[: len(grads)]
        return Snapshots(losses, np.array([before]), np.array([grads]))
