"""Checkpoints: the state after some of the steps of a run, to replay the others from."""

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from micrograd.runs.buckets import Numbers, with_room
from micrograd.training.state import Checkpoint

MOST_BYTES = 16_000_000
MOST_CHECKPOINTS = 2**15
# The fewest steps between two checkpoints: the engine does them in a hundredth of a second.
SMALLEST_GAP = 64


def _listed(numbers: Sequence[float] | None) -> list[float] | None:
    """A list of its own of some numbers, or None."""
    return None if numbers is None else [*numbers]


class Checkpoints:
    """Regular checkpoints in at most 16 MB: when that is full, every second one goes.

    steps: those that there are checkpoints of, in order.
    """

    def __init__(self, numbers: int) -> None:
        """numbers: the length of a state."""
        self._capacity = max(16, min(MOST_CHECKPOINTS, MOST_BYTES // (8 * numbers)))
        self._rows: Numbers = np.empty((0, numbers))
        self.steps: list[int] = []
        # Gradients are kept for the few runs that carry them from step to step.
        self._grads: dict[int, list[float]] = {}
        self._gap = SMALLEST_GAP
        # It has room of its own: the others may be too many already, and far apart.
        self._left: Checkpoint | None = None

    def __len__(self) -> int:
        return len(self.steps)

    def offer(
        self, step: int, state: Sequence[float], grads: Sequence[float] | None = None
    ) -> None:
        """Keep the state after any step unless there is a checkpoint close by.

        grads: see `Checkpoint`.
        """
        i = bisect_right(self.steps, step)
        around = self.steps[max(0, i - 1) : i + 1]
        has_room = i == len(self) or len(self) < self._capacity
        if has_room and all(abs(step - each) >= self._gap for each in around):
            self._insert(i, Checkpoint(step, [*state], _listed(grads)))

    def leave(
        self, step: int, state: Sequence[float], grads: Sequence[float] | None = None
    ) -> None:
        """Keep the state after a step that took long to replay, at least until the next such."""
        self.offer(step, state, grads)
        self._left = Checkpoint(step, [*state], _listed(grads))

    def keep(self, step: int, state: Sequence[float], grads: list[float] | None = None) -> None:
        """Keep the state after a step that is later than all others."""
        self._insert(len(self), Checkpoint(step, [*state], grads))

    def _insert(self, i: int, checkpoint: Checkpoint) -> None:
        if len(self) == self._capacity:
            self._thin_out()
            i = len(self)
        count = len(self)
        self._rows = with_room(self._rows, count + 1, self._capacity)
        self._rows[i + 1 : count + 1] = self._rows[i:count].copy()
        self._rows[i] = checkpoint.state
        self.steps.insert(i, checkpoint.step)
        if checkpoint.grads:
            self._grads[checkpoint.step] = checkpoint.grads

    def before(self, step: int) -> Checkpoint | None:
        """The last checkpoint before a step; None where there is none."""
        last = self.step_before(step)
        if last is None or (self._left and last == self._left.step):
            return self._left if last is not None else None
        return self.at(bisect_right(self.steps, last) - 1)

    def step_before(self, step: int) -> int | None:
        """The step of that checkpoint."""
        index = bisect_right(self.steps, step - 1) - 1
        known = [self.steps[index]] if index >= 0 else []
        if self._left and self._left.step < step:
            known.append(self._left.step)
        return max(known, default=None)

    def at(self, index: int) -> Checkpoint:
        """One checkpoint, counted from 0."""
        step = self.steps[index]
        return Checkpoint(step, self._rows[index].tolist(), self._grads.get(step))

    def rewind(self, steps: int) -> None:
        """Forget the checkpoints after a step."""
        del self.steps[bisect_right(self.steps, steps) :]
        self._forget_grads()
        if self._left and self._left.step > steps:
            self._left = None

    def _thin_out(self) -> None:
        kept = range(0, len(self.steps), 2)
        self._rows[: len(kept)] = self._rows[kept.start : len(self.steps) : 2]
        self.steps = self.steps[::2]
        self._forget_grads()
        self._gap = max(2 * self._gap, (self.steps[-1] - self.steps[0]) // len(kept))

    def _forget_grads(self) -> None:
        """Forget the gradients of checkpoints that are gone."""
        self._grads = {step: self._grads[step] for step in self.steps if step in self._grads}
