"""Recovery dialog: unsaved work is shown, recovered or deleted; otherwise it stays."""

import json
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QMainWindow, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.documents.autosave import Autosave
from app.documents.document import Document
from app.documents.recovery import Slot
from app.session.session import Session
from app.views.dialogs.recovery_dialog import RecoveryDialog, day_and_time
from micrograd.files.writing import to_bytes

LEFT = Qt.MouseButton.LeftButton
NOW = datetime.now().timestamp()


def leave(root: Path, steps: int, home: str = "", age_s: float = 60, length: int = -1) -> Path:
    """Leave unsaved work as a killed window does. length: the bytes that are not damaged."""
    session = Session()
    for _ in range(steps):
        session.training.step()
    session.cursor.run.place = steps
    slot = Slot.new(root)
    slot.write(Path(home) if home else None, to_bytes(session.experiment)[:length])
    slot.release()
    os.utime(slot.folder / "experiment.json", (NOW - age_s, NOW - age_s))
    return slot.folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder where all windows keep their work."""
    return tmp_path / "recovery"


@pytest.fixture
def autosave(qtbot: QtBot, session: Session, appearance: object, root: Path) -> Iterator[Autosave]:
    """Three windows were killed; this one is new. The work of the second is damaged."""
    leave(root, 4, "/home/ada/two-layers.json")
    leave(root, 3, "/home/ada/broken.json", 120, 700)
    leave(root, 2, "", 180)
    window = QMainWindow()
    autosave = Autosave(session, Document(session, window), root)
    qtbot.addWidget(window)
    window.show()
    yield autosave
    autosave._document.give_up_changes()
    autosave.close()


@pytest.fixture
def dialog(autosave: Autosave) -> RecoveryDialog:
    """The dialog, open."""
    dialog = RecoveryDialog(autosave, autosave._document.window)
    # The tests look at the dialog after it was closed, too.
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.open()
    return dialog


def rows(dialog: RecoveryDialog) -> list[list[str]]:
    items = [dialog.list.topLevelItem(i) for i in range(dialog.list.topLevelItemCount())]
    return [[item.text(column) for column in (0, 2, 3)] for item in items]


def click(qtbot: QtBot, dialog: RecoveryDialog, name: str) -> None:
    qtbot.mouseClick(dialog.findChild(QPushButton, name), LEFT)


def choose(qtbot: QtBot, dialog: RecoveryDialog, row: int) -> None:
    item = dialog.list.topLevelItem(row)
    place = dialog.list.visualItemRect(item).center()
    qtbot.mouseClick(dialog.list.viewport(), LEFT, pos=place)


def answer(qtbot: QtBot, dialog: RecoveryDialog, text: str) -> None:
    """Press a button of the open question."""
    box = dialog.findChild(QMessageBox)
    button = next(b for b in box.buttons() if b.text().replace("&", "") == text)
    qtbot.mouseClick(button, LEFT)
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is None)


def test_work_is_listed_from_the_latest_on_with_unreadable_work_at_the_end(
    dialog: RecoveryDialog,
) -> None:
    assert rows(dialog) == [
        ["two-layers", "1", "4"],
        ["Untitled", "1", "2"],
        ["broken", "", "not readable"],
    ]
    assert dialog.home.text() == "Last saved as /home/ada/two-layers.json"


def test_the_chosen_work_is_recovered_and_the_others_stay(
    qtbot: QtBot, dialog: RecoveryDialog, autosave: Autosave, session: Session
) -> None:
    choose(qtbot, dialog, 1)
    assert dialog.home.text() == "Never saved"
    click(qtbot, dialog, "recovery_recover")
    assert not dialog.isVisible()
    assert session.cursor.steps == 2
    assert autosave._document.is_changed
    assert [found.name for found in autosave.find()] == ["two-layers", "broken"]


def test_enter_recovers_the_last_work(
    qtbot: QtBot, dialog: RecoveryDialog, session: Session
) -> None:
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert session.cursor.steps == 4


def test_not_now_and_escape_leave_everything_for_another_time(
    qtbot: QtBot, dialog: RecoveryDialog, autosave: Autosave
) -> None:
    click(qtbot, dialog, "recovery_later")
    assert not dialog.isVisible()
    dialog.open()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert len(autosave.find()) == 3


def test_work_that_was_found_already_is_not_looked_for_again(
    autosave: Autosave, root: Path
) -> None:
    found = autosave.find()
    leave(root, 1)
    dialog = RecoveryDialog(autosave, autosave._document.window, found)
    assert len(rows(dialog)) == 3


def test_work_of_a_newer_version_says_that_and_stays_behind_older_work(
    qtbot: QtBot, autosave: Autosave, root: Path
) -> None:
    folder = leave(root, 1, "/home/ada/new.json", 0)
    header = {"format": "micrograd-playground experiment", "version": 99}
    (folder / "experiment.json").write_text(json.dumps(header))
    os.utime(folder / "experiment.json", (NOW, NOW))
    dialog = RecoveryDialog(autosave, autosave._document.window)
    dialog.open()
    assert [row[0] for row in rows(dialog)] == ["two-layers", "Untitled", "new", "broken"]
    assert dialog.recover.isEnabled()
    choose(qtbot, dialog, 2)
    said = dialog.message.text()
    assert said.startswith("It can't be recovered: it was written by a newer version")
    assert said.endswith(f"It is kept in {folder}")
    assert "amaged" not in said


def test_damaged_work_says_why_and_where_it_is_kept(
    qtbot: QtBot, dialog: RecoveryDialog, autosave: Autosave, session: Session
) -> None:
    choose(qtbot, dialog, 2)
    folder = autosave.find()[2].folder
    assert dialog.message.text().startswith("It can't be recovered: line ")
    assert dialog.message.text().endswith(f"It is kept in {folder}")
    assert not dialog.recover.isEnabled()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert session.cursor.steps == 0
    choose(qtbot, dialog, 0)
    assert dialog.message.text() == ""
    assert dialog.recover.isEnabled()


def test_work_is_deleted_only_after_a_question(
    qtbot: QtBot, dialog: RecoveryDialog, autosave: Autosave
) -> None:
    click(qtbot, dialog, "recovery_delete")
    answer(qtbot, dialog, "Cancel")
    assert len(rows(dialog)) == len(autosave.find()) == 3
    for left in (2, 1, 0):
        click(qtbot, dialog, "recovery_delete")
        answer(qtbot, dialog, "Delete")
        assert len(rows(dialog)) == len(autosave.find()) == left
    assert dialog.home.text() == "There is nothing to recover."
    assert not dialog.delete.isEnabled()
    assert not dialog.recover.isEnabled()


def test_work_that_another_window_took_meanwhile_is_not_deleted(
    qtbot: QtBot, dialog: RecoveryDialog, autosave: Autosave
) -> None:
    other = Slot(autosave.find()[0].folder)
    click(qtbot, dialog, "recovery_delete")
    answer(qtbot, dialog, "Delete")
    assert dialog.message.text() == "It was not deleted: another window has opened it."
    assert (other.folder / "experiment.json").exists()
    other.release()


def test_every_control_has_a_name_and_is_reached_with_tab(dialog: RecoveryDialog) -> None:
    for control in [dialog.list, *dialog.findChildren(QAbstractButton)]:
        assert control.objectName().startswith("recovery_")
        assert control.accessibleName()
        assert control.toolTip() or control.accessibleDescription()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_moment_is_written_as_people_say_it() -> None:
    noon = datetime.now().replace(hour=12, minute=5)
    assert day_and_time(noon) == "today, 12:05"
    assert day_and_time(noon - timedelta(days=1)) == "yesterday, 12:05"
    assert day_and_time(datetime(2024, 3, 9, 7, 4)) == "9 March 2024, 07:04"
