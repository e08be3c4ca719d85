"""Dataset panel: the samples edited as in a spreadsheet, predictions and errors live."""

import errno
import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QMainWindow, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from app.kit.numbers import plain, signed
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.session.session import Session
from app.views.panels.dataset.long_work import lines_of
from app.views.panels.dataset.model import DatasetModel
from app.views.panels.dataset.panel import DatasetPanel
from app.views.panels.dataset.table import FEW_ROWS, FEWEST_ROWS, HEADING, ROW_HEIGHT
from app.window.actions.actions import make_actions
from micrograd.data.csv_samples import read_csv
from micrograd.data.dataset import Dataset, four_samples
from micrograd.data.generators import GENERATORS
from micrograd.data.measured import MEASURED
from tests.app.drawn_texts import drawn_texts
from tests.event_loop import turn

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
FOUR_SAMPLES = [
    [2.0, 3.0, -1.0, 1.0],
    [3.0, -1.0, 0.5, -1.0],
    [0.5, 1.0, 1.0, -1.0],
    [1.0, 1.0, -1.0, 1.0],
]
TARGET, PREDICTION, ERROR = 3, 4, 5
TOOLTIP = Qt.ItemDataRole.ToolTipRole


@pytest.fixture
def panel(qtbot: QtBot, session: Session, appearance: object) -> Iterator[DatasetPanel]:
    """The panel alone in a window."""
    window = QMainWindow()
    panel = DatasetPanel(session, appearance, make_actions(window, appearance))
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, panel)
    window.resize(420, 320)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    yield panel  # noqa: PT022 - a return would let go of the window


def test_a_line_says_where_the_samples_came_from(panel: DatasetPanel, session: Session) -> None:
    assert not panel.name.isVisible()
    moons = GENERATORS["moons"].dataset(1200)
    session.edits.set_dataset(moons, "")
    assert panel.name.isVisible()
    assert panel.name.text() == "moons, 1,200 samples, noise 0.1, seed 0"
    panel.model.remove_rows({0})
    assert panel.name.full_text == f"{moons.name}, edited"
    session.edits.undo()
    assert panel.name.full_text == moons.name


def test_the_narrowest_panel_shows_all_columns_of_the_first_samples(
    qtbot: QtBot, panel: DatasetPanel
) -> None:
    panel.window().resize(panel.minimumSizeHint().width(), 320)
    qtbot.waitUntil(lambda: panel.width() < 300)
    assert panel.table.horizontalScrollBar().maximum() == 0


def test_the_name_of_a_file_has_room_whatever_its_length(
    panel: DatasetPanel, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / f"{'long' * 30}.csv"
    path.write_text("1.5,2\n", encoding="utf-8")
    width = panel.minimumSizeHint().width()
    panel.load(str(path))
    assert panel.name.text().startswith("longlong")
    assert "…" in panel.name.text()
    assert path.name in panel.name.toolTip()
    assert panel.minimumSizeHint().width() == width


def texts(panel: DatasetPanel) -> list[list[str]]:
    """The table as it is written on the screen."""
    model = panel.table.model()
    columns = range(model.columnCount())
    return [[model.index(r, c).data() for c in columns] for r in range(model.rowCount())]


def column_names(panel: DatasetPanel) -> list[str]:
    model = panel.table.model()
    horizontal = Qt.Orientation.Horizontal
    return [model.headerData(c, horizontal) for c in range(model.columnCount())]


def click_cell(
    qtbot: QtBot,
    panel: DatasetPanel,
    row: int,
    column: int,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    panel.table.setFocus()
    place = panel.table.visualRect(panel.table.model().index(row, column)).center()
    qtbot.mouseClick(panel.table.viewport(), LEFT, modifier, place)


def editors(panel: DatasetPanel) -> list[QLineEdit]:
    """The cells that are open for editing."""
    return [editor for editor in panel.table.findChildren(QLineEdit) if editor.isVisible()]


def press_enter(qtbot: QtBot, panel: DatasetPanel) -> None:
    qtbot.keyClick(editors(panel)[0], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not editors(panel))


def open_editor(qtbot: QtBot, panel: DatasetPanel, row: int, column: int) -> QLineEdit:
    click_cell(qtbot, panel, row, column)
    place = panel.table.visualRect(panel.table.model().index(row, column)).center()
    qtbot.mouseDClick(panel.table.viewport(), LEFT, pos=place)
    return editors(panel)[0]


def type_into_cell(qtbot: QtBot, panel: DatasetPanel, row: int, column: int, text: str) -> None:
    """Double-click a cell, type over its number, press Enter."""
    editor = open_editor(qtbot, panel, row, column)
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    qtbot.keyClicks(editor, text)
    press_enter(qtbot, panel)


def click(qtbot: QtBot, panel: DatasetPanel, name: str) -> None:
    qtbot.mouseClick(panel.findChild(QToolButton, name), LEFT)


def copy(qtbot: QtBot, panel: DatasetPanel) -> str:
    qtbot.keyClick(panel.table, Qt.Key.Key_C, CONTROL)
    return QGuiApplication.clipboard().text()


def paste(qtbot: QtBot, panel: DatasetPanel, row: int, column: int, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    click_cell(qtbot, panel, row, column)
    qtbot.keyClick(panel.table, Qt.Key.Key_V, CONTROL)


def message(panel: DatasetPanel) -> str:
    """The message that can be read, empty if there is none."""
    line = panel.findChild(QLabel, "dataset_message")
    return line.text() if line.isVisible() else ""


# State to screen.


def test_the_last_column_is_named_after_the_loss(panel: DatasetPanel, session: Session) -> None:
    session.edits.change_setting("loss", "mean-absolute")
    assert column_names(panel)[-1] == "|error|"
    session.edits.change_setting("loss", "hinge")
    assert column_names(panel)[-1] == "loss"
    session.edits.undo()
    assert column_names(panel)[-1] == "|error|"


def test_the_four_samples_stand_in_the_table(panel: DatasetPanel) -> None:
    assert column_names(panel) == ["x1", "x2", "x3", "y", "ŷ", "error²"]
    assert [row[:4] for row in texts(panel)] == [
        ["2", "3", "−1", "1"],
        ["3", "−1", "0.5", "−1"],
        ["0.5", "1", "1", "−1"],
        ["1", "1", "−1", "1"],
    ]
    assert panel.header.detail.text() == "4 SAMPLES"


def test_each_row_shows_its_prediction_and_its_squared_error(
    panel: DatasetPanel, session: Session
) -> None:
    for x, y, row in zip(
        session.cursor.dataset.xs, session.cursor.dataset.ys, texts(panel), strict=True
    ):
        prediction = session.cursor.model(x).data
        assert row[PREDICTION] == signed(prediction, 3)
        assert row[ERROR] == plain((prediction - y) ** 2, 4)


def test_predictions_are_live_while_the_network_trains(
    panel: DatasetPanel, session: Session
) -> None:
    before = texts(panel)
    for _ in range(20):
        session.training.step()
    after = texts(panel)
    assert [row[:4] for row in after] == [row[:4] for row in before]
    assert all(old[PREDICTION] != new[PREDICTION] for old, new in zip(before, after, strict=True))
    assert float(after[0][ERROR]) == pytest.approx(
        (session.cursor.model(session.cursor.dataset.xs[0]).data - 1) ** 2, abs=1e-4
    )


def test_another_dataset_appears_with_all_its_columns(
    panel: DatasetPanel, session: Session
) -> None:
    session.edits.set_dataset(Dataset([[1.0], [2.0]], [[3.0, 4.0], [5.0, 6.0]]), "use another")
    assert column_names(panel) == ["x1", "y1", "y2", "ŷ1", "ŷ2", "error²"]
    assert [row[:3] for row in texts(panel)] == [["1", "3", "4"], ["2", "5", "6"]]
    assert panel.header.detail.text() == "2 SAMPLES"


def test_the_chosen_sample_is_the_current_row_both_ways(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    session.selection.choose_sample(2)
    assert panel.table.currentIndex().row() == 2
    click_cell(qtbot, panel, 1, 0)
    assert session.selection.sample == 1
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    assert session.selection.sample == 2


# One cell.


@pytest.mark.parametrize(
    ("text", "number"), [("5", 5.0), ("-0.25", -0.25), ("1e-3", 0.001), (" 7 ", 7.0), ("0", 0.0)]
)
def test_a_number_typed_into_a_cell_is_taken(
    qtbot: QtBot, panel: DatasetPanel, session: Session, text: str, number: float
) -> None:
    type_into_cell(qtbot, panel, 1, 2, text)
    assert session.cursor.dataset.xs[1] == [3.0, -1.0, number]
    assert message(panel) == ""


def test_a_target_is_edited_like_an_input(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    before = texts(panel)[0][ERROR]
    type_into_cell(qtbot, panel, 0, TARGET, "-1")
    assert session.cursor.dataset.ys == [-1.0, -1.0, -1.0, 1.0]
    assert texts(panel)[0][ERROR] != before


def test_typing_on_a_cell_opens_it(qtbot: QtBot, panel: DatasetPanel, session: Session) -> None:
    click_cell(qtbot, panel, 0, 0)
    qtbot.keyClicks(panel.table, "8")
    press_enter(qtbot, panel)
    assert session.cursor.dataset.xs[0][0] == 8.0


def test_enter_opens_a_cell_and_escape_leaves_it_as_it_was(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    click_cell(qtbot, panel, 0, 0)
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    editor = editors(panel)[0]
    assert editor.text() == "2"
    qtbot.keyClicks(editor, "99")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not editors(panel))
    assert session.cursor.dataset == four_samples()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("abc", "“abc” is not a number"),
        ("1,5x", "“1,5x” is not a number"),
        ("inf", "“inf” is not finite"),
        ("-inf", "“-inf” is not finite"),
        ("nan", "“nan” is not finite"),
        ("1e999", "“1e999” is not finite"),
        ("", "an empty cell is not a number"),
    ],
)
def test_a_text_that_is_no_finite_number_is_refused_with_the_reason(
    qtbot: QtBot, panel: DatasetPanel, session: Session, text: str, reason: str
) -> None:
    type_into_cell(qtbot, panel, 1, 2, text)
    assert session.cursor.dataset == four_samples()
    assert texts(panel)[1][2] == "0.5"
    assert reason in message(panel)
    assert "x3 of sample 2" in message(panel)


def test_the_next_good_number_clears_the_reason(qtbot: QtBot, panel: DatasetPanel) -> None:
    type_into_cell(qtbot, panel, 0, 0, "abc")
    type_into_cell(qtbot, panel, 0, 0, "4")
    assert message(panel) == ""


@pytest.mark.parametrize("column", [PREDICTION, ERROR])
def test_predictions_and_errors_cannot_be_edited(
    qtbot: QtBot, panel: DatasetPanel, column: int
) -> None:
    click_cell(qtbot, panel, 0, column)
    qtbot.keyClicks(panel.table, "5")
    assert editors(panel) == []


def test_an_edit_is_undone_and_redone(qtbot: QtBot, panel: DatasetPanel, session: Session) -> None:
    type_into_cell(qtbot, panel, 0, 0, "9")
    session.undo_stack.undo()
    assert texts(panel)[0][0] == "2"
    session.undo_stack.redo()
    assert texts(panel)[0][0] == "9"


# Rows and columns.


def test_a_sample_is_added_as_a_copy_of_the_last(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    click(qtbot, panel, "add_sample_button")
    assert session.cursor.dataset.rows() == [*FOUR_SAMPLES, FOUR_SAMPLES[-1]]
    assert panel.header.detail.text() == "5 SAMPLES"


def test_the_button_removes_the_chosen_sample(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    click_cell(qtbot, panel, 1, 0)
    click(qtbot, panel, "remove_sample_button")
    assert session.cursor.dataset.rows() == [FOUR_SAMPLES[0], *FOUR_SAMPLES[2:]]


def test_delete_removes_all_chosen_samples(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    click_cell(qtbot, panel, 0, 0)
    click_cell(qtbot, panel, 2, 1, CONTROL)
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    assert session.cursor.dataset.rows() == [FOUR_SAMPLES[1], FOUR_SAMPLES[3]]
    assert session.selection.sample < 2


def test_at_least_one_sample_stays(qtbot: QtBot, panel: DatasetPanel, session: Session) -> None:
    click_cell(qtbot, panel, 0, 0)
    click_cell(qtbot, panel, 3, 0, SHIFT)
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    assert session.cursor.dataset == four_samples()
    assert "At least one sample stays" in message(panel)


def test_the_last_sample_is_not_removed(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    for _ in range(4):
        click_cell(qtbot, panel, 0, 0)
        click(qtbot, panel, "remove_sample_button")
    assert session.cursor.dataset.rows() == [FOUR_SAMPLES[3]]
    assert "At least one sample stays" in message(panel)


def test_an_input_is_added_and_the_network_follows(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    click(qtbot, panel, "add_input_button")
    assert column_names(panel)[:5] == ["x1", "x2", "x3", "x4", "y"]
    assert [row[3] for row in session.cursor.dataset.xs] == [0.0] * 4
    assert session.cursor.model.nin == 4


def test_the_input_of_the_chosen_cell_is_removed(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    click_cell(qtbot, panel, 0, 1)
    click(qtbot, panel, "remove_input_button")
    assert session.cursor.dataset.rows() == [[row[0], *row[2:]] for row in FOUR_SAMPLES]
    assert session.cursor.model.nin == 2


def test_names_of_columns_are_headings_and_stay_with_their_columns(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    named = Dataset([[1.0, 2.0], [3.0, 4.0]], [0.0, 1.0], "", ["hours", "", "pass & fail"])
    session.edits.set_dataset(named, "use another")
    assert column_names(panel) == ["hours", "x2", "pass & fail", "ŷ pass & fail", "error²"]
    click(qtbot, panel, "add_input_button")
    assert column_names(panel)[:4] == ["hours", "x2", "x3", "pass & fail"]
    click_cell(qtbot, panel, 0, 1)
    click(qtbot, panel, "remove_input_button")
    assert column_names(panel)[:3] == ["hours", "x2", "pass & fail"]
    type_into_cell(qtbot, panel, 0, 0, "9")
    assert column_names(panel)[:3] == ["hours", "x2", "pass & fail"]


def test_the_heading_of_a_column_says_its_whole_name_under_the_mouse(
    panel: DatasetPanel, session: Session
) -> None:
    name = "a name that has no room in any column of the table"
    session.edits.set_dataset(Dataset([[1.0]], [0.0], "", [name, "<b>y</b>"]), "use another")
    horizontal, about = Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole
    tips = [panel.model.headerData(i, horizontal, about) for i in range(2)]
    assert tips[0] == f"{name}: an input of the network"
    assert "&lt;b&gt;y&lt;/b&gt;" in tips[1]
    assert panel.table.columnWidth(0) < panel.table.fontMetrics().horizontalAdvance(name)
    assert panel.table.horizontalHeader().textElideMode() == Qt.TextElideMode.ElideRight


# Computed inputs.


def compute(qtbot: QtBot, panel: DatasetPanel, formula: str) -> None:
    click(qtbot, panel, "add_computed_input_button")
    qtbot.keyClicks(panel.line.field, formula)
    qtbot.keyClick(panel.line.field, Qt.Key.Key_Return)


def test_an_input_is_computed_by_a_formula_and_follows_the_others(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    compute(qtbot, panel, "x1*x2")
    assert column_names(panel)[:5] == ["x1", "x2", "x3", "x1*x2", "y"]
    assert [row[3] for row in texts(panel)] == ["6", "−3", "0.5", "1"]
    assert session.cursor.model.nin == 4
    assert not panel.line.isVisible()
    type_into_cell(qtbot, panel, 0, 0, "5")
    assert texts(panel)[0][3] == "15"
    session.edits.undo()
    session.edits.undo()
    assert session.cursor.dataset == four_samples()
    assert column_names(panel)[:4] == ["x1", "x2", "x3", "y"]
    session.edits.redo()
    assert session.cursor.dataset.formulas[3] == "x1*x2"


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("", "Write a formula of the other inputs, such as x1*x2."),
        ("x5*2", "“x5” is no column; there are x1, x2, x3, x4."),
        ("log(x3)", "Sample 1: log(-1.0): the logarithm is defined for positive numbers only."),
        ("y + 1", "“y” is no column"),
    ],
)
def test_a_formula_that_can_not_be_computed_is_told_where_it_was_typed(
    qtbot: QtBot, panel: DatasetPanel, session: Session, formula: str, told: str
) -> None:
    compute(qtbot, panel, formula)
    assert message(panel).startswith(told)
    assert panel.line.isVisible()
    assert panel.line.field.text() == formula
    assert session.cursor.dataset.is_same(four_samples())
    qtbot.keyClick(panel.line.field, Qt.Key.Key_Escape)
    assert not panel.line.isVisible()
    assert not message(panel)


def test_a_computed_cell_is_not_typed_its_formula_is(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    compute(qtbot, panel, "x1*x2")
    for way in ("double click", "key", "Enter"):
        click_cell(qtbot, panel, 1, 3)
        if way == "double click":
            place = panel.table.visualRect(panel.model.index(1, 3)).center()
            qtbot.mouseDClick(panel.table.viewport(), LEFT, pos=place)
        else:
            qtbot.keyClick(panel.table, Qt.Key.Key_7 if way == "key" else Qt.Key.Key_Return)
        assert panel.line.isVisible()
        assert panel.line.field.text() == "x1*x2"
        assert "This input is computed" in message(panel)
        qtbot.keyClick(panel.line.field, Qt.Key.Key_Escape)
    click_cell(qtbot, panel, 1, 3)
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    qtbot.keyClicks(panel.line.field, "x1 - x2")
    qtbot.mouseClick(panel.line.take, LEFT)
    assert [row[3] for row in session.cursor.dataset.xs] == [-1.0, 4.0, -0.5, 0.0]
    assert column_names(panel)[3] == "x1 - x2"


def test_an_edit_that_a_computed_input_can_not_follow_is_refused(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    compute(qtbot, panel, "log(x1)")
    before = session.cursor.dataset
    type_into_cell(qtbot, panel, 0, 0, "-2")
    assert "Sample 1: log(-2.0)" in message(panel)
    assert panel.model.refused_cell == (0, 0)
    assert session.cursor.dataset is before


def double_click_heading(qtbot: QtBot, panel: DatasetPanel, column: int) -> None:
    header = panel.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(column) + 8, header.height() // 2)
    qtbot.mouseClick(header.viewport(), LEFT, pos=place)
    qtbot.mouseDClick(header.viewport(), LEFT, pos=place)


def test_a_column_is_renamed_by_a_double_click_on_its_heading(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    compute(qtbot, panel, "x1*x2")
    double_click_heading(qtbot, panel, 0)
    assert panel.line.field.text() == "x1"
    qtbot.keyClicks(panel.line.field, "hours")
    qtbot.keyClick(panel.line.field, Qt.Key.Key_Return)
    assert column_names(panel)[:5] == ["hours", "x2", "x3", "hours*x2", "y"]
    double_click_heading(qtbot, panel, 4)
    qtbot.keyClicks(panel.line.field, "hours")
    qtbot.keyClick(panel.line.field, Qt.Key.Key_Return)
    assert message(panel) == "Two columns are called “hours”."
    assert panel.line.isVisible()
    session.edits.undo()
    assert column_names(panel)[:4] == ["x1", "x2", "x3", "x1*x2"]


def test_the_menu_renames_the_column_of_the_current_cell(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    click_cell(qtbot, panel, 0, TARGET)
    panel.rename_column()
    qtbot.keyClicks(panel.line.field, "passed")
    qtbot.mouseClick(panel.line.take, LEFT)
    assert session.cursor.dataset.column_names() == ["x1", "x2", "x3", "passed"]
    click_cell(qtbot, panel, 0, PREDICTION)
    panel.rename_column()
    assert not panel.line.isVisible()
    assert "other columns have no name" in message(panel)


def test_computed_inputs_are_removed_before_those_that_they_read(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    compute(qtbot, panel, "x1*x2")
    click_cell(qtbot, panel, 0, 0)
    click(qtbot, panel, "remove_input_button")
    assert "“x1*x2” is computed from x1: remove that input first." in message(panel)
    click_cell(qtbot, panel, 0, 3)
    click(qtbot, panel, "remove_input_button")
    assert session.cursor.dataset.is_same(four_samples())


def test_what_is_pasted_over_a_computed_input_is_computed(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    compute(qtbot, panel, "x1*x2")
    paste(qtbot, panel, 0, 0, "7\t2\t1\t\t0.5")
    assert session.cursor.dataset.rows()[0] == [7.0, 2.0, 1.0, 14.0, 0.5]


def test_at_least_one_input_stays(qtbot: QtBot, panel: DatasetPanel, session: Session) -> None:
    for _ in range(3):
        click_cell(qtbot, panel, 0, 0)
        click(qtbot, panel, "remove_input_button")
    assert session.cursor.dataset.nin == 1
    assert "At least one input stays" in message(panel)


def test_a_target_is_not_removed_as_an_input(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    click_cell(qtbot, panel, 0, TARGET)
    click(qtbot, panel, "remove_input_button")
    assert session.cursor.dataset == four_samples()
    assert "targets follow the last layer" in message(panel)


# To and from a spreadsheet.


def test_a_block_is_copied_tab_separated(qtbot: QtBot, panel: DatasetPanel) -> None:
    click_cell(qtbot, panel, 0, 1)
    click_cell(qtbot, panel, 1, 2, SHIFT)
    assert copy(qtbot, panel) == "3\t-1\n-1\t0.5"


def test_a_prediction_is_copied_at_full_precision(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    click_cell(qtbot, panel, 0, PREDICTION)
    assert float(copy(qtbot, panel)) == session.cursor.model(session.cursor.dataset.xs[0]).data


def test_a_copied_block_is_pasted_elsewhere(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    click_cell(qtbot, panel, 0, 0)
    click_cell(qtbot, panel, 1, 1, SHIFT)
    text = copy(qtbot, panel)
    paste(qtbot, panel, 2, 1, text)
    assert session.cursor.dataset.rows()[2:] == [[0.5, 2.0, 3.0, -1.0], [1.0, 3.0, -1.0, 1.0]]


@pytest.mark.parametrize("text", ["7\t8\n9\t10", "7\t8\r\n9\t10\r\n"])
def test_a_pasted_block_overwrites_from_the_current_cell_on(
    qtbot: QtBot, panel: DatasetPanel, session: Session, text: str
) -> None:
    paste(qtbot, panel, 1, 1, text)
    assert session.cursor.dataset.rows() == [
        FOUR_SAMPLES[0],
        [3.0, 7.0, 8.0, -1.0],
        [0.5, 9.0, 10.0, -1.0],
        FOUR_SAMPLES[3],
    ]


def test_a_paste_beyond_the_last_row_adds_rows(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    paste(qtbot, panel, 3, 0, "1\t2\t3\t4\n5\t6\t7\t8\n9\t10")
    assert session.cursor.dataset.rows() == [
        *FOUR_SAMPLES[:3],
        [1.0, 2.0, 3.0, 4.0],
        [5.0, 6.0, 7.0, 8.0],
        [9.0, 10.0, 0.0, 0.0],
    ]


@pytest.mark.parametrize(("column", "room"), [(2, "2"), (PREDICTION, "0")])
def test_a_block_that_is_too_wide_is_refused(
    qtbot: QtBot, panel: DatasetPanel, session: Session, column: int, room: str
) -> None:
    paste(qtbot, panel, 0, column, "1\t2\t3")
    assert session.cursor.dataset == four_samples()
    assert f"3 columns, from here there is room for {room}" in message(panel)


def test_a_long_refusal_lies_over_the_table_and_moves_nothing(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    panel.window().resize(300, panel.window().minimumSizeHint().height())
    turn(3)
    before = panel.table.geometry()
    paste(qtbot, panel, 0, 0, "1\t2\t3\t4\t5\t6\t7")
    turn(3)
    lines = panel.message.height() / panel.message.fontMetrics().lineSpacing()
    assert lines >= 3
    assert panel.table.geometry() == before
    assert panel.table.rect().contains(panel.message.geometry())
    assert panel.message.height() >= panel.message.heightForWidth(panel.message.width())


def test_a_decimal_comma_is_understood_in_a_cell_and_asked_about(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    type_into_cell(qtbot, panel, 0, 0, "1,5")
    assert session.cursor.dataset.xs[0][0] == 1.5
    assert texts(panel)[0][0] == "1.5"
    type_into_cell(qtbot, panel, 0, 0, "1,234")
    assert session.cursor.dataset.xs[0][0] == 1.5
    assert "write 1.234 or 1234" in message(panel)


def test_a_block_with_decimal_commas_is_pasted(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    paste(qtbot, panel, 0, 0, "0,5\t1,234\n2.000\t−3,5")
    assert [x[:2] for x in session.cursor.dataset.xs[:2]] == [[0.5, 1.234], [2000.0, -3.5]]
    QGuiApplication.clipboard().setText("a\ty\n0,25\t1,125\n")
    panel.paste_dataset()
    qtbot.mouseClick(panel.window().findChild(QPushButton, "table_open"), LEFT)
    assert session.cursor.dataset == Dataset([[0.25]], [1.125])


def test_a_block_that_has_two_meanings_is_asked_about(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    paste(qtbot, panel, 0, 0, "1,234\t2")
    assert session.cursor.dataset == four_samples()
    assert "Row 1, column 1 of the block: “1,234” has two meanings" in message(panel)


@pytest.mark.parametrize("bad", ["x", "inf", ""])
def test_a_block_with_a_bad_cell_is_refused_as_a_whole(
    qtbot: QtBot, panel: DatasetPanel, session: Session, bad: str
) -> None:
    paste(qtbot, panel, 0, 0, f"1\t2\n3\t{bad}")
    assert session.cursor.dataset == four_samples()
    assert "Row 2, column 2 of the block" in message(panel)


def test_a_paste_is_one_edit_to_undo(qtbot: QtBot, panel: DatasetPanel, session: Session) -> None:
    paste(qtbot, panel, 3, 0, "1\t2\n3\t4")
    session.undo_stack.undo()
    assert session.cursor.dataset == four_samples()


@pytest.mark.parametrize("header", ["", "size\tweight\tanswer\n"])
def test_a_table_is_pasted_as_a_new_dataset(
    panel: DatasetPanel, session: Session, header: str
) -> None:
    QGuiApplication.clipboard().setText(f"{header}1\t2\t3\n4\t5\t6\n")
    panel.paste_dataset()
    assert session.cursor.dataset == Dataset([[1.0, 2.0], [4.0, 5.0]], [3.0, 6.0])
    assert [row[:3] for row in texts(panel)] == [["1", "2", "3"], ["4", "5", "6"]]
    assert session.cursor.model.nin == 2


def test_a_header_says_how_many_targets_there_are(panel: DatasetPanel, session: Session) -> None:
    QGuiApplication.clipboard().setText("x1\ty1\ty2\n1\t2\t3\n")
    panel.paste_dataset()
    assert session.cursor.dataset.targets == [[2.0, 3.0]]
    assert session.cursor.recipe.layers == (4, 4, 2)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no row of numbers"),
        ("x1\ty\n", "no row of numbers"),
        ("1\t2\n3\n", "line 2"),
        ("1\t2\n3\tx\n", "line 2, column 2"),
        ("1\n2\n", "an input and a target"),
    ],
)
def test_a_bad_table_is_not_pasted_and_the_reason_is_given(
    panel: DatasetPanel, session: Session, text: str, reason: str
) -> None:
    QGuiApplication.clipboard().setText(text)
    panel.paste_dataset()
    assert session.cursor.dataset == four_samples()
    assert "Not pasted" in message(panel)
    assert reason in message(panel)


# Files.


def test_a_csv_file_is_loaded(panel: DatasetPanel, session: Session, tmp_path: Path) -> None:
    file = tmp_path / "samples.csv"
    file.write_text("x1,x2,y\n1,2,3\n4,5,6\n", encoding="utf-8")
    panel.load(str(file))
    assert session.cursor.dataset == Dataset([[1.0, 2.0], [4.0, 5.0]], [3.0, 6.0])
    assert [row[:3] for row in texts(panel)] == [["1", "2", "3"], ["4", "5", "6"]]


def test_a_saved_file_is_loaded_to_the_last_bit(
    qtbot: QtBot, panel: DatasetPanel, session: Session, tmp_path: Path
) -> None:
    type_into_cell(qtbot, panel, 0, 0, "0.1234567890123456789")
    saved = session.cursor.dataset
    panel.save(str(tmp_path / "samples.csv"))
    panel.use_four_samples()
    assert session.cursor.dataset == four_samples()
    panel.load(str(tmp_path / "samples.csv"))
    assert session.cursor.dataset == saved
    assert read_csv(tmp_path / "samples.csv") == saved


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no row of numbers"),
        ("1,2\n3,x\n", "line 2, column 2: “x” is not a number"),
        ("1,2\n3,inf\n", "is not finite"),
        ("1,2\n3\n", "line 2 has 1 columns"),
    ],
)
def test_a_bad_file_is_refused_with_its_name_and_the_reason(
    panel: DatasetPanel, session: Session, tmp_path: Path, text: str, reason: str
) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(text, encoding="utf-8")
    panel.load(str(file))
    assert session.cursor.dataset == four_samples()
    assert message(panel).startswith("bad.csv: ")
    assert reason in message(panel)


def test_a_file_that_is_no_text_is_refused(
    panel: DatasetPanel, session: Session, tmp_path: Path
) -> None:
    file = tmp_path / "picture.csv"
    file.write_bytes(b"\xff\xfe\x00\x80")
    panel.load(str(file))
    assert session.cursor.dataset == four_samples()
    assert "not a text file" in message(panel)


def test_a_missing_file_is_told_and_a_good_one_clears_the_message(
    panel: DatasetPanel, tmp_path: Path
) -> None:
    panel.load(str(tmp_path / "missing.csv"))
    assert "missing.csv: No such file" in message(panel)
    panel.save(str(tmp_path / "samples.csv"))
    assert message(panel) == ""


def test_a_file_that_cannot_be_written_is_told(panel: DatasetPanel, tmp_path: Path) -> None:
    folder = tmp_path / "no such folder"
    panel.save(str(folder / "samples.csv"))
    assert message(panel) == f"samples.csv was not saved: the folder {folder} does not exist."


def test_a_huge_file_is_told_at_once_and_the_samples_stay(
    panel: DatasetPanel, session: Session, tmp_path: Path
) -> None:
    file = tmp_path / "huge.csv"
    with open(file, "wb") as out:
        out.truncate(10**9)
    panel.load(str(file))
    assert message(panel) == "huge.csv: the file is larger than the 32 MB of a dataset."
    assert session.cursor.dataset == four_samples()


def test_a_save_that_fails_leaves_the_file_that_was_there(
    panel: DatasetPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "samples.csv"
    file.write_text("x,y\n1,2\n")

    def fail(entry: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    panel.save(str(file))
    assert message(panel) == "samples.csv was not saved: the disk is full."
    assert file.read_text() == "x,y\n1,2\n"


# While training.


def test_an_edit_after_some_steps_keeps_weights_and_step_count(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    for _ in range(3):
        session.training.step()
    before = [parameter.data for parameter in session.cursor.trainer.parameters]
    with qtbot.waitSignal(session.announced) as announced:
        type_into_cell(qtbot, panel, 0, 0, "5")
    assert "all weights kept" in announced.args[0]
    assert "training goes on at step 3" in announced.args[0]
    assert session.cursor.steps == 3
    assert [parameter.data for parameter in session.cursor.trainer.parameters] == before


def test_training_goes_on_while_a_cell_is_being_edited(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    editor = open_editor(qtbot, panel, 0, 0)
    qtbot.keyClicks(editor, "1.5")
    session.training.step()
    assert editor.isVisible()
    press_enter(qtbot, panel)
    assert session.cursor.dataset.xs[0][0] == 1.5
    session.training.step()
    assert session.cursor.steps == 2
    assert math.isfinite(session.cursor.evaluation.loss)


def test_after_an_edit_the_current_cell_stays(window, qtbot) -> None:
    table = window.view("dataset").table
    table.setCurrentIndex(table.model().index(1, 2))
    table.model().setData(table.currentIndex(), "9")
    current = table.currentIndex()
    assert (current.row(), current.column()) == (1, 2)


def test_a_long_text_that_is_refused_does_not_widen_the_window(window, qtbot) -> None:
    model, width = window.view("dataset").model, window.width()
    model.setData(model.index(0, 0), "abc" * 1500)
    window.layout().activate()
    assert "is not a number" in window.view("dataset").message.text()
    assert window.width() == width
    assert window.minimumSizeHint().width() <= width


def test_the_next_dataset_clears_a_reason(window, qtbot) -> None:
    panel = window.view("dataset")
    panel.model.setData(panel.model.index(0, 0), "abc")
    panel.use_four_samples()
    panel.model.add_row()
    assert panel.message.text() == ""


# Many samples.


def test_only_the_samples_in_sight_are_asked_for(
    panel: DatasetPanel, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[int] = set()
    numbers = DatasetModel.number

    def number(model: DatasetModel, row: int, column: int) -> float:
        asked.add(row)
        return numbers(model, row, column)

    monkeypatch.setattr(DatasetModel, "number", number)
    many = Dataset([[1.0, 2.0, 3.0]] * 20_000, [1.0] * 20_000)
    session.edits.set_dataset(many, "use many samples")
    panel.grab()
    session.selection.choose_sample(9_999)
    panel.grab()
    assert 9_999 in asked
    assert len(asked) < 100


# Right and wrong.


def marked(panel: DatasetPanel) -> list[bool]:
    """Which rows have a red bar before their prediction."""
    theme, table = panel.appearance.theme, panel.table
    picture = table.viewport().grab().toImage()
    rects = [table.visualRect(panel.model.index(row, PREDICTION)) for row in range(4)]
    colors = [picture.pixelColor(rect.left() + 1, rect.center().y()) for rect in rects]
    return [color == theme.color("warning") for color in colors]


def test_a_sample_that_is_answered_with_the_wrong_class_is_marked(
    panel: DatasetPanel, session: Session
) -> None:
    assert marked(panel) == [True, False, False, True]
    tooltip = panel.model.index(0, PREDICTION).data(Qt.ItemDataRole.ToolTipRole)
    assert tooltip.endswith("\nnot the class of this sample")
    for _ in range(50):
        session.training.step()
    assert marked(panel) == [False] * 4
    tooltip = panel.model.index(0, PREDICTION).data(Qt.ItemDataRole.ToolTipRole)
    assert float(tooltip) > 0


def test_numbers_are_not_marked(panel: DatasetPanel, session: Session) -> None:
    rows = session.cursor.dataset.rows()
    session.edits.set_dataset(session.cursor.dataset.edited([*rows[:3], [1, 1, -1, 0.5]], 1), "")
    assert marked(panel) == [False] * 4


def test_a_prediction_that_becomes_right_without_another_text_is_drawn_again(
    panel: DatasetPanel, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel.table.show_predictions()
    drawn = panel.table.seen.changed(panel.model.live_looks(range(4)))
    assert drawn == []
    monkeypatch.setattr(session.scores, "is_right", lambda *_: True)
    assert panel.table.seen.changed(panel.model.live_looks(range(4)))


def test_samples_held_out_are_quiet_and_counted(panel: DatasetPanel, session: Session) -> None:
    session.edits.set_dataset(GENERATORS["moons"].dataset(8), "moons")
    session.edits.change_setting("test_share", 0.25)
    held_out = session.cursor.trainer.samples.held_out
    assert panel.name.full_text == "moons, 8 samples, noise 0.1, seed 0 · 2 held out"
    tooltips = [
        panel.model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole).splitlines()[1:]
        for row in range(8)
    ]
    told = ["held out: not trained on"]
    assert tooltips == [told if row in held_out else [] for row in range(8)]
    session.edits.change_setting("test_share", 0.0)
    assert panel.name.full_text == "moons, 8 samples, noise 0.1, seed 0"
    assert panel.model.held_out == set()


# Classes with names.


@pytest.fixture
def pets(panel: DatasetPanel, session: Session) -> Session:
    """A session with samples of two classes, which a label named."""
    xs = [[1.0], [2.0], [3.0]]
    dataset = Dataset(xs, [0, 1, 1], "", ["size", "pet"], classes=["hamster", "wolf"])
    session.edits.set_dataset(dataset, "pets")
    return session


def test_a_class_is_shown_by_its_name(panel: DatasetPanel, pets: Session) -> None:
    assert [row[1] for row in texts(panel)] == ["hamster", "wolf", "wolf"]
    assert "wolf" in drawn_texts(panel.table.viewport())
    assert panel.model.index(1, 1).data(TOOLTIP).endswith("wolf\nas a number 1")
    answer = "wolf" if pets.cursor.evaluation.predictions[0][0] > 0.5 else "hamster"
    assert f"answers {answer}" in panel.model.index(0, 2).data(TOOLTIP)


def test_a_class_is_typed_by_its_name(qtbot: QtBot, panel: DatasetPanel, pets: Session) -> None:
    editor = open_editor(qtbot, panel, 0, 1)
    assert editor.text() == "hamster"
    editor.setText("")
    qtbot.keyClicks(editor, "wolf")
    press_enter(qtbot, panel)
    assert pets.cursor.dataset.targets == [[1.0], [1.0], [1.0]]
    pets.edits.undo()
    open_editor(qtbot, panel, 0, 1).setText("cat")
    press_enter(qtbot, panel)
    assert panel.message.text().startswith(
        "pet of sample 1: “cat” is not a number; the classes are hamster, wolf. "
    )


def test_a_class_of_several_is_typed_in_any_of_their_columns(
    qtbot: QtBot, panel: DatasetPanel, session: Session
) -> None:
    session.edits.set_dataset(MEASURED["iris"].dataset(), "iris")
    panel.model.setData(panel.model.index(0, 4), "Iris-virginica")
    assert session.cursor.dataset.targets[0] == [0.0, 0.0, 1.0]


def test_classes_are_copied_and_pasted_by_name(panel: DatasetPanel, pets: Session) -> None:
    text = "\n".join(lines_of(pets, panel.model, range(2), range(2)))
    assert text == "1\thamster\n2\twolf"
    panel.model.paste_text("7\twolf\n8\thamster", 0, 0)
    assert pets.cursor.dataset.rows() == [[7.0, 1.0], [8.0, 0.0], [3.0, 1.0]]


def test_a_saved_table_opens_with_its_classes(
    panel: DatasetPanel, pets: Session, tmp_path: Path
) -> None:
    before = pets.cursor.dataset
    panel.save(str(tmp_path / "pets.csv"))
    assert read_csv(tmp_path / "pets.csv").is_same(before)


def test_the_heading_of_a_row_names_the_sample_for_screen_readers(panel: DatasetPanel) -> None:
    assert panel.table.model().headerData(1, Qt.Orientation.Vertical) == "sample 2"


def test_a_strip_leaves_the_name_out_and_is_none_with_smaller_text(
    panel: DatasetPanel, session: Session, appearance: Appearance
) -> None:
    session.edits.set_dataset(GENERATORS["moons"].dataset(20), "")
    panel.widget().be_content_with(60)
    turn(3)
    panel.window().resize(800, 170)
    for percent, has_name in ((100, False), (80, True), (100, False)):
        appearance.resize_text(percent)
        turn(3)
        assert panel.name.isVisible() == has_name, percent
        rows = FEWEST_ROWS if has_name else FEW_ROWS
        assert panel.table.minimumHeight() == px(HEADING + rows * ROW_HEIGHT), percent
