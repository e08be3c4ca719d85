"""Workplace: where work is done, in threads of this process or by the workers of a scheduler."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from micrograd.parallel.cluster import ClusterWorkers
from micrograd.parallel.threads import ThreadWorkers
from micrograd.parallel.work import Piece, Result, Work, Workers


class Workplace:
    """Has workers for one work after the other; it stays connected between, until it is closed.

    address: of a scheduler, "" for threads; it may become another one. is_ending: True after `end`.
    tell: see `Connection`. threads, begin: see `ThreadWorkers`.
    """

    def __init__(
        self,
        address: str = "",
        tell: Callable[[str], None] = lambda line: None,
        threads: int | None = None,
        begin: Callable[[], None] | None = None,
    ) -> None:
        self.address, self._tell = address, tell
        self._threads, self._begin = threads, begin
        self._workers: Workers[Any, Any] | None = None
        self.is_ending = False
        # A `Connection`: loading it takes as long as three frames, and few need one.
        self._connection: Any = None

    def workers(self, work: Work[Piece, Result]) -> Workers[Piece, Result]:
        """Who does a work, the only one at a time."""
        if self.address:
            self._workers = ClusterWorkers(self.connect, work)
        else:
            self._workers = ThreadWorkers(work, self._threads, self._begin)
        if self.is_ending:
            self._workers.cancel()
        return self._workers

    def connect(self, unwanted: "Future[None] | None" = None) -> Any:
        """A `Connection` to the scheduler that works, the last one if it does.

        unwanted: see `Connection`. Raises ClusterError.
        """
        from micrograd.parallel.connection import Connection

        known = self._connection
        if known is None or known.address != self.address or not known.works:
            self.close()
            self._connection = Connection(self.address, self._tell, unwanted)
        return self._connection

    def cancel(self) -> None:
        """Let the workers of the last work end soon, in whatever thread they are drawn from."""
        if self._workers is not None:
            self._workers.cancel()
        self._workers = None

    def end(self) -> None:
        """Cancel, and let those who come later do nothing."""
        self.is_ending = True
        self.cancel()

    def close(self) -> None:
        """End the connection, if there is one."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None
