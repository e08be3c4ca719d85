"""Edits of samples: one edit each, also of several moves in one gesture."""

import math

import pytest

from app.session.session import Session
from app.session.undo import new_gesture
from micrograd.data.dataset import Dataset

ROWS = [[0.0, 0.0, -1.0], [1.0, 2.0, 1.0]]


@pytest.fixture
def samples(session: Session) -> Session:
    session.edits.set_dataset(Dataset.from_rows(ROWS), "begin")
    session.undo_stack.clear()
    return session


def test_moves_of_one_gesture_are_one_edit(samples: Session) -> None:
    gesture = new_gesture()
    for x in (0.1, 0.2, 0.3):
        samples.sample_edits.move(0, {0: x, 2: 1.0}, gesture)
    assert samples.cursor.dataset.rows() == [[0.3, 0.0, 1.0], ROWS[1]]
    assert samples.undo_stack.count == 1
    samples.edits.undo()
    assert samples.cursor.dataset.rows() == ROWS
    samples.edits.redo()
    assert samples.cursor.dataset.rows()[0] == [0.3, 0.0, 1.0]


def test_a_sample_that_is_added_is_chosen_and_all_weights_are_kept(samples: Session) -> None:
    before = [parameter.data for parameter in samples.cursor.trainer.parameters]
    samples.sample_edits.add([5.0, 6.0], [-1.0])
    assert samples.cursor.dataset.rows() == [*ROWS, [5.0, 6.0, -1.0]]
    assert samples.selection.sample == 2
    assert [parameter.data for parameter in samples.cursor.trainer.parameters] == before
    samples.edits.undo()
    assert samples.selection.sample == 1


def test_a_sample_is_removed_but_not_the_last_one(samples: Session) -> None:
    samples.sample_edits.remove(0)
    assert samples.cursor.dataset.rows() == ROWS[1:]
    assert samples.undo_stack.undo_text == "remove sample 1"
    with pytest.raises(ValueError, match="at least one sample stays"):
        samples.sample_edits.remove(0)


def test_where_a_computed_input_has_no_number_the_reason_is_known(samples: Session) -> None:
    samples.edits.set_dataset(samples.cursor.dataset.with_input("log(x1 + 1)"), "compute")
    assert samples.sample_edits.problem(0, {0: 3.0}) == ""
    assert "log" in samples.sample_edits.problem(0, {0: -3.0})
    samples.sample_edits.move(0, {0: 3.0})
    assert samples.cursor.dataset.xs[0] == [3.0, 0.0, math.log(4.0)]
