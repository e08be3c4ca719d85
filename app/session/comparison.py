"""The runs that are compared with each other."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.session.cursor import Cursor
from micrograd.runs.run import Run

# More curves could not be told apart.
MOST_COMPARED = 6


class Comparison(QObject):
    """Which runs are compared: those that were chosen, else the current one and the one before it.

    `changed` comes with another choice; `asked` where a person wants to see them.
    """

    changed = Signal()
    asked = Signal()

    def __init__(self, cursor: Cursor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cursor = cursor
        self._chosen: list[Run] = []

    @property
    def runs(self) -> list[Run]:
        """The runs in the order in which they were chosen: the others are compared with the first.

        Runs that were deleted are left out. There is one only where the experiment has one.
        """
        listed, current = self._cursor.experiment.runs, self._cursor.run
        chosen = [run for run in self._chosen if run in listed]
        if len(chosen) > 1:
            return chosen
        first = self._before(listed, current)
        return [first] if first is current else [first, current]

    @staticmethod
    def _before(listed: Sequence[Run], current: Run) -> Run:
        """What a run is compared with by itself: its parent, or a neighbour in the list."""
        parent, place = current.parent, listed.index(current)
        if parent in listed:
            assert parent is not None
            return parent
        return listed[place - 1] if place else listed[min(1, len(listed) - 1)]

    def choose(self, runs: Sequence[Run]) -> None:
        """Compare these, at most MOST_COMPARED of them."""
        self._chosen = list(runs[:MOST_COMPARED])
        self.changed.emit()

    def read(self) -> str:
        """The numbers of the chosen runs, as they are remembered for a picture."""
        return ",".join(str(run.number) for run in self._chosen)

    def choose_numbers(self, text: str) -> None:
        """Compare the runs of these numbers, as far as they are there."""
        numbers = text.split(",")
        by_number = {str(run.number): run for run in self._cursor.experiment.runs}
        self.choose([by_number[each] for each in numbers if each in by_number])

    def toggle(self, run: Run) -> None:
        """Compare a run, too, or no more; two stay."""
        runs = self.runs
        if run not in runs:
            self.choose([*runs[: MOST_COMPARED - 1], run])
        elif len(runs) > 2:
            self.choose([each for each in runs if each is not run])

    def show(self, runs: Sequence[Run]) -> None:
        """Compare these, and ask for them to be seen."""
        if len(runs) > 1:
            self.choose(runs)
        self.asked.emit()
