"""Sweep: each trial ends as a run of its own would, to the last bit; it can be stopped."""

from concurrent.futures import ThreadPoolExecutor
from time import process_time, thread_time

import numpy as np
import pytest

from micrograd.compiled import compiled_trainer
from micrograd.data.dataset import Dataset, four_samples
from micrograd.data.named import NAMED
from micrograd.recipe.recipe import Recipe
from micrograd.runs.recording import train_from_its_start
from micrograd.runs.run import Run, drawn_start
from micrograd.sweeps.plan import SweepPlan, Trial
from micrograd.sweeps.result import TrialResult
from micrograd.sweeps.sweep import Sweep, best_of
from micrograd.training.divergence import DivergenceError
from micrograd.training.measuring import measured
from micrograd.training.trainer import Trainer
from tests.sweep_plans import sweep_plan


def plan_of(steps: int, hidden: str = "tanh", output: str = "tanh") -> SweepPlan:
    shapes = ((4, 4, 1), (3, 1))
    return sweep_plan(four_samples(), (0.02, 0.5), (0, 5), shapes, hidden, output, steps)


def swept(plan: SweepPlan) -> list[TrialResult]:
    sweep = Sweep(plan)
    shares = list(sweep.work())
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    return sweep.results


def trained_alone(trial: Trial) -> tuple[Trainer, list[float], int | None]:
    """The engine's trainer after the trial, its losses, and where it diverged."""
    trainer = Trainer(
        drawn_start(trial.recipe).model(), trial.recipe.dataset, trial.recipe.learning_rate
    )
    losses = []
    try:
        while trainer.steps < trial.steps:
            losses.append(trainer.step())
    except DivergenceError as error:
        return trainer, losses[: trainer.steps], error.step
    return trainer, losses, None


def is_as_alone(result: TrialResult) -> bool:
    """Compare a result with the engine's; True where the trial did not diverge."""
    trainer, losses, diverged_at = trained_alone(result.trial)
    assert result.loss.hex() == trainer.evaluate().loss.hex()
    assert result.losses[:-1].tolist() == losses
    assert result.losses[-1] == result.loss
    assert result.steps.tolist() == list(range(len(losses) + 1))
    assert result.diverged_at == diverged_at
    return diverged_at is None


def test_on_the_engine_each_trial_ends_as_if_it_was_trained_alone() -> None:
    plan = plan_of(30)
    results = swept(plan)
    assert [result.trial for result in results] == list(plan.trials)
    assert [is_as_alone(result) for result in results] == 8 * [True]


@pytest.mark.usefixtures("compiled_loop")
@pytest.mark.parametrize("trains", ["run_loop", "compiled_loop"])
def test_compiled_each_trial_ends_with_the_bits_of_the_engine(
    trains: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(trains)
    assert [is_as_alone(result) for result in swept(plan_of(90))] == 8 * [True]


@pytest.mark.parametrize(
    ("setting", "values"),
    [
        ("activations", [("tanh", "tanh", "tanh"), ("relu", "relu", "tanh")]),
        ("dataset", [four_samples(), Dataset.from_rows([[1.0, 2.0, 3.0, 0.5]])]),
    ],
)
def test_any_setting_can_be_tried(
    setting: str, values: list[object], compiled_loop: object, run_loop: object
) -> None:
    results = swept(SweepPlan(Recipe(), {setting: values}, steps=30))
    assert [is_as_alone(result) for result in results] == [True, True]
    assert results[0].loss != results[1].loss


@pytest.mark.parametrize("trains", ["run_loop", "compiled_loop", "engine_trains"])
def test_a_trial_that_diverges_says_where_and_the_next_one_is_as_if_alone(
    trains: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(trains)
    arrived = [is_as_alone(result) for result in swept(plan_of(90, "linear", "linear"))]
    assert True in arrived
    assert False in arrived


def test_a_loss_that_is_not_finite_after_the_last_step_counts_as_diverged() -> None:
    plan = plan_of(90, "linear", "linear")
    diverged = next(r for r in swept(plan) if r.diverged_at is not None)
    trial, step = diverged.trial, diverged.diverged_at
    assert step is not None
    config, rate = trial.recipe, trial.recipe.learning_rate
    shorter = sweep_plan(
        trial.recipe.dataset, (rate,), (config.seed,), (config.layers,), "linear", "linear", step
    )
    (result,) = swept(shorter)
    assert result.diverged_at == step
    assert np.isfinite(result.losses).all()


def test_of_a_long_trial_an_outline_is_kept_with_its_spikes(compiled_loop: object) -> None:
    plan = sweep_plan(four_samples(), (0.02,), (0,), ((4, 4, 1),), steps=5000)
    (result,) = swept(plan)
    losses = compiled_trainer(
        drawn_start(plan.trials[0].recipe).model(), plan.recipe.dataset, 0.02
    ).run(5000)
    assert 50 < len(result.losses) <= 500
    # On a logarithmic axis the first steps are drawn one by one.
    assert result.steps[:9].tolist() == [*range(9)]
    assert result.losses[:9].tolist() == losses[:9]
    assert (np.diff(result.steps) >= 0).all()
    assert (result.losses.max(), result.losses[-1]) == (max(losses), result.loss)
    assert result.steps[-1] == 5000


def test_a_long_trial_is_trained_in_a_thread_with_the_same_bits(compiled_loop: object) -> None:
    plan = sweep_plan(four_samples(), (0.02,), (0,), ((4, 4, 1),), steps=150_000)
    with ThreadPoolExecutor(1) as executor:
        beside = Sweep(plan, executor)
        waits = sum(1 for _ in beside.work())
    (result,) = swept(plan)
    assert waits > 20
    assert beside.results[0].loss.hex() == result.loss.hex()
    assert beside.results[0].losses.tolist() == result.losses.tolist()


def test_a_long_trial_ends_at_once_when_nobody_draws_any_more(compiled_loop: object) -> None:
    plan = sweep_plan(four_samples(), (0.02,), (0,), ((32, 32, 1),), steps=1_000_000)
    with ThreadPoolExecutor(1) as executor:
        work = Sweep(plan, executor).work()
        for _ in range(3):
            next(work)
        # Time of this process alone, its threads included.
        began = process_time()
        del work
        executor.submit(lambda: None).result()
        assert process_time() - began < 0.5


@pytest.mark.parametrize("trains", ["run_loop", "compiled_loop", "engine_trains"])
def test_it_can_be_stopped_every_few_milliseconds(
    trains: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(trains)
    work = Sweep(plan_of(300_000)).work()
    gaps = []
    for _ in range(30):
        began = thread_time()
        next(work)
        gaps.append(thread_time() - began)
    assert float(np.median(gaps)) < 0.02


@pytest.mark.parametrize("hidden", ["tanh", "linear"])
def test_a_trial_is_trained_once_more_with_everything_recorded(
    compiled_loop: object, run_loop: object, hidden: str
) -> None:
    results = swept(plan_of(90, hidden, hidden))
    assert any(result.diverged_at is not None for result in results) == (hidden == "linear")
    for result in results:
        run = Run(1, drawn_start(result.trial.recipe))
        shares = list(train_from_its_start(run, result.trial.steps))
        trainer, losses, diverged_at = trained_alone(result.trial)
        assert run.steps == trainer.steps
        assert run.history.losses.values.tolist() == losses
        assert run.history.last == [parameter.data for parameter in trainer.parameters]
        assert diverged_at is not None or shares[-1] == 1.0


def test_the_best_one_is_of_those_that_did_not_diverge() -> None:
    results = swept(plan_of(90, "linear", "linear"))
    best = best_of(results)
    assert best is not None
    assert best.loss == min(r.loss for r in results if r.diverged_at is None)
    assert best_of([r for r in results if r.diverged_at is not None]) is None


@pytest.mark.parametrize(
    "axes",
    [
        {"seed": (0, 1, 2), "batch_size": (2, 3)},
        {"seed": (0, 1, 2), "test_share": (0.25, 0.5)},
        {"optimizer": ("adam", "momentum"), "schedule": ("constant", "cosine"), "seed": (0, 1)},
        {"loss": ("hinge", "mean-squared"), "penalty": ("l1", "none"), "init": ("he", "uniform")},
        {"activations": ("relu", "sine"), "normalise": ("none", "inputs"), "warm_up": (0, 5)},
    ],
)
def test_any_settings_are_tried_as_if_each_run_was_trained_alone(axes: dict) -> None:
    for result in swept(SweepPlan(Recipe(), axes, steps=12)):
        trainer = drawn_start(result.trial.recipe).trainer()
        losses = trainer.run(12)
        assert result.losses.tolist() == [*losses, trainer.evaluate().loss]
        assert result.score == measured(trainer).score


@pytest.mark.parametrize("axes", [{"test_share": (0.2, 0.5)}, {"seed": (0, 1)}])
def test_trials_of_different_samples_are_compared_by_their_tests(axes) -> None:
    recipe = Recipe(dataset=NAMED["moons"].dataset(40), test_share=0.25)
    plan = SweepPlan(recipe, axes, steps=20)
    assert plan.comparison == "test score, as they are trained on different samples"
    results = swept(plan)
    for result in results:
        trainer = drawn_start(result.trial.recipe).trainer()
        trainer.run(20)
        test = measured(trainer).test_score
        assert (result.compared, result.compared_name) == (test, "test accuracy")
    best = max(results, key=lambda result: result.test_score.value)
    assert best_of(results, plan.is_scored).test_score == best.test_score


def test_with_a_trial_that_holds_nothing_out_it_is_said_that_other_samples_are_compared() -> None:
    recipe = Recipe(dataset=NAMED["moons"].dataset(40))
    plan = SweepPlan(recipe, {"test_share": (0, 0.5)}, steps=20)
    assert plan.is_scored
    assert plan.comparison.startswith("score of the samples trained on, which differ")
    assert [result.compared_name for result in swept(plan)] == ["accuracy"] * 2
    assert SweepPlan(recipe, {"seed": (0, 1)}).comparison == "loss"
    assert SweepPlan(recipe, {"loss": ("hinge", "huber")}).comparison == (
        "score, as their losses differ in kind"
    )
