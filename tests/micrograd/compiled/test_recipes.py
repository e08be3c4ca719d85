"""Whatever a run is trained with, the compiled loop trains it with the bits of the engine."""

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from micrograd.compiled.engine import CompiledEngine
from micrograd.compiled.machine_code import Kernel
from micrograd.data.dataset import Dataset, four_samples
from micrograd.data.normalising import NORMALISERS
from micrograd.nn import ACTIVATIONS, MLP
from micrograd.recipe.losses import LOSSES
from micrograd.recipe.optimizers import OPTIMIZERS
from micrograd.recipe.parts import neuron_names, parameter_names
from micrograd.recipe.penalties import PENALTIES
from micrograd.recipe.schedules import SCHEDULES
from micrograd.training.divergence import DivergenceError
from micrograd.training.step_engine import StepEngine
from micrograd.training.trainer import Trainer

STEPS = 500


@st.composite
def recipes(draw: st.DrawFn) -> dict[str, Any]:
    """What a trainer is made with: a network, samples, and a value for every setting."""
    optimizer = draw(st.sampled_from(list(OPTIMIZERS)))
    widths = draw(st.lists(st.integers(1, 5), min_size=1, max_size=3))
    share = st.floats(0, 0.999)
    return {
        "seed": draw(st.integers(0, 2**16)),
        "widths": widths,
        "activations": draw(st.lists(st.sampled_from(list(ACTIVATIONS)), min_size=3, max_size=3)),
        "samples": draw(st.integers(1, 25)),
        "batch_size": draw(st.integers(0, 12)),
        "test_share": draw(st.floats(0, 0.9)),
        "normalise": draw(st.sampled_from(list(NORMALISERS))),
        "loss": draw(st.sampled_from(list(LOSSES))),
        "penalty": draw(st.sampled_from(list(PENALTIES))),
        "penalty_strength": draw(st.floats(0, 0.1)),
        "optimizer": optimizer,
        "momentum": draw(share),
        "beta1": draw(share),
        "beta2": draw(share),
        "epsilon": 10.0 ** draw(st.integers(-12, -2)),
        "weight_decay": draw(st.floats(0, 0.5)),
        "schedule": draw(st.sampled_from(list(SCHEDULES))),
        "schedule_steps": draw(st.integers(1, 1000)),
        "warm_up": draw(st.integers(0, 50)),
        "learning_rate": 10.0 ** draw(st.floats(-4, -0.5)),
        "output_rate": draw(st.just(0.0) | st.floats(1e-4, 1)),
        "frozen": tuple(draw(st.sets(st.sampled_from(parameter_names((2, *widths))), max_size=9))),
        "off": tuple(draw(st.sets(st.sampled_from(neuron_names((2, *widths))), max_size=3))),
    }


def trainer_of(recipe: dict[str, Any], engine: StepEngine) -> Trainer:
    chance = random.Random(recipe["seed"])
    rest = {**recipe}
    widths, activations = rest.pop("widths"), rest.pop("activations")
    nout = widths[-1]
    model = MLP(2, widths, activations[: len(widths)], chance)
    rows = []
    for _ in range(rest.pop("samples")):
        targets = [float(chance.random() < 0.5) for _ in range(nout)]
        rows.append([chance.uniform(-2, 2), chance.uniform(-2, 2), *targets])
    return Trainer(model, Dataset.from_rows(rows, nout), engine=engine, **rest)


def course(trainer: Trainer, pieces: list[int]) -> list[str]:
    """The bits of all losses, states and gradients, piece by piece, until it diverges."""
    numbers: list[float] = []
    for steps in pieces:
        try:
            numbers += trainer.run(steps)
        except (DivergenceError, ValueError) as error:
            return [*map(float.hex, numbers), str(error)]
        numbers += [*trainer.state, *trainer.grads]
        # The rest is trained as from a checkpoint.
        trainer.resume(trainer.steps, trainer.state, trainer.grads)
    found = trainer.evaluate()
    return [*map(float.hex, [*numbers, found.loss]), repr(found.test_loss)]


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(recipe=recipes())
@pytest.mark.usefixtures("compiled_loop")
def test_any_recipe_is_trained_with_the_bits_of_the_engine(recipe: dict[str, Any]) -> None:
    fast = trainer_of(recipe, CompiledEngine())
    pieces = [1, 2, 97, STEPS - 100]
    expected = course(trainer_of(recipe, StepEngine()), pieces)
    assert course(fast, pieces) == expected
    assert not fast.engine.obstacle


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_is_trained_by_every_optimizer(
    loss: str, optimizer: str, compiled_loop: Kernel
) -> None:
    recipe = {
        "seed": 3,
        "widths": [4, 3],
        "activations": ["tanh", "linear"],
        "samples": 9,
        "loss": loss,
        "optimizer": optimizer,
        "penalty": "l2",
        "learning_rate": 0.02,
        **OPTIMIZERS[optimizer].settings,
    }
    fast = trainer_of(recipe, CompiledEngine())
    assert course(fast, [20, 10]) == course(trainer_of(recipe, StepEngine()), [20, 10])
    assert fast.can_run_beside


@pytest.mark.parametrize("optimizer", ["adam", "adamw"])
@pytest.mark.parametrize("exponent", range(40, 160, 20))
def test_after_a_divergence_the_updates_are_counted_as_by_the_engine(
    optimizer: str, exponent: int, compiled_loop: Kernel
) -> None:
    states = []
    for engine in (StepEngine(), CompiledEngine()):
        model = MLP(3, [4, 4, 1], "linear", random.Random(0))
        rate = 10.0**exponent
        trainer = Trainer(model, four_samples(), rate, optimizer=optimizer, engine=engine)
        with pytest.raises(DivergenceError):
            trainer.run(50)
        states.append([*map(float.hex, trainer.state)])
    assert states[0] == states[1]
