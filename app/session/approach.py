"""Approach: a step that takes long to come to is waited for, before anybody stands there."""

from collections.abc import Callable, Iterator
from contextlib import suppress

from micrograd.runs.last_loss import last_loss, seconds_to_know, unknown_ends
from micrograd.runs.restore import near_step, restoring, seconds_to_replay
from micrograd.runs.run import Run
from micrograd.system.quoting import shortened
from micrograd.training.divergence import DivergenceError

# What does work, shows its progress, and then calls the first function, or the second where it was
# cancelled.
Wait = Callable[[str, Iterator[float], Callable[[], object], Callable[[], object]], None]
# A step that takes more seconds than this to come to, as a guess, is waited for.
FAR_S = 0.1


class Approach:
    """Lets runs have checkpoints near a step, as `restore` needs them to come there at once.

    wait: whoever has a window sets it; without it nobody waits, and `restore` takes its time.
    """

    def __init__(self) -> None:
        self.wait: Wait | None = None

    def to(
        self,
        run: Run,
        step: int,
        arrive: Callable[[], object],
        cancelled: Callable[[], object],
    ) -> None:
        """Call `arrive` now, or after a wait; where that was cancelled, call `cancelled`."""
        ends = unknown_ends(run)
        if self.wait is None or seconds_to_replay(run, step) + seconds_to_know(ends) < FAR_S:
            arrive()
            return
        owner = run.owner_of(step)
        # A trainer of its own: that of the cursor stays where it is.
        work = _halves(restoring(owner.start.trainer(), owner, step), _known(ends))
        text = f"Going to step {step:,} of {shortened(run.name)}"
        self.wait(text, _until_divergence(work), arrive, cancelled)

    def nearest(self, run: Run) -> int:
        """The place of a run, or an earlier step: one to which nobody has to wait.

        For moves that are part of something else, which can't be cancelled.
        """
        return run.place if self.wait is None else near_step(run, run.place, FAR_S)


def _known(ends: list[Run]) -> Iterator[float]:
    """Compute the losses by which the curves of ancestors are joined."""
    for i, run in enumerate(ends, 1):
        last_loss(run)
        yield i / len(ends)


def _halves(first: Iterator[float], second: Iterator[float]) -> Iterator[float]:
    """Do one work after the other."""
    yield from (share / 2 for share in first)
    yield from ((1 + share) / 2 for share in second)


def _until_divergence(work: Iterator[float]) -> Iterator[float]:
    """Do the work up to a divergence, which whoever arrives there meets again."""
    with suppress(DivergenceError):
        yield from work
