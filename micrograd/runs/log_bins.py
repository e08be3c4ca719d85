"""Bins of steps that are about equally wide on an axis of the logarithm of `1 + step`."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from micrograd.runs.buckets import Numbers, line_through

Steps = npt.NDArray[np.int64]
# The grids reach as many doublings of `1 + step`, beyond the longest run.
DOUBLINGS = 40


@lru_cache(maxsize=32)
def _grid(per_doubling: int) -> Steps:
    parts = [
        2**k - 1 + np.arange(0, 2**k, max(1, 2**k // per_doubling), dtype=np.int64)
        for k in range(DOUBLINGS)
    ]
    return np.concatenate(parts)


def log_edges(first: int, end: int, per_doubling: int) -> tuple[Steps, int]:
    """The first steps of the bins that `first` to before `end` fall into, and the end of the last.

    per_doubling: bins for each doubling of `1 + step`, a power of two; no bin is narrower than a
    step. The edges depend on nothing else, so a growing curve does not wiggle.
    """
    grid = _grid(per_doubling)
    low, high = np.searchsorted(grid, first, side="right") - 1, np.searchsorted(grid, end)
    return grid[low:high], int(grid[high])


def bins_per_doubling(left: float, right: float, points: int) -> int:
    """The bins for each doubling, so that some `points` of them lie between two steps.

    A power of two; 0 for less than two doublings, where even bins serve as well.
    """
    doublings = np.log2((1 + max(0.0, right)) / (1 + max(0.0, left)))
    return 0 if doublings < 2 else 1 << max(0, int(points / doublings) - 1).bit_length()


def log_line(edges: Steps, end: int, bounds: Numbers) -> tuple[Numbers, Numbers]:
    """The points of the bins that begin at `edges`, one for a single step, else two."""
    steps, numbers = line_through(edges, end, bounds)
    is_drawn = np.append(True, np.diff(steps) > 0)
    return steps[is_drawn], numbers[is_drawn]


class LogBins:
    """The bounds of full bins of a growing row: only what was added since is searched."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Search everything again: the row may have become another one."""
        self._per_doubling = 0
        self._edges: Steps = np.empty(0, dtype=np.int64)
        self._bounds: Numbers = np.empty((2, 0))

    def bounds(
        self, low: Numbers, high: Numbers, edges: Steps, entries: Steps, per_doubling: int
    ) -> Numbers:
        """The smallest and the largest number of each bin, shape (2, bins).

        low, high: the bounds of the entries, up to the end of the last bin. edges: the first step
        of each bin; only the first may be cut. entries: the entry that each bin begins with.
        """
        count = self._known(edges, per_doubling)
        first = min(1, len(edges) - 1)
        begin = self._edges.searchsorted(edges[first]) if count else 0
        known = self._bounds[:, begin : begin + count]
        cut = _reduced(low, high, entries[:1], entries[1:2])
        rest = _reduced(low, high, entries[1 + count :])
        bounds = np.concatenate([cut, known, rest], axis=1)
        # The first bin may be cut, and the last one may be open.
        self._per_doubling = per_doubling
        self._edges, self._bounds = edges[1:-1], bounds[:, 1:-1]
        return bounds

    def _known(self, edges: Steps, per_doubling: int) -> int:
        """The number of bins from the second one on that are known; never the last one."""
        if per_doubling != self._per_doubling or len(edges) < 3 or not len(self._edges):
            return 0
        begin = int(self._edges.searchsorted(edges[1]))
        if begin == len(self._edges) or self._edges[begin] != edges[1]:
            return 0
        return min(len(self._edges) - begin, len(edges) - 2)


def _reduced(low: Numbers, high: Numbers, starts: Steps, end: Steps | None = None) -> Numbers:
    """The bounds of the stretches of entries that begin at `starts`; an empty one has its entry."""
    if not len(starts):
        return np.empty((2, 0))
    if end is not None and len(end):
        stop = max(int(end[0]), int(starts[0]) + 1)
        low, high = low[:stop], high[:stop]
    return np.stack([np.minimum.reduceat(low, starts), np.maximum.reduceat(high, starts)])
