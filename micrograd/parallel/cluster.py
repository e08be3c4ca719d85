"""Cluster: does pieces of work on the workers of a scheduler, on this machine or on others."""

import pickle
from collections.abc import Generator, Iterable
from concurrent.futures import Future
from itertools import islice
from queue import Empty, SimpleQueue
from typing import Generic
from uuid import uuid4

from micrograd.parallel.connection import Connection
from micrograd.parallel.threads import WAITING
from micrograd.parallel.work import Piece, Result, Work

# Seconds after which it looks whether more workers are there by now.
LOOK_S = 0.2


class Cluster(Generic[Piece, Result]):
    """Hands pieces out to the workers of a connection, some for each of their threads at a time.

    It hands out once. The connection is left open. A piece whose worker is lost is done again.
    """

    def __init__(self, connection: Connection, work: Work[Piece, Result]) -> None:
        self._connection, self._key, self._work = connection, uuid4().hex, pickle.dumps(work)
        # Pieces that have ended; None once it is cancelled.
        self._ended: SimpleQueue[Future[Result | None] | None] = SimpleQueue()

    def cancel(self) -> None:
        """Let `hand_out` end at once; workers stop within some steps of training."""
        self._ended.put(None)

    def hand_out(self, pieces: Iterable[Piece]) -> Generator[tuple[Piece, Result]]:
        """See `HandsOut`. Raises ClusterError, and whatever the work raises."""
        waiting = iter(pieces)
        running: dict[Future[Result | None], Piece] = {}
        try:
            while True:
                most = max(1, sum(self._connection.workers.values())) * (1 + WAITING)
                for piece in islice(waiting, max(0, most - len(running))):
                    running[self._start(piece)] = piece
                if not running:
                    return
                try:
                    ended = self._ended.get(timeout=LOOK_S)
                except Empty:
                    self._connection.check_connected()
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
            self._connection.stop(self._key)

    def _start(self, piece: Piece) -> "Future[Result | None]":
        work = self._connection.do(self._key, self._work, pickle.dumps(piece))
        job = self._connection.start(work)
        job.add_done_callback(self._ended.put)
        return job
