"""`Trainer.change`: any setting can have another value at any moment of a step."""

import math
import random
import re
from typing import Any

import pytest

from micrograd.data.dataset import four_samples
from micrograd.data.sampling import Sampling
from micrograd.nn import MLP
from micrograd.recipe.settings import CHANGEABLE, TRAINING, feeding
from micrograd.training.changeable import UPDATE_SETTINGS
from micrograd.training.phases import Phase
from micrograd.training.trainer import Trainer

# Another value for each setting, and one that it can't have, with the message.
OTHERS = {
    "learning_rate": (0.03, -1.0, "learning rate: -1 is not a finite number above 0"),
    "penalty": ("l2", "l3", "penalty: there is no 'l3', but none, l1, l2"),
    "penalty_strength": (0.5, -0.5, "penalty strength: -0.5 is not a finite number from 0 on"),
    "momentum": (0.5, 1.0, "momentum: 1 is not a finite number from 0 on and below 1"),
    "beta1": (0.5, 1.0, "beta 1: 1 is not a finite number from 0 on and below 1"),
    "beta2": (0.5, -0.1, "beta 2: -0.1 is not a finite number from 0 on and below 1"),
    "epsilon": (0.01, 0.0, "epsilon: 0 is not a finite number above 0"),
    "weight_decay": (0.5, math.nan, "weight decay: nan is not a finite number from 0 on"),
    "output_rate": (0.5, -0.1, "output rate: -0.1 is not a finite number from 0 on"),
    "schedule": ("cosine", "steep", "schedule: there is no 'steep', but constant, linear"),
    "schedule_steps": (5, 0, "schedule steps: 0 is not a whole number from 1 to 1,000,000"),
    "warm_up": (9, -1, "warm-up: -1 is not a whole number from 0 to 1,000,000"),
    "frozen": (("1.1",), ("3.1.b",), "frozen: there is no 3.1.b: the layers have 2, 1 neurons"),
    "off": (("1.2",), ("1.w2",), "off: “1.w2” is no neuron"),
    "batch_size": (3, -1, "batch size: -1 is not a whole number from 0 to 1,000,000"),
    "normalise": ("inputs", "all", "normalise: there is no 'all', but none, inputs"),
    "fault": (
        "uphill",
        "bad",
        "fault: there is no 'bad', but none, no-zero-grad, overwritten-grad",
    ),
}
# What each setting is seen with: the optimizer that reads it, and the other settings.
SEEN_WITH: dict[str, dict[str, Any]] = {
    "penalty_strength": {"penalty": "l1"},
    "momentum": {"optimizer": "nesterov"},
    "weight_decay": {"optimizer": "adamw"},
    "schedule_steps": {"schedule": "linear"},
}
SEEN_WITH |= {name: {"optimizer": "adam"} for name in ("beta1", "beta2", "epsilon")}
every_setting = pytest.mark.parametrize("name", OTHERS)


def begun(name: str) -> Trainer:
    """A trainer in its third step, with something that reads the setting."""
    trainer = Trainer(
        MLP(3, [2, 1], rng=random.Random(1)), four_samples(), **SEEN_WITH.get(name, {})
    )
    trainer.run(2)
    return trainer


def bits(trainer: Trainer) -> list[str]:
    return [number.hex() for number in trainer.state]


def walked(trainer: Trainer, phases: int, operations: int) -> None:
    for _ in range(phases):
        trainer.step_phase()
    trainer.advance(operations)


def test_every_setting_that_can_change_feeds_one_part_of_a_step() -> None:
    parts = [feeding("samples"), feeding("graph"), UPDATE_SETTINGS]
    assert all(sum(name in part for part in parts) == 1 for name in TRAINING)
    assert {*feeding("samples")} == {*Sampling._fields}


def test_every_setting_that_can_change_is_tried() -> None:
    assert [*OTHERS] == [*TRAINING] == [name for name in CHANGEABLE if name != "dataset"]


@every_setting
@pytest.mark.parametrize(("phases", "operations"), [(0, 0), (0, 5), (1, 3), (2, 9), (3, 0), (3, 4)])
def test_a_setting_changed_within_a_step_counts_for_the_whole_step(
    name: str, phases: int, operations: int
) -> None:
    value = OTHERS[name][0]
    trainer, straight = begun(name), begun(name)
    walked(trainer, phases, operations)
    trainer.change(name, value)
    straight.change(name, value)
    assert trainer.setting(name) == value
    expected = straight.run(3)
    losses = [trainer.step() for _ in range(3)]
    assert [loss.hex() for loss in losses] == [loss.hex() for loss in expected]
    assert bits(trainer) == bits(straight)
    unchanged = begun(name)
    unchanged.run(3)
    assert bits(unchanged) != bits(trainer)


@every_setting
def test_an_update_under_way_is_done_again(name: str) -> None:
    trainer = begun(name)
    before = bits(trainer)
    walked(trainer, 3, 4)
    assert bits(trainer) != before
    trainer.change(name, OTHERS[name][0])
    assert bits(trainer) == before
    # Another objective begins the step again, another update only the update.
    after = Phase.BACKWARD if name in UPDATE_SETTINGS else None
    assert (trainer.phase, trainer.steps) == (after, 2)


@every_setting
def test_a_value_that_a_setting_can_not_have_is_named_and_changes_nothing(name: str) -> None:
    trainer = begun(name)
    walked(trainer, 3, 4)
    before, value = bits(trainer), trainer.setting(name)
    with pytest.raises(ValueError, match=f"^{re.escape(OTHERS[name][2])}"):
        trainer.change(name, OTHERS[name][1])
    assert trainer.setting(name) == value
    assert (bits(trainer), trainer.phase) == (before, Phase.UPDATE)


@pytest.mark.parametrize("name", ["layers", "loss", "optimizer", "velocity"])
def test_what_is_no_setting_of_training_can_not_change(name: str) -> None:
    trainer = begun(name)
    with pytest.raises(TypeError, match=f"training has no setting {name}"):
        trainer.change(name, 1)
