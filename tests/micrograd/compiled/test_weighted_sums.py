"""Weighted sums of every width have the bits of the engine, in blocks of lanes and beside them."""

import random

import pytest

from micrograd.compiled.engine import CompiledEngine
from micrograd.compiled.machine_code import Kernel
from micrograd.compiled.opcodes import LANES
from micrograd.data.dataset import Dataset
from micrograd.nn import MLP
from micrograd.training.step_engine import StepEngine
from micrograd.training.trainer import Trainer

# Around the widths at which lanes are full, with a bias among them or alone.
WIDTHS = (1, 3, 4, 5, LANES - 1, LANES, LANES + 1, 2 * LANES, 2 * LANES + 3)


@pytest.mark.parametrize("penalty", ["none", "l1", "l2"])
@pytest.mark.parametrize("width", WIDTHS)
def test_each_width_is_trained_with_the_bits_of_the_engine(
    width: int, penalty: str, compiled_loop: Kernel
) -> None:
    assert course(width, penalty, CompiledEngine()) == course(width, penalty, StepEngine())


def course(width: int, penalty: str, engine: StepEngine) -> list[str]:
    """The bits of some steps, of a layer between two of other widths and a block not full."""
    chance = random.Random(width)
    rows = [[chance.uniform(-2, 2) for _ in range(width + 2)] for _ in range(2 * LANES + 3)]
    model = MLP(width, [LANES + 2, width, 2], rng=chance)
    dataset = Dataset.from_rows(rows, 2)
    trainer = Trainer(model, dataset, 0.01, penalty=penalty, penalty_strength=0.1, engine=engine)
    return [*map(float.hex, [*trainer.run(4), *trainer.state, *trainer.grads])]
