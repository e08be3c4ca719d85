"""Measures of the samples trained on, and of those held out."""

import pytest

from micrograd.data.dataset import Dataset
from micrograd.data.generators import GENERATORS
from micrograd.recipe.network import draw_network
from micrograd.recipe.recipe import Recipe
from micrograd.training.measuring import measured, scorers_of
from micrograd.training.score import Scorer
from micrograd.training.trainer import Trainer

MOONS = Recipe(
    dataset=GENERATORS["moons"].dataset(40),
    layers=(4, 1),
    activations=("tanh", "linear"),
    loss="binary-cross-entropy",
    learning_rate=0.5,
)
LINE = Recipe(
    dataset=GENERATORS["line"].dataset(30),
    layers=(4, 1),
    activations=("tanh", "linear"),
    loss="mean-squared",
)


def trained(recipe: Recipe, steps: int = 20, **sampling: object) -> Trainer:
    trainer = Trainer(
        draw_network(recipe), recipe.dataset, loss=recipe.loss, **recipe.training | sampling
    )
    trainer.run(steps)
    return trainer


def test_training_and_test_are_counted_apart() -> None:
    trainer = trained(MOONS, test_share=0.25, seed=1)
    now, samples, evaluation = measured(trainer), trainer.samples, trainer.evaluate()
    assert (now.score.samples, now.test_score.samples) == (30, 10)
    for score, rows in ((now.score, samples.training), (now.test_score, samples.held_out)):
        right = [
            (evaluation.predictions[row][0] > 0) == (MOONS.dataset.targets[row][0] > 0)
            for row in rows
        ]
        assert score.right == sum(right)
    assert now.test_loss == evaluation.test_loss
    assert str(now) == f"{now.score}, test loss {now.test_loss!r}, test {now.test_score}"


def test_without_a_share_held_out_there_is_no_test() -> None:
    now = measured(trained(MOONS))
    assert (now.test_loss, now.test_score) == (None, None)
    assert str(now) == str(now.score)


def test_batches_change_nothing_of_what_is_measured() -> None:
    trainer = trained(MOONS, batch_size=8)
    assert measured(trainer).score.samples == 40


def test_a_normalised_target_has_the_r_squared_of_its_own_units() -> None:
    trainer = trained(LINE, normalise="inputs-and-targets", test_share=0.2)
    now, samples = measured(trainer), trainer.samples
    outputs = [samples.in_units(row) for row in trainer.evaluate().predictions]
    for score, rows in ((now.score, samples.training), (now.test_score, samples.held_out)):
        expected = Scorer(LINE.dataset, trainer.objective.loss, rows).score(outputs)
        assert score.value == pytest.approx(expected.value, rel=1e-9)


def test_two_numbers_stay_numbers_where_normalising_makes_them_look_like_classes() -> None:
    two = Dataset([[float(i)] for i in range(6)], [0.2, 0.4] * 3)
    trainer = trained(LINE.changed(dataset=two), normalise="inputs-and-targets")
    assert {round(y) for (y,) in trainer.samples.scaled.targets} == {-1, 1}
    assert measured(trainer).score.name == "R²"


def test_the_scorers_follow_samples_and_loss() -> None:
    trainer = trained(MOONS)
    first = scorers_of(trainer)
    assert scorers_of(trainer) is first
    trainer.change("dataset", GENERATORS["moons"].dataset(20))
    assert measured(trainer).score.samples == 20
