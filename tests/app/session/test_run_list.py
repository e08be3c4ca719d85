"""The list of runs: each operation can be undone, and no trained step is lost."""

import pytest
from pytestqt.qtbot import QtBot

from app.playing.runner import Runner
from app.session.run_list import LONGEST_NAME, RunList
from app.session.session import Session
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment
from micrograd.runs.run import Run
from tests.app.sessions import numbers, train


def losses(run: Run) -> list[float]:
    return run.history.losses.values.tolist()


@pytest.fixture
def branched(session: Session) -> Session:
    """Run 1 has 10 steps; run 2, a branch at step 4 with another rate, ends at step 9."""
    train(session, 10)
    session.cursor.go_to(4)
    session.edits.set_learning_rate(0.05)
    train(session, 5)
    session.undo_stack.clear()
    return session


def runs_of(session: Session) -> tuple[RunList, list[Run]]:
    return session.runs, session.experiment.runs


def test_turning_to_a_run_comes_back_to_where_it_was_left(branched: Session) -> None:
    run_list, (first, second) = runs_of(branched)
    run_list.make_current(first)
    branched.cursor.go_to(7)
    run_list.make_current(second)
    assert (branched.cursor.run, branched.cursor.steps, branched.cursor.trainer.learning_rate) == (
        second,
        9,
        0.05,
    )
    run_list.make_current(first)
    assert (branched.cursor.run, branched.cursor.steps, branched.cursor.trainer.learning_rate) == (
        first,
        7,
        0.1,
    )


def test_turning_to_a_run_is_told(qtbot: QtBot, branched: Session) -> None:
    run_list, (first, _) = runs_of(branched)
    settled: list[Run] = []
    branched.settler = lambda: settled.append(branched.cursor.run)
    with qtbot.waitSignals([branched.cursor.moved, branched.runs.changed]):
        run_list.make_current(first)
    assert settled[0] is not first
    with qtbot.assertNotEmitted(branched.cursor.moved):
        run_list.make_current(first)


def test_hiding_and_showing_are_told_once(qtbot: QtBot, branched: Session) -> None:
    run_list, runs = runs_of(branched)
    told: list[bool] = []
    branched.runs.changed.connect(lambda: told.append(True))
    run_list.set_hidden(runs, True)
    assert all(run.is_hidden for run in runs)
    run_list.set_hidden(runs[:1], False)
    assert [run.is_hidden for run in runs] == [False, True]
    assert len(told) == 2


def test_a_run_is_renamed_and_the_old_name_comes_back_with_undo(branched: Session) -> None:
    run_list, (first, _) = runs_of(branched)
    run_list.rename(first, "  the  first \n one ")
    assert first.name == "the first one"
    branched.edits.undo()
    assert first.name == "run 1"
    branched.edits.redo()
    assert first.name == "the first one"


def test_the_same_name_is_no_edit(branched: Session) -> None:
    run_list, (first, _) = runs_of(branched)
    run_list.rename(first, "run 1")
    assert branched.undo_stack.count == 0


@pytest.mark.parametrize(
    ("name", "reason"), [("", "needs a name"), (" \t ", "needs a name"), ("x" * 61, "at most 60")]
)
def test_a_name_that_is_none_or_too_long_is_refused(
    branched: Session, name: str, reason: str
) -> None:
    run_list, (first, _) = runs_of(branched)
    with pytest.raises(ValueError, match=reason):
        run_list.rename(first, name)
    assert first.name == "run 1"
    assert branched.undo_stack.count == 0


def test_a_run_from_elsewhere_is_added_and_turned_to(branched: Session) -> None:
    other = new_experiment(Recipe(learning_rate=0.7)).current
    branched.runs.add(other, "open a cell")
    assert branched.cursor.run is other
    assert branched.cursor.trainer.learning_rate == 0.7
    assert [run.name for run in branched.experiment.runs] == ["run 1", "run 2", "run 3"]
    branched.edits.undo()
    assert branched.cursor.run.name == "run 2"
    assert len(branched.experiment.runs) == 2
    branched.edits.redo()
    assert branched.cursor.run is other


# Copies.


def test_a_copy_has_all_steps_and_is_turned_to_at_the_same_place(branched: Session) -> None:
    run_list, (_, second) = runs_of(branched)
    branched.cursor.go_to(6)
    before = numbers(branched)
    run_list.duplicate(second)
    copy = branched.cursor.run
    assert copy is branched.experiment.runs[2]
    assert (copy.name, copy.number, copy.parent) == ("run 2 copy", 3, second.parent)
    assert (branched.cursor.steps, numbers(branched)) == (6, before)
    assert losses(copy) == losses(second)
    assert copy.events == second.events


def test_a_copy_goes_its_own_way(branched: Session) -> None:
    run_list, (_, second) = runs_of(branched)
    kept, events = losses(second), [*second.events]
    run_list.duplicate(second)
    train(branched, 3)
    branched.edits.set_learning_rate(0.9)
    assert (losses(second), second.events, second.steps) == (kept, events, 9)
    run_list.make_current(second)
    train(branched, 2)
    copy = branched.experiment.runs[2]
    assert copy.steps == 12
    assert losses(copy)[:7] == losses(second)


def test_undoing_a_copy_turns_back_and_redoing_has_its_steps_again(branched: Session) -> None:
    run_list, (_, second) = runs_of(branched)
    run_list.duplicate(second)
    copy = branched.cursor.run
    train(branched, 3)
    kept = losses(copy)
    branched.edits.undo()
    assert branched.cursor.run is second
    assert branched.experiment.runs[-1] is copy
    branched.edits.redo()
    assert (branched.cursor.run, branched.experiment.runs.count(copy)) == (copy, 1)
    assert losses(copy) == kept
    assert branched.cursor.steps == 12


def test_the_name_of_a_copy_is_not_too_long(branched: Session) -> None:
    run_list, (first, _) = runs_of(branched)
    run_list.rename(first, "x" * LONGEST_NAME)
    run_list.duplicate(first)
    assert len(branched.cursor.run.name) == LONGEST_NAME
    assert branched.cursor.run.name.endswith("x… copy")


def test_no_number_is_cut_in_the_name_of_a_copy(branched: Session) -> None:
    run_list, (first, _) = runs_of(branched)
    run_list.rename(first, f"{'x' * (LONGEST_NAME - 9)} 0.015625")
    run_list.duplicate(first)
    assert branched.cursor.run.name == f"{'x' * (LONGEST_NAME - 9)}… copy"


# Deleting.


def test_the_only_run_can_not_be_deleted(session: Session) -> None:
    assert not session.runs.can_delete(session.cursor.run)
    session.runs.delete(session.cursor.run)
    assert session.experiment.runs == [session.cursor.run]
    assert session.undo_stack.count == 0


def test_all_runs_can_not_be_deleted_together_and_no_run_is_nothing(branched: Session) -> None:
    run_list, runs = runs_of(branched)
    assert not run_list.can_delete(*runs)
    assert not run_list.can_delete()
    run_list.delete(*runs)
    assert branched.experiment.runs == runs


def test_another_run_is_deleted_and_comes_back_in_its_place(branched: Session) -> None:
    run_list, (first, second) = runs_of(branched)
    run_list.delete(first)
    assert branched.experiment.runs == [second]
    assert (branched.cursor.run, branched.cursor.steps) == (second, 9)
    branched.edits.undo()
    assert branched.experiment.runs == [first, second]
    assert branched.cursor.run is second
    branched.edits.redo()
    assert branched.experiment.runs == [second]


def test_deleting_the_current_run_turns_to_its_parent(branched: Session) -> None:
    run_list, (first, second) = runs_of(branched)
    run_list.delete(second)
    assert (branched.cursor.run, branched.cursor.steps) == (first, first.place)
    assert branched.cursor.trainer.learning_rate == 0.1
    branched.edits.undo()
    assert (branched.cursor.run, branched.cursor.steps) == (second, 9)
    assert branched.cursor.trainer.learning_rate == 0.05


def test_deleting_the_current_run_without_a_parent_turns_to_a_neighbour(branched: Session) -> None:
    run_list, (first, second) = runs_of(branched)
    branched.edits.new_weights()
    train(branched, 1)
    third = branched.cursor.run
    run_list.delete(third)
    assert branched.cursor.run is second
    run_list.make_current(first)
    run_list.delete(first)
    assert branched.cursor.run is second


def test_a_branch_of_a_deleted_run_is_still_rewound_into_it(branched: Session) -> None:
    run_list, (first, second) = runs_of(branched)
    run_list.delete(first)
    branched.cursor.go_to(2)
    assert (branched.cursor.run, branched.cursor.owner, branched.cursor.steps) == (second, first, 2)
    twin = Session()
    train(twin, 2)
    assert numbers(branched) == numbers(twin)
    branched.cursor.go_to(9)
    train(branched, 1)
    assert second.steps == 10


def test_undoing_after_more_training_keeps_everything(branched: Session) -> None:
    run_list, (first, second) = runs_of(branched)
    run_list.delete(second)
    train(branched, 2)
    branch = branched.cursor.run
    branched.edits.new_weights()
    train(branched, 3)
    root = branched.cursor.run
    kept = {run: losses(run) for run in (first, second, branch, root)}
    branched.edits.undo()
    branched.edits.undo()
    assert set(branched.experiment.runs) == {first, second, branch, root}
    branched.edits.redo()
    assert set(branched.experiment.runs) == {first, branch, root}
    assert {run: losses(run) for run in kept} == kept


def test_a_deletion_is_undone_at_the_run_that_one_turned_to_since(branched: Session) -> None:
    run_list, (first, second) = runs_of(branched)
    branched.edits.new_weights()
    train(branched, 1)
    third = branched.cursor.run
    run_list.delete(first)
    run_list.make_current(second)
    branched.edits.undo()
    assert branched.experiment.runs == [first, second, third]
    assert branched.cursor.run is second


def test_a_deleted_branch_comes_back_with_its_own_numbers(session: Session) -> None:
    train(session, 10)
    old = session.cursor.run
    session.edits.resize_layer(0, 3)
    other = session.cursor.run
    session.runs.make_current(old)
    session.edits.set_learning_rate(0.3)
    branch = session.cursor.run
    assert (branch.parent, branch.start.step) == (old, 10)
    seen = numbers(session)
    train(session, 3)
    session.runs.delete(branch)
    session.runs.delete(other)
    session.edits.set_parameter(0, 5.0)
    assert len(old.events) == 1
    train(session, 2)
    for _ in range(3):
        session.edits.undo()
    session.runs.make_current(branch)
    session.cursor.go_to(10)
    assert numbers(session) == seen
    assert session.cursor.trainer.learning_rate == 0.3


def test_deleting_another_run_does_not_pause_training(qtbot: QtBot, branched: Session) -> None:
    run_list, (first, second) = runs_of(branched)
    runner = Runner(branched, branched)
    runner.run()
    with qtbot.assertNotEmitted(branched.cursor.moved):
        run_list.delete(first)
    assert runner.is_running
    with qtbot.assertNotEmitted(branched.cursor.moved):
        branched.edits.undo()
    assert runner.is_running
    runner.pause()
    assert (branched.cursor.run, branched.experiment.runs) == (second, [first, second])


def test_deleting_the_current_run_pauses_training(branched: Session) -> None:
    run_list, (_, second) = runs_of(branched)
    runner = Runner(branched, branched)
    runner.run()
    run_list.delete(second)
    assert not runner.is_running


def test_several_runs_are_deleted_as_one_edit(branched: Session) -> None:
    run_list, (_, second) = runs_of(branched)
    for _ in range(4):
        branched.edits.new_weights()
        train(branched, 1)
    before, current = branched.experiment.runs, branched.cursor.run
    deleted = [before[0], before[2], current]
    run_list.delete(*deleted)
    assert branched.experiment.runs == [second, before[3], before[4]]
    assert branched.cursor.run is before[4]
    assert branched.undo_stack.undo_text == "delete 3 runs"
    branched.edits.undo()
    assert branched.experiment.runs == before
    assert branched.cursor.run is current
    branched.edits.redo()
    assert branched.experiment.runs == [second, before[3], before[4]]


def test_deleting_brings_training_beside_to_an_end_first(branched: Session) -> None:
    run_list, (first, _) = runs_of(branched)
    settled: list[bool] = []
    branched.settler = lambda: settled.append(first in branched.experiment.runs)
    run_list.delete(first)
    assert settled == [True]


def test_the_next_and_the_previous_run_go_round_the_list(branched: Session) -> None:
    run_list, (first, second) = runs_of(branched)
    run_list.turn_by(1)
    assert branched.cursor.run is first
    run_list.turn_by(1)
    assert branched.cursor.run is second
    run_list.turn_by(-1)
    assert branched.cursor.run is first


# Sentences about it.


def heard(session: Session) -> list[str]:
    """Collect every sentence from now on."""
    words: list[str] = []
    session.announced.connect(words.append)
    return words


def test_deleting_says_what_went_and_how_it_comes_back(branched: Session) -> None:
    run_list, (first, _) = runs_of(branched)
    words = heard(branched)
    run_list.delete(first)
    assert words == ["Deleted run 1. Ctrl+Z brings it back."]


def test_deleting_several_says_how_many(branched: Session) -> None:
    run_list, (first, second) = runs_of(branched)
    run_list.duplicate(first)
    words = heard(branched)
    run_list.delete(first, second)
    assert words == ["Deleted 2 runs. Ctrl+Z brings them back."]


def test_turning_to_a_run_says_where_it_was_left(branched: Session) -> None:
    run_list, (first, second) = runs_of(branched)
    words = heard(branched)
    run_list.make_current(second)
    run_list.make_current(first)
    assert words == [
        "Run 2 is the current run already.",
        f"Run 1 is the current run now, at step {branched.cursor.steps}.",
    ]


def test_duplicating_names_the_copy(branched: Session) -> None:
    run_list, (first, _) = runs_of(branched)
    words = heard(branched)
    run_list.duplicate(first)
    assert words == ["Run 1 copy has all steps of run 1, and is the current run."]
