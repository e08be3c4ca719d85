"""A file whose losses have to be computed again is waited for, with progress and Cancel."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.documents.opened_file import read
from app.kit import waiting
from app.kit.waiting import WaitingDialog
from app.session.session import Session
from app.window.main_window import MainWindow
from micrograd.files.errors import FileError
from micrograd.files.writing import to_bytes
from micrograd.runs.experiment import new_experiment
from micrograd.runs.recording import train_run

STEPS = 300


@pytest.fixture
def old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file as of version 1: it has no outlines, so its runs are computed again."""
    monkeypatch.setattr(waiting, "AT_ONCE_S", 0.0)
    experiment = new_experiment()
    run = experiment.current
    train_run(run, run.start.trainer(), STEPS)
    run.place = STEPS
    content = json.loads(to_bytes(experiment))
    content["runs"][0] |= {"outline": None, "checkpoints": []}
    path = tmp_path / "old.json"
    path.write_text(json.dumps(content))
    return path


def diverging(path: Path) -> Path:
    """The same file, claiming a rate at which no computer comes to the end of its run."""
    content = json.loads(path.read_text())
    content["runs"][0]["start"]["recipe"] |= {"activations": ["linear"] * 3, "learning_rate": 1e-3}
    change = {"kind": "learning_rate", "step": STEPS // 2, "value": 1e10, "note": ""}
    content["runs"][0]["events"] = [change]
    path.write_text(json.dumps(content))
    return path


def dialog_of(window: MainWindow) -> WaitingDialog:
    dialog = window.findChild(WaitingDialog)
    assert dialog is not None
    assert dialog.isVisible()
    return dialog


def test_a_file_without_outlines_is_opened_after_a_wait(
    qtbot: QtBot, window: MainWindow, session: Session, old_file: Path
) -> None:
    called: list[str] = []
    window.document.load(old_file, lambda: called.append("then"))
    dialog_of(window)
    assert (session.cursor.run.steps, window.document.path, called) == (0, None, [])
    qtbot.waitUntil(lambda: window.document.path == old_file)
    assert session.cursor.steps == session.cursor.run.steps == STEPS
    assert not session.cursor.run.history.is_outline
    assert called == ["then"]
    assert not window.document.is_changed


def test_a_wait_for_a_file_is_cancelled_and_nothing_is_lost(
    qtbot: QtBot, window: MainWindow, session: Session, old_file: Path
) -> None:
    session.training.step()
    before = to_bytes(session.experiment)
    window.document.load(old_file)
    cancel = dialog_of(window).findChild(QPushButton, "waiting_cancel")
    qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.findChild(WaitingDialog) is None)
    assert to_bytes(session.experiment) == before
    assert window.document.path is None
    assert window.document.is_changed


def test_a_file_that_comes_to_other_numbers_is_told_after_the_wait(
    qtbot: QtBot, window: MainWindow, session: Session, old_file: Path
) -> None:
    window.document.load(diverging(old_file))
    dialog_of(window)
    qtbot.waitUntil(lambda: window.findChild(QMessageBox, "message_box") is not None)
    box = window.findChild(QMessageBox, "message_box")
    assert "old.json can't be opened: runs[0].steps" in box.text()
    assert (session.cursor.run.steps, window.document.path) == (0, None)
    box.close()


def test_who_can_not_wait_reads_all_at_once(old_file: Path) -> None:
    assert read(old_file).experiment.current.steps == STEPS
    with pytest.raises(FileError, match=r"^runs\[0\]\.steps"):
        read(diverging(old_file))
