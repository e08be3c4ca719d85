"""Which runs are compared: those that were chosen, else the current one with its parent."""

import pytest
from pytestqt.qtbot import QtBot

from app.session.comparison import MOST_COMPARED
from app.session.session import Session
from tests.app.sessions import train


@pytest.fixture
def session(session: Session) -> Session:
    """Run 1, a branch 2 of it, and a run 3 with other weights, which is current."""
    train(session, 6)
    session.cursor.go_to(4)
    session.edits.set_learning_rate(0.05)
    train(session, 3)
    session.edits.new_weights()
    train(session, 2)
    return session


def compared(session: Session) -> list[int]:
    return [run.number for run in session.comparison.runs]


def test_by_itself_a_branch_is_compared_with_its_parent_and_another_run_with_a_neighbour(
    session: Session,
) -> None:
    assert compared(session) == [2, 3]
    session.runs.make_current(session.experiment.runs[1])
    assert compared(session) == [1, 2]
    session.runs.make_current(session.experiment.runs[0])
    assert compared(session) == [2, 1]


def test_chosen_runs_are_compared_in_their_order_until_they_are_deleted(session: Session) -> None:
    first, _, third = session.experiment.runs
    session.comparison.choose([third, first])
    assert compared(session) == [3, 1]
    session.runs.delete(first)
    assert compared(session) == [2, 3]
    session.undo_stack.undo()
    assert compared(session) == [3, 1]


def test_a_run_more_or_less_but_two_stay(session: Session) -> None:
    first, second, third = session.experiment.runs
    session.comparison.choose([first, second])
    session.comparison.toggle(third)
    assert compared(session) == [1, 2, 3]
    session.comparison.toggle(first)
    assert compared(session) == [2, 3]
    session.comparison.toggle(second)
    assert compared(session) == [2, 3]


def test_no_more_runs_than_can_be_told_apart(session: Session) -> None:
    for _ in range(MOST_COMPARED):
        session.edits.new_weights()
        train(session, 1)
    session.comparison.choose(session.experiment.runs)
    assert len(compared(session)) == MOST_COMPARED


def test_asking_for_two_runs_chooses_them(qtbot: QtBot, session: Session) -> None:
    first, second, _ = session.experiment.runs
    with qtbot.waitSignal(session.comparison.asked):
        session.comparison.show([second, first])
    assert compared(session) == [2, 1]


def test_an_experiment_of_one_run_has_one() -> None:
    assert compared(Session()) == [1]
