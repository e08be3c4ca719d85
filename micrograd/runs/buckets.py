"""Buckets: bounds of a long row of numbers in bounded memory, and outlines drawn from them."""

from typing import Literal

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


class Buckets:
    """The smallest and the largest number of each bucket of steps, in at most `capacity` buckets.

    When all are full, neighbours merge and the width doubles. A merged bucket keeps the smallest
    and the largest number of both, so a spike of a single step keeps its full height.

    width: steps per bucket, a power of two. steps: the number of all steps.
    rows: shape (buckets, 2 x kinds, …), of each kind the smallest numbers, then the largest. Row i
    begins at step `i * width`; the last one may have fewer steps than `width`.
    """

    def __init__(
        self, capacity: int, row: tuple[int, ...], width: int = 1, order: Literal["C", "F"] = "C"
    ) -> None:
        """capacity: an even number. row: the shape of a row. order: of the memory, C where a row
        lies together, F where all numbers of one kind do.
        """
        self._rows: Numbers = np.empty((0, *row))
        self._order = order
        self._capacity = capacity
        self.width = width
        self.steps = 0

    def __len__(self) -> int:
        return -(-self.steps // self.width)

    @property
    def rows(self) -> Numbers:
        """The bounds of each bucket; a view, not to be written to."""
        return self._rows[: len(self)]

    @property
    def room(self) -> int:
        """The number of steps until the open bucket is full: 1 to `width`."""
        return self.width - self.steps % self.width

    def extend(self, pieces: Numbers, steps: int) -> None:
        """Add the bounds of the next `steps` steps, shaped like `rows`.

        The first piece has `room` steps, each further one `width`, the last one the rest. Raises
        ValueError for another number of pieces.
        """
        further = max(0, -(-(steps - self.room) // self.width))
        if len(pieces) != (1 + further if steps else 0):
            raise ValueError(f"{len(pieces)} pieces do not make {steps} steps")
        count = len(self)
        if self.steps % self.width and steps:
            _widen(self._rows[count - 1 : count], pieces[:1])
            pieces = pieces[1:]
        while len(pieces):
            if count == self._capacity:
                self.about_to_merge()
                # The capacity is even, so the new pieces begin with the first half of a bucket.
                count //= 2
                self._rows[:count] = _merged(self._rows)
                self.width *= 2
                pieces = _merged(pieces)
            taken = pieces[: self._capacity - count]
            most = self._capacity
            self._rows = with_room(self._rows, count + len(taken), most, self._order)
            self._rows[count : count + len(taken)] = taken
            count += len(taken)
            pieces = pieces[len(taken) :]
        self.steps += steps

    def about_to_merge(self) -> None:
        """Keep what of the full rows would be lost when neighbours merge; here nothing."""

    def rewind(self, steps: int) -> None:
        """Forget the steps from this one on; a bucket that is cut keeps its bounds."""
        self.steps = min(self.steps, steps)


def with_room(rows: Numbers, length: int, most: int, order: Literal["C", "F"] = "C") -> Numbers:
    """An array that begins with the same rows and has at least `length`, or twice as many.

    most: the largest number of rows.
    """
    if length <= len(rows):
        return rows
    longer = np.empty((min(most, max(64, 2 * len(rows), length)), *rows.shape[1:]), order=order)
    longer[: len(rows)] = rows
    return longer


def _widen(rows: Numbers, others: Numbers) -> None:
    """Widen the bounds of each row by those of another one."""
    low, high = rows[:, 0::2], rows[:, 1::2]
    np.minimum(low, others[:, 0::2], out=low)
    np.maximum(high, others[:, 1::2], out=high)


def _merged(rows: Numbers) -> Numbers:
    """Each pair of neighbours merged; an odd last row stays alone."""
    merged = rows[0::2].copy(order="K")
    _widen(merged[: len(rows) // 2], rows[1::2])
    return merged


def bin_width(steps: int, points: int) -> int:
    """The smallest power of two that divides `steps` into at most `points` bins."""
    return 1 << max(0, -(-steps // points) - 1).bit_length()


class FullBins:
    """The bounds of the full bins of a growing row: only what was added since is searched."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Search everything again: the row may have become another one."""
        self._begin = self._wide = 0
        self._bounds: Numbers = np.empty((2, 0))

    def bounds(
        self, low: Numbers, high: Numbers, span: tuple[int, int], width: int, wide: int
    ) -> Numbers:
        """The smallest and the largest number of each bin, for arguments as `outline` has them."""
        begin, end = span
        if wide != self._wide or begin < self._begin or begin % wide:
            self._begin, self._wide, self._bounds = begin, wide, np.empty((2, 0))
        first = (begin - self._begin) // wide
        known = self._bounds[:, first : (end - self._begin) // wide]
        starts = np.arange(known.shape[1] * wide, end - begin, wide) // width
        if begin % wide:
            starts = np.append(0, np.arange(wide - begin % wide, end - begin, wide)) // width
        if not len(starts):
            return known
        more = np.minimum.reduceat(low, starts), np.maximum.reduceat(high, starts)
        bounds = np.concatenate([known, np.stack(more)], axis=1)
        if not begin % wide:
            self._begin, self._bounds = begin, bounds[:, : (end - begin) // wide]
        return bounds


def outline(
    low: Numbers,
    high: Numbers,
    span: tuple[int, int],
    width: int,
    wide: int,
    full: FullBins | None = None,
) -> tuple[Numbers, Numbers]:
    """Steps and numbers that draw a curve through the bounds of consecutive entries.

    low, high: the bounds of each entry of `width` steps. span: the first step, a multiple of
    `width`, and the one after the last. wide: the width of a bin, a power of two from `width` on.
    full: what is known of the bins from earlier calls for the same row.

    Each bin gives its smallest and its largest number, so spikes stay. Bins begin at multiples
    of their width, so a growing curve does not wiggle. Where a bin reaches higher than the one
    before it, its smallest number is drawn first, so a rising curve has no teeth.
    """
    begin, end = span
    if begin >= end or wide == 1:
        return np.arange(begin, end, dtype=float), low
    edges = np.arange(begin // wide * wide, end, wide)
    edges[0] = begin
    return line_through(edges, end, (full or FullBins()).bounds(low, high, span, width, wide))


def line_through(
    edges: npt.NDArray[np.int64], end: int, bounds: Numbers
) -> tuple[Numbers, Numbers]:
    """Two points for each bin: at its first step and in its middle, see `outline`."""
    lows, highs = bounds
    steps = np.empty(2 * len(edges))
    steps[0::2], steps[1::2] = edges, (edges + np.append(edges[1:], end)) // 2
    numbers = np.empty(len(steps))
    is_rising = np.append(False, highs[1:] > highs[:-1])
    numbers[0::2] = np.where(is_rising, lows, highs)
    numbers[1::2] = np.where(is_rising, highs, lows)
    return steps, numbers
