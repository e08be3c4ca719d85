"""The plane of the inputs is one for all views: its axes, and where the other inputs are held."""

import pytest
from pytestqt.qtbot import QtBot

from app.session.session import Session
from micrograd.data.dataset import Dataset
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment

# Four inputs and a target.
ROWS = [[0.0, 10.0, 1.0, 5.0, 1.0], [2.0, 30.0, 3.0, 7.0, -1.0]]


@pytest.fixture
def session() -> Session:
    return Session(new_experiment(Recipe(dataset=Dataset.from_rows(ROWS), layers=(2, 1))))


def test_at_first_it_is_that_of_the_first_two_inputs_with_the_others_at_their_mean(
    session: Session,
) -> None:
    plane = session.plane.around_samples(margin=0.5)
    assert plane.axes == (0, 1)
    assert plane.ranges == ((-1.0, 3.0), (0.0, 40.0))
    assert plane.held[2:] == (2.0, 6.0)


def test_other_axes_and_the_chosen_sample_can_be_taken(qtbot: QtBot, session: Session) -> None:
    with qtbot.waitSignal(session.plane.changed):
        session.plane.choose_axes((3, 1))
    with qtbot.waitSignal(session.plane.changed):
        session.plane.hold_sample(True)
    session.selection.choose_sample(1)
    plane = session.plane.around_samples()
    assert plane.axes == (3, 1)
    assert plane.held == (2.0, 30.0, 3.0, 7.0)


def test_another_sample_is_told_of_where_others_are_held_there(
    qtbot: QtBot, session: Session
) -> None:
    with qtbot.assertNotEmitted(session.plane.changed):
        session.selection.choose_sample(1)
    session.plane.hold_sample(True)
    with qtbot.waitSignal(session.plane.changed):
        session.selection.choose_sample(0)


def test_axes_that_another_dataset_has_not_are_the_first_ones(session: Session) -> None:
    session.plane.choose_axes((3, 1))
    session.open(new_experiment(Recipe()))
    assert session.plane.axes == (0, 1)
    assert session.plane.has_held


def test_it_is_computed_once_for_a_dataset_and_anew_for_another(session: Session) -> None:
    first = session.plane.around_samples()
    assert session.plane.around_samples() is first
    assert session.plane.around_samples(0.5) is not first
    session.sample_edits.move(0, {0: 9.0})
    assert session.plane.around_samples().ranges[0][1] > 9.0


def test_the_choice_as_a_text_makes_the_same_choice(session: Session) -> None:
    other = Session(session.experiment)
    for axes, holds_sample in (((), False), ((3, 1), True)):
        session.plane.choose_axes(axes)
        session.plane.hold_sample(holds_sample)
        other.plane.choose_text(session.plane.text)
        assert other.plane.around_samples() == session.plane.around_samples()
