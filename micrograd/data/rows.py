"""ArrayRows: rows of many numbers in one array, each a list once it is asked for.

Few rows are lists of floats, which need nothing but Python; a hundred thousand of them would take
a tenth of a second for whatever is done to them. Without NumPy all rows are lists.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib.util import find_spec
from itertools import chain
from typing import Any, TypeVar

# Datasets of at least this many samples have their numbers in arrays, where NumPy is installed.
MANY = 1000
# Rows that are made lists together while all of them are gone through.
ROWS_AT_A_TIME = 1024
Rows = Sequence[Sequence[float]]
Row = TypeVar("Row")


class ArrayRows(Sequence[Any]):
    """A sequence of rows, or of numbers, whose numbers lie in `array`, which never changes.

    array: of NumPy, shape (rows, columns) or (numbers,).
    """

    def __init__(self, array: Any) -> None:
        self.array = array

    def __getitem__(self, index: Any) -> Any:
        return self.array[index].tolist()

    def __len__(self) -> int:
        return len(self.array)

    def __iter__(self) -> Iterator[Any]:
        for begin in range(0, len(self.array), ROWS_AT_A_TIME):
            yield from self.array[begin : begin + ROWS_AT_A_TIME].tolist()

    def __contains__(self, item: object) -> bool:
        return bool((self.array == item).any()) if self.array.ndim == 1 else item in [*self]

    def index(self, item: Any, *limits: int) -> int:
        """The place of the first one that is equal; raises ValueError where there is none."""
        return [*self].index(item, *limits)

    def __array__(self, *arguments: Any, **options: Any) -> Any:
        """What NumPy makes an array of; without this it would ask for row after row."""
        return self.array.__array__(*arguments, **options)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, ArrayRows):
            ours, theirs = self.array, other.array
            if ours is theirs:
                return True
            return ours.shape == theirs.shape and bool((ours == theirs).all())
        if isinstance(other, Sequence):
            return len(self) == len(other) and list(self) == list(other)
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(list(self))


def is_many(count: int) -> bool:
    """True for so many samples that their numbers are in arrays."""
    return count >= MANY and find_spec("numpy") is not None


def array_of(rows: Sequence[Any]) -> Any:
    """The numbers of rows as an array."""
    if isinstance(rows, ArrayRows):
        return rows.array
    import numpy as np

    return np.array(rows, dtype=np.float64)


def in_array(rows: Sequence[Any]) -> ArrayRows | None:
    """Many rows of finite numbers in an array; None where they are few, or where one is odd.

    Odd is a row that is no list, or that is shorter or longer than the first, and what is no
    finite number, such as a bool.
    """
    if isinstance(rows, ArrayRows):
        return rows
    if not is_many(len(rows)):
        return None
    import numpy as np

    try:
        is_even = len(set(map(len, rows))) == 1 and len(rows[0]) > 0
        if not is_even or not set(map(type, chain.from_iterable(rows))) <= {float, int}:
            return None
        array = np.array(rows, dtype=np.float64)
    except (TypeError, OverflowError):
        return None
    return ArrayRows(array) if np.isfinite(array).all() else None


def split_at(rows: Rows, nout: int) -> tuple[Rows, Rows]:
    """All columns but the last `nout`, and these."""
    if isinstance(rows, ArrayRows):
        place = rows.array.shape[1] - nout
        return ArrayRows(rows.array[:, :place].copy()), ArrayRows(rows.array[:, place:].copy())
    places = [len(row) - nout for row in rows]
    pairs = [(list(row[:i]), list(row[i:])) for i, row in zip(places, rows, strict=True)]
    return [left for left, _ in pairs], [right for _, right in pairs]


def joined(xs: Rows, targets: Rows) -> Sequence[list[float]]:
    """Each row of the one, then that of the other."""
    if isinstance(xs, ArrayRows) and isinstance(targets, ArrayRows):
        import numpy as np

        return ArrayRows(np.hstack([xs.array, targets.array]))
    return [[*x, *y] for x, y in zip(xs, targets, strict=True)]


def with_width(rows: Rows, width: int) -> Rows:
    """Rows of this many columns: the last ones are dropped, or new ones of 0 are added."""
    more = max(0, width - len(rows[0]))
    if not isinstance(rows, ArrayRows):
        return [[*row[:width], *[0.0] * more] for row in rows]
    import numpy as np

    return ArrayRows(np.pad(rows.array[:, :width], ((0, 0), (0, more))))


def without_column(rows: Rows, place: int) -> Rows:
    """Rows without one of their columns."""
    if not isinstance(rows, ArrayRows):
        return [[*row[:place], *row[place + 1 :]] for row in rows]
    import numpy as np

    return ArrayRows(np.delete(rows.array, place, axis=1))


def lowest(rows: Rows) -> float:
    """The smallest of all numbers."""
    return float(rows.array.min()) if isinstance(rows, ArrayRows) else min(map(min, rows))


def taken_rows(rows: Sequence[Row], places: Sequence[int]) -> Sequence[Row]:
    """The rows at some places, in their order."""
    if isinstance(rows, ArrayRows):
        return ArrayRows(rows.array.take(places, axis=0))
    return [rows[i] for i in places]


def changed_rows(
    rows: Rows, changed: Mapping[int, Sequence[float]], removed: Collection[int] = ()
) -> Rows:
    """Rows of which some are others, and some are left out; all that stay are shared or copied.

    changed: by their places; those from the end on are added there, in their order. Rows of which
    none is another are the same object.
    """
    count = len(rows)
    if not removed and all(i < count and rows[i] == row for i, row in changed.items()):
        return rows
    added = [list(row) for place, row in sorted(changed.items()) if place >= count]
    if not isinstance(rows, ArrayRows):
        pairs = enumerate(rows)
        return [changed.get(i, row) for i, row in pairs if i not in removed] + added
    import numpy as np

    array = rows.array.copy()
    for place, row in changed.items():
        if place < count:
            array[place] = row
    array = np.delete(array, list(removed), axis=0) if removed else array
    return ArrayRows(np.concatenate([array, added]) if added else array)
