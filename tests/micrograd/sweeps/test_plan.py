"""SweepPlan: its trials, their order, and the plans that are refused."""

from typing import Any

import pytest

from micrograd.data.dataset import Dataset, four_samples
from micrograd.recipe.kinds import SettingError
from micrograd.recipe.recipe import Recipe
from micrograd.runs.plan import PlanError
from micrograd.sweeps.plan import MOST_RUNS, SweepPlan, value_text
from tests.sweep_plans import sweep_plan


def plan_of(**parts: Any) -> SweepPlan:
    given = {"rates": (0.01, 0.1), "seeds": (3, 7), "shapes": ((4, 4, 1), (8, 1))}
    return sweep_plan(four_samples(), **(given | {"steps": 20} | parts))


def test_every_combination_is_a_trial_shape_by_shape_and_seed_by_seed() -> None:
    plan = plan_of()
    assert plan.count == 8
    assert [trial.name for trial in plan.trials[:5]] == [
        "rate 0.01 · seed 3 · 4,4,1",
        "rate 0.1 · seed 3 · 4,4,1",
        "rate 0.01 · seed 7 · 4,4,1",
        "rate 0.1 · seed 7 · 4,4,1",
        "rate 0.01 · seed 3 · 8,1",
    ]
    assert [trial.index for trial in plan.trials] == list(range(8))
    assert all(trial.steps == 20 for trial in plan.trials)


def test_the_last_layer_has_an_activation_of_its_own() -> None:
    plan = plan_of(shapes=((4, 4, 1), (1,)), hidden="relu", output="linear")
    activations = {trial.recipe.layers: trial.recipe.activations for trial in plan.trials}
    assert activations == {(4, 4, 1): ("relu", "relu", "linear"), (1,): ("linear",)}


@pytest.mark.parametrize(
    ("part", "tried", "axis", "message"),
    [
        ("rates", (), "learning_rate", "at least one is needed"),
        ("rates", (0.1, 0.0), "learning_rate", "0 is not a finite number above 0"),
        ("rates", (float("inf"),), "learning_rate", "inf is not a finite number above 0"),
        ("seeds", (), "seed", "at least one is needed"),
        ("seeds", (2**31,), "seed", "2147483648 is not a whole number from 0 to 2,147,483,647"),
        ("shapes", (), "layers", "at least one is needed"),
        ("shapes", ((),), "layers", "0 layers are not 1 to 8"),
        ("shapes", ((2,) * 8 + (1,),), "layers", "9 layers are not 1 to 8"),
        ("shapes", ((33, 1),), "layers", "33,1: 33 is not a whole number from 1 to 32"),
        ("shapes", ((0, 1),), "layers", "0,1: 0 is not a whole number from 1 to 32"),
        (
            "shapes",
            ((4, 1), (4, 2)),
            "layers",
            "4,2 ends with 2 neurons, but the samples have 1 target",
        ),
        ("steps", 0, "steps", "0 is not from 1 to 1,000,000"),
        ("steps", 1_000_001, "steps", "1,000,001 is not from 1 to 1,000,000"),
    ],
)
def test_what_no_plan_can_be_is_named_with_its_axis(
    part: str, tried: Any, axis: str, message: str
) -> None:
    with pytest.raises(PlanError) as caught:
        plan_of(**{part: tried})
    assert (caught.value.part, str(caught.value)) == (axis, message)


def test_an_unknown_activation_is_refused() -> None:
    with pytest.raises(SettingError, match="no 'step', but tanh, relu, sigmoid, linear"):
        plan_of(hidden="step")


def test_the_last_layer_has_to_fit_several_targets() -> None:
    two = Dataset([[1.0]], [[0.0, 1.0]])
    assert sweep_plan(two, (0.1,), (0,), ((3, 2),)).count == 1
    with pytest.raises(PlanError, match="ends with 1 neuron, but the samples have 2 targets"):
        sweep_plan(two, (0.1,), (0,), ((3, 1),))


def test_a_thousand_runs_are_the_most_and_one_more_says_what_is_too_many() -> None:
    rates = tuple(0.001 * (1 + i) for i in range(10))
    assert plan_of(rates=rates, seeds=tuple(range(50))).count == MOST_RUNS
    with pytest.raises(PlanError) as caught:
        plan_of(rates=rates, seeds=tuple(range(51)))
    assert caught.value.part == "runs"
    assert str(caught.value) == (
        "10 learning rates × 51 seeds × 2 layer shapes are 1,020 runs, more than 1,000: "
        "with the others as they are, 50 seeds fit"
    )


def test_more_parameters_samples_and_steps_are_expected_to_take_longer() -> None:
    small, large = plan_of(shapes=((4, 1),)), plan_of(shapes=((32, 32, 1),))
    assert small.expected_s(True) < large.expected_s(True)
    assert plan_of(steps=100).expected_s(True) < plan_of(steps=10_000).expected_s(True)
    assert small.expected_s(True) < small.expected_s(False)


def test_a_step_is_expected_to_take_as_long_as_its_batch() -> None:
    rows = Dataset([[0.1 * i] for i in range(100)], [0.5] * 100)
    batches = SweepPlan(Recipe(dataset=rows), {"batch_size": [10, 0, 100], "test_share": [0, 0.9]})
    of_10, of_all, of_100, *held_out = [trial.expected_s(True) for trial in batches.trials]
    assert of_10 < of_all == of_100
    assert held_out == [of_10] * 3


def test_a_fault_is_told_by_its_title():
    assert value_text("fault", "uphill") == "one line wrong: Wrong sign of the update"
    assert value_text("fault", "none") == "no line wrong"
