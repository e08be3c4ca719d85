"""LossColumns: the losses of several runs side by side, those of their ancestors included."""

from collections.abc import Generator, Iterator, Sequence

from micrograd.runs.last_loss import last_loss
from micrograd.runs.replay import Replay
from micrograd.runs.run import Run
from micrograd.runs.segments import segments_of


def within(steps: range, first: int, end: int) -> range:
    """The evenly spaced steps that lie from `first` to before `end`."""
    skipped = max(0, -(-(first - steps.start) // steps.step))
    return range(steps.start + skipped * steps.step, min(steps.stop, end), steps.step)


class LossColumns:
    """Columns that are read from top to bottom, some steps at a time; a shared past is read once.

    first, end: the range of the steps of all runs. cells: for each run the losses of the steps
    that were read last, None for steps that it does not have. The last one of a run is that of its
    parameters as they are.
    """

    def __init__(self, runs: Sequence[Run]) -> None:
        self.cells: list[list[float | None]] = []
        self._columns = [segments_of(run) for run in runs]
        self.first = min(run.first_step for run in runs)
        self.end = max(run.steps for run in runs) + 1
        ends: dict[Run, int] = {}
        for run, _, end in (segment for column in self._columns for segment in column):
            ends[run] = min(run.steps, max(end, ends.get(run, 0)))
        self._losses = [_Losses(run, end) for run, end in ends.items()]

    def read(self, steps: range) -> Iterator[None]:
        """Fill `cells` with the losses of these steps; yields while that takes time."""
        known: dict[Run, tuple[range, list[float]]] = {}
        for each in self._losses:
            own = within(steps, each.run.start.step, each.end)
            known[each.run] = own, (yield from each.read(own))
        self.cells = []
        for column in self._columns:
            cells: list[float | None] = [None] * len(steps)
            for run, first, end in column:
                own, losses = known[run]
                part = within(own, first, end)
                if part:
                    i, j = (part.start - begin for begin in (steps.start, own.start))
                    i, j = i // steps.step, j // steps.step
                    cells[i : i + len(part)] = losses[j : j + len(part)]
            last = column[-1].run
            if last.steps in steps:
                cells[steps.index(last.steps)] = last_loss(last)
            self.cells.append(cells)


class _Losses:
    """The losses of a run's own steps, replayed where only bounds are kept."""

    def __init__(self, run: Run, end: int) -> None:
        self.run, self.end = run, end
        self._replay: Replay | None = None

    def read(self, steps: range) -> Generator[None, None, list[float]]:
        history = self.run.history
        exact_from = history.first_step + history.losses.exact_from
        lost, kept = within(steps, steps.start, exact_from), within(steps, exact_from, steps.stop)
        losses = (yield from self._replayed(lost)) if lost else []
        if kept:
            self._replay = None
            numbers = history.losses.values[kept.start - exact_from : kept.stop - exact_from]
            losses += numbers[:: kept.step].tolist()
        return losses

    def _replayed(self, steps: range) -> Generator[None, None, list[float]]:
        replay = self._replay = self._replay or Replay(self.run, steps.start)
        taken: list[float] = []
        for losses in replay.losses_until(steps[-1] + 1):
            ahead = steps.start - (replay.step - len(losses))
            taken += losses[ahead if ahead >= 0 else ahead % steps.step :: steps.step]
            yield
        return taken
