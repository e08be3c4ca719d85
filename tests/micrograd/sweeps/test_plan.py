"""SweepPlan: which trials there are, in which order, and what no plan can be."""

from typing import Any

import pytest

from micrograd.data.dataset import Dataset, four_samples
from micrograd.sweeps.plan import MOST_RUNS, PlanError, SweepPlan


def plan_of(**parts: Any) -> SweepPlan:
    given = {"rates": (0.01, 0.1), "seeds": (3, 7), "shapes": ((4, 4, 1), (8, 1))}
    return SweepPlan(four_samples(), **(given | {"steps": 20} | parts))


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
    activations = {trial.config.layers: trial.config.activations for trial in plan.trials}
    assert activations == {(4, 4, 1): ("relu", "relu", "linear"), (1,): ("linear",)}


@pytest.mark.parametrize(
    ("part", "tried", "message"),
    [
        ("rates", (), "at least one is needed"),
        ("rates", (0.1, 0.0), "0 is not a finite number above 0"),
        ("rates", (float("inf"),), "inf is not a finite number above 0"),
        ("seeds", (), "at least one is needed"),
        ("seeds", (2**31,), "2147483648 is not from 0 to 2,147,483,647"),
        ("shapes", (), "at least one is needed"),
        ("shapes", ((),), " has 0 layers, not 1 to 8"),
        ("shapes", ((2,) * 8 + (1,),), "2,2,2,2,2,2,2,2,1 has 9 layers, not 1 to 8"),
        ("shapes", ((33, 1),), "a layer has 1 to 32 neurons, not 33 as in 33,1"),
        ("shapes", ((0, 1),), "a layer has 1 to 32 neurons, not 0 as in 0,1"),
        ("shapes", ((4, 1), (4, 2)), "the samples have 1 target: 4,2 has to end with 1"),
        ("steps", 0, "0 is not from 1 to 1,000,000"),
        ("steps", 1_000_001, "1,000,001 is not from 1 to 1,000,000"),
    ],
)
def test_what_no_plan_can_be_is_named_with_its_part(part: str, tried: Any, message: str) -> None:
    with pytest.raises(PlanError) as caught:
        plan_of(**{part: tried})
    assert (caught.value.part, str(caught.value)) == (part, message)


def test_an_unknown_activation_is_refused() -> None:
    with pytest.raises(PlanError, match="no activation 'step'"):
        plan_of(hidden="step")


def test_the_last_layer_has_to_fit_several_targets() -> None:
    two = Dataset([[1.0]], [[0.0, 1.0]])
    assert SweepPlan(two, (0.1,), (0,), ((3, 2),)).count == 1
    with pytest.raises(PlanError, match="have 2 targets: 3,1 has to end with 2"):
        SweepPlan(two, (0.1,), (0,), ((3, 1),))


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
