"""ParameterHistory: data and grad of every parameter over the steps, in bounded memory."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from micrograd.runs.buckets import Buckets, Numbers, bin_width, outline

# The bounds of a run take at most 16 MB. More than 4,096 buckets are finer than any screen.
MOST_BYTES = 16_000_000
MOST_BUCKETS = 4096


class ParameterHistory:
    """The bounds of data and grad of every parameter in each bucket of steps, in at most 16 MB.

    At first every step has a bucket; when all are full, neighbours merge. The data of a step are
    those before its update, its grad is the gradient of the loss with these data.
    """

    def __init__(self, parameters: int, first_step: int = 0) -> None:
        self._parameters = parameters
        self.begin(first_step)

    def begin(self, step: int) -> None:
        """Start anew, at `step`."""
        # Four numbers of 8 bytes for each parameter.
        most = MOST_BYTES // (4 * 8 * self._parameters)
        capacity = max(2, min(MOST_BUCKETS, most) // 2 * 2)
        self._buckets = Buckets(capacity, (4, self._parameters))
        self._first = step

    @property
    def width(self) -> int:
        """Steps per bucket, a power of two."""
        return self._buckets.width

    @property
    def room(self) -> int:
        """The number of steps until the open bucket is full: 1 to `width`."""
        return self._buckets.room

    @property
    def steps(self) -> Numbers:
        """The first step of each bucket."""
        return self._first + np.arange(len(self._buckets), dtype=float) * self.width

    def record(self, data: Sequence[float], grad: Sequence[float]) -> None:
        """Add the data and grad of all parameters at the next step, finite numbers."""
        piece = np.empty((1, 4, self._parameters))
        piece[0, 0:2] = data
        piece[0, 2:4] = grad
        self._buckets.extend(piece, 1)

    def extend(self, pieces: Numbers, steps: int) -> None:
        """Add the bounds of the next `steps` steps.

        pieces: of shape (pieces, 4, parameters), in the order smallest data, largest data,
        smallest grad, largest grad. The first piece has `room` steps, each further one
        `width`, the last one the rest. Raises ValueError for another number of pieces.
        """
        further = -(-(steps - self.room) // self.width)
        if len(pieces) != (1 + max(0, further) if steps else 0):
            raise ValueError(f"{len(pieces)} pieces do not make {steps} steps")
        self._buckets.extend(pieces, steps)

    def rewind(self, steps: int) -> None:
        """Forget everything from this step on; a bucket that is cut keeps its bounds."""
        self._buckets.rewind(max(0, steps - self._first))

    def outline(
        self, parameter: int, kind: Literal["data", "grad"], points: int, end: int | None = None
    ) -> tuple[Numbers, Numbers]:
        """Steps and numbers that draw the curve of one parameter in some 2 x `points`.

        See `buckets.outline`. end: only whole buckets before this step are drawn, so that later
        steps leave no trace.
        """
        buckets = self._buckets
        count = buckets.steps
        if end is not None and end < self._first + count:
            count = max(0, end - self._first) // buckets.width * buckets.width
        rows = buckets.rows[: -(-count // buckets.width)]
        row = 0 if kind == "data" else 2
        wide = max(buckets.width, bin_width(count, points))
        low, high = rows[:, row, parameter], rows[:, row + 1, parameter]
        steps, numbers = outline(low, high, (0, count), buckets.width, wide)
        return self._first + steps, numbers
