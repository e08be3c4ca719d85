"""The guess of how long a step takes is right within a factor of three, compiled and by the engine.

It is compared in processor time, by a loop of Python's that tells how fast the machine is today.
"""

from random import Random
from time import process_time

import pytest

from micrograd.data.dataset import Dataset
from micrograd.recipe.recipe import Recipe
from micrograd.runs.run import drawn_start

# Seconds that a turn of the loop took where the numbers of the guess were measured.
TURN_S = 0.058e-6
TURNS = 500_000


def seconds_of_loop() -> float:
    began, total = process_time(), 0
    for i in range(TURNS):
        total += i * i
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
    ratios = []
    for _ in range(3):
        speed = seconds_of_loop() / TURNS / TURN_S
        began = process_time()
        trainer.run(steps)
        ratios.append((process_time() - began) / steps / guess / speed)
    assert 1 / 3 < sorted(ratios)[1] < 3
