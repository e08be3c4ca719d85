"""Schedules: the rates of PyTorch, a warm-up before them, and where they end."""

import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from micrograd.recipe.schedules import SCHEDULES, warmed_up
from micrograd.recipe.settings import TRAINING
from micrograd.training.state import scheduled_rate

REFERENCE = json.loads(Path(__file__).with_name("pytorch_reference.json").read_text("utf-8"))
every_schedule = pytest.mark.parametrize("schedule", SCHEDULES)


def rate(step: int, **settings: Any) -> float:
    return scheduled_rate({**TRAINING, "learning_rate": 1.0, **settings}, step)


@every_schedule
def test_the_rates_are_those_of_pytorch(schedule: str) -> None:
    # PyTorch's cosine rises again after its end, where this one stays at 0.
    steps = [k for k in REFERENCE["steps"] if schedule != "cosine" or k <= 100]
    found = [rate(step, schedule=schedule, schedule_steps=100) for step in steps]
    expected = REFERENCE["rates"][schedule][: len(steps)]
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("constant", [1, 1, 1, 1, 1]),
        ("linear", [1, 0.775, 0.55, 0.1, 0.1]),
        ("step", [1, 1, 1, 0.1, 0.01]),
        ("exponential", [1, 0.1**0.25, 0.1**0.5, 0.1, 0.01]),
        ("cosine", [1, (1 + math.sqrt(0.5)) / 2, 0.5, 0, 0]),
    ],
)
def test_a_rate_falls_as_its_formula_says(schedule: str, expected: list[float]) -> None:
    found = [rate(k, schedule=schedule, schedule_steps=8) for k in (0, 2, 4, 8, 16)]
    assert found == pytest.approx(expected, abs=1e-15)


@every_schedule
def test_a_rate_grows_through_the_warm_up_and_then_has_its_whole_schedule(schedule: str) -> None:
    settings = {"schedule": schedule, "schedule_steps": 8, "warm_up": 4}
    assert [rate(k, **settings) for k in range(4)] == [0.25, 0.5, 0.75, 1.0]
    later = [rate(k, schedule=schedule, schedule_steps=8) for k in range(30)]
    assert [rate(4 + k, **settings) for k in range(30)] == later


@every_schedule
def test_a_factor_is_1_at_first_and_never_more_or_below_0(schedule: str) -> None:
    factors = [SCHEDULES[schedule].factor(share / 16) for share in range(100)]
    assert factors[0] == 1.0
    assert all(0.0 <= after <= before for before, after in pairwise(factors))


def test_without_a_warm_up_the_first_step_has_the_whole_rate() -> None:
    assert [warmed_up(step, 0.0) for step in (0.0, 1.0)] == [1.0, 1.0]


def test_the_rate_of_micrograds_demo_is_a_linear_schedule() -> None:
    demo = [1.0 - 0.9 * k / 100 for k in range(100)]
    found = [rate(k, schedule="linear", schedule_steps=100) for k in range(100)]
    assert found == pytest.approx(demo, rel=1e-15)
