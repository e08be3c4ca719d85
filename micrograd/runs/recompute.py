"""Recomputation: a run trained once more from its start, to know every step of its past again."""

from collections import deque
from collections.abc import Iterator

from micrograd.runs.recording import train_run
from micrograd.runs.replay import Replay
from micrograd.runs.run import Run
from micrograd.training.state import Checkpoint

SECONDS_AT_A_TIME = 0.02


class Recomputation:
    """The steps of a run done again beside it; the run itself may be trained on meanwhile."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._again = Run(run.number, run.start, run.parent)
        self._replay = Replay(run, run.start.step)
        self._found: deque[Checkpoint] = deque()

    @property
    def seconds_left(self) -> float:
        """About how many seconds it takes to come to where the run is now."""
        return (self.run.steps - self._again.steps) * self._replay.trainer.expected_step_s

    def work(self) -> Iterator[float]:
        """Come to where the run is by now; yields the share that is done, about every 20 ms.

        Raises DivergenceError where this computer comes to other numbers.
        """
        again, run, replay = self._again, self.run, self._replay
        while again.steps < run.steps:
            train_run(again, replay.trainer, replay.next_steps(run.steps, SECONDS_AT_A_TIME))
            assert again.history.last is not None
            self._found.append(Checkpoint(again.steps, again.history.last))
            yield (again.steps - run.start.step) / (run.steps - run.start.step)

    def give_checkpoints(self) -> None:
        """Let the run be restored from what is known by now, also while the work goes on."""
        while self._found:
            self.run.history.checkpoints.offer(*self._found.popleft())

    @property
    def matches(self) -> bool:
        """True where it has come to the same state as the run, to the last bit."""
        again, known = self._again.history.last, self.run.history.last
        return self.run.with_last_edits(again) == self.run.with_last_edits(known)

    def take_over(self) -> None:
        """Replace the outline of the run by the exact history."""
        self.run.history = self._again.history
