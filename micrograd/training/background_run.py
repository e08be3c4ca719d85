"""Whole steps in a thread, beside an event loop."""

from concurrent.futures import Executor, Future
from time import perf_counter

from micrograd.training.state import StepStart
from micrograd.training.step_engine import StepEngine, TrainedSteps


class BackgroundRun:
    """The steps that an engine does in a thread; nothing of them is seen before they are taken."""

    def __init__(self, engine: StepEngine) -> None:
        self._engine = engine
        self._future: Future[TrainedSteps] | None = None

    def begin(
        self, executor: Executor, start: StepStart, steps: int, room: int, width: int
    ) -> None:
        """Train so many steps in a thread of `executor`, then evaluate; see `Machine.train`."""
        self._future = executor.submit(self._train, start, steps, room, width)

    def _train(self, start: StepStart, steps: int, room: int, width: int) -> TrainedSteps:
        began = perf_counter()
        trained = self._engine.train(start, steps, room, width)
        seconds = perf_counter() - began
        evaluation = None if trained.was_stopped else self._engine.evaluate()
        return trained._replace(evaluation=evaluation, seconds=seconds)

    @property
    def is_running(self) -> bool:
        """True until the steps were taken, or dropped."""
        return self._future is not None

    def finished(self) -> TrainedSteps | None:
        """Take the steps if all of them are done, else None."""
        return self.end() if self._future and self._future.done() else None

    def end(self) -> TrainedSteps | None:
        """Stop after the step that is done, and take the steps; None where nothing runs."""
        future, self._future = self._future, None
        if future is None:
            return None
        self._engine.stop()
        return future.result()
