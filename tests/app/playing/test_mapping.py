"""Mapping trains pixels beside the event loop and changes no run; any pixel opens as a run."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.playing.mapping import Mapping
from app.session.session import Session
from micrograd.maps.axes import Axis
from micrograd.maps.canvas import OTHER_VIEW
from micrograd.maps.plan import MapPlan
from micrograd.recipe.recipe import Recipe

pytestmark = pytest.mark.usefixtures("compiled_loop")


@pytest.fixture
def mapping(session: Session) -> Iterator[Mapping]:
    mapping = Mapping(session)
    yield mapping
    mapping.close()


def plan_of(**parts: Any) -> MapPlan:
    given = {
        "recipe": Recipe(),
        "x": Axis("hidden-rate", 0.01, 10, True),
        "y": Axis("output-rate", 0.01, 10, True),
        "width": 24,
        "height": 20,
        "steps": 20,
        "measure": "final-loss",
    }
    return MapPlan(**(given | parts))


@pytest.fixture
def finished(qtbot: QtBot, mapping: Mapping) -> Mapping:
    """A small map that is there as a whole."""
    with qtbot.waitSignal(mapping.finished):
        mapping.start(plan_of())
    return mapping


def settle(qtbot: QtBot, mapping: Mapping) -> None:
    qtbot.waitUntil(lambda: not mapping.training.is_running)


def test_it_ends_with_a_measure_of_each_pixel(finished: Mapping) -> None:
    assert finished.canvas is not None
    assert finished.canvas.share == 1
    assert not np.isnan(finished.canvas.values).any()
    assert finished.seconds_left is None


def test_a_closer_view_shows_at_once_what_is_known(qtbot: QtBot, finished: Mapping) -> None:
    with qtbot.waitSignal(finished.view_changed):
        assert finished.zoom(0.5, 0.5, 2.0)
    canvas = finished.canvas
    assert canvas is not None
    assert (canvas.strides == OTHER_VIEW).all()
    settle(qtbot, finished)
    assert (canvas.strides == 1).all()


def test_one_goes_back_and_forward_through_views(qtbot: QtBot, finished: Mapping) -> None:
    assert finished.canvas is not None
    first = finished.canvas.values.copy()
    finished.zoom(0.2, 0.7, 3.0)
    closer = finished.canvas.view
    finished.move(0.5, 0.0)
    finished.go_back()
    assert finished.canvas.view == closer
    finished.go_back()
    assert finished.canvas.values.tobytes() == first.tobytes()
    finished.go_forward()
    assert finished.canvas.view == closer


def test_a_view_that_was_there_as_a_whole_is_not_trained_again(
    qtbot: QtBot, finished: Mapping
) -> None:
    first = finished.canvas
    finished.zoom(0.2, 0.7, 3.0)
    finished.go_back()
    assert finished.canvas is first
    arrived: list[object] = []
    finished.training.delivered.connect(arrived.append)
    settle(qtbot, finished)
    assert arrived == []


def test_where_the_numbers_end_it_says_so_and_stays(qtbot: QtBot, mapping: Mapping) -> None:
    mapping.start(plan_of(x=Axis("seed", 0, 23)))
    assert mapping.canvas is not None
    view = mapping.canvas.view
    with qtbot.waitSignal(mapping.refused_changed):
        assert not mapping.zoom(0.5, 0.5, 2.0)
    assert "different numbers for 24 pixels" in mapping.refused
    assert mapping.canvas.view == view
    mapping.move(0.5, 0.0)
    assert mapping.refused == ""


def test_a_view_that_is_left_is_no_longer_trained(qtbot: QtBot, mapping: Mapping) -> None:
    mapping.start(plan_of(steps=1_000_000))
    mapping.zoom(0.5, 0.5, 2.0)
    mapping.start(plan_of())
    settle(qtbot, mapping)
    assert mapping.canvas is not None
    assert mapping.canvas.share == 1


def test_another_size_keeps_what_is_known(qtbot: QtBot, finished: Mapping) -> None:
    finished.resize(30, 33)
    assert finished.canvas is not None
    assert finished.canvas.known.all()
    settle(qtbot, finished)
    assert finished.canvas.values.shape == (33, 30)


def test_a_pixel_opens_as_a_run_with_exactly_its_loss(
    qtbot: QtBot, finished: Mapping, session: Session
) -> None:
    assert finished.canvas is not None
    count = len(session.experiment.runs)
    with qtbot.waitSignal(finished.opening.finished):
        finished.open(7, 3)
    assert len(session.experiment.runs) == count + 1
    run, plan = session.cursor.run, finished.canvas.plan
    recipe = run.start.recipe
    assert (recipe.learning_rate, recipe.output_rate) == (plan.xs[7], plan.ys[3])
    assert run.name.startswith("hidden rate ")
    assert session.cursor.trainer.evaluate().loss == finished.canvas.values[3, 7]


def test_a_map_changes_nothing_in_the_session(
    qtbot: QtBot, mapping: Mapping, session: Session
) -> None:
    trainer = session.cursor.trainer
    before = [number.hex() for number in (*trainer.state, *trainer.grads)]
    with qtbot.waitSignal(mapping.finished):
        mapping.start(plan_of(recipe=session.cursor.recipe))
    assert [number.hex() for number in (*trainer.state, *trainer.grads)] == before
    assert (trainer.steps, len(session.experiment.runs)) == (0, 1)
