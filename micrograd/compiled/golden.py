"""The golden step: what loaded machine code has to do with the bits of the readable engine."""

import random

import numpy as np

from micrograd.compiled.machine import Machine
from micrograd.compiled.machine_code import Kernel
from micrograd.compiled.opcodes import LANES, NAMES
from micrograd.compiled.program import Program
from micrograd.data.dataset import Dataset
from micrograd.nn import ACTIVATIONS, MLP
from micrograd.training.state import StepStart
from micrograd.training.trainer import Trainer


def does_golden_step(kernel: Kernel) -> bool:
    """True where machine code does a known step with the bits of the readable engine.

    It is of a layer for each activation that the machine code has, and of one sample more than
    fit side by side.
    """
    chance = random.Random(0)
    activations = [name for name in ACTIVATIONS if name in (*NAMES, "linear")]
    model = MLP(2, [2] * (len(activations) - 1) + [1], activations, chance)
    rows = [[chance.uniform(-1, 1) for _ in range(3)] for _ in range(LANES + 1)]
    trainer = Trainer(model, Dataset.from_rows(rows))
    machine = Machine(kernel, Program(model), trainer.dataset)
    start = StepStart(trainer.state, trainer.grads, trainer.learning_rate)
    machine.load(start)
    found = machine.train(start, 1)
    numbers = [*found.losses, *found.state, *found.grads]
    expected = [*trainer.run(1), *trainer.state, *trainer.grads]
    return np.array(numbers).tobytes() == np.array(expected).tobytes()
