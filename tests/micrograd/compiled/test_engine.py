"""A trainer with the compiled engine gives the bits of the engine, whatever is done in between."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from micrograd.compiled import compiled_trainer
from micrograd.compiled.engine import CompiledEngine
from micrograd.data.dataset import Dataset, four_samples
from micrograd.data.shuffling import shuffled
from micrograd.engine import operate
from micrograd.nn import ACTIVATIONS, MLP, Neuron
from micrograd.recipe.losses import Loss
from micrograd.training.divergence import DivergenceError
from micrograd.training.phases import Phase
from micrograd.training.step_engine import StepEngine
from micrograd.training.trainer import Trainer

pytestmark = pytest.mark.usefixtures("compiled_loop")


def made_up(samples: int, inputs: int, targets: int = 1, scale: float = 1.0) -> Dataset:
    chance = random.Random(samples)
    rows = [
        [chance.uniform(-scale, scale) for _ in range(inputs + targets)] for _ in range(samples)
    ]
    return Dataset.from_rows(rows, targets)


def trainers(
    layers: list[int],
    activations: str | list[str] = "tanh",
    dataset: Dataset | None = None,
    rate: float = 0.1,
    seed: int = 0,
) -> tuple[Trainer, Trainer]:
    """The engine's and the compiled one, with equal networks of their own."""
    dataset = dataset or four_samples()
    models = [MLP(dataset.nin, layers, activations, random.Random(seed)) for _ in range(2)]
    return Trainer(models[0], dataset, rate), compiled_trainer(models[1], dataset, rate)


def state(trainer: Trainer) -> object:
    """Everything that can be seen of a trainer but its graph, to the last bit."""
    return (
        [(p.data.hex(), p.grad.hex()) for p in trainer.parameters],
        (trainer.steps, trainer.phase, trainer.can_retreat),
        None if trainer.loss is None else trainer.loss.hex(),
        repr(trainer.evaluate()),
    )


def graph(trainer: Trainer) -> list[tuple[str, str]]:
    return [(node.data.hex(), node.grad.hex()) for node in trainer.graph.order]


def told(train: Callable[[], object]) -> object:
    """The losses of training, or its message where it diverges."""
    try:
        return train()
    except DivergenceError as error:
        return str(error)


def assert_same_run(engine: Trainer, compiled: Trainer, steps: int) -> None:
    assert told(lambda: engine.run(steps)) == told(lambda: compiled.run(steps))
    assert compiled.can_run_beside, compiled.engine.obstacle
    assert state(engine) == state(compiled)


# Networks, datasets, settings.


@given(
    layers=st.lists(st.integers(1, 9), min_size=1, max_size=3),
    activations=st.lists(st.sampled_from(list(ACTIVATIONS)), min_size=3, max_size=3),
    inputs=st.integers(1, 4),
    samples=st.integers(1, 10),
    scale=st.floats(1e-3, 30),
    rate=st.floats(1e-5, 0.5),
    seed=st.integers(0, 1000),
)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_thousand_steps_of_any_network_have_the_bits_of_the_engine(
    compiled_loop, layers, activations, inputs, samples, scale, rate, seed
) -> None:
    dataset = made_up(samples, inputs, layers[-1], scale)
    both = trainers(layers, activations[: len(layers)], dataset, rate, seed)
    assert_same_run(*both, 1000)
    assert graph(both[0]) == graph(both[1])


@pytest.mark.parametrize("samples", [1, 7, 8, 9, 16, 17])
def test_any_number_of_samples_fits_the_lanes(samples: int) -> None:
    assert_same_run(*trainers([4, 3, 2], dataset=made_up(samples, 3, 2), rate=0.01), 50)


@pytest.mark.parametrize("width", [1, 6, 7, 8, 9, 15, 16])
def test_any_width_fits_the_lanes(width: int) -> None:
    assert_same_run(*trainers([width, width, 1], rate=0.01), 30)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_has_the_bits_of_the_engine(activation: str) -> None:
    assert_same_run(*trainers([5, 4, 1], activation, rate=0.003), 300)


def test_the_largest_network_of_the_window_has_the_bits_of_the_engine() -> None:
    both = trainers([32] * 7 + [1], rate=1e-4)
    assert_same_run(*both, 3)
    assert graph(both[0]) == graph(both[1])


def test_an_input_of_zero_and_a_weight_of_minus_zero_keep_their_signs() -> None:
    dataset = Dataset([[0.0, -0.0], [0.0, 1.0]], [0.0, -0.0])
    both = trainers([2, 1], "linear", dataset)
    for trainer in both:
        for parameter in trainer.parameters:
            parameter.data = -0.0
    assert_same_run(*both, 5)


@pytest.mark.parametrize("rate", [3.0, 10.0, 1e9, 1e155, 1e200, 1e307])
@pytest.mark.parametrize("first", ["relu", "linear"])
@pytest.mark.parametrize("is_seen", [False, True])
def test_a_divergence_comes_at_the_same_step_and_leaves_the_same_numbers(
    rate: float, first: str, is_seen: bool
) -> None:
    both = trainers([4, 4, 1], [first, first, "linear"], Dataset([[2.0, 30.0]], [1.0]), rate)
    if is_seen:
        assert graph(both[0]) == graph(both[1])
    said = [told(lambda trainer=trainer: trainer.run(2000)) for trainer in both]
    assert said[0] == said[1]
    assert isinstance(said[0], str), "it did not diverge"
    assert state(both[0]) == state(both[1])
    assert graph(both[0]) == graph(both[1])


@pytest.mark.parametrize("is_seen", [False, True])
def test_a_logarithm_that_stops_being_defined_is_refused_as_by_the_engine(is_seen: bool) -> None:
    falling = Loss("logarithm", lambda outputs, target: [operate("log", outputs[0])])
    said = []
    for kind in (StepEngine, CompiledEngine):
        model = MLP(1, [1], "linear", random.Random(0))
        for parameter in model.parameters():
            parameter.data = 0.5
        trainer = Trainer(model, Dataset([[1.0]], [0.0]), 0.1, loss=falling, engine=kind())
        assert trainer.run(1) == [0.0]
        assert trainer.can_run_beside == (kind is CompiledEngine)
        if is_seen:
            assert trainer.graph.order
        with pytest.raises(ValueError, match=r"log\(-.*positive numbers only") as refused:
            trainer.run(100)
        said.append((str(refused.value), trainer.steps, trainer.loss, trainer.state))
    assert said[0] == said[1]


# Turns with the engine, and with people.


def test_a_run_from_the_middle_of_a_step_finishes_it_first() -> None:
    both = trainers([4, 4, 1])
    for trainer in both:
        trainer.run(3)
        trainer.step_phase()
        trainer.step_operation()
    assert_same_run(*both, 20)


def test_phases_after_a_run_go_on_from_where_it_ended() -> None:
    both = trainers([4, 4, 1])
    assert_same_run(*both, 100)
    for _ in range(6):
        assert both[0].step_phase() is both[1].step_phase()
        assert graph(both[0]) == graph(both[1])
        assert state(both[0]) == state(both[1])


@pytest.mark.parametrize("steps", [1, 2, 50])
def test_the_last_step_of_a_run_can_be_taken_back_operation_by_operation(steps: int) -> None:
    both = trainers([3, 1])
    for trainer in both:
        trainer.run(4)
        trainer.run(steps)
    while both[0].can_retreat:
        assert both[0].retreat(7) == both[1].retreat(7)
        assert both[0].phase is both[1].phase
        assert state(both[0]) == state(both[1])
    assert not both[1].can_retreat
    assert_same_run(*both, 5)


def test_what_is_written_to_parameters_between_two_runs_is_trained_on() -> None:
    both = trainers([4, 4, 1])
    for trainer in both:
        trainer.run(10)
        trainer.parameters[5].data = 0.25
        trainer.parameters[6].grad = 7.0
    assert state(both[0]) == state(both[1])
    assert graph(both[0]) != []
    assert_same_run(*both, 10)


@pytest.mark.parametrize(
    "edit",
    [
        lambda trainer: trainer.edit_parameter(3, -0.5),
        lambda trainer: setattr(trainer, "learning_rate", 0.01),
        lambda trainer: setattr(trainer, "dataset", made_up(9, 3)),
        lambda trainer: trainer.restart_step(),
    ],
    ids=["a parameter", "the learning rate", "the dataset", "a restart"],
)
@pytest.mark.parametrize("is_seen", [False, True])
def test_an_edit_between_two_runs_has_the_effect_that_it_has_on_the_engine(edit, is_seen) -> None:
    both = trainers([4, 4, 1])
    for trainer in both:
        trainer.run(10)
        if is_seen:
            graph(trainer)
        trainer.run(10)
        edit(trainer)
    if is_seen:
        assert graph(both[0]) == graph(both[1])
    assert_same_run(*both, 10)
    assert graph(both[0]) == graph(both[1])


def test_a_dataset_that_comes_back_has_a_graph_that_nothing_was_trained_on() -> None:
    both = trainers([4, 4, 1])
    first = both[0].dataset
    for trainer in both:
        trainer.run(5)
        trainer.dataset = made_up(3, 3)
        trainer.dataset = first
    assert graph(both[0]) == graph(both[1])
    assert_same_run(*both, 3)
    assert graph(both[0]) == graph(both[1])


def test_looking_at_the_graph_changes_nothing() -> None:
    both = trainers([4, 4, 1])
    for _ in range(5):
        assert_same_run(*both, 7)
        before = state(both[1])
        assert graph(both[0]) == graph(both[1])
        assert state(both[1]) == before


def test_single_steps_give_the_bits_of_a_run() -> None:
    engine, compiled = trainers([4, 4, 1])
    assert engine.run(30) == [compiled.step() for _ in range(30)]
    assert state(engine) == state(compiled)


def test_steps_while_the_graph_is_looked_at_give_the_same_bits_too() -> None:
    engine, compiled = trainers([4, 4, 1])
    for _ in range(10):
        assert engine.step() == compiled.step()
        assert graph(engine) == graph(compiled)


# Beside an event loop.


def run_beside(trainer: Trainer, steps: int) -> object:
    with ThreadPoolExecutor(1) as executor:
        trainer.begin_run(executor, steps, steps, steps)
    return trainer.beside.finished()


def test_nothing_of_a_run_is_seen_before_it_is_accepted() -> None:
    engine, compiled = trainers([4, 4, 1])
    before = state(compiled)
    run = run_beside(compiled, 25)
    assert state(compiled) == before
    assert engine.run(25) == run.losses.tolist()
    compiled.accept(run)
    assert repr(run.evaluation) == repr(engine.evaluate())
    assert state(engine) == state(compiled)


def test_a_run_that_is_still_going_on_is_not_finished() -> None:
    _, compiled = trainers([4, 4, 1])
    with ThreadPoolExecutor(1) as executor:
        compiled.begin_run(executor, 10**9, 10**9, 10**9)
        assert compiled.beside.is_running
        assert compiled.beside.finished() is None
        run = compiled.beside.end()
    assert not compiled.beside.is_running
    assert 0 <= len(run.losses) < 10**9


def test_a_run_that_is_ended_has_done_whole_steps() -> None:
    engine, compiled = trainers([4, 4, 1])
    with ThreadPoolExecutor(1) as executor:
        compiled.begin_run(executor, 10**6, 10**6, 10**6)
        run = compiled.beside.end()
    compiled.accept(run)
    engine.run(min(len(run.losses), 3000))
    if engine.steps == compiled.steps:
        assert state(engine) == state(compiled)
    assert compiled.is_between_steps


def test_a_run_that_is_hurried_is_looked_at_in_its_thread_one_that_is_ended_is_not() -> None:
    _, compiled = trainers([4, 4, 1])
    with ThreadPoolExecutor(1) as executor:
        compiled.begin_run(executor, 10**9, 10**9, 10**9)
        compiled.beside.hurry()
        while (hurried := compiled.beside.finished()) is None:
            pass
        compiled.begin_run(executor, 10**9, 10**9, 10**9)
        ended = compiled.beside.end()
    assert ended.evaluation is None
    compiled.accept(hurried)
    assert repr(hurried.evaluation) == repr(compiled.evaluate())


@pytest.mark.parametrize(
    "change",
    [
        lambda trainer: trainer.edit_parameter(3, -0.5),
        lambda trainer: setattr(trainer, "learning_rate", 0.01),
        lambda trainer: setattr(trainer, "dataset", made_up(9, 3)),
        lambda trainer: trainer.step_operation(),
        lambda trainer: trainer.step(),
        lambda trainer: trainer.retreat(1),
    ],
    ids=["a parameter", "the learning rate", "the dataset", "an operation", "a step", "back"],
)
def test_a_change_drops_the_run_that_is_going_on(change) -> None:
    both = trainers([4, 4, 1])
    for trainer in both:
        trainer.run(5)
    with ThreadPoolExecutor(1) as executor:
        both[1].begin_run(executor, 10**9, 10**9, 10**9)
        for trainer in both:
            change(trainer)
        assert not both[1].beside.is_running
    assert state(both[0]) == state(both[1])


def test_looking_does_not_drop_the_run_that_is_going_on() -> None:
    both = trainers([4, 4, 1])
    for trainer in both:
        trainer.run(5)
    with ThreadPoolExecutor(1) as executor:
        both[1].begin_run(executor, 10**9, 10**9, 10**9)
        assert state(both[0]) == state(both[1])
        assert graph(both[0]) == graph(both[1])
        assert both[1].beside.is_running
        both[1].beside.end()


# Networks that the compiled loop can't train.


class TwiceTheSameWeight(MLP):
    """Its two neurons share their weights: a graph that the compiled loop does not know."""

    def __init__(self, nin: int) -> None:
        super().__init__(nin, [2, 1], rng=random.Random(0))
        first, second = self.layers[0].neurons
        assert isinstance(second, Neuron)
        second.w = first.w


def test_a_network_that_has_no_compiled_form_is_trained_by_the_engine() -> None:
    dataset = four_samples()
    engine = Trainer(TwiceTheSameWeight(3), dataset)
    compiled = compiled_trainer(TwiceTheSameWeight(3), dataset)
    assert engine.run(5) == compiled.run(5)
    assert not compiled.can_run_beside
    assert compiled.engine.obstacle == "a parameter does not stand in one weighted sum"


def test_without_the_loop_the_engine_trains_until_it_is_there(monkeypatch) -> None:
    from micrograd.compiled import library

    loop = library.loaded()
    monkeypatch.setattr(library, "_loaded", None)
    model = MLP(3, [4, 4, 1], rng=random.Random(0))
    waiting = Trainer(model, four_samples(), engine=CompiledEngine())
    engine = Trainer(MLP(3, [4, 4, 1], rng=random.Random(0)), four_samples())
    assert waiting.run(5) == engine.run(5)
    assert not waiting.can_run_beside
    waiting.step_phase()
    engine.step_phase()
    monkeypatch.setattr(library, "_loaded", loop)
    assert not waiting.can_run_beside, "it is in the middle of a step"
    assert waiting.run(5) == engine.run(5)
    assert waiting.can_run_beside
    assert state(waiting) == state(engine)
    assert waiting.phase is Phase.UPDATE


@pytest.mark.parametrize("seed", [0, 5, 2**53])
@pytest.mark.parametrize("epoch", [0, 1, 10**9])
def test_an_epoch_has_the_order_of_the_engine(seed: int, epoch: int) -> None:
    for count in (0, 1, 2, 7, 1203):
        assert CompiledEngine().shuffled(count, seed, epoch) == shuffled(count, seed, epoch)
        assert StepEngine().shuffled(count, seed, epoch) == shuffled(count, seed, epoch)
