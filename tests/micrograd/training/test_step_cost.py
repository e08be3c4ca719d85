"""The guess of how long a step takes is right within a factor of three, compiled and by the engine.

It is compared in processor time, by work that tells how fast the machine is today: a loop of
Python's for the engine, since versions of Python differ, and arrays for compiled code.
"""

from collections.abc import Callable
from random import Random
from time import process_time

import numpy as np
import pytest

from micrograd.data.dataset import Dataset
from micrograd.recipe.recipe import Recipe
from micrograd.runs.run import drawn_start

NUMBERS = np.linspace(0.1, 1.0, 1000)


def count_in_python() -> None:
    total = 0
    for i in range(500_000):
        total += i * i


def count_in_arrays() -> None:
    for _ in range(1500):
        np.sqrt(NUMBERS * NUMBERS + 1.0)


# Each kind of work, and the seconds it took where the numbers of the guess were measured.
WORK = {"engine": (count_in_python, 0.029), "compiled": (count_in_arrays, 0.0049)}


def seconds_of(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return process_time() - began


@pytest.mark.parametrize("engine", ["engine", "compiled"])
@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize(
    ("layers", "inputs", "samples"),
    [
        ((4, 4, 1), 3, 4),
        ((1,), 2, 1),
        ((4, 4, 1), 3, 100),
        ((32, 32, 1), 2, 10),
        ((1,), 1, 1000),
        ((8, 1), 2, 200),
        ((2, 2, 2, 2, 2, 2, 2, 1), 2, 50),
    ],
)
def test_the_guess_is_right_within_a_factor_of_three(
    layers: tuple[int, ...],
    inputs: int,
    samples: int,
    activation: str,
    engine: str,
    request: pytest.FixtureRequest,
) -> None:
    if engine == "compiled":
        request.getfixturevalue("compiled_loop")
    draw = Random(0).uniform
    rows = [[draw(-1, 1) for _ in range(inputs)] for _ in range(samples)]
    dataset = Dataset(rows, [draw(-1, 1) for _ in rows])
    activations = (*[activation] * (len(layers) - 1), "linear")
    trainer = drawn_start(
        Recipe(layers=layers, activations=activations, dataset=dataset, learning_rate=1e-6)
    ).trainer()
    guess = trainer.expected_step_s
    steps = max(2, int(0.05 / guess))
    trainer.run(steps)
    work, usual_s = WORK[engine]
    ratios = []
    for _ in range(3):
        slowness = seconds_of(work) / usual_s
        ratios.append(seconds_of(lambda: trainer.run(steps)) / steps / guess / slowness)
    print("RATIO", engine, layers, activation, sorted(ratios)[1])
    assert 1 / 3 < sorted(ratios)[1] < 3
