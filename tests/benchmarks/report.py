"""Numbers as people read them: rounded, in aligned columns."""

import math
import textwrap
from collections.abc import Sequence

Cell = str | float | None


def rounded(number: float) -> str:
    """Three significant digits, in full: 0.0123, 4.56, 78.9, 1,230."""
    if number == 0 or not math.isfinite(number):
        return f"{number:.0f}"
    decimals = 2 - math.floor(math.log10(abs(number)))
    # 9.996 has one digit more once it is rounded.
    decimals = 2 - math.floor(math.log10(abs(round(number, decimals))))
    return f"{round(number, decimals):,.{max(0, decimals)}f}"


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """A title and aligned columns: the first is text, in the others numbers end flush right.

    A whole number is written as it is, another one rounded, `None` as a dash. A row may be
    shorter than the head; where its last cell is text, that runs on to the right.
    """
    lines = [[_text(cell) for cell in row] for row in [list(head), *rows]]
    whole = [line for line in lines if len(line) == len(head)]
    widths = [max(len(line[i]) for line in whole) for i in range(len(head))]
    widths[0] = max(len(line[0]) for line in lines)
    return "\n".join([title, *(_line(cells, widths) for cells in lines)])


def because(reason: str) -> str:
    """Why something is not there, short enough for a line."""
    return f"not available: {textwrap.shorten(reason, 70)}"


def percentile(numbers: Sequence[float], share: float) -> float:
    """The number below which `share` of them lie."""
    return sorted(numbers)[min(len(numbers) - 1, int(share * len(numbers)))]


def spread(numbers: Sequence[float]) -> dict[str, float]:
    """Median, 99 % and longest of some times, and how many they are."""
    return {
        "median": percentile(numbers, 0.5),
        "99 %": percentile(numbers, 0.99),
        "longest": max(numbers),
        "count": len(numbers),
    }


def _line(cells: list[str], widths: list[int]) -> str:
    right = [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=False)]
    if len(cells) < len(widths):
        right = cells[1:]
    return "   ".join([f"  {cells[0]:{widths[0]}}", *right]).rstrip()


def _text(cell: Cell) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, str):
        return cell
    return f"{cell:,}" if isinstance(cell, int) else rounded(cell)
