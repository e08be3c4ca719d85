"""The list of scenes: driven by clicks and keys, as it comes after a recording."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QMessageBox, QWidget

from app.scenes.acts.acts import TriggerAction
from app.scenes.editing.editor import SceneEditor
from app.scenes.parts.targets import StoredTarget
from app.scenes.reading import read_script
from app.scenes.script import LONGEST_CAPTION
from app.views.dialogs.export.film_dialog import FilmDialog
from app.views.target import Target
from app.window.main_window import MainWindow
from tests.app.scenes.scripts import VOCABULARY

NONE, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def editor(renewed_window: MainWindow) -> Iterator[SceneEditor]:
    """The list of a recording of two scenes: a step, then an operation and a step on a page."""
    window = renewed_window
    for key, modifier in (
        (Qt.Key.Key_F7, SHIFT),
        (Qt.Key.Key_F10, NONE),
        (Qt.Key.Key_4, CONTROL),
        (Qt.Key.Key_F12, NONE),
        (Qt.Key.Key_F10, NONE),
        (Qt.Key.Key_F7, SHIFT),
    ):
        QTest.keyClick(window, key, modifier)
        QApplication.processEvents()
    editor = window.recordings.editor
    assert editor is not None
    yield editor
    if window.recordings.editor:
        window.recordings.editor.give_up()


def press(editor: SceneEditor, name: str) -> None:
    QTest.mouseClick(editor.buttons[name], Qt.MouseButton.LeftButton)


def captions(editor: SceneEditor) -> list[str]:
    return [scene.caption for scene in editor.draft.script.scenes]


def test_a_recording_ends_in_its_list(editor: SceneEditor) -> None:
    assert [scene.page for scene in editor.draft.script.scenes] == ["network", "graph"]
    assert editor.list.count() == 2
    assert "no caption yet" in editor.list.item(0).text()
    assert editor.form.acts.item(0).text().endswith("train 1 step")


def test_a_caption_is_typed_and_undone_as_one_change(editor: SceneEditor) -> None:
    QTest.keyClicks(editor.form.caption, "A first step")
    assert captions(editor) == ["A first step", ""]
    assert "A first step" in editor.list.item(0).text()
    QTest.keyClick(editor.form.caption, Qt.Key.Key_Z, CONTROL)
    assert captions(editor) == ["", ""]
    assert editor.form.caption.toPlainText() == ""
    QTest.keyClick(editor.form.caption, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert captions(editor) == ["A first step", ""]


def test_a_caption_that_is_too_long_is_told_of(editor: SceneEditor) -> None:
    editor.form.caption.setPlainText("x" * LONGEST_CAPTION)
    QTest.keyClicks(editor.form.caption, "yz")
    assert "at most 600" in editor.form.message.text()
    assert "y" not in captions(editor)[0]


def test_scenes_are_moved_deleted_and_undone_by_keys(editor: SceneEditor) -> None:
    QTest.keyClicks(editor.form.caption, "One")
    editor.list.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_Down, ALT)
    assert (captions(editor), editor.row) == (["", "One"], 1)
    QTest.keyClick(editor, Qt.Key.Key_Delete, CONTROL)
    assert captions(editor) == [""]
    QTest.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    QTest.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    assert captions(editor) == ["One", ""]


def test_a_scene_is_split_at_the_chosen_act_and_merged_again(editor: SceneEditor) -> None:
    editor.list.setCurrentRow(1)
    before = editor.draft.script.scenes[1].do
    editor.form.acts.setCurrentRow(1)
    QTest.mouseClick(editor.form.cut, Qt.MouseButton.LeftButton)
    assert editor.list.count() == 3
    press(editor, "merge_scene")
    assert editor.draft.script.scenes[1].do == before


def test_pages_that_differ_are_not_merged(editor: SceneEditor) -> None:
    press(editor, "merge_scene")
    assert editor.message.text() == "the scenes show two pages."
    assert editor.list.count() == 2


def test_seconds_are_typed(editor: SceneEditor) -> None:
    stay = editor.form.stay
    stay.setFocus()
    stay.selectAll()
    QTest.keyClicks(stay, "3.5")
    QTest.keyClick(stay, Qt.Key.Key_Return)
    wait = editor.draft.script.scenes[0].wait
    assert wait is not None
    assert wait.seconds == 3.5
    stay.selectAll()
    QTest.keyClicks(stay, "minus")
    QTest.keyClick(stay, Qt.Key.Key_Return)
    assert editor.form.message.text()


def test_what_is_clicked_on_is_pointed_at(renewed_window: MainWindow, editor: SceneEditor) -> None:
    window = renewed_window
    QTest.mouseClick(editor.form.point_at, Qt.MouseButton.LeftButton)
    words = window.findChild(QLabel, "picking_words")
    assert words is not None
    assert (words.isVisible(), editor.isVisible()) == (True, False)
    # The words are in nobody's way.
    assert window.childAt(words.geometry().center()) is not words
    rate = next(each for each in window.findChildren(QLineEdit, "learning_rate"))
    QTest.mouseClick(rate, Qt.MouseButton.LeftButton)
    assert editor.draft.script.scenes[0].point == (StoredTarget(control="learning_rate"),)
    assert (words.isVisible(), editor.isVisible()) == (False, True)
    QTest.mouseClick(editor.form.point_at, Qt.MouseButton.LeftButton)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert len(editor.draft.script.scenes[0].point) == 1
    QTest.mouseClick(editor.form.point_at, Qt.MouseButton.LeftButton)
    panel = window.view("dataset")
    row = panel.where(Target("sample", 2))
    QTest.mouseClick(panel, Qt.MouseButton.LeftButton, NONE, row.center().toPoint())
    assert editor.draft.script.scenes[0].point == (StoredTarget(sample=2),)
    assert window.session.selection.sample == 0
    QTest.mouseClick(editor.form.point_at_nothing, Qt.MouseButton.LeftButton)
    assert editor.draft.script.scenes[0].point == ()


def test_it_plays_from_the_chosen_scene_in_a_window_of_its_own(
    renewed_window: MainWindow, editor: SceneEditor
) -> None:
    editor.list.setCurrentRow(1)
    played: list[tuple[Any, ...]] = []
    editor._play = lambda *what: played.append(what)
    QTest.keyClick(editor, Qt.Key.Key_Return, CONTROL)
    assert played == [(editor.draft.script, 1, editor.draft.path)]


def test_another_recording_ends_the_choice_of_what_is_pointed_at(
    renewed_window: MainWindow, editor: SceneEditor, tmp_path: Path
) -> None:
    editor.draft.save(tmp_path / "mine.scenes.json", VOCABULARY)
    editor.point_at()
    QApplication.processEvents()
    assert QApplication.overrideCursor() is not None
    for _ in range(2):
        QTest.keyClick(renewed_window, Qt.Key.Key_F7, SHIFT)
        QApplication.processEvents()
    assert renewed_window.recordings.editor is not editor
    assert QApplication.overrideCursor() is None
    assert all(each.isHidden() for each in renewed_window.findChildren(QLabel, "picking_words"))


def find(parent: QWidget, kind: type[QWidget]) -> Any:
    return next(each for each in parent.findChildren(kind) if each.isVisible())


def test_it_is_saved_and_read_again(editor: SceneEditor, tmp_path: Path) -> None:
    QTest.keyClicks(editor.form.caption, "Kept")
    press(editor, "save_draft")
    find(editor, QFileDialog).fileSelected.emit(str(tmp_path / "mine"))
    path = tmp_path / "mine.scenes.json"
    assert read_script(path, VOCABULARY) == editor.draft.script
    assert not editor.isWindowModified()
    find(editor, QFileDialog).reject()
    editor.close()
    assert not editor.isVisible()


def test_what_could_not_be_opened_again_is_not_saved(editor: SceneEditor, tmp_path: Path) -> None:
    path = tmp_path / "mine.scenes.json"
    path.write_text("as it was")
    wrong = TriggerAction(name="no_action")
    first, second = editor.draft.script.scenes
    scenes = (replace(first, do=(wrong,)), second)
    editor.draft.change("record", replace(editor.draft.script, scenes=scenes))
    editor.draft.path = path
    press(editor, "save_draft")
    box = find(editor, QMessageBox)
    assert "scenes[0].do[0].name" in box.text()
    assert "no_action" in box.text()
    box.close()
    assert path.read_text() == "as it was"
    assert editor.draft.is_changed
    editor.form.acts.setCurrentRow(0)
    QTest.mouseClick(editor.form.delete_act, Qt.MouseButton.LeftButton)
    press(editor, "save_draft")
    assert read_script(path, VOCABULARY) == editor.draft.script


def test_unsaved_changes_are_asked_about(renewed_window: MainWindow, editor: SceneEditor) -> None:
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert editor.isVisible()
    box = find(editor, QMessageBox)
    assert "Recording" in box.text()
    box.button(QMessageBox.StandardButton.NoButton)
    next(each for each in box.buttons() if "n't" in each.text()).click()
    assert renewed_window.recordings.editor is None


def test_the_scenes_are_filmed_from_their_list_and_from_the_menu(
    renewed_window: MainWindow, editor: SceneEditor
) -> None:
    editor.title.setText("Two acts")
    editor.title.editingFinished.emit()
    for film in (editor.buttons["film_draft"].click, film_action(renewed_window).trigger):
        film()
        dialog = editor.findChild(FilmDialog)
        assert isinstance(dialog, FilmDialog)
        assert dialog.isVisible()
        assert dialog.target.path.name == "two-acts.mp4"
        assert "no captions" in dialog.about.text()
        dialog.reject()
        dialog.setParent(None)


def film_action(window: MainWindow) -> QAction:
    return window.actions_by_name["film_script"]


def test_the_light_shows_that_it_records_and_stops_it(renewed_window: MainWindow) -> None:
    window = renewed_window
    QTest.keyClick(window, Qt.Key.Key_F7, SHIFT)
    light = window.recordings.light
    assert light.isVisible()
    assert "0:00" in light.text()
    assert "Stop" in window.actions_by_name["record_scenes"].text()
    QTest.mouseClick(light, Qt.MouseButton.LeftButton, NONE, QPoint(3, 3))
    assert not light.isVisible()
    assert window.statusBar().message.full_text == "Recorded 1 scene."
    assert window.recordings.editor is not None
    window.recordings.editor.give_up()
