"""`python -m micrograd sweep`: every combination of values, a line each."""

import pytest

from micrograd.recipe.recipe import Recipe
from micrograd.sweeps.command import main
from micrograd.sweeps.plan import SweepPlan
from micrograd.sweeps.sweep import Sweep

RATES = "learning-rate=0.01 to 1, 3 values"


@pytest.fixture
def refusal(capsys):
    """The one line of the error, where the command refuses its options."""

    def run(*arguments):
        with pytest.raises(SystemExit) as exit_:
            main(list(arguments))
        assert exit_.value.code == 2
        (line,) = capsys.readouterr().err.splitlines()
        return line

    return run


def test_every_combination_has_its_line_and_the_best_is_told(capsys):
    assert main([RATES, "seed=0-1", "optimizer=adam, momentum", "--steps", "20"]) == 0
    streams = capsys.readouterr()
    axes = {
        "learning_rate": (0.01, 0.1, 1.0),
        "seed": (0, 1),
        "optimizer": ("adam", "momentum"),
    }
    sweep = Sweep(SweepPlan(Recipe(), axes, 20))
    list(sweep.work())
    assert streams.out.splitlines() == [
        f"{each.trial.name}: {each.outcome.words}, loss {each.loss!r}, {each.score}"
        for each in sweep.results
    ]
    assert streams.out.startswith("rate 0.01 · seed 0 · adam: got stuck, loss ")
    best = min(sweep.results, key=lambda result: result.loss)
    assert streams.err.endswith(f"the best loss: {best.trial.name}\n")


def test_losses_of_different_kinds_are_compared_by_score(capsys):
    assert main(["loss=hinge, mean-squared", "--steps", "9"]) == 0
    streams = capsys.readouterr()
    assert [line.partition(":")[0] for line in streams.out.splitlines()] == [
        "hinge",
        "mean-squared",
    ]
    assert ": the best score: " in streams.err


def test_a_run_that_diverges_says_so(capsys):
    assert main(["learning-rate=1", "--activations", "linear", "--steps", "500"]) == 0
    assert capsys.readouterr().out.startswith("rate 1: diverged at step ")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["speed=1"], "'speed=1' is not NAME=VALUES with one of learning-rate, layers, "),
        (["optimizer"], "'optimizer' is not NAME=VALUES"),
        (["optimizer=adam,sgd"], "optimizer: there is no 'sgd', but gradient-descent"),
        (["learning-rate=0"], "learning-rate: 0 is not a finite number above 0"),
        (["seed=1", "seed=2"], "seed is tried twice"),
        (["momentum=0.5"], "momentum: nothing depends on them without the optimizer momentum"),
        (["seed=0-999", "learning-rate=0.1, 0.2"], "are 2,000 runs, more than 1,000"),
    ],
)
def test_what_can_not_be_tried_is_refused_in_one_line(refusal, typed, said):
    line = refusal(*typed)
    assert line.startswith("python -m micrograd sweep: error: ")
    assert said in line


def test_test_shares_are_compared_by_their_tests(capsys):
    assert main(["test-share=0.2, 0.5", "--data", "moons", "--steps", "9"]) == 0
    streams = capsys.readouterr()
    assert all(", test accuracy " in line for line in streams.out.splitlines())
    assert ": the best test score: test share " in streams.err
    assert streams.err.endswith(" (as they are trained on different samples)\n")
