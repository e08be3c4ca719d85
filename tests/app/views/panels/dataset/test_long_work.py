"""Many samples are copied and written while the window goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.kit.widgets.fields import MessageLine
from app.session.session import Session
from app.views.panels.dataset.long_work import FEW, LongWork
from app.views.panels.dataset.model import DatasetModel
from micrograd.data.csv_samples import csv_text, read_csv
from micrograd.data.dataset import Dataset

COUNT = 20 * FEW


@pytest.fixture
def work(qtbot: QtBot, session: Session) -> Iterator[LongWork]:
    """The work on many samples, each of its rows counted."""
    rows = [[float(i), i / 3, 2.0, 0.0] for i in range(COUNT)]
    session.edits.set_dataset(Dataset.from_rows(rows, name="many"), "open")
    window = QWidget()
    qtbot.addWidget(window)
    message = MessageLine("message")
    message.setParent(window)
    yield LongWork(session, DatasetModel(session, window), message)  # noqa: PT022 - keeps the window


def test_many_rows_are_copied_beside_the_window(
    qtbot: QtBot, session: Session, work: LongWork
) -> None:
    told: list[str] = []
    session.announced.connect(told.append)
    QGuiApplication.clipboard().setText("before")
    work.copy(range(COUNT), range(1, 4))
    assert QGuiApplication.clipboard().text() == "before"
    # The copy is without edits made meanwhile.
    session.sample_edits.move(COUNT - 1, {1: 7.0})
    qtbot.waitUntil(lambda: not work.is_running)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines == [f"{text_of(row)}\t2\t0" for row in range(COUNT)]
    assert told[-1] == f"Copied {COUNT:,} rows."


def text_of(row: int) -> str:
    return repr(row / 3).removesuffix(".0")


def test_few_rows_are_copied_at_once(session: Session, work: LongWork) -> None:
    work.copy(range(3, 5), range(2))
    assert not work.is_running
    assert QGuiApplication.clipboard().text() == f"3\t1\n4\t{4 / 3!r}"


def test_many_samples_are_written_beside_the_window(
    qtbot: QtBot, session: Session, work: LongWork, tmp_path: Path
) -> None:
    file, before = tmp_path / "many.csv", session.cursor.dataset
    work.save(str(file))
    assert not file.exists()
    session.sample_edits.move(COUNT - 1, {1: 7.0})
    qtbot.waitUntil(lambda: not work.is_running)
    assert file.read_bytes() == csv_text(before).encode()
    assert read_csv(file) == before


def test_what_is_copied_next_ends_what_was_under_way(
    qtbot: QtBot, session: Session, work: LongWork
) -> None:
    work.copy(range(COUNT), range(1))
    work.copy(range(1), range(1))
    assert not work.is_running
    assert QGuiApplication.clipboard().text() == "0"
