"""The list of runs as a tree: branches below their run, folded by arrow, key and menu."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.session.session import Session
from app.views.panels.runs.delegate import arrow_rect
from app.views.panels.runs.model import Column, RunsModel
from app.views.panels.runs.panel import RunsPanel
from tests.app.sessions import train


@pytest.fixture
def panel(qtbot: QtBot, session: Session, appearance: Appearance) -> Iterator[RunsPanel]:
    """Run 1 with the branches 3 and 4, run 3 with the branch 5; run 2 stands alone, and is last."""
    first = session.cursor.run
    train(session, 6)
    session.edits.new_weights()
    train(session, 3)
    for rate in (0.05, 0.02):
        session.runs.make_current(first)
        session.cursor.go_to(4)
        session.edits.set_learning_rate(rate)
        train(session, 5)
    third = session.experiment.runs[2]
    session.runs.make_current(third)
    session.cursor.go_to(7)
    session.edits.set_learning_rate(0.01)
    train(session, 1)
    session.undo_stack.clear()
    panel = RunsPanel(session, appearance)
    window = QMainWindow()
    window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, panel)
    window.resize(600, 300)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    yield panel  # noqa: PT022 - a return would let go of the window


def numbers(panel: RunsPanel) -> list[int]:
    return [run.number for run in panel.model.runs]


def chosen(panel: RunsPanel) -> list[int]:
    return [run.number for run in panel.table.chosen]


def press(panel: RunsPanel, *keys: Qt.Key) -> None:
    panel.table.setFocus()
    for key in keys:
        QTest.keyClick(panel.table, key)


def choose(panel: RunsPanel, number: int) -> None:
    panel.table.choose([run for run in panel.model.runs if run.number == number])


def test_branches_stand_below_their_run_and_say_from_which_step(panel: RunsPanel) -> None:
    assert numbers(panel) == [1, 3, 5, 4, 2]
    depths = [panel.model.tree[run].depth for run in panel.model.runs]
    assert depths == [0, 1, 2, 1, 0]
    row = panel.model.index(1, Column.DIFFERENCE)
    assert row.data() == "from 4: rate 0.05"


def test_names_of_branches_are_indented(panel: RunsPanel) -> None:
    name = panel.model.index(2, Column.NAME)
    rect = panel.table.visualRect(name)
    image = panel.table.viewport().grab(rect).toImage()
    ground = image.pixelColor(image.width() - 1, 1)
    inked = [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y) != ground for y in range(image.height()))
    ]
    assert min(inked) > 30


def test_left_and_right_fold_unfold_and_go_out_and_in(panel: RunsPanel) -> None:
    choose(panel, 3)
    press(panel, Qt.Key.Key_Left)
    assert numbers(panel) == [1, 3, 4, 2]
    press(panel, Qt.Key.Key_Left)
    assert chosen(panel) == [1]
    press(panel, Qt.Key.Key_Left)
    assert (numbers(panel), chosen(panel)) == ([1, 2], [1])
    press(panel, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert (numbers(panel), chosen(panel)) == ([1, 3, 4, 2], [3])
    press(panel, Qt.Key.Key_Right)
    assert numbers(panel) == [1, 3, 5, 4, 2]


def test_a_click_on_the_arrow_folds_and_does_not_turn_to_the_run(
    panel: RunsPanel, session: Session
) -> None:
    current = session.cursor.run
    index = panel.model.index(0, Column.NAME)
    rect = panel.table.visualRect(index)
    arrow = arrow_rect(rect, panel.model.tree[panel.model.runs[0]], is_stacked=False)
    for expected in ([1, 2], [1, 3, 5, 4, 2]):
        QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=arrow.center())
        assert numbers(panel) == expected
    QTest.mouseDClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=arrow.center())
    assert session.cursor.run is current


def test_the_menu_folds(panel: RunsPanel) -> None:
    choose(panel, 1)
    assert panel.table.folding.isEnabled()
    panel.table.folding.trigger()
    assert numbers(panel) == [1, 2]
    choose(panel, 2)
    assert not panel.table.folding.isEnabled()


def test_a_current_run_that_is_folded_away_is_stood_for_by_the_run_above(
    panel: RunsPanel, session: Session
) -> None:
    assert (session.cursor.run.number, chosen(panel)) == (5, [5])
    panel.model.fold(panel.model.runs[0], True)
    assert (numbers(panel), chosen(panel)) == ([1, 2], [1])
    session.runs.turn_by(1)
    assert session.cursor.run.number == 4
    assert numbers(panel) == [1, 3, 5, 4, 2]


def test_deleting_a_run_moves_its_branches_up_and_undo_brings_it_back(
    panel: RunsPanel, session: Session
) -> None:
    choose(panel, 4)
    third = panel.model.runs[1]
    kept = panel.table.chosen
    session.runs.delete(third)
    assert numbers(panel) == [1, 4, 5, 2]
    assert panel.table.chosen == kept
    session.undo_stack.undo()
    assert numbers(panel) == [1, 3, 5, 4, 2]
    session.runs.delete(panel.model.runs[0])
    assert numbers(panel) == [2, 3, 5, 4]


def test_the_model_is_a_good_one_while_runs_move(
    qtmodeltester: ModelTester, panel: RunsPanel, session: Session
) -> None:
    model = RunsModel(session)
    qtmodeltester.check(model)
    first, third = panel.model.runs[:2]
    model.fold(first, True)
    model.fold(first, False)
    session.runs.delete(third)
    session.undo_stack.undo()
    session.runs.rename(third, "slow")
    assert [run.name for run in model.runs] == ["run 1", "slow", "run 5", "run 4", "run 2"]


def test_keys_turn_to_the_run_that_stands_below(panel: RunsPanel, session: Session) -> None:
    session.runs.make_current(panel.model.runs[0])
    seen = []
    for _ in range(5):
        session.runs.turn_by(1)
        seen.append(session.cursor.run.number)
    assert seen == [3, 5, 4, 2, 1]
