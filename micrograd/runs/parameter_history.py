"""ParameterHistory: data and grad of every parameter over the steps, in bounded memory."""

from collections.abc import Sequence
from copy import copy
from typing import Literal

import numpy as np

from micrograd.runs.buckets import Buckets, FullBins, Numbers, bin_width, outline

# The bounds of a run take at most 16 MB. More than 4,096 buckets are finer than any screen.
MOST_BYTES = 16_000_000
MOST_BUCKETS = 4096


class ParameterHistory(Buckets):
    """The bounds of data and grad of every parameter in each bucket of steps, in at most 16 MB.

    The kinds are the data of a step before its update, and the grad of the loss with these data.
    first_step: the step that the first bucket begins at.
    """

    def __init__(self, parameters: int, first_step: int = 0) -> None:
        # Four numbers of 8 bytes for each parameter.
        most = MOST_BYTES // (4 * 8 * parameters)
        super().__init__(max(2, min(MOST_BUCKETS, most) // 2 * 2), (4, parameters))
        self.first_step = first_step
        # The bins of each curve that was drawn, so that only new steps are searched.
        self._full: dict[tuple[int, str], FullBins] = {}

    def rewind(self, steps: int) -> None:
        super().rewind(steps)
        self._full.clear()

    def until(self, steps: int) -> "ParameterHistory":
        """The whole buckets before a step. They share the memory of these: nothing may be added."""
        earlier = copy(self)
        earlier._full = {}
        earlier.rewind(max(0, steps) // self.width * self.width)
        return earlier

    def record(self, data: Sequence[float], grad: Sequence[float]) -> None:
        """Add the data and grad of all parameters at the next step, finite numbers."""
        piece = np.empty((1, 4, len(data)))
        piece[0, 0:2] = data
        piece[0, 2:4] = grad
        self.extend(piece, 1)

    def outline(
        self, parameter: int, kind: Literal["data", "grad"], points: int, end: int | None = None
    ) -> tuple[Numbers, Numbers]:
        """Steps and numbers that draw the curve of one parameter in some 2 x `points`.

        See `buckets.outline`. end: only whole buckets before this step are drawn, so that later
        steps leave no trace.
        """
        count, width = self.steps, self.width
        if end is not None and end < self.first_step + count:
            count = max(0, end - self.first_step) // width * width
        rows = self.rows[: -(-count // width)]
        row = 0 if kind == "data" else 2
        low, high = rows[:, row, parameter], rows[:, row + 1, parameter]
        wide = max(width, bin_width(count, points))
        full = self._full.setdefault((parameter, kind), FullBins())
        steps, numbers = outline(low, high, (0, count), width, wide, full)
        return self.first_step + steps, numbers
