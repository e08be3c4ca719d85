"""Segments: the steps that each ancestor of a run trained."""

from app.session.session import Session
from micrograd.runs.segments import own_segment, same_network_segments, segments_of


def train(session: Session, steps: int) -> None:
    for _ in range(steps):
        session.training.step()


def branch_at(session: Session, step: int) -> None:
    session.cursor.go_to(step)
    session.training.step()


def test_a_run_without_a_past_is_one_segment(session: Session) -> None:
    train(session, 4)
    run = session.cursor.run
    assert segments_of(run) == [own_segment(run)] == [(run, 0, 4)]


def test_a_branch_has_the_segment_of_each_ancestor_up_to_where_the_next_began(
    session: Session,
) -> None:
    train(session, 9)
    branch_at(session, 5)
    train(session, 3)
    branch_at(session, 7)
    first, second, third = session.experiment.runs
    assert segments_of(third) == [(first, 0, 5), (second, 5, 7), (third, 7, 8)]


def test_segments_of_another_network_are_left_out(session: Session) -> None:
    train(session, 4)
    session.edits.resize_layer(0, 5)
    train(session, 4)
    branch_at(session, 6)
    first, second, third = session.experiment.runs
    assert same_network_segments(third, third) == [(second, 4, 6), (third, 6, 7)]
    assert same_network_segments(third, first) == [(first, 0, 4)]
