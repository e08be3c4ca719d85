"""SweepPage: from the form to the results, and what it says on the way."""

import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QToolButton
from pytestqt.qtbot import QtBot

from app.playing.compiled_loop import CompiledLoop
from app.playing.sweep_text import SeenSweep
from app.session.session import Session
from app.views.pages.sweep.curves import HINT
from app.views.pages.sweep.page import SweepPage
from micrograd.data.dataset import Dataset, four_samples
from micrograd.sweeps.plan import SweepPlan
from tests.sweep_plans import sweep_plan

Swept = Callable[..., SweepPage]


def click(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def finish(page: SweepPage) -> None:
    while page.sweeping.training.is_running:
        QApplication.processEvents()


def long_plan() -> SweepPlan:
    return sweep_plan(four_samples(), (0.1,), tuple(range(100)), ((4, 4, 1),), steps=100_000)


def test_it_says_how_many_runs_that_makes_and_how_long_they_take(
    page: SweepPage, compiled_loop: object
) -> None:
    page.form.fields["seeds"].setText("0-99")
    page.form.steps.setValue(1_000_000)
    said = page.summary.full_text
    assert re.fullmatch(r"700 runs of 1,000,000 steps, about \d+:\d\d min", said)
    page.form.fields["seeds"].setText("0")
    page.form.steps.setValue(1)
    assert page.summary.full_text == "7 runs of 1 step, less than a second"
    page.form.fields["seeds"].setText("x")
    assert page.summary.full_text.startswith("Not ready")


def test_without_the_compiled_loop_it_says_so(page: SweepPage) -> None:
    assert page.summary.full_text.endswith("without the compiled loop")


def test_start_trains_what_the_form_says(qtbot: QtBot, page: SweepPage) -> None:
    page.form.fields["rates"].setText("0.05, 0.1")
    page.form.fields["seeds"].setText("3")
    page.form.steps.setValue(10)
    click(page.start_button)
    finish(page)
    plan = page.sweeping.plan
    assert plan is not None
    assert (plan.axes["learning_rate"], plan.axes["seed"], plan.steps) == ((0.05, 0.1), (3,), 10)
    assert re.fullmatch(r"2 runs in \d+ ms", page.headline.full_text)
    assert page.chosen.full_text.startswith("rate 0.1 · seed 3 · 4,4,1: ✓ learned, loss ")


def test_a_sweep_wants_the_loop_for_many_runs_and_does_not_wait_for_it(
    page: SweepPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted: list[CompiledLoop] = []
    monkeypatch.setattr(CompiledLoop, "want", lambda loop: wanted.append(loop))
    page.form.steps.setValue(10)
    click(page.start_button)
    assert len(wanted) == 1
    finish(page)
    assert page.sweeping.is_complete


def test_enter_in_a_field_starts_too(page: SweepPage) -> None:
    page.form.steps.setValue(1)
    page.form.fields["seeds"].setText("0")
    QTest.keyClick(page.form.fields["seeds"], Qt.Key.Key_Return)
    finish(page)
    assert len(page.sweeping.results) == 7


def test_start_goes_to_what_is_wrong_and_starts_nothing(page: SweepPage) -> None:
    page.form.fields["shapes"].setText("4,9")
    click(page.start_button)
    assert page.sweeping.plan is None
    assert page.focusWidget() is page.form.fields["shapes"]
    assert page.form.fields["shapes"].message.isVisible()


def test_while_it_goes_on_there_is_progress_and_cancel(qtbot: QtBot, page: SweepPage) -> None:
    page.sweeping.start(long_plan())
    assert page.start_button.text() == "Cancel"
    assert page.progress.isVisible()
    assert page.summary.full_text.startswith("0 of 100 runs")
    qtbot.waitUntil(lambda: "left" in page.summary.full_text)
    click(page.start_button)
    assert not page.sweeping.training.is_running
    assert page.start_button.text() == "Start"
    assert not page.progress.isVisible()
    assert page.headline.full_text == "0 of 100 runs, cancelled"


def test_an_edit_of_the_data_is_said_beside_the_results(swept: Swept, session: Session) -> None:
    page = swept()
    session.edits.set_dataset(Dataset([[1.0], [0.0]], [1.0, 0.0]), "edit samples")
    assert page.headline.full_text == "⚠ 8 runs of the data before your edit"
    session.edits.undo()
    assert page.headline.full_text.startswith("8 runs in ")


def test_open_as_a_run_makes_the_chosen_one_current(swept: Swept, session: Session) -> None:
    page = swept()
    page.sweeping.choose(0)
    click(page.open_button)
    while page.sweeping.opening.is_running:
        QApplication.processEvents()
    assert session.cursor.run.name == "rate 0.02 · seed 0 · 4,4,1"
    assert page.open_button.text() == "Open as a run"


def test_a_long_opening_shows_its_progress_and_can_be_cancelled(
    page: SweepPage, session: Session
) -> None:
    page.sweeping.start(long_plan())
    page.sweeping.cancel()
    assert not page.open_button.isEnabled()
    page.sweeping.choose(50)
    assert page.chosen.full_text == "rate 0.1 · seed 50 · 4,4,1: not trained yet"
    click(page.open_button)
    assert page.open_button.text().startswith("Cancel · 0 %")
    click(page.open_button)
    assert page.open_button.text() == "Open as a run"
    assert len(session.experiment.runs) == 1


def test_arrows_turn_from_one_view_to_the_next(swept: Swept) -> None:
    page = swept()
    tab = page.findChild(QToolButton, "sweep_heat_map_tab")
    assert tab is not None
    assert tab.focusPolicy() & Qt.FocusPolicy.TabFocus
    tab.setFocus()
    for view in (page.curves, page.table):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Right)
        assert view.isVisible()


@pytest.mark.parametrize("size", [(560, 540), (1196, 900)])
def test_it_fits_into_the_stage(swept: Swept, size: tuple[int, int]) -> None:
    page = swept()
    page.resize(*size)
    assert page.size().toTuple() == size
    assert page.minimumSizeHint().width() <= size[0]


def test_results_appear_while_it_goes_on(qtbot: QtBot, page: SweepPage) -> None:
    plan = sweep_plan(four_samples(), (0.1,), tuple(range(100)), ((4, 4, 1),), steps=100)
    page.sweeping.start(plan)
    qtbot.waitUntil(lambda: len(page.heat_map.grid.results) > 2)
    assert page.sweeping.training.is_running
    page.sweeping.cancel()


def test_enter_on_the_start_button_starts_and_on_cancel_cancels(page: SweepPage) -> None:
    page.form.steps.setValue(100_000)
    button = page.start_button
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert page.sweeping.training.is_running
    assert button.text() == "Cancel"
    QTest.keyClick(button, Qt.Key.Key_Enter)
    assert not page.sweeping.training.is_running


def test_enter_on_open_opens(swept: Swept, session: Session) -> None:
    page = swept()
    page.sweeping.choose(0)
    page.open_button.setFocus()
    QTest.keyClick(page.open_button, Qt.Key.Key_Return)
    while page.sweeping.opening.is_running:
        QApplication.processEvents()
    assert session.cursor.run.name == "rate 0.02 · seed 0 · 4,4,1"


@pytest.mark.parametrize("name", ["rates", "shapes"])
def test_a_mistake_pushes_nothing_down(page: SweepPage, name: str) -> None:
    page.grab()
    places = [page.form.fields["shapes"].y(), page.start_button.y(), page.views.y()]
    page.form.fields[name].setText("x")
    page.form.show_mistakes()
    page.grab()
    assert page.form.fields[name].message.isVisible()
    assert [page.form.fields["shapes"].y(), page.start_button.y(), page.views.y()] == places


def test_what_is_shown_of_fewer_runs_of_the_same_sweep_is_gone_from_the_table(
    qtbot: QtBot, page: SweepPage
) -> None:
    plan = sweep_plan(four_samples(), (0.1,), (0, 1, 2), ((4, 4, 1),), steps=20)
    click(page.tabs.buttons["table"])
    page.show_seen(SeenSweep(plan, 3, 0.4))
    finish(page)
    assert page.table.rows.rowCount() == 3
    page.sweeping.choose(2)
    page.show_seen(SeenSweep(plan, 1, None))
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 1)
    assert page.sweeping.chosen == 2
    page.show_seen(SeenSweep(plan, 3, 0.4))
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 3)


def test_a_curve_under_the_mouse_that_is_shown_no_more_is_not_named(page: SweepPage) -> None:
    plan = sweep_plan(four_samples(), (0.1,), (0, 1, 2), ((4, 4, 1),), steps=20)
    click(page.tabs.buttons["curves"])
    page.show_seen(SeenSweep(plan, 3, 0.4))
    finish(page)
    page.curves.pointed_at = 2
    page.curves.show_choice()
    assert "seed 2" in page.curves.caption.full_text
    page.show_seen(SeenSweep(plan, 1, None))
    page.sweeping.choose(0)
    assert page.curves.caption.full_text == HINT
