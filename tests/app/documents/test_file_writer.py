"""A file of many samples is written beside the window, as safely as a small one."""

import errno
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.documents import file_writer
from app.documents.document import Document
from app.session.session import Session
from micrograd.data.dataset import Dataset
from micrograd.data.rows import MANY
from micrograd.files.reading import read_experiment
from micrograd.system.saving import write_file
from tests.app.documents.windows import Window, box, press


@pytest.fixture
def document(qtbot: QtBot, session: Session, appearance: object) -> Document:
    """An untitled document of many samples, in a window that is shown."""
    rows = [[float(i), 1.0, 2.0, i / 7] for i in range(MANY)]
    session.edits.set_dataset(Dataset.from_rows(rows), "open")
    window = Window()
    window.document = Document(session, window)
    qtbot.addWidget(window, before_close_func=lambda w: w.document.give_up_changes())
    window.show()
    return window.document


@pytest.fixture
def let_write(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """No file is written before this is called."""
    gate = threading.Event()

    def write(path: Path, data: bytes) -> None:
        assert gate.wait(30)
        write_file(path, data)

    monkeypatch.setattr(file_writer, "write_file", write)
    return gate.set


def save(document: Document, file: Path) -> None:
    document.belong_to(file)
    document.is_changed = True
    document.save()


def wait(qtbot: QtBot, document: Document) -> None:
    qtbot.waitUntil(lambda: not document.writer.is_writing)


def test_the_window_goes_on_while_the_file_is_written(
    qtbot: QtBot,
    document: Document,
    session: Session,
    tmp_path: Path,
    let_write: Callable[[], None],
) -> None:
    told: list[str] = []
    file = tmp_path / "many.json"
    session.training.step()
    session.announced.connect(told.append)
    save(document, file)
    assert document.writer.is_writing
    assert not file.exists()
    let_write()
    wait(qtbot, document)
    assert told == ["Saving many.json …", "Saved many.json."]
    assert not document.is_changed
    opened = read_experiment(file)
    assert opened.current.steps == 1
    assert opened.current.recipe.dataset == session.cursor.dataset


def test_what_is_done_while_the_file_is_written_is_still_to_be_saved(
    qtbot: QtBot,
    document: Document,
    session: Session,
    tmp_path: Path,
    let_write: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    encoder, encoded = document.writer.encoder, list[bytes]()
    encode = encoder.encode
    monkeypatch.setattr(encoder, "encode", lambda each: encoded.append(encode(each)) or encoded[0])
    file = tmp_path / "many.json"
    save(document, file)
    qtbot.waitUntil(lambda: bool(encoded))
    session.training.step()
    let_write()
    wait(qtbot, document)
    assert document.is_changed
    assert read_experiment(file).current.steps == 0


def test_closing_waits_until_the_file_is_there(
    qtbot: QtBot,
    document: Document,
    session: Session,
    tmp_path: Path,
    let_write: Callable[[], None],
) -> None:
    file = tmp_path / "many.json"
    session.training.step()
    save(document, file)
    document.window.close()
    assert document.window.isVisible()
    let_write()
    qtbot.waitUntil(lambda: not document.window.isVisible())
    assert read_experiment(file).current.steps == 1


def test_a_file_that_could_not_be_written_is_told_and_keeps_the_window_open(
    qtbot: QtBot,
    document: Document,
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(source: object, target: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    file = tmp_path / "many.json"
    file.write_text("before")
    document.belong_to(file)
    session.training.step()
    monkeypatch.setattr("os.replace", fail)
    document.save(document.window.close)
    qtbot.waitUntil(lambda: box(document) is not None)
    shown = box(document)
    assert shown is not None
    assert shown.text() == "many.json was not saved: the disk is full. Save it in another place."
    press(qtbot, document, "OK")
    assert file.read_text() == "before"
    assert document.is_changed
    assert document.window.isVisible()


def test_two_saves_follow_each_other(
    qtbot: QtBot, document: Document, session: Session, tmp_path: Path
) -> None:
    file, done = tmp_path / "many.json", list[int]()
    document.belong_to(file)
    session.training.step()
    document.save(lambda: done.append(1))
    document.save(lambda: done.append(2))
    qtbot.waitUntil(lambda: done == [1, 2])
    assert read_experiment(file).current.steps == 1
