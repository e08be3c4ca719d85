"""Edits of single samples: each is an edit of the dataset that can be undone."""

from collections.abc import Mapping, Sequence

from app.session.cursor import Cursor
from app.session.deeds import Doer, deed
from app.session.edits import Edits
from app.session.selection import Selection
from micrograd.data.computed import computed_rows, rules_of


class SampleEdits(Doer):
    """Moves, adds and removes samples. Computed inputs follow the others.

    Each raises ValueError where a number can't be computed, see `problem`.
    """

    def __init__(self, cursor: Cursor, edits: Edits, selection: Selection) -> None:
        self._cursor, self._edits, self._selection = cursor, edits, selection

    def move(self, sample: int, numbers: Mapping[int, float], gesture: int = -1) -> None:
        """Give a sample other numbers, by their columns: inputs, then targets.

        gesture: see `Edits.set_learning_rate`.
        """
        moved = self._cursor.dataset.with_samples({sample: self._row(sample, numbers)})
        self._edits.set_dataset(moved, f"move sample {sample + 1:,}", gesture)

    @deed
    def add(self, inputs: Sequence[float], targets: Sequence[float]) -> None:
        """Add a sample as the last one, and choose it."""
        dataset = self._cursor.dataset
        last = len(dataset)
        more = dataset.with_samples({last: [*inputs, *targets]})
        self._edits.set_dataset(more, "add a sample")
        self._selection.choose_sample(last)

    @deed
    def remove(self, sample: int) -> None:
        """Remove a sample. Raises ValueError for the only one."""
        dataset = self._cursor.dataset
        if len(dataset) == 1:
            raise ValueError("at least one sample stays: training needs one")
        fewer = dataset.with_samples({}, [sample])
        self._edits.set_dataset(fewer, f"remove sample {sample + 1:,}")

    def problem(self, sample: int, numbers: Mapping[int, float]) -> str:
        """Why a sample can't have these numbers, by column; "" where it can."""
        dataset = self._cursor.dataset
        rules = rules_of(dataset.formulas, dataset.input_names())
        try:
            computed_rows([self._row(sample, numbers)], rules)
        except ValueError as error:
            return str(error).partition(": ")[2]
        return ""

    def _row(self, sample: int, numbers: Mapping[int, float]) -> list[float]:
        """A sample's inputs and targets, some of them others."""
        dataset = self._cursor.dataset
        row = [*dataset.xs[sample], *dataset.targets[sample]]
        for column, number in numbers.items():
            row[column] = number
        return row
