"""Elsewhere: does work after work on the workers of one scheduler, and stays connected between."""

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future
from typing import Any, Generic

from micrograd.parallel.address import ClusterError
from micrograd.parallel.work import HandsOut, Piece, Result, Work


class LastingConnection:
    """The connection of one thread to one scheduler at a time.

    tell: see `Connection`.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        # A `Connection`: loading it takes as long as three frames, and few need one.
        self._connection: Any = None

    def at(self, address: str, unwanted: "Future[None] | None" = None) -> Any:
        """A `Connection` that works, the last one if it does. Raises ClusterError.

        unwanted: see `Connection`.
        """
        from micrograd.parallel.connection import Connection

        known = self._connection
        if known is None or known.address != address or not known.works:
            self.close()
            self._connection = Connection(address, self._tell, unwanted)
        return self._connection

    def close(self) -> None:
        """End the connection, if there is one."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None


class Elsewhere(Generic[Piece, Result]):
    """Does work on the workers of a scheduler; it connects in the thread that draws the results.

    It hands out once.
    """

    def __init__(
        self, connection: LastingConnection, address: str, work: Work[Piece, Result]
    ) -> None:
        self._connection, self._address, self._work = connection, address, work
        self._cluster: HandsOut[Piece, Result] | None = None
        # Done once it is cancelled.
        self._cancelled: Future[None] = Future()

    def cancel(self) -> None:
        """Let `hand_out` end at once, or leave off connecting."""
        if not self._cancelled.done():
            self._cancelled.set_result(None)
        if self._cluster is not None:
            self._cluster.cancel()

    def hand_out(self, pieces: Iterable[Piece]) -> Generator[tuple[Piece, Result]]:
        """See `HandsOut`. Raises ClusterError, and whatever the work raises."""
        if self._cancelled.done():
            return
        from micrograd.parallel.cluster import Cluster

        try:
            connection = self._connection.at(self._address, self._cancelled)
            self._cluster = cluster = Cluster(connection, self._work)
            if not self._cancelled.done():
                yield from cluster.hand_out(pieces)
        except ClusterError:
            # The next one connects anew.
            self._connection.close()
            if not self._cancelled.done():
                raise
