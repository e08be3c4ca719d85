"""Going back to any step, and what begins there: the whole window stands where one goes."""

import math

import pytest
from pytestqt.qtbot import QtBot

from app.playing.runner import Runner
from app.session.session import Session
from micrograd.data.dataset import Dataset
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment


def numbers(session: Session) -> list[float]:
    return [parameter.data for parameter in session.trainer.parameters]


def see(session: Session) -> tuple[object, ...]:
    return (
        session.steps,
        numbers(session),
        [parameter.grad for parameter in session.trainer.parameters],
        session.evaluation,
        [(value.data, value.grad) for value in session.graph.order],
        session.trainer.learning_rate,
        session.dataset.rows(),
        session.recipe,
    )


def train(session: Session, steps: int) -> None:
    for _ in range(steps):
        session.step()


def losses(session: Session) -> list[float]:
    return session.history.losses.values.tolist()


def take_step_back(session: Session) -> None:
    """All operations of the last step, one phase after the other."""
    for _ in range(4):
        session.take_back(1_000_000)
    assert session.trainer.is_between_steps


def linear_session(rate: float) -> Session:
    """With a rate of 1e80 it diverges at its second step."""
    config = Recipe(layers=(2, 1), activations=("linear", "linear"))
    return Session(new_experiment(config.changed(learning_rate=rate)))


@pytest.fixture
def trained(session: Session) -> Session:
    train(session, 10)
    return session


# Going there.


def test_an_earlier_step_is_shown_as_it_was(session: Session) -> None:
    seen = [see(session)]
    for _ in range(12):
        session.step()
        seen.append(see(session))
    for step in (7, 0, 12, 1, 11, 6):
        session.go_to(step)
        assert see(session) == seen[step]


def test_beyond_the_ends_is_at_the_ends(trained: Session) -> None:
    trained.go_to(-5)
    assert trained.steps == 0
    trained.go_to(99)
    assert trained.steps == 10
    assert not trained.is_in_the_past


def test_going_there_is_told(qtbot: QtBot, trained: Session) -> None:
    with qtbot.waitSignals([trained.about_to_change, trained.step_taken, trained.moved]):
        trained.go_to(3)


def test_the_run_stays_as_long_as_it_is_only_looked_at(trained: Session) -> None:
    losses = trained.history.losses.values.tolist()
    for step in (3, 8, 0):
        trained.go_to(step)
    assert trained.run.steps == 10
    assert trained.history.losses.values.tolist() == losses
    assert trained.experiment.runs == [trained.run]


def test_events_on_the_way_are_in_force_where_they_happened(session: Session) -> None:
    train(session, 4)
    session.set_learning_rate(0.02)
    train(session, 4)
    session.go_to(3)
    assert session.trainer.learning_rate == 0.1
    session.go_to(4)
    assert session.trainer.learning_rate == 0.02


# Branches.


def test_training_on_from_an_earlier_step_is_a_branch(trained: Session) -> None:
    old = trained.run
    losses = trained.history.losses.values.tolist()
    trained.go_to(4)
    trained.step()
    branch = trained.run
    assert (branch.parent, branch.start.step, branch.steps) == (old, 4, 5)
    assert trained.experiment.runs == [old, branch]
    assert (old.steps, old.history.losses.values.tolist()) == (10, losses)
    assert branch.loss_at(4).low == losses[4]
    assert branch.loss_at(3).low == losses[3]


def test_training_on_at_the_end_is_none(trained: Session) -> None:
    trained.go_to(4)
    trained.go_to(10)
    trained.step()
    assert trained.experiment.runs == [trained.run]
    assert trained.run.steps == 11


@pytest.mark.parametrize(
    "edit",
    [
        lambda s: s.set_learning_rate(0.3),
        lambda s: s.set_parameter(2, 0.25),
        lambda s: s.set_dataset(type(s.dataset).from_rows([[1.0, 2.0, 3.0, 0.5]]), "one sample"),
        lambda s: s.resize_layer(0, 6),
        lambda s: s.add_layer(),
    ],
)
def test_an_edit_at_an_earlier_step_is_a_branch_and_undo_goes_back(
    trained: Session, edit: object
) -> None:
    old = trained.run
    trained.go_to(4)
    before = see(trained)
    edit(trained)  # type: ignore[operator]
    branch = trained.run
    assert branch is not old
    assert (branch.parent, branch.start.step, trained.steps) == (old, 4, 4)
    assert [event.step for event in branch.events] == [4]
    changed = see(trained)
    trained.undo()
    assert (trained.run, trained.experiment.runs) == (old, [old])
    assert see(trained) == before
    trained.redo()
    assert trained.experiment.runs == [old, branch]
    assert see(trained) == changed


def test_what_was_trained_on_a_branch_stays_when_its_edit_is_undone(trained: Session) -> None:
    old = trained.run
    trained.go_to(4)
    trained.set_learning_rate(0.3)
    branch = trained.run
    train(trained, 3)
    trained.undo()
    assert (trained.run, trained.steps) == (old, 4)
    assert trained.experiment.runs == [old, branch]
    trained.redo()
    assert (trained.run, trained.steps) == (branch, 7)


def test_a_drag_at_an_earlier_step_is_one_branch_and_one_undo(trained: Session) -> None:
    trained.go_to(4)
    for rate in (0.2, 0.3, 0.4):
        trained.set_learning_rate(rate, gesture=7)
    assert len(trained.experiment.runs) == 2
    assert [event.text for event in trained.run.events] == ["rate 0.4"]
    trained.undo()
    assert (len(trained.experiment.runs), trained.trainer.learning_rate) == (1, 0.1)
    trained.redo()
    assert trained.trainer.learning_rate == 0.4


def test_the_past_of_a_branch_is_its_parents(trained: Session) -> None:
    trained.go_to(4)
    at_4 = see(trained)
    trained.go_to(2)
    at_2 = see(trained)
    trained.go_to(4)
    trained.set_learning_rate(0.3)
    train(trained, 3)
    branch, parent = trained.run, trained.run.parent
    trained.go_to(2)
    assert (trained.run, trained.owner) == (branch, parent)
    assert see(trained) == at_2
    trained.go_to(4)
    assert trained.owner is branch
    assert see(trained)[1:5] == at_4[1:5]
    assert trained.trainer.learning_rate == 0.3


def test_the_past_of_another_network_is_of_the_network_before(trained: Session) -> None:
    trained.add_layer()
    train(trained, 2)
    trained.go_to(3)
    assert trained.recipe.layers == (4, 4, 1)
    assert len(trained.trainer.parameters) == 41
    trained.go_to(11)
    assert trained.recipe.layers == (4, 4, 4, 1)


def test_undo_of_the_second_of_two_edits_of_the_data_says_so(session: Session) -> None:
    train(session, 2)
    kind = type(session.dataset)
    session.set_dataset(kind.from_rows([[1.0, 2.0, 3.0, 0.5]]), "one sample")
    train(session, 2)
    session.set_dataset(kind.from_rows([[1.0, 2.0, 3.0, 0.7]]), "another target")
    train(session, 2)
    session.undo()
    assert [event.text for event in session.run.events] == [
        "one sample",
        "another target",
        "undo another target",
    ]
    assert session.dataset.rows() == [[1.0, 2.0, 3.0, 0.5]]


# Walking operations in the past.


def test_operations_walk_along_what_was_trained_without_a_branch(trained: Session) -> None:
    trained.go_to(5)
    after = see(trained)
    trained.go_to(4)
    for _ in range(4):
        trained.step_phase()
    assert see(trained) == after
    assert trained.experiment.runs == [trained.run]
    assert trained.run.steps == 10


def test_walking_over_an_event_lets_it_happen(session: Session) -> None:
    train(session, 3)
    session.set_learning_rate(0.02)
    train(session, 3)
    session.go_to(2)
    for _ in range(4):
        session.step_phase()
    assert (session.steps, session.trainer.learning_rate) == (3, 0.02)


def test_walking_to_the_end_is_to_be_at_the_end(trained: Session) -> None:
    trained.go_to(9)
    for _ in range(4):
        trained.step_phase()
    assert not trained.is_in_the_past
    trained.step()
    assert trained.experiment.runs == [trained.run]


def test_training_on_in_the_middle_of_an_earlier_step_begins_that_step_again(
    trained: Session,
) -> None:
    trained.go_to(5)
    after = numbers(trained)
    trained.go_to(4)
    trained.step_phase()
    trained.step_operation()
    trained.step()
    assert (trained.steps, trained.run.start.step) == (5, 4)
    assert numbers(trained) == after


# Back over the start of a branch.


def test_an_operation_taken_back_over_the_start_of_a_branch_is_one_of_its_parent(
    trained: Session,
) -> None:
    old = trained.run
    trained.go_to(4)
    trained.step()
    branch = trained.run
    trained.go_to(4)
    trained.take_back()
    assert (trained.run, trained.owner, trained.steps) == (branch, old, 3)
    assert trained.is_in_the_past
    trained.step()
    assert (trained.run.parent, trained.run.start.step, trained.steps) == (old, 3, 4)
    assert (branch.start.step, branch.steps, old.steps) == (4, 5, 10)


def test_a_step_taken_back_over_the_start_of_a_branch_is_the_parents(trained: Session) -> None:
    trained.go_to(3)
    at_3 = see(trained)
    trained.go_to(4)
    trained.step()
    branch = trained.run
    trained.go_to(4)
    take_step_back(trained)
    assert (see(trained), trained.owner) == (at_3, branch.parent)
    for _ in range(4):
        trained.step_phase()
    assert (trained.run, trained.owner, trained.steps) == (branch, branch, 4)


def test_a_step_taken_back_from_an_untrained_branch_is_recorded_nowhere(trained: Session) -> None:
    old, known = trained.run, losses(trained)
    trained.go_to(4)
    trained.train_on()
    untrained = trained.run
    take_step_back(trained)
    trained.step()
    assert (untrained.start.step, untrained.steps, len(untrained.history.losses)) == (4, 4, 0)
    assert (trained.run.start.step, trained.steps) == (3, 4)
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
    runner = Runner(trained, trained)
    runner.set_speed(300.0)
    runner.run()
    take_step_back(trained)
    assert (trained.steps, trained.run.steps) == (9, 10)
    qtbot.waitUntil(lambda: trained.steps >= 12)
    runner.pause()
    train(twin, trained.steps - twin.steps)
    assert trained.run.steps == trained.steps
    assert losses(trained)[:14] == losses(twin)[: trained.steps][:14]


def test_run_and_pause_where_a_step_was_taken_back_leave_the_past_of_a_branch(
    trained: Session,
) -> None:
    old, known = trained.run, losses(trained)
    trained.resize_layer(0, 3)
    branch = trained.run
    train(trained, 2)
    trained.run_list.make_current(old)
    take_step_back(trained)
    runner = Runner(trained, trained)
    runner.run()
    runner.pause()
    assert (old.steps, losses(trained)) == (10, known)
    assert branch.loss_at(9).low == known[9]
    trained.step()
    assert (trained.run, trained.steps, losses(trained)) == (old, 10, known)


# Divergence.


def test_a_divergence_does_not_go_back_to_before_its_branch_began(qapp: object) -> None:
    session = linear_session(0.01)
    train(session, 3)
    session.set_learning_rate(1e80)
    session.step()
    assert math.isinf(session.evaluation.loss)
    old = session.run
    session.resize_layer(0, 3)
    session.run_list.make_current(old)
    session.set_learning_rate(0.01)
    branch = session.run
    assert branch not in (old, None)
    session.step()
    assert session.divergence
    assert (session.owner, session.steps, branch.start.step, branch.steps) == (branch, 4, 4, 4)
    assert old.steps == 4


def test_nor_does_it_after_an_edit_at_the_start_of_the_branch_and_its_undo(qapp: object) -> None:
    session = linear_session(0.01)
    train(session, 3)
    session.set_learning_rate(1e80)
    session.step()
    old = session.run
    session.resize_layer(0, 3)
    session.run_list.make_current(old)
    session.set_learning_rate(0.01)
    branch = session.run
    session.set_parameter(0, 0.5)
    session.undo()
    session.step()
    assert session.divergence
    assert (session.owner, session.steps, branch.start.step, branch.steps) == (branch, 4, 4, 4)


def test_after_a_divergence_back_to_step_0_a_later_rate_counts(qapp: object) -> None:
    session = linear_session(1e80)
    session.step()
    session.set_learning_rate(0.1)
    session.step()
    assert session.divergence
    assert session.steps == 0
    session.set_learning_rate(0.01)
    train(session, 4)
    twin = linear_session(0.01)
    train(twin, 4)
    assert numbers(session) == numbers(twin)
    for step in (0, 1, 4):
        session.go_to(step)
        twin.go_to(step)
        assert (numbers(session), session.trainer.learning_rate) == (numbers(twin), 0.01)


# Edits that are taken back.


def test_an_edit_in_the_middle_of_an_update_and_its_undo_leave_the_numbers_of_the_step(
    trained: Session,
) -> None:
    before = numbers(trained)
    for _ in range(3):
        trained.step_phase()
    trained.step_operation()
    assert numbers(trained) != before
    trained.set_parameter(0, 5.0)
    assert numbers(trained) == [5.0, *before[1:]]
    trained.undo()
    assert numbers(trained) == before


def test_another_network_in_the_middle_of_the_first_update_is_drawn_anew(
    session: Session,
) -> None:
    for _ in range(3):
        session.step_phase()
    session.step_operation()
    session.resize_layer(0, 3)
    twin = Session()
    twin.resize_layer(0, 3)
    assert (numbers(session), session.steps) == (numbers(twin), 0)


def test_an_edit_and_its_undo_leave_no_event(trained: Session) -> None:
    before = see(trained)
    for edit in (
        lambda: trained.set_parameter(0, 5.0),
        lambda: trained.set_learning_rate(0.3),
        lambda: trained.set_dataset(Dataset.from_rows([[1.0, 2.0, 3.0, 1.0]]), "one sample"),
    ):
        edit()
        assert len(trained.run.events) == 1
        trained.undo()
        assert trained.run.events == []
    assert see(trained) == before


def test_undo_and_redo_of_an_edit_where_another_run_branched_off_make_one_run_at_most(
    trained: Session,
) -> None:
    trained.set_learning_rate(0.2)
    old = trained.run
    trained.resize_layer(0, 3)
    train(trained, 2)
    trained.undo()
    assert trained.run is old
    for _ in range(4):
        trained.undo()
        assert trained.trainer.learning_rate == 0.1
        trained.redo()
        assert trained.trainer.learning_rate == 0.2
    assert len(trained.experiment.runs) <= 3
    assert [event.text for event in old.events] == ["rate 0.2"]


def test_an_edit_in_an_ancestor_leaves_an_untrained_branch_where_it_is(trained: Session) -> None:
    trained.go_to(7)
    trained.set_parameter(0, 0.5)
    idea = trained.run
    trained.go_to(5)
    trained.set_learning_rate(0.3)
    assert idea in trained.experiment.runs
    assert trained.run.parent is idea.parent
    trained.undo()
    assert (trained.run, trained.steps, trained.experiment.runs[1:]) == (idea, 5, [idea])


# Starting again.


def test_a_reset_is_another_run(trained: Session) -> None:
    old = trained.run
    trained.same_weights()
    assert trained.experiment.runs == [old, trained.run]
    assert (trained.steps, old.steps, trained.run.parent) == (0, 10, None)


def test_a_run_without_a_step_gives_way_to_the_next_one(session: Session) -> None:
    session.new_weights()
    session.resize_layer(0, 6)
    session.set_learning_rate(0.2)
    assert [(run.number, run.name) for run in session.experiment.runs] == [(1, "run 1")]
    assert session.run.start.recipe.learning_rate == 0.2
    assert session.run.events == []
    for _ in range(3):
        session.undo()
    assert (session.recipe.layers, session.recipe.seed) == ((4, 4, 1), 0)
    assert session.trainer.learning_rate == 0.1


def test_a_layer_resized_twice_is_one_branch(trained: Session) -> None:
    trained.resize_layer(0, 5)
    trained.resize_layer(0, 6)
    assert [run.number for run in trained.experiment.runs] == [1, 2]
    assert [event.text for event in trained.run.events] == [
        "resize layer 1 to 5",
        "resize layer 1 to 6",
    ]
    trained.undo()
    assert trained.recipe.layers == (5, 4, 1)
    trained.undo()
    assert (trained.recipe.layers, len(trained.experiment.runs)) == ((4, 4, 1), 1)


def test_where_another_run_branched_off_nothing_is_changed_any_more(trained: Session) -> None:
    old = trained.run
    trained.resize_layer(0, 5)
    other = trained.run
    train(trained, 2)
    trained.undo()
    assert trained.run is old
    trained.set_learning_rate(0.3)
    assert old.events == []
    assert [event.text for event in other.past_events] == ["resize layer 1 to 5"]
    assert trained.run not in (old, other)
    assert trained.trainer.learning_rate == 0.3


def test_a_parameter_edited_before_the_first_step_and_another_network_there(
    session: Session,
) -> None:
    session.set_parameter(0, 0.5)
    train(session, 3)
    session.go_to(0)
    session.resize_layer(0, 5)
    train(session, 2)
    session.go_to(1)
    session.go_to(2)
    assert (session.run.start.step, session.recipe.layers) == (0, (5, 4, 1))


# What is said of it.


def test_training_on_in_the_past_says_which_run_branches_off_where(
    qtbot: QtBot, trained: Session
) -> None:
    trained.go_to(4)
    with qtbot.waitSignal(trained.announced) as said:
        trained.step()
    assert said.args == ["Run 2 branches off run 1 at step 4."]


def test_runs_are_called_by_their_names(qtbot: QtBot, trained: Session) -> None:
    trained.run_list.rename(trained.run, "the first")
    trained.go_to(4)
    with qtbot.waitSignal(trained.announced) as said:
        trained.set_learning_rate(0.05)
    assert said.args == ["Run 2 branches off the first at step 4."]


def test_a_drag_in_the_past_says_once_that_a_run_branches_off(trained: Session) -> None:
    trained.go_to(4)
    words: list[str] = []
    trained.announced.connect(words.append)
    for rate in (0.05, 0.06, 0.07):
        trained.set_learning_rate(rate, gesture=1)
    assert words == ["Run 2 branches off run 1 at step 4."]
