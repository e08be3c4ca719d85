"""Runs panel: turn to runs, rename, hide, copy and delete them; compare their settings."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMainWindow, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.session.session import Session
from app.views.panels.runs.model import Column
from app.views.panels.runs.panel import COMPARE, RunsPanel
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment
from micrograd.runs.run import Run, drawn_start
from tests.app.drawn_texts import drawn_texts

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def panel(qtbot: QtBot, session: Session, appearance: Appearance) -> RunsPanel:
    """The panel alone in a window; run 1 of 5 steps, its branch run 2, and run 3 of seed 1."""
    for _ in range(5):
        session.training.step()
    session.cursor.go_to(2)
    session.edits.set_learning_rate(0.05)
    session.training.step()
    session.edits.new_weights()
    session.training.step()
    session.undo_stack.clear()
    return shown(qtbot, session, appearance)


def shown(qtbot: QtBot, session: Session, appearance: Appearance, width: int = 500) -> RunsPanel:
    panel = RunsPanel(session, appearance)
    window = QMainWindow()
    panel.window_of_test = window  # type: ignore[attr-defined]
    window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, panel)
    window.resize(width, 240)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    return panel


def place_of(panel: RunsPanel, row: int, column: Column) -> QPoint:
    return panel.table.visualRect(panel.model.index(row, column)).center()


def click(
    panel: RunsPanel, row: int, column: Column = Column.DIFFERENCE, key: object = None
) -> None:
    modifier = key or Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(panel.table.viewport(), LEFT, modifier, place_of(panel, row, column))


def double_click(panel: RunsPanel, row: int, column: Column) -> None:
    click(panel, row, column)
    QTest.mouseDClick(panel.table.viewport(), LEFT, pos=place_of(panel, row, column))


def press(panel: RunsPanel, key: Qt.Key) -> None:
    panel.table.setFocus()
    QTest.keyClick(panel.table, key)


def button(panel: RunsPanel, name: str) -> QToolButton:
    found = panel.findChild(QToolButton, name)
    assert found is not None
    return found


def editors(panel: RunsPanel) -> list[QLineEdit]:
    return [each for each in panel.table.findChildren(QLineEdit) if each.isVisible()]


def editor(panel: RunsPanel) -> QLineEdit:
    assert len(editors(panel)) == 1
    return editors(panel)[0]


def type_name(qtbot: QtBot, panel: RunsPanel, text: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
    field = editor(panel)
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, end)
    qtbot.waitUntil(lambda: not editors(panel))


def names(panel: RunsPanel) -> list[str]:
    model = panel.model
    return [model.index(row, Column.NAME).data() for row in range(model.rowCount())]


def message(panel: RunsPanel) -> str:
    line = panel.findChild(QLabel, "runs_message")
    return line.text() if line.isVisible() else ""


def color_at(panel: RunsPanel, row: int) -> QColor:
    """The colour in the middle of a run's dot."""
    rect = panel.table.visualRect(panel.model.index(row, Column.LOOK))
    image = panel.table.viewport().grab().toImage()
    ratio = image.devicePixelRatio()
    middle = rect.center() + QPoint(2, 0)
    return image.pixelColor(round(middle.x() * ratio), round(middle.y() * ratio))


# State to screen.


def test_every_run_has_a_row_and_the_header_counts_them(panel: RunsPanel) -> None:
    assert names(panel) == ["run 1", "run 2", "run 3"]
    assert panel.header.detail.text() == "3 RUNS"


def test_the_current_run_is_chosen_and_stays_so_when_another_becomes_current(
    panel: RunsPanel, session: Session
) -> None:
    assert panel.table.chosen == [session.cursor.run]
    session.runs.make_current(session.experiment.runs[0])
    assert panel.table.chosen == [session.experiment.runs[0]]


def test_a_dot_has_the_colour_of_the_run_and_is_empty_where_it_is_hidden(
    panel: RunsPanel, session: Session, appearance: Appearance
) -> None:
    for theme in ("light", "dark"):
        appearance.choose(theme)
        assert color_at(panel, 1) == appearance.theme.of_run(2)
    session.runs.set_hidden([session.experiment.runs[1]], True)
    assert color_at(panel, 1) != appearance.theme.of_run(2)


def test_steps_and_loss_are_live(panel: RunsPanel, session: Session) -> None:
    before = panel.table.viewport().grab().toImage()
    session.training.step()
    after = panel.table.viewport().grab().toImage()
    assert before != after
    assert panel.model.index(2, Column.STEPS).data() == "2"


def test_a_run_that_is_trained_on_does_not_take_the_choice_away(
    panel: RunsPanel, session: Session
) -> None:
    click(panel, 0)
    session.training.step()
    session.edits.set_learning_rate(0.3)
    assert panel.table.chosen == [session.experiment.runs[0]]


@pytest.mark.parametrize("width", [250, 300, 500])
def test_all_columns_fit_without_scrolling(
    qtbot: QtBot, session: Session, appearance: Appearance, width: int
) -> None:
    session.runs.rename(session.cursor.run, "x" * 60)
    panel = shown(qtbot, session, appearance, width)
    assert panel.width() == width
    assert panel.table.horizontalHeader().length() == panel.table.viewport().width()
    assert panel.table.isColumnHidden(Column.STEPS) == (width < 340)


def test_a_narrow_list_shows_what_changed_and_the_steps_in_a_second_line(
    qtbot: QtBot, session: Session, appearance: Appearance
) -> None:
    panel = shown(qtbot, session, appearance, 250)
    height = panel.table.visualRect(panel.model.index(0, Column.NAME)).height()
    rect = panel.table.visualRect(panel.model.index(0, Column.NAME))
    second = rect.adjusted(0, rect.height() // 2, 0, 0)
    before = panel.table.viewport().grab(second).toImage()
    session.edits.set_learning_rate(0.5)
    assert panel.model.index(0, Column.DIFFERENCE).data() == "seed 0"
    session.training.step()
    session.edits.set_learning_rate(0.7)
    session.training.step()
    assert panel.model.index(0, Column.DIFFERENCE).data() == "rate 0.5, from 1 on 0.7, seed 0"
    assert panel.table.viewport().grab(second).toImage() != before
    assert height == 36


def test_a_narrow_list_tells_the_changed_setting_whole_before_the_step_of_a_branch(
    qtbot: QtBot, session: Session, appearance: Appearance
) -> None:
    panel = shown(qtbot, session, appearance, 250)
    for _ in range(3):
        session.training.step()
    session.runs.begin_branch()
    session.edits.set_learning_rate(0.125)
    texts = drawn_texts(panel.table.viewport())
    assert "rate 0.125" in texts
    assert not any("…" in text for text in texts)
    panel.resize(330, panel.height())
    assert "from 3: rate 0.125" in drawn_texts(panel.table.viewport())


# Turning to a run.


def test_a_double_click_turns_to_a_run_and_a_click_only_chooses_it(
    panel: RunsPanel, session: Session
) -> None:
    third, first = session.cursor.run, session.experiment.runs[0]
    click(panel, 0)
    assert session.cursor.run is third
    assert panel.table.chosen == [first]
    double_click(panel, 0, Column.DIFFERENCE)
    assert session.cursor.run is first
    double_click(panel, 2, Column.NAME)
    assert session.cursor.run is third


def test_arrows_and_enter_turn_to_a_run(panel: RunsPanel, session: Session) -> None:
    press(panel, Qt.Key.Key_Up)
    press(panel, Qt.Key.Key_Return)
    assert session.cursor.run is session.experiment.runs[1]
    assert session.cursor.steps == 3


def test_the_button_turns_to_another_run_only(panel: RunsPanel, session: Session) -> None:
    turn = button(panel, "make_run_current_button")
    assert not turn.isEnabled()
    click(panel, 1)
    turn.click()
    assert session.cursor.run is session.experiment.runs[1]
    assert not turn.isEnabled()


# Names.


def test_a_name_is_edited_with_f2_and_undone(
    qtbot: QtBot, panel: RunsPanel, session: Session
) -> None:
    third = session.cursor.run
    click(panel, 1)
    press(panel, Qt.Key.Key_F2)
    type_name(qtbot, panel, "slow")
    assert names(panel) == ["run 1", "slow", "run 3"]
    assert session.cursor.run is third
    session.edits.undo()
    assert names(panel)[1] == "run 2"


def test_f2_edits_the_name_and_escape_leaves_it(qtbot: QtBot, panel: RunsPanel) -> None:
    click(panel, 0)
    press(panel, Qt.Key.Key_F2)
    assert editor(panel).text() == "run 1"
    type_name(qtbot, panel, "other", Qt.Key.Key_Escape)
    assert names(panel)[0] == "run 1"


@pytest.mark.parametrize(
    ("text", "reason"),
    [(" ", "A run needs a name; “run 1” stays."), ("x" * 61, "A name has at most 60 characters")],
)
def test_a_refused_name_says_why_until_the_next_good_one(
    qtbot: QtBot, panel: RunsPanel, text: str, reason: str
) -> None:
    click(panel, 0)
    press(panel, Qt.Key.Key_F2)
    type_name(qtbot, panel, text)
    assert reason in message(panel)
    assert names(panel)[0] == "run 1"
    press(panel, Qt.Key.Key_F2)
    type_name(qtbot, panel, "good")
    assert message(panel) == ""


def test_training_does_not_disturb_a_name_that_is_being_typed(
    panel: RunsPanel, session: Session
) -> None:
    press(panel, Qt.Key.Key_F2)
    QTest.keyClicks(editor(panel), "half a na")
    session.training.step()
    assert editor(panel).text() == "half a na"


# Hiding.


def test_a_click_on_the_dot_hides_the_run_and_shows_it_again(
    panel: RunsPanel, session: Session
) -> None:
    first = session.experiment.runs[0]
    click(panel, 0, Column.LOOK)
    assert first.is_hidden
    click(panel, 0, Column.LOOK)
    assert not first.is_hidden


def test_space_hides_all_chosen_runs_and_shows_them_where_all_are_hidden(
    panel: RunsPanel, session: Session
) -> None:
    runs = session.experiment.runs
    session.runs.set_hidden([runs[0]], True)
    click(panel, 0)
    assert button(panel, "hide_run_button").text() == "Show"
    click(panel, 1, key=CONTROL)
    assert button(panel, "hide_run_button").text() == "Hide"
    press(panel, Qt.Key.Key_Space)
    assert [run.is_hidden for run in runs] == [True, True, False]
    button(panel, "hide_run_button").click()
    assert [run.is_hidden for run in runs] == [False, False, False]


# Copies and deletion.


def test_the_button_copies_the_chosen_run(panel: RunsPanel, session: Session) -> None:
    click(panel, 0)
    button(panel, "duplicate_run_button").click()
    assert names(panel) == ["run 1", "run 2", "run 3", "run 1 copy"]
    assert panel.table.chosen == [session.cursor.run]
    session.edits.undo()
    assert names(panel) == ["run 1", "run 2", "run 3"]


def test_delete_takes_the_chosen_run_and_undo_brings_it_back(
    panel: RunsPanel, session: Session
) -> None:
    click(panel, 0)
    press(panel, Qt.Key.Key_Delete)
    assert names(panel) == ["run 2", "run 3"]
    assert panel.table.chosen == [session.cursor.run]
    session.edits.undo()
    assert names(panel) == ["run 1", "run 2", "run 3"]


def test_several_runs_are_deleted_at_once_but_never_all(panel: RunsPanel, session: Session) -> None:
    delete = button(panel, "delete_run_button")
    panel.table.selectAll()
    assert not delete.isEnabled()
    assert "at least one run" in delete.toolTip()
    press(panel, Qt.Key.Key_Delete)
    assert len(names(panel)) == 3
    click(panel, 1)
    click(panel, 2, key=CONTROL)
    delete.click()
    assert names(panel) == ["run 1"]
    assert not delete.isEnabled()
    assert "at least one run" in delete.toolTip()
    session.edits.undo()
    assert delete.isEnabled()


# The offscreen platform warns about every menu.
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_menu_has_the_same_actions(panel: RunsPanel, session: Session) -> None:
    click(panel, 1)
    panel.table.customContextMenuRequested.emit(place_of(panel, 1, Column.NAME))
    menu = panel.findChild(QMenu, "runs_menu")
    actions = {action.text().partition("\t")[0]: action for action in menu.actions()}
    assert list(actions) == [
        *("Make current", "Rename…", "Duplicate", "Hide", "Compare", "Fold or unfold branches"),
        "Delete",
    ]
    actions["Make current"].trigger()
    menu.close()
    assert session.cursor.run is session.experiment.runs[1]


# Comparing.


def compare(panel: RunsPanel) -> None:
    QTest.mouseClick(button(panel, "runs_compare_button"), LEFT)


def settings(panel: RunsPanel) -> dict[str, list[str]]:
    """Return the texts of the table of differences."""
    assert panel.differences.isVisible()
    model = panel.differences_model
    return {
        model.headerData(row, Qt.Orientation.Vertical): [
            model.index(row, column).data() for column in range(model.columnCount())
        ]
        for row in range(model.rowCount())
    }


def test_the_table_has_only_the_settings_that_differ(panel: RunsPanel) -> None:
    compare(panel)
    assert settings(panel) == {
        "start": ["seed 0", "from run 1 at 2", "seed 1"],
        "learning rate": ["0.1", "0.05", "0.05"],
        "seed": ["0", "0", "1"],
    }


def test_the_table_follows_edits_names_and_deletions(panel: RunsPanel, session: Session) -> None:
    compare(panel)
    session.edits.set_learning_rate(0.7)
    assert settings(panel)["learning rate"] == ["0.1", "0.05", "0.05"]
    session.training.step()
    assert settings(panel)["learning rate"] == ["0.1", "0.05", "0.05, from 1 on 0.7"]
    session.runs.rename(session.cursor.run, "fast")
    header = panel.differences_model.headerData(2, Qt.Orientation.Horizontal)
    assert header == "fast"
    session.runs.delete(session.experiment.runs[1])
    assert settings(panel)["learning rate"] == ["0.1", "0.05, from 1 on 0.7"]


def test_the_panel_says_that_nothing_differs(panel: RunsPanel, session: Session) -> None:
    session.open(new_experiment())
    compare(panel)
    assert panel.same.isVisible()
    assert panel.same.text() == "There is only one run."
    session.training.step()
    session.edits.same_weights()
    assert panel.same.text() == "All runs have the same settings."
    session.edits.set_learning_rate(0.2)
    assert settings(panel) == {"learning rate": ["0.1", "0.2"]}


def test_a_hidden_panel_compares_when_it_is_shown(panel: RunsPanel, session: Session) -> None:
    panel.hide()
    panel.segments.choose(COMPARE)
    session.edits.set_learning_rate(0.7)
    session.training.step()
    assert panel.differences_model.rows == []
    panel.show()
    assert settings(panel)["learning rate"][2] == "0.05, from 1 on 0.7"
    assert panel.segments.choice() == COMPARE


def test_the_columns_have_the_colours_of_their_runs(
    panel: RunsPanel, appearance: Appearance
) -> None:
    compare(panel)
    header = panel.differences.horizontalHeader()
    image = header.viewport().grab().toImage()
    for column in range(3):
        x, y = header.sectionViewportPosition(column) + 8, header.height() // 2
        assert image.pixelColor(x, y) == appearance.theme.of_run(column + 1)


# Many.


def test_a_thousand_runs_are_listed_and_deleted_as_one(
    qtbot: QtBot, panel: RunsPanel, session: Session
) -> None:
    start = drawn_start(Recipe())
    for _ in range(1000):
        session.experiment.add(session.experiment.new_run(start))
    session.runs.changed.emit()
    assert panel.header.detail.text() == "1,003 RUNS"
    added: list[Run] = session.experiment.runs[3:]
    panel.table.choose(added)
    assert panel.table.chosen == added
    button(panel, "delete_run_button").click()
    assert names(panel) == ["run 1", "run 2", "run 3"]
    session.edits.undo()
    assert session.experiment.runs[3:] == added == panel.model.runs[3:]


def test_actions_take_the_current_run_if_none_is_chosen(panel: RunsPanel, session: Session) -> None:
    current = session.cursor.run
    panel.table.clearSelection()
    panel.table.make_current()
    assert session.cursor.run is current
    panel.table.clearSelection()
    panel.table.duplicate()
    assert session.cursor.run.name == f"{current.name} copy"
