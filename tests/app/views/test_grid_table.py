"""Tables over a plane: their headings, and names that are read at any size of text."""

import pytest
from pytestqt.qtbot import QtBot

from app.kit.text_size import NORMAL
from app.kit.theme import Appearance
from app.views.grid_table import GridTable, over_plane


def headings(*numbers: float) -> list[str]:
    grid = over_plane(("x1", "x2"), numbers, [0.0], lambda row, column: "")
    return [written for written, _ in grid.across]


@pytest.mark.parametrize(
    ("numbers", "written"),
    [
        ((-0.51, -0.23, 0.0359), ["−0.51", "−0.23", "0.04"]),
        ((-1.0, -0.001, 1.0), ["−1.0", "0.0", "1.0"]),
        ((1001.0, 1003.0, 1005.0), ["1001.0", "1003.0", "1005.0"]),
        ((0.0, 1e-6, 2e-6), ["0", "1e−06", "2e−06"]),
        ((-1e9, 0.0, 1e9), ["−1e+09", "0", "1e+09"]),
        ((3.0, 3.0), ["3", "3"]),
    ],
)
def test_headings_have_the_decimals_that_tell_them_apart(
    numbers: tuple[float, ...], written: list[str]
) -> None:
    assert headings(*numbers) == written


def test_the_names_of_lines_have_room_at_another_size_of_text(
    qtbot: QtBot, appearance: Appearance
) -> None:
    grid = over_plane(("x1", "x2"), [0.0, 1.0], [-0.125, 4.0], lambda row, column: "+1.00")
    table = GridTable(("a_grid", "A grid"), lambda: grid)
    qtbot.addWidget(table)
    table.show()
    try:
        for percent in (NORMAL, 200, 90):
            appearance.resize_text(percent)
            longest = max(map(table.fontMetrics().horizontalAdvance, grid.down))
            assert longest < table.columnWidth(0) < 2 * longest
    finally:
        appearance.resize_text(NORMAL)
