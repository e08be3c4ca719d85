"""Document: new, open, save, and the one question before something would be lost."""

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from app.documents.document import Document, content_of, nothing
from app.documents.opened_file import stamp_of
from app.session.session import Session
from app.window.actions.menus import RecentMenu
from micrograd.files.building import Building
from micrograd.files.reading import begin_reading, read_experiment
from micrograd.files.writing import to_bytes
from micrograd.runs.experiment import Experiment
from micrograd.runs.kept_map import KeptMap, KeptView
from tests.app.documents.windows import Window, box, press
from tests.app.sessions import full_speed_runner

LEFT = Qt.MouseButton.LeftButton
# The offscreen platform writes this when a window is to come to the front.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)


@pytest.fixture
def document(
    qtbot: QtBot, session: Session, settings: QSettings, appearance: object, tmp_path: Path
) -> Document:
    """An untitled document of the four samples, in a window that is shown."""
    window = Window()
    window.document = Document(session, window, settings)
    qtbot.addWidget(window, before_close_func=lambda w: w.document.give_up_changes())
    window.show()
    (tmp_path / "work").mkdir()
    # The file dialogs begin in this folder.
    window.document.recent.paths = [tmp_path / "work" / "earlier.json"]
    return window.document


@pytest.fixture
def file(session: Session, tmp_path: Path) -> Path:
    """A file with an experiment of seven steps, branched at the fifth."""
    other = Session()
    for _ in range(7):
        other.training.step()
    other.cursor.go_to(5)
    other.edits.set_learning_rate(0.05)
    other.training.step()
    other.cursor.run.place = other.cursor.steps
    path = tmp_path / "two-layers.json"
    path.write_bytes(to_bytes(other.experiment))
    return path


def said(qtbot: QtBot, document: Document) -> str:
    """The text of the message box, which is closed."""
    shown = box(document)
    assert shown is not None
    text = shown.text()
    press(qtbot, document, "OK")
    return text


def give_name(qtbot: QtBot, document: Document, name: str) -> None:
    """Put a name in the file dialog that is open, and press Enter."""
    dialog = document.window.findChild(QFileDialog)
    assert dialog.isVisible()
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    # If it was typed letter by letter, the list of completions would get the Enter.
    field.setText(name)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: document.window.findChild(QFileDialog) is None)


def same(first: Experiment, second: Experiment) -> bool:
    """True where both are written alike."""
    return to_bytes(first) == to_bytes(second)


# Changes that are not saved.


def test_an_untouched_experiment_has_nothing_to_be_saved(document: Document) -> None:
    assert (document.name, document.title, document.path) == ("Untitled", "Untitled[*]", None)
    assert not document.is_changed


def step(session: Session) -> None:
    session.training.step()


def rename(session: Session) -> None:
    session.runs.rename(session.cursor.run, "first try")


def hide(session: Session) -> None:
    session.runs.set_hidden([session.cursor.run], True)


def another_rate(session: Session) -> None:
    session.edits.set_learning_rate(0.05)


def another_network(session: Session) -> None:
    session.edits.add_layer()


def another_weight(session: Session) -> None:
    session.edits.set_parameter(3, 0.25)


@pytest.mark.parametrize(
    "change", [step, rename, hide, another_rate, another_network, another_weight]
)
@pytest.mark.parametrize("steps", [0, 3])
def test_a_change_has_to_be_saved_and_is_said_once(
    qtbot: QtBot,
    document: Document,
    session: Session,
    tmp_path: Path,
    change: Callable[[Session], None],
    steps: int,
) -> None:
    for _ in range(steps):
        session.training.step()
    document.belong_to(tmp_path / "two-layers.json")
    with qtbot.waitSignal(document.changed):
        change(session)
    assert document.is_changed
    with qtbot.assertNotEmitted(document.changed):
        session.training.step()


def test_an_edit_that_is_taken_back_leaves_nothing_to_be_saved(
    document: Document, session: Session
) -> None:
    session.edits.set_learning_rate(0.05)
    session.edits.add_layer()
    assert document.is_changed
    session.edits.undo()
    assert document.is_changed
    session.edits.undo()
    assert not document.is_changed


def test_looking_at_another_step_is_no_change(document: Document, session: Session) -> None:
    for _ in range(5):
        session.training.step()
    document.save_as()
    document.belong_to("two-layers.json")
    session.cursor.go_to(2)
    assert not document.is_changed
    session.training.step()
    assert document.is_changed


# Save.


def test_the_first_save_asks_for_a_name_and_adds_the_ending(
    qtbot: QtBot, document: Document, session: Session, tmp_path: Path
) -> None:
    session.training.step()
    document.save()
    with qtbot.waitSignal(session.announced) as announced:
        give_name(qtbot, document, "two-layers")
    path = tmp_path / "work" / "two-layers.experiment.json"
    assert announced.args == ["Saved two-layers.experiment.json."]
    assert (document.path, document.title, document.is_changed) == (path, "two-layers[*]", False)
    assert same(read_experiment(path), session.experiment)


def test_the_second_save_asks_for_nothing(
    qtbot: QtBot, document: Document, session: Session, file: Path
) -> None:
    document.load(file)
    session.training.step()
    document.save()
    assert document.window.findChild(QFileDialog) is None
    assert not document.is_changed
    assert read_experiment(file).current.steps == 7
    assert same(read_experiment(file), session.experiment)


def test_a_name_with_a_dot_gets_the_ending_too(
    qtbot: QtBot, document: Document, tmp_path: Path
) -> None:
    document.save_as()
    give_name(qtbot, document, "rate 0.05")
    assert document.path == tmp_path / "work" / "rate 0.05.experiment.json"
    assert document.path.exists()


def test_an_experiment_is_called_like_its_file_without_the_ending(
    document: Document, tmp_path: Path
) -> None:
    for name in ("moons.experiment.json", "moons.json", "rate 0.05.json"):
        document.belong_to(tmp_path / name)
        assert document.name == name.removesuffix(".json").removesuffix(".experiment")


def test_a_file_that_would_get_the_same_name_is_not_replaced_without_asking(
    qtbot: QtBot, document: Document, tmp_path: Path
) -> None:
    there = tmp_path / "work" / "rate 0.05.experiment.json"
    there.write_text("mine")
    document.save_as()
    give_name(qtbot, document, "rate 0.05")
    press(qtbot, document, "Cancel")
    assert there.read_text() == "mine"
    # The dialog is there again, for another name.
    give_name(qtbot, document, "rate 0.05")
    press(qtbot, document, "Replace")
    assert document.path == there
    assert read_experiment(there).current.steps == 0


def test_a_file_that_another_window_has_changed_is_not_replaced_without_asking(
    qtbot: QtBot, document: Document, session: Session, file: Path
) -> None:
    document.load(file)
    session.training.step()
    file.write_text("of the other window")
    document.save()
    press(qtbot, document, "Cancel")
    assert file.read_text() == "of the other window"
    assert document.is_changed
    document.save()
    press(qtbot, document, "Replace")
    assert same(read_experiment(file), session.experiment)


def test_a_save_that_fails_says_why_and_the_changes_stay_unsaved(
    qtbot: QtBot, document: Document, session: Session, file: Path
) -> None:
    document.load(file)
    session.training.step()
    file.unlink()
    file.parent.rename(file.parent.with_name("elsewhere"))
    document.save()
    file.parent.with_name("elsewhere").rename(file.parent)
    assert said(qtbot, document) == (
        f"two-layers.json was not saved: the folder {file.parent} does not exist. "
        "Save it in another place."
    )
    assert document.is_changed
    document.save()
    assert not document.is_changed


def test_an_experiment_that_is_too_large_for_a_file_is_told(
    qtbot: QtBot, document: Document, session: Session, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document.load(file)
    session.training.step()
    before = file.read_bytes()
    monkeypatch.setattr("micrograd.files.limits.MOST_BYTES", 1000)
    document.save()
    assert said(qtbot, document).startswith("two-layers.json was not saved: ")
    assert document.is_changed
    assert file.read_bytes() == before


def test_a_name_that_looks_like_the_mark_for_changes_is_written_as_it_is(
    document: Document, tmp_path: Path
) -> None:
    document.belong_to(tmp_path / "a[*]b.json")
    # Qt shows the mark as text where it stands twice.
    assert document.title == "a[*][*]b[*]"


def test_saving_while_it_trains_keeps_a_whole_state_and_training_goes_on(
    qtbot: QtBot, document: Document, session: Session, tmp_path: Path, compiled_loop: object
) -> None:
    runner = full_speed_runner(session)
    runner.run()
    cursor = session.cursor
    qtbot.waitUntil(lambda: cursor.trainer.beside.is_running and cursor.steps > 1000)
    document._write_then(tmp_path / "running.json", lambda: None)
    saved = session.cursor.steps
    assert not document.is_changed
    qtbot.waitUntil(lambda: session.cursor.steps > saved)
    assert runner.is_running
    assert document.is_changed
    runner.pause()
    experiment = read_experiment(tmp_path / "running.json")
    assert (experiment.current.steps, experiment.current.place) == (saved, saved)
    session.cursor.go_to(saved)
    data = [parameter.data for parameter in session.cursor.trainer.parameters]
    assert experiment.current.history.last == data


# New and open.


def test_new_begins_with_the_experiment_of_the_first_start(
    document: Document, session: Session, file: Path
) -> None:
    document.load(file)
    document.new()
    assert (document.path, document.name, document.is_changed) == (None, "Untitled", False)
    session.cursor.run.place = session.cursor.steps
    assert same(session.experiment, Session().experiment)


def test_a_file_is_opened_at_its_place_and_is_saved_as_it_is(
    qtbot: QtBot, document: Document, session: Session, file: Path
) -> None:
    document.open()
    with qtbot.waitSignal(session.announced, check_params_cb=lambda t: t.startswith("Opened")):
        give_name(qtbot, document, str(file))
    assert (document.path, document.title, document.is_changed) == (file, "two-layers[*]", False)
    assert (session.cursor.run.number, session.cursor.steps) == (2, 6)
    before = file.read_bytes()
    document.save()
    assert file.read_bytes() == before


def test_what_was_chosen_is_chosen_again(
    document: Document, session: Session, tmp_path: Path
) -> None:
    session.selection.choose([4, 40])
    session.selection.choose_sample(2)
    path = tmp_path / "chosen.json"
    document._write_then(path, nothing)
    document.new()
    session.selection.choose([1])
    session.selection.choose_sample(0)
    document.load(path)
    assert (session.selection.parameters, session.selection.sample) == ([4, 40], 2)
    assert not document.is_changed


def test_what_is_not_there_is_not_chosen(document: Document, session: Session, file: Path) -> None:
    content = json.loads(file.read_bytes())
    content["chosen"] = {"parameters": [3, 3, 10**6], "sample": 99}
    file.write_text(json.dumps(content))
    document.load(file)
    assert (session.selection.parameters, session.selection.sample) == ([3], 3)


def test_a_planned_sweep_is_a_change_to_be_saved(
    document: Document, session: Session, tmp_path: Path
) -> None:
    session.plan_sweep({"seeds": "1-3"})
    assert document.is_changed
    path = tmp_path / "planned.json"
    document._write_then(path, nothing)
    assert not document.is_changed
    document.new()
    assert session.experiment.sweep == {}
    document.load(path)
    assert session.experiment.sweep == {"seeds": "1-3"}
    assert not document.is_changed


def test_a_view_of_the_map_is_a_change_to_be_saved(
    document: Document, session: Session, tmp_path: Path
) -> None:
    view = KeptView("hidden-rate:0.01:100:log", "seed:0:9", "convergence", 500, 0.01)
    session.keep_map(KeptMap((view,), 0))
    assert document.is_changed
    path = tmp_path / "seen.json"
    document._write_then(path, nothing)
    assert not document.is_changed
    document.new()
    assert session.experiment.map is None
    document.load(path)
    assert session.experiment.map == KeptMap((view,), 0)
    assert not document.is_changed


@pytest.mark.parametrize("content", ["", "{", '{"format": "other"}', "[" * 10_000])
def test_a_broken_file_is_told_and_the_experiment_stays(
    qtbot: QtBot, document: Document, session: Session, tmp_path: Path, content: str
) -> None:
    path = tmp_path / "broken.json"
    path.write_text(content)
    session.training.step()
    before = session.experiment
    document.load(path)
    assert said(qtbot, document).startswith("broken.json can't be opened: ")
    assert session.experiment is before
    assert (document.path, document.is_changed) == (None, True)


def test_opening_asks_first_about_unsaved_changes_and_cancel_keeps_them(
    qtbot: QtBot, document: Document, session: Session, file: Path
) -> None:
    session.training.step()
    before = session.experiment
    document.load(file)
    press(qtbot, document, "Cancel")
    assert session.experiment is before
    assert document.is_changed
    document.load(file)
    press(qtbot, document, "Don't save")
    assert document.path == file


def test_new_saves_first_where_that_is_wanted(
    qtbot: QtBot, document: Document, session: Session, file: Path
) -> None:
    document.load(file)
    session.training.step()
    document.new()
    press(qtbot, document, "Save")
    assert read_experiment(file).current.steps == 7
    assert (session.cursor.steps, document.path) == (0, None)


def test_work_that_is_saved_before_its_own_file_is_opened_again_is_there_afterwards(
    qtbot: QtBot, document: Document, session: Session, file: Path
) -> None:
    document.load(file)
    session.training.step()
    document.load(file)
    press(qtbot, document, "Save")
    assert session.cursor.steps == 7
    document.save()
    assert read_experiment(file).current.steps == 7
    assert box(document) is None


def work_of_another_window() -> bytes:
    other = Session()
    for _ in range(9):
        other.training.step()
    other.cursor.run.place = 9
    return to_bytes(other.experiment)


def test_what_another_window_saves_during_the_question_is_opened(
    qtbot: QtBot, document: Document, session: Session, file: Path
) -> None:
    session.training.step()
    document.load(file)
    file.write_bytes(work_of_another_window())
    press(qtbot, document, "Don't save")
    assert (document.path, session.cursor.steps) == (file, 9)


@pytest.mark.parametrize("does_vanish", [True, False])
def test_a_file_that_gets_lost_during_the_question_is_told_and_the_work_stays_unsaved(
    qtbot: QtBot, document: Document, session: Session, file: Path, does_vanish: bool
) -> None:
    session.training.step()
    before = session.experiment
    document.load(file)
    if does_vanish:
        file.unlink()
    else:
        file.write_text("{")
    press(qtbot, document, "Don't save")
    assert said(qtbot, document).startswith("two-layers.json can't be opened: ")
    assert session.experiment is before
    assert (document.path, document.is_changed) == (None, True)
    assert not document.window.close()


def test_a_file_that_another_window_saves_while_it_is_read_is_not_replaced_without_asking(
    qtbot: QtBot,
    document: Document,
    session: Session,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def read_and_be_overtaken(path: Path) -> Building:
        building = begin_reading(path)
        path.write_bytes(work_of_another_window())
        return building

    # The file is changed while it is read, and again when it is read anew.
    monkeypatch.setattr("micrograd.files.reading.begin_reading", read_and_be_overtaken)
    document.load(file)
    session.training.step()
    document.save()
    press(qtbot, document, "Cancel")
    assert read_experiment(file).current.steps == 9


def test_a_file_that_was_saved_since_the_command_line_read_it_is_not_replaced_without_asking(
    qtbot: QtBot, document: Document, session: Session, file: Path
) -> None:
    stamp = stamp_of(file)
    file.write_bytes(work_of_another_window())
    document.belong_to(str(file), stamp)
    session.training.step()
    document.save()
    press(qtbot, document, "Cancel")
    assert read_experiment(file).current.steps == 9


# Places where no file can be.


@pytest.fixture
def closed_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that nobody may enter, not even root, who could enter a real one."""
    folder = tmp_path / "closed"
    folder.mkdir()
    stat = os.stat

    def refuse(path: str | Path, *args: object, **options: object) -> os.stat_result:
        if str(path).startswith(f"{folder}{os.sep}"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return stat(path, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("os.stat", refuse)
    return folder


def test_a_file_in_a_folder_that_one_may_not_enter_is_told_and_not_forgotten(
    qtbot: QtBot, document: Document, closed_folder: Path
) -> None:
    file = closed_folder / "two-layers.json"
    document.recent.add(file)
    document.load(file)
    assert said(qtbot, document) == (
        "two-layers.json can't be opened: you have no permission to read it."
    )
    assert file in document.recent.paths


def test_a_name_that_is_too_long_is_told(qtbot: QtBot, document: Document, tmp_path: Path) -> None:
    document.load(tmp_path / ("n" * 300 + ".json"))
    assert "can't be opened: File name too long." in said(qtbot, document)


def test_a_name_that_the_ending_makes_too_long_is_told(
    qtbot: QtBot, document: Document, session: Session, tmp_path: Path
) -> None:
    session.training.step()
    document.save_as()
    give_name(qtbot, document, str(tmp_path / "work" / ("n" * 249 + ".x")))
    assert "was not saved: the name is too long." in said(qtbot, document)
    assert document.is_changed


def test_another_place_is_suggested_where_the_last_folder_may_not_be_entered(
    document: Document, closed_folder: Path
) -> None:
    document.recent.paths = [closed_folder / "inner" / "two-layers.json"]
    assert document.suggestion == Path.home() / "untitled.experiment.json"


# Open recent.


def entries(document: Document) -> list[str]:
    menu = RecentMenu(document)
    menu.fill()
    return [action.text().replace("&", "") for action in menu.actions()]


def test_the_files_of_last_time_are_offered_the_last_one_first(
    document: Document, session: Session, settings: QSettings, tmp_path: Path
) -> None:
    document.recent.clear()
    assert entries(document) == ["Nothing yet"]
    for i in range(12):
        document.belong_to(tmp_path / f"{i}.json")
    document.belong_to(tmp_path / "5.json")
    names = ["5", "11", "10", "9", "8", "7", "6", "4", "3", "2"]
    expected = [f"{i % 10}  {name}.json" for i, name in enumerate(names, start=1)]
    assert entries(document) == [*expected, "", "Clear this list"]
    assert entries(Document(session, document.window, settings))[0] == "1  5.json"


def test_a_recent_file_is_opened_and_a_missing_one_is_said_and_forgotten(
    qtbot: QtBot, document: Document, file: Path
) -> None:
    document.belong_to(file)
    document.belong_to(file.with_name("gone.json"))
    menu = RecentMenu(document)
    menu.fill()
    menu.actions()[0].trigger()
    assert said(qtbot, document) == "gone.json can't be opened: there is no such file."
    menu.fill()
    assert menu.actions()[0].toolTip() == str(file)
    menu.actions()[0].trigger()
    assert document.path == file


def test_a_list_of_files_that_somebody_spoiled_is_empty(
    session: Session, document: Document, settings: QSettings
) -> None:
    settings.setValue("recent_files", "{5")
    assert Document(session, document.window, settings).recent.paths == []


# Closing.


def test_a_window_with_nothing_to_lose_closes_at_once(document: Document) -> None:
    assert document.window.close()
    assert box(document) is None


def test_closing_asks_once_and_cancel_keeps_the_window(
    qtbot: QtBot, document: Document, session: Session
) -> None:
    session.training.step()
    assert not document.window.close()
    assert not document.window.close()
    press(qtbot, document, "Cancel")
    assert document.window.isVisible()
    document.window.close()
    qtbot.keyClick(box(document), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: box(document) is None)
    assert document.window.isVisible()
    assert document.is_changed


def test_dont_save_closes_and_leaves_the_file(
    qtbot: QtBot, document: Document, session: Session, file: Path
) -> None:
    document.load(file)
    before = file.read_bytes()
    session.training.step()
    document.window.close()
    press(qtbot, document, "Don't save")
    assert not document.window.isVisible()
    assert file.read_bytes() == before


def test_save_in_the_question_saves_and_closes(
    qtbot: QtBot, document: Document, session: Session, file: Path
) -> None:
    document.load(file)
    session.training.step()
    document.window.close()
    qtbot.keyClick(box(document), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not document.window.isVisible())
    assert same(read_experiment(file), session.experiment)


def test_save_in_the_question_goes_on_to_a_name_where_there_is_none(
    qtbot: QtBot, document: Document, session: Session, tmp_path: Path
) -> None:
    session.training.step()
    document.window.close()
    press(qtbot, document, "Save")
    dialog = document.window.findChild(QFileDialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: document.window.findChild(QFileDialog) is None)
    assert document.window.isVisible()
    assert document.is_changed
    document.window.close()
    press(qtbot, document, "Save")
    give_name(qtbot, document, "at last")
    assert not document.window.isVisible()
    assert read_experiment(tmp_path / "work" / "at last.experiment.json").current.steps == 1


def test_a_save_that_fails_keeps_the_window_open(
    qtbot: QtBot, document: Document, session: Session, tmp_path: Path
) -> None:
    session.training.step()
    document.path = tmp_path / "no such folder" / "two-layers.json"
    document.window.close()
    press(qtbot, document, "Save")
    assert f"the folder {document.path.parent} does not exist" in said(qtbot, document)
    assert document.window.isVisible()
    assert document.is_changed


# Recovered work.


def test_recovered_work_is_unsaved_and_its_former_file_is_suggested(
    qtbot: QtBot, document: Document, session: Session, file: Path
) -> None:
    experiment = read_experiment(file)
    document.open_recovered(experiment, file)
    assert session.experiment is experiment
    assert (document.path, document.is_changed) == (None, True)
    assert document.title == "two-layers (recovered)[*]"
    assert document.suggestion == file
    session.undo_stack.changed.emit()
    assert document.is_changed


def test_the_content_of_an_experiment_tells_apart_what_matters_only(session: Session) -> None:
    session.training.step()
    before = content_of(session.experiment)
    session.cursor.go_to(0)
    assert content_of(session.experiment) == before
    session.edits.set_learning_rate(0.3)
    assert content_of(session.experiment) != before
