"""What is looked at is one thing for all views, and each change of it is told once."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.selection import Selection
from app.session import Session
from micrograd.data import Dataset


@pytest.fixture
def selection(qapp: QApplication) -> Selection:
    return Selection()


def test_at_first_no_parameter_is_chosen_and_the_first_sample_is(selection: Selection) -> None:
    assert selection.parameters == []
    assert selection.current is None
    assert selection.sample == 0


def test_the_last_one_chosen_is_the_current_one(selection: Selection) -> None:
    selection.choose([3, 1, 2])
    assert selection.current == 2


def test_choosing_replaces_what_was_chosen_and_tells_it(qtbot: QtBot, selection: Selection) -> None:
    selection.choose([1, 2])
    with qtbot.waitSignal(selection.parameters_changed):
        selection.choose([7])
    assert selection.parameters == [7]


def test_choosing_the_same_again_tells_nothing(qtbot: QtBot, selection: Selection) -> None:
    selection.choose([1, 2])
    with qtbot.assertNotEmitted(selection.parameters_changed):
        selection.choose((1, 2))
    assert selection.parameters == [1, 2]


def test_the_list_given_stays_the_givers_own(selection: Selection) -> None:
    given = [1]
    selection.choose(given)
    given.append(2)
    assert selection.parameters == [1]


def test_toggling_adds_a_parameter_and_takes_it_away(selection: Selection) -> None:
    selection.choose([5])
    selection.toggle(8)
    assert selection.parameters == [5, 8]
    selection.toggle(5)
    assert selection.parameters == [8]
    selection.toggle(8)
    assert selection.current is None


def test_choosing_a_sample_is_told_once(qtbot: QtBot, selection: Selection) -> None:
    with qtbot.waitSignal(selection.sample_changed):
        selection.choose_sample(2)
    with qtbot.assertNotEmitted(selection.sample_changed):
        selection.choose_sample(2)
    assert selection.sample == 2


def test_the_sample_stays_among_those_that_are_left(session: Session) -> None:
    session.selection.choose_sample(3)
    session.set_dataset(Dataset([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]], [1.0, 0.0]), "two samples")
    assert session.selection.sample == 1


def test_parameters_that_are_gone_are_chosen_no_more(session: Session) -> None:
    session.selection.choose([40, 2])
    session.resize_layer(0, 1)
    assert session.selection.parameters == [2]


def test_a_larger_network_leaves_the_chosen_parameters_chosen(session: Session) -> None:
    session.selection.choose([40, 2])
    session.add_layer()
    assert session.selection.parameters == [40, 2]
