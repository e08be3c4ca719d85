"""Tables of curves: which steps they have, and what becomes of the chosen line."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.views.curve_table import MOST_LINES, CurveNumbers, CurveTable, between, thinned

pytestmark = pytest.mark.usefixtures("appearance")


def test_few_steps_all_have_a_line() -> None:
    assert thinned(3, 60) == [*range(3, 61)]


@pytest.mark.parametrize("is_logarithmic", [False, True])
@pytest.mark.parametrize("last", [1_234, 40_007, 5_000_001])
def test_many_steps_are_thinned_to_round_ones_with_both_ends_and_those_kept(
    last: int, is_logarithmic: bool
) -> None:
    steps = thinned(0, last, [last // 3], is_logarithmic)
    assert len(steps) <= MOST_LINES
    assert len(steps) > MOST_LINES / 4
    assert steps == sorted(set(steps))
    assert {0, last // 3, last} <= {*steps}
    others = {*steps} - {last // 3, last}
    assert all(len(f"{step}".rstrip("0")) <= len(f"{last}") - 1 for step in others)


def test_a_logarithmic_axis_has_the_first_steps_one_by_one() -> None:
    assert thinned(0, 100_000, is_logarithmic=True)[:11] == [*range(11)]
    assert thinned(0, 100_000)[1] == 1_000


def test_a_run_that_grows_keeps_the_lines_that_it_has() -> None:
    before, after = thinned(0, 40_100), thinned(0, 40_200)
    assert {*before[:-1]} < {*after}


def test_bounds_are_told_where_a_number_is_not_known() -> None:
    assert between(1.0, 1.0, str) == "1.0"
    assert between(1.0, 2.0, str) == "1.0 … 2.0"


@pytest.fixture
def steps() -> list[float]:
    """The steps of a table, which a test changes."""
    return [0, 5, 10]


@pytest.fixture
def table(qtbot: QtBot, steps: list[float]) -> CurveTable:
    """A table of two curves; one has no number at step 5."""

    def read() -> CurveNumbers:
        return CurveNumbers(
            ("loss", "score"),
            [*steps],
            lambda step, curve: "" if curve and step == 5 else f"{step + curve:g}",
            left_out=8,
        )

    table = CurveTable(("a_table", "A table"), read)
    qtbot.addWidget(table)
    table.show()
    return table


def texts(table: CurveTable, line: int) -> list[str]:
    return [table.lines.index(line, column).data() for column in range(table.lines.columnCount())]


def test_each_step_has_a_line_and_the_last_one_says_what_is_left_out(table: CurveTable) -> None:
    assert texts(table, 0) == ["step 0", "0", "1"]
    assert texts(table, 1) == ["step 5", "5", ""]
    assert texts(table, 3) == ["8 steps between are left out", "", ""]


def test_the_heading_of_a_line_is_its_step(table: CurveTable) -> None:
    across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
    assert table.lines.headerData(2, down) == "step 10"
    assert table.lines.headerData(1, across) == "loss"


def test_the_chosen_step_stays_chosen_where_others_come(
    table: CurveTable, steps: list[float]
) -> None:
    table.setCurrentIndex(table.lines.index(1, 2))
    steps[:1] = [0, 1, 2]
    table.look()
    assert table.currentIndex().row() == 3
    assert table.currentIndex().column() == 2
    steps.remove(5)
    table.look()
    assert table.currentIndex().row() == 3


def test_a_table_that_is_not_seen_asks_for_nothing(table: CurveTable) -> None:
    table.hide()
    table._read = lambda: pytest.fail("asked for its curves")
    table.look()
