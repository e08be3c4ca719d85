"""Compare page: curves of each run, how they differ, what differs, and both surfaces."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.kit.numbers import signed, significant
from app.session.session import Session
from app.views.pages.compare.page import ComparePage
from app.views.pages.compare.plots import DIFFERENCES, LOSSES, SCORES
from app.views.pages.compare.surfaces import ALONE, WHY_NONE, comparable
from app.window.main_window import MainWindow
from micrograd.data.dataset import Dataset
from micrograd.runs.last_loss import known_loss
from tests.app.sessions import train


@pytest.fixture
def window(renewed_window: MainWindow) -> MainWindow:
    return renewed_window


@pytest.fixture
def page(window: MainWindow, session: Session) -> Iterator[ComparePage]:
    """Run 1 and its branch 2, shown by the menu's action."""
    train(session, 12)
    session.cursor.go_to(6)
    session.edits.set_learning_rate(0.02)
    train(session, 6)
    window.actions_by_name["compare_runs"].trigger()
    page = window.view("compare")
    assert isinstance(page, ComparePage)
    return page


def cells(page: ComparePage) -> dict[str, list[str]]:
    return {row.setting: row.texts for row in page.model.rows}


def test_the_action_shows_the_page_with_the_current_run_and_its_parent(
    window: MainWindow, page: ComparePage
) -> None:
    assert window.stage.page == "compare"
    assert [run.number for run in page.model.runs] == [1, 2]


def test_each_run_has_its_losses_from_the_beginning_of_its_past(
    page: ComparePage, session: Session
) -> None:
    first, second = session.experiment.runs
    for run in (first, second):
        places, heights = page.plots.plots[LOSSES].curves[run].getData()
        assert (places.min(), places.max()) == (0, 12)
        at = np.flatnonzero(places == 9)[0]
        kept = known_loss(run, 9)
        assert kept is not None
        assert heights[at] == pytest.approx(np.log10(kept.high))


def test_the_difference_is_a_factor_or_a_number_at_the_same_step(
    qtbot: QtBot, page: ComparePage, session: Session
) -> None:
    first, second = session.experiment.runs
    plot = page.plots.plots[DIFFERENCES]
    assert list(plot.curves) == [second]
    losses = [known_loss(run, 10).high for run in (first, second)]  # type: ignore[union-attr]
    places, heights = plot.curves[second].getData()
    at = np.flatnonzero(places == 10)[0]
    assert heights[at] == pytest.approx(np.log10(losses[1] / losses[0]))
    assert heights[places <= 6] == pytest.approx(0)
    button = page.kinds.buttons["difference"]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    _, heights = plot.curves[second].getData()
    assert heights[at] == pytest.approx(losses[1] - losses[0])
    assert page.choices["compare_kind"].read() == "difference"


def test_scores_that_nobody_saw_are_measured(qtbot: QtBot, page: ComparePage) -> None:
    scores = page.plots.plots[SCORES]

    def are_measured() -> bool:
        return all(len(curve.getData()[0]) >= 12 for curve in scores.curves.values())

    qtbot.waitUntil(are_measured)
    assert scores.getAxis("left").labelText == "accuracy"


def test_the_table_tells_outcomes_and_what_differs(page: ComparePage, session: Session) -> None:
    table = cells(page)
    assert table["steps"] == ["12", "12"]
    assert table["start"] == ["seed 0", "from run 1 at 6"]
    assert table["learning rate"] == ["0.1", "0.02"]
    assert "(× " in table["last loss"][1]
    assert table["accuracy"][0].endswith("%")


def test_the_legend_says_how_each_run_was_trained(page: ComparePage) -> None:
    assert "rate 0.1, from 6 on 0.02" in page.legend.text()


def test_surfaces_of_both_and_their_difference(page: ComparePage, session: Session) -> None:
    captions = [small.caption for small in page.surfaces.pictures]
    assert captions[:2] == ["run 1", "run 2"]
    assert captions[2].startswith("difference ± ")
    first, second, difference = (small.image for small in page.surfaces.pictures)
    assert first != second
    assert difference != first
    session.edits.set_dataset(Dataset([[1.0], [2.0]], [1.0, 2.0]), "use one input")
    session.comparison.choose(session.experiment.runs[-2:])
    assert not comparable(*session.comparison.runs)
    assert page.surfaces.pictures == []
    assert page.surfaces.reason == WHY_NONE
    page.surfaces.show_runs(session.experiment.runs[-1:])
    assert page.surfaces.reason == ALONE


def test_the_menu_takes_runs_in_and_out(page: ComparePage, session: Session) -> None:
    session.edits.new_weights()
    train(session, 2)
    session.comparison.choose(session.experiment.runs[:2])
    page.menu.aboutToShow.emit()
    actions = page.menu.actions()
    assert [action.isChecked() for action in actions] == [True, True, False]
    actions[2].trigger()
    assert [run.number for run in page.model.runs] == [1, 2, 3]


def test_training_goes_on_in_the_page(qtbot: QtBot, page: ComparePage, session: Session) -> None:
    train(session, 3)
    qtbot.waitUntil(lambda: cells(page)["steps"] == ["12", "15"])


def test_keys_and_the_list_ask_for_it(window: MainWindow, session: Session) -> None:
    train(session, 3)
    session.edits.new_weights()
    train(session, 3)
    session.edits.new_weights()
    train(session, 3)
    runs = window.view("runs")
    runs.table.choose(session.experiment.runs[:2])
    QTest.keyClick(runs.table, Qt.Key.Key_C)
    assert window.stage.page == "compare"
    assert session.comparison.runs == session.experiment.runs[:2]
    button = window.findChild(QToolButton, "compare_runs_button")
    assert button is not None
    assert button.isVisible()


def test_a_page_that_nobody_sees_compares_nothing(
    monkeypatch: pytest.MonkeyPatch, window: MainWindow, page: ComparePage, session: Session
) -> None:
    window.show_page("network")
    monkeypatch.setattr(page.plots, "draw_losses", lambda _: pytest.fail("it was drawn"))
    train(session, 2)
    session.runs.changed.emit()


@pytest.mark.parametrize(("height", "is_shown"), [(700, True), (330, False)])
def test_a_low_page_leaves_the_scores_to_the_table(
    window: MainWindow, page: ComparePage, height: int, is_shown: bool
) -> None:
    page.plots.resize(page.plots.width(), height // 2)
    assert page.plots.plots[SCORES].isHidden() != is_shown
    assert "accuracy" in cells(page)


def test_both_themes_draw_it(page: ComparePage, session: Session) -> None:
    before = [small.image for small in page.surfaces.pictures]
    page._appearance.choose("light")
    assert [small.image for small in page.surfaces.pictures] != before


def test_the_curves_are_a_table_of_losses_and_of_how_they_differ(
    qtbot: QtBot, page: ComparePage, session: Session
) -> None:
    page.kinds.choose("factor")
    qtbot.mouseClick(page.as_table.button, Qt.MouseButton.LeftButton)
    lines, (first, second) = page.losses.lines, session.experiment.runs
    names = ["step", f"{first.name} loss", f"{second.name} loss", f"{second.name} factor"]
    assert [column.header for column in lines.columns] == names
    assert lines.index(6, 3).data() == "× 1"
    ours, theirs = (known_loss(run, 9) for run in (second, first))
    assert ours is not None
    assert theirs is not None
    assert lines.index(9, 3).data() == f"× {significant(ours.high / theirs.high, 4)}"
    qtbot.mouseClick(page.kinds.buttons["difference"], Qt.MouseButton.LeftButton)
    assert lines.index(9, 3).data() == signed(ours.high - theirs.high)
