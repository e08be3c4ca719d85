"""Recomputation: a run trained once more from its start, to know every step of its past again."""

from collections import deque
from collections.abc import Iterator

from micrograd.runs.recording import train_run
from micrograd.runs.run import Run
from micrograd.training.state import Checkpoint

SECONDS_AT_A_TIME = 0.02


class Recomputation:
    """The steps of a run done again beside it; the run itself may be trained on meanwhile."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._again = Run(run.number, run.start, run.parent)
        self._trainer = run.start.trainer()
        self._found: deque[Checkpoint] = deque()

    @property
    def seconds_left(self) -> float:
        """About how many seconds it takes to come to where the run is now."""
        return (self.run.steps - self._again.steps) * self._trainer.expected_step_s

    def work(self) -> Iterator[float]:
        """Come to where the run is by now; yields the share that is done, about every 20 ms.

        Raises DivergenceError where this computer comes to other numbers.
        """
        again, run = self._again, self.run
        while again.steps < run.steps:
            self._let_happen()
            happened = len(again.events)
            end = run.events[happened].step if happened < len(run.events) else run.steps
            most = self._trainer.steps_within(SECONDS_AT_A_TIME)
            train_run(again, self._trainer, min(end, run.steps, again.steps + most) - again.steps)
            assert again.history.last is not None
            self._found.append(Checkpoint(again.steps, again.history.last))
            yield (again.steps - run.start.step) / (run.steps - run.start.step)

    def _let_happen(self) -> None:
        """Make the changes at this step. Those at the end of the run may still become others."""
        again = self._again
        for event in self.run.events[len(again.events) : self.run.events_until(again.steps)]:
            event.apply(self._trainer)
            again.events.append(event)

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
