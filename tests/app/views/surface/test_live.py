"""A live surface has the picture of the step that is shown, and makes none that nobody sees."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.session.session import Session
from app.views.surface.live import LiveSurface
from app.views.surface.picture import PictureMaker
from micrograd.data.dataset import Dataset
from tests.app.sessions import numbers, train

MakeSurface = Callable[[bool], LiveSurface]


@pytest.fixture
def make_surface(qtbot: QtBot, session: Session, appearance: Appearance) -> MakeSurface:
    rows = [[0.0, 0.0, -1.0], [1.0, 1.0, 1.0]]
    session.edits.set_dataset(Dataset.from_rows(rows), "begin")
    views = []

    def make(is_seen: bool) -> LiveSurface:
        view = QWidget()
        views.append(view)
        qtbot.addWidget(view)
        view.setVisible(is_seen)
        return LiveSurface(session, appearance, view)

    return make


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The requests that pictures were made of."""
    requests: list[object] = []
    make = PictureMaker.make

    def noted(self: PictureMaker, request: object) -> object:
        requests.append(request)
        return make(self, request)

    monkeypatch.setattr(PictureMaker, "make", noted)
    return requests


def test_each_step_has_its_own_picture(make_surface: MakeSurface, session: Session) -> None:
    surface = make_surface(True)
    for _ in range(3):
        train(session, 1)
        assert surface.picture.request.parameters == numbers(session)
    session.cursor.go_to(1)
    assert surface.picture.request.parameters == numbers(session)


def test_an_edit_has_one_picture_however_much_it_changes(
    make_surface: MakeSurface, session: Session, made: list[object]
) -> None:
    surface = make_surface(False)
    assert surface.picture is surface.picture
    session.sample_edits.move(0, {0: 0.5})
    session.edits.set_parameter(0, 2.0)
    assert surface.picture.request.samples.dataset.xs[0][0] == 0.5
    assert len(made) == 2


def test_a_picture_that_would_look_the_same_is_not_drawn_again(
    make_surface: MakeSurface, session: Session
) -> None:
    surface = make_surface(True)
    session.edits.set_learning_rate(1e-12)
    assert surface.picture is not None
    drawn: list[int] = []
    surface.changed.connect(lambda: drawn.append(session.cursor.steps))
    train(session, 3)
    assert drawn == []
    session.edits.set_learning_rate(0.1)
    drawn.clear()
    train(session, 1)
    assert drawn == [session.cursor.steps]


def running_surface(make_surface: MakeSurface, session: Session, rate: float) -> LiveSurface:
    """The surface of a session that trains by itself at a learning rate."""
    surface = make_surface(True)
    session.edits.set_learning_rate(rate)
    session.is_running = True
    surface.ask()
    return surface


def test_while_training_runs_the_picture_stays_until_a_change_can_be_seen(
    make_surface: MakeSurface, session: Session
) -> None:
    surface = running_surface(make_surface, session, 2e-4)
    before, seen = surface.picture, []
    surface.changed.connect(lambda: seen.append(surface.picture))
    while not seen:
        assert surface.picture is before
        train(session, 1)
    # However slowly the steps go, the shades are never more than one apart.
    assert session.cursor.steps > 2
    assert before.shading.apart(seen[0].shading) == 2
    session.is_running = False


def test_where_training_ends_the_picture_is_that_of_the_last_step(
    make_surface: MakeSurface, session: Session
) -> None:
    surface = running_surface(make_surface, session, 1e-9)
    before = surface.picture
    train(session, 3)
    assert surface.picture is before
    session.is_running = False
    session.turns.catch_up()
    assert surface.picture.request.parameters == numbers(session)


def test_the_picture_stays_only_where_what_lies_over_it_does(
    make_surface: MakeSurface, session: Session
) -> None:
    surface = make_surface(True)
    session.edits.set_learning_rate(1e-9)
    session.is_running = True
    surface.ask()
    assert surface.picture is not None
    surface.lies_elsewhere = lambda before, now: True
    train(session, 1)
    assert surface.picture.request.parameters == numbers(session)
    session.is_running = False


def test_a_surface_nobody_sees_costs_nothing(
    make_surface: MakeSurface, session: Session, made: list[object]
) -> None:
    make_surface(False)
    train(session, 2)
    assert made == []


def test_a_large_network_is_drawn_coarsely_while_it_trains(
    make_surface: MakeSurface, session: Session
) -> None:
    session.edits.resize_layer(0, 8)
    surface = make_surface(True)
    paused = surface.picture.request.columns
    session.is_running = True
    surface.ask()
    running = surface.picture.request
    session.is_running = False
    assert running.columns < paused
    uses = running.columns * running.rows * len(running.parameters)
    assert uses <= 20_000
