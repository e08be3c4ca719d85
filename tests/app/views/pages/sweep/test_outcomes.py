"""OutcomeFilter: how many runs learned, and only those of the chosen outcome in every view."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from app.views.pages.sweep.page import SweepPage
from micrograd.training.outcomes import OUTCOMES

Swept = Callable[..., SweepPage]


@pytest.fixture
def mixed(swept: Swept) -> SweepPage:
    """A sweep over three rates: one too small, one good, one too large."""
    page = swept(rates=(1e-5, 0.1, 30.0), shapes=((4, 4, 1),), steps=200)
    tab = page.findChild(QToolButton, "sweep_table_tab")
    assert tab is not None
    tab.click()
    return page


def outcomes_shown(page: SweepPage) -> set[str]:
    proxy = page.table.proxy
    return {
        page.sweeping.results[proxy.mapToSource(proxy.index(row, 0)).row()].outcome.name
        for row in range(proxy.rowCount())
    }


def test_every_outcome_is_counted_with_its_sign_and_words(mixed: SweepPage) -> None:
    texts = [button.text().strip() for button in mixed.outcomes.buttons.values()]
    assert texts == ["All 6", "✓ learned 2", "○ got stuck 2", "↑ got worse 2", "✕ diverged 0"]
    assert mixed.outcomes.buttons["learned"].accessibleName() == "learned: 2"


def test_diverged_runs_are_counted(diverged: SweepPage) -> None:
    assert diverged.outcomes.buttons["diverged"].text() == " ✕ diverged 2"


def test_the_definition_of_an_outcome_is_its_tooltip(mixed: SweepPage) -> None:
    for name, row in OUTCOMES.items():
        assert row.meaning in mixed.outcomes.buttons[name].toolTip()


def test_a_click_leaves_the_runs_of_one_outcome_in_the_table_and_among_the_curves(
    mixed: SweepPage,
) -> None:
    QTest.mouseClick(mixed.outcomes.buttons["got-stuck"], Qt.MouseButton.LeftButton)
    assert outcomes_shown(mixed) == {"got-stuck"}
    drawn = {mixed.sweeping.results[int(i)].outcome.name for i in mixed.curves._owners}
    assert drawn == {"got-stuck"}
    QTest.mouseClick(mixed.outcomes.buttons[""], Qt.MouseButton.LeftButton)
    assert outcomes_shown(mixed) == {"learned", "got-stuck", "got-worse"}


def test_arrows_go_from_one_outcome_to_the_next(mixed: SweepPage) -> None:
    mixed.outcomes.buttons[""].setFocus()
    for name in ("learned", "got-stuck"):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Right)
        assert outcomes_shown(mixed) == {name}


def test_a_choice_whose_row_is_not_shown_stays(mixed: SweepPage) -> None:
    learned = next(r for r in mixed.sweeping.results if r.outcome.name == "learned")
    mixed.sweeping.choose(learned.trial.index)
    mixed.outcomes.choose("got-worse")
    assert mixed.sweeping.chosen == learned.trial.index
    assert not mixed.table.selectionModel().hasSelection()
    mixed.outcomes.choose("")
    assert mixed.table.row_of(mixed.table.currentIndex()) == learned.trial.index


def test_another_sweep_begins_with_all_outcomes(mixed: SweepPage, swept: Swept) -> None:
    mixed.outcomes.choose("learned")
    swept()
    assert mixed.outcomes.choice() == ""


def test_where_room_is_short_only_the_signs_are_left(mixed: SweepPage) -> None:
    mixed.outcomes.resize(300, mixed.outcomes.height())
    assert mixed.outcomes.buttons["learned"].text() == " ✓ 2"
    mixed.outcomes.resize(900, mixed.outcomes.height())
    assert mixed.outcomes.buttons["learned"].text() == " ✓ learned 2"
