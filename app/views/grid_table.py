"""Numbers over a plane as a table: a line for each number of one axis, a column for the other."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHeaderView

from app.kit.numbers import MINUS, significant
from app.kit.table_model import TableColumn
from app.kit.text_size import hold, px
from app.views.number_table import NumberTable

# The points along each axis, and the figures of the numbers on it.
SIDE, FIGURES = 11, 3
# The most characters of a number with decimals: in the name of a line, in a heading.
LONGEST, LONGEST_HEADING = 9, 6
# The least width of a column in pixels, and what the names have beside their text.
LEAST_WIDTH, AROUND = 30, 16
KEYS = "Arrows go from point to point, Ctrl+C copies all"


class GridNumbers(NamedTuple):
    """What a grid shows.

    corner: the heading of the first column. across: the headings of the others, as they are written
    and as they are said. down: the names of the lines. text(line, column): the number at a point.
    """

    corner: tuple[str, str]
    across: Sequence[tuple[str, str]]
    down: Sequence[str]
    text: Callable[[int, int], str]


def over_plane(
    axes: tuple[str, str], xs: Sequence[float], ys: Sequence[float], text: Callable[[int, int], str]
) -> GridNumbers:
    """The numbers over two axes, the largest number of the second one at the top.

    xs, ys: along both axes. text(row, column): rows are counted as `ys`.
    """
    across, up = axes
    texts = on_axis(xs, LONGEST_HEADING)
    down = [f"{up} {y}" for y in on_axis(ys)][::-1]
    return GridNumbers(
        (f"{across} →", f"{up}, by {across}"),
        [(each, f"{across} {each}") for each in texts],
        down,
        lambda line, column: text(len(down) - 1 - line, column),
    )


class GridTable(NumberTable[int]):
    """The table of a grid. read: asked for it while the table is seen, None where there is none."""

    def __init__(self, words: tuple[str, str], read: Callable[[], GridNumbers | None]) -> None:
        """words: the object name and the accessible name."""
        self._read = read
        self._names: Sequence[str] = ()
        super().__init__([], (*words, KEYS))
        hold(self, least_column=LEAST_WIDTH)

    def look(self) -> None:
        """Show the numbers as they are now."""
        if not self.isVisible():
            return
        grid = self._read()
        if grid is None:
            self.show_lines([], [])
            return
        has_other_names = self._names != grid.down
        self._names = grid.down
        columns = [_column(grid, *each) for each in enumerate(grid.across)]
        self.show_lines(range(len(grid.down)), [_names(grid), *columns])
        if has_other_names:
            self._fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_columns()

    def _fit_columns(self) -> None:
        header, modes = self.horizontalHeader(), QHeaderView.ResizeMode
        header.setSectionResizeMode(modes.Stretch)
        if self.lines.columns:
            advance = self.fontMetrics().horizontalAdvance
            header.setSectionResizeMode(0, modes.Fixed)
            header.resizeSection(0, px(AROUND) + max(map(advance, self._names), default=0))


def on_axis(numbers: Sequence[float], longest: int = LONGEST) -> list[str]:
    """Numbers along an axis with the decimals that tell neighbours apart.

    longest: the most characters; where these are too few, the numbers have significant figures.
    """
    step = abs(numbers[-1] - numbers[0]) / max(1, len(numbers) - 1)
    decimals = max(0, 1 - math.floor(math.log10(step))) if 0 < step < math.inf else 0
    # Adding 0.0 removes the sign of a negative zero.
    texts = [f"{round(each, decimals) + 0.0:.{decimals}f}" for each in numbers]
    if step and max(map(len, texts)) <= longest:
        return [text.replace("-", MINUS) for text in texts]
    return [significant(each, FIGURES) for each in numbers]


def _names(grid: GridNumbers) -> TableColumn[int]:
    written, spoken = grid.corner
    name = grid.down.__getitem__
    return TableColumn(written, spoken, name, name, is_text=True, spoken=spoken)


def _column(grid: GridNumbers, column: int, heading: tuple[str, str]) -> TableColumn[int]:
    written, spoken = heading

    def text(line: int) -> str:
        return grid.text(line, column)

    return TableColumn(
        written,
        spoken,
        text,
        lambda line: f"{spoken}, {grid.down[line]}: {text(line)}",
        spoken=spoken,
    )
