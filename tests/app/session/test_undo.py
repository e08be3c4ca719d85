"""Every edit can be undone and redone, and the numbers of training come back with it."""

from collections.abc import Callable

import pytest

from app.session.session import Session
from app.session.undo import LIMIT, new_gesture
from micrograd.data.dataset import Dataset, four_samples
from tests.app.sessions import numbers, train
from tests.micrograd.files.experiments import recorded_steps

WIDER = Dataset([[1.0, 2.0, 3.0, 4.0]], [0.5])


def state(session: Session) -> tuple[object, ...]:
    """Everything that an edit may change."""
    return (
        session.cursor.dataset.rows(),
        session.cursor.recipe,
        session.cursor.trainer.learning_rate,
        session.cursor.steps,
        numbers(session),
        [parameter.grad for parameter in session.cursor.trainer.parameters],
        session.cursor.owner.history.losses.values.tolist(),
        recorded_steps(session.cursor.owner),
        session.cursor.evaluation,
    )


def swap_first_sample(session: Session) -> None:
    rows = session.cursor.dataset.rows()
    rows[0][0] = 7.5
    session.edits.set_dataset(
        Dataset.from_rows(rows, session.cursor.dataset.nout), "change x1 of sample 1"
    )


EDITS: dict[str, Callable[[Session], None]] = {
    "a cell": swap_first_sample,
    "another shape of dataset": lambda session: session.edits.set_dataset(WIDER, "wider"),
    "a wider layer": lambda session: session.edits.resize_layer(0, 6),
    "a narrower layer": lambda session: session.edits.resize_layer(1, 2),
    "more outputs": lambda session: session.edits.resize_layer(2, 3),
    "an activation": lambda session: session.edits.set_activation(1, "relu"),
    "a new layer": lambda session: session.edits.add_layer(),
    "a layer less": lambda session: session.edits.remove_layer(0),
    "new weights": lambda session: session.edits.new_weights(),
    "the same weights again": lambda session: session.edits.same_weights(),
    "a seed": lambda session: session.edits.start_with("seed", 41),
    "an initialiser": lambda session: session.edits.start_with("init", "he"),
    "a scale of the weights": lambda session: session.edits.start_with("init_scale", 0.5),
    "a learning rate": lambda session: session.edits.set_learning_rate(0.03),
    "a parameter": lambda session: session.edits.set_parameter(5, 0.25),
}
every_edit = pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)


@every_edit
@pytest.mark.parametrize("steps", [0, 5])
def test_undo_brings_back_all_that_was_and_redo_all_that_became(
    session: Session, edit: Callable[[Session], None], steps: int
) -> None:
    train(session, steps)
    before = state(session)
    edit(session)
    after = state(session)
    session.undo_stack.undo()
    undone = state(session)
    session.undo_stack.redo()
    if not (steps == 0 and edit is EDITS["the same weights again"]):
        assert after != before
    assert undone == before
    assert state(session) == after


@every_edit
def test_an_edit_is_one_entry_with_words_for_the_menu(
    session: Session, edit: Callable[[Session], None]
) -> None:
    train(session, 1)
    edit(session)
    assert session.undo_stack.count == 1
    assert session.undo_stack.undo_text


@every_edit
def test_an_edit_in_the_middle_of_a_step_is_undone_as_well(
    session: Session, edit: Callable[[Session], None]
) -> None:
    train(session, 2)
    session.training.step_phase()
    session.training.step_phase()
    dataset, config, data = session.cursor.dataset, session.cursor.recipe, numbers(session)
    edit(session)
    session.undo_stack.undo()
    session.training.step()
    session.undo_stack.undo()
    assert (session.cursor.dataset, session.cursor.recipe) == (dataset, config)
    assert session.cursor.steps == 3
    assert numbers(session) != data


def test_all_edits_in_a_row_are_undone_and_done_again(session: Session) -> None:
    states = [state(session)]
    for edit in EDITS.values():
        edit(session)
        states.append(state(session))
    for earlier in states[-2::-1]:
        session.undo_stack.undo()
        assert state(session) == earlier
    for later in states[1:]:
        session.undo_stack.redo()
        assert state(session) == later


def test_what_changes_nothing_leaves_nothing_to_undo(session: Session) -> None:
    session.edits.set_learning_rate(session.cursor.trainer.learning_rate)
    session.edits.set_parameter(0, session.cursor.trainer.parameters[0].data)
    session.edits.set_dataset(four_samples(), "the same")
    session.edits.resize_layer(0, 4)
    session.edits.set_activation(0, "tanh")
    session.edits.start_with("seed", 0)
    session.edits.remove_layer(2)
    assert session.undo_stack.count == 0


def test_undo_and_redo_with_nothing_to_do_change_nothing(session: Session) -> None:
    before = state(session)
    session.undo_stack.undo()
    session.undo_stack.redo()
    assert state(session) == before


# Learning rates merge.


def test_the_moves_of_one_gesture_are_undone_as_one(session: Session) -> None:
    for rate in (0.2, 0.3, 0.4):
        session.edits.set_learning_rate(rate, gesture=1)
    assert session.undo_stack.count == 1
    session.undo_stack.undo()
    assert session.cursor.trainer.learning_rate == 0.1
    session.undo_stack.redo()
    assert session.cursor.trainer.learning_rate == 0.4


def test_two_gestures_are_two_edits(session: Session) -> None:
    session.edits.set_learning_rate(0.2, gesture=1)
    session.edits.set_learning_rate(0.3, gesture=2)
    session.undo_stack.undo()
    assert session.cursor.trainer.learning_rate == 0.2


def test_rates_that_were_typed_never_merge(session: Session) -> None:
    session.edits.set_learning_rate(0.2)
    session.edits.set_learning_rate(0.3)
    session.undo_stack.undo()
    assert session.cursor.trainer.learning_rate == 0.2


def test_an_edit_in_between_parts_a_gesture(session: Session) -> None:
    session.edits.set_learning_rate(0.2, gesture=1)
    session.edits.set_parameter(0, 1.0)
    session.edits.set_learning_rate(0.3, gesture=1)
    assert session.undo_stack.count == 3
    session.undo_stack.undo()
    assert session.cursor.trainer.learning_rate == 0.2


def test_undo_and_redo_say_what_they_took_back(session: Session) -> None:
    session.edits.set_learning_rate(0.2)
    words: list[str] = []
    session.announced.connect(lambda text: words.append(text))
    session.edits.undo()
    session.edits.redo()
    session.edits.redo()
    assert words == ["Undone: change learning rate.", "Redone: change learning rate."]


@pytest.mark.parametrize("rate", [0.0, -1.0, float("inf"), float("nan")])
def test_an_impossible_learning_rate_is_refused_and_leaves_nothing_to_undo(
    session: Session, rate: float
) -> None:
    with pytest.raises(ValueError, match="finite number above 0"):
        session.edits.set_learning_rate(rate)
    assert session.cursor.trainer.learning_rate == 0.1
    assert session.undo_stack.count == 0


def test_edits_of_parameters_never_merge(session: Session) -> None:
    first = session.cursor.trainer.parameters[0].data
    session.edits.set_parameter(0, 1.0)
    session.edits.set_parameter(0, 2.0)
    session.undo_stack.undo()
    assert session.cursor.trainer.parameters[0].data == 1.0
    session.undo_stack.undo()
    assert session.cursor.trainer.parameters[0].data == first


# Training between an edit and its undo.


def test_undo_of_a_network_edit_brings_the_run_back_that_it_ended(session: Session) -> None:
    train(session, 10)
    weights, losses = numbers(session), session.cursor.owner.history.losses.values.tolist()
    session.edits.resize_layer(0, 8)
    train(session, 7)
    session.undo_stack.undo()
    assert session.cursor.steps == 10
    assert numbers(session) == weights
    assert session.cursor.owner.history.losses.values.tolist() == losses


def test_redo_of_a_network_edit_brings_back_what_was_trained_after_it(session: Session) -> None:
    train(session, 10)
    session.edits.resize_layer(0, 8)
    train(session, 7)
    weights, losses = numbers(session), session.cursor.owner.history.losses.values.tolist()
    session.undo_stack.undo()
    session.undo_stack.redo()
    assert session.cursor.steps == 17
    assert numbers(session) == weights
    assert session.cursor.owner.history.losses.values.tolist() == losses


def test_undo_of_a_reset_brings_the_run_back(session: Session) -> None:
    train(session, 10)
    before = state(session)
    session.edits.same_weights()
    train(session, 3)
    session.undo_stack.undo()
    assert state(session) == before


def test_undo_of_a_dataset_edit_keeps_what_was_learned_since(session: Session) -> None:
    swap_first_sample(session)
    train(session, 4)
    weights = numbers(session)
    session.undo_stack.undo()
    assert session.cursor.dataset == four_samples()
    assert session.cursor.steps == 4
    assert numbers(session) == weights


def test_after_an_undo_training_goes_on_as_if_nothing_had_been_edited(session: Session) -> None:
    twin = Session()
    train(twin, 12)
    train(session, 5)
    for edit in EDITS.values():
        edit(session)
    while session.undo_stack.undo_text:
        session.undo_stack.undo()
    train(session, 7)
    assert numbers(session) == numbers(twin)
    assert (
        session.cursor.owner.history.losses.values.tolist()
        == twin.cursor.owner.history.losses.values.tolist()
    )


def test_undo_of_what_made_training_diverge_says_divergence_no_more(session: Session) -> None:
    for index in range(3):
        session.edits.set_activation(index, "linear")
    session.edits.set_learning_rate(10.0)
    while not session.cursor.divergence:
        session.training.step()
    assert session.cursor.divergence.name == "loss"
    session.undo_stack.undo()
    assert session.cursor.divergence is None
    assert session.cursor.trainer.learning_rate == 0.1


def test_undo_turns_to_the_end_of_a_run_that_a_divergence_has_taken_back(session: Session) -> None:
    for index in range(3):
        session.edits.set_activation(index, "linear")
    session.edits.set_learning_rate(1e80)
    session.training.step()
    run = session.cursor.run
    session.edits.change_setting("loss", "mean-squared")
    session.undo_stack.undo()
    while not session.cursor.divergence:
        session.training.step()
    assert (session.cursor.run, run.steps) == (run, 0)
    session.undo_stack.redo()
    session.undo_stack.undo()
    assert (session.cursor.run, session.cursor.steps) == (run, 0)


def test_a_new_edit_ends_what_could_be_done_again(session: Session) -> None:
    session.edits.set_learning_rate(0.2)
    session.undo_stack.undo()
    session.edits.set_parameter(0, 0.5)
    session.undo_stack.redo()
    assert session.cursor.trainer.learning_rate == 0.1
    assert session.undo_stack.redo_text == ""
    assert session.undo_stack.count == 1


def test_the_oldest_of_very_many_edits_are_forgotten(session: Session) -> None:
    for step in range(LIMIT + 5):
        session.edits.set_parameter(0, float(step))
    assert session.undo_stack.count == LIMIT
    while session.undo_stack.count:
        session.undo_stack.undo()
    assert session.cursor.trainer.parameters[0].data == 4.0


# Gestures.


def test_no_two_gestures_have_the_same_number_and_none_is_that_of_no_gesture() -> None:
    gestures = [new_gesture() for _ in range(1000)]
    assert len(set(gestures)) == 1000
    assert -1 not in gestures


def test_the_moves_of_one_drag_of_a_parameter_are_undone_as_one(session: Session) -> None:
    first, gesture = session.cursor.trainer.parameters[0].data, new_gesture()
    for data in (0.1, 0.2, 0.3):
        session.edits.set_parameter(0, data, gesture)
    assert session.undo_stack.count == 1
    session.undo_stack.undo()
    assert session.cursor.trainer.parameters[0].data == first
    session.undo_stack.redo()
    assert session.cursor.trainer.parameters[0].data == 0.3


def test_two_drags_are_two_edits_whatever_they_drag(session: Session) -> None:
    rate, first = session.cursor.trainer.learning_rate, session.cursor.trainer.parameters[0].data
    session.edits.set_learning_rate(0.2, new_gesture())
    session.edits.set_parameter(0, 0.1, new_gesture())
    session.edits.set_parameter(0, 0.2, new_gesture())
    assert session.undo_stack.count == 3
    for data in (0.1, first):
        session.undo_stack.undo()
        assert session.cursor.trainer.parameters[0].data == data
    session.undo_stack.undo()
    assert session.cursor.trainer.learning_rate == rate


def test_a_drag_that_goes_on_after_an_undo_is_a_new_edit(session: Session) -> None:
    gesture = new_gesture()
    session.edits.set_parameter(0, 0.1, new_gesture())
    session.edits.set_parameter(0, 0.2, gesture)
    session.edits.set_parameter(1, 0.5)
    session.undo_stack.undo()
    session.edits.set_parameter(0, 0.3, gesture)
    assert session.undo_stack.count == 3
    session.undo_stack.undo()
    assert session.cursor.trainer.parameters[0].data == 0.2


# Edits and going back.


@every_edit
@pytest.mark.parametrize("operations", [3, 41])
def test_an_edit_while_a_step_is_open_again_is_undone_and_training_goes_on(
    session: Session, edit: Callable[[Session], None], operations: int
) -> None:
    train(session, 2)
    session.training.take_back(operations)
    dataset, config, rate = (
        session.cursor.dataset,
        session.cursor.recipe,
        session.cursor.trainer.learning_rate,
    )
    edit(session)
    session.edits.undo()
    assert (session.cursor.dataset, session.cursor.recipe) == (dataset, config)
    assert session.cursor.trainer.learning_rate == rate
    train(session, 2)
    assert session.cursor.run.steps == session.cursor.steps == 3
