"""The line of a run: which segment of it each of its ancestors trained."""

from app.session.session import Session
from micrograd.runs.segments import own_segment, same_network_segments, segments_of


def train(session: Session, steps: int) -> None:
    for _ in range(steps):
        session.training.step()


def branch_at(session: Session, step: int) -> None:
    session.cursor.go_to(step)
    session.training.step()


def test_a_run_without_a_past_is_one_part(session: Session) -> None:
    train(session, 4)
    assert (
        segments_of(session.cursor.run)
        == [own_segment(session.cursor.run)]
        == [(session.cursor.run, 0, 4)]
    )


def test_a_branch_has_the_part_of_each_ancestor_up_to_where_the_next_began(
    session: Session,
) -> None:
    train(session, 9)
    branch_at(session, 5)
    train(session, 3)
    branch_at(session, 7)
    first, second, third = session.experiment.runs
    assert segments_of(third) == [(first, 0, 5), (second, 5, 7), (third, 7, 8)]


def test_parts_of_another_network_are_left_out(session: Session) -> None:
    train(session, 4)
    session.edits.resize_layer(0, 5)
    train(session, 4)
    branch_at(session, 6)
    first, second, third = session.experiment.runs
    assert same_network_segments(third, third) == [(second, 4, 6), (third, 6, 7)]
    assert same_network_segments(third, first) == [(first, 0, 4)]
