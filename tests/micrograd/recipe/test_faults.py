"""The table of faults: every row says what is wrong, and nothing else is."""

import re

import pytest

from micrograd.recipe.fault import Fault, Use
from micrograd.recipe.faults import FAULTS, NO_FAULT, fault_of
from micrograd.recipe.losses import LOSSES
from micrograd.recipe.network import draw_network, drawn_from
from micrograd.recipe.objective import objective_of
from micrograd.recipe.recipe import Recipe

WRONG = [row for row in FAULTS.values() if row.is_any]
every_fault = pytest.mark.parametrize("fault", WRONG, ids=lambda fault: fault.name)


def use(name: str = "tanh", out: float = 0.5, operand: float = 2.0) -> Use:
    return Use(name, out, (operand,), (1.0 - out * out,), 3.0, None, 0.1)


def test_a_recipe_has_no_fault_by_itself() -> None:
    assert Recipe().sabotage is NO_FAULT
    assert not NO_FAULT.is_any
    assert NO_FAULT.gradient(use(), 1.0, 0.75) == 1.0 + 0.75 * 3.0


@every_fault
def test_a_fault_says_what_is_wrong_and_shows_both_lines(fault: Fault) -> None:
    assert fault.words.endswith(".")
    assert fault.effect.endswith(".")
    assert fault.right != fault.wrong
    assert fault.wrong in fault.told
    assert fault.loop
    for edit in (*fault.loop, *fault.source):
        re.compile(edit.pattern)


@every_fault
def test_the_settings_of_a_recipe_tell_its_fault(fault: Fault) -> None:
    assert fault_of(vars(Recipe(fault=fault.name))) is fault


def test_rules_are_wrong_for_their_operations_only() -> None:
    fault = FAULTS["slope-of-input"]
    assert fault.slopes_of(use()) == (1.0 - 2.0 * 2.0,)
    assert fault.slopes_of(use("exp")) == use().slopes
    assert FAULTS["no-upstream"].gradient(use(), 1.0, 0.75) == 1.75
    assert FAULTS["no-upstream"].gradient(use("exp"), 1.0, 0.75) == 1.0 + 0.75 * 3.0


def test_a_weight_that_is_updated_too_early_is_the_factor_of_what_goes_on() -> None:
    seen = Use("*", 6.0, (2.0, 3.0), (3.0, 2.0), 5.0, 1.0, 0.1)
    assert FAULTS["updated-weight"].slopes_of(seen) == (3.0, 2.0 - 0.1 * (1.0 + 3.0 * 5.0))
    assert FAULTS["updated-weight"].slopes_of(seen._replace(weight_grad=None)) == (3.0, 2.0)


def test_zero_start_draws_nothing() -> None:
    recipe = Recipe(fault="zero-start", seed=5)
    assert {parameter.data for parameter in draw_network(recipe).parameters()} == {0.0}
    assert drawn_from(recipe) == "nothing, all are 0"


@pytest.mark.parametrize("name", LOSSES)
def test_sum_and_mean_are_swapped_for_every_loss(name: str) -> None:
    settings = {"penalty": "none", "penalty_strength": 0.0}
    right = objective_of(LOSSES[name], {**settings, "fault": "none"})
    wrong = objective_of(LOSSES[name], {**settings, "fault": "sum-for-mean"})
    assert wrong.loss.is_mean is not right.loss.is_mean
    assert {right.of_samples(6.0, 3), wrong.of_samples(6.0, 3)} == {6.0, 2.0}


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("trained-on-test", {}),
        ("slope-of-input", {"activations": "relu"}),
        ("no-upstream", {"activations": "linear"}),
        ("updated-weight", {"layers": (1,)}),
    ],
)
def test_a_fault_that_changes_nothing_says_why(name: str, settings: dict[str, object]) -> None:
    assert FAULTS[name].without_effect(Recipe(**settings))
    assert not FAULTS[name].without_effect(Recipe(test_share=0.25))
