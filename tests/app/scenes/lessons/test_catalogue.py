"""The catalogue of lessons, and the dialog that offers them."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QMessageBox
from pytestqt.qtbot import QtBot

from app.scenes.lessons import catalogue
from app.scenes.lessons.catalogue import lessons
from app.scenes.lessons.dialog import LessonsDialog
from app.window.main_window import MainWindow
from tests.app.scenes.scripts import VOCABULARY, text_of


def test_lessons_come_in_the_order_of_their_numbers() -> None:
    names = [lesson.name for lesson in lessons(VOCABULARY)]
    assert names[:2] == ["a-value-and-its-gradient", "the-chain-rule"]
    assert len(names) >= 15


def test_the_chosen_lesson_begins_with_enter(qtbot: QtBot, shared_window: MainWindow) -> None:
    shared_window.actions_by_name["lessons"].trigger()
    dialog = shared_window.findChild(LessonsDialog)
    assert dialog is not None
    begun: list[str] = []
    dialog._play = lambda lesson: begun.append(lesson.name)
    offered = dialog.findChild(QListWidget, "lesson_list")
    assert offered is not None
    qtbot.keyClick(offered, Qt.Key.Key_Down)
    qtbot.keyClick(offered, Qt.Key.Key_Return)
    assert begun == ["the-chain-rule"]


def test_a_broken_lesson_is_told_by_its_name_and_line(
    shared_window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "01-broken.scenes.json"
    path.write_bytes(text_of({"page": "netwrk"}))
    monkeypatch.setattr(catalogue, "lesson_files", lambda: [path])
    shared_window.actions_by_name["lessons"].trigger()
    box = shared_window.findChild(QMessageBox)
    assert box is not None
    assert "01-broken.scenes.json: line 7, scenes[0].page" in box.informativeText()
    box.accept()
