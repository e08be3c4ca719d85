"""SampleGroups: the groups of samples in a graph, by the places of these in the dataset."""

from collections.abc import Sequence

from app.walking.graph_tree import Path

# The most groups side by side: more can't be told apart.
MOST_SIDE_BY_SIDE = 20


class SampleGroups:
    """Names a group for each sample, and groups of these where there are many.

    rows: the samples of the graph, in its order, each by its place in the dataset.
    """

    def __init__(self, rows: Sequence[int]) -> None:
        self.rows = rows
        self._places = {row: place for place, row in enumerate(rows)}
        self._size = -(-len(rows) // MOST_SIDE_BY_SIDE)

    def path(self, sample: int) -> Path:
        """The group of a sample, inside a group of samples where there are many."""
        own = f"sample {sample + 1}"
        if self._size == 1:
            return (own,)
        begin = self._places[sample] // self._size * self._size
        return (f"samples {_listed(self.rows[begin : begin + self._size])}", own)


def _listed(rows: Sequence[int]) -> str:
    """`1–12` for samples in a row, `12, 3, …` for those of a batch."""
    first, last = rows[0] + 1, rows[-1] + 1
    if list(rows) == list(range(rows[0], rows[0] + len(rows))):
        return f"{first}–{last}"
    return ", ".join(str(row + 1) for row in rows[:2]) + (", …" if len(rows) > 2 else "")
