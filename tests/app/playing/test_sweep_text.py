"""A sweep as text: read again it is the same one, and a wrong text is refused in words."""

import json
import re
from typing import Any

import pytest

from app.playing.sweep_text import check_sweep, seen_sweep, stored_plan, sweep_text
from micrograd.data.dataset import Dataset, four_samples
from micrograd.recipe.recipe import Recipe
from micrograd.sweeps.plan import SweepPlan

AXES: dict[str, tuple[Any, ...]] = {
    "learning_rate": (0.1, 1 / 3),
    "seed": (0, 7),
    "layers": ((4, 4, 1), (2, 1)),
}
RECIPES = (
    Recipe(layers=(1, 1)),
    Recipe(layers=(3, 1), activations=("relu", "linear"), optimizer="adam", momentum=0.8, seed=3),
    Recipe(optimizer="rmsprop", loss="mean-absolute", fault="no-zero-grad", test_share=0.25),
)
GIVEN = {"axes": {"learning_rate": ["0.1"], "seed": ["0", "1"], "layers": ["4,1"]}, "steps": 20}


@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize("has_samples", [True, False])
def test_a_plan_is_read_as_it_was(recipe: Recipe, has_samples: bool) -> None:
    plan = SweepPlan(recipe, AXES, steps=123)
    text = sweep_text(stored_plan(plan, has_samples), 5, 1.25)
    assert not check_sweep(text)
    others = Dataset([[1.0], [2.0]], [3.0, 4.0])
    seen = seen_sweep(text, others if has_samples else recipe.dataset)
    assert seen.plan.recipe == recipe
    assert seen.plan.identity() == plan.identity()
    assert (seen.results, seen.seconds) == (5, 1.25)


def test_a_person_writes_no_more_than_axes_and_steps() -> None:
    seen = seen_sweep(json.dumps(GIVEN), four_samples())
    assert [trial.name for trial in seen.plan.trials] == [
        "rate 0.1 · seed 0 · 4,1",
        "rate 0.1 · seed 1 · 4,1",
    ]
    assert (seen.results, seen.seconds) == (0, None)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("[1]", "Expected `object`, got `array`"),
        ({"steps": 0}, "Expected `int` >= 1"),
        ({"axes": {"learning_rate": ["0.1"]}}, "it has 3 axes, not 1"),
        ({"axes": {**GIVEN["axes"], "dataset": ["a.csv"]}}, "dataset can't be an axis"),
        ({"axes": {**GIVEN["axes"], "seed": ["one"]}}, "one"),
        ({"axes": {**GIVEN["axes"], "seed": []}}, "Expected `array` of length >= 1"),
        ({"settings": {"dataset": "/etc/passwd"}}, "there is no setting dataset"),
        ({"settings": {"batch_size": "many"}}, "many"),
        ({"results": 3}, "it has 3 results of 2 runs"),
        ({"seconds": -1}, "Expected `float` >= 0"),
        ({"table": {"inputs": 1, "targets": 1, "samples": [[1, 2, 3]]}}, "samples"),
        ({"bogus": 1}, "bogus"),
    ],
)
def test_a_wrong_text_is_refused_in_words(given: Any, words: str) -> None:
    text = given if isinstance(given, str) else json.dumps({**GIVEN, **given})
    assert check_sweep(text).startswith("it is a sweep as a recording writes it: ")
    assert words in check_sweep(text)
    with pytest.raises(ValueError, match=re.escape(words)):
        seen_sweep(text, four_samples())


def test_no_sweep_is_an_empty_text() -> None:
    assert not check_sweep("")
