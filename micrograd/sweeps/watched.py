"""WatchedSweep: the trials of a plan, trained in all threads while a window shows how far it is."""

from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing
from time import sleep

from micrograd.compiled.many import StopFlag
from micrograd.parallel.threads import ThreadWorkers
from micrograd.sweeps.pieces import Indices, pieces_of, sweep_of
from micrograd.sweeps.plan import SweepPlan, Trial
from micrograd.sweeps.result import TrialResult
from micrograd.sweeps.sweep import LOOK_S, Sweep
from micrograd.sweeps.together import can_be_together
from micrograd.system.priority import give_way


class WatchedSweep:
    """The trials of a plan, trained while somebody draws from `work()`.

    All threads train them from when `run_library` is there; until then, and where it does not know
    their recipe, they are trained one after the other, see `Sweep`.
    executor: a single thread, which does what the caller of `work` must not wait for.
    trials: those of the plan that are trained, neighbours in it; None for all of them.
    """

    def __init__(
        self, plan: SweepPlan, executor: Executor, trials: Sequence[Trial] | None = None
    ) -> None:
        self._plan, self._executor = plan, executor
        self._trials = plan.trials if trials is None else trials
        self._first = Sweep(plan, executor, trials=self._trials)
        self._others: WatchedTraining | None = None

    @property
    def results(self) -> list[TrialResult]:
        """The results of trials in their order, up to the first one that has not ended."""
        return [*self._first.results, *(self._others.results if self._others else ())]

    def work(self) -> Generator[float]:
        """Train all trials; yields the share that is done. It can be closed at any time."""
        recipe = self._trials[0].recipe
        if not can_be_together(recipe):
            with closing(self._first.work()) as one_by_one:
                for share in one_by_one:
                    yield share
                    if can_be_together(recipe):
                        break
        if missing := self._trials[len(self._first.results) :]:
            yield from self._train_in_threads(missing)

    def _train_in_threads(self, trials: Sequence[Trial]) -> Iterator[float]:
        training = self._others = WatchedTraining(self._plan, trials)
        threads = ThreadWorkers(training, begin=give_way)
        drawing = self._executor.submit(deque, threads.hand_out(training.pieces), 0)
        total = sum(trial.expected_s(True) for trial in self._trials)
        try:
            while not drawing.done():
                sleep(LOOK_S)
                yield 1 - training.remaining_s / total
            drawing.result()
            yield 1.0
        finally:
            # Nobody may draw any more; the threads end within some steps.
            threads.cancel()


class WatchedTraining:
    """The training of trials as work that threads do, with all that is known while they do it.

    trials: neighbours in their plan. It hands out no results: they are read from here, with their
    curves, which no record has.
    """

    def __init__(self, plan: SweepPlan, trials: Sequence[Trial]) -> None:
        self.pieces = [*pieces_of(trials)]
        self._sweeps = {piece: sweep_of(plan, piece) for piece in self.pieces}
        self._shares = dict.fromkeys(self.pieces, 0.0)
        self._seconds = {
            piece: sum(plan.trials[index].expected_s(True) for index in piece)
            for piece in self.pieces
        }

    @property
    def remaining_s(self) -> float:
        """A guess of the seconds that one thread would still take."""
        return sum(self._seconds[piece] * (1 - share) for piece, share in self._shares.items())

    @property
    def results(self) -> list[TrialResult]:
        """The results of trials in their order, up to the first one that has not ended."""
        results = list[TrialResult]()
        for piece, sweep in self._sweeps.items():
            # A thread may add another one meanwhile.
            ended = [*sweep.results]
            results += ended
            if len(ended) < len(piece):
                break
        return results

    def do(self, piece: Indices, stop: StopFlag) -> bool | None:
        """Train a piece: True, or None where it was stopped."""
        for share in self._sweeps[piece].work(stop):
            self._shares[piece] = share
        return None if stop.is_set else True
