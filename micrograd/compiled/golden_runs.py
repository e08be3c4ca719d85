"""The golden step of many runs: what loaded machine code has to do with the engine's bits."""

import random
from typing import Any

import numpy as np

from micrograd.compiled.golden import RECIPES
from micrograd.compiled.machine_code import RunKernel
from micrograd.compiled.many_runs import ManyRuns
from micrograd.compiled.opcodes import LANES, NAMES
from micrograd.compiled.program import Program
from micrograd.compiled.run_machine import RunMachine
from micrograd.data.dataset import Dataset
from micrograd.nn import ACTIVATIONS
from micrograd.recipe.network import draw_network
from micrograd.recipe.recipe import Recipe
from micrograd.training.step_engine import StepEngine

RATES = np.linspace(0.01, 0.2, LANES + 1)


def does_golden_runs(kernel: RunKernel) -> bool:
    """True where machine code does known steps with the bits of the readable engine.

    They are of two networks, which together have a layer for each activation that the machine code
    has, and of one run more than fit side by side.
    """
    known = [name for name in ACTIVATIONS if name in (*NAMES, "linear")]
    halves = known[::2], known[1::2]
    return all(_does_step(kernel, *each) for each in zip(halves, RECIPES, strict=True))


def _does_step(kernel: RunKernel, activations: list[str], settings: dict[str, Any]) -> bool:
    chance = random.Random(0)
    rows = [[chance.uniform(-1, 1) for _ in range(4)] for _ in range(LANES + 1)]
    recipe = Recipe(
        layers=(2,) * len(activations),
        activations=tuple(activations),
        dataset=Dataset.from_rows(rows, 2),
        **settings,
    )
    runs = ManyRuns(recipe, 1, {"learning_rate": RATES})
    program = Program(draw_network(recipe), recipe.objective)
    machine = RunMachine(kernel, program, runs, is_kept=True)
    machine.train(1, np.zeros(1, np.int64), looks=True)
    return all(_has_bits_alone(machine, runs, run) for run in (0, LANES))


def _has_bits_alone(machine: RunMachine, runs: ManyRuns, run: int) -> bool:
    trainer = runs.trainer_of(run, StepEngine())
    first = trainer.run(1)
    seen = trainer.evaluate()
    expected = [*first, seen.loss, *(number for row in seen.predictions for number in row)]
    found = [*machine.losses[run], machine.loss[run], *machine.outputs[run].ravel()]
    return np.array(found).tobytes() == np.array(expected).tobytes()
