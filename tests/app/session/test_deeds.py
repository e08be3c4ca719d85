"""Deeds: what is done to an experiment is told once, whatever it calls."""

import pytest

from app.session.deeds import Deed
from app.session.session import Session


@pytest.fixture
def told(session: Session) -> list[Deed]:
    """The deeds of a session, as they end."""
    deeds: list[Deed] = []
    session.deeds.ended.connect(deeds.append)
    session.deeds.is_heard = True
    return deeds


def test_a_deed_that_calls_others_is_told_once(session: Session, told: list[Deed]) -> None:
    session.edits.same_weights()
    assert [each.name for each in told] == ["Edits.same_weights"]


def test_a_deed_tells_its_arguments_by_name(session: Session, told: list[Deed]) -> None:
    session.edits.resize_layer(0, width=3)
    assert told[0].arguments == {"index": 0, "width": 3, "gesture": -1}


def test_a_deed_that_fails_is_told_as_refused(session: Session, told: list[Deed]) -> None:
    with pytest.raises(ValueError, match="number"):
        session.edits.set_learning_rate(-1.0)
    assert [each.is_refused for each in told] == [True]


def test_an_edit_that_waits_is_a_deed_of_its_own(session: Session, told: list[Deed]) -> None:
    session.waiting = lambda: session.edits.set_parameter(0, 0.5)
    session.edits.add_layer()
    assert [each.name for each in told] == ["Edits.set_parameter", "Edits.add_layer"]


def test_nothing_is_told_while_nobody_listens(session: Session, told: list[Deed]) -> None:
    session.deeds.is_heard = False
    session.edits.add_layer()
    assert told == []
