"""Sabotage: a line is made wrong, mended, compared and found, and every way is undone."""

import pytest

from app.session.session import Session
from micrograd.files.reading import from_bytes
from micrograd.files.writing import to_bytes
from micrograd.operations import BUILT_IN, OPERATIONS
from micrograd.recipe.faults import FAULTS
from micrograd.recipe.recipe import Recipe
from micrograd.runs.differences import differences, titled
from micrograd.runs.experiment import new_experiment
from tests.app.sessions import numbers, train

NAMES = [name for name, row in FAULTS.items() if row.is_any]


@pytest.fixture
def said(session: Session) -> list[str]:
    """What the session announces."""
    sentences: list[str] = []
    session.announced.connect(sentences.append)
    return sentences


def names(session: Session) -> list[str]:
    return [run.name for run in session.experiment.runs]


def find(session: Session, name: str) -> None:
    """Begin the search for this fault."""
    session.sabotage.draw = lambda rows: next(row for row in rows if row.name == name)
    session.sabotage.find()


def test_nothing_is_wrong_at_first(session: Session) -> None:
    assert not session.sabotage.is_on
    assert session.sabotage.shown is None
    assert session.sabotage.verdict == ""


@pytest.mark.parametrize("name", NAMES)
def test_a_line_is_made_wrong_and_undone(session: Session, name: str) -> None:
    train(session, 2)
    before = numbers(session)
    session.sabotage.choose(name)
    assert session.sabotage.shown is FAULTS[name]
    train(session, 1)
    session.edits.undo()
    assert not session.sabotage.is_on
    assert FAULTS[name].zero_start or session.cursor.steps == 3
    session.cursor.go_to(2)
    assert numbers(session) == before
    assert OPERATIONS == BUILT_IN


def test_a_line_is_wrong_from_its_step_on(session: Session) -> None:
    train(session, 2)
    session.sabotage.choose("uphill")
    train(session, 2)
    session.cursor.go_to(1)
    assert not session.sabotage.is_on
    session.cursor.go_to(2)
    assert session.sabotage.is_on
    assert [event.text for event in session.cursor.run.events] == [
        "one line wrong: Wrong sign of the update"
    ]


def test_mending_goes_on_from_there(session: Session) -> None:
    session.sabotage.choose("uphill")
    train(session, 1)
    session.sabotage.mend()
    assert (session.cursor.steps, session.sabotage.is_on) == (1, False)
    session.edits.undo()
    assert session.sabotage.is_on


def test_weights_of_zero_begin_a_run_and_mending_them_begins_another(session: Session) -> None:
    train(session, 2)
    session.sabotage.choose("zero-start")
    assert (session.cursor.steps, set(numbers(session))) == (0, {0.0})
    train(session, 1)
    session.sabotage.mend()
    assert session.cursor.steps == 0
    assert len(set(numbers(session))) > 2
    assert len(names(session)) == 3


def test_a_fault_is_in_the_file(session: Session) -> None:
    session.sabotage.choose("no-zero-grad")
    train(session, 3)
    session.sabotage.choose("uphill")
    train(session, 1)
    opened = from_bytes(to_bytes(session.experiment))
    run = opened.current
    assert run.start.recipe.fault == "no-zero-grad"
    assert run.recipe.fault == "uphill"
    assert run.history.last == session.cursor.run.history.last


def test_a_fault_that_needs_something_says_that_it_is_not_there(session: Session) -> None:
    session.sabotage.choose("trained-on-test")
    assert session.sabotage.without_effect == "no samples are held out"
    assert FAULTS["trained-on-test"] not in session.sabotage.possible


def test_the_doctor_is_silent_about_a_line_that_is_wrong_on_purpose(session: Session) -> None:
    session.sabotage.choose("slope-of-input")
    train(session, 8)
    assert session.cursor.divergence
    assert session.examination.look() is None
    assert not session.examination.is_searching


# Beside the right one.


@pytest.mark.parametrize("steps_before", [0, 3])
def test_the_right_run_stands_beside_the_wrong_one(session: Session, steps_before: int) -> None:
    asked: list[bool] = []
    session.comparison.asked.connect(lambda: asked.append(True))
    train(session, steps_before)
    start = numbers(session)
    session.sabotage.choose("uphill")
    train(session, 4)
    session.sabotage.compare_with_right()
    wrong, right = session.comparison.runs
    assert wrong is session.cursor.run
    assert right.name == f"{wrong.name}, right"
    assert (right.start.step, right.steps) == (steps_before, wrong.steps)
    assert list(right.start.data) == start
    assert right.recipe.fault == "none"
    assert asked == [True]
    (fault,) = [each for each in differences([wrong, right]) if each.setting == "fault"]
    assert fault.texts[0].endswith("Wrong sign of the update")
    assert fault.texts[1] == "none"
    alone = Session(new_experiment(Recipe()), session)
    train(alone, wrong.steps)
    assert right.history.last == alone.cursor.run.history.last
    session.edits.undo()
    assert right not in session.experiment.runs


def test_weights_of_zero_are_compared_with_those_of_the_seed(session: Session) -> None:
    session.sabotage.choose("zero-start")
    train(session, 2)
    session.sabotage.compare_with_right()
    right = session.comparison.runs[1]
    assert 0.0 not in right.start.data
    assert right.steps == 2


def test_after_mending_nobody_is_asked_for_the_line_any_more(
    session: Session, said: list[str]
) -> None:
    find(session, "uphill")
    session.sabotage.mend()
    assert said[-1] == "The training loop is right again."


def test_without_a_step_there_is_nothing_to_compare(session: Session, said: list[str]) -> None:
    session.sabotage.choose("uphill")
    session.sabotage.compare_with_right()
    assert said[-1].startswith("Train some steps first")
    assert len(names(session)) == 1


# Finding it.


def test_a_fault_to_be_found_is_not_told(session: Session, said: list[str]) -> None:
    find(session, "uphill")
    assert session.sabotage.is_secret
    assert session.sabotage.shown is None
    assert said[-1] == "One line of the training loop is wrong now. Which one?"
    train(session, 2)
    session.cursor.go_to(1)
    train(session, 1)
    branch = session.cursor.run
    assert session.sabotage.is_secret
    told = f"{titled(branch)} {session.undo_stack.undo_text} {said}"
    assert not any(word in told for word in ("uphill", FAULTS["uphill"].title))


def test_only_what_changes_something_is_to_be_found(session: Session) -> None:
    offered: list[str] = []
    session.sabotage.draw = lambda rows: offered.extend(row.name for row in rows) or rows[0]
    session.sabotage.find()
    assert set(offered) == {*NAMES} - {"trained-on-test"}


@pytest.mark.parametrize(
    ("guess", "verdict"), [("uphill", "Right."), ("zero-start", "No, not “All")]
)
def test_a_guess_is_judged_and_the_fault_shown(session: Session, guess: str, verdict: str) -> None:
    find(session, "uphill")
    session.sabotage.guess(guess)
    assert session.sabotage.verdict.startswith(verdict)
    assert session.sabotage.shown is FAULTS["uphill"]
    assert FAULTS["uphill"].title in titled(session.cursor.run)


def test_the_search_ends_with_show_me_and_with_undo(session: Session) -> None:
    find(session, "uphill")
    session.edits.undo()
    assert not session.sabotage.is_on
    session.edits.redo()
    assert session.sabotage.is_secret
    session.sabotage.reveal()
    assert session.sabotage.shown is FAULTS["uphill"]
    assert session.sabotage.verdict == ""


def test_what_was_said_to_a_guess_goes_with_its_fault(session: Session) -> None:
    find(session, "uphill")
    session.sabotage.guess("uphill")
    session.sabotage.choose("no-upstream")
    assert session.sabotage.verdict == ""


def test_the_search_goes_on_after_a_reset_and_in_another_network(session: Session) -> None:
    find(session, "uphill")
    train(session, 1)
    session.edits.same_weights()
    assert session.sabotage.is_secret
    session.edits.add_layer()
    assert session.sabotage.is_secret
    session.sabotage.choose("no-upstream")
    assert session.sabotage.shown is FAULTS["no-upstream"]


@pytest.mark.parametrize("name", ["uphill", "zero-start"])
def test_a_fault_is_hidden_before_anybody_is_told_of_its_run(
    session: Session, said: list[str], name: str
) -> None:
    told: list[str] = []
    session.runs.changed.connect(lambda: told.append(titled(session.cursor.run)))
    session.cursor.moved.connect(lambda: told.append(titled(session.cursor.run)))
    find(session, name)
    assert told
    assert not any(word in text for text in told for word in (name, FAULTS[name].title))
    assert said[0] == "Weights drawn anew. The step count restarted at 0."


def test_a_copy_of_a_run_hides_what_the_run_hides(session: Session) -> None:
    find(session, "uphill")
    train(session, 2)
    hidden = session.cursor.run
    session.edits.new_weights()
    session.sabotage.hide("no-zero-grad")
    session.runs.duplicate(hidden)
    assert session.sabotage.is_secret
    assert "one line wrong: ?" in titled(session.cursor.run)
    session.sabotage.reveal()
    session.runs.duplicate(hidden)
    assert session.sabotage.shown is FAULTS["uphill"]


def test_a_search_goes_on_in_the_file(session: Session) -> None:
    find(session, "uphill")
    train(session, 2)
    assert from_bytes(to_bytes(session.experiment)).current.hides_fault
    session.sabotage.reveal()
    assert not from_bytes(to_bytes(session.experiment)).current.hides_fault


def test_without_a_wrong_line_there_is_nothing_to_compare_or_mend(
    session: Session, said: list[str]
) -> None:
    train(session, 2)
    session.sabotage.compare_with_right()
    assert said[-1].startswith("No line is wrong at this step")
    session.sabotage.mend()
    assert len(names(session)) == 1
    assert session.undo_stack.undo_text == ""


def trained_right(session: Session, steps: int) -> None:
    """Compare, and see that the right run is as if no line had ever been wrong."""
    session.sabotage.compare_with_right()
    wrong, right = session.comparison.runs
    assert (right.start.step, right.steps) == (steps, wrong.steps)
    assert right.recipe == wrong.recipe.changed(fault="none")
    opened = from_bytes(to_bytes(session.experiment))
    (again,) = [run for run in opened.runs if run.name == right.name]
    assert again.history.last == right.history.last


def test_the_right_run_has_all_other_changes_of_the_wrong_one(session: Session) -> None:
    train(session, 2)
    session.sabotage.choose("uphill")
    train(session, 2)
    session.edits.set_learning_rate(0.01)
    session.edits.set_parameter(0, 0.5)
    train(session, 2)
    trained_right(session, 2)
    right = session.comparison.runs[1]
    alone = Session(new_experiment(Recipe()), session)
    train(alone, 4)
    alone.edits.set_learning_rate(0.01)
    alone.edits.set_parameter(0, 0.5)
    train(alone, 2)
    assert right.history.last == alone.cursor.run.history.last


def test_the_right_run_of_a_branch_begins_at_the_first_wrong_step(session: Session) -> None:
    session.sabotage.choose("uphill")
    train(session, 6)
    session.cursor.go_to(3)
    session.edits.set_learning_rate(0.05)
    train(session, 2)
    assert len(names(session)) == 2
    trained_right(session, 0)
    assert [event.step for event in session.comparison.runs[1].events] == [3]


def test_another_network_is_compared_from_its_first_step_on(session: Session) -> None:
    session.sabotage.choose("uphill")
    train(session, 2)
    session.edits.add_layer()
    train(session, 2)
    trained_right(session, 2)
