"""All views share one selection, and each change of it is told once."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.session.selection import Selection
from app.session.session import Session
from micrograd.data.dataset import Dataset


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
    session.edits.set_dataset(
        Dataset([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]], [1.0, 0.0]), "two samples"
    )
    assert session.selection.sample == 1


def test_parameters_that_are_gone_are_chosen_no_more(session: Session) -> None:
    session.selection.choose([40, 2])
    session.edits.resize_layer(0, 1)
    assert session.selection.parameters == [2]


def test_a_larger_network_leaves_the_chosen_parameters_chosen(session: Session) -> None:
    session.selection.choose([40, 2])
    session.edits.add_layer()
    assert session.selection.parameters == [40, 2]


# A node of the graph instead of parameters.


def test_at_first_no_node_is_chosen(selection: Selection) -> None:
    assert selection.node is None


def test_choosing_a_node_is_told_once(qtbot: QtBot, selection: Selection) -> None:
    with qtbot.waitSignal(selection.node_changed):
        selection.choose_node(12)
    with qtbot.assertNotEmitted(selection.node_changed):
        selection.choose_node(12)
    assert selection.node == 12


def test_the_first_node_of_all_is_a_node_too(qtbot: QtBot, selection: Selection) -> None:
    selection.choose([3])
    with qtbot.waitSignal(selection.node_changed):
        selection.choose_node(0)
    assert (selection.node, selection.parameters) == (0, [])
    with qtbot.waitSignal(selection.node_changed):
        selection.choose([3])
    assert selection.node is None


def test_a_node_is_chosen_instead_of_the_parameters(qtbot: QtBot, selection: Selection) -> None:
    selection.choose([1, 2])
    with qtbot.waitSignals([selection.parameters_changed, selection.node_changed]):
        selection.choose_node(12)
    assert (selection.parameters, selection.current, selection.node) == ([], None, 12)


def choose_one(selection: Selection) -> None:
    selection.choose([7])


def toggle_one(selection: Selection) -> None:
    selection.toggle(7)


@pytest.mark.parametrize("choose", [choose_one, toggle_one])
def test_parameters_are_chosen_instead_of_the_node(
    qtbot: QtBot, selection: Selection, choose: Callable[[Selection], None]
) -> None:
    selection.choose_node(12)
    with qtbot.waitSignals([selection.parameters_changed, selection.node_changed]):
        choose(selection)
    assert (selection.parameters, selection.node) == ([7], None)


def test_when_a_choice_is_told_both_parts_of_it_fit_together(selection: Selection) -> None:
    seen = []

    def see() -> None:
        seen.append((selection.node is not None) and bool(selection.parameters))

    selection.parameters_changed.connect(see)
    selection.node_changed.connect(see)
    selection.choose([1])
    selection.choose_node(12)
    selection.choose([2])
    assert seen == [False] * 5


def test_choosing_no_parameter_leaves_the_node_chosen(qtbot: QtBot, selection: Selection) -> None:
    selection.choose_node(12)
    with qtbot.assertNotEmitted(selection.node_changed):
        selection.choose([])
    assert selection.node == 12


def test_a_node_is_let_go_without_choosing_anything_else(
    qtbot: QtBot, selection: Selection
) -> None:
    selection.choose_node(12)
    with (
        qtbot.waitSignal(selection.node_changed),
        qtbot.assertNotEmitted(selection.parameters_changed),
    ):
        selection.choose_node(None)
    assert (selection.node, selection.parameters) == (None, [])


def test_letting_no_node_go_leaves_the_parameters_chosen(
    qtbot: QtBot, selection: Selection
) -> None:
    selection.choose([1, 2])
    with qtbot.assertNotEmitted(selection.node_changed):
        selection.choose_node(None)
    assert selection.parameters == [1, 2]


def test_choosing_a_node_leaves_the_sample_alone(qtbot: QtBot, selection: Selection) -> None:
    selection.choose_sample(2)
    with qtbot.assertNotEmitted(selection.sample_changed):
        selection.choose_node(12)
    assert selection.sample == 2


def test_a_node_of_a_graph_that_is_gone_is_dropped_without_telling(
    qtbot: QtBot, selection: Selection
) -> None:
    selection.choose_node(12)
    with qtbot.assertNotEmitted(selection.node_changed):
        selection.keep_within(100, 4)
    assert selection.node is None
