"""Runs trained side by side have the bits that each of them has alone."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from micrograd.compiled import many, run_library
from micrograd.compiled.engine import CompiledEngine
from micrograd.compiled.many import MANY_VALUED, ManyRuns, StopFlag, outcome_alone, train_many
from micrograd.data.dataset import Dataset, four_samples
from micrograd.recipe.kinds import SettingError
from micrograd.recipe.optimizers import OPTIMIZERS
from micrograd.recipe.recipe import Recipe
from micrograd.training.folds import NEVER
from micrograd.training.measures import MEASURES
from micrograd.training.trainer import trainer_for
from tests.micrograd.compiled.test_recipes import recipes

TARGET = 0.5


def recipe_of(chosen: dict[str, Any]) -> Recipe:
    """The recipe of what a trainer is made with."""
    rest, chance = {**chosen}, random.Random(chosen["seed"])
    widths = tuple(rest.pop("widths"))
    activations = tuple(rest.pop("activations")[: len(widths)])
    rows = []
    for _ in range(rest.pop("samples")):
        targets = [float(chance.random() < 0.5) for _ in range(widths[-1])]
        rows.append([chance.uniform(-2, 2), chance.uniform(-2, 2), *targets])
    dataset = Dataset.from_rows(rows, widths[-1])
    return Recipe(layers=widths, activations=activations, dataset=dataset, **rest)


def numbers(low: float, high: float, count: int) -> st.SearchStrategy[Any]:
    return st.lists(st.floats(low, high), min_size=count, max_size=count).map(np.array)


@st.composite
def many_runs(draw: st.DrawFn) -> ManyRuns:
    """Runs of any recipe, which differ in any of the numbers that can differ."""
    recipe, count = recipe_of(draw(recipes())), draw(st.integers(1, 19))
    values: dict[str, Callable[[], st.SearchStrategy[Any]]] = {
        "learning_rate": lambda: numbers(-4, 3, count).map(lambda exponents: 10.0**exponents),
        "init_scale": lambda: numbers(0.01, 30, count),
        "penalty_strength": lambda: numbers(0, 0.1, count),
        "epsilon": lambda: numbers(1e-12, 1e-2, count),
        "weight_decay": lambda: numbers(0, 0.5, count),
        "seed": lambda: numbers(0, 2**16, count).map(np.floor),
    }
    names = draw(st.sets(st.sampled_from(MANY_VALUED), max_size=4))
    usual = numbers(0, 0.999, count)
    chosen = {name: draw(values[name]() if name in values else usual) for name in names}
    places = st.integers(0, recipe.parameter_count - 1)
    columns = st.integers(0, recipe.dataset.nin + recipe.dataset.nout - 1)
    cells = st.tuples(st.integers(0, len(recipe.dataset) - 1), columns)
    return ManyRuns(
        recipe,
        draw(st.integers(1, 60)),
        chosen or {"learning_rate": draw(values["learning_rate"]())},
        draw(st.dictionaries(places, numbers(-2, 2, count), max_size=2)),
        draw(st.dictionaries(cells, numbers(-2, 2, count), max_size=2)),
        draw(st.none() | st.just([0.25] * recipe.parameter_count)),
    )


def alone(runs: ManyRuns, measure: str) -> dict[int, str]:
    """The measure of some of the runs, each trained by itself."""
    row, found = MEASURES[measure], {}
    for run in {0, runs.count // 2, runs.count - 1}:
        outcome = outcome_alone(runs.trainer_of(run, CompiledEngine()), runs.steps, row, TARGET)
        found[run] = float(row.of(outcome)[0]).hex()
    return found


def together(runs: ManyRuns, measure: str) -> dict[int, str]:
    found = train_many(runs, measure, TARGET)
    assert found is not None
    return {run: float(found[run]).hex() for run in {0, runs.count // 2, runs.count - 1}}


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(runs=many_runs(), data=st.data())
@pytest.mark.usefixtures("compiled_loop", "run_loop")
def test_runs_of_any_recipe_have_the_bits_that_each_has_alone(
    runs: ManyRuns, data: st.DataObject
) -> None:
    is_tested = runs.recipe.test_share > 0
    measure = data.draw(
        st.sampled_from([name for name in MEASURES if is_tested or "test" not in name])
    )
    assert together(runs, measure) == alone(runs, measure)


def rates(*values: float, steps: int = 50, **settings: Any) -> ManyRuns:
    return ManyRuns(Recipe(**settings), steps, {"learning_rate": np.array(values)})


def test_a_run_is_a_recipe_and_starting_numbers() -> None:
    runs = ManyRuns(
        Recipe(),
        10,
        {"learning_rate": np.array([0.1, 0.2]), "seed": np.array([3.0, 4.0])},
        {5: np.array([7.0, 8.0])},
        {(1, 3): np.array([0.5, -0.5])},
    )
    recipe = runs.recipe_of(1)
    assert (recipe.learning_rate, recipe.seed, recipe.init_scale) == (0.2, 4, 1.0)
    assert recipe.dataset.targets == [[1.0], [-0.5], [-1.0], [1.0]]
    drawn = trainer_for(Recipe(seed=4), runs.trainer_of(1, CompiledEngine()).model).parameters
    assert runs.start_of(1) == [8.0 if i == 5 else p.data for i, p in enumerate(drawn)]


def test_runs_go_on_from_given_parameters_where_no_seed_draws_them() -> None:
    runs = ManyRuns(Recipe(), 1, {"learning_rate": np.array([0.1])}, start=[0.5] * 41)
    assert runs.start_of(0) == [0.5] * 41


@pytest.mark.usefixtures("compiled_loop", "run_loop")
def test_a_run_that_diverges_is_told_by_each_measure() -> None:
    runs = rates(0.01, 1e30, activations="linear", steps=40)
    first, second = train_many(runs, "diverged-at")
    assert (first, second < 40) == (NEVER, True)
    assert np.isfinite(train_many(runs, "final-loss")).tolist() == [True, False]
    assert np.isnan(train_many(runs, "accuracy")).tolist() == [False, True]


@pytest.mark.parametrize("loss", ["sum-squared", "cross-entropy"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.usefixtures("compiled_loop", "run_loop")
def test_every_optimizer_trains_many_runs(optimizer: str, loss: str) -> None:
    rows = [[random.Random(i).uniform(-1, 1) for _ in range(5)] for i in range(9)]
    dataset = Dataset.from_rows(rows, 2)
    settings = {"loss": loss, "optimizer": optimizer, "penalty": "l2", "layers": (3, 2)}
    runs = rates(0.01, 0.1, 0.5, dataset=dataset, **settings)
    assert together(runs, "final-loss") == alone(runs, "final-loss")


def test_a_call_that_was_stopped_has_no_measures() -> None:
    stop = StopFlag()
    stop.stop()
    assert train_many(rates(0.1), "final-loss", stop=stop) is None


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"learning_rate": np.array([0.1, -1.0])}, "-1 is not a finite number above 0"),
        ({"batch_size": np.array([1.0])}, "it is the same in all runs"),
        ({}, "at least one is needed"),
        ({"learning_rate": np.ones(2), "momentum": np.zeros(3)}, "a number of each kind"),
    ],
)
def test_runs_that_can_not_be_are_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises((SettingError, ValueError), match=message):
        ManyRuns(Recipe(), 10, settings)


def test_a_measure_of_a_test_needs_samples_that_are_held_out() -> None:
    with pytest.raises(ValueError, match="no samples are held out"):
        train_many(rates(0.1), "test-loss")


def test_a_cell_of_a_dataset_is_an_input_or_a_target() -> None:
    runs = ManyRuns(Recipe(), 1, cells={(0, 0): np.array([9.0]), (0, 3): np.array([-1.0])})
    expected = [[9.0, 3.0, -1.0, -1.0], *four_samples().rows()[1:]]
    assert runs.recipe_of(0).dataset.rows() == expected


@pytest.mark.usefixtures("compiled_loop", "run_loop")
def test_a_call_that_takes_days_returns_when_it_is_stopped() -> None:
    stop = StopFlag()
    with ThreadPoolExecutor(1) as executor:
        training = executor.submit(train_many, rates(0.1, steps=10**12), "final-loss", stop=stop)
        assert not training.done()
        stop.stop()
        assert training.result() is None


@pytest.mark.usefixtures("compiled_loop", "run_loop")
def test_several_threads_train_many_runs_at_a_time() -> None:
    runs = [rates(0.01 * i, 0.1, 0.2, steps=2000) for i in (1, 2, 3, 4)]
    with ThreadPoolExecutor(4) as executor:
        found = [*executor.map(train_many, runs, ["convergence"] * 4)]
    expected = [train_many(each, "convergence") for each in runs]
    assert [each.tolist() for each in found] == [each.tolist() for each in expected]


@pytest.mark.usefixtures("compiled_loop", "run_loop")
def test_a_group_of_runs_that_can_change_no_more_ends_early() -> None:
    # All of them would take days.
    diverging = rates(1e30, 1e31, steps=10**7, activations="linear")
    assert train_many(diverging, "steps-to-loss", 0.0).tolist() == [NEVER, NEVER]
    arriving = rates(0.1, 0.2, steps=10**7)
    assert (train_many(arriving, "steps-to-loss", 0.5) < 100).all()


@pytest.mark.parametrize("count", [1, 7, 8, 9])
@pytest.mark.usefixtures("compiled_loop", "run_loop")
def test_any_number_of_runs_and_samples_fits_the_lanes(count: int) -> None:
    rows = [[random.Random(i).uniform(-1, 1) for _ in range(3)] for i in range(2 * count + 1)]
    recipe = Recipe(dataset=Dataset.from_rows(rows), layers=(count, 2, 1), batch_size=count)
    momentum = {"momentum": np.linspace(0, 0.9, count)}
    runs = ManyRuns(recipe.changed(optimizer="momentum"), 20, momentum)
    assert together(runs, "convergence") == alone(runs, "convergence")


def test_without_the_loop_each_run_is_trained_alone_one_after_the_other(
    run_loop: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = rates(0.05, 0.1, steps=15)
    compiled = train_many(runs, "convergence")
    monkeypatch.setattr(run_library, "_loaded", None)
    assert train_many(runs, "convergence").tolist() == compiled.tolist()


@pytest.mark.usefixtures("compiled_loop", "run_loop")
def test_more_runs_than_are_in_memory_at_a_time_are_trained_in_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = {"learning_rate": np.linspace(0.01, 0.5, 23), "seed": np.arange(23.0)}
    runs = ManyRuns(Recipe(), 9, rows, {3: np.linspace(-1, 1, 23)}, {(2, 3): np.linspace(0, 1, 23)})
    whole = train_many(runs, "convergence")
    monkeypatch.setattr(many, "RUNS_AT_A_TIME", 5)
    assert train_many(runs, "convergence").tolist() == whole.tolist()
