"""Threads: trains the tiles of a map in threads of this process.

Whoever trains tiles, as other machines may, has the two methods of `Trains`.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import NamedTuple, Protocol

import numpy as np

from micrograd.compiled.many import StopFlag, train_many
from micrograd.maps.axes import Floats
from micrograd.maps.plan import MapPlan
from micrograd.maps.tiles import Tile

# Tiles that wait beside those in work, for each thread: none is idle, and few are done in vain
# after the order has changed.
WAITING = 1


class TrainedTile(NamedTuple):
    """The measures of a tile's pixels, an array of shape (rows, columns)."""

    tile: Tile
    values: Floats


class Trains(Protocol):
    """What trains tiles."""

    def hand_out(self, tiles: Iterable[Tile]) -> Iterator[TrainedTile]:
        """Train these tiles, and give each as soon as it is done; not in their order.

        Ends early after `cancel`, and when it is closed.
        """

    def cancel(self) -> None:
        """Let `hand_out`, in whatever thread, end soon; what is in work is dropped."""


def train_tile(plan: MapPlan, tile: Tile, stop: StopFlag) -> Floats | None:
    """The measures of a tile, shape (rows, columns); None where it was stopped."""
    rows, columns = tile.where()
    ys, xs = np.meshgrid(plan.ys[rows], plan.xs[columns], indexing="ij")
    values = train_many(plan.runs(xs.ravel(), ys.ravel()), plan.measure, plan.target_loss, stop)
    return None if values is None else values.reshape(tile.shape)


def usual_threads() -> int:
    """As many threads as this process may use processors."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Threads:
    """Trains tiles side by side; the compiled loop holds no interpreter lock.

    begin: called at the beginning of each thread. It hands out once. Without the compiled loop, see
    `library.load`, only one thread does anything.
    """

    def __init__(
        self,
        plan: MapPlan,
        threads: int | None = None,
        begin: Callable[[], None] | None = None,
    ) -> None:
        self._plan, self._threads, self._begin = plan, threads or usual_threads(), begin
        self._stop = StopFlag()

    def cancel(self) -> None:
        """Let `hand_out` end within some steps of training."""
        self._stop.stop()

    def hand_out(self, tiles: Iterable[Tile]) -> Iterator[TrainedTile]:
        """See `Trains`."""
        waiting, most = iter(tiles), self._threads * (1 + WAITING)
        running: dict[Future[Floats | None], Tile] = {}
        with ThreadPoolExecutor(self._threads, "map", initializer=self._begin) as executor:
            try:
                while not self._stop.is_set:
                    for tile in islice(waiting, most - len(running)):
                        job = executor.submit(train_tile, self._plan, tile, self._stop)
                        running[job] = tile
                    if not running:
                        return
                    for job in wait(running, return_when=FIRST_COMPLETED).done:
                        tile, values = running.pop(job), job.result()
                        if values is not None and not self._stop.is_set:
                            yield TrainedTile(tile, values)
            finally:
                # Whoever draws from here may leave early, by Ctrl+C or by closing.
                self._stop.stop()
                executor.shutdown(cancel_futures=True)
