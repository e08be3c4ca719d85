"""LossHistory: the loss of every step, exact for the last steps and bounds for earlier ones."""

import math
from copy import copy
from typing import NamedTuple

import numpy as np

from micrograd.runs.buckets import Buckets, FullBins, Numbers, bin_width, outline, with_room
from micrograd.runs.log_bins import LogBins, log_edges, log_line

# The newest losses are kept exactly, at most MOST_EXACT; the oldest LOSSES_AT_A_TIME of them are
# reduced to bounds together.
MOST_EXACT, LOSSES_AT_A_TIME = 2**20, 2**16
# A bucket has at least four steps: narrower ones take long to fill, and nobody sees them.
MOST_BUCKETS, FIRST_WIDTH = 2**19, 4


class LossRange(NamedTuple):
    """The bounds of the losses of steps `first` to `last`; both are equal for an exact loss."""

    first: int
    last: int
    low: float
    high: float


class LossHistory:
    """The losses of a run of any length, in at most 18 MB.

    The last 983,040 losses or more are kept exactly, in a run of up to 1,048,576 steps all of them.
    Of earlier steps each bucket keeps the smallest and the largest loss: the curve keeps its shape
    and every spike its height. The first LOSSES_AT_A_TIME are kept exactly beside them, as a
    logarithmic axis gives them most of its length.
    """

    def __init__(self) -> None:
        # The smallest losses lie together, and so do the largest: they are fast to search.
        self._buckets = Buckets(MOST_BUCKETS, (2,), FIRST_WIDTH, order="F")
        self._exact: Numbers = np.empty(1024)
        self._count = 0
        self._low, self._high = math.inf, -math.inf
        self._earliest: Numbers = np.empty(0)
        self._new_bins()

    def _new_bins(self) -> None:
        """Know no bins of the curve yet: those of the buckets, and of the exact losses."""
        self._full_old, self._full_exact = FullBins(), FullBins()
        self._log_earliest, self._log_old, self._log_exact = LogBins(), LogBins(), LogBins()

    @classmethod
    def of_stretches(cls, width: int, bounds: Numbers, steps: int) -> "LossHistory":
        """`steps` losses that are known by their bounds only, as `stretches` gives them."""
        history = cls()
        history._buckets = Buckets(MOST_BUCKETS, (2,), width, order="F")
        history._buckets.extend(bounds, steps)
        history._find_bounds()
        return history

    def __len__(self) -> int:
        return self.exact_from + self._count

    @property
    def exact_from(self) -> int:
        """The first step from which on every loss is kept."""
        return self._buckets.steps

    @property
    def values(self) -> Numbers:
        """The losses from `exact_from` on; a view, not to be written to."""
        return self._exact[: self._count]

    def bounds(self) -> tuple[float, float]:
        """The smallest and the largest loss of the run; inf and -inf before the first step."""
        return self._low, self._high

    def least_step(self) -> int | None:
        """The step of the smallest loss, or the first of those that share its bounds."""
        exact = self.values
        if len(exact) and exact.min() <= self._low:
            return self.exact_from + int(exact.argmin())
        lows = self._buckets.rows[:, 0]
        return self._buckets.width * int(lows.argmin()) if len(lows) else None

    def append(self, loss: float) -> None:
        """Add the loss of the next step, a finite number."""
        if self._count == len(self._exact):
            self._make_room(1)
        self._exact[self._count] = loss
        self._count += 1
        self._low, self._high = min(self._low, loss), max(self._high, loss)

    def extend(self, losses: Numbers) -> None:
        """Add the losses of the next steps, finite numbers."""
        for begin in range(0, len(losses), LOSSES_AT_A_TIME):
            added = losses[begin : begin + LOSSES_AT_A_TIME]
            self._make_room(len(added))
            self._exact[self._count : self._count + len(added)] = added
            self._count += len(added)
            self._low = min(self._low, float(added.min()))
            self._high = max(self._high, float(added.max()))

    def rewind(self, steps: int) -> None:
        """Forget the losses from this step on; a bucket that is cut keeps its bounds."""
        if steps >= len(self):
            return
        self._count = max(0, steps - self.exact_from)
        self._buckets.rewind(steps)
        self._earliest = self._earliest[:steps]
        self._new_bins()
        self._find_bounds()

    def until(self, steps: int) -> "LossHistory":
        """The losses before a step. They share the memory of these: nothing may be added."""
        earlier = copy(self)
        earlier._buckets = copy(self._buckets)
        earlier._new_bins()
        earlier.rewind(steps)
        return earlier

    def at(self, step: int) -> LossRange:
        """The loss of a step, or the bounds around it. Raises IndexError beyond the last step."""
        if not 0 <= step < len(self):
            raise IndexError(f"no loss of step {step}, there are {len(self)}")
        if step >= self.exact_from:
            loss = float(self._exact[step - self.exact_from])
            return LossRange(step, step, loss, loss)
        width = self._buckets.width
        low, high = self._buckets.rows[step // width].tolist()
        first = step // width * width
        return LossRange(first, min(first + width, self.exact_from) - 1, low, high)

    def outline(self, first: int, last: int, points: int) -> tuple[Numbers, Numbers]:
        """Steps and losses that draw the curve from `first` to `last` in some 2 x `points`.

        See `buckets.outline`.
        """
        first, end = max(0, first), min(len(self), last + 1)
        wide = bin_width(end - first, points)
        first, end = first // wide * wide, min(len(self), -(-end // wide) * wide)
        old_steps, old_losses = self._old_outline(first, min(end, self.exact_from), wide)
        begin = max(first, self.exact_from)
        exact = self.values[begin - self.exact_from : max(0, end - self.exact_from)]
        steps, losses = outline(exact, exact, (begin, end), 1, wide, self._full_exact)
        return np.concatenate([old_steps, steps]), np.concatenate([old_losses, losses])

    def log_outline(
        self, first: int, last: int, per_doubling: int, origin: int = 0
    ) -> tuple[Numbers, Numbers]:
        """The same curve for a logarithmic axis: bins as `log_bins.log_edges` has them.

        origin: what is added to a step for its place on the axis.
        """
        end, early, exact = min(len(self), last + 1), len(self._earliest), self.exact_from
        old, width = self._buckets.rows.T, self._buckets.width
        parts = (
            ((self._earliest, self._earliest), (0, 0, early), 1, self._log_earliest),
            (old, (0, early, exact), width, self._log_old),
            ((self.values, self.values), (exact, exact, len(self)), 1, self._log_exact),
        )
        drawn = [(np.empty(0), np.empty(0))]
        for bounds, (zero, begin, stop), width, known in parts:
            if max(first, begin) < min(end, stop):
                span = max(first, begin) + origin, min(end, stop) + origin
                edges, bin_end = log_edges(*span, per_doubling)
                edges, bin_end = np.maximum(edges - origin, begin), min(bin_end - origin, stop)
                low, high = (part[: -(-(bin_end - zero) // width)] for part in bounds)
                entries = (edges - zero) // width
                found = known.bounds(low, high, edges, entries, per_doubling)
                drawn.append(log_line(edges, bin_end, found))
        steps, losses = map(np.concatenate, zip(*drawn, strict=True))
        return steps, losses

    def stretches(self, most: int) -> tuple[int, Numbers]:
        """Steps per stretch, a power of two, and the bounds of each of at most `most` stretches.

        The last one may be shorter. Shape of the bounds: (stretches, 2).
        """
        old = self._buckets
        width = max(bin_width(len(self), most), old.width if old.steps else 1)
        bounds = np.tile([math.inf, -math.inf], (-(-len(self) // width), 1))
        kept = [(*old.rows.T, 0, old.steps, old.width)]
        kept.append((self.values, self.values, old.steps, len(self), 1))
        for low, high, first, end, each in kept:
            if first < end:
                edges = np.arange(first // width * width, end, width)
                starts = np.maximum(edges - first, 0) // each
                part = bounds[first // width :][: len(edges)]
                part[:, 0] = np.minimum(part[:, 0], np.minimum.reduceat(low, starts))
                part[:, 1] = np.maximum(part[:, 1], np.maximum.reduceat(high, starts))
        return width, bounds

    def _find_bounds(self) -> None:
        low, high = self._buckets.rows.T
        self._low = float(min(low.min(initial=math.inf), self.values.min(initial=math.inf)))
        self._high = float(max(high.max(initial=-math.inf), self.values.max(initial=-math.inf)))

    def _old_outline(self, first: int, end: int, wide: int) -> tuple[Numbers, Numbers]:
        """The outline of the steps before the exact ones; no bin is narrower than a bucket."""
        width = self._buckets.width
        begin = first // width
        low, high = self._buckets.rows[begin : max(0, -(-end // width))].T
        span, wide = (begin * width, end), max(wide, width)
        return outline(low, high, span, width, wide, self._full_old)

    def _make_room(self, more: int) -> None:
        if self._count + more > MOST_EXACT:
            self._keep_bounds(LOSSES_AT_A_TIME)
        self._exact = with_room(self._exact, self._count + more, MOST_EXACT)

    def _keep_bounds(self, steps: int) -> None:
        """Reduce the oldest `steps` exact losses to bounds."""
        oldest = self._exact[:steps]
        if not self.exact_from:
            self._earliest = oldest.copy()
        starts = np.append(0, np.arange(self._buckets.room, steps, self._buckets.width))
        bounds = [np.minimum.reduceat(oldest, starts), np.maximum.reduceat(oldest, starts)]
        self._buckets.extend(np.stack(bounds, axis=1), steps)
        self._exact[: self._count - steps] = self._exact[steps : self._count]
        self._count -= steps
