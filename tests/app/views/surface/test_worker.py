"""Pictures are made in a thread, the newest one that was asked for."""

from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.session.session import Session
from app.views.surface.live import LiveSurface
from app.views.surface.worker import SurfaceWorker
from micrograd.data.dataset import Dataset
from tests.app.sessions import train


@pytest.fixture
def surface(qtbot: QtBot, session: Session, appearance: Appearance) -> LiveSurface:
    session.edits.set_dataset(Dataset.from_rows([[0.0, 0.0, -1.0], [1.0, 1.0, 1.0]]), "begin")
    return LiveSurface(session, appearance, lambda: True, session)


def wait_for(qtbot: QtBot, worker: SurfaceWorker) -> None:
    qtbot.waitUntil(lambda: not worker.is_working)


def test_pictures_that_are_overtaken_are_left_out(
    qtbot: QtBot, surface: LiveSurface, session: Session
) -> None:
    wait_for(qtbot, surface.worker)
    made: list[Any] = []
    surface.worker.made.connect(made.append)
    train(session, 30)
    numbers = [parameter.data for parameter in session.cursor.trainer.parameters]
    wait_for(qtbot, surface.worker)
    assert 1 <= len(made) < 30
    assert made[-1].request.parameters == numbers


def test_for_a_film_each_step_has_its_picture_at_once(
    surface: LiveSurface, session: Session
) -> None:
    surface.worker.waits = True
    for _ in range(3):
        train(session, 1)
        picture = surface.picture
        assert picture is not None
        assert picture.request.parameters == [p.data for p in session.cursor.trainer.parameters]


def test_a_worker_that_is_closed_makes_no_more(
    qtbot: QtBot, surface: LiveSurface, session: Session
) -> None:
    surface.close()
    assert not surface.worker.is_working
    before = surface.picture
    train(session, 1)
    assert surface.picture is before


def test_one_that_is_gone_is_told_nothing(qtbot: QtBot, surface: LiveSurface) -> None:
    parent = QObject()
    worker = SurfaceWorker(parent)
    worker.request(surface._request())
    parent.deleteLater()
    wait_for(qtbot, surface.worker)


def test_a_surface_nobody_sees_costs_nothing(
    qtbot: QtBot, session: Session, appearance: Appearance
) -> None:
    surface = LiveSurface(session, appearance, lambda: False, session)
    train(session, 2)
    assert surface.picture is None
    assert not surface.worker.is_working
