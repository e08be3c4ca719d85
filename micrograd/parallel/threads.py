"""ThreadWorkers: do pieces of work in threads of this process."""

import os
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import Generic

from micrograd.compiled.many import StopFlag
from micrograd.parallel.work import Piece, Result, Work

# Pieces that wait beside those in work, for each thread: none is idle, and few are done in vain
# after the order has changed.
WAITING = 1


def usual_threads() -> int:
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class ThreadWorkers(Generic[Piece, Result]):
    """Do pieces side by side; the compiled loop holds no interpreter lock.

    begin: called at the beginning of each thread. Without the compiled loop for many runs, only one
    thread does anything.
    """

    def __init__(
        self,
        work: Work[Piece, Result],
        threads: int | None = None,
        begin: Callable[[], None] | None = None,
    ) -> None:
        self._work, self._threads, self._begin = work, threads or usual_threads(), begin
        self._stop = StopFlag()

    def cancel(self) -> None:
        """Let `hand_out` end within some steps of training."""
        self._stop.stop()

    def hand_out(self, pieces: Iterable[Piece]) -> Generator[tuple[Piece, Result]]:
        """See `Workers`."""
        waiting, most = iter(pieces), self._threads * (1 + WAITING)
        running: dict[Future[Result | None], Piece] = {}
        with ThreadPoolExecutor(self._threads, "piece", initializer=self._begin) as executor:
            try:
                while not self._stop.is_set:
                    for piece in islice(waiting, most - len(running)):
                        running[executor.submit(self._work.do, piece, self._stop)] = piece
                    if not running:
                        return
                    for job in wait(running, return_when=FIRST_COMPLETED).done:
                        piece, result = running.pop(job), job.result()
                        if result is not None and not self._stop.is_set:
                            yield piece, result
            finally:
                # Whoever draws from here may leave early, by Ctrl+C or by closing.
                self._stop.stop()
                executor.shutdown(cancel_futures=True)
