"""Presets: complete recipes under a name."""

import math
from typing import Any

import numpy as np
import pytest

from micrograd.data.named import NAMED
from micrograd.recipe.network import draw_network
from micrograd.recipe.presets import PRESETS
from micrograd.recipe.schedules import SCHEDULES
from micrograd.training.trainer import Trainer, trainer_for

every_preset = pytest.mark.parametrize("name", PRESETS)


@every_preset
def test_a_row_is_a_recipe_with_words(name: str) -> None:
    row = PRESETS[name]
    assert row.name == name
    assert row.title.count("&") == 1
    recipe = row.recipe()
    assert row.recipe() == recipe
    assert {key: getattr(recipe, key) for key in row.settings}.keys() == row.settings.keys()


def test_the_demo_has_the_settings_of_karpathys_notebook() -> None:
    recipe = PRESETS["micrograd-demo"].recipe()
    assert recipe.dataset == NAMED["moons"].dataset()
    assert (len(recipe.dataset), "noise 0.1" in recipe.dataset.name) == (100, True)
    assert (recipe.layers, recipe.activations) == ((16, 16, 1), ("relu", "relu", "linear"))
    assert (recipe.loss, recipe.penalty, recipe.penalty_strength) == ("hinge", "l2", 1e-4)
    factor = SCHEDULES[recipe.schedule].factor
    rates = [recipe.learning_rate * factor(k / recipe.schedule_steps) for k in range(100)]
    assert rates == pytest.approx([1.0 - 0.9 * k / 100 for k in range(100)], rel=1e-15)


@pytest.mark.usefixtures("compiled_loop")
def test_the_demo_answers_every_sample_rightly_after_100_steps() -> None:
    from micrograd.compiled.engine import CompiledEngine

    recipe = PRESETS["micrograd-demo"].recipe()
    trainer = Trainer(
        draw_network(recipe),
        recipe.dataset,
        loss=recipe.loss,
        optimizer=recipe.optimizer,
        engine=CompiledEngine(),
        **recipe.training,
    )
    losses = trainer.run(100)
    pairs = zip(trainer.evaluate().predictions, recipe.dataset.targets, strict=True)
    right = [(output > 0) == (y > 0) for (output,), (y,) in pairs]
    assert sum(right) == len(right) == 100
    assert losses[-1] < 0.05 < 0.5 < losses[0]


def losses_of_the_paper(xs: Any, ys: Any, first: Any, last: Any, rates: Any, steps: int) -> Any:
    """Sohl-Dickstein 2024 as it stands there: tanh(√2 X W1 / √n) W2 / n, mean squared error."""
    n, losses = first.shape[0], []
    for _ in range(steps):
        hidden = np.tanh(math.sqrt(2) * (xs @ first) / math.sqrt(n))
        error = hidden @ last / n - ys
        losses.append(float((error**2).mean()))
        of_output = 2 * error / len(ys) / n
        of_hidden = np.outer(of_output, last) * (1 - hidden**2)
        first = first - rates[0] * math.sqrt(2) / math.sqrt(n) * (xs.T @ of_hidden)
        last = last - rates[1] * (hidden.T @ of_output)
    return losses


def test_the_paper_has_losses_and_rates_256_times_as_small_as_the_preset() -> None:
    recipe = PRESETS["trainability"].recipe()
    n = recipe.dataset.nin
    assert (len(recipe.dataset), recipe.parameter_count - len(recipe.frozen)) == (272, 272)
    trainer = trainer_for(recipe.changed(learning_rate=0.04), draw_network(recipe))
    weights = np.array([p.data for p in trainer.parameters if not p.label.endswith("b")])
    xs, ys = np.array(recipe.dataset.xs), np.array(recipe.dataset.ys)
    rates = (256 * 0.04, 256 * 0.04)
    paper = losses_of_the_paper(
        xs / math.sqrt(2 / n), ys / n, weights[: n * n].reshape(n, n).T, weights[n * n :], rates, 20
    )
    assert [loss / 256 for loss in trainer.run(20)] == pytest.approx(paper, rel=1e-9)
