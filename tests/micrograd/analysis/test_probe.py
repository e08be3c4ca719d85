"""A probe has the bits of the network: at any point, and with any parameters."""

import random

import numpy as np
import pytest

from micrograd.analysis.probe import PlainProbe, probe_of
from micrograd.compiled import compiled_trainer
from micrograd.data.dataset import Dataset
from micrograd.nn import ACTIVATIONS, MLP
from micrograd.recipe.losses import LOSSES
from micrograd.training.evaluation import evaluate
from micrograd.training.trainer import Trainer

# Numbers of points that fill all lanes, and that do not.
COUNTS = (1, 3, 4, 5, 50)


def make_trainer(seed: int, compiled: bool = True, **settings: object) -> Trainer:
    chance = random.Random(seed)
    nouts = [chance.randint(1, 5) for _ in range(chance.randint(1, 3))]
    activations = [chance.choice(list(ACTIVATIONS)) for _ in nouts]
    model = MLP(chance.randint(1, 3), nouts, activations, chance)
    classes = [float(chance.random() < 0.5) for _ in range(11)]
    rows = [
        [*(chance.uniform(-2, 2) for _ in range(model.nin)), *([label] * nouts[-1])]
        for label in classes
    ]
    dataset = Dataset.from_rows(rows, nouts[-1])
    make = compiled_trainer if compiled else Trainer
    return make(model, dataset, 0.01, **settings)


def points_for(trainer: Trainer, count: int) -> np.ndarray:
    return np.random.default_rng(count).normal(size=(count, trainer.model.nin))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("is_compiled", [True, False])
def test_outputs_have_the_bits_of_the_network(seed: int, is_compiled: bool) -> None:
    trainer = make_trainer(seed, is_compiled)
    probe = probe_of(trainer)
    assert probe.is_compiled == is_compiled
    for count in COUNTS:
        points = points_for(trainer, count)
        found = probe.layer_outputs([p.data for p in trainer.parameters], points)
        assert [layer.shape for layer in found] == [(n, count) for n in trainer.model.nouts]
        outputs = probe.outputs([p.data for p in trainer.parameters], points)
        assert outputs.tobytes() == found[-1].tobytes()
        forward = trainer.model.plain()
        for i, point in enumerate(points.tolist()):
            assert [layer[:, i].tolist() for layer in found] == forward(point)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("penalty", ["none", "l2"])
def test_losses_have_the_bits_of_the_engine(seed: int, loss: str, penalty: str) -> None:
    trainer = make_trainer(
        seed, loss=loss, penalty=penalty, penalty_strength=0.1, test_share=0.3, normalise="inputs"
    )
    samples = trainer.samples
    networks = np.random.default_rng(seed).normal(size=(5, len(trainer.parameters)))
    found = probe_of(trainer).losses(networks)
    plain = PlainProbe(trainer.model, samples, trainer.objective).losses(networks)
    for numbers, loss_found, loss_plain in zip(networks.tolist(), found, plain, strict=True):
        for parameter, number in zip(trainer.parameters, numbers, strict=True):
            parameter.data = number
        trained_on = samples.scaled.rows_taken(samples.training)
        assert (
            loss_found == loss_plain == evaluate(trainer.model, trained_on, trainer.objective).loss
        )


def test_looking_leaves_parameters_and_training_as_they_are() -> None:
    looked_at, other = make_trainer(3), make_trainer(3)
    for trainer in (looked_at, other):
        trainer.run(3)
    probe = probe_of(looked_at)
    probe.layer_outputs(np.ones(len(looked_at.parameters)).tolist(), points_for(looked_at, 9))
    probe.losses(np.ones((4, len(looked_at.parameters))))
    assert looked_at.state == other.state
    assert looked_at.grads == other.grads
    assert looked_at.run(5) == other.run(5)


def test_a_neuron_that_is_switched_off_gives_zero() -> None:
    trainer = make_trainer(2, off=("1.1",))
    numbers = [p.data for p in trainer.parameters]
    found = probe_of(trainer).layer_outputs(numbers, points_for(trainer, 7))
    assert found[0][0].tolist() == [0.0] * 7
    assert all(np.any(row) for row in found[0][1:])


def test_a_loss_that_is_not_defined_is_not_a_number() -> None:
    trainer = make_trainer(0, loss="binary-cross-entropy")
    networks = np.full((2, len(trainer.parameters)), np.nan)
    networks[1] = 0.0
    found = probe_of(trainer).losses(networks)
    assert np.isnan(found).tolist() == [True, False]
