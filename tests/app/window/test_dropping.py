"""A file that is dropped on the window, or chosen as an experiment, is opened as what it is."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog

from app.window.main_window import MainWindow
from micrograd.files.writing import to_bytes
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment
from tests.app.scenes.scripts import text_of

TABLE = "a,b,y\n1,2,3\n4,5,6\n"
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(renewed_window: MainWindow) -> MainWindow:
    return renewed_window


def drop(window: MainWindow, *paths: Path) -> bool:
    """Drag files into the window and let go; False where it does not take them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, middle = Qt.DropAction.CopyAction, window.rect().center()
    enter = QDragEnterEvent(middle, copy, data, LEFT, NONE)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(middle), copy, data, LEFT, NONE))
    return enter.isAccepted()


def test_a_table_is_trained_on(window: MainWindow, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(TABLE)
    assert drop(window, file)
    assert window.session.cursor.dataset.rows() == [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]


def test_an_experiment_is_opened(window: MainWindow, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_bytes(to_bytes(new_experiment(Recipe(layers=(2, 1)))))
    assert drop(window, file)
    assert window.session.cursor.recipe.layers == (2, 1)


def test_a_script_plays_in_a_window_of_its_own(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    played: list[object] = []
    monkeypatch.setattr(window.scripts, "play", lambda script, path: played.append(path))
    file = tmp_path / "mine.scenes.json"
    file.write_bytes(text_of({"caption": "Look."}))
    assert drop(window, file)
    assert played == [file]


def test_several_files_or_none_are_not_taken(window: MainWindow, tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text(TABLE)
    assert not drop(window)
    assert not drop(window, tmp_path / "one.csv", tmp_path / "two.csv")


def test_a_table_that_is_no_plain_one_is_opened_in_the_preview(
    window: MainWindow, tmp_path: Path
) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("# note\na;b;kind\n1,5;2;ja\n2,5;3;nein\n")
    window.document.load(file)
    dialog = window.findChild(QDialog, "table_dialog")
    assert dialog is not None
    assert dialog.isVisible()
    dialog.reject()


@pytest.mark.parametrize("name", ["mine.csv", "mine.json"])
def test_a_table_that_is_opened_as_an_experiment_is_trained_on(
    window: MainWindow, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    file.write_text(TABLE)
    window.document.load(file)
    assert len(window.session.cursor.dataset) == 2
    assert window.panels["dataset"].isVisible()
