"""A file is replaced only after a question that shows its name as it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.window.main_window import MainWindow
from micrograd.data.csv_samples import csv_text
from micrograd.files.reading import read_experiment
from tests.app.sessions import train

HOSTILE = "<img src=x>&%1{0}"


def box_of(window: MainWindow) -> QMessageBox | None:
    return window.findChild(QMessageBox, "message_box")


def press(qtbot: QtBot, window: MainWindow, text: str) -> None:
    """Press a button of the question, which names the file as it is."""
    qtbot.waitUntil(lambda: box_of(window) is not None)
    box = box_of(window)
    assert box is not None
    label = box.findChild(QLabel, "qt_msgbox_label")
    assert HOSTILE in label.text()
    assert label.textFormat() == Qt.TextFormat.PlainText
    (button,) = (b for b in box.findChildren(QPushButton) if b.text().replace("&", "") == text)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: box_of(window) is None)


def choose_in_dialog(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    """Type a file in the dialog that is open, and press Enter; Qt asks nothing."""
    dialog = window.findChild(QFileDialog)
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    field.setText(str(path))
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.findChild(QFileDialog) is not dialog)


def test_an_experiment_replaces_a_file_once_that_was_said(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / f"{HOSTILE}.json"
    path.write_text("mine")
    train(window.session, 2)
    window.document.save_as()
    choose_in_dialog(qtbot, window, path)
    press(qtbot, window, "Cancel")
    assert path.read_text() == "mine"
    # The dialog is there again, for another name.
    choose_in_dialog(qtbot, window, path)
    press(qtbot, window, "Replace")
    assert read_experiment(path).current.steps == 2
    assert window.document.path == path


def answers(monkeypatch: pytest.MonkeyPatch, *paths: str) -> None:
    """Let the dialog of the system answer with these, one after the other."""
    left: Iterator[str] = iter(paths)

    def answer(*arguments: object) -> tuple[str, str]:
        assert QFileDialog.Option.DontConfirmOverwrite in arguments
        return next(left), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)


def test_a_dataset_replaces_a_file_once_that_was_said(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"{HOSTILE}.csv"
    path.write_text("mine")
    answers(monkeypatch, str(path), "")
    window.view("dataset").save_file()
    press(qtbot, window, "Cancel")
    assert path.read_text() == "mine"
    answers(monkeypatch, str(path))
    window.view("dataset").save_file()
    press(qtbot, window, "Replace")
    assert path.read_bytes() == csv_text(window.session.cursor.dataset).encode()


def test_a_new_file_needs_no_question(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"{HOSTILE}.csv"
    answers(monkeypatch, str(path))
    window.view("dataset").save_file()
    assert box_of(window) is None
    assert path.read_bytes() == csv_text(window.session.cursor.dataset).encode()
