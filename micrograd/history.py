"""What training did: every loss, the parameters at some steps, and what was changed when."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


class Mark(NamedTuple):
    """A change at a step: what kind of thing changed ("rate", "data", "network", …), and how."""

    step: int
    kind: str
    text: str


class LossHistory:
    """The loss of every step, 8 bytes each."""

    def __init__(self) -> None:
        self._losses: Numbers = np.empty(1024)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def copy(self, steps: int) -> "LossHistory":
        """The first `steps` losses, as a history of its own."""
        other = LossHistory()
        other._losses = np.concatenate([self.values[:steps], np.empty(1024)])
        other._count = min(steps, self._count)
        return other

    def append(self, loss: float) -> None:
        """Add the loss of the next step."""
        if self._count == len(self._losses):
            self._losses = np.concatenate([self._losses, np.empty_like(self._losses)])
        self._losses[self._count] = loss
        self._count += 1

    def rewind(self, steps: int) -> None:
        """Forget everything from this step on."""
        self._count = min(self._count, steps)

    @property
    def values(self) -> Numbers:
        """All losses so far, indexed by step; a view, not to be written to."""
        return self._losses[: self._count]

    def outline(self, first: int, last: int, points: int) -> tuple[Numbers, Numbers]:
        """Steps and losses that draw the curve from `first` to `last` in some 2 x `points`.

        Each bucket of steps gives its smallest and its largest loss, so spikes stay. Buckets
        are powers of two wide and begin at multiples of their width, so a growing curve does
        not wiggle.
        """
        first, last = max(0, first), min(self._count - 1, last)
        if last < first:
            return np.empty(0), np.empty(0)
        width = 1
        while (last - first + 1) > width * points:
            width *= 2
        if width == 1:
            return np.arange(first, last + 1, dtype=float), self._losses[first : last + 1]
        begin = first // width * width
        end = min(self._count, (last // width + 1) * width)
        whole = begin + (end - begin) // width * width
        buckets = self._losses[begin:whole].reshape(-1, width)
        steps = np.repeat(np.arange(begin, whole, width, dtype=float), 2)
        steps[1::2] += width / 2
        losses = np.empty(len(steps))
        losses[0::2], losses[1::2] = buckets.max(axis=1), buckets.min(axis=1)
        rest = self._losses[whole:end]
        if len(rest):
            steps = np.append(steps, [whole, (whole + end - 1) / 2, end - 1])
            losses = np.append(losses, [rest.max(), rest.min(), rest[-1]])
        return steps, losses


class ParameterHistory:
    """Data and grad of all parameters at evenly spaced steps, in bounded memory.

    It begins with every step; when it is full, every other one is dropped and from then on
    twice as many steps lie between two that are kept. At most 16 MB.
    """

    def __init__(self, parameters: int) -> None:
        self._capacity = max(64, min(4096, 1_000_000 // parameters))
        self._rows: Numbers = np.empty((64, 2, parameters))
        self._count = 0
        self._first = 0
        self.stride = 1

    def begin(self, step: int) -> None:
        """Start at `step` instead of 0, with nothing kept yet."""
        self._first = step
        self._count = 0

    def record(self, step: int, data: Sequence[float], grad: Sequence[float]) -> None:
        """Keep the parameters at `step` if that is one of the steps to be kept."""
        if not self.wants(step):
            return
        if self._count == self._capacity:
            self._thin()
            if not self.wants(step):
                return
        if self._count == len(self._rows):
            room = min(self._count, self._capacity - self._count)
            self._rows = np.concatenate([self._rows, np.empty_like(self._rows[:room])])
        self._rows[self._count, 0] = data
        self._rows[self._count, 1] = grad
        self._count += 1

    def rewind(self, steps: int) -> None:
        """Forget everything from this step on."""
        kept = -(-max(0, steps - self._first) // self.stride)
        self._count = min(self._count, kept)

    def wants(self, step: int) -> bool:
        """True where `step` is one of those to be kept."""
        return (step - self._first) % self.stride == 0

    def _thin(self) -> None:
        kept = self._rows[: self._count : 2]
        self._rows[: len(kept)] = kept.copy()
        self._count = len(kept)
        self.stride *= 2

    @property
    def steps(self) -> Numbers:
        """The steps that are kept."""
        return self._first + np.arange(self._count, dtype=float) * self.stride

    def data(self, parameter: int) -> Numbers:
        """The data of one parameter at these steps."""
        return self._rows[: self._count, 0, parameter]

    def grad(self, parameter: int) -> Numbers:
        """Its gradient at these steps: that of the loss with these data."""
        return self._rows[: self._count, 1, parameter]


class History:
    """Everything that is kept of one run. `losses` has one entry per step."""

    def __init__(self, parameters: int) -> None:
        self.losses = LossHistory()
        self.parameters = ParameterHistory(parameters)
        self.marks: list[Mark] = []

    def continue_from(self, other: "History", step: int) -> None:
        """Take over the losses and marks of a run up to `step`, as another network goes on."""
        self.losses = other.losses.copy(step)
        self.parameters.begin(step)
        self.marks = list(other.marks)

    def rewind(self, steps: int) -> None:
        """Forget the losses and parameters from this step on, as when training goes back.

        A change that was made later is in force all the same: its mark comes along.
        """
        self.marks = [mark._replace(step=min(mark.step, steps)) for mark in self.marks]
        self.losses.rewind(steps)
        self.parameters.rewind(steps)

    def mark(self, step: int, kind: str, text: str) -> None:
        """Note a change; a second one of the same kind at the same step replaces the first."""
        self.marks = [m for m in self.marks if (m.step, m.kind) != (step, kind)]
        self.marks.append(Mark(step, kind, text))
