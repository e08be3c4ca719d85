"""The numbers of curves as a table: a line for each step, as many as a person reads."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtWidgets import QHeaderView

from app.kit.numbers import counted
from app.kit.table_model import TableColumn
from app.kit.text_size import hold
from app.views.number_table import NumberTable

# The most lines, and how many of them round steps may take: the others are the first and the last
# step, and the least of each curve.
MOST_LINES, MOST_ROUND = 200, 170
# A logarithmic axis has so many lines for each number of leading digits, by how long it is.
PER_DECADE = (90, 45, 18, 9)
# The least width of a column in pixels.
LEAST_WIDTH = 90
KEYS = "Up and down go from line to line, Left and Right from curve to curve, Ctrl+C copies all"


class CurveNumbers(NamedTuple):
    """What a table of curves shows.

    names: of the curves. steps: those that have a line, in order, or other numbers along the axis.
    text(step, curve): the number of a curve, "" where it has none. left_out: the steps without a
    line. spoken: the names in words, where they are short.
    """

    names: Sequence[str]
    steps: Sequence[float]
    text: Callable[[float, int], str]
    left_out: int = 0
    spoken: Sequence[str] = ()


NO_CURVES = CurveNumbers((), (), lambda step, curve: "")


def step_text(step: float) -> str:
    """`step 1,234`."""
    return f"step {step:,.0f}"


def between(low: float, high: float, write: Callable[[float], str]) -> str:
    """`0.5`, or where only bounds are kept `0.5 … 0.6`."""
    return write(low) if low == high else f"{write(low)} … {write(high)}"


class CurveTable(NumberTable[float | None]):
    """A column for each curve; the last line says how many steps have none.

    read: asked for the curves while the table is seen. heading, name: of the first column, and how
    it calls a number along the axis.
    """

    def __init__(
        self,
        words: tuple[str, str],
        read: Callable[[], CurveNumbers],
        heading: str = "step",
        name: Callable[[float], str] = step_text,
    ) -> None:
        """words: the object name and the accessible name."""
        self._read, self._name_of = read, name
        self._curves = NO_CURVES
        self._first = TableColumn(
            heading, "Where the numbers are", self._name, self._about, is_text=True
        )
        super().__init__([self._first], (*words, KEYS))
        hold(self, least_column=LEAST_WIDTH)

    def _fit_columns(self) -> None:
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def look(self) -> None:
        """Show the curves as they are now."""
        if not self.isVisible():
            return
        self._curves = self._read()
        rows = [*self._curves.steps, *([None] if self._curves.left_out else [])]
        names = self._curves.names
        pairs = zip(names, self._curves.spoken or names, strict=True)
        columns = (self._column(i, *pair) for i, pair in enumerate(pairs))
        self.show_lines(rows, [self._first, *columns])

    def _column(self, curve: int, name: str, spoken: str) -> TableColumn[float | None]:
        return TableColumn(name, spoken, partial(self._text, curve), self._about, spoken=spoken)

    # Texts.

    def _name(self, step: float | None) -> str:
        if step is None:
            return f"{counted(self._curves.left_out, 'step')} between are left out"
        return self._name_of(step)

    def _text(self, curve: int, step: float | None) -> str:
        return "" if step is None else self._curves.text(step, curve)

    def _about(self, step: float | None) -> str:
        names = enumerate(self._curves.names)
        told = [f"{name} {text}" for i, name in names if (text := self._text(i, step))]
        return f"{self._name(step)}{': ' if told else ''}{', '.join(told)}"


def thinned(
    first: int, last: int, kept: Iterable[int] = (), is_logarithmic: bool = False
) -> list[int]:
    """At most MOST_LINES steps to read: the first, the last, some that are kept, and round ones.

    They lie as evenly as on the axis of steps, linear or logarithmic. A run that grows keeps those
    that it has, until they are too many.
    """
    ends = {first, last, *[step for step in kept if first < step < last][: MOST_LINES - MOST_ROUND]}
    if last - first < MOST_ROUND:
        return [*range(first, last + 1)]
    every = _by_factors if is_logarithmic else _by_differences
    return sorted({*every(first, last), *ends})


def _by_differences(first: int, last: int) -> Sequence[int]:
    """Multiples of 1, 2 or 5 times a power of ten."""
    strides = (m * 10**power for power in range(len(str(last)) + 1) for m in (1, 2, 5))
    every = next(each for each in strides if (last - first) // each < MOST_ROUND)
    return range(-(-first // every) * every, last + 1, every)


def _by_factors(first: int, last: int) -> Sequence[int]:
    """Steps with few leading digits, equally many between 10 and 100 as between 100 and 1,000."""
    found: list[int] = []
    for per_decade in PER_DECADE:
        found = [*range(10)]
        for power in range(1, len(str(last))):
            stride = max(1, 9 * 10**power // per_decade)
            found += range(10**power, 10 ** (power + 1), stride)
        found = [step for step in found if first <= step <= last]
        if len(found) <= MOST_ROUND:
            break
    return found
