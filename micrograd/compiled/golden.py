"""The golden step: what loaded machine code has to do with the bits of the readable engine."""

import random
from typing import Any

import numpy as np

from micrograd.compiled.machine import Machine
from micrograd.compiled.machine_code import Kernel
from micrograd.compiled.opcodes import LANES, NAMES
from micrograd.compiled.program import Program
from micrograd.data.dataset import Dataset
from micrograd.nn import ACTIVATIONS, MLP
from micrograd.training.trainer import Trainer

# The recipes of the golden steps: together they call every function of the C library.
RECIPES: tuple[dict[str, Any], ...] = (
    {},
    {
        "loss": "cross-entropy",
        "optimizer": "adamw",
        "penalty": "l1",
        "schedule": "cosine",
        "output_rate": 0.2,
    },
)


def does_golden_step(kernel: Kernel) -> bool:
    """True where machine code does known steps with the bits of the readable engine.

    They are of a network with a layer for each activation that the machine code has, and of one
    sample more than fit side by side.
    """
    return all(_does_step(kernel, recipe) for recipe in RECIPES)


def _does_step(kernel: Kernel, recipe: dict[str, Any]) -> bool:
    chance = random.Random(0)
    activations = [name for name in ACTIVATIONS if name in (*NAMES, "linear")]
    model = MLP(2, [2] * len(activations), activations, chance)
    rows = [[chance.uniform(-1, 1) for _ in range(4)] for _ in range(LANES + 1)]
    trainer = Trainer(model, Dataset.from_rows(rows, 2), **recipe)
    trainer.resume(7, trainer.state, trainer.grads)
    machine = Machine(kernel, Program(model, trainer.objective), trainer.samples, trainer.optimizer)
    start = trainer.start()
    machine.load(start)
    found = machine.train(start, 1)
    numbers = [*found.losses, *found.state, *found.grads]
    expected = [*trainer.run(1), *trainer.state, *trainer.grads]
    return np.array(numbers).tobytes() == np.array(expected).tobytes()
