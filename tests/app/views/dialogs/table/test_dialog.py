"""Table dialog: a table of one's own is seen, set right by clicks and keys, then used."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from app.kit.widgets.parts import ElidedLabel
from app.session.session import Session
from app.views.dialogs.table.dialog import TableDialog
from app.window.main_window import MainWindow
from micrograd.data.dataset import four_samples
from tests.test_controls import all_named, can_be_reached, controls_of

LEFT = Qt.MouseButton.LeftButton
OWN = "# 1936\nid;long;sun;kind\n1;0,5;True;setosa\n2;?;False;setosa\n3;1,5;True;other\n"


@pytest.fixture
def window(renewed_window: MainWindow) -> Iterator[MainWindow]:
    """The lasting window; the dialog of a test is gone after it."""
    yield renewed_window
    for dialog in renewed_window.findChildren(TableDialog):
        dialog.close()
        QApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)


@pytest.fixture
def load(window: MainWindow, tmp_path: Path) -> Callable[[str | bytes], TableDialog | None]:
    """Opens a file with this text; the dialog where there is one."""

    def load(content: str | bytes) -> TableDialog | None:
        path = tmp_path / "own.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        window.view("dataset").load(str(path))
        dialog = window.findChild(TableDialog)
        return dialog if isinstance(dialog, TableDialog) and dialog.isVisible() else None

    return load


def texts(dialog: TableDialog) -> list[list[str]]:
    model = dialog.grid.model()
    columns = range(model.columnCount())
    return [[model.index(r, c).data() for c in columns] for r in range(model.rowCount())]


def headings(dialog: TableDialog) -> list[str]:
    model = dialog.grid.model()
    sides = Qt.Orientation.Horizontal
    return [model.headerData(c, sides) for c in range(model.columnCount())]


def roles(dialog: TableDialog) -> list[str]:
    return [chooser.currentText() for chooser in dialog.grid.choosers]


def answers(dialog: TableDialog) -> list[str]:
    return [box.currentText() for box in dialog.settings.boxes.values()]


def choose(qtbot: QtBot, box: QComboBox, text: str) -> None:
    """Go to an answer by the keys."""
    box.setFocus()
    down = box.findText(text) > box.currentIndex()
    key = Qt.Key.Key_Down if down else Qt.Key.Key_Up
    for _ in range(abs(box.findText(text) - box.currentIndex())):
        qtbot.keyClick(box, key)


def press_open(qtbot: QtBot, dialog: TableDialog) -> None:
    qtbot.mouseClick(dialog.open_button, LEFT)


def message(window: MainWindow) -> str:
    line = window.view("dataset").message
    return str(line.text()) if line.isVisible() else ""


# What is seen


def test_it_shows_what_was_found_and_the_first_rows(load: Callable, session: Session) -> None:
    dialog = load(OWN)
    assert answers(dialog) == [
        "UTF-8",
        "Semicolon",
        "Comma",
        "Header",
        "#",
        "Left out",
    ]
    assert headings(dialog) == ["id", "long", "sun", "kind"]
    assert roles(dialog) == ["left out", "input", "input", "class label"]
    assert texts(dialog)[0] == ["1", "0,5", "True", "setosa"]
    model = dialog.grid.model()
    lines = [model.headerData(row, Qt.Orientation.Vertical) for row in range(3)]
    assert lines == ["3", "4", "5"]
    assert dialog.words.text() == (
        "2 rows; semicolon, decimal comma, header, comments with #; inputs: long, sun (1 is True); "
        "class label: kind (0 is other, 1 is setosa); left out: id (row numbers); "
        "1 row with gaps left out"
    )
    assert session.cursor.dataset == four_samples()


def test_a_gap_is_marked_with_its_reason(load: Callable) -> None:
    dialog = load(OWN)
    gap = dialog.grid.model().index(1, 1)
    color = gap.data(Qt.ItemDataRole.ForegroundRole)
    assert color != dialog.grid.model().index(0, 1).data(Qt.ItemDataRole.ForegroundRole)
    assert "“?” is not a number" in gap.data(Qt.ItemDataRole.ToolTipRole)
    assert "line 4, column 2: “?” is not a number" in dialog.questions.text()


def test_what_is_not_sure_is_asked(load: Callable) -> None:
    dialog = load("0,1,2\n5.5,3,0.5\n")
    assert "line 1, 0, 1, 2, may name the columns" in dialog.questions.text()
    assert "--" not in dialog.questions.text()
    assert headings(dialog) == ["0", "1", "2"]


def test_a_gap_far_down_is_shown(load: Callable) -> None:
    dialog = load("x,y\n" + "1,2\n" * 300 + "?,3\n")
    assert texts(dialog)[-1] == ["?", "3"]
    model = dialog.grid.model()
    assert model.headerData(model.rowCount() - 1, Qt.Orientation.Vertical) == "302"


def edges(chooser: QComboBox) -> tuple[int, int]:
    left = chooser.mapTo(chooser.window(), QPoint()).x()
    return left, left + chooser.width()


def column_edges(dialog: TableDialog, column: int) -> tuple[int, int]:
    grid = dialog.grid
    left = grid.viewport().mapTo(dialog, QPoint(grid.columnViewportPosition(column), 0)).x()
    return left, left + grid.columnWidth(column)


def test_the_roles_stay_in_sight_above_their_columns_wherever_one_scrolls(load: Callable) -> None:
    dialog = load("a;b;c;d;e;f;g;h;i;j;k;l;y\n" + 60 * "1;2;3;4;5;6;7;8;9;10;11;12;?\n")
    grid = dialog.grid
    for bar in (grid.verticalScrollBar(), grid.horizontalScrollBar()):
        assert bar.maximum()
        bar.setValue(bar.maximum())
        for column, chooser in enumerate(grid.choosers):
            assert edges(chooser) == column_edges(dialog, column)
    last, first_cell = grid.choosers[-1], grid.viewport().mapTo(dialog, QPoint())
    assert last.visibleRegion().boundingRect() == last.rect()
    assert last.mapTo(dialog, last.rect().bottomLeft()).y() < first_cell.y()


def test_a_role_follows_the_width_of_its_column(load: Callable) -> None:
    dialog = load(OWN)
    dialog.grid.setColumnWidth(0, 300)
    for column, chooser in enumerate(dialog.grid.choosers):
        assert edges(chooser) == column_edges(dialog, column)


def test_the_tab_key_brings_a_role_into_sight(qtbot: QtBot, load: Callable) -> None:
    dialog = load("a;b;c;d;e;f;g;h;i;j;k;l;y\n" + 60 * "1;2;3;4;5;6;7;8;9;10;11;12;?\n")
    first, last = dialog.grid.choosers[0], dialog.grid.choosers[-1]
    dialog.activateWindow()
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    for _ in dialog.grid.choosers[1:]:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is last
    assert last.visibleRegion().boundingRect() == last.rect()


# What is changed


def test_the_samples_are_used_when_it_is_accepted(
    qtbot: QtBot, load: Callable, session: Session
) -> None:
    dialog = load(OWN)
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    dataset = session.cursor.dataset
    assert dataset.column_names() == ["long", "sun", "kind"]
    assert dataset.rows() == [[0.5, 1, 1], [1.5, 1, 0]]
    assert dataset.name == "own.csv"
    session.edits.undo()
    assert session.cursor.dataset == four_samples()


def test_another_role_of_a_column_is_chosen(qtbot: QtBot, load: Callable, session: Session) -> None:
    dialog = load(OWN)
    choose(qtbot, dialog.grid.choosers[3], "left out")
    assert not dialog.open_button.isEnabled()
    assert "a row needs an input and a target" in dialog.problem.text()
    choose(qtbot, dialog.grid.choosers[0], "target")
    assert roles(dialog) == ["target", "input", "input", "left out"]
    press_open(qtbot, dialog)
    assert session.cursor.dataset.rows() == [[0.5, 1, 1], [1.5, 1, 3]]


def test_a_text_as_an_input_is_refused_there(qtbot: QtBot, load: Callable) -> None:
    dialog = load(OWN)
    choose(qtbot, dialog.grid.choosers[3], "input")
    choose(qtbot, dialog.grid.choosers[1], "target")
    assert not dialog.open_button.isEnabled()
    assert "“kind” has texts, and a network takes numbers" in dialog.problem.text()


def test_a_gap_can_be_refused_or_its_column_left_out(
    qtbot: QtBot, load: Callable, session: Session
) -> None:
    dialog = load(OWN)
    choose(qtbot, dialog.settings.boxes["gaps"], "Refused")
    assert not dialog.open_button.isEnabled()
    assert "line 4, column 2: “?”" in dialog.problem.text()
    choose(qtbot, dialog.grid.choosers[1], "left out")
    press_open(qtbot, dialog)
    assert session.cursor.dataset.rows() == [[1, 1], [0, 1], [1, 0]]


def test_rows_with_a_wrong_cell_can_be_left_out(
    qtbot: QtBot, load: Callable, session: Session
) -> None:
    dialog = load(b"a,b,y\n1,2,3\n4,abc,6\n7,8,9\n")
    assert not dialog.open_button.isEnabled()
    assert "line 3, column 2: “abc” is not a number." in dialog.problem.text()
    _, _, way = dialog.problem.text().partition("To read the other rows, choose ")
    caption, _, answer = way.removesuffix("”.").partition(": “")
    assert caption == dialog.settings.boxes["gaps"].accessibleName()
    choose(qtbot, dialog.settings.boxes["gaps"], answer)
    assert "1 row with gaps or wrong cells left out" in dialog.words.text()
    press_open(qtbot, dialog)
    assert session.cursor.dataset.rows() == [[1, 2, 3], [7, 8, 9]]


@pytest.mark.parametrize(
    ("content", "name", "answer", "rows"),
    [
        ("0,1,2\n5.5,3,0.5\n", "header", "No header", [[0, 1, 2], [5.5, 3, 0.5]]),
        ("1,5\n2,5\n3,5\n", "separator", "Semicolon", None),
        ('a;y\n"1,234";2\n', "decimal", "Point", [[1234, 2]]),
        ("Größe;y\n1;2\n".encode("cp1252"), "encoding", "Latin-1", [[1, 2]]),
        ("%a,y\n1,2\n", "comment", "%", [[1, 2]]),
    ],
)
def test_how_it_is_read_is_changed(
    qtbot: QtBot, load: Callable, session: Session, content: str, name: str, answer: str, rows: list
) -> None:
    dialog = load(content)
    choose(qtbot, dialog.settings.boxes[name], answer)
    assert dialog.settings.boxes[name].currentText() == answer
    if rows is None:
        assert "there is one column with a decimal comma" in dialog.problem.text()
        assert texts(dialog)[0] == ["1,5"]
        return
    press_open(qtbot, dialog)
    assert session.cursor.dataset.rows() == rows


def test_a_wrong_separator_shows_the_lines_and_the_right_one_brings_chosen_roles_back(
    qtbot: QtBot, load: Callable
) -> None:
    dialog = load(OWN)
    found = roles(dialog)
    choose(qtbot, dialog.grid.choosers[1], "left out")
    choose(qtbot, dialog.grid.choosers[0], "input")
    chosen = roles(dialog)
    assert chosen != found
    for wrong in ("Comma", "Blanks"):
        choose(qtbot, dialog.settings.boxes["separator"], wrong)
        assert ["1;0,5;True;setosa"] in texts(dialog)
        assert not dialog.open_button.isEnabled()
        assert dialog.problem.isVisible()
    choose(qtbot, dialog.settings.boxes["separator"], "Comma")
    assert headings(dialog) == ["the lines as they are"]
    assert "columns, but the first row has" in dialog.problem.text()
    assert dialog.grid.choosers == []
    choose(qtbot, dialog.settings.boxes["separator"], "Semicolon")
    assert headings(dialog) == ["id", "long", "sun", "kind"]
    assert roles(dialog) == chosen


def test_a_chosen_role_stays_where_the_header_becomes_a_row(qtbot: QtBot, load: Callable) -> None:
    dialog = load("a,b,c,kind\n1,2,3,cat\n4,5,6,dog\n")
    choose(qtbot, dialog.grid.choosers[1], "left out")
    choose(qtbot, dialog.settings.boxes["header"], "No header")
    assert headings(dialog)[1] == "column 2"
    assert roles(dialog)[1] == "left out"
    choose(qtbot, dialog.settings.boxes["header"], "Header")
    assert roles(dialog) == ["input", "left out", "input", "class label"]


def test_a_wrong_cell_keeps_it_from_being_used_until_its_column_is_left_out(
    qtbot: QtBot, load: Callable, session: Session, window: MainWindow
) -> None:
    dialog = load("a,b,y\n1,2,3\n4,five,6\n")
    assert message(window) == "own.csv: line 3, column 2: “five” is not a number."
    assert not dialog.open_button.isEnabled()
    assert "line 3, column 2: “five” is not a number" in dialog.problem.text()
    choose(qtbot, dialog.grid.choosers[1], "left out")
    press_open(qtbot, dialog)
    assert session.cursor.dataset.rows() == [[1, 3], [4, 6]]
    assert message(window) == ""


def test_escape_keeps_the_data(qtbot: QtBot, load: Callable, session: Session) -> None:
    dialog = load(OWN)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert session.cursor.dataset == four_samples()


# When it comes


def test_plain_numbers_are_used_at_once_and_told(
    load: Callable, session: Session, window: MainWindow
) -> None:
    assert load("x1,x2,y\n1,2,3\n") is None
    assert session.cursor.dataset.rows() == [[1, 2, 3]]
    said = window.findChild(ElidedLabel, "status_message").full_text
    assert said == "Open own.csv: 1 row; comma, header; inputs: x1, x2; target: y."


def test_plain_numbers_are_shown_when_they_are_read_again(
    qtbot: QtBot, load: Callable, session: Session, window: MainWindow
) -> None:
    load("x1,x2,y\n1,2,3\n")
    window.actions_by_name["read_again"].trigger()
    dialog = window.findChild(TableDialog)
    choose(qtbot, dialog.grid.choosers[0], "target")
    choose(qtbot, dialog.grid.choosers[2], "input")
    press_open(qtbot, dialog)
    assert session.cursor.dataset.rows() == [[2, 3, 1]]


def test_without_a_table_there_is_nothing_to_read_again(opened: Callable[[], MainWindow]) -> None:
    window = opened()
    window.actions_by_name["read_again"].trigger()
    assert message(window) == "No table was opened or pasted yet."


def test_pasting_goes_the_same_way(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    QGuiApplication.clipboard().setText("long\tkind\n0,5\tsetosa\n1,5\tother\n")
    window.actions_by_name["paste_dataset"].trigger()
    dialog = window.findChild(TableDialog)
    assert dialog.windowTitle() == "Paste as new dataset"
    assert roles(dialog) == ["input", "class label"]
    press_open(qtbot, dialog)
    assert session.cursor.dataset.rows() == [[0.5, 1], [1.5, 0]]


# Large tables, and everybody's keys


def test_a_large_table_is_read_beside_the_window(
    qtbot: QtBot, load: Callable, session: Session
) -> None:
    rows = "".join(f"{i % 7},{i % 5}.5,{'ab'[i % 2]}\n" for i in range(100_000))
    before = time.thread_time()
    dialog = load(f"a,b,kind\n{rows}")
    assert dialog.reading.is_running
    assert not dialog.open_button.isEnabled()
    assert dialog.words.text() == "Reading the table…"
    qtbot.waitUntil(lambda: not dialog.reading.is_running)
    assert dialog.words.text().startswith("100,000 rows; comma, header; inputs: a, b;")
    # The window itself did next to nothing.
    assert time.thread_time() - before < 1
    press_open(qtbot, dialog)
    assert len(session.cursor.dataset) == 100_000


def test_every_control_has_names_and_is_reached_by_keys(load: Callable, window: MainWindow) -> None:
    dialog = load(OWN)
    controls = controls_of(dialog)
    assert len(controls) > 10
    all_named(controls)
    assert all(can_be_reached(window, control) for control in controls)
