"""SweepTable: the best runs first, any column sorts, a row is chosen and opened."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from app.session.session import Session
from app.views.pages.sweep.page import SweepPage
from app.views.pages.sweep.table import Column, SweepTable

Swept = Callable[..., SweepPage]


def show_table(page: SweepPage) -> SweepTable:
    tab = page.findChild(QToolButton, "sweep_table_tab")
    assert tab is not None
    QTest.mouseClick(tab, Qt.MouseButton.LeftButton)
    return page.table


def shown(table: SweepTable, column: Column) -> list[str]:
    return [table.proxy.index(row, column).data() for row in range(table.proxy.rowCount())]


def test_the_best_runs_come_first(swept: Swept) -> None:
    page = swept()
    table = show_table(page)
    losses = sorted(result.loss for result in page.sweeping.results)
    assert shown(table, Column.LOSS) == [f"{loss:#.4g}".replace("-", "−") for loss in losses]
    assert set(shown(table, Column.SHAPE)) == {"4,4,1", "3,1"}
    words = {result.outcome.text for result in page.sweeping.results}
    assert set(shown(table, Column.OUTCOME)) == words


def test_diverged_runs_come_last_with_the_step(diverged: SweepPage) -> None:
    table = show_table(diverged)
    assert shown(table, Column.LOSS)[-2:] == ["–", "–"]
    steps = [r.diverged_at for r in diverged.sweeping.results if r.diverged_at is not None]
    told = sorted(f"✕ diverged at step {step}" for step in steps)
    assert sorted(shown(table, Column.OUTCOME)[-2:]) == told


def test_a_heading_sorts_by_its_numbers(swept: Swept) -> None:
    table = show_table(swept(rates=(0.02, 0.1), seeds=(2, 10)))
    header = table.horizontalHeader()
    middle = header.sectionViewportPosition(Column.SEED) + header.sectionSize(Column.SEED) // 2
    place = header.rect().center()
    place.setX(middle)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert shown(table, Column.SEED) == ["2"] * 4 + ["10"] * 4


def test_the_choice_is_the_same_here_as_elsewhere(swept: Swept) -> None:
    page = swept()
    table = show_table(page)
    page.sweeping.choose(5)
    row = table.selectionModel().selectedRows()[0]
    assert table.proxy.mapToSource(row).row() == 5
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    best = min(page.sweeping.results, key=lambda result: result.loss)
    assert page.sweeping.chosen == best.trial.index


def test_enter_opens_the_row(swept: Swept, session: Session) -> None:
    page = swept()
    table = show_table(page)
    page.sweeping.choose(2)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Return)
    while page.sweeping.opening.is_running:
        QApplication.processEvents()
    assert session.cursor.run.name == "rate 0.02 · seed 1 · 4,4,1"


def test_rows_are_copied_for_a_spreadsheet_as_they_stand_here_and_all_in_the_heat_map(
    swept: Swept,
) -> None:
    page = swept(rates=(1e-5, 0.1), shapes=((4, 4, 1),), steps=200)
    page.outcomes.buttons["learned"].click()
    copied = []
    for name, view in (("table", page.table), ("heat_map", page.heat_map)):
        page.findChild(QToolButton, f"sweep_{name}_tab").click()
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        lines = QApplication.clipboard().text().split("\n")
        copied.append([line.split("\t") for line in lines])
    head, *rows = copied[0]
    assert head[:5] == ["learning-rate", "seed", "layers", "outcome", "loss"]
    losses = [float(row[4]) for row in rows]
    results = page.sweeping.results
    assert losses == sorted(r.loss for r in results if r.outcome.name == "learned")
    assert [float(row[4]) for row in copied[1][1:]] == [result.loss for result in results]


def test_a_choice_without_a_row_marks_none(page: SweepPage, swept: Swept) -> None:
    table = show_table(swept())
    page.sweeping.choose(None)
    assert not table.selectionModel().hasSelection()


def test_a_heading_sorts_by_outcome_from_the_best_to_the_worst(swept: Swept) -> None:
    table = show_table(swept(rates=(1e-5, 0.1, 30.0), shapes=((4, 4, 1),), steps=200))
    header = table.horizontalHeader()
    place = header.rect().center()
    place.setX(header.sectionViewportPosition(Column.OUTCOME) + 10)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert shown(table, Column.OUTCOME) == 2 * ["✓ learned"] + 2 * ["○ got stuck"] + 2 * [
        "↑ got worse"
    ]


@pytest.mark.parametrize("order", [Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder])
def test_of_runs_that_are_equal_the_best_comes_first_whatever_sorted_before(
    swept: Swept, order: Qt.SortOrder
) -> None:
    page = swept()
    table = page.table
    table.sortByColumn(Column.SCORE, Qt.SortOrder.DescendingOrder)
    table.sortByColumn(Column.SEED, order)
    places = [table.row_of(table.proxy.index(i, 0)) for i in range(table.proxy.rowCount())]
    results = [page.sweeping.results[place] for place in places]
    seeds = [result.trial.recipe.seed for result in results]
    assert seeds == sorted(seeds, reverse=order is Qt.SortOrder.DescendingOrder)
    for seed in {*seeds}:
        losses = [each.loss for each in results if each.trial.recipe.seed == seed]
        assert losses == sorted(losses)


def test_keys_sort_as_a_click_on_a_heading_does(swept: Swept) -> None:
    table = show_table(swept(rates=(1e-5, 0.1), shapes=((4, 4, 1),), steps=200))
    table.setFocus()
    by_loss = shown(table, Column.LOSS)
    QTest.keyClick(table, Qt.Key.Key_S)
    assert table.horizontalHeader().sortIndicatorSection() == Column.OUTCOME
    assert shown(table, Column.OUTCOME) == ["✓ learned", "✓ learned", "○ got stuck", "○ got stuck"]
    QTest.keyClick(table, Qt.Key.Key_S, Qt.KeyboardModifier.ShiftModifier)
    assert shown(table, Column.OUTCOME)[0] == "○ got stuck"
    for _ in range(len(Column) - 1):
        QTest.keyClick(table, Qt.Key.Key_S)
    assert shown(table, Column.LOSS) == by_loss
