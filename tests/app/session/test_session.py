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

# With rate 10 this one's loss grows until it is infinite.
DIVERGING = Recipe(layers=(4, 4, 1), activations=("relu", "relu", "linear"), seed=0)


def numbers(session: Session) -> list[float]:
    return [parameter.data for parameter in session.trainer.parameters]


def gradients(session: Session) -> list[float]:
    return [parameter.grad for parameter in session.trainer.parameters]


def train(session: Session, steps: int) -> None:
    for _ in range(steps):
        session.step()


def reference(steps: int) -> tuple[list[float], list[float]]:
    """Losses and parameters that the plain training loop arrives at."""
    trainer = Trainer(MLP(3, [4, 4, 1], rng=random.Random(0)), four_samples())
    losses = trainer.run(steps)
    return losses, [parameter.data for parameter in trainer.parameters]


def diverged_session() -> Session:
    session = Session(new_experiment(DIVERGING.changed(learning_rate=10.0)))
    while not session.divergence:
        session.step()
    return session


# Training.


def test_fifty_steps_are_those_of_the_plain_training_loop(session: Session) -> None:
    train(session, 50)
    losses, parameters = reference(50)
    assert session.history.losses.values.tolist() == losses
    assert numbers(session) == parameters


def test_two_hundred_phases_are_fifty_steps(session: Session) -> None:
    for _ in range(200):
        session.step_phase()
    assert session.steps == 50
    assert (session.history.losses.values.tolist(), numbers(session)) == reference(50)


def test_operations_one_by_one_are_the_same_steps(session: Session) -> None:
    while session.steps < 3:
        session.advance(1)
    assert (session.history.losses.values.tolist(), numbers(session)) == reference(3)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(["step", "phase", "operations", "finish"]), max_size=40))
def test_any_mix_of_steps_and_phases_gives_the_same_bits(qapp: object, moves: list[str]) -> None:
    session = Session()
    do: dict[str, Callable[[], object]] = {
        "step": session.step,
        "phase": session.step_phase,
        "operations": lambda: session.advance(97),
        "finish": session.finish_step,
    }
    for move in moves:
        do[move]()
    if not session.trainer.is_between_steps:
        session.step()
    assert (session.history.losses.values.tolist(), numbers(session)) == reference(session.steps)


def test_the_phases_come_in_their_order(session: Session) -> None:
    assert session.phase is None
    seen = []
    for _ in range(5):
        session.step_phase()
        seen.append(session.phase)
    assert seen == [*Phase, Phase.FORWARD]


def test_a_step_finishes_the_one_under_way(session: Session) -> None:
    session.step_phase()
    session.step()
    assert session.steps == 1
    assert numbers(session) == reference(1)[1]


def test_a_step_is_told_once(qtbot: QtBot, session: Session) -> None:
    told = []
    session.step_taken.connect(lambda: told.append(session.steps))
    session.step()
    assert told == [1]


def test_a_phase_is_told_though_no_step_ended(qtbot: QtBot, session: Session) -> None:
    with qtbot.waitSignal(session.step_taken):
        session.step_phase()
    assert session.steps == 0


def test_the_evaluation_is_that_of_the_parameters_as_they_are(session: Session) -> None:
    train(session, 3)
    assert session.evaluation.loss == reference(4)[0][3]


def test_evaluating_changes_nothing(session: Session) -> None:
    train(session, 2)
    session.step_phase()
    before = numbers(session), gradients(session), session.phase, random.getstate()
    assert math.isfinite(session.evaluation.loss)
    assert (numbers(session), gradients(session), session.phase, random.getstate()) == before


def test_the_history_of_a_parameter_begins_with_its_first_data_and_gradient(
    session: Session,
) -> None:
    data = numbers(session)
    session.step()
    grads = gradients(session)
    history = session.history.parameters
    assert [history.outline(i, "data", 100)[1][0] for i in range(len(data))] == data
    assert [history.outline(i, "grad", 100)[1][0] for i in range(len(data))] == grads


# Divergence.


def test_divergence_says_the_step_and_what_went_first() -> None:
    session = diverged_session()
    assert session.divergence is not None
    assert session.divergence.step == session.steps + 1 > 1
    assert len(session.history.losses) == session.steps
    assert session.divergence.name == "loss"
    assert f"step {session.divergence.step}" in str(session.divergence)


def test_divergence_keeps_finite_parameters() -> None:
    session = diverged_session()
    assert all(map(math.isfinite, numbers(session)))
    assert math.isfinite(session.evaluation.loss)
    assert all(map(math.isfinite, session.history.losses.values))


def test_divergence_is_told(qtbot: QtBot) -> None:
    session = Session(new_experiment(DIVERGING.changed(learning_rate=10.0)))
    told = []
    session.diverged.connect(lambda: told.append(session.divergence))
    while not session.divergence:
        session.step()
    assert told == [session.divergence]


def test_after_divergence_training_goes_on_with_a_lower_rate() -> None:
    session = diverged_session()
    session.set_learning_rate(1e-300)
    assert session.divergence is None
    steps = session.steps
    session.step()
    assert session.steps == steps + 1


def test_after_divergence_a_step_tries_again_and_diverges_again() -> None:
    session = diverged_session()
    steps = session.steps
    for _ in range(100):
        session.step()
        if session.divergence:
            break
    assert session.divergence is not None
    assert steps <= session.divergence.step <= steps + 100


# Edits of the network.


def test_before_the_first_step_a_changed_network_has_the_weights_of_its_seed(
    session: Session,
) -> None:
    session.resize_layer(0, 6)
    expected = draw_network(Recipe(layers=(6, 4, 1))).parameters()
    assert numbers(session) == [parameter.data for parameter in expected]
    assert session.steps == 0


def test_after_a_step_a_changed_network_keeps_the_weights_that_fit(session: Session) -> None:
    train(session, 5)
    before = {p.label: p.data for p in session.trainer.parameters}
    session.resize_layer(0, 6)
    after = {p.label: p.data for p in session.trainer.parameters}
    fitting = before.keys() & after.keys()
    assert len(fitting) == 41
    assert {label: after[label] for label in fitting} == before


def test_after_an_edit_of_a_parameter_a_changed_network_keeps_it(session: Session) -> None:
    session.set_parameter(0, 0.125)
    session.resize_layer(0, 6)
    assert session.trainer.parameters[0].data == 0.125


def test_a_changed_network_goes_on_counting_with_its_losses(session: Session) -> None:
    train(session, 5)
    losses = session.history.losses.values.tolist()
    session.add_layer()
    assert session.steps == 5
    assert [session.run.loss_at(step).low for step in range(5)] == losses
    train(session, 2)
    assert session.steps == session.run.steps == 7
    assert session.history.parameters.steps.tolist() == [5, 6]


def test_another_activation_keeps_all_weights(session: Session) -> None:
    train(session, 5)
    before = numbers(session)
    session.set_activation(0, "sigmoid")
    assert numbers(session) == before
    assert session.recipe.activations == ("sigmoid", "tanh", "tanh")


def test_a_layer_is_added_before_the_last_one_with_four_neurons(session: Session) -> None:
    session.set_activation(2, "linear")
    session.add_layer()
    assert session.recipe.layers == (4, 4, 4, 1)
    assert session.recipe.activations == ("tanh", "tanh", "tanh", "linear")
    assert session.model.nouts == [4, 4, 4, 1]


def test_there_are_at_most_eight_layers(session: Session) -> None:
    for _ in range(10):
        session.add_layer()
    assert len(session.recipe.layers) == 8
    assert not session.can_add_layer


def test_the_last_layer_can_not_be_removed(session: Session) -> None:
    for index in (1, 0, 0):
        session.remove_layer(index)
    assert session.recipe.layers == (1,)
    train(session, 2)
    assert session.steps == 2


def test_removing_a_layer_after_a_step_keeps_the_layers_before_it(session: Session) -> None:
    train(session, 5)
    first = [p.data for p in session.model.layers[0].parameters()]
    session.remove_layer(1)
    assert session.recipe.layers == (4, 1)
    assert [p.data for p in session.model.layers[0].parameters()] == first


def test_new_weights_are_those_of_the_next_seed_and_start_at_zero(session: Session) -> None:
    train(session, 5)
    session.new_weights()
    expected = draw_network(Recipe(seed=1)).parameters()
    assert session.recipe.seed == 1
    assert numbers(session) == [parameter.data for parameter in expected]
    assert session.steps == len(session.history.losses) == 0


def test_the_same_weights_again_repeat_the_run_to_the_last_bit(session: Session) -> None:
    train(session, 20)
    losses = session.history.losses.values.tolist()
    session.same_weights()
    train(session, 20)
    assert session.history.losses.values.tolist() == losses


def test_a_restart_keeps_the_learning_rate(session: Session) -> None:
    session.set_learning_rate(0.03)
    session.set_seed(9)
    assert session.trainer.learning_rate == 0.03


def test_a_rebuilt_network_keeps_the_learning_rate(session: Session) -> None:
    train(session, 1)
    session.set_learning_rate(0.03)
    session.add_layer()
    assert session.trainer.learning_rate == 0.03


# Edits of the dataset.


def dataset_with(rows: list[list[float]], nout: int = 1) -> Dataset:
    return Dataset.from_rows(rows, nout)


def test_other_samples_keep_all_weights_and_the_count(session: Session) -> None:
    train(session, 5)
    before = numbers(session)
    session.set_dataset(dataset_with([[1.0, 0.0, 0.0, 0.5]]), "one sample")
    assert numbers(session) == before
    assert session.steps == 5
    assert len(session.evaluation.predictions) == 1


def test_another_input_gives_the_first_layer_a_weight_for_it(session: Session) -> None:
    train(session, 5)
    before = [neuron.w[:3] for neuron in session.model.layers[0].neurons]
    old = [[w.data for w in weights] for weights in before]
    rows = [[*row[:3], 0.0, row[3]] for row in session.dataset.rows()]
    session.set_dataset(dataset_with(rows), "add an input")
    neurons = session.model.layers[0].neurons
    assert session.model.nin == 4
    assert [[w.data for w in neuron.w[:3]] for neuron in neurons] == old


def test_with_an_input_less_training_goes_on(session: Session) -> None:
    train(session, 5)
    rows = [row[1:] for row in session.dataset.rows()]
    session.set_dataset(dataset_with(rows), "remove an input")
    assert session.model.nin == 2
    train(session, 2)
    assert session.steps == 7


def test_the_last_layer_follows_the_targets(session: Session) -> None:
    rows = [[1.0, 0.0, 0.0, 0.5, 0.25]]
    session.set_dataset(dataset_with(rows, 2), "two targets")
    assert session.recipe.layers == (4, 4, 2)
    assert session.model.nouts == [4, 4, 2]


def test_the_targets_follow_the_last_layer(session: Session) -> None:
    targets = session.dataset.targets
    session.resize_layer(2, 3)
    assert session.dataset.targets == [[*target, 0.0, 0.0] for target in targets]
    session.resize_layer(2, 1)
    assert session.dataset == four_samples()


# What is told.


@pytest.mark.parametrize(
    ("edit", "signal"),
    [
        (lambda s: s.set_learning_rate(0.2), "learning_rate_changed"),
        (lambda s: s.set_parameter(0, 0.5), "parameter_edited"),
        (lambda s: s.set_dataset(dataset_with([[1.0, 1.0, 1.0, 1.0]]), "one"), "dataset_changed"),
        (lambda s: s.add_layer(), "network_rebuilt"),
        (lambda s: s.new_weights(), "network_rebuilt"),
        (lambda s: s.new_weights(), "learning_rate_changed"),
        (lambda s: s.resize_layer(2, 2), "dataset_changed"),
    ],
)
def test_each_edit_and_its_undo_is_told(
    qtbot: QtBot, session: Session, edit: Callable[[Session], None], signal: str
) -> None:
    with qtbot.waitSignal(getattr(session, signal)):
        edit(session)
    with qtbot.waitSignal(getattr(session, signal)):
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
    words = said(session, lambda: session.resize_layer(0, 6))
    assert "41 of 57 parameters kept" in words
    assert "goes on at step 5" in words


def test_a_changed_network_says_in_which_run_it_goes_on(session: Session) -> None:
    train(session, 5)
    session.go_to(3)
    assert said(session, session.add_layer).endswith("goes on at step 3 in run 2.")


def test_a_restart_says_the_seed_and_that_the_count_restarted(session: Session) -> None:
    train(session, 5)
    assert said(session, session.new_weights) == (
        "Weights drawn from seed 1. The step count restarted at 0."
    )


def test_other_samples_say_that_all_weights_are_kept(session: Session) -> None:
    one = dataset_with([[1.0, 0.0, 0.0, 0.5]])
    words = said(session, lambda: session.set_dataset(one, "one sample"))
    assert "all weights kept" in words


# Marks.


@pytest.mark.parametrize(
    ("edit", "kind"),
    [
        (lambda s: s.set_learning_rate(0.2), "learning_rate"),
        (lambda s: s.set_parameter(0, 0.5), "parameter"),
        (lambda s: s.set_dataset(dataset_with([[1.0, 1.0, 1.0, 1.0]]), "one"), "dataset"),
        (lambda s: s.set_dataset(dataset_with([[1.0, 1.0]]), "narrow"), "network"),
        (lambda s: s.resize_layer(0, 6), "network"),
        (lambda s: s.set_activation(0, "relu"), "network"),
        (lambda s: s.add_layer(), "network"),
        (lambda s: s.remove_layer(0), "network"),
    ],
)
def test_an_edit_during_a_run_is_marked_at_its_step(
    session: Session, edit: Callable[[Session], None], kind: str
) -> None:
    train(session, 3)
    edit(session)
    assert [(event.step, event.kind) for event in session.run.past_events] == [(3, kind)]
    assert session.run.past_events[0].text


def test_an_edit_before_the_first_step_is_not_marked(session: Session) -> None:
    session.set_learning_rate(0.2)
    session.add_layer()
    assert session.run.past_events == []


def test_marks_of_several_edits_stay_over_a_change_of_the_network(session: Session) -> None:
    train(session, 2)
    session.set_learning_rate(0.2)
    train(session, 2)
    session.add_layer()
    assert [(event.step, event.kind) for event in session.run.past_events] == [
        (2, "learning_rate"),
        (4, "network"),
    ]


# Edits in the middle of a step.


@pytest.mark.parametrize("phases", [1, 2, 3])
def test_an_edited_parameter_restarts_the_step_under_way(session: Session, phases: int) -> None:
    twin = Session()
    twin.set_parameter(3, 0.5)
    twin.step()
    for _ in range(phases):
        session.step_phase()
    session.set_parameter(3, 0.5)
    session.step()
    assert numbers(session) == numbers(twin)
    assert session.steps == 1


@pytest.mark.parametrize("phases", [1, 2, 3])
def test_other_samples_restart_the_step_under_way(session: Session, phases: int) -> None:
    one = dataset_with([[1.0, 0.0, 0.0, 0.5]])
    twin = Session(new_experiment(Recipe(dataset=one)))
    twin.step()
    for _ in range(phases):
        session.step_phase()
    session.set_dataset(one, "one sample")
    session.step()
    assert numbers(session) == numbers(twin)


@pytest.mark.parametrize("seed", range(6))
def test_after_any_sequence_of_edits_and_training_all_fits_together(
    qapp: object, seed: int
) -> None:
    chance = random.Random(seed)
    session = Session()
    for _ in range(60):
        do_something(session, chance)
        assert (session.model.nin, session.model.nouts[-1]) == (
            session.dataset.nin,
            session.dataset.nout,
        )
        assert session.trainer.dataset is session.dataset
        assert session.model.nouts == list(session.recipe.layers)
        assert session.run.steps >= session.steps >= session.owner.start.step
        assert len(session.evaluation.predictions) == len(session.dataset)
        assert 0 <= session.selection.sample < len(session.dataset)


def do_something(session: Session, chance: random.Random) -> None:
    rows = session.dataset.rows()
    nout = session.dataset.nout
    index = chance.randrange(len(session.recipe.layers))
    parameter = chance.randrange(len(session.trainer.parameters))
    moves: list[Callable[[], object]] = [
        session.step,
        session.step_phase,
        lambda: session.advance(chance.randrange(1, 200)),
        lambda: session.resize_layer(index, chance.randint(1, 5)),
        lambda: session.set_activation(index, chance.choice(["tanh", "sigmoid", "linear"])),
        session.add_layer,
        lambda: session.remove_layer(index),
        session.new_weights,
        lambda: session.set_parameter(parameter, chance.uniform(-1, 1)),
        lambda: session.set_learning_rate(chance.uniform(0.001, 0.1)),
        lambda: session.set_dataset(dataset_with([*rows, rows[0]], nout), "add a sample"),
        lambda: session.set_dataset(dataset_with(rows[:1], nout), "one sample"),
        lambda: session.set_dataset(dataset_with([[0.5, *r] for r in rows], nout), "an input"),
        lambda: session.selection.choose_sample(chance.randrange(len(rows))),
        session.undo_stack.undo,
        session.undo_stack.redo,
    ]
    chance.choice(moves)()


def test_after_the_largest_seed_comes_the_first() -> None:
    session = Session()
    session.set_seed(2**31 - 1)
    session.new_weights()
    assert session.recipe.seed == 0


# Operation by operation, and back.


def small_session() -> Session:
    """Two samples and a few operations to a step."""
    dataset = Dataset([[0.5, -1.0], [1.0, 2.0]], [1.0, -0.5])
    return Session(
        new_experiment(Recipe(layers=(2, 1), activations=("tanh", "tanh"), dataset=dataset))
    )


def operations_of_a_step(session: Session) -> int:
    operations = sum(bool(node._prev) for node in session.graph.order)
    return 2 * operations + 2 * len(session.trainer.parameters)


def losses(session: Session) -> list[float]:
    return session.history.losses.values.tolist()


def position(session: Session) -> tuple[Phase | None, int]:
    """How much of which phase is done."""
    last_pass = session.trainer.last_pass
    return session.phase, last_pass.position if last_pass else 0


def test_fifty_steps_operation_by_operation_are_those_of_the_plain_training_loop(
    session: Session,
) -> None:
    for _ in range(50 * operations_of_a_step(session)):
        session.step_operation()
    assert session.steps == 50
    assert (losses(session), numbers(session)) == reference(50)


@pytest.mark.parametrize(
    "move",
    [
        lambda s: s.step_operation(),
        lambda s: s.take_back(),
        lambda s: s.take_back(3),
        lambda s: s.seek(7),
        lambda s: s.seek(2),
    ],
    ids=["an operation", "one back", "three back", "seek forwards", "seek backwards"],
)
def test_a_move_is_told_once(session: Session, move: Callable[[Session], None]) -> None:
    session.advance(5)
    told = []
    session.step_taken.connect(lambda: told.append(position(session)))
    move(session)
    assert told == [position(session)]
    assert told[0] != (Phase.FORWARD, 5)


def test_seeking_where_it_stands_does_nothing(qtbot: QtBot, session: Session) -> None:
    session.advance(5)
    with qtbot.assertNotEmitted(session.step_taken):
        session.seek(5)
    assert position(session) == (Phase.FORWARD, 5)


def test_the_history_grows_with_the_last_operation_of_a_step_only(qapp: object) -> None:
    session = small_session()
    length = operations_of_a_step(session)
    lengths = []
    for _ in range(2 * length):
        session.step_operation()
        lengths.append(len(session.history.losses))
    assert lengths == [0] * (length - 1) + [1] * length + [2]


def test_a_finished_step_opened_again_stays_in_the_history(session: Session) -> None:
    train(session, 3)
    before = losses(session), numbers(session), gradients(session)
    for _ in range(3):
        session.take_back(5)
        assert (session.steps, session.run.steps) == (2, 3)
        assert session.history.parameters.steps.tolist() == [0, 1, 2]
    assert position(session) == (Phase.UPDATE, 26)
    while session.steps < 3:
        session.step_operation()
    assert (losses(session), numbers(session), gradients(session)) == before
    assert session.history.parameters.steps.tolist() == [0, 1, 2]
    assert (losses(session), numbers(session)) == reference(3)


def test_a_parameter_of_a_step_opened_again_is_recorded_as_it_was_before_it(
    session: Session,
) -> None:
    train(session, 2)
    history = session.history.parameters

    def recorded() -> list[list[float]]:
        kinds = ("data", "grad")
        return [history.outline(i, kind, 100)[1].tolist() for i in range(41) for kind in kinds]

    before = recorded()
    session.take_back(41)
    session.step()
    assert recorded() == before


def test_nothing_is_taken_back_before_the_first_operation(session: Session) -> None:
    before = numbers(session), gradients(session)
    session.take_back(10)
    assert (numbers(session), gradients(session)) == before
    assert (session.steps, session.phase, len(session.history.losses)) == (0, None, 0)


def test_a_step_taken_back_altogether_is_as_before_it_and_comes_again(session: Session) -> None:
    train(session, 2)
    before = numbers(session), gradients(session), session.evaluation
    train(session, 1)
    while session.trainer.can_retreat:
        session.take_back(100)
    assert (numbers(session), gradients(session), session.evaluation) == before
    assert (session.steps, session.run.steps) == (2, 3)
    session.step()
    assert (losses(session), numbers(session)) == reference(3)
    assert session.experiment.runs == [session.run]


def test_the_evaluation_follows_an_update_there_and_back(session: Session) -> None:
    seen = [session.evaluation.loss]
    for _ in range(3):
        session.step_phase()
    for _ in range(41):
        session.step_operation()
        seen.append(session.evaluation.loss)
    assert len(set(seen)) == 42
    for loss in seen[-2::-1]:
        session.take_back()
        assert session.evaluation.loss == loss


@pytest.mark.parametrize("phases", range(4))
def test_within_a_pass_any_place_is_reached_by_seeking(session: Session, phases: int) -> None:
    twin = Session()
    for each in (session, twin):
        train(each, 1)
        for _ in range(phases):
            each.step_phase()
        each.step_operation()
    phase, length = session.phase, session.trainer.phase_length
    for done in (length - 1, 1, 20, 10, 40, 7):
        session.seek(done)
        assert position(session) == (phase, done)
    twin.advance(6)
    assert (numbers(session), gradients(session)) == (numbers(twin), gradients(twin))
    session.step()
    assert (losses(session), numbers(session)) == reference(2)


def test_seeking_to_the_end_of_the_update_ends_the_step_and_back_opens_it(
    session: Session,
) -> None:
    for _ in range(3):
        session.step_phase()
    session.step_operation()
    for _ in range(3):
        session.seek(41)
        assert (session.steps, losses(session)) == (1, reference(1)[0])
        session.seek(12)
        assert (session.steps, losses(session)) == (0, reference(1)[0])
        assert position(session) == (Phase.UPDATE, 12)


def test_seeking_to_the_start_takes_the_whole_pass_back(session: Session) -> None:
    before = numbers(session), gradients(session)
    session.step_operation()
    session.seek(300)
    session.seek(0)
    assert (numbers(session), gradients(session)) == before
    assert position(session) == (None, 0)


def test_seeking_backwards_further_than_the_start_stops_there(session: Session) -> None:
    train(session, 1)
    session.step_phase()
    session.step_phase()
    session.step_operation()
    session.seek(-5)
    assert position(session) == (Phase.ZERO_GRAD, 41)


def sample_of_last_operation(session: Session) -> int | None:
    last_pass = session.trainer.last_pass
    if last_pass is None or last_pass.node is None:
        return None
    return session.graph.places[session.graph.index[last_pass.node]].sample


def test_the_chosen_sample_follows_the_operation_there_and_back(qapp: object) -> None:
    session = small_session()
    length = operations_of_a_step(session)
    seen = []
    for move in [session.step_operation] * length + [session.take_back] * length:
        before = session.selection.sample
        move()
        sample = sample_of_last_operation(session)
        assert session.selection.sample == (before if sample is None else sample)
        seen.append(session.selection.sample)
    # Forwards sample by sample, backwards from the last to the first; then all that in reverse.
    assert [b for a, b in zip([None, *seen], seen, strict=False) if a != b] == [0, 1, 0, 1, 0]


def test_seeking_chooses_the_sample_of_the_operation(session: Session) -> None:
    session.step_operation()
    chosen = []
    for done in (339, 100, 200):
        session.seek(done)
        assert session.selection.sample == sample_of_last_operation(session)
        chosen.append(session.selection.sample)
    assert len(set(chosen)) == 3


def test_an_operation_that_no_sample_owns_leaves_the_sample_chosen(session: Session) -> None:
    session.step_phase()
    session.selection.choose_sample(2)
    for _ in range(41):
        session.step_operation()
        assert session.phase is Phase.ZERO_GRAD
        assert session.selection.sample == 2


def test_operation_by_operation_it_diverges_where_steps_do() -> None:
    expected = diverged_session()
    session = Session(new_experiment(DIVERGING.changed(learning_rate=10.0)))
    told = []
    session.diverged.connect(lambda: told.append(session.steps))
    while not session.divergence:
        session.step_operation()
    assert str(session.divergence) == str(expected.divergence)
    assert (numbers(session), losses(session)) == (numbers(expected), losses(expected))
    assert told == [session.steps]


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
        "operation": lambda count: session.step_operation(),
        "phase": lambda count: session.step_phase(),
        "step": lambda count: session.step(),
        "back": session.take_back,
        "seek": session.seek,
    }
    for move, count in moves:
        do[move](count)
        assert session.run.steps - session.steps in (0, 1)
        assert session.history.parameters.steps.tolist() == list(range(session.run.steps))
    assert len(session.experiment.runs) == 1
    if not session.trainer.is_between_steps:
        session.step()
    train(twin, session.steps)
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
        session.step_operation()
    session.take_back(2)
    for each in (session, twin):
        each.set_parameter(3, 0.5)
    assert not session.trainer.can_retreat
    assert session.graph.loss.data == session.evaluation.loss == twin.evaluation.loss
    train(session, 2)
    train(twin, 2)
    assert (losses(session), numbers(session)) == (losses(twin), numbers(twin))


# What is looked at.


def test_at_first_no_value_is_chosen(session: Session) -> None:
    assert session.chosen_value is None


def test_a_parameter_is_chosen_as_a_parameter(session: Session) -> None:
    parameter = session.trainer.parameters[7]
    session.choose_value(parameter)
    assert (session.selection.parameters, session.selection.node) == ([7], None)
    assert session.chosen_value is parameter


def test_any_other_value_is_chosen_as_a_node_of_the_graph(session: Session) -> None:
    for value in (session.graph.loss, session.graph.outputs[2][1][3], session.graph.order[0]):
        session.choose_value(value)
        assert session.selection.parameters == []
        assert session.graph.order[session.selection.node or 0] is value
        assert session.chosen_value is value


def test_every_value_of_the_graph_can_be_chosen(qapp: object) -> None:
    session = small_session()
    for value in session.graph.order:
        session.choose_value(value)
        assert session.chosen_value is value


def test_of_several_parameters_the_current_one_is_the_chosen_value(session: Session) -> None:
    session.selection.choose([4, 9])
    assert session.chosen_value is session.trainer.parameters[9]


def test_a_chosen_node_stays_chosen_while_it_is_trained(session: Session) -> None:
    session.choose_value(session.graph.loss)
    loss = session.chosen_value
    train(session, 2)
    session.set_learning_rate(0.2)
    session.set_parameter(0, 0.5)
    session.take_back()
    assert session.chosen_value is loss


@pytest.mark.parametrize(
    "edit",
    [
        lambda s: s.add_layer(),
        lambda s: s.resize_layer(0, 6),
        lambda s: s.new_weights(),
        lambda s: s.set_dataset(dataset_with([[1.0, 1.0, 1.0, 1.0]]), "one"),
    ],
    ids=["a layer", "a size", "weights", "data"],
)
def test_a_chosen_node_is_dropped_with_its_graph(
    qtbot: QtBot, session: Session, edit: Callable[[Session], None]
) -> None:
    for change in (lambda: edit(session), session.undo):
        session.choose_value(session.graph.loss)
        with qtbot.waitSignal(session.selection.node_changed):
            change()
        assert session.selection.node is None
        assert session.chosen_value is None


def test_a_reopened_step_is_recorded_again_with_its_own_loss(session: Session) -> None:
    session.step()
    before = losses(session)
    session.step_phase()
    session.take_back(10_000)
    session.take_back()
    session.step_operation()
    assert losses(session) == before


def test_a_seek_stays_in_the_pass_that_it_began_in(session: Session) -> None:
    session.step()
    session.step_phase()
    forward = session.trainer.last_pass
    assert forward is not None
    session.seek(0, forward)
    session.seek(5, forward)
    assert (session.steps, forward.position) == (1, 5)


def test_a_seek_in_a_pass_that_is_neither_the_last_nor_the_next_does_nothing(
    session: Session,
) -> None:
    forward = session.trainer.next_pass
    for _ in range(3):
        session.step_phase()
    session.seek(5, forward)
    assert session.phase is Phase.BACKWARD
    assert session.trainer.is_between_phases


def test_a_network_changed_within_an_update_keeps_the_parameters_from_before_it(
    session: Session,
) -> None:
    before = {p.label: p.data for p in session.trainer.parameters}
    for _ in range(3):
        session.step_phase()
    for _ in range(20):
        session.step_operation()
    session.set_activation(0, "relu")
    assert {p.label: p.data for p in session.trainer.parameters} == before


def test_after_a_divergence_everything_is_that_of_the_step_gone_back_to(session: Session) -> None:
    for index in range(3):
        session.set_activation(index, "linear")
    session.set_learning_rate(10.0)
    while not session.divergence:
        session.step()

    def seen() -> list[object]:
        graph = [(value.data, value.grad) for value in session.graph.order]
        return [session.steps, session.evaluation, gradients(session), graph]

    after = seen()
    assert session.steps > 0
    session.go_to(0)
    session.go_to(session.run.steps)
    assert seen() == after


def test_taking_back_nothing_says_nothing(qtbot: QtBot, session: Session) -> None:
    with qtbot.assertNotEmitted(session.step_taken):
        session.take_back()


@pytest.mark.parametrize("operations", [100, 450, 750])
def test_the_graph_is_fresh_after_undo_of_a_network_change_in_the_middle_of_a_step(
    session: Session, operations: int
) -> None:
    session.step()
    for _ in range(operations):
        session.step_operation()
    session.resize_layer(0, 5)
    session.undo()
    twin = Session()
    twin.step()
    assert [(v.data, v.grad) for v in session.graph.order] == [
        (v.data, v.grad) for v in twin.graph.order
    ]


def test_a_step_is_not_opened_again_once_the_learning_rate_was_changed(session: Session) -> None:
    train(session, 2)
    session.set_learning_rate(0.05)
    session.take_back()
    assert session.steps == 2
    assert [(event.step, event.kind) for event in session.run.past_events] == [(2, "learning_rate")]
