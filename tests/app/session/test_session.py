"""The session: steps of any size give the same bits, and edits are safe at any time."""

import math
import random
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from app.session.session import Session
from micrograd.data.dataset import Dataset, four_samples
from micrograd.nn import MLP
from micrograd.recipe.network import draw_network
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment
from micrograd.training.phases import Phase
from micrograd.training.trainer import Trainer
from tests.app.sessions import numbers, train
from tests.micrograd.files.experiments import recorded_steps

# The loss of this dataset grows at rate 10 until it is infinite.
DIVERGING = Recipe(layers=(4, 4, 1), activations=("relu", "relu", "linear"), seed=0)


def gradients(session: Session) -> list[float]:
    return [parameter.grad for parameter in session.cursor.trainer.parameters]


def reference(steps: int) -> tuple[list[float], list[float]]:
    """The losses and parameters of the plain training loop."""
    trainer = Trainer(MLP(3, [4, 4, 1], rng=random.Random(0)), four_samples())
    losses = trainer.run(steps)
    return losses, [parameter.data for parameter in trainer.parameters]


def diverged_session() -> Session:
    session = Session(new_experiment(DIVERGING.changed(learning_rate=10.0)))
    while not session.cursor.divergence:
        session.training.step()
    return session


# Training.


def test_fifty_steps_are_those_of_the_plain_training_loop(session: Session) -> None:
    train(session, 50)
    losses, parameters = reference(50)
    assert session.cursor.owner.history.losses.values.tolist() == losses
    assert numbers(session) == parameters


def test_two_hundred_phases_are_fifty_steps(session: Session) -> None:
    for _ in range(200):
        session.training.step_phase()
    assert session.cursor.steps == 50
    assert (session.cursor.owner.history.losses.values.tolist(), numbers(session)) == reference(50)


def test_operations_one_by_one_are_the_same_steps(session: Session) -> None:
    while session.cursor.steps < 3:
        session.training.advance(1)
    assert (session.cursor.owner.history.losses.values.tolist(), numbers(session)) == reference(3)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(["step", "phase", "operations", "finish"]), max_size=40))
def test_any_mix_of_steps_and_phases_gives_the_same_bits(qapp: object, moves: list[str]) -> None:
    session = Session()
    do: dict[str, Callable[[], object]] = {
        "step": session.training.step,
        "phase": session.training.step_phase,
        "operations": lambda: session.training.advance(97),
        "finish": session.training.finish_step,
    }
    for move in moves:
        do[move]()
    if not session.cursor.trainer.is_between_steps:
        session.training.step()
    assert (session.cursor.owner.history.losses.values.tolist(), numbers(session)) == reference(
        session.cursor.steps
    )


def test_the_phases_come_in_their_order(session: Session) -> None:
    assert session.cursor.phase is None
    seen = []
    for _ in range(5):
        session.training.step_phase()
        seen.append(session.cursor.phase)
    assert seen == [*Phase, Phase.FORWARD]


def test_a_step_finishes_the_one_under_way(session: Session) -> None:
    session.training.step_phase()
    session.training.step()
    assert session.cursor.steps == 1
    assert numbers(session) == reference(1)[1]


def test_a_step_is_told_once(qtbot: QtBot, session: Session) -> None:
    told = []
    session.cursor.step_taken.connect(lambda: told.append(session.cursor.steps))
    session.training.step()
    assert told == [1]


def test_a_phase_is_told_though_no_step_ended(qtbot: QtBot, session: Session) -> None:
    with qtbot.waitSignal(session.cursor.step_taken):
        session.training.step_phase()
    assert session.cursor.steps == 0


def test_the_evaluation_is_that_of_the_parameters_as_they_are(session: Session) -> None:
    train(session, 3)
    assert session.cursor.evaluation.loss == reference(4)[0][3]


def test_evaluating_changes_nothing(session: Session) -> None:
    train(session, 2)
    session.training.step_phase()
    before = numbers(session), gradients(session), session.cursor.phase, random.getstate()
    assert math.isfinite(session.cursor.evaluation.loss)
    assert (numbers(session), gradients(session), session.cursor.phase, random.getstate()) == before


def test_the_history_of_a_parameter_begins_with_its_first_data_and_gradient(
    session: Session,
) -> None:
    data = numbers(session)
    session.training.step()
    grads = gradients(session)
    history = session.cursor.owner.history.parameters
    assert [history.outline(i, "data", 100)[1][0] for i in range(len(data))] == data
    assert [history.outline(i, "grad", 100)[1][0] for i in range(len(data))] == grads


# Divergence.


def test_divergence_says_the_step_and_what_went_first() -> None:
    session = diverged_session()
    assert session.cursor.divergence is not None
    assert session.cursor.divergence.step == session.cursor.steps + 1 > 1
    assert len(session.cursor.owner.history.losses) == session.cursor.steps
    assert session.cursor.divergence.name == "loss"
    assert f"step {session.cursor.divergence.step}" in str(session.cursor.divergence)


def test_divergence_keeps_finite_parameters() -> None:
    session = diverged_session()
    assert all(map(math.isfinite, numbers(session)))
    assert math.isfinite(session.cursor.evaluation.loss)
    assert all(map(math.isfinite, session.cursor.owner.history.losses.values))


def test_divergence_is_told(qtbot: QtBot) -> None:
    session = Session(new_experiment(DIVERGING.changed(learning_rate=10.0)))
    told = []
    session.cursor.diverged.connect(lambda: told.append(session.cursor.divergence))
    while not session.cursor.divergence:
        session.training.step()
    assert told == [session.cursor.divergence]


def test_after_divergence_training_goes_on_with_a_lower_rate() -> None:
    session = diverged_session()
    session.edits.set_learning_rate(1e-300)
    assert session.cursor.divergence is None
    steps = session.cursor.steps
    session.training.step()
    assert session.cursor.steps == steps + 1


def test_after_divergence_a_step_tries_again_and_diverges_again() -> None:
    session = diverged_session()
    steps = session.cursor.steps
    for _ in range(100):
        session.training.step()
        if session.cursor.divergence:
            break
    assert session.cursor.divergence is not None
    assert steps <= session.cursor.divergence.step <= steps + 100


# Edits of the network.


def test_before_the_first_step_a_changed_network_has_the_weights_of_its_seed(
    session: Session,
) -> None:
    session.edits.resize_layer(0, 6)
    expected = draw_network(Recipe(layers=(6, 4, 1))).parameters()
    assert numbers(session) == [parameter.data for parameter in expected]
    assert session.cursor.steps == 0


def test_after_a_step_a_changed_network_keeps_the_weights_that_fit(session: Session) -> None:
    train(session, 5)
    before = {p.label: p.data for p in session.cursor.trainer.parameters}
    session.edits.resize_layer(0, 6)
    after = {p.label: p.data for p in session.cursor.trainer.parameters}
    fitting = before.keys() & after.keys()
    assert len(fitting) == 41
    assert {label: after[label] for label in fitting} == before


def test_after_an_edit_of_a_parameter_a_changed_network_keeps_it(session: Session) -> None:
    session.edits.set_parameter(0, 0.125)
    session.edits.resize_layer(0, 6)
    assert session.cursor.trainer.parameters[0].data == 0.125


def test_a_changed_network_goes_on_counting_with_its_losses(session: Session) -> None:
    train(session, 5)
    losses = session.cursor.owner.history.losses.values.tolist()
    session.edits.add_layer()
    assert session.cursor.steps == 5
    assert [session.cursor.run.loss_at(step).low for step in range(5)] == losses
    train(session, 2)
    assert session.cursor.steps == session.cursor.run.steps == 7
    assert recorded_steps(session.cursor.owner) == [5, 6]


def test_another_activation_keeps_all_weights(session: Session) -> None:
    train(session, 5)
    before = numbers(session)
    session.edits.set_activation(0, "sigmoid")
    assert numbers(session) == before
    assert session.cursor.recipe.activations == ("sigmoid", "tanh", "tanh")


def test_a_layer_is_added_before_the_last_one_with_four_neurons(session: Session) -> None:
    session.edits.set_activation(2, "linear")
    session.edits.add_layer()
    assert session.cursor.recipe.layers == (4, 4, 4, 1)
    assert session.cursor.recipe.activations == ("tanh", "tanh", "tanh", "linear")
    assert session.cursor.model.nouts == [4, 4, 4, 1]


def test_there_are_at_most_eight_layers(session: Session) -> None:
    for _ in range(10):
        session.edits.add_layer()
    assert len(session.cursor.recipe.layers) == 8
    assert not session.edits.can_add_layer


def test_the_last_layer_can_not_be_removed(session: Session) -> None:
    for index in (1, 0, 0):
        session.edits.remove_layer(index)
    assert session.cursor.recipe.layers == (1,)
    train(session, 2)
    assert session.cursor.steps == 2


def test_removing_a_layer_after_a_step_keeps_the_layers_before_it(session: Session) -> None:
    train(session, 5)
    first = [p.data for p in session.cursor.model.layers[0].parameters()]
    session.edits.remove_layer(1)
    assert session.cursor.recipe.layers == (4, 1)
    assert [p.data for p in session.cursor.model.layers[0].parameters()] == first


def test_new_weights_are_those_of_the_next_seed_and_start_at_zero(session: Session) -> None:
    train(session, 5)
    session.edits.new_weights()
    expected = draw_network(Recipe(seed=1)).parameters()
    assert session.cursor.recipe.seed == 1
    assert numbers(session) == [parameter.data for parameter in expected]
    assert session.cursor.steps == len(session.cursor.owner.history.losses) == 0


def test_the_same_weights_again_repeat_the_run_to_the_last_bit(session: Session) -> None:
    train(session, 20)
    losses = session.cursor.owner.history.losses.values.tolist()
    session.edits.same_weights()
    train(session, 20)
    assert session.cursor.owner.history.losses.values.tolist() == losses


def test_a_restart_keeps_the_learning_rate(session: Session) -> None:
    session.edits.set_learning_rate(0.03)
    session.edits.start_with("seed", 9)
    assert session.cursor.trainer.learning_rate == 0.03


def test_a_rebuilt_network_keeps_the_learning_rate(session: Session) -> None:
    train(session, 1)
    session.edits.set_learning_rate(0.03)
    session.edits.add_layer()
    assert session.cursor.trainer.learning_rate == 0.03


# Edits of the dataset.


def dataset_with(rows: list[list[float]], nout: int = 1) -> Dataset:
    return Dataset.from_rows(rows, nout)


def test_other_samples_keep_all_weights_and_the_count(session: Session) -> None:
    train(session, 5)
    before = numbers(session)
    session.edits.set_dataset(dataset_with([[1.0, 0.0, 0.0, 0.5]]), "one sample")
    assert numbers(session) == before
    assert session.cursor.steps == 5
    assert len(session.cursor.evaluation.predictions) == 1


def test_another_input_gives_the_first_layer_a_weight_for_it(session: Session) -> None:
    train(session, 5)
    before = [neuron.w[:3] for neuron in session.cursor.model.layers[0].neurons]
    old = [[w.data for w in weights] for weights in before]
    rows = [[*row[:3], 0.0, row[3]] for row in session.cursor.dataset.rows()]
    session.edits.set_dataset(dataset_with(rows), "add an input")
    neurons = session.cursor.model.layers[0].neurons
    assert session.cursor.model.nin == 4
    assert [[w.data for w in neuron.w[:3]] for neuron in neurons] == old


def test_with_an_input_less_training_goes_on(session: Session) -> None:
    train(session, 5)
    rows = [row[1:] for row in session.cursor.dataset.rows()]
    session.edits.set_dataset(dataset_with(rows), "remove an input")
    assert session.cursor.model.nin == 2
    train(session, 2)
    assert session.cursor.steps == 7


def test_other_names_of_the_same_numbers_are_an_edit_that_is_undone(session: Session) -> None:
    first = session.cursor.dataset
    named = Dataset(first.xs, first.ys, "", ["a", "b", "c", "d"])
    session.edits.set_dataset(named, "name columns")
    assert session.cursor.dataset.column_names() == ["a", "b", "c", "d"]
    session.edits.undo()
    assert session.cursor.dataset.column_names() == ["x1", "x2", "x3", "y"]
    session.edits.redo()
    assert session.cursor.dataset.column_names() == ["a", "b", "c", "d"]


def test_the_last_layer_follows_the_targets(session: Session) -> None:
    rows = [[1.0, 0.0, 0.0, 0.5, 0.25]]
    session.edits.set_dataset(dataset_with(rows, 2), "two targets")
    assert session.cursor.recipe.layers == (4, 4, 2)
    assert session.cursor.model.nouts == [4, 4, 2]


def test_the_targets_follow_the_last_layer(session: Session) -> None:
    targets = session.cursor.dataset.targets
    session.edits.resize_layer(2, 3)
    assert session.cursor.dataset.targets == [[*target, 0.0, 0.0] for target in targets]
    session.edits.resize_layer(2, 1)
    assert session.cursor.dataset == four_samples()


# Signals and sentences.


@pytest.mark.parametrize(
    ("edit", "signal"),
    [
        (lambda s: s.edits.set_learning_rate(0.2), "settings_changed"),
        (lambda s: s.edits.set_parameter(0, 0.5), "parameter_edited"),
        (
            lambda s: s.edits.set_dataset(dataset_with([[1.0, 1.0, 1.0, 1.0]]), "one"),
            "dataset_changed",
        ),
        (lambda s: s.edits.add_layer(), "network_rebuilt"),
        (lambda s: s.edits.new_weights(), "network_rebuilt"),
        (lambda s: s.edits.new_weights(), "settings_changed"),
        (lambda s: s.edits.resize_layer(2, 2), "dataset_changed"),
    ],
)
def test_each_edit_and_its_undo_is_told(
    qtbot: QtBot, session: Session, edit: Callable[[Session], None], signal: str
) -> None:
    with qtbot.waitSignal(getattr(session.cursor, signal)):
        edit(session)
    with qtbot.waitSignal(getattr(session.cursor, signal)):
        session.undo_stack.undo()
    assert session.undo_stack.redo_text


def said(session: Session, edit: Callable[[], None]) -> str:
    words: list[str] = []
    session.announced.connect(lambda text: words.append(text))
    edit()
    assert len(words) == 1
    return words[0]


def test_a_changed_network_says_how_many_weights_were_kept_and_where_it_goes_on(
    session: Session,
) -> None:
    train(session, 5)
    words = said(session, lambda: session.edits.resize_layer(0, 6))
    assert "41 of 57 parameters kept" in words
    assert "goes on at step 5" in words


def test_a_changed_network_says_in_which_run_it_goes_on(session: Session) -> None:
    train(session, 5)
    session.cursor.go_to(3)
    assert said(session, session.edits.add_layer).endswith("goes on at step 3 in run 2.")


def test_a_restart_says_the_seed_and_that_the_count_restarted(session: Session) -> None:
    train(session, 5)
    assert said(session, session.edits.new_weights) == (
        "Weights drawn from seed 1. The step count restarted at 0."
    )


def test_other_samples_say_that_all_weights_are_kept(session: Session) -> None:
    one = dataset_with([[1.0, 0.0, 0.0, 0.5]])
    words = said(session, lambda: session.edits.set_dataset(one, "one sample"))
    assert "all weights kept" in words


# Marks.


@pytest.mark.parametrize(
    ("edit", "kind"),
    [
        (lambda s: s.edits.set_learning_rate(0.2), "learning_rate"),
        (lambda s: s.edits.set_parameter(0, 0.5), "parameter"),
        (lambda s: s.edits.set_dataset(dataset_with([[1.0, 1.0, 1.0, 1.0]]), "one"), "dataset"),
        (lambda s: s.edits.set_dataset(dataset_with([[1.0, 1.0]]), "narrow"), "network"),
        (lambda s: s.edits.resize_layer(0, 6), "network"),
        (lambda s: s.edits.set_activation(0, "relu"), "network"),
        (lambda s: s.edits.add_layer(), "network"),
        (lambda s: s.edits.remove_layer(0), "network"),
    ],
)
def test_an_edit_during_a_run_is_marked_at_its_step(
    session: Session, edit: Callable[[Session], None], kind: str
) -> None:
    train(session, 3)
    edit(session)
    assert [(event.step, event.kind) for event in session.cursor.run.past_events] == [(3, kind)]
    assert session.cursor.run.past_events[0].text


def test_an_edit_before_the_first_step_is_not_marked(session: Session) -> None:
    session.edits.set_learning_rate(0.2)
    session.edits.add_layer()
    assert session.cursor.run.past_events == []


def test_marks_of_several_edits_stay_over_a_change_of_the_network(session: Session) -> None:
    train(session, 2)
    session.edits.set_learning_rate(0.2)
    train(session, 2)
    session.edits.add_layer()
    assert [(event.step, event.kind) for event in session.cursor.run.past_events] == [
        (2, "learning_rate"),
        (4, "network"),
    ]


# Edits in the middle of a step.


@pytest.mark.parametrize("phases", [1, 2, 3])
def test_an_edited_parameter_restarts_the_step_under_way(session: Session, phases: int) -> None:
    twin = Session()
    twin.edits.set_parameter(3, 0.5)
    twin.training.step()
    for _ in range(phases):
        session.training.step_phase()
    session.edits.set_parameter(3, 0.5)
    session.training.step()
    assert numbers(session) == numbers(twin)
    assert session.cursor.steps == 1


@pytest.mark.parametrize("phases", [1, 2, 3])
def test_other_samples_restart_the_step_under_way(session: Session, phases: int) -> None:
    one = dataset_with([[1.0, 0.0, 0.0, 0.5]])
    twin = Session(new_experiment(Recipe(dataset=one)))
    twin.training.step()
    for _ in range(phases):
        session.training.step_phase()
    session.edits.set_dataset(one, "one sample")
    session.training.step()
    assert numbers(session) == numbers(twin)


@pytest.mark.parametrize("seed", range(6))
def test_after_any_sequence_of_edits_and_training_all_fits_together(
    qapp: object, seed: int
) -> None:
    chance = random.Random(seed)
    session = Session()
    for _ in range(60):
        do_something(session, chance)
        assert (session.cursor.model.nin, session.cursor.model.nouts[-1]) == (
            session.cursor.dataset.nin,
            session.cursor.dataset.nout,
        )
        assert session.cursor.trainer.dataset is session.cursor.dataset
        assert session.cursor.model.nouts == list(session.cursor.recipe.layers)
        assert session.cursor.run.steps >= session.cursor.steps >= session.cursor.owner.start.step
        assert len(session.cursor.evaluation.predictions) == len(session.cursor.dataset)
        assert 0 <= session.selection.sample < len(session.cursor.dataset)


def do_something(session: Session, chance: random.Random) -> None:
    rows = session.cursor.dataset.rows()
    nout = session.cursor.dataset.nout
    index = chance.randrange(len(session.cursor.recipe.layers))
    parameter = chance.randrange(len(session.cursor.trainer.parameters))
    moves: list[Callable[[], object]] = [
        session.training.step,
        session.training.step_phase,
        lambda: session.training.advance(chance.randrange(1, 200)),
        lambda: session.edits.resize_layer(index, chance.randint(1, 5)),
        lambda: session.edits.set_activation(index, chance.choice(["tanh", "sigmoid", "linear"])),
        session.edits.add_layer,
        lambda: session.edits.remove_layer(index),
        session.edits.new_weights,
        lambda: session.edits.set_parameter(parameter, chance.uniform(-1, 1)),
        lambda: session.edits.set_learning_rate(chance.uniform(0.001, 0.1)),
        lambda: session.edits.set_dataset(dataset_with([*rows, rows[0]], nout), "add a sample"),
        lambda: session.edits.set_dataset(dataset_with(rows[:1], nout), "one sample"),
        lambda: session.edits.set_dataset(
            dataset_with([[0.5, *r] for r in rows], nout), "an input"
        ),
        lambda: session.selection.choose_sample(chance.randrange(len(rows))),
        session.undo_stack.undo,
        session.undo_stack.redo,
    ]
    chance.choice(moves)()


def test_after_the_largest_seed_comes_the_first() -> None:
    session = Session()
    session.edits.start_with("seed", 2**31 - 1)
    session.edits.new_weights()
    assert session.cursor.recipe.seed == 0


# Operation by operation, and back.


def small_session() -> Session:
    """A session with two samples, whose steps have few operations."""
    dataset = Dataset([[0.5, -1.0], [1.0, 2.0]], [1.0, -0.5])
    return Session(
        new_experiment(Recipe(layers=(2, 1), activations=("tanh", "tanh"), dataset=dataset))
    )


def operations_of_a_step(session: Session) -> int:
    operations = sum(bool(node._prev) for node in session.cursor.graph.order)
    return 2 * operations + 2 * len(session.cursor.trainer.parameters)


def losses(session: Session) -> list[float]:
    return session.cursor.owner.history.losses.values.tolist()


def position(session: Session) -> tuple[Phase | None, int]:
    """The phase under way, and how many of its operations are done."""
    last_pass = session.cursor.trainer.last_pass
    return session.cursor.phase, last_pass.position if last_pass else 0


def test_fifty_steps_operation_by_operation_are_those_of_the_plain_training_loop(
    session: Session,
) -> None:
    for _ in range(50 * operations_of_a_step(session)):
        session.training.step_operation()
    assert session.cursor.steps == 50
    assert (losses(session), numbers(session)) == reference(50)


@pytest.mark.parametrize(
    "move",
    [
        lambda s: s.training.step_operation(),
        lambda s: s.training.take_back(),
        lambda s: s.training.take_back(3),
        lambda s: s.training.seek(7),
        lambda s: s.training.seek(2),
    ],
    ids=["an operation", "one back", "three back", "seek forwards", "seek backwards"],
)
def test_a_move_is_told_once(session: Session, move: Callable[[Session], None]) -> None:
    session.training.advance(5)
    told = []
    session.cursor.step_taken.connect(lambda: told.append(position(session)))
    move(session)
    assert told == [position(session)]
    assert told[0] != (Phase.FORWARD, 5)


def test_seeking_where_it_stands_does_nothing(qtbot: QtBot, session: Session) -> None:
    session.training.advance(5)
    with qtbot.assertNotEmitted(session.cursor.step_taken):
        session.training.seek(5)
    assert position(session) == (Phase.FORWARD, 5)


def test_the_history_grows_with_the_last_operation_of_a_step_only(qapp: object) -> None:
    session = small_session()
    length = operations_of_a_step(session)
    lengths = []
    for _ in range(2 * length):
        session.training.step_operation()
        lengths.append(len(session.cursor.owner.history.losses))
    assert lengths == [0] * (length - 1) + [1] * length + [2]


def test_a_finished_step_opened_again_stays_in_the_history(session: Session) -> None:
    train(session, 3)
    before = losses(session), numbers(session), gradients(session)
    for _ in range(3):
        session.training.take_back(5)
        assert (session.cursor.steps, session.cursor.run.steps) == (2, 3)
        assert recorded_steps(session.cursor.owner) == [
            0,
            1,
            2,
        ]
    assert position(session) == (Phase.UPDATE, 26)
    while session.cursor.steps < 3:
        session.training.step_operation()
    assert (losses(session), numbers(session), gradients(session)) == before
    assert recorded_steps(session.cursor.owner) == [0, 1, 2]
    assert (losses(session), numbers(session)) == reference(3)


def test_a_parameter_of_a_step_opened_again_is_recorded_as_it_was_before_it(
    session: Session,
) -> None:
    train(session, 2)
    history = session.cursor.owner.history.parameters

    def recorded() -> list[list[float]]:
        kinds = ("data", "grad")
        return [history.outline(i, kind, 100)[1].tolist() for i in range(41) for kind in kinds]

    before = recorded()
    session.training.take_back(41)
    session.training.step()
    assert recorded() == before


def test_nothing_is_taken_back_before_the_first_operation(session: Session) -> None:
    before = numbers(session), gradients(session)
    session.training.take_back(10)
    assert (numbers(session), gradients(session)) == before
    assert (
        session.cursor.steps,
        session.cursor.phase,
        len(session.cursor.owner.history.losses),
    ) == (
        0,
        None,
        0,
    )


def test_a_step_taken_back_altogether_is_as_before_it_and_comes_again(session: Session) -> None:
    train(session, 2)
    before = numbers(session), gradients(session), session.cursor.evaluation
    train(session, 1)
    while session.cursor.trainer.can_retreat:
        session.training.take_back(100)
    assert (numbers(session), gradients(session), session.cursor.evaluation) == before
    assert (session.cursor.steps, session.cursor.run.steps) == (2, 3)
    session.training.step()
    assert (losses(session), numbers(session)) == reference(3)
    assert session.experiment.runs == [session.cursor.run]


def test_the_evaluation_follows_an_update_there_and_back(session: Session) -> None:
    seen = [session.cursor.evaluation.loss]
    for _ in range(3):
        session.training.step_phase()
    for _ in range(41):
        session.training.step_operation()
        seen.append(session.cursor.evaluation.loss)
    assert len(set(seen)) == 42
    for loss in seen[-2::-1]:
        session.training.take_back()
        assert session.cursor.evaluation.loss == loss


@pytest.mark.parametrize("phases", range(4))
def test_within_a_pass_any_place_is_reached_by_seeking(session: Session, phases: int) -> None:
    twin = Session()
    for each in (session, twin):
        train(each, 1)
        for _ in range(phases):
            each.training.step_phase()
        each.training.step_operation()
    phase, length = session.cursor.phase, len(session.cursor.trainer.next_pass)
    for done in (length - 1, 1, 20, 10, 40, 7):
        session.training.seek(done)
        assert position(session) == (phase, done)
    twin.training.advance(6)
    assert (numbers(session), gradients(session)) == (numbers(twin), gradients(twin))
    session.training.step()
    assert (losses(session), numbers(session)) == reference(2)


def test_seeking_to_the_end_of_the_update_ends_the_step_and_back_opens_it(
    session: Session,
) -> None:
    for _ in range(3):
        session.training.step_phase()
    session.training.step_operation()
    for _ in range(3):
        session.training.seek(41)
        assert (session.cursor.steps, losses(session)) == (1, reference(1)[0])
        session.training.seek(12)
        assert (session.cursor.steps, losses(session)) == (0, reference(1)[0])
        assert position(session) == (Phase.UPDATE, 12)


def test_seeking_to_the_start_takes_the_whole_pass_back(session: Session) -> None:
    before = numbers(session), gradients(session)
    session.training.step_operation()
    session.training.seek(300)
    session.training.seek(0)
    assert (numbers(session), gradients(session)) == before
    assert position(session) == (None, 0)


def test_seeking_backwards_further_than_the_start_stops_there(session: Session) -> None:
    train(session, 1)
    session.training.step_phase()
    session.training.step_phase()
    session.training.step_operation()
    session.training.seek(-5)
    assert position(session) == (Phase.ZERO_GRAD, 41)


def sample_of_last_operation(session: Session) -> int | None:
    last_pass = session.cursor.trainer.last_pass
    if last_pass is None or last_pass.node is None:
        return None
    return session.cursor.graph.addresses[session.cursor.graph.index[last_pass.node]].sample


def test_the_chosen_sample_follows_the_operation_there_and_back(qapp: object) -> None:
    session = small_session()
    length = operations_of_a_step(session)
    seen = []
    for move in [session.training.step_operation] * length + [session.training.take_back] * length:
        before = session.selection.sample
        move()
        sample = sample_of_last_operation(session)
        assert session.selection.sample == (before if sample is None else sample)
        seen.append(session.selection.sample)
    # Forward from the first sample to the last, backward from the last to the first; then undone.
    assert [b for a, b in zip([None, *seen], seen, strict=False) if a != b] == [0, 1, 0, 1, 0]


def test_seeking_chooses_the_sample_of_the_operation(session: Session) -> None:
    session.training.step_operation()
    chosen = []
    for done in (339, 100, 200):
        session.training.seek(done)
        assert session.selection.sample == sample_of_last_operation(session)
        chosen.append(session.selection.sample)
    assert len(set(chosen)) == 3


def test_an_operation_that_no_sample_owns_leaves_the_sample_chosen(session: Session) -> None:
    session.training.step_phase()
    session.selection.choose_sample(2)
    for _ in range(41):
        session.training.step_operation()
        assert session.cursor.phase is Phase.ZERO_GRAD
        assert session.selection.sample == 2


def test_operation_by_operation_it_diverges_where_steps_do() -> None:
    expected = diverged_session()
    session = Session(new_experiment(DIVERGING.changed(learning_rate=10.0)))
    told = []
    session.cursor.diverged.connect(lambda: told.append(session.cursor.steps))
    while not session.cursor.divergence:
        session.training.step_operation()
    assert str(session.cursor.divergence) == str(expected.cursor.divergence)
    assert (numbers(session), losses(session)) == (numbers(expected), losses(expected))
    assert told == [session.cursor.steps]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.one_of(
            st.tuples(st.sampled_from(["operation", "phase", "step"]), st.just(1)),
            st.tuples(st.sampled_from(["back", "seek"]), st.integers(1, 60)),
        ),
        max_size=40,
    )
)
def test_any_mix_of_moves_there_and_back_leads_to_the_same_run(
    qapp: object, moves: list[tuple[str, int]]
) -> None:
    session, twin = small_session(), small_session()
    do: dict[str, Callable[[int], object]] = {
        "operation": lambda count: session.training.step_operation(),
        "phase": lambda count: session.training.step_phase(),
        "step": lambda count: session.training.step(),
        "back": session.training.take_back,
        "seek": session.training.seek,
    }
    for move, count in moves:
        do[move](count)
        assert session.cursor.run.steps - session.cursor.steps in (0, 1)
        assert recorded_steps(session.cursor.owner) == list(range(session.cursor.run.steps))
    assert len(session.experiment.runs) == 1
    if not session.cursor.trainer.is_between_steps:
        session.training.step()
    train(twin, session.cursor.steps)
    assert (numbers(session), gradients(session)) == (numbers(twin), gradients(twin))
    train(session, 1)
    train(twin, 1)
    assert losses(session) == losses(twin)


@pytest.mark.parametrize("operations", [3, 400, 750])
def test_a_parameter_edited_on_the_way_back_restarts_the_step(
    session: Session, operations: int
) -> None:
    twin = Session()
    for each in (session, twin):
        train(each, 1)
    for _ in range(operations):
        session.training.step_operation()
    session.training.take_back(2)
    for each in (session, twin):
        each.edits.set_parameter(3, 0.5)
    assert not session.cursor.trainer.can_retreat
    assert (
        session.cursor.graph.loss.data
        == session.cursor.evaluation.loss
        == twin.cursor.evaluation.loss
    )
    train(session, 2)
    train(twin, 2)
    assert (losses(session), numbers(session)) == (losses(twin), numbers(twin))


# The selection.


def test_at_first_no_value_is_chosen(session: Session) -> None:
    assert session.cursor.chosen_value is None


def test_a_parameter_is_chosen_as_a_parameter(session: Session) -> None:
    parameter = session.cursor.trainer.parameters[7]
    session.cursor.choose_value(parameter)
    assert (session.selection.parameters, session.selection.node) == ([7], None)
    assert session.cursor.chosen_value is parameter


def test_any_other_value_is_chosen_as_a_node_of_the_graph(session: Session) -> None:
    for value in (
        session.cursor.graph.loss,
        session.cursor.graph.outputs[2][1][3],
        session.cursor.graph.order[0],
    ):
        session.cursor.choose_value(value)
        assert session.selection.parameters == []
        assert session.cursor.graph.order[session.selection.node or 0] is value
        assert session.cursor.chosen_value is value


def test_every_value_of_the_graph_can_be_chosen(qapp: object) -> None:
    session = small_session()
    for value in session.cursor.graph.order:
        session.cursor.choose_value(value)
        assert session.cursor.chosen_value is value


def test_of_several_parameters_the_current_one_is_the_chosen_value(session: Session) -> None:
    session.selection.choose([4, 9])
    assert session.cursor.chosen_value is session.cursor.trainer.parameters[9]


def test_a_chosen_node_stays_chosen_while_it_is_trained(session: Session) -> None:
    session.cursor.choose_value(session.cursor.graph.loss)
    loss = session.cursor.chosen_value
    train(session, 2)
    session.edits.set_learning_rate(0.2)
    session.edits.set_parameter(0, 0.5)
    session.training.take_back()
    assert session.cursor.chosen_value is loss


@pytest.mark.parametrize(
    "edit",
    [
        lambda s: s.edits.add_layer(),
        lambda s: s.edits.resize_layer(0, 6),
        lambda s: s.edits.new_weights(),
        lambda s: s.edits.set_dataset(dataset_with([[1.0, 1.0, 1.0, 1.0]]), "one"),
    ],
    ids=["a layer", "a size", "weights", "data"],
)
def test_a_chosen_node_is_dropped_with_its_graph(
    qtbot: QtBot, session: Session, edit: Callable[[Session], None]
) -> None:
    for change in (lambda: edit(session), session.edits.undo):
        session.cursor.choose_value(session.cursor.graph.loss)
        with qtbot.waitSignal(session.selection.node_changed):
            change()
        assert session.selection.node is None
        assert session.cursor.chosen_value is None


def test_a_reopened_step_is_recorded_again_with_its_own_loss(session: Session) -> None:
    session.training.step()
    before = losses(session)
    session.training.step_phase()
    session.training.take_back(10_000)
    session.training.take_back()
    session.training.step_operation()
    assert losses(session) == before


def test_a_seek_stays_in_the_pass_that_it_began_in(session: Session) -> None:
    session.training.step()
    session.training.step_phase()
    forward = session.cursor.trainer.last_pass
    assert forward is not None
    session.training.seek(0, forward)
    session.training.seek(5, forward)
    assert (session.cursor.steps, forward.position) == (1, 5)


def test_a_seek_in_a_pass_that_is_neither_the_last_nor_the_next_does_nothing(
    session: Session,
) -> None:
    forward = session.cursor.trainer.next_pass
    for _ in range(3):
        session.training.step_phase()
    session.training.seek(5, forward)
    assert session.cursor.phase is Phase.BACKWARD
    assert session.cursor.trainer.is_between_phases


def test_a_network_changed_within_an_update_keeps_the_parameters_from_before_it(
    session: Session,
) -> None:
    before = {p.label: p.data for p in session.cursor.trainer.parameters}
    for _ in range(3):
        session.training.step_phase()
    for _ in range(20):
        session.training.step_operation()
    session.edits.set_activation(0, "relu")
    assert {p.label: p.data for p in session.cursor.trainer.parameters} == before


def test_after_a_divergence_everything_is_that_of_the_step_gone_back_to(session: Session) -> None:
    for index in range(3):
        session.edits.set_activation(index, "linear")
    session.edits.set_learning_rate(10.0)
    while not session.cursor.divergence:
        session.training.step()

    def seen() -> list[object]:
        graph = [(value.data, value.grad) for value in session.cursor.graph.order]
        return [session.cursor.steps, session.cursor.evaluation, gradients(session), graph]

    after = seen()
    assert session.cursor.steps > 0
    session.cursor.go_to(0)
    session.cursor.go_to(session.cursor.run.steps)
    assert seen() == after


def test_taking_back_nothing_says_nothing(qtbot: QtBot, session: Session) -> None:
    with qtbot.assertNotEmitted(session.cursor.step_taken):
        session.training.take_back()


@pytest.mark.parametrize("operations", [100, 450, 750])
def test_the_graph_is_fresh_after_undo_of_a_network_change_in_the_middle_of_a_step(
    session: Session, operations: int
) -> None:
    session.training.step()
    for _ in range(operations):
        session.training.step_operation()
    session.edits.resize_layer(0, 5)
    session.edits.undo()
    twin = Session()
    twin.training.step()
    assert [(v.data, v.grad) for v in session.cursor.graph.order] == [
        (v.data, v.grad) for v in twin.cursor.graph.order
    ]


def test_a_step_is_not_opened_again_once_the_learning_rate_was_changed(session: Session) -> None:
    train(session, 2)
    session.edits.set_learning_rate(0.05)
    session.training.take_back()
    assert session.cursor.steps == 2
    assert [(event.step, event.kind) for event in session.cursor.run.past_events] == [
        (2, "learning_rate")
    ]
