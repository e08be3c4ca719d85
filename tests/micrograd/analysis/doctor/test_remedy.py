"""Remedy: what it says on a button, in a hint, and as options of a command line."""

import pytest

from micrograd.analysis.doctor.remedy import Remedy
from micrograd.recipe.recipe import Recipe


@pytest.mark.parametrize(
    ("remedy", "title", "flags"),
    [
        (
            Remedy({"learning_rate": 0.01}, 1234),
            "Back to step 1,234, at rate 0.01",
            "--learning-rate 0.01",
        ),
        (Remedy({}, 7), "Back to step 7", ""),
        (Remedy({"learning_rate": 0.5}), "Use rate 0.5", "--learning-rate 0.5"),
        (
            Remedy({"init": "he", "learning_rate": 0.03}, is_anew=True),
            "Start again, with He weights, rate 0.03",
            "--init he --learning-rate 0.03",
        ),
        (Remedy({"frozen": ()}), "Unfreeze everything", "--frozen none"),
        (
            Remedy({"activations": ("tanh", "linear"), "loss": "mean-squared"}),
            "Use linear output, mean squared error",
            "--activations tanh,linear --loss mean-squared",
        ),
        (
            Remedy({"penalty": "l2", "penalty_strength": 0.01}, 20),
            "Back to step 20, with penalty l2, strength 0.01",
            "--penalty l2 --penalty-strength 0.01",
        ),
        (Remedy({"optimizer": "adam"}), "Use Adam", "--optimizer adam"),
    ],
)
def test_a_remedy_in_words(remedy: Remedy, title: str, flags: str) -> None:
    assert (remedy.title, remedy.flags) == (title, flags)
    assert "Undo" in remedy.about


def test_a_remedy_says_what_becomes_of_the_weights() -> None:
    assert "go on from there" in Remedy({}, 3).about
    assert "weights that fit are kept" in Remedy({"learning_rate": 1.0}).about
    assert "the weights of its seed" in Remedy({"learning_rate": 1.0}, is_anew=True).about
    assert "other weights" in Remedy({"seed": 3}, is_anew=True).about


def test_a_remedy_makes_the_recipe_that_training_goes_on_with() -> None:
    assert Remedy({"learning_rate": 0.5}).recipe(Recipe()) == Recipe(learning_rate=0.5)
