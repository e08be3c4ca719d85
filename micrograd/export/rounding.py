"""How long the losses of a run withstand other rounding: found out by training it once more."""

import random
from collections.abc import Generator, Sequence
from typing import NamedTuple

from micrograd.export.changes import Beginning
from micrograd.runs.events import Event
from micrograd.training.divergence import DivergenceError
from micrograd.training.trainer import Trainer

# The trial ends after this many steps, or after about this many seconds.
MOST_STEPS, MOST_S = 1000, 4.0
# The largest difference of two losses, or of their share, that counts as the same: a tenth of what
# is promised, since other rounding may be worse than that which is tried.
SAME = 1e-10
LAST_BIT = 2.0**-52


class Agreement(NamedTuple):
    """The losses agree before the step `end`. grows: True where they do not agree there."""

    end: int
    grows: bool


def agreement(changes: Sequence[Event], end: int) -> Generator[float, None, Agreement]:
    """Train a run again up to `end`, with parameters off in their last bit before every step.

    Yields the share that is done.
    """
    first, pair = changes[0].step, _Pair()
    last = end
    for change, following in zip(changes, [*changes[1:], None], strict=True):
        pair.apply(change)
        last = min(end, first + MOST_STEPS, first + pair.steps_within(MOST_S))
        until = min(last, following.step if following else end)
        for step in range(change.step, until):
            if not pair.agree():
                return Agreement(step, True)
            yield (step - first) / (last - first)
        if until == last:
            break
    return Agreement(last, False)


class _Pair:
    """Two trainers of the same run, the second of which has its parameters nudged."""

    def __init__(self) -> None:
        self._random = random.Random(0)

    def apply(self, change: Event) -> None:
        if isinstance(change, Beginning):
            self._trainers = change.start.trainer(), change.start.trainer()
        for trainer in self._trainers:
            change.apply(trainer)

    def steps_within(self, seconds: float) -> int:
        return self._trainers[0].steps_within(seconds / len(self._trainers))

    def agree(self) -> bool:
        """Do a step with both; True where both have the same loss."""
        exact, nudged = self._trainers
        try:
            self._nudge(nudged)
            loss, other = exact.step(), nudged.step()
        except DivergenceError:
            return False
        return abs(loss - other) <= SAME * max(1.0, abs(loss))

    def _nudge(self, trainer: Trainer) -> None:
        state, count = trainer.state, len(trainer.parameters)
        data = [x + x * self._random.choice((-LAST_BIT, LAST_BIT)) for x in state[:count]]
        trainer.resume(trainer.steps, data + state[count:], trainer.grads)
