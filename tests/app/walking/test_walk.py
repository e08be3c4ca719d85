"""The walk through a training step: what it shows, where it goes, which numbers are current."""

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.session.session import Session
from app.walking.graph_tree import Path
from app.walking.training_walk import SCOPES, TrainingWalk
from app.walking.walk import PassProgress, Walk, operation_that_completes
from micrograd.data.dataset import Dataset
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment
from micrograd.training.passes import BackwardPass, ForwardPass
from micrograd.training.phases import PHASES, Phase

# 3-[4, 4, 1] with four samples: 340 operations forward and back, 41 parameters.
OPERATIONS, PARAMETERS = 340, 41
LENGTHS = dict(zip(PHASES, [OPERATIONS, PARAMETERS, OPERATIONS, PARAMETERS], strict=True))
EACH_SCOPE = pytest.mark.parametrize("scope", SCOPES)
EACH_PHASE = pytest.mark.parametrize("phase", PHASES, ids=lambda phase: phase.value)
SHARED_QT = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60
)


@pytest.fixture
def walk(session: Session) -> TrainingWalk:
    return TrainingWalk(session)


def small_session(samples: int = 2, layers: tuple[int, ...] = (2, 1)) -> Session:
    xs = [[0.5 * i + 0.3, 1.0 - i] for i in range(samples)]
    ys = [[0.5] * layers[-1]] * samples
    return Session(new_experiment(Recipe(layers=layers, dataset=Dataset(xs, ys))))


def bits(session: Session) -> tuple[object, ...]:
    """Every number of the training step, and the place in it."""
    trainer = session.cursor.trainer
    return (
        [(value.data.hex(), value.grad.hex()) for value in session.cursor.graph.order],
        trainer.phase,
        trainer.steps,
        trainer.loss,
        session.cursor.owner.history.losses.values.tolist(),
    )


def go_into(walk: TrainingWalk, phase: Phase) -> None:
    """Do the first operation of a phase."""
    walk.step()
    while walk.phase is not phase:
        walk.finish_pass()
        walk.step()


def heard(walk: Walk) -> Counter[str]:
    """Count how often each signal of the walk comes from now on."""
    counts: Counter[str] = Counter()
    for name in ("moved", "stepped", "rebuilt", "chosen_changed"):
        getattr(walk, name).connect(lambda name=name: counts.update([name]))
    return counts


def shown(walk: TrainingWalk) -> dict[int, Path]:
    return {node: path for node, path in enumerate(walk.paths()) if path is not None}


def node_named(walk: TrainingWalk, label: str) -> int:
    labels = [walk.label(node) for node in range(len(walk.order))]
    assert labels.count(label) == 1, label
    return labels.index(label)


# The shown nodes.


def test_a_sample_is_shown_with_its_error_and_the_sum(walk: TrainingWalk) -> None:
    paths = shown(walk)
    assert set(paths.values()) == {
        *[(f"layer {i}", f"neuron {j}") for i in (1, 2) for j in (1, 2, 3, 4)],
        ("output",),
        ("error",),
        ("loss",),
    }
    assert paths[len(walk.order) - 1] == ("loss",)


def test_a_prediction_is_shown_without_error_and_sum(walk: TrainingWalk) -> None:
    walk.choose_scope("prediction")
    assert {path[0] for path in shown(walk).values()} == {"layer 1", "layer 2", "output"}
    assert all(shown(walk).values())


def test_the_whole_loss_shows_every_node_once(walk: TrainingWalk) -> None:
    walk.choose_scope("loss")
    paths = shown(walk)
    assert len(paths) == len(walk.order) == 470
    samples = {f"sample {i}" for i in (1, 2, 3, 4)}
    assert {path[0] for path in paths.values()} == samples | {"parameters", "loss"}
    parameters = [walk.index[parameter] for parameter in walk.session.cursor.trainer.parameters]
    assert all(paths[node][0] == "parameters" for node in parameters)
    assert paths[node_named(walk, "layer 1 · neuron 2 · w3")] == (
        "parameters",
        "layer 1",
        "neuron 2",
    )
    assert paths[node_named(walk, "layer 3 · neuron 1 · ŷ · sample 3")] == ("sample 3", "output")
    assert paths[node_named(walk, "(ŷ − y)² · sample 4")] == ("sample 4", "error")


@pytest.mark.parametrize("scope", ["sample", "prediction"])
@pytest.mark.parametrize("sample", range(4))
def test_only_the_sample_shown_and_what_all_share_is_in_the_picture(
    walk: TrainingWalk, scope: str, sample: int
) -> None:
    walk.choose_scope(scope)
    walk.session.selection.choose_sample(sample)
    places = walk.session.cursor.graph.addresses
    seen = {places[node].sample for node in shown(walk)}
    assert seen == {sample, None}
    own = {node for node, place in enumerate(places) if place.sample == sample}
    if scope == "sample":
        assert own <= set(shown(walk))
    assert {walk.index[p] for p in walk.session.cursor.trainer.parameters} <= set(shown(walk))


def test_a_layer_of_one_neuron_is_one_group(qapp: object) -> None:
    walk = TrainingWalk(small_session(layers=(1, 3)))
    groups = set(shown(walk).values())
    assert ("layer 1",) in groups
    assert {("output", f"neuron {i}") for i in (1, 2, 3)} <= groups


@pytest.mark.parametrize(("samples", "outer"), [(20, 20), (21, 11), (50, 17), (401, 20)])
def test_many_samples_stand_in_few_groups(qapp: object, samples: int, outer: int) -> None:
    walk = TrainingWalk(small_session(samples, (1,)))
    walk.choose_scope("loss")
    outermost = {path[0] for path in shown(walk).values() if path[0].startswith("sample")}
    assert len(outermost) == outer
    inner = {path[:2] for path in shown(walk).values() if path[0].startswith("samples")}
    assert len(inner) == (samples if samples > 20 else 0)
    if samples == 50:
        assert "samples 1–3" in outermost
        assert "samples 49–50" in outermost


@EACH_SCOPE
def test_what_is_open_at_first_are_groups_that_there_are(walk: TrainingWalk, scope: str) -> None:
    walk.choose_scope(scope)
    prefixes = {path[: i + 1] for path in shown(walk).values() for i in range(len(path))}
    assert walk.opened_at_first() <= prefixes
    assert walk.opened_at_first() == (set() if scope == "loss" else {("layer 1",), ("layer 2",)})


def test_of_a_large_network_nothing_is_open_at_first(qapp: object) -> None:
    assert TrainingWalk(small_session(layers=(12, 12, 1))).opened_at_first() == set()


def test_names_are_short_and_labels_are_whole(walk: TrainingWalk) -> None:
    node = node_named(walk, "layer 2 · neuron 1 · w2·h2 · sample 3")
    assert walk.name(node) == "w2·h2"
    assert walk.name(len(walk.order) - 1) == "loss"


# It drives the session.


def test_a_step_is_one_operation_of_the_session(walk: TrainingWalk, session: Session) -> None:
    assert walk.phase is None
    assert walk.last_pass is None
    assert not walk.can_step_back
    walk.step()
    assert (walk.phase, session.cursor.trainer.last_pass.position) == (Phase.FORWARD, 1)
    assert walk.last_pass is session.cursor.trainer.last_pass
    assert walk.can_step_back
    assert walk.can_step


def test_a_step_back_takes_it_back_to_the_last_bit(walk: TrainingWalk, session: Session) -> None:
    session.training.step()
    for _ in range(3):
        walk.finish_pass()
    walk.step()
    before = bits(session)
    walk.step()
    assert bits(session) != before
    walk.step_back()
    assert bits(session) == before


def test_a_pass_is_finished_like_a_phase(walk: TrainingWalk) -> None:
    twin = Session()
    for phase in PHASES:
        walk.step()
        walk.finish_pass()
        twin.training.step_phase()
        assert walk.phase is phase
        assert walk.last_pass.is_done
        assert bits(walk.session) == bits(twin)


@EACH_PHASE
@pytest.mark.parametrize("done", [1, 2, 20, 40, 41, 200, 340])
def test_any_operation_of_a_pass_is_gone_to(walk: TrainingWalk, phase: Phase, done: int) -> None:
    twin = TrainingWalk(Session())
    for each in (walk, twin):
        go_into(each, phase)
    goal = min(done, LENGTHS[phase])
    walk.seek(goal)
    for _ in range(goal - 1):
        twin.step()
    assert walk.last_pass.position == goal
    assert bits(walk.session) == bits(twin.session)
    walk.seek(1)
    for _ in range(goal - 1):
        twin.step_back()
    assert bits(walk.session) == bits(twin.session)


def test_a_pass_is_taken_back_to_its_start_and_begun_again(walk: TrainingWalk) -> None:
    walk.seek(7)
    current = walk.last_pass
    walk.seek(0)
    assert walk.phase is None
    assert walk.next_pass is current
    walk.seek(5, current)
    assert walk.last_pass is current
    assert current.position == 5


def test_a_pass_that_is_not_under_way_is_not_gone_to(walk: TrainingWalk) -> None:
    walk.seek(7)
    forward = walk.last_pass
    for _ in range(3):
        walk.finish_pass()
    before = bits(walk.session)
    walk.seek(3, forward)
    assert bits(walk.session) == before


@SHARED_QT
@given(goals=st.lists(st.integers(-3, 30), max_size=12))
def test_wherever_it_goes_a_finished_step_has_the_bits_of_a_step(
    qapp: object, goals: list[int]
) -> None:
    session, twin = small_session(), small_session()
    walk = TrainingWalk(session)
    session.training.step()
    for goal in goals:
        if goal < 0:
            walk.step_back()
        elif goal > 25:
            walk.finish_pass()
        else:
            walk.seek(goal)
    session.training.step()
    while twin.cursor.steps < session.cursor.steps:
        twin.training.step()
    assert bits(session) == bits(twin)


def test_the_sample_shown_follows_the_operation(walk: TrainingWalk, session: Session) -> None:
    seen = []
    while walk.last_pass is None or not walk.last_pass.is_done:
        walk.step()
        sample = session.cursor.graph.addresses[walk.index[walk.last_pass.node]].sample
        if sample is not None:
            assert session.selection.sample == sample
            seen.append(sample)
    assert sorted(set(seen)) == [0, 1, 2, 3]


# Run to a node.


def test_the_loss_is_the_last_of_the_forward_and_the_first_of_the_backward_pass(
    walk: TrainingWalk,
) -> None:
    loss = len(walk.order) - 1
    walk.run_to(loss)
    assert (walk.phase, walk.last_pass.position) == (Phase.FORWARD, OPERATIONS)
    walk.finish_pass()
    walk.run_to(loss)
    assert (walk.phase, walk.last_pass.position) == (Phase.BACKWARD, 1)


@pytest.mark.parametrize("start", [1, 150, OPERATIONS - 1])
def test_forward_it_stops_where_the_node_has_its_data(walk: TrainingWalk, start: int) -> None:
    known = PassProgress(walk)
    operations = [node for node, value in enumerate(walk.order) if value._prev]
    for node in operations[::23]:
        walk.seek(start)
        walk.run_to(node)
        assert walk.index[walk.last_pass.node] == node
        assert known.data(node)
        if walk.last_pass.position > 1:
            walk.step_back()
            assert not known.data(node)


def test_forward_it_stops_where_a_leaf_is_first_read(walk: TrainingWalk) -> None:
    for label in ("layer 1 · neuron 1 · w1", "layer 3 · neuron 1 · b"):
        walk.seek(200)
        leaf = node_named(walk, label)
        walk.run_to(leaf)
        assert walk.order[leaf] in walk.last_pass.node._prev
        for _ in range(walk.last_pass.position - 1):
            walk.step_back()
            assert walk.order[leaf] not in walk.last_pass.node._prev


def complete_gradients() -> list[float]:
    session = Session()
    for _ in range(3):
        session.training.step_phase()
    return [value.grad for value in session.cursor.graph.order]


@pytest.mark.parametrize("start", [1, 170, OPERATIONS - 1])
def test_backward_it_stops_where_the_gradient_is_complete(walk: TrainingWalk, start: int) -> None:
    complete = complete_gradients()
    go_into(walk, Phase.BACKWARD)
    for node in range(0, len(walk.order), 17):
        walk.seek(start)
        walk.run_to(node)
        assert walk.phase is Phase.BACKWARD
        assert walk.order[node].grad == complete[node]


def test_a_parameter_of_all_samples_is_complete_after_its_last_contribution(
    walk: TrainingWalk, session: Session
) -> None:
    go_into(walk, Phase.BACKWARD)
    for parameter in session.cursor.trainer.parameters[::5]:
        walk.seek(1)
        walk.run_to(walk.index[parameter])
        assert parameter in walk.last_pass.node._prev
        rest = walk.last_pass.nodes[walk.last_pass.position :]
        assert not any(parameter in node._prev for node in rest)
        users = [node for node in walk.last_pass.nodes if parameter in node._prev]
        assert len(users) == 4


@pytest.mark.parametrize("phase", [Phase.ZERO_GRAD, Phase.UPDATE])
def test_where_only_parameters_have_a_turn_it_stops_at_theirs_or_at_the_end(
    walk: TrainingWalk, session: Session, phase: Phase
) -> None:
    go_into(walk, phase)
    walk.run_to(walk.index[session.cursor.trainer.parameters[12]])
    assert (walk.phase, walk.last_pass.position) == (phase, 13)
    walk.run_to(len(walk.order) - 1)
    assert (walk.phase, walk.last_pass.position) == (phase, PARAMETERS)


def test_between_two_passes_it_runs_into_the_next_one(walk: TrainingWalk) -> None:
    walk.finish_pass()
    walk.run_to(walk.index[walk.session.cursor.trainer.parameters[3]])
    assert (walk.phase, walk.last_pass.position) == (Phase.ZERO_GRAD, 4)


def test_it_also_runs_back(walk: TrainingWalk) -> None:
    walk.seek(200)
    node = walk.index[walk.last_pass.nodes[99]]
    walk.run_to(node)
    assert walk.last_pass.position == 100


def test_what_a_pass_does_not_touch_is_complete_at_its_end(session: Session) -> None:
    alone = Session().cursor.graph.loss
    assert operation_that_completes(session.cursor.trainer.next_pass, alone) == OPERATIONS


# Is there an operation to look at?


def test_after_whole_steps_nothing_is_watched(walk: TrainingWalk, session: Session) -> None:
    session.training.step()
    assert not walk.is_watched
    walk.step()
    assert walk.is_watched
    session.training.step()
    assert not walk.is_watched


def test_the_last_operation_of_a_step_is_watched_when_it_was_walked_to(
    walk: TrainingWalk, session: Session
) -> None:
    for _ in PHASES:
        walk.finish_pass()
    assert session.cursor.trainer.is_between_steps
    assert walk.is_watched
    walk.step_back()
    walk.step()
    assert session.cursor.trainer.is_between_steps
    assert walk.is_watched


def test_within_a_step_the_last_operation_is_watched_whoever_did_it(
    walk: TrainingWalk, session: Session
) -> None:
    session.training.step_phase()
    assert walk.is_watched


# Signals.

MOVES: dict[str, Callable[[TrainingWalk], None]] = {
    "step": lambda walk: walk.step(),
    "step back": lambda walk: walk.step_back(),
    "finish pass": lambda walk: walk.finish_pass(),
    "seek": lambda walk: walk.seek(9),
}


@pytest.mark.parametrize("move", MOVES)
def test_a_move_is_told_as_moved_and_as_stepped(walk: TrainingWalk, move: str) -> None:
    walk.seek(3)
    counts = heard(walk)
    MOVES[move](walk)
    assert counts["moved"] == 1
    assert counts["stepped"] == 1
    assert counts["rebuilt"] == 0


def test_when_moved_is_told_the_place_is_the_new_one(walk: TrainingWalk) -> None:
    places: list[int] = []
    walk.moved.connect(lambda: places.append(walk.last_pass.position))
    for _ in range(3):
        walk.step()
    assert places == [1, 2, 3]


def test_training_by_others_is_told_as_moved_alone(walk: TrainingWalk, session: Session) -> None:
    counts = heard(walk)
    session.training.step()
    session.training.step_phase()
    session.edits.set_parameter(0, 0.5)
    session.edits.set_learning_rate(0.2)
    assert counts == Counter(moved=3)


def test_another_graph_is_told_as_rebuilt(walk: TrainingWalk, session: Session) -> None:
    counts = heard(walk)
    session.edits.set_dataset(Dataset([[1.0, 2.0, 3.0]], [1.0]), "use one sample")
    assert counts["rebuilt"] >= 1
    before = counts["rebuilt"]
    session.edits.add_layer()
    assert counts["rebuilt"] > before


def test_another_sample_is_rebuilt_only_where_one_sample_is_shown(
    walk: TrainingWalk, session: Session
) -> None:
    counts = heard(walk)
    session.selection.choose_sample(1)
    assert counts["rebuilt"] == 1
    walk.choose_scope("loss")
    assert counts["rebuilt"] == 2
    walk.choose_scope("loss")
    session.selection.choose_sample(2)
    assert counts["rebuilt"] == 2


def test_a_choice_is_told_and_read(walk: TrainingWalk, session: Session) -> None:
    counts = heard(walk)
    session.selection.choose([5])
    assert walk.chosen == walk.index[session.cursor.trainer.parameters[5]]
    assert counts["chosen_changed"] == 1
    loss = len(walk.order) - 1
    session.selection.choose_node(loss)
    assert walk.chosen == loss
    session.selection.choose_node(None)
    assert walk.chosen is None


def test_a_parameter_is_chosen_as_one_and_another_node_as_a_node(
    walk: TrainingWalk, session: Session
) -> None:
    walk.choose(walk.index[session.cursor.trainer.parameters[7]])
    assert (session.selection.parameters, session.selection.node) == ([7], None)
    node = node_named(walk, "layer 1 · neuron 1 · w1·x1 · sample 1")
    walk.choose(node)
    assert (session.selection.parameters, session.selection.node) == ([], node)


# The progress of a pass.


def is_known_as_defined(walk: TrainingWalk, known: PassProgress) -> None:
    """Compare with the definition, for every node at the place where the walk is."""
    current, phase = walk.last_pass, walk.phase
    done = set() if current is None else set(current.nodes[: current.position])
    reached = {operand for node in done for operand in node._prev} | {walk.order[-1]}
    for node, value in enumerate(walk.order):
        is_operation = bool(value._prev)
        if isinstance(current, ForwardPass):
            assert known.data(node) == (not is_operation or value in done)
        else:
            assert known.data(node)
        if isinstance(current, BackwardPass):
            assert known.grad(node) == (value in reached)
            assert known.passed(node) == (value in done)
        else:
            assert known.grad(node) == (phase is Phase.UPDATE or not is_operation)


def test_at_every_place_of_two_steps_it_is_known_what_is_of_the_moment(qapp: object) -> None:
    walk = TrainingWalk(small_session())
    known = PassProgress(walk)
    is_known_as_defined(walk, known)
    while walk.session.cursor.steps < 2:
        walk.step()
        is_known_as_defined(walk, known)
    for _ in range(30):
        walk.step_back()
        is_known_as_defined(walk, known)


def test_of_the_four_samples_it_is_known_too(walk: TrainingWalk) -> None:
    known = PassProgress(walk)
    for phase in PHASES:
        go_into(walk, phase)
        for done in (1, 17, 41, 100, 339, 340):
            walk.seek(done)
            is_known_as_defined(walk, known)


def test_what_is_known_has_the_numbers_of_the_finished_pass(walk: TrainingWalk) -> None:
    known = PassProgress(walk)
    walk.session.training.step()
    walk.session.training.step()
    walk.seek(120, walk.next_pass)
    shown_data = {n: v.data for n, v in enumerate(walk.order) if known.data(n)}
    walk.finish_pass()
    assert all(walk.order[node].data == data for node, data in shown_data.items())
