"""A large file is read beside the window."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.documents import file_reader
from app.documents.document import Document
from app.session.session import Session
from micrograd.data.dataset import Dataset
from micrograd.files.writing import to_bytes
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment
from tests.app.documents.windows import Window, box, press


@pytest.fixture
def document(
    qtbot: QtBot, session: Session, appearance: object, monkeypatch: pytest.MonkeyPatch
) -> Document:
    """An untitled document, in a window that is shown; every file counts as large."""
    monkeypatch.setattr(file_reader, "FEW", 0)
    window = Window()
    window.document = Document(session, window)
    qtbot.addWidget(window, before_close_func=lambda w: w.document.give_up_changes())
    window.show()
    return window.document


def written(path: Path, seed: int = 0) -> Path:
    """A file with an untrained run."""
    rows = [[float(seed), 1.0, 2.0], [0.0, 1.0, 0.5]]
    recipe = Recipe(dataset=Dataset.from_rows(rows), layers=(2, 1), seed=seed)
    path.write_bytes(to_bytes(new_experiment(recipe)))
    return path


def test_a_large_file_is_there_when_it_was_read(
    qtbot: QtBot, document: Document, session: Session, tmp_path: Path
) -> None:
    told: list[str] = []
    session.announced.connect(told.append)
    document.load(written(tmp_path / "large.json"))
    assert (document.name, told) == ("Untitled", ["Reading large.json …"])
    qtbot.waitUntil(lambda: document.name == "large")
    assert len(session.cursor.dataset) == 2
    assert not document.is_changed
    assert told[-1] == "Opened large.json."


def test_the_file_that_was_asked_for_last_is_opened(
    qtbot: QtBot, document: Document, session: Session, tmp_path: Path
) -> None:
    files = [written(tmp_path / f"{seed}.json", seed) for seed in (1, 2, 3)]
    for file in files:
        document.load(file)
    qtbot.waitUntil(lambda: document.name == "3")
    assert session.cursor.recipe.seed == 3


def test_what_was_changed_while_it_was_read_is_asked_about(
    qtbot: QtBot, document: Document, session: Session, tmp_path: Path
) -> None:
    document.load(written(tmp_path / "large.json"))
    session.training.step()
    qtbot.waitUntil(lambda: box(document) is not None)
    press(qtbot, document, "Cancel")
    assert (document.name, session.cursor.steps) == ("Untitled", 1)


def test_a_large_file_that_is_no_experiment_is_told(
    qtbot: QtBot, document: Document, tmp_path: Path
) -> None:
    (tmp_path / "broken.json").write_text("{")
    document.load(tmp_path / "broken.json")
    qtbot.waitUntil(lambda: box(document) is not None)
    shown = box(document)
    assert shown is not None
    assert "the file is not whole" in shown.text()
    press(qtbot, document, "OK")
