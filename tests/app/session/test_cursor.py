"""Going back to any step, and what begins there: the whole session stands at that step."""

import math

import pytest
from pytestqt.qtbot import QtBot

from app.session.session import Session
from micrograd.data.dataset import Dataset
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment
from tests.app.sessions import full_speed_runner, numbers, train


def see(session: Session) -> tuple[object, ...]:
    return (
        session.cursor.steps,
        numbers(session),
        [parameter.grad for parameter in session.cursor.trainer.parameters],
        session.cursor.evaluation,
        [(value.data, value.grad) for value in session.cursor.graph.order],
        session.cursor.trainer.learning_rate,
        session.cursor.dataset.rows(),
        session.cursor.recipe,
    )


def losses(session: Session) -> list[float]:
    return session.cursor.owner.history.losses.values.tolist()


def take_step_back(session: Session) -> None:
    """All operations of the last step, phase by phase."""
    for _ in range(4):
        session.training.take_back(1_000_000)
    assert session.cursor.trainer.is_between_steps


def linear_session(rate: float) -> Session:
    """A session with a rate of 1e80, which diverges at its second step."""
    config = Recipe(layers=(2, 1), activations=("linear", "linear"))
    return Session(new_experiment(config.changed(learning_rate=rate)))


@pytest.fixture
def trained(session: Session) -> Session:
    train(session, 10)
    return session


# Going to a step.


def test_an_earlier_step_is_shown_as_it_was(session: Session) -> None:
    seen = [see(session)]
    for _ in range(12):
        session.training.step()
        seen.append(see(session))
    for step in (7, 0, 12, 1, 11, 6):
        session.cursor.go_to(step)
        assert see(session) == seen[step]


def test_beyond_the_ends_is_at_the_ends(trained: Session) -> None:
    trained.cursor.go_to(-5)
    assert trained.cursor.steps == 0
    trained.cursor.go_to(99)
    assert trained.cursor.steps == 10
    assert not trained.cursor.is_in_the_past


def test_going_there_is_told(qtbot: QtBot, trained: Session) -> None:
    settled: list[int] = []
    trained.settler = lambda: settled.append(trained.cursor.steps)
    with qtbot.waitSignals([trained.cursor.step_taken, trained.cursor.moved]):
        trained.cursor.go_to(3)
    assert settled == [10]


def test_the_run_stays_as_long_as_it_is_only_looked_at(trained: Session) -> None:
    losses = trained.cursor.owner.history.losses.values.tolist()
    for step in (3, 8, 0):
        trained.cursor.go_to(step)
    assert trained.cursor.run.steps == 10
    assert trained.cursor.owner.history.losses.values.tolist() == losses
    assert trained.experiment.runs == [trained.cursor.run]


def test_events_on_the_way_are_in_force_where_they_happened(session: Session) -> None:
    train(session, 4)
    session.edits.set_learning_rate(0.02)
    train(session, 4)
    session.cursor.go_to(3)
    assert session.cursor.trainer.learning_rate == 0.1
    session.cursor.go_to(4)
    assert session.cursor.trainer.learning_rate == 0.02


# Branches.


def test_training_on_from_an_earlier_step_is_a_branch(trained: Session) -> None:
    old = trained.cursor.run
    losses = trained.cursor.owner.history.losses.values.tolist()
    trained.cursor.go_to(4)
    trained.training.step()
    branch = trained.cursor.run
    assert (branch.parent, branch.start.step, branch.steps) == (old, 4, 5)
    assert trained.experiment.runs == [old, branch]
    assert (old.steps, old.history.losses.values.tolist()) == (10, losses)
    assert branch.loss_at(4).low == losses[4]
    assert branch.loss_at(3).low == losses[3]


def test_training_on_at_the_end_is_none(trained: Session) -> None:
    trained.cursor.go_to(4)
    trained.cursor.go_to(10)
    trained.training.step()
    assert trained.experiment.runs == [trained.cursor.run]
    assert trained.cursor.run.steps == 11


@pytest.mark.parametrize(
    "edit",
    [
        lambda s: s.edits.set_learning_rate(0.3),
        lambda s: s.edits.set_parameter(2, 0.25),
        lambda s: s.edits.set_dataset(
            type(s.cursor.dataset).from_rows([[1.0, 2.0, 3.0, 0.5]]), "one sample"
        ),
        lambda s: s.edits.resize_layer(0, 6),
        lambda s: s.edits.add_layer(),
    ],
)
def test_an_edit_at_an_earlier_step_is_a_branch_and_undo_goes_back(
    trained: Session, edit: object
) -> None:
    old = trained.cursor.run
    trained.cursor.go_to(4)
    before = see(trained)
    edit(trained)  # type: ignore[operator]
    branch = trained.cursor.run
    assert branch is not old
    assert (branch.parent, branch.start.step, trained.cursor.steps) == (old, 4, 4)
    assert [event.step for event in branch.events] == [4]
    changed = see(trained)
    trained.edits.undo()
    assert (trained.cursor.run, trained.experiment.runs) == (old, [old])
    assert see(trained) == before
    trained.edits.redo()
    assert trained.experiment.runs == [old, branch]
    assert see(trained) == changed


def test_what_was_trained_on_a_branch_stays_when_its_edit_is_undone(trained: Session) -> None:
    old = trained.cursor.run
    trained.cursor.go_to(4)
    trained.edits.set_learning_rate(0.3)
    branch = trained.cursor.run
    train(trained, 3)
    trained.edits.undo()
    assert (trained.cursor.run, trained.cursor.steps) == (old, 4)
    assert trained.experiment.runs == [old, branch]
    trained.edits.redo()
    assert (trained.cursor.run, trained.cursor.steps) == (branch, 7)


def test_a_drag_at_an_earlier_step_is_one_branch_and_one_undo(trained: Session) -> None:
    trained.cursor.go_to(4)
    for rate in (0.2, 0.3, 0.4):
        trained.edits.set_learning_rate(rate, gesture=7)
    assert len(trained.experiment.runs) == 2
    assert [event.text for event in trained.cursor.run.events] == ["rate 0.4"]
    trained.edits.undo()
    assert (len(trained.experiment.runs), trained.cursor.trainer.learning_rate) == (1, 0.1)
    trained.edits.redo()
    assert trained.cursor.trainer.learning_rate == 0.4


def test_the_past_of_a_branch_is_its_parents(trained: Session) -> None:
    trained.cursor.go_to(4)
    at_4 = see(trained)
    trained.cursor.go_to(2)
    at_2 = see(trained)
    trained.cursor.go_to(4)
    trained.edits.set_learning_rate(0.3)
    train(trained, 3)
    branch, parent = trained.cursor.run, trained.cursor.run.parent
    trained.cursor.go_to(2)
    assert (trained.cursor.run, trained.cursor.owner) == (branch, parent)
    assert see(trained) == at_2
    trained.cursor.go_to(4)
    assert trained.cursor.owner is branch
    assert see(trained)[1:5] == at_4[1:5]
    assert trained.cursor.trainer.learning_rate == 0.3


def test_the_past_of_another_network_is_of_the_network_before(trained: Session) -> None:
    trained.edits.add_layer()
    train(trained, 2)
    trained.cursor.go_to(3)
    assert trained.cursor.recipe.layers == (4, 4, 1)
    assert len(trained.cursor.trainer.parameters) == 41
    trained.cursor.go_to(11)
    assert trained.cursor.recipe.layers == (4, 4, 4, 1)


def test_undo_of_the_second_of_two_edits_of_the_data_says_so(session: Session) -> None:
    train(session, 2)
    kind = type(session.cursor.dataset)
    session.edits.set_dataset(kind.from_rows([[1.0, 2.0, 3.0, 0.5]]), "one sample")
    train(session, 2)
    session.edits.set_dataset(kind.from_rows([[1.0, 2.0, 3.0, 0.7]]), "another target")
    train(session, 2)
    session.edits.undo()
    assert [event.text for event in session.cursor.run.events] == [
        "one sample",
        "another target",
        "undo another target",
    ]
    assert session.cursor.dataset.rows() == [[1.0, 2.0, 3.0, 0.5]]


# Walking operations in the past.


def test_operations_walk_along_what_was_trained_without_a_branch(trained: Session) -> None:
    trained.cursor.go_to(5)
    after = see(trained)
    trained.cursor.go_to(4)
    for _ in range(4):
        trained.training.step_phase()
    assert see(trained) == after
    assert trained.experiment.runs == [trained.cursor.run]
    assert trained.cursor.run.steps == 10


def test_walking_over_an_event_lets_it_happen(session: Session) -> None:
    train(session, 3)
    session.edits.set_learning_rate(0.02)
    train(session, 3)
    session.cursor.go_to(2)
    for _ in range(4):
        session.training.step_phase()
    assert (session.cursor.steps, session.cursor.trainer.learning_rate) == (3, 0.02)


def test_walking_to_the_end_is_to_be_at_the_end(trained: Session) -> None:
    trained.cursor.go_to(9)
    for _ in range(4):
        trained.training.step_phase()
    assert not trained.cursor.is_in_the_past
    trained.training.step()
    assert trained.experiment.runs == [trained.cursor.run]


def test_training_on_in_the_middle_of_an_earlier_step_begins_that_step_again(
    trained: Session,
) -> None:
    trained.cursor.go_to(5)
    after = numbers(trained)
    trained.cursor.go_to(4)
    trained.training.step_phase()
    trained.training.step_operation()
    trained.training.step()
    assert (trained.cursor.steps, trained.cursor.run.start.step) == (5, 4)
    assert numbers(trained) == after


# Back over the start of a branch.


def test_an_operation_taken_back_over_the_start_of_a_branch_is_one_of_its_parent(
    trained: Session,
) -> None:
    old = trained.cursor.run
    trained.cursor.go_to(4)
    trained.training.step()
    branch = trained.cursor.run
    trained.cursor.go_to(4)
    trained.training.take_back()
    assert (trained.cursor.run, trained.cursor.owner, trained.cursor.steps) == (branch, old, 3)
    assert trained.cursor.is_in_the_past
    trained.training.step()
    assert (trained.cursor.run.parent, trained.cursor.run.start.step, trained.cursor.steps) == (
        old,
        3,
        4,
    )
    assert (branch.start.step, branch.steps, old.steps) == (4, 5, 10)


def test_a_step_taken_back_over_the_start_of_a_branch_is_the_parents(trained: Session) -> None:
    trained.cursor.go_to(3)
    at_3 = see(trained)
    trained.cursor.go_to(4)
    trained.training.step()
    branch = trained.cursor.run
    trained.cursor.go_to(4)
    take_step_back(trained)
    assert (see(trained), trained.cursor.owner) == (at_3, branch.parent)
    for _ in range(4):
        trained.training.step_phase()
    assert (trained.cursor.run, trained.cursor.owner, trained.cursor.steps) == (branch, branch, 4)


def test_a_step_taken_back_from_an_untrained_branch_is_recorded_nowhere(trained: Session) -> None:
    old, known = trained.cursor.run, losses(trained)
    trained.cursor.go_to(4)
    trained.training.train_on()
    untrained = trained.cursor.run
    take_step_back(trained)
    trained.training.step()
    assert (untrained.start.step, untrained.steps, len(untrained.history.losses)) == (4, 4, 0)
    assert (trained.cursor.run.start.step, trained.cursor.steps) == (3, 4)
    assert losses(trained) == [known[3]]
    assert old.history.losses.values.tolist() == known


# A step that was taken back is recorded once.


@pytest.mark.parametrize("loop", ["engine", "compiled"])
def test_a_step_taken_back_while_it_runs_at_a_speed_is_recorded_once(
    qtbot: QtBot, trained: Session, request: pytest.FixtureRequest, loop: str
) -> None:
    twin = Session()
    train(twin, 14)
    if loop == "compiled":
        request.getfixturevalue("compiled_loop")
    runner = full_speed_runner(trained)
    runner.speed.hold(300.0)
    runner.run()
    take_step_back(trained)
    assert (trained.cursor.steps, trained.cursor.run.steps) == (9, 10)
    qtbot.waitUntil(lambda: trained.cursor.steps >= 12)
    runner.pause()
    train(twin, trained.cursor.steps - twin.cursor.steps)
    assert trained.cursor.run.steps == trained.cursor.steps
    assert losses(trained)[:14] == losses(twin)[: trained.cursor.steps][:14]


def test_run_and_pause_where_a_step_was_taken_back_leave_the_past_of_a_branch(
    trained: Session,
) -> None:
    old, known = trained.cursor.run, losses(trained)
    trained.edits.resize_layer(0, 3)
    branch = trained.cursor.run
    train(trained, 2)
    trained.runs.make_current(old)
    take_step_back(trained)
    runner = full_speed_runner(trained)
    runner.run()
    runner.pause()
    assert (old.steps, losses(trained)) == (10, known)
    assert branch.loss_at(9).low == known[9]
    trained.training.step()
    assert (trained.cursor.run, trained.cursor.steps, losses(trained)) == (old, 10, known)


# Divergence.


def test_a_divergence_does_not_go_back_to_before_its_branch_began(qapp: object) -> None:
    session = linear_session(0.01)
    train(session, 3)
    session.edits.set_learning_rate(1e80)
    session.training.step()
    assert math.isinf(session.cursor.evaluation.loss)
    old = session.cursor.run
    session.edits.resize_layer(0, 3)
    session.runs.make_current(old)
    session.edits.set_learning_rate(0.01)
    branch = session.cursor.run
    assert branch not in (old, None)
    session.training.step()
    assert session.cursor.divergence
    assert (session.cursor.owner, session.cursor.steps, branch.start.step, branch.steps) == (
        branch,
        4,
        4,
        4,
    )
    assert old.steps == 4


def test_nor_does_it_after_an_edit_at_the_start_of_the_branch_and_its_undo(qapp: object) -> None:
    session = linear_session(0.01)
    train(session, 3)
    session.edits.set_learning_rate(1e80)
    session.training.step()
    old = session.cursor.run
    session.edits.resize_layer(0, 3)
    session.runs.make_current(old)
    session.edits.set_learning_rate(0.01)
    branch = session.cursor.run
    session.edits.set_parameter(0, 0.5)
    session.edits.undo()
    session.training.step()
    assert session.cursor.divergence
    assert (session.cursor.owner, session.cursor.steps, branch.start.step, branch.steps) == (
        branch,
        4,
        4,
        4,
    )


def test_after_a_divergence_back_to_step_0_a_later_rate_counts(qapp: object) -> None:
    session = linear_session(1e80)
    session.training.step()
    session.edits.set_learning_rate(0.1)
    session.training.step()
    assert session.cursor.divergence
    assert session.cursor.steps == 0
    session.edits.set_learning_rate(0.01)
    train(session, 4)
    twin = linear_session(0.01)
    train(twin, 4)
    assert numbers(session) == numbers(twin)
    for step in (0, 1, 4):
        session.cursor.go_to(step)
        twin.cursor.go_to(step)
        assert (numbers(session), session.cursor.trainer.learning_rate) == (numbers(twin), 0.01)


# Edits that are taken back.


def test_an_edit_in_the_middle_of_an_update_and_its_undo_leave_the_numbers_of_the_step(
    trained: Session,
) -> None:
    before = numbers(trained)
    for _ in range(3):
        trained.training.step_phase()
    trained.training.step_operation()
    assert numbers(trained) != before
    trained.edits.set_parameter(0, 5.0)
    assert numbers(trained) == [5.0, *before[1:]]
    trained.edits.undo()
    assert numbers(trained) == before


def test_another_network_in_the_middle_of_the_first_update_is_drawn_anew(
    session: Session,
) -> None:
    for _ in range(3):
        session.training.step_phase()
    session.training.step_operation()
    session.edits.resize_layer(0, 3)
    twin = Session()
    twin.edits.resize_layer(0, 3)
    assert (numbers(session), session.cursor.steps) == (numbers(twin), 0)


def test_an_edit_and_its_undo_leave_no_event(trained: Session) -> None:
    before = see(trained)
    for edit in (
        lambda: trained.edits.set_parameter(0, 5.0),
        lambda: trained.edits.set_learning_rate(0.3),
        lambda: trained.edits.set_dataset(Dataset.from_rows([[1.0, 2.0, 3.0, 1.0]]), "one sample"),
    ):
        edit()
        assert len(trained.cursor.run.events) == 1
        trained.edits.undo()
        assert trained.cursor.run.events == []
    assert see(trained) == before


def test_undo_and_redo_of_an_edit_where_another_run_branched_off_make_one_run_at_most(
    trained: Session,
) -> None:
    trained.edits.set_learning_rate(0.2)
    old = trained.cursor.run
    trained.edits.resize_layer(0, 3)
    train(trained, 2)
    trained.edits.undo()
    assert trained.cursor.run is old
    for _ in range(4):
        trained.edits.undo()
        assert trained.cursor.trainer.learning_rate == 0.1
        trained.edits.redo()
        assert trained.cursor.trainer.learning_rate == 0.2
    assert len(trained.experiment.runs) <= 3
    assert [event.text for event in old.events] == ["rate 0.2"]


def test_an_edit_in_an_ancestor_leaves_an_untrained_branch_where_it_is(trained: Session) -> None:
    trained.cursor.go_to(7)
    trained.edits.set_parameter(0, 0.5)
    idea = trained.cursor.run
    trained.cursor.go_to(5)
    trained.edits.set_learning_rate(0.3)
    assert idea in trained.experiment.runs
    assert trained.cursor.run.parent is idea.parent
    trained.edits.undo()
    assert (trained.cursor.run, trained.cursor.steps, trained.experiment.runs[1:]) == (
        idea,
        5,
        [idea],
    )


# Starting again.


def test_a_reset_is_another_run(trained: Session) -> None:
    old = trained.cursor.run
    trained.edits.same_weights()
    assert trained.experiment.runs == [old, trained.cursor.run]
    assert (trained.cursor.steps, old.steps, trained.cursor.run.parent) == (0, 10, None)


def test_a_run_without_a_step_gives_way_to_the_next_one(session: Session) -> None:
    session.edits.new_weights()
    session.edits.resize_layer(0, 6)
    session.edits.set_learning_rate(0.2)
    assert [(run.number, run.name) for run in session.experiment.runs] == [(1, "run 1")]
    assert session.cursor.run.start.recipe.learning_rate == 0.2
    assert session.cursor.run.events == []
    for _ in range(3):
        session.edits.undo()
    assert (session.cursor.recipe.layers, session.cursor.recipe.seed) == ((4, 4, 1), 0)
    assert session.cursor.trainer.learning_rate == 0.1


def test_a_layer_resized_twice_is_one_branch(trained: Session) -> None:
    trained.edits.resize_layer(0, 5)
    trained.edits.resize_layer(0, 6)
    assert [run.number for run in trained.experiment.runs] == [1, 2]
    assert [event.text for event in trained.cursor.run.events] == [
        "resize layer 1 to 5",
        "resize layer 1 to 6",
    ]
    trained.edits.undo()
    assert trained.cursor.recipe.layers == (5, 4, 1)
    trained.edits.undo()
    assert (trained.cursor.recipe.layers, len(trained.experiment.runs)) == ((4, 4, 1), 1)


def test_where_another_run_branched_off_nothing_is_changed_any_more(trained: Session) -> None:
    old = trained.cursor.run
    trained.edits.resize_layer(0, 5)
    other = trained.cursor.run
    train(trained, 2)
    trained.edits.undo()
    assert trained.cursor.run is old
    trained.edits.set_learning_rate(0.3)
    assert old.events == []
    assert [event.text for event in other.past_events] == ["resize layer 1 to 5"]
    assert trained.cursor.run not in (old, other)
    assert trained.cursor.trainer.learning_rate == 0.3


def test_a_parameter_edited_before_the_first_step_and_another_network_there(
    session: Session,
) -> None:
    session.edits.set_parameter(0, 0.5)
    train(session, 3)
    session.cursor.go_to(0)
    session.edits.resize_layer(0, 5)
    train(session, 2)
    session.cursor.go_to(1)
    session.cursor.go_to(2)
    assert (session.cursor.run.start.step, session.cursor.recipe.layers) == (0, (5, 4, 1))


# Sentences about it.


def test_training_on_in_the_past_says_which_run_branches_off_where(
    qtbot: QtBot, trained: Session
) -> None:
    trained.cursor.go_to(4)
    with qtbot.waitSignal(trained.announced) as said:
        trained.training.step()
    assert said.args == ["Run 2 branches off run 1 at step 4."]


def test_runs_are_called_by_their_names(qtbot: QtBot, trained: Session) -> None:
    trained.runs.rename(trained.cursor.run, "the first")
    trained.cursor.go_to(4)
    with qtbot.waitSignal(trained.announced) as said:
        trained.edits.set_learning_rate(0.05)
    assert said.args == ["Run 2 branches off the first at step 4."]


def test_a_drag_in_the_past_says_once_that_a_run_branches_off(trained: Session) -> None:
    trained.cursor.go_to(4)
    words: list[str] = []
    trained.announced.connect(words.append)
    for rate in (0.05, 0.06, 0.07):
        trained.edits.set_learning_rate(rate, gesture=1)
    assert words == ["Run 2 branches off run 1 at step 4."]
