"""The session: steps of any size give the same bits, and edits are safe at any time."""

import math
import random
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from app.session import Session
from micrograd.data import Dataset, four_samples
from micrograd.experiment import NetworkConfig, new_experiment
from micrograd.nn import MLP
from micrograd.trainer import Phase, Trainer

# With rate 10 this one's loss grows until it is infinite.
DIVERGING = NetworkConfig((4, 4, 1), ("relu", "relu", "linear"), 0)


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
    session = Session(new_experiment(config=DIVERGING, learning_rate=10.0))
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
    assert [history.data(i)[0] for i in range(len(data))] == data
    assert [history.grad(i)[0] for i in range(len(data))] == grads


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
    session = Session(new_experiment(config=DIVERGING, learning_rate=10.0))
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
    expected = new_experiment(config=NetworkConfig((6, 4, 1))).trainer.parameters
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
    assert session.history.losses.values.tolist() == losses
    train(session, 2)
    assert session.steps == len(session.history.losses) == 7
    assert session.history.parameters.steps.tolist() == [5, 6]


def test_another_activation_keeps_all_weights(session: Session) -> None:
    train(session, 5)
    before = numbers(session)
    session.set_activation(0, "sigmoid")
    assert numbers(session) == before
    assert session.config.activations == ("sigmoid", "tanh", "tanh")


def test_a_layer_is_added_before_the_last_one_with_four_neurons(session: Session) -> None:
    session.set_activation(2, "linear")
    session.add_layer()
    assert session.config.layers == (4, 4, 4, 1)
    assert session.config.activations == ("tanh", "tanh", "tanh", "linear")
    assert session.model.nouts == [4, 4, 4, 1]


def test_there_are_at_most_eight_layers(session: Session) -> None:
    for _ in range(10):
        session.add_layer()
    assert len(session.config.layers) == 8
    assert not session.can_add_layer


def test_the_last_layer_can_not_be_removed(session: Session) -> None:
    for index in (1, 0, 0):
        session.remove_layer(index)
    assert session.config.layers == (1,)
    train(session, 2)
    assert session.steps == 2


def test_removing_a_layer_after_a_step_keeps_the_layers_before_it(session: Session) -> None:
    train(session, 5)
    first = [p.data for p in session.model.layers[0].parameters()]
    session.remove_layer(1)
    assert session.config.layers == (4, 1)
    assert [p.data for p in session.model.layers[0].parameters()] == first


def test_new_weights_are_those_of_the_next_seed_and_start_at_zero(session: Session) -> None:
    train(session, 5)
    session.new_weights()
    expected = new_experiment(config=NetworkConfig(seed=1)).trainer.parameters
    assert session.config.seed == 1
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
    assert session.config.layers == (4, 4, 2)
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
        (lambda s: s.set_learning_rate(0.2), "rate"),
        (lambda s: s.set_parameter(0, 0.5), "parameter"),
        (lambda s: s.set_dataset(dataset_with([[1.0, 1.0, 1.0, 1.0]]), "one"), "data"),
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
    assert [(mark.step, mark.kind) for mark in session.history.marks] == [(3, kind)]
    assert session.history.marks[0].text


def test_an_edit_before_the_first_step_is_not_marked(session: Session) -> None:
    session.set_learning_rate(0.2)
    session.add_layer()
    assert session.history.marks == []


def test_marks_of_several_edits_stay_over_a_change_of_the_network(session: Session) -> None:
    train(session, 2)
    session.set_learning_rate(0.2)
    train(session, 2)
    session.add_layer()
    assert [(mark.step, mark.kind) for mark in session.history.marks] == [
        (2, "rate"),
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
    twin = Session(new_experiment(one))
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
        assert session.model.nouts == list(session.config.layers)
        assert len(session.history.losses) == session.steps
        assert len(session.evaluation.predictions) == len(session.dataset)
        assert 0 <= session.selection.sample < len(session.dataset)


def do_something(session: Session, chance: random.Random) -> None:
    rows = session.dataset.rows()
    nout = session.dataset.nout
    index = chance.randrange(len(session.config.layers))
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
    assert session.config.seed == 0
