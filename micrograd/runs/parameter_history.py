"""ParameterHistory: data and grad of every parameter over the steps, in bounded memory."""

from collections.abc import Sequence
from copy import copy
from typing import Literal

import numpy as np

from micrograd.runs.buckets import Buckets, FullBins, Numbers, bin_width, outline
from micrograd.runs.log_bins import LogBins, Steps, log_edges, log_line

# The bounds of a run take at most 16 MB. More than 4,096 buckets are finer than any screen, and so
# are more than 24 for each doubling of the steps on a logarithmic axis.
MOST_BYTES = 16_000_000
MOST_BUCKETS, MOST_OF_DOUBLING = 4096, 24
# Early buckets double at most this often: enough for a billion steps of the largest network.
DOUBLINGS = 20


class ParameterHistory(Buckets):
    """The bounds of data and grad of every parameter in each bucket of steps, in at most 16 MB.

    The kinds are the data of a step before its update, and the grad of the loss with these data.
    The first steps, which a logarithmic axis gives most of its length, keep finer buckets, some for
    each doubling of the steps. first_step: the step that the first bucket begins at.
    """

    def __init__(self, parameters: int, first_step: int = 0) -> None:
        # Four numbers of 8 bytes for each parameter.
        most = MOST_BYTES // (4 * 8 * parameters)
        self._of_doubling = max(1, min(MOST_OF_DOUBLING, most // (3 * DOUBLINGS)))
        capacity = min(MOST_BUCKETS, most - DOUBLINGS * self._of_doubling)
        super().__init__(max(2, capacity // 2 * 2), (4, parameters))
        self.first_step = first_step
        # The finer buckets of the first steps, and the step after the last of each.
        self._early: Numbers = np.empty((0, 4, parameters))
        self._early_ends: Steps = np.empty(0, dtype=np.int64)
        self._new_bins()

    def _new_bins(self) -> None:
        """Know no bins of the curves that were drawn yet; later only new steps are searched."""
        self._full: dict[tuple[int, str], FullBins] = {}
        self._log: dict[tuple[int, str, bool], LogBins] = {}

    def about_to_merge(self) -> None:
        begin = self._of_doubling if len(self._early) else 0
        kept = self.rows[begin : 2 * self._of_doubling]
        ends = self.width * np.arange(begin + 1, begin + 1 + len(kept), dtype=np.int64)
        self._early = np.concatenate([self._early, kept])
        self._early_ends = np.concatenate([self._early_ends, ends])

    def rewind(self, steps: int) -> None:
        super().rewind(steps)
        # A bucket that is cut keeps its bounds in the even ones only.
        count = int(self._early_ends.searchsorted(self.steps, side="right"))
        self._early, self._early_ends = self._early[:count], self._early_ends[:count]
        self._new_bins()

    def until(self, steps: int) -> "ParameterHistory":
        """The whole buckets before a step. They share the memory of these: nothing may be added."""
        earlier = copy(self)
        earlier.rewind(max(0, steps) // self.width * self.width)
        return earlier

    def record(self, data: Sequence[float], grad: Sequence[float]) -> None:
        """Add the data and grad of all parameters at the next step, finite numbers."""
        piece = np.empty((1, 4, len(data)))
        piece[0, 0:2] = data
        piece[0, 2:4] = grad
        self.extend(piece, 1)

    def at(
        self, parameter: int, kind: Literal["data", "grad"], step: int
    ) -> tuple[float, float] | None:
        """The bounds of a number around a step, equal where it is known; None for no such step."""
        place = step - self.first_step
        if not 0 <= place < self.steps:
            return None
        early = int(self._early_ends.searchsorted(place, side="right"))
        is_early = early < len(self._early)
        row = self._early[early] if is_early else self.rows[place // self.width]
        low, high = self._bounds(row[None], parameter, kind)
        return float(low[0]), float(high[0])

    def outline(
        self,
        parameter: int,
        kind: Literal["data", "grad"],
        points: int,
        end: int | None = None,
        span: tuple[float, float] = (-np.inf, np.inf),
    ) -> tuple[Numbers, Numbers]:
        """Steps and numbers that draw the curve of one parameter in some 2 x `points`.

        See `buckets.outline`. end: only whole buckets before this step are drawn, so that later
        steps leave no trace. span: the steps between which the curve is seen.
        """
        count, width = self._count_before(end), self.width
        first, last = self._clipped(span, count)
        wide = max(width, bin_width(last - first, points))
        first, last = first // wide * wide, min(count, -(-last // wide) * wide)
        low, high = self._bounds(self.rows[first // width : -(-last // width)], parameter, kind)
        full = self._full.setdefault((parameter, kind), FullBins())
        steps, numbers = outline(low, high, (first, last), width, wide, full)
        return self.first_step + steps, numbers

    def log_outline(
        self,
        parameter: int,
        kind: Literal["data", "grad"],
        per_doubling: int,
        end: int | None = None,
        span: tuple[float, float] = (-np.inf, np.inf),
    ) -> tuple[Numbers, Numbers]:
        """The same curve for a logarithmic axis: bins as `log_bins.log_edges` has them."""
        count = self._count_before(end)
        first, last = self._clipped(span, count)
        early = int(self._early_ends.searchsorted(count, side="right"))
        seam = int(self._early_ends[early - 1]) if early else 0
        drawn = [(np.empty(0), np.empty(0))]
        for is_early, begin, stop in ((True, 0, seam), (False, seam, count)):
            if max(first, begin) < min(last, stop):
                edges, bin_end = log_edges(
                    max(first, begin) + self.first_step,
                    min(last, stop) + self.first_step,
                    per_doubling,
                )
                edges = np.maximum(edges - self.first_step, begin)
                bin_end = min(bin_end - self.first_step, stop)
                rows, entries = self._entries(is_early, edges, bin_end)
                known = self._log.setdefault((parameter, kind, is_early), LogBins())
                low, high = self._bounds(rows, parameter, kind)
                found = known.bounds(low, high, edges, entries, per_doubling)
                drawn.append(log_line(edges, bin_end, found))
        steps, numbers = map(np.concatenate, zip(*drawn, strict=True))
        return self.first_step + steps, numbers

    def _entries(self, is_early: bool, edges: Steps, end: int) -> tuple[Numbers, Steps]:
        """The buckets up to a step, and which of them each bin begins in."""
        if is_early:
            stop = int(self._early_ends.searchsorted(end))
            return self._early[: stop + 1], self._early_ends.searchsorted(edges, side="right")
        return self.rows[: -(-end // self.width)], edges // self.width

    def _count_before(self, end: int | None) -> int:
        """The number of steps that are drawn where only those before `end` may be."""
        if end is None or end >= self.first_step + self.steps:
            return self.steps
        return max(0, end - self.first_step) // self.width * self.width

    def _clipped(self, span: tuple[float, float], count: int) -> tuple[int, int]:
        """The first step that is seen and the one after the last, counted from the first bucket."""
        left, right = (float(np.clip(each - self.first_step, -2, count + 2)) for each in span)
        return min(count, max(0, int(left) - 1)), min(count, int(right) + 2)

    @staticmethod
    def _bounds(rows: Numbers, parameter: int, kind: str) -> tuple[Numbers, Numbers]:
        row = 0 if kind == "data" else 2
        return rows[:, row, parameter], rows[:, row + 1, parameter]
