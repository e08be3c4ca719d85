"""LossColumns, ScoreColumns: numbers of several runs side by side, and of their ancestors."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any, ClassVar

from micrograd.runs.last_loss import next_loss
from micrograd.runs.replay import Replay
from micrograd.runs.restore import restore
from micrograd.runs.run import Run
from micrograd.runs.segments import segments_of
from micrograd.training.measuring import Measured, measured, scorers_of


def within(steps: range, first: int, end: int) -> range:
    """The evenly spaced steps that lie from `first` to before `end`."""
    skipped = max(0, -(-(first - steps.start) // steps.step))
    return range(steps.start + skipped * steps.step, min(steps.stop, end), steps.step)


# A number or `Measured` for each step, None where there is none.
Cells = list[Any]


class _Reader(ABC):
    """Reads a number for each of a run's own steps."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._replay: Replay | None = None

    @abstractmethod
    def read(self, steps: range) -> Generator[None, None, Cells]:
        """The numbers of these steps, which come after those of the last call; yields meanwhile."""

    @staticmethod
    @abstractmethod
    def at_end(run: Run) -> Any:
        """The number of the parameters as they are at the end of a run."""


class Columns:
    """Columns that are read from top to bottom, some steps at a time; a shared past is read once.

    first, end: the range of the steps of all runs. cells: for each run the numbers of the steps
    that were read last, None for steps that it does not have. The last one of a run is that of its
    parameters as they are.
    """

    reader: ClassVar[type[_Reader]]

    def __init__(self, runs: Sequence[Run]) -> None:
        self.cells: list[Cells] = []
        self._columns = [segments_of(run) for run in runs]
        self.first = min(run.first_step for run in runs)
        self.end = max(run.steps for run in runs) + 1
        ends: dict[Run, int] = {}
        for run, _, end in (segment for column in self._columns for segment in column):
            ends[run] = min(run.steps, max(end, ends.get(run, 0)))
        self._readers = [(run, end, self.reader(run)) for run, end in ends.items()]

    def read(self, steps: range) -> Iterator[None]:
        """Fill `cells` with the numbers of these steps; yields while that takes time."""
        known: dict[Run, tuple[range, Cells]] = {}
        for run, end, reader in self._readers:
            own = within(steps, run.start.step, end)
            known[run] = own, (yield from reader.read(own))
        self.cells = []
        for column in self._columns:
            cells: Cells = [None] * len(steps)
            for run, first, end in column:
                own, numbers = known[run]
                part = within(own, first, end)
                if part:
                    i, j = (part.start - begin for begin in (steps.start, own.start))
                    i, j = i // steps.step, j // steps.step
                    cells[i : i + len(part)] = numbers[j : j + len(part)]
            last = column[-1].run
            if last.steps in steps:
                cells[steps.index(last.steps)] = self.reader.at_end(last)
            self.cells.append(cells)


class _Losses(_Reader):
    """The losses, replayed where only bounds are kept."""

    @staticmethod
    def at_end(run: Run) -> Any:
        return next_loss(run)

    def read(self, steps: range) -> Generator[None, None, Cells]:
        history = self._run.history
        exact_from = history.first_step + history.losses.exact_from
        lost, kept = within(steps, steps.start, exact_from), within(steps, exact_from, steps.stop)
        losses: Cells = (yield from self._replayed(lost)) if lost else []
        if kept:
            self._replay = None
            numbers = history.losses.values[kept.start - exact_from : kept.stop - exact_from]
            losses += numbers[:: kept.step].tolist()
        return losses

    def _replayed(self, steps: range) -> Generator[None, None, Cells]:
        replay = self._replay = self._replay or Replay(self._run, steps.start)
        taken: Cells = []
        for losses in replay.losses_until(steps[-1] + 1):
            ahead = steps.start - (replay.step - len(losses))
            taken += losses[ahead if ahead >= 0 else ahead % steps.step :: steps.step]
            yield
        return taken


class LossColumns(Columns):
    """The loss of each step."""

    reader = _Losses


class _Scores(_Reader):
    """The scores, each measured on the way of a replay."""

    def read(self, steps: range) -> Generator[None, None, Cells]:
        scores: Cells = []
        for step in steps:
            replay = self._replay = self._replay or Replay(self._run, step)
            for _ in replay.losses_until(step):
                yield
            # The changes at this step are made before it.
            replay.next_steps(step + 1)
            scores.append(measured(replay.trainer))
            yield
        return scores

    @staticmethod
    def at_end(run: Run) -> Any:
        trainer = run.start.trainer()
        restore(trainer, run, run.steps)
        return measured(trainer)


class ScoreColumns(Columns):
    """The measured scores of each step: cells of `Measured`, or None."""

    reader = _Scores

    @staticmethod
    def parts(run: Run) -> list[tuple[str, Callable[[Measured], float | None]]]:
        """The columns of a run: what each is called, and its number of a cell."""
        trainer = run.start.trainer()
        trainer.change("dataset", run.recipe.dataset)
        scorers = scorers_of(trainer)
        name = scorers.trained.name
        parts: list[tuple[str, Callable[[Measured], float | None]]] = [
            (name, lambda cell: cell.score.value)
        ]
        if scorers.held_out:
            parts += [
                ("test loss", lambda cell: cell.test_loss),
                (f"test {name}", lambda cell: cell.test_score and cell.test_score.value),
            ]
        return parts
