"""A window in which everything has a hostile name shows every name as it is, everywhere."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtGui import Qt as Guess
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGraphicsTextItem,
    QGraphicsView,
    QLabel,
    QMenu,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.kit.plain_text import line_format, menu_text, one_line
from app.session.session import Session
from app.window.main_window import MainWindow
from micrograd.data.dataset import Dataset
from tests.app.sessions import train
from tests.window_pages import pages_of

# A picture that never ends, a key of a menu, and what three kinds of format would fill in.
HOSTILE = "<img src='/dev/zero'>&{data}{0}%1%s"
PICTURE = "<img"


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    """A pipe that nobody writes to: whoever reads it waits for ever."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


@pytest.fixture
def hostile_window(window: MainWindow, session: Session, tmp_path: Path) -> MainWindow:
    """Two runs, other data with their columns, files: all of them have such a name."""
    train(session, 5)
    columns = [HOSTILE, "", f"{HOSTILE}2", f"{HOSTILE}3"]
    inputs, targets = [[1.0, 2.0, 3.0]] * 4, [1.0, -1.0, 1.0, -1.0]
    samples = Dataset(inputs, targets, f"{HOSTILE}.csv", columns)
    session.edits.set_dataset(samples, f"open {HOSTILE}.csv")
    session.runs.rename(session.cursor.run, HOSTILE)
    train(session, 5)
    session.cursor.go_to(3)
    session.edits.set_learning_rate(0.01)
    train(session, 5)
    session.runs.rename(session.cursor.run, HOSTILE)
    window.document.belong_to(tmp_path / f"{HOSTILE.replace('/', '')}.json")
    session.announce(f"Opened {HOSTILE}.")
    for panel in window.panels.values():
        panel.show()
    return window


def texts_of(window: MainWindow) -> Iterator[tuple[object, str]]:
    """Every text of the window that Qt may take for markup, with what it belongs to."""
    for widget in window.findChildren(QWidget):
        yield widget, widget.toolTip()
        yield widget, widget.statusTip()
        yield widget, widget.whatsThis()
        if isinstance(widget, QLabel) and widget.textFormat() != Qt.TextFormat.PlainText:
            yield widget, widget.text()
        if isinstance(widget, QAbstractItemView | QComboBox) and widget.model():
            yield from ((widget, text) for text in tooltips_in(widget.model()))
        if isinstance(widget, QGraphicsView) and widget.scene():
            for item in widget.scene().items():
                yield item, item.toolTip()
                if isinstance(item, QGraphicsTextItem):
                    yield item, item.toHtml()
    for action in window.findChildren(QAction):
        yield action, action.toolTip()
        yield action, action.statusTip()


def tooltips_in(model: QAbstractItemModel) -> Iterator[str]:
    """The tooltips of the cells and headings of a list, a table or a tree."""
    if isinstance(model, QAbstractListModel):
        yield from (str(model.data(model.index(i)) or "") for i in range(model.rowCount()))
        return
    role = Qt.ItemDataRole.ToolTipRole
    for orientation, count in (
        (Qt.Orientation.Horizontal, model.columnCount()),
        (Qt.Orientation.Vertical, model.rowCount()),
    ):
        yield from (str(model.headerData(i, orientation, role) or "") for i in range(count))
    parents = [QModelIndex()]
    for parent in parents:
        for row in range(model.rowCount(parent)):
            cells = [model.index(row, j, parent) for j in range(model.columnCount(parent))]
            parents += cells[:1]
            yield from (str(model.data(cell, role) or "") for cell in cells)


def is_read_as_markup(text: str) -> bool:
    return PICTURE in text and Guess.mightBeRichText(text)


def test_no_name_is_read_as_markup_on_any_page(hostile_window: MainWindow) -> None:
    window = hostile_window
    named = 0
    for page in pages_of(window):
        for part in ("List", "Compare"):
            window.view("runs").segments.choose(part)
            for owner, text in texts_of(window):
                assert not is_read_as_markup(text), (page, owner, text)
                named += "/dev/zero" in text
    # The names were there, or nothing was tested.
    assert named > 20


def test_every_label_knows_whether_it_is_markup(hostile_window: MainWindow) -> None:
    for page in pages_of(hostile_window):
        for label in hostile_window.findChildren(QLabel):
            # pyqtgraph has labels in menus, which are never shown.
            is_ours = not label.window().inherits("QMenu")
            guesses = is_ours and label.textFormat() == Qt.TextFormat.AutoText
            assert not guesses, (page, label.objectName())


def test_the_name_of_a_run_that_is_a_pipe_is_shown_and_not_read(
    qtbot: QtBot, window: MainWindow, session: Session, fifo: Path
) -> None:
    train(session, 2)
    session.cursor.go_to(1)
    session.edits.set_learning_rate(0.01)
    train(session, 2)
    first, second = session.experiment.runs
    first.name = f"<img src='{fifo}'>"
    session.runs.make_current(first)
    message = window.findChild(QLabel, "status_message")
    assert message.text().startswith(first.name)
    assert message.sizeHint().height() < 30
    strip = window.view("loss").timeline.strip
    second.name = first.name
    session.runs.changed.emit()
    place = QPoint(strip.scale.x(1), strip.height() - 2)
    qtbot.mouseMove(strip, place)
    assert strip.reading(place.x(), place.y()).startswith(f"{second.name} branches off")
    assert not is_read_as_markup(strip.toolTip())


def test_a_change_with_braces_in_its_words_is_drawn(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    train(session, 30)
    samples = Dataset([[1.0, 2.0, 3.0]] * 4, [1.0, -1.0, 1.0, -1.0])
    session.edits.set_dataset(samples, "open my{data}.csv")
    train(session, 30)
    plot = window.view("loss").plot
    plot.scale.fit()
    assert [line.toolTip() for line in plot.marks] == ["step 30: open my{data}.csv"]
    shown = [item.toPlainText() for item in plot.scene().items() if hasattr(item, "toPlainText")]
    assert "open my{data}.csv" in shown


def test_menus_show_names_without_keys_of_their_own(
    qtbot: QtBot, hostile_window: MainWindow
) -> None:
    hostile_window.session.undo_stack.undo()
    undo = hostile_window.actions_by_name["undo"].text()
    assert undo == f"&Undo {undo[6:].replace('&&', '&').replace('&', '&&')}"
    recent = hostile_window.findChild(QMenu, "recent_menu")
    recent.fill()
    assert recent.actions()[0].text().count("&") == 1 + 2
    assert PICTURE in recent.actions()[0].text()


def test_the_title_of_the_window_names_the_file_as_it_is(hostile_window: MainWindow) -> None:
    assert hostile_window.windowTitle().startswith(HOSTILE.replace("/", "") + "[*]")


@pytest.mark.parametrize(
    "name", ["a\n" * 499, "wide " * 200, "x" * 1000], ids=["lines", "words", "x"]
)
def test_a_name_of_a_file_that_is_as_long_as_can_be_takes_no_room_from_the_window(
    window: MainWindow, session: Session, name: str
) -> None:
    train(session, 3)
    session.cursor.go_to(1)
    session.edits.set_learning_rate(0.01)
    for panel in window.panels.values():
        panel.show()
    before = {page: window.minimumSizeHint() for page in pages_of(window)}
    for run in session.experiment.runs:
        # A file may have names that nobody can type.
        run.name = name
    session.runs.changed.emit()
    session.runs.make_current(session.experiment.runs[0])
    QApplication.processEvents()
    assert window.statusBar().message.full_text.upper().startswith(name[:5].upper())
    assert {page: window.minimumSizeHint() for page in pages_of(window)} == before


@pytest.mark.parametrize("breaks", ["\n", "\n\n\n"])
def test_a_place_for_one_line_has_one(breaks: str) -> None:
    assert one_line(f"a{breaks}b").split() == ["a", "b"]
    assert "\n" not in one_line(f"a{breaks}b") + menu_text(breaks) + line_format(breaks)
