"""The catalogue of lessons, and the dialog that offers them."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QMessageBox
from pytestqt.qtbot import QtBot

from app.scenes.asking.answers import Answers, key_of
from app.scenes.lessons import catalogue
from app.scenes.lessons.catalogue import Lesson, ending_of, lessons
from app.scenes.lessons.delegate import IS_DONE
from app.scenes.lessons.dialog import LessonsDialog
from app.window.main_window import MainWindow
from tests.app.scenes.scripts import VOCABULARY, script, text_of


def test_lessons_come_in_the_order_of_their_numbers() -> None:
    names = [lesson.name for lesson in lessons(VOCABULARY)]
    assert names[:2] == ["a-value-and-its-gradient", "the-chain-rule"]
    assert len(names) >= 15


def test_a_lesson_leads_to_the_next_and_the_last_says_that_it_is() -> None:
    first, second, last = (Lesson(name, script({}, title=name), None) for name in "abc")
    found = [first, second, last]
    ending = ending_of(first.script, found)
    assert ending is not None
    assert ending.following is second.script
    assert "Next comes “b”" in ending.words
    ending = ending_of(last.script, found)
    assert ending is not None
    assert ending.following is None
    assert "the last lesson" in ending.words


def test_a_script_of_somebody_else_leads_nowhere() -> None:
    assert ending_of(script({}), [Lesson("a", script({}, title="a"), None)]) is None


def test_lessons_that_are_done_are_told_until_they_are_forgotten(
    qtbot: QtBot, shared_window: MainWindow
) -> None:
    first = lessons(VOCABULARY)[0]
    Answers().note_done(key_of(first.script))
    shared_window.actions_by_name["lessons"].trigger()
    dialog = shared_window.findChild(LessonsDialog)
    assert dialog is not None
    rows = [dialog.list.item(row) for row in range(3)]
    told = rows[0].data(Qt.ItemDataRole.AccessibleTextRole)
    assert "done ✓" in told
    assert [row.data(IS_DONE) for row in rows] == [True, False, False]
    assert dialog.list.currentRow() == 1
    qtbot.mouseClick(dialog.forget, Qt.MouseButton.LeftButton)
    assert not rows[0].data(IS_DONE)
    assert Answers().done == set()
    assert dialog.forget.isHidden()
    dialog.reject()


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
