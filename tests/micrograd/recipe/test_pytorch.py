"""Every loss with every optimizer trains as PyTorch does: see `tests/pytorch_reference.py`."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from micrograd.compiled.engine import CompiledEngine
from micrograd.data.dataset import Dataset
from micrograd.nn import MLP
from micrograd.recipe.losses import LOSSES
from micrograd.recipe.optimizers import OPTIMIZERS
from micrograd.training.step_engine import StepEngine
from micrograd.training.trainer import Trainer

REFERENCE = json.loads(Path(__file__).with_name("pytorch_reference.json").read_text("utf-8"))
CASES = REFERENCE["cases"]
STEPS = REFERENCE["steps"][-1] + 1
SMALL = [case for case in CASES if case["network"] == "3-[4,4,1]"]


def name_of(case: dict[str, Any]) -> str:
    return " ".join(case[key] for key in ("network", "loss", "optimizer"))


def check(case: dict[str, Any], engine: StepEngine) -> None:
    """Train as a case says; losses and parameters are PyTorch's."""
    layers = case["layers"]
    dataset = Dataset.from_rows(case["rows"], layers[-1])
    model = MLP(dataset.nin, layers, case["activations"], random.Random(5))
    settings = {key: case[key] for key in ("learning_rate", "loss", "optimizer", "penalty")}
    strength = case["penalty_strength"]
    trainer = Trainer(model, dataset, engine=engine, penalty_strength=strength, **settings)
    losses = trainer.run(STEPS)
    found = [losses[step] for step in REFERENCE["steps"]]
    assert found == pytest.approx(case["losses"], rel=0, abs=1e-9)
    numbers = [parameter.data for parameter in trainer.parameters]
    squares = [number * number for number in numbers]
    assert [sum(numbers), sum(squares)] == pytest.approx(case["parameters"], rel=0, abs=1e-9)
    assert not engine.obstacle


@pytest.mark.parametrize("case", CASES, ids=name_of)
@pytest.mark.usefixtures("compiled_loop")
def test_the_compiled_loop_trains_as_pytorch_does(case: dict[str, Any]) -> None:
    check(case, CompiledEngine())


@pytest.mark.parametrize("case", SMALL, ids=name_of)
def test_the_engine_trains_as_pytorch_does(case: dict[str, Any]) -> None:
    check(case, StepEngine())


def test_every_loss_and_every_optimizer_has_its_figures() -> None:
    pairs = {(case["loss"], case["optimizer"]) for case in CASES}
    assert pairs == {(loss, optimizer) for loss in LOSSES for optimizer in OPTIMIZERS}
