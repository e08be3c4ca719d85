"""ClusterWorkers: do pieces of work under a scheduler, on this machine or on others."""

import pickle
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future
from itertools import islice
from queue import Empty, SimpleQueue
from typing import Any, Generic
from uuid import uuid4

from micrograd.parallel.address import ClusterError
from micrograd.parallel.threads import WAITING
from micrograd.parallel.work import Piece, Result, Work

# Seconds after which it looks whether more workers are there by now.
LOOK_S = 0.2


class ClusterWorkers(Generic[Piece, Result]):
    """The workers of a connection; each of their threads has some pieces at a time.

    connect: returns a `Connection`, which is left open, or raises ClusterError; called where the
    results are drawn, with what is done once nobody waits for it any more.
    They hand out once. A piece whose worker is lost is done again.
    """

    def __init__(self, connect: Callable[["Future[None]"], Any], work: Work[Piece, Result]) -> None:
        self._connect, self._key, self._work = connect, uuid4().hex, pickle.dumps(work)
        self._cancelled: Future[None] = Future()
        # Pieces that have ended; None once it is cancelled.
        self._ended: SimpleQueue[Future[Result | None] | None] = SimpleQueue()

    def cancel(self) -> None:
        """Let `hand_out` end at once; workers stop within some steps of training."""
        if not self._cancelled.done():
            self._cancelled.set_result(None)
        self._ended.put(None)

    def hand_out(self, pieces: Iterable[Piece]) -> Generator[tuple[Piece, Result]]:
        """See `Workers`. Raises ClusterError, and whatever the work raises."""
        if self._cancelled.done():
            return
        try:
            connection = self._connect(self._cancelled)
        except ClusterError:
            if self._cancelled.done():
                return
            raise
        waiting = iter(pieces)
        running: dict[Future[Result | None], Piece] = {}
        try:
            while True:
                most = max(1, sum(connection.workers.values())) * (1 + WAITING)
                for piece in islice(waiting, max(0, most - len(running))):
                    running[self._start(connection, piece)] = piece
                if not running:
                    return
                try:
                    ended = self._ended.get(timeout=LOOK_S)
                except Empty:
                    connection.check_connected()
                    continue
                if ended is None:
                    return
                piece, result = running.pop(ended), ended.result()
                if result is not None:
                    yield piece, result
        finally:
            # Whoever draws from here may leave early, by Ctrl+C or by closing.
            for job in running:
                job.cancel()
            connection.stop(self._key)

    def _start(self, connection: Any, piece: Piece) -> "Future[Result | None]":
        job: Future[Result | None] = connection.start(
            connection.do(self._key, self._work, pickle.dumps(piece))
        )
        job.add_done_callback(self._ended.put)
        return job
