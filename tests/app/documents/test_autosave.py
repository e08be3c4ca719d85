"""Autosave: what has changed is kept at once, and let go when it is saved."""

import errno
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QMessageBox
from pytestqt.qtbot import QtBot

from app.documents.autosave import INTERVAL_MS, Autosave
from app.documents.document import Document
from app.documents.recovery import Found, Slot, find
from app.session.session import Session
from micrograd.data.dataset import Dataset
from micrograd.data.rows import MANY
from micrograd.files import json_text
from micrograd.files.errors import FileError
from micrograd.files.reading import from_bytes, read_experiment
from micrograd.files.writing import to_bytes
from micrograd.runs.restore import restore
from tests.app.sessions import full_speed_runner


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of all windows' work; not there yet."""
    return tmp_path / "recovery"


@pytest.fixture
def autosave(qtbot: QtBot, session: Session, root: Path) -> Iterator[Autosave]:
    """The autosave of an untitled document; its timer does not run yet."""
    window = QMainWindow()
    autosave = Autosave(session, Document(session, window), root)
    qtbot.addWidget(window)
    yield autosave
    autosave.close()
    window.close()


def keep(autosave: Autosave) -> None:
    """Keep what has changed, and wait until that is done and its end was noticed."""
    autosave.keep()
    autosave._finish_writing()
    autosave.keep()
    autosave._executor.submit(lambda: None).result()


def kept(root: Path) -> list[bytes]:
    """The experiments that are kept, whether their windows are open or not."""
    return [file.read_bytes() for file in root.glob("*/experiment.json")]


def crash(autosave: Autosave) -> None:
    """Let the system take back what a killed program held."""
    autosave._timer.stop()
    autosave._finish_writing()
    assert autosave._slot
    autosave._slot.release()
    autosave._slot = None


def test_an_untouched_experiment_is_not_kept(autosave: Autosave, root: Path) -> None:
    keep(autosave)
    assert not root.exists()


def test_what_has_changed_is_kept_with_its_place(
    autosave: Autosave, session: Session, root: Path
) -> None:
    for _ in range(5):
        session.training.step()
    session.cursor.go_to(2)
    keep(autosave)
    crash(autosave)
    (found,) = find(root)
    assert (found.runs, found.steps) == (1, 5)
    assert read_experiment(found.file).current.place == 2
    assert to_bytes(read_experiment(found.file)) == to_bytes(session.experiment)


def test_it_is_written_again_only_where_something_changed(
    autosave: Autosave, session: Session, root: Path
) -> None:
    def identity() -> int:
        (file,) = root.glob("*/experiment.json")
        return file.stat().st_ino

    session.training.step()
    keep(autosave)
    first = identity()
    keep(autosave)
    assert identity() == first
    for change in (
        session.training.step,
        lambda: session.cursor.go_to(1),
        lambda: session.edits.set_parameter(0, 0.5),
    ):
        before = kept(root)
        change()
        keep(autosave)
        assert kept(root) != before


def test_the_clock_keeps_it_within_a_second(
    qtbot: QtBot, autosave: Autosave, session: Session, root: Path
) -> None:
    autosave.start()
    session.training.step()
    qtbot.waitUntil(lambda: len(kept(root)) == 1, timeout=INTERVAL_MS + 800)


def test_saving_lets_it_go(autosave: Autosave, session: Session, root: Path) -> None:
    session.training.step()
    keep(autosave)
    assert len(kept(root)) == 1
    autosave._document._write_then(root.with_name("saved.json"), lambda: None)
    keep(autosave)
    assert list(root.iterdir()) == []


def test_taking_the_only_change_back_lets_it_go(
    autosave: Autosave, session: Session, root: Path
) -> None:
    session.edits.set_learning_rate(0.3)
    keep(autosave)
    assert len(kept(root)) == 1
    session.edits.undo()
    keep(autosave)
    assert kept(root) == []


def test_a_window_that_closes_with_nothing_unsaved_leaves_nothing(
    autosave: Autosave, session: Session, root: Path
) -> None:
    session.training.step()
    keep(autosave)
    autosave._document.give_up_changes()
    autosave.close()
    assert list(root.iterdir()) == []


def test_a_window_that_is_closed_by_force_leaves_its_work(
    autosave: Autosave, session: Session, root: Path
) -> None:
    session.training.step()
    autosave.keep()
    autosave.close()
    assert len(find(root)) == 1


def test_while_it_trains_at_full_speed_a_state_is_kept_that_goes_on_with_the_same_bits(
    qtbot: QtBot, autosave: Autosave, session: Session, root: Path, compiled_loop: object
) -> None:
    runner = full_speed_runner(session)
    runner.run()
    for least in (1_000, 100_000):
        qtbot.waitUntil(lambda least=least: session.cursor.steps > least)
        keep(autosave)
    runner.pause()
    crash(autosave)
    experiment = read_experiment(find(root)[0].file)
    last = experiment.current.history.last
    session.cursor.go_to(experiment.current.steps)
    assert [parameter.data for parameter in session.cursor.trainer.parameters] == last
    other = Session(experiment)
    restore(other.cursor.trainer, other.cursor.run, 500)
    session.cursor.go_to(500)
    assert [p.data for p in other.cursor.trainer.parameters] == [
        p.data for p in session.cursor.trainer.parameters
    ]


# Work that can't be kept.


def test_a_disk_that_is_full_is_said_once_and_it_is_tried_again(
    autosave: Autosave, session: Session, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    session.announced.connect(heard.append)

    def fail(entry: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", fail)
        for _ in range(3):
            session.training.step()
            keep(autosave)
    assert heard == ["Autosave failed: the disk is full; save your work elsewhere (Ctrl+Shift+S)."]
    assert kept(root) == []
    keep(autosave)
    assert len(kept(root)) == 1
    assert heard[1:] == ["Autosave works again."]


@pytest.mark.parametrize(
    ("root", "said"),
    [
        (Path("/proc/recovery"), "/proc takes no files"),
        (Path("/dev/null/recovery"), "the folder /dev/null/recovery does not exist"),
    ],
)
def test_a_folder_that_cannot_be_made_is_said(
    autosave: Autosave, session: Session, root: Path, said: str
) -> None:
    heard: list[str] = []
    session.announced.connect(heard.append)
    session.training.step()
    keep(autosave)
    assert len(heard) == 1
    assert heard[0].startswith(f"Autosave failed: {said}; save your work")


# Recovering.


@pytest.fixture
def second(qtbot: QtBot, root: Path) -> Iterator[Autosave]:
    """Another window."""
    session, window = Session(), QMainWindow()
    qtbot.addWidget(window)
    window.show()
    autosave = Autosave(session, Document(session, window), root)
    yield autosave
    autosave.close()
    for box in window.findChildren(QMessageBox):
        box.close()
    window.close()


def test_recovered_work_is_unsaved_and_stays_where_it_was_until_it_is_saved(
    autosave: Autosave, session: Session, second: Autosave, root: Path
) -> None:
    autosave._document.path = Path("/home/me/two-layers.json")
    for _ in range(3):
        session.training.step()
    keep(autosave)
    crash(autosave)
    (found,) = second.find()
    second.recover(found)
    document = second._document
    assert (second._session.cursor.steps, second._session.cursor.owner.history.last) == (
        3,
        session.cursor.owner.history.last,
    )
    assert (document.title, document.is_changed) == ("two-layers (recovered)[*]", True)
    assert document.suggestion == Path("/home/me/two-layers.json")
    keep(second)
    assert len(kept(root)) == 1
    assert second.find() == []
    crash(second)
    assert [each.name for each in second.find()] == ["two-layers"]


def test_work_of_a_window_that_is_open_is_never_offered_to_another(
    autosave: Autosave, session: Session, second: Autosave, root: Path
) -> None:
    for each in (autosave, second):
        each._session.training.step()
        keep(each)
    assert len(kept(root)) == 2
    assert autosave.find() == second.find() == []


def test_two_windows_cannot_recover_the_same_work(
    qtbot: QtBot, autosave: Autosave, session: Session, second: Autosave
) -> None:
    session.training.step()
    keep(autosave)
    crash(autosave)
    (found,) = second.find()
    autosave._document.give_up_changes()
    autosave.recover(found)
    before = second._session.experiment
    second.recover(found)
    (box,) = second._document.window.findChildren(QMessageBox)
    assert box.text() == "Another window has recovered “Untitled” already."
    assert second._session.experiment is before
    with pytest.raises(BlockingIOError):
        Slot(found.folder).remove()


@pytest.fixture
def asked(autosave: Autosave, session: Session, second: Autosave) -> Found:
    """Work that was left; the second window, with changes of its own, is asking about them."""
    session.training.step()
    keep(autosave)
    crash(autosave)
    autosave._document.give_up_changes()
    second._session.edits.set_learning_rate(0.5)
    keep(second)
    (found,) = second.find()
    second.recover(found)
    return found


def give_up(qtbot: QtBot, autosave: Autosave) -> None:
    """Answer the question that is open, and wait until it is gone."""
    window = autosave._document.window
    (box,) = window.findChildren(QMessageBox)
    button = next(b for b in box.buttons() if b.text() == "Do&n't save")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: box not in window.findChildren(QMessageBox))


def test_work_that_was_given_up_is_still_kept_where_another_window_took_what_was_left(
    qtbot: QtBot, autosave: Autosave, second: Autosave, asked: Found, root: Path
) -> None:
    autosave.recover(asked)
    before = second._session.experiment
    give_up(qtbot, second)
    (box,) = second._document.window.findChildren(QMessageBox)
    assert box.text() == "Another window has recovered “Untitled” already."
    assert second._session.experiment is before
    assert second._document.is_changed
    keep(second)
    assert len(kept(root)) == 2


def test_what_another_window_added_to_the_work_during_the_question_is_recovered(
    qtbot: QtBot, autosave: Autosave, session: Session, second: Autosave, asked: Found
) -> None:
    autosave.recover(asked)
    for _ in range(4):
        session.training.step()
    keep(autosave)
    crash(autosave)
    give_up(qtbot, second)
    assert second._session.cursor.owner.history.last == session.cursor.owner.history.last


def test_work_that_another_window_saved_during_the_question_is_not_recovered(
    qtbot: QtBot, autosave: Autosave, second: Autosave, asked: Found, root: Path
) -> None:
    autosave.recover(asked)
    autosave._document.give_up_changes()
    keep(autosave)
    give_up(qtbot, second)
    (box,) = second._document.window.findChildren(QMessageBox)
    assert box.text() == (
        "“Untitled” can't be recovered, another window has changed it: there is no such file."
    )
    assert second._document.is_changed
    assert len(kept(root)) == 1


def test_recovering_asks_first_about_what_is_unsaved_here(
    autosave: Autosave, session: Session, second: Autosave, root: Path
) -> None:
    session.training.step()
    keep(autosave)
    crash(autosave)
    second._session.edits.set_learning_rate(0.5)
    keep(second)
    before = second._session.experiment
    second.recover(second.find()[0])
    (box,) = second._document.window.findChildren(QMessageBox)
    assert box.text() == "Save the changes to “Untitled”?"
    box.close()
    assert second._session.experiment is before
    assert len(kept(root)) == 2


def test_damaged_work_is_not_recovered_and_stays(
    autosave: Autosave, session: Session, second: Autosave, root: Path
) -> None:
    session.training.step()
    keep(autosave)
    crash(autosave)
    (file,) = root.glob("*/experiment.json")
    file.write_bytes(file.read_bytes()[:500])
    (found,) = second.find()
    assert found.problem
    with pytest.raises(FileError):
        second.recover(found)
    assert file.exists()
    Slot(found.folder).remove()
    assert list(root.iterdir()) == []


def test_the_rows_of_many_samples_are_encoded_in_the_thread(
    autosave: Autosave, session: Session, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []

    def noted(dataset: Dataset) -> Iterator[Any]:
        threads.append(threading.current_thread().name)
        return pieces(dataset)

    pieces = json_text._pieces
    monkeypatch.setattr(json_text, "_pieces", noted)
    numbers = [[float(i), 1.0, 2.0, i / 7] for i in range(MANY)]
    session.edits.set_dataset(Dataset.from_rows(numbers), "open")
    session.training.step()
    autosave._document.is_changed = True
    keep(autosave)
    keep(autosave)
    many = [thread for thread in threads if thread != threading.main_thread().name]
    assert [thread.rpartition("_")[0] for thread in many] == ["autosave"]
    # The four samples that the run began with are encoded at once.
    assert len(threads) <= len(many) + 1
    experiment = from_bytes(kept(root)[0])
    assert experiment.current.recipe.dataset == session.cursor.dataset
